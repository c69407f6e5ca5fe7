"""Two officers on one file at the same moment: one verdict, one decision."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from acia.core.rules import Resultat
from acia.eligibilite import service
from acia.eligibilite.models import DecisionEligibilite, IssueEligibilite, Verdict
from acia.eligibilite.service import DecisionPrise, Jugement
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.comptes import make_utilisateur


def at_once(app: Flask, officers: list[uuid.UUID], act: Callable[[Utilisateur], object]) -> list[bool]:
    """Each officer does `act` in her own thread, all released together; tell who was not refused."""
    barrier = Barrier(len(officers))

    def one(officer_id: uuid.UUID) -> bool:
        with app.app_context():
            officer = db.session.get_one(Utilisateur, officer_id)
            barrier.wait(timeout=20)
            try:
                with transaction():
                    act(officer)
            except ActionRefusee:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(len(officers)) as pool:
        return list(pool.map(one, officers))


def test_s57_two_officers_at_once_leave_one_verdict_and_one_decision(app: Flask, clock: SettableClock) -> None:
    clock.set(clock.now() + timedelta(days=40))
    now = clock.now()
    file_id = make_candidature_deposee(make_appel_publie()).id
    officers = [make_utilisateur().id for _ in range(4)]
    db.session.remove()

    def render(officer: Utilisateur) -> None:
        row = db.session.get_one(Candidature, file_id)
        service.render_verdict(row, auteur=officer, now=now, seen=0)

    assert all(at_once(app, officers, render))
    verdict = db.session.scalars(select(Verdict)).one()
    with transaction():
        for constat in db.session.get_one(Verdict, verdict.id).constats:
            if constat.resultat == Resultat.A_VERIFIER:
                officer = db.session.get_one(Utilisateur, officers[0])
                service.judge_constat(constat, Jugement(Resultat.SATISFAIT, "Lu."), auteur=officer, now=now)
    issues = dict(zip(officers, [IssueEligibilite.ELIGIBLE, IssueEligibilite.INELIGIBLE] * 2, strict=True))
    db.session.remove()

    def decide(officer: Utilisateur) -> None:
        row = db.session.get_one(Candidature, file_id)
        service.decide_eligibilite(row, DecisionPrise(issues[officer.id], "Motif."), auteur=officer, now=now)

    assert sum(at_once(app, officers, decide)) == 1
    assert db.session.scalar(select(func.count()).select_from(DecisionEligibilite)) == 1
    assert verify_chain()[1] is None
