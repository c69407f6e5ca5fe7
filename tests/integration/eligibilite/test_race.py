"""Two officers on one file at the same moment: one verdict, one decision."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flask import Flask
from sqlalchemy import func, select

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.rules import Resultat
from acia.eligibilite import service
from acia.eligibilite.models import DecisionEligibilite, IssueEligibilite, Verdict
from acia.eligibilite.service import DecisionPrise, Jugement
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.comptes import make_utilisateur
from tests.factories.ecart import LIEN
from tests.factories.ensemble import FAIT, at_once


def by_each(app: Flask, officers: list[uuid.UUID], act: Callable[[Utilisateur], object]) -> list[bool]:
    """Each officer does `act`, all at the same instant; tell who was not refused."""

    def one(officer_id: uuid.UUID) -> None:
        with transaction():
            act(db.session.get_one(Utilisateur, officer_id))

    return [told == FAIT for told in at_once(app, *(partial(one, key) for key in officers))]


def test_s57_two_officers_at_once_leave_one_verdict_and_one_decision(app: Flask, clock: SettableClock) -> None:
    clock.set(clock.now() + timedelta(days=40))
    now = clock.now()
    file_id = make_candidature_deposee(make_appel_publie()).id
    officers = [make_utilisateur().id for _ in range(4)]
    db.session.remove()

    def render(officer: Utilisateur) -> None:
        row = db.session.get_one(Candidature, file_id)
        service.render_verdict(row, auteur=officer, now=now, lien=LIEN, seen=0)

    assert all(by_each(app, officers, render))
    verdict = db.session.scalars(select(Verdict)).one()
    with transaction():
        for constat in db.session.get_one(Verdict, verdict.id).constats:
            if constat.resultat == Resultat.A_VERIFIER:
                officer = db.session.get_one(Utilisateur, officers[0])
                service.judge_constat(constat, Jugement(Resultat.SATISFAIT, "Lu."), auteur=officer, now=now, lien=LIEN)
    issues = dict(zip(officers, [IssueEligibilite.ELIGIBLE, IssueEligibilite.INELIGIBLE] * 2, strict=True))
    db.session.remove()

    def decide(officer: Utilisateur) -> None:
        row = db.session.get_one(Candidature, file_id)
        service.decide_eligibilite(row, DecisionPrise(issues[officer.id], "Motif."), auteur=officer, now=now, lien=LIEN)

    assert sum(by_each(app, officers, decide)) == 1
    assert db.session.scalar(select(func.count()).select_from(DecisionEligibilite)) == 1
    assert verify_chain()[1] is None
