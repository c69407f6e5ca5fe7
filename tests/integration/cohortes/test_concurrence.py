"""Two officers at the same instant: one effect, and the other is told."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from acia.cohortes import queries, service
from acia.cohortes.models import Cohorte, EtatCohorte, MembreCohorte, PropositionCohortes
from acia.cohortes.solver.solve import solve
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee, ConflitVersion
from acia.core.permissions import Role
from acia.engagements.models import Engagement
from tests.factories.appels import make_appel_publie
from tests.factories.cohortes import make_cohorte, make_engagements_signes
from tests.factories.comptes import make_utilisateur
from tests.factories.engagements import make_engagement_signe
from tests.factories.ensemble import at_once


@pytest.fixture
def code(app: Flask) -> str:
    """Code of a call whose Finistère has eight signed letters."""
    appel = make_appel_publie({"29": 12})
    make_engagements_signes(8, appel=appel)
    return appel.code


def _officer() -> Utilisateur:
    return make_utilisateur(Role.CHARGE, regions=("53",))


def _propose(app: Flask, code: str, person: Utilisateur, version: int) -> None:
    problem = service.problem_of(queries.get_plan(person, code, "29"))
    solution = solve(problem)
    with transaction():
        service.propose_cohortes(code, "29", problem, solution, version=version, auteur=person, now=_now(app))


def _now(app: Flask):  # type: ignore[no-untyped-def]  # the clock of the application
    return app.extensions["acia_clock"].now()


def _together(app: Flask, acts: list[Callable[[Utilisateur], None]], people: list[Utilisateur]) -> list[str]:
    """Each person does her act, all at the same time; what became of each."""

    def one(act: Callable[[Utilisateur], None], key: uuid.UUID) -> None:
        act(db.session.get_one(Utilisateur, key))

    keys = [person.id for person in people]
    return sorted(at_once(app, *(partial(one, act, key) for act, key in zip(acts, keys, strict=True))))


def test_s59_two_concurrent_validations_have_one_effect(app: Flask, code: str) -> None:
    people = [_officer() for _ in range(4)]
    _propose(app, code, people[0], queries.get_plan(people[0], code, "29").version)
    version = queries.get_plan(people[0], code, "29").version

    def validate(person: Utilisateur) -> None:
        with transaction():
            service.validate_cohortes(code, "29", "Relu.", version=version, auteur=person, now=_now(app))

    assert _together(app, [validate] * 4, people) == ["ConflitVersion"] * 3 + ["fait"]
    assert {c.etat for c in db.session.query(Cohorte)} == {EtatCohorte.VALIDEE}
    assert db.session.query(Evenement).filter_by(code="cohortes_validees").count() == 1


def test_s59_two_concurrent_computations_leave_one_plan(app: Flask, code: str) -> None:
    people = [_officer(), _officer()]
    version = queries.get_plan(people[0], code, "29").version
    acts = [lambda person: _propose(app, code, person, version)] * 2
    assert _together(app, acts, people) == ["ConflitVersion", "fait"]
    assert db.session.query(PropositionCohortes).count() == 1
    assert db.session.query(MembreCohorte).count() == 8


def test_r53_a_move_and_a_validation_follow_each_other(app: Flask, code: str) -> None:
    people = [_officer(), _officer()]
    _propose(app, code, people[0], queries.get_plan(people[0], code, "29").version)
    plan = queries.get_plan(people[0], code, "29")
    version, moved = plan.version, plan.brouillons[0].membres[0].engagement_id

    def validate(person: Utilisateur) -> None:
        with transaction():
            service.validate_cohortes(code, "29", "Relu.", version=version, auteur=person, now=_now(app))

    def move(person: Utilisateur) -> None:
        with transaction():
            service.move_membre(code, "29", moved, service.HORS_COHORTE, version=version, auteur=person, now=_now(app))

    assert _together(app, [validate, move], people) == ["ConflitVersion", "fait"]
    states = {c.etat for c in db.session.query(Cohorte)}
    validated = states == {EtatCohorte.VALIDEE}
    assert validated or states == {EtatCohorte.BROUILLON}
    assert db.session.query(MembreCohorte).count() == (8 if validated else 7)


def test_a_letter_signed_during_the_computation_refuses_its_result(app: Flask, code: str) -> None:
    person = _officer()
    plan = queries.get_plan(person, code, "29")
    problem, version = service.problem_of(plan), plan.version
    solution = solve(problem)
    appel = plan.appel
    make_engagements_signes(1, appel=appel, depuis=8)
    with pytest.raises(ActionRefusee, match="ont changé pendant le calcul"), transaction():
        service.propose_cohortes(code, "29", problem, solution, version=version, auteur=person, now=_now(app))
    assert db.session.query(PropositionCohortes).count() == 0


def test_an_act_without_the_version_it_saw_is_refused(app: Flask, code: str) -> None:
    person = _officer()
    with pytest.raises(ConflitVersion), transaction():
        service.validate_cohortes(code, "29", "Relu.", version=None, auteur=person, now=_now(app))


def test_r53_the_database_itself_refuses_a_second_active_cohorte(app: Flask) -> None:
    engagement = make_engagement_signe()
    make_cohorte([engagement])
    with pytest.raises(IntegrityError):
        make_cohorte([db.session.get_one(Engagement, engagement.id)])
