"""Departures from the rules, as officers propose them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.rules import Resultat
from acia.eligibilite.models import IssueEligibilite, PropositionEcart
from acia.eligibilite.queries import last_verdict, living_proposal
from acia.eligibilite.service import DecisionPrise, Jugement, decide_or_propose, judge_constat, render_verdict
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee

LIEN = "https://acia.test/candidatures/dossier/eligibilite"
MOTIF = "L’arrêté joint est celui d’un autre service de la même association."


def make_examined(candidature: Candidature, officer: Utilisateur, at: datetime) -> None:
    """Run the rules on a file and judge satisfied all that waits for a person: the rules then suggest « éligible »."""
    key, who = candidature.id, officer.id
    with transaction():
        row, person = db.session.get_one(Candidature, key), db.session.get_one(Utilisateur, who)
        for constat in render_verdict(row, auteur=person, now=at, lien=LIEN, seen=0).constats:
            if constat.resultat == Resultat.A_VERIFIER:
                judge_constat(constat, Jugement(Resultat.SATISFAIT, "Lu."), auteur=person, now=at, lien=LIEN)


def make_ecart(candidature: Candidature, officer: Utilisateur, at: datetime, motif: str = MOTIF) -> PropositionEcart:
    """Propose to declare ineligible a file that the rules find eligible, in a call that wants two people for it."""
    key, who = candidature.id, officer.id
    if last_verdict(key) is None:
        make_examined(candidature, officer, at)
    command = DecisionPrise(IssueEligibilite.INELIGIBLE, motif)
    with transaction():
        row, person = db.session.get_one(Candidature, key), db.session.get_one(Utilisateur, who)
        decide_or_propose(row, command, auteur=person, now=at, lien=LIEN)
    proposal = living_proposal(key)
    assert proposal is not None
    return proposal


def add_ecarts(monde: Any, at: datetime) -> None:
    """In the world of the tests: a departure that its author may take back and another officer answer."""
    appel = make_appel_publie({"29": 10}, titre="Appel à deux personnes", ecart_a_deux=True)
    row = make_candidature_deposee(appel, departement="29")
    monde.note(ecarte_propose=row, ecart=make_ecart(row, monde.personne("charge"), at))
