"""Two answers to one proposal at the same moment: one counts, the other is told."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.eligibilite import service
from acia.eligibilite.models import DecisionEligibilite, IssueEligibilite, PropositionEcart
from acia.eligibilite.service import DecisionPrise, ReponseEcart
from acia.eligibilite.workflow import EtatProposition
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.comptes import make_utilisateur
from tests.factories.ecart import LIEN, make_ecart, make_examined
from tests.integration.eligibilite.test_race import by_each


@pytest.fixture
def duel(app: Flask, clock: SettableClock) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    """A file, its proposal, and the author of it."""
    clock.set(clock.now() + timedelta(days=40))
    row, author = make_candidature_deposee(make_appel_publie(ecart_a_deux=True)), make_utilisateur()
    found = row.id, make_ecart(row, author, clock.now()).id, author.id
    db.session.remove()
    return found


def test_s57_two_people_who_answer_at_once_give_one_answer(
    app: Flask, duel: tuple[uuid.UUID, uuid.UUID, uuid.UUID], clock: SettableClock
) -> None:
    file_id, proposal_id, _ = duel
    others, now = [make_utilisateur().id for _ in range(4)], clock.now()
    answers = dict(zip(others, [True, False] * 2, strict=True))
    db.session.remove()

    def act(officer: Utilisateur) -> None:
        row = db.session.get_one(Candidature, file_id)
        command = ReponseEcart(answers[officer.id], "Motif.")
        service.answer_proposal(row, proposal_id, command, version=None, auteur=officer, now=now, lien=LIEN)

    done = by_each(app, others, act)
    assert sum(done) == 1
    winner = others[done.index(True)]
    proposal = db.session.get_one(PropositionEcart, proposal_id)
    assert proposal.close_par_id == winner
    assert proposal.etat == (EtatProposition.CONFIRMEE if answers[winner] else EtatProposition.REFUSEE)
    decided = db.session.scalar(select(func.count()).select_from(DecisionEligibilite))
    assert decided == int(answers[winner])
    assert verify_chain()[1] is None


def test_s57_the_author_withdraws_while_another_confirms(
    app: Flask, duel: tuple[uuid.UUID, uuid.UUID, uuid.UUID], clock: SettableClock
) -> None:
    file_id, proposal_id, author_id = duel
    second, now = make_utilisateur().id, clock.now()
    db.session.remove()

    def act(officer: Utilisateur) -> None:
        row = db.session.get_one(Candidature, file_id)
        if officer.id == author_id:
            service.withdraw_proposal(row, proposal_id, version=None, auteur=officer, now=now)
        else:
            command = ReponseEcart(True, "Motif.")
            service.answer_proposal(row, proposal_id, command, version=None, auteur=officer, now=now, lien=LIEN)

    done = by_each(app, [author_id, second], act)
    assert sum(done) == 1
    proposal = db.session.get_one(PropositionEcart, proposal_id)
    assert proposal.etat == (EtatProposition.RETIREE if done[0] else EtatProposition.CONFIRMEE)
    assert db.session.scalar(select(func.count()).select_from(DecisionEligibilite)) == int(done[1])
    assert verify_chain()[1] is None


def test_s57_two_departures_at_once_leave_one_proposal(app: Flask, clock: SettableClock) -> None:
    clock.set(clock.now() + timedelta(days=40))
    row, officers = make_candidature_deposee(make_appel_publie(ecart_a_deux=True)), [make_utilisateur() for _ in "ab"]
    make_examined(row, officers[0], clock.now())
    file_id, ids, now = row.id, [officer.id for officer in officers], clock.now()
    db.session.remove()

    def act(officer: Utilisateur) -> None:
        command = DecisionPrise(IssueEligibilite.INELIGIBLE, "Motif.")
        here = db.session.get_one(Candidature, file_id)
        service.decide_or_propose(here, command, auteur=officer, now=now, lien=LIEN)

    assert sum(by_each(app, ids, act)) == 1
    assert db.session.scalar(select(func.count()).select_from(PropositionEcart)) == 1
    assert db.session.scalar(select(func.count()).select_from(DecisionEligibilite)) == 0
