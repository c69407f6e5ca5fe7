"""Commissions, marks and decisions for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from acia.appels.models import Appel
from acia.candidatures.models import Candidature
from acia.commission.models import (
    Commission,
    Deport,
    EtatCommission,
    EtatNotation,
    MembreCommission,
    Notation,
    Note,
    Qualite,
    Selection,
)
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.permissions import Role
from acia.eligibilite.adapter import as_stored
from acia.eligibilite.models import DecisionEligibilite, IssueEligibilite, Verdict
from acia.referentiel.models import Etablissement
from tests.factories.comptes import make_utilisateur
from tests.factories.faits import FAITS

SEANCE = datetime(2027, 3, 18, 8, 30, tzinfo=UTC)
NOTIFICATION = datetime(2027, 3, 22, 9, 0, tzinfo=UTC)
LETTRE = "Moyens réalistes et équipe engagée."


def make_eligible(
    candidature: Candidature,
    issue: IssueEligibilite = IssueEligibilite.ELIGIBLE,
    *,
    officer: Utilisateur | None = None,
) -> DecisionEligibilite:
    """Give the file an officer's decision on eligibility, with a verdict that says the same."""
    officer = officer or make_utilisateur(Role.CHARGE, regions=(candidature.region_code,))
    with transaction():
        etablissement = db.session.get_one(Etablissement, candidature.numero_finess)
        verdict = Verdict(
            candidature_id=candidature.id,
            rang=99,
            version_regles="essai",
            faits=as_stored(FAITS),
            instantane_id=etablissement.instantane_id,
            synthese=issue.value,
            rendu_at=SEANCE - timedelta(days=20),
        )
        decision = DecisionEligibilite(
            candidature_id=candidature.id,
            verdict=verdict,
            issue=issue,
            decide_par_id=officer.id,
            decide_at=SEANCE - timedelta(days=20),
        )
        db.session.add(decision)
    return decision


def make_commission(
    appel: Appel,
    region_code: str = "53",
    *,
    membres: Sequence[Utilisateur] = (),
    etat: EtatCommission = EtatCommission.PREPARATION,
    declarees: bool = True,
) -> Commission:
    """Create a commission; its first member presides. `declarees`: the members have declared their interests."""
    with transaction():
        commission = Commission(
            appel_id=appel.id,
            region_code=region_code,
            nom="Commission locale d’essai",
            seance_at=SEANCE,
            lieu="Rennes, 12 rue du Parc",
            etat=etat,
            graine="" if etat == EtatCommission.PREPARATION else "graine-d-essai",
        )
        commission.membres = [
            MembreCommission(
                utilisateur_id=personne.id,
                ordre=ordre,
                qualite=Qualite.PRESIDENT if ordre == 1 else Qualite.MEMBRE,
                declaration_at=SEANCE - timedelta(days=12) if declarees else None,
                declaration="Aucun lien d’intérêts." if declarees else "",
            )
            for ordre, personne in enumerate(membres, start=1)
        ]
        db.session.add(commission)
    return commission


def make_membres(nombre: int = 3, region_code: str = "53") -> list[Utilisateur]:
    """People who may sit on a commission."""
    return [make_utilisateur(Role.MEMBRE, regions=(region_code,), nom=f"Membre {rang}") for rang in range(nombre)]


def make_deport(
    membre: MembreCommission,
    candidature: Candidature,
    *,
    conflit: bool = False,
    motif: str = "Ancien salarié.",
) -> Deport:
    """What a member says of her interests on one file."""
    with transaction():
        deport = Deport(
            membre_id=membre.id,
            candidature_id=candidature.id,
            conflit=conflit,
            motif=motif if conflit else "",
            declare_at=SEANCE - timedelta(days=8),
        )
        db.session.add(deport)
    return deport


def make_notation(
    membre: MembreCommission, candidature: Candidature, valeurs: Sequence[int | None], *, rendue: bool = True
) -> Notation:
    """A member's sheet on one file, after « pas de conflit »; marks in the order of the criteria."""
    with transaction():
        known = db.session.query(Deport).filter_by(membre_id=membre.id, candidature_id=candidature.id).count()
        if not known:
            db.session.add(
                Deport(
                    membre_id=membre.id,
                    candidature_id=candidature.id,
                    conflit=False,
                    declare_at=SEANCE - timedelta(days=8),
                )
            )
        appel = db.session.get_one(Appel, candidature.appel_id)
        notation = Notation(
            membre_id=membre.id,
            candidature_id=candidature.id,
            etat=EtatNotation.RENDUE if rendue else EtatNotation.BROUILLON,
            modifiee_at=SEANCE - timedelta(days=5),
            rendue_at=SEANCE - timedelta(days=5) if rendue else None,
        )
        notation.notes = [
            Note(critere_id=critere.id, valeur=valeur, justification=LETTRE)
            for critere, valeur in zip(appel.criteres, valeurs, strict=True)
        ]
        db.session.add(notation)
    return notation


def make_selection_notifiee(candidature: Candidature, issue: str = "retenue", *, rang: int = 1) -> Selection:
    """A decided and notified file, in the commission of its région (made when there is none)."""
    commission = (
        db.session.query(Commission)
        .filter_by(appel_id=candidature.appel_id, region_code=candidature.region_code)
        .one_or_none()
    )
    if commission is None:
        appel = db.session.get_one(Appel, candidature.appel_id)
        commission = make_commission(appel, candidature.region_code, etat=EtatCommission.CLOSE)
    authority = make_utilisateur(Role.CHARGE, regions=(candidature.region_code,))
    with transaction():
        selection = Selection(
            commission_id=commission.id,
            candidature_id=candidature.id,
            rang=rang,
            note_numerateur=72,
            note_denominateur=1,
            notes_comptees=3,
            proposition=issue,
            issue=issue,
            motif=LETTRE,
            decidee_at=NOTIFICATION - timedelta(days=1),
            decidee_par_id=authority.id,
            notifiee_at=NOTIFICATION,
        )
        db.session.add(selection)
    return selection
