"""Reads: the notice of ineligibility, who receives it, what its applicant may see."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from acia.candidatures.models import AccesCandidature, Candidature, Droit
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.rules import Niveau, Resultat
from acia.eligibilite.models import DecisionEligibilite, LettreIneligibilite, Verdict
from acia.eligibilite.rules.lettre import Releve


def letter_of(candidature_id: uuid.UUID) -> LettreIneligibilite | None:
    """Return the notice sent for a file, when there is one."""
    rows = (
        select(LettreIneligibilite)
        .join(DecisionEligibilite, DecisionEligibilite.id == LettreIneligibilite.decision_id)
        .where(DecisionEligibilite.candidature_id == candidature_id)
    )
    return db.session.execute(rows).scalar_one_or_none()


def was_told_ineligible(candidature_id: uuid.UUID) -> bool:
    """True when the notice of ineligibility of a file has left."""
    return letter_of(candidature_id) is not None


def own_letter(candidature_id: uuid.UUID, person: Utilisateur) -> tuple[Candidature, LettreIneligibilite]:
    """Return a file of this person with the notice she received.

    Raises:
        Introuvable: not hers, or nothing was sent.
    """
    row, letter = db.session.get(Candidature, candidature_id), letter_of(candidature_id)
    access = select(AccesCandidature.id).where(
        AccesCandidature.candidature_id == candidature_id, AccesCandidature.utilisateur_id == person.id
    )
    if row is None or letter is None or db.session.execute(access).first() is None:
        raise Introuvable()
    return row, letter


def findings_of_letter(verdict: Verdict) -> list[Releve]:
    """What the findings of the decided verdict bring to the letter."""
    return [
        Releve(
            row.regle,
            Niveau(row.niveau),
            Resultat(row.jugement or row.resultat),
            row.phrase,
            row.valeur,
            row.motif_jugement if row.jugement else "",
        )
        for row in verdict.constats
    ]


def recipient_of(candidature: Candidature) -> Utilisateur | None:
    """Return the person who is written to: who signs the file, else who writes it; a closed account comes last."""
    rows = (
        select(Utilisateur)
        .join(AccesCandidature, AccesCandidature.utilisateur_id == Utilisateur.id)
        .where(
            AccesCandidature.candidature_id == candidature.id,
            AccesCandidature.droit.in_((Droit.SIGNE, Droit.ECRIT)),
        )
        .order_by(
            Utilisateur.actif.desc(), AccesCandidature.droit.desc(), AccesCandidature.donne_at, Utilisateur.courriel
        )
        .limit(1)
    )
    return db.session.execute(rows).scalar_one_or_none()
