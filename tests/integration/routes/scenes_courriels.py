"""What the pages of the world do not offer ready to send: what a form lacks, and acts that follow each other."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from acia.appels.models import Appel
from acia.appels.service import ReportDateLimite
from acia.candidatures.models import Candidature
from acia.candidatures.rules import MotifCorrection, Section
from acia.candidatures.service import (
    EnvoiMessage,
    NouvelleDemande,
    PointDemande,
    extend_for_all,
    request_correction,
    send_message,
)
from acia.commission.models import Commission, Selection
from acia.commission.service import (
    answer_place,
    ask_release,
    convene,
    offer_place,
    remind_members,
    send_again,
    send_notices,
)
from acia.comptes.models import PreferenceAvis
from acia.comptes.rules import FamilleAvis, RythmeAvis
from acia.core.db import db, transaction
from tests.factories.monde import MAINTENANT, Monde

ENTREES: dict[str, dict[str, str]] = {
    "appels.reponse": {"reponse": "Oui, chaque service répond pour lui-même."},
    "candidatures.ajouter_piece": {"libelle": "Plan d’accès", "motif": "Pour la première séance."},
    "candidatures.echanges": {"contenu": "Quand recevrons-nous la suite ?"},
    "candidatures.personnes": {"courriel": "autre.personne@exemple.test"},
    "candidatures.reponse_correction": {"texte": "C’est corrigé."},
    "commission.convocation": {"points": "Le calendrier de la suite"},
    "commission.mes_recours": {"objet": "Nous contestons la décision."},
    "eligibilite.demander_avis": {
        "regle": "R15",
        "question": "Est-ce exact ?",
        "nom": "Ana Prigent",
        "fonction": "Inspectrice",
        "courriel": "avis@exemple.test",
        "limite": "2027-05-30",
    },
}
"""What a form wants before it writes to somebody, by the route it goes to."""
LIEN = "https://acia.test/"
Scene = Callable[[Monde], None]


def set_the_stage(monde: Monde) -> None:
    """Sittings to come, a file on the waiting list, somebody who reads her notices once a day."""
    with transaction():
        coming = [uuid.UUID(monde.ids[name]) for name in ("preparation", "notation")]
        at = MAINTENANT + timedelta(days=20)
        db.session.execute(update(Commission).where(Commission.id.in_(coming)).values(seance_at=at))
        for famille in FamilleAvis:
            row = PreferenceAvis(utilisateur_id=monde.gens["lecteur"], famille=famille, rythme=RythmeAvis.RESUME)
            db.session.add(row)


def _who(monde: Monde, nom: str = "charge") -> dict[str, Any]:
    return {"auteur": monde.personne(nom), "now": MAINTENANT + timedelta(minutes=1)}


def _convene(monde: Monde) -> None:
    convene(uuid.UUID(monde.ids["notation"]), lien=LIEN, seconde=False, points=[], version=None, **_who(monde))


def _remind(monde: Monde) -> None:
    remind_members(uuid.UUID(monde.ids["notation"]), None, lien=LIEN, **_who(monde))


def _write(monde: Monde) -> None:
    command = EnvoiMessage(envoi=uuid.uuid4(), contenu="Il manque une date.", fichiers=(), dernier=None)
    send_message(uuid.UUID(monde.ids["note"]), command, lien=LIEN, **_who(monde))


def _ask_correction(monde: Monde) -> None:
    point = PointDemande(Section.PROJET, MotifCorrection.REPONSE_INCOMPLETE, "Deux dates manquent.")
    command = NouvelleDemande((point,), date(2027, 5, 31), "Merci de préciser.")
    request_correction(uuid.UUID(monde.ids["note"]), command, lien=LIEN, **_who(monde))


def _extend(monde: Monde) -> None:
    appel = db.session.get_one(Candidature, uuid.UUID(monde.ids["depose"])).appel_id
    command = ReportDateLimite(date(2027, 7, 15), "Une panne d’une heure.")
    extend_for_all(appel, command, version=None, lien=LIEN, **_who(monde))


def _release(monde: Monde) -> None:
    """Two people let the notices of a commission go; the authority has departed from its proposal (E44)."""
    commission, selection = (uuid.UUID(monde.ids[name]) for name in ("close", "selection"))
    changed = update(Selection).where(Selection.id == selection)
    db.session.execute(changed.values(issue="non_retenue", motif_decision="Le nombre de places."))
    ask_release(commission, "Relu.", version=None, **_who(monde))
    send_notices(commission, "Relu.", lien_membre=LIEN, version=None, **_who(monde, "pilote"))
    again = {"motif": "Adresse changée.", "lien": lambda _file: LIEN, "version": None}
    send_again(commission, selection, monde.gens["representant"], **again, **_who(monde))


def _offer(monde: Monde) -> None:
    """A place is offered to a file of the waiting list, which takes it."""
    selection = db.session.get_one(Selection, uuid.UUID(monde.ids["notifiee"]))
    waiting = update(Selection).where(Selection.id == selection.id)
    db.session.execute(waiting.values(issue="liste_attente", proposition="liste_attente"))
    commission = db.session.get_one(Commission, selection.commission_id)
    call = update(Appel).where(Appel.id == commission.appel_id)
    db.session.execute(call.values(debut_accompagnement=date(2027, 9, 1)))
    db.session.expire_all()
    offer_place(selection.commission_id, "29", lien=lambda _key: LIEN, version=None, **_who(monde))
    answer_place(selection.candidature_id, True, "", lien=LIEN, **_who(monde))


SCENES: dict[str, Scene] = {
    "a convocation": _convene,
    "a reminder of the sheets": _remind,
    "a message of the officer": _write,
    "a correction asked": _ask_correction,
    "a deadline moved for all": _extend,
    "a release, a departure told, a notice sent again": _release,
    "a place offered and taken": _offer,
}
DITS = {
    # Once her recusal is lifted, the question is hers again: the name and the commune, as at any gate.
    "commission.lever_deport": {"the file that a member is recused from"},
    "commission.lever_deport_office": {"the file that a member is recused from"},
    "a release, a departure told, a notice sent again": {
        "rank, mark and decision before the release",
        "the notice that waits for its release",
    },
}
"""What an act tells those it writes to: it is no secret to them any more."""
