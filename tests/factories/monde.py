"""A small world with one object of every kind and state, in two régions, and the people who may or may not see it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from acia.appels.models import Appel
from acia.appels.routes.blueprint import cancel_link
from acia.candidatures.documents import receipt_content
from acia.candidatures.models import (
    AccesCandidature,
    Accuse,
    Candidature,
    Derogation,
    Droit,
    EtatCandidature,
    InvitationDossier,
    PieceJointe,
    RoleRepresentant,
)
from acia.candidatures.queries import living_pieces
from acia.candidatures.rules import Acte
from acia.cohortes.models import Cohorte
from acia.commission.models import Commission, EtatCommission, Selection
from acia.commission.service import DecisionDossier, close_minutes, decide_selections, prepare_notices
from acia.comptes.models import Jeton, Utilisateur
from acia.comptes.rules import UsageJeton, fingerprint
from acia.core.db import db, transaction
from acia.core.documents import store_document
from acia.core.permissions import Role
from acia.eligibilite.models import Verdict
from acia.eligibilite.service import render_verdict
from acia.engagements.models import Avenant
from acia.seances.models import EtatPlan
from acia.seances.queries import waiting_cohortes
from acia.seances.service import request_plan
from tests.factories.appels import make_appel_brouillon, make_appel_publie, make_inscription, make_question
from tests.factories.candidatures import DEPOT, make_brouillon, make_candidature_deposee, make_etablissement
from tests.factories.cohortes import make_cohorte, make_cohorte_validee, make_engagements_signes
from tests.factories.commission import (
    make_commission,
    make_deport,
    make_eligible,
    make_membres,
    make_notation,
    make_selection_notifiee,
)
from tests.factories.composition import make_seats
from tests.factories.comptes import make_frein, make_utilisateur
from tests.factories.derogations import make_derogation
from tests.factories.echanges import make_demande, make_message
from tests.factories.eligibilite import make_accompagnement, put_aside
from tests.factories.engagements import make_engagement
from tests.factories.fermetures import make_fermeture_passee
from tests.factories.feuilles import make_around, make_closed
from tests.factories.fichiers import PDF
from tests.factories.interne import (
    make_acte,
    make_charge,
    make_etiquette,
    make_importation,
    make_note_interne,
    make_vue,
)
from tests.factories.papier import make_papiers
from tests.factories.personnes import make_invitation
from tests.factories.registre_finess import file_507, several
from tests.factories.registre_recu import make_mise_a_jour_prete
from tests.factories.relais import make_depart
from tests.factories.seance_directe import make_live_sittings
from tests.factories.seances import make_seance
from tests.factories.suites import LETTRE_LUE, make_after_notices
from tests.factories.suivi import make_first_steps

MAINTENANT = datetime(2027, 5, 12, 9, tzinfo=UTC)
"""The day after the first session of the cohorte."""
JETON = "lien-a-usage-unique-du-monde-d-essai"
SIGNES = (
    "pilote",
    "charge",
    "charge_ailleurs",
    "membre",
    "membre_deporte",
    "membre_ailleurs",
    "representant",
    "lecteur",
    "representant_ailleurs",
    "intervenant",
    "intervenant_ailleurs",
    "financeur",
)
"""The six roles in Bretagne, and those who stand beside: another région, another establishment, a recused member,
the intervenant of another cohorte, and somebody of the establishment who reads without writing."""


@dataclass
class Monde:
    """Who is who, and the id of everything, as texts."""

    gens: dict[str, uuid.UUID] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def personne(self, nom: str) -> Utilisateur:
        """One of the people."""
        return db.session.get_one(Utilisateur, self.gens[nom])

    def note(self, **objets: Any) -> None:
        """Remember objects by their ids."""
        self.ids.update({nom: str(getattr(objet, "id", objet)) for nom, objet in objets.items()})


def build_monde() -> Monde:
    """Build everything, about the instant `MAINTENANT`."""
    monde = Monde()
    _people(monde)
    _files(monde)
    _scoring(monde)
    _decided(monde)
    _groups(monde)
    _follow_up(monde)
    db.session.rollback()
    return monde


def _people(monde: Monde) -> None:
    roles = {
        "pilote": Role.PILOTE,
        "charge": Role.CHARGE,
        "membre": Role.MEMBRE,
        "representant": Role.REPRESENTANT,
        "lecteur": Role.REPRESENTANT,
        "intervenant": Role.INTERVENANT,
        "financeur": Role.FINANCEUR,
    }
    for nom in SIGNES:
        role = roles[nom.partition("_")[0]]
        regions: tuple[str, ...] = ("01",) if nom.endswith("_ailleurs") else ("53",)
        if role in (Role.PILOTE, Role.FINANCEUR, Role.REPRESENTANT):
            regions = ()
        monde.gens[nom] = make_utilisateur(role, regions=regions, nom=nom.capitalize()).id
    invitee = make_utilisateur(Role.MEMBRE, nom="Invitée")
    with transaction():
        db.session.add(
            Jeton(
                utilisateur_id=invitee.id,
                usage=UsageJeton.INVITATION,
                empreinte=fingerprint(JETON),
                cree_at=MAINTENANT,
                expire_at=MAINTENANT + timedelta(days=7),
            )
        )
    collegue = make_frein(make_utilisateur(Role.CHARGE, nom="Collègue"), MAINTENANT)
    monde.note(compte=invitee, collegue=collegue, jeton=JETON, pilote=monde.gens["pilote"])


def _deposit(monde: Monde, appel: Appel, etat: EtatCandidature = EtatCandidature.EN_INSTRUCTION) -> Candidature:
    row = make_candidature_deposee(appel, departement="29", auteur=monde.personne("representant"), etat=etat)
    _let_read(monde, row)
    return row


def _let_read(monde: Monde, candidature: Candidature) -> None:
    with transaction():
        db.session.add(
            AccesCandidature(
                candidature_id=candidature.id,
                utilisateur_id=monde.gens["lecteur"],
                droit=Droit.LIT,
                donne_at=MAINTENANT,
            )
        )


def _files(monde: Monde) -> None:
    """An open call in two régions: a draft, a deposited file, a file with its findings; a call not published."""
    appel = make_appel_publie(
        {"29": 10, "971": 5},
        titre="Appel ouvert",
        cloture_at=datetime(2027, 6, 30, 22, tzinfo=UTC),
        date_commission=date(2027, 8, 20),
        derogation_jours=10,
        webinaire_at=datetime(2027, 6, 20, 12, tzinfo=UTC),
        webinaire_lien="https://visio.exemple.test/acia",
    )
    make_question(appel, reponse="Oui, dès lors que le service a son propre numéro FINESS.")
    inscription = make_inscription(appel)
    brouillon = make_brouillon(appel, departement="29", auteur=monde.personne("representant"))
    _let_read(monde, brouillon)
    make_brouillon(appel, departement="971", auteur=monde.personne("representant_ailleurs"))
    depose = _deposit(monde, appel, EtatCandidature.DEPOSEE)
    examine = _deposit(monde, appel)
    with transaction():
        row = db.session.get_one(Candidature, examine.id)
        render_verdict(row, auteur=monde.personne("charge"), now=MAINTENANT, lien="https://acia.test/", seen=0)
        receipt = db.session.query(Accuse).filter_by(candidature_id=depose.id).one()
        receipt.contenu = receipt_content(db.session.get_one(Candidature, depose.id), monde.personne("charge"), DEPOT)
    monde.note(ecarte=(ecarte := _deposit(monde, appel)), notifie=(notifie := _deposit(monde, appel)))
    put_aside(monde, examine, ecarte, notifie, at=MAINTENANT)
    message = make_message(depose, monde.personne("charge"), MAINTENANT, fichiers=1)
    make_message(depose, monde.personne("representant"), MAINTENANT, "Voici nos dates.")
    a_corriger = _deposit(monde, appel)
    demande = make_demande(a_corriger, monde.personne("charge"), MAINTENANT, date(2027, 5, 31))
    remplacee = next(p for p in living_pieces(a_corriger) if p.code == "arrete")
    with transaction():
        db.session.get_one(PieceJointe, remplacee.id).retiree_at = MAINTENANT
    monde.note(a_corriger=a_corriger, demande=demande, piece_remplacee=remplacee)
    verdict = db.session.query(Verdict).filter_by(candidature_id=examine.id).one()
    monde.note(
        jeton_webinaire=cancel_link(inscription.id).rpartition("/")[2],
        appel_ouvert=appel.code,
        appel_brouillon=make_appel_brouillon({"29": 5}, titre="Appel en préparation").code,
        brouillon=brouillon,
        depose=depose,
        piece_deposee=living_pieces(depose)[0],
        piece_message=message.pieces[0],
        examine=examine,
        piece_examinee=living_pieces(examine)[0],
        constat=verdict.constats[0],
        numero=depose.numero_finess,
        instantane=verdict.instantane_id,
    )
    monde.note(**make_papiers(appel, monde.personne("charge"), MAINTENANT))
    monde.note(
        mise_a_jour=make_mise_a_jour_prete(file_507(several(2)), auteur=monde.personne("pilote"), now=MAINTENANT)
    )
    _people_of_a_file(monde, brouillon)
    _beside(monde, depose)
    preparation = make_commission(appel, membres=make_membres())
    monde.note(preparation=preparation, siege=preparation.membres[1])


def _people_of_a_file(monde: Monde, brouillon: Candidature) -> None:
    """On the draft: somebody who reads it, an invitation that waits."""
    acces = db.session.query(AccesCandidature)
    acces = acces.filter_by(candidature_id=brouillon.id, utilisateur_id=monde.gens["lecteur"])
    jeton = make_invitation(brouillon, monde.personne("representant"), "invitee@exemple.test", MAINTENANT)
    monde.note(acces=acces.one(), invitation=db.session.query(InvitationDossier).one(), jeton_dossier=jeton)


def _beside(monde: Monde, depose: Candidature) -> None:
    """What officers keep beside a file, and an act on several files that waits to be done."""
    charge = monde.personne("charge")
    suivi = make_accompagnement(depose.numero_finess, officer=charge, at=MAINTENANT)
    monde.note(note_interne=make_note_interne(depose, charge), accompagnement=suivi)
    make_charge(depose, charge)
    make_vue(charge, "Ma région", "tri=recu", region="53")
    table = f"ID;FINESS;Email;Déposé le\n1;{make_etablissement('29').numero_finess};a@exemple.test;12/02/2027\n2;12;;\n"
    monde.note(importation=make_importation(depose.appel, charge, table))
    monde.note(etiquette=make_etiquette(charge), vue=make_vue(charge), acte=make_acte([depose], charge, Acte.INSTRUIRE))


def _scoring(monde: Monde) -> None:
    """A commission that scores, with a recused member, and one that deliberates."""
    appel = make_appel_publie({"29": 10}, titre="Appel en notation", derogation_jours=60)
    make_inscription(appel)
    monde.note(appel_notation=appel.code, question=make_question(appel), derogation=_late_files(monde, appel))
    note = _deposit(monde, appel)
    make_eligible(note, officer=monde.personne("charge"))
    _let_in_late(monde, appel, note.numero_finess, utilisee_at=DEPOT, candidature_id=note.id)
    membres = [monde.personne("membre"), monde.personne("membre_deporte"), *make_membres(1)]
    notation = make_commission(appel, membres=membres, etat=EtatCommission.NOTATION)
    make_notation(notation.membres[0], note, [3, 4, None, 2], rendue=False)
    make_deport(notation.membres[1], note, conflit=True)
    monde.note(**make_around(notation, note), **make_seats(notation))
    monde.note(notation=notation, siege_notation=notation.membres[2], note=note, piece_notee=living_pieces(note)[0])
    monde.note(deliberation=_sitting(monde, "Appel en délibération")[0], close_membre=make_closed(membres[0]))
    monde.note(**make_live_sittings(lambda a: _deposit(monde, a), monde.personne("charge"), membres, MAINTENANT))
    ailleurs = make_appel_publie({"971": 4}, titre="Appel de Guadeloupe")
    make_commission(ailleurs, "01", membres=[monde.personne("membre_ailleurs")], etat=EtatCommission.NOTATION)


def _late_files(monde: Monde, appel: Appel) -> Derogation:
    """Two establishments let in after the deadline: one has begun its file, the other not; a third no longer is."""
    row = make_brouillon(appel, departement="29", auteur=monde.personne("representant"))
    _let_in_late(monde, appel, make_etablissement("29").numero_finess)
    retiree = {"retiree_at": MAINTENANT, "retiree_par_id": monde.gens["charge"], "motif_retrait": "Par erreur."}
    _let_in_late(monde, appel, make_etablissement("29").numero_finess, **retiree)
    return _let_in_late(monde, appel, row.numero_finess)


def _let_in_late(monde: Monde, appel: Appel, numero_finess: str, **changes: Any) -> Derogation:
    limite = MAINTENANT + timedelta(days=2)
    return make_derogation(
        appel, numero_finess, monde.personne("charge"), MAINTENANT, **{"limite_at": limite, **changes}
    )


def _sitting(monde: Monde, titre: str) -> tuple[Commission, Candidature]:
    appel = make_appel_publie({"29": 10}, titre=titre)
    row = _deposit(monde, appel)
    make_eligible(row, officer=monde.personne("charge"))
    commission = make_commission(appel, membres=make_membres(), etat=EtatCommission.DELIBERATION)
    for membre in commission.membres:
        make_notation(membre, row, [3, 4, 4, 2])
    return commission, row


def _decided(monde: Monde) -> None:
    """A commission closed: minutes, a decision, its notice held; nobody is told yet."""
    commission, row = _sitting(monde, "Appel décidé")
    who: dict[str, Any] = {"auteur": monde.personne("charge"), "now": MAINTENANT}
    selection = Selection(
        commission_id=commission.id,
        candidature_id=row.id,
        rang=1,
        note_numerateur=65,
        note_denominateur=1,
        notes_comptees=3,
        proposition="retenue",
    )
    with transaction():
        commission = db.session.get_one(Commission, commission.id)
        for membre in commission.membres:
            membre.presence = "present"
        db.session.add(selection)
    with transaction():
        close_minutes(commission.id, observations="", motif="", version=None, **who)
    with transaction():
        decide_selections(commission.id, {selection.id: DecisionDossier("retenue", "")}, version=None, **who)
    with transaction():
        prepare_notices(commission.id, lien=lambda _row: "https://acia.test/", version=None, **who)
    monde.note(close=commission, selection=selection, decide=row)


def _groups(monde: Monde) -> None:
    """In one département: a cohorte with its sessions, one that waits for them, and a draft; a letter to sign."""
    appel = make_appel_publie({"29": 20}, titre="Appel accompagné")
    mine = monde.personne("representant")
    cohorte = make_cohorte_validee(
        taille=4, appel=appel, intervenant=monde.personne("intervenant"), representants=[mine], nom="Cohorte de Brest"
    )
    engagements = [m.engagement for m in cohorte.membres]
    _let_read(monde, engagements[0].candidature)
    with transaction():
        retenue = db.session.query(Selection).filter_by(candidature_id=engagements[0].candidature_id).one()
        retenue.document = store_document("decision.pdf", PDF, now=MAINTENANT, auteur_id=None, contexte=LETTRE_LUE)
    waiting = make_engagements_signes(4, appel=appel, depuis=4)
    make_cohorte(waiting, etat=cohorte.etat, intervenant=monde.personne("intervenant_ailleurs"), nom="Quimper")
    draft = make_engagements_signes(4, appel=appel, depuis=8)
    brouillon = make_cohorte(draft, intervenant=monde.personne("intervenant"), nom="Carhaix")
    a_signer = _deposit(monde, appel, EtatCandidature.CLOSE)
    make_selection_notifiee(a_signer, rang=20)
    monde.note(
        appel_suivi=appel.code,
        appel_suivi_id=appel,
        cohorte=cohorte,
        cohorte_brouillon=brouillon,
        deplace=draft[0],
        engagement=engagements[0],
        retenue=engagements[0].candidature_id,
        lettre=make_engagement(a_signer),
    )
    a_ouvrir = _deposit(monde, appel, EtatCandidature.CLOSE)
    make_selection_notifiee(a_ouvrir, rang=21)
    people = (monde.personne("charge"), monde.personne("membre"))
    monde.note(**make_after_notices(engagements[0].candidature_id, *people, MAINTENANT))
    _relays(monde)
    _sessions(monde, cohorte.id, appel.id)


def _relays(monde: Monde) -> None:
    """In a retained establishment: a role taken over, whose addendum waits to be signed, and a vacant one."""
    retenue, signs = uuid.UUID(monde.ids["retenue"]), monde.personne("representant")
    make_depart(retenue, signs, MAINTENANT, date(2027, 4, 30), RoleRepresentant.METIER, premier_jour=date(2027, 5, 10))
    relais = make_depart(retenue, signs, MAINTENANT, date(2027, 5, 3), RoleRepresentant.PERSONNEL)
    monde.note(relais=relais, avenant_ouvert=db.session.query(Avenant).one())


def _sessions(monde: Monde, cohorte_id: uuid.UUID, appel_id: uuid.UUID) -> None:
    cohorte = db.session.get_one(Cohorte, cohorte_id)
    voisin = cohorte.membres[1].engagement
    monde.note(
        seance=make_seance(cohorte),
        seance_voisine=make_seance(cohorte, code="A1", jour=date(2027, 6, 1), engagement=voisin),
    )
    with transaction():
        waiting = waiting_cohortes(monde.personne("pilote"), appel_id)
        plan = request_plan(
            db.session.get_one(Appel, appel_id), "53", waiting, auteur=monde.personne("charge"), now=MAINTENANT
        )
        first = str(waiting[0].cohorte.id)
        plan.etat = EtatPlan.PROPOSE
        plan.solution = {
            "statut": "optimal",
            "duree_s": 0.4,
            "objectifs": [{"nom": "absences", "valeur": 0, "borne": 0}],
            "seances": [{"seance": f"{first}/J1", "date": "2027-06-03", "creneau": "journee", "absents": []}],
            "non_planifiees": [],
        }
    monde.note(plan=plan)


def _follow_up(monde: Monde) -> None:
    engagement_id, seance_id = uuid.UUID(monde.ids["engagement"]), uuid.UUID(monde.ids["seance"])
    action, jour = make_first_steps(engagement_id, seance_id, monde.gens["intervenant"], MAINTENANT)
    monde.note(action=action, indisponibilite=jour, fermeture=make_fermeture_passee(MAINTENANT))
