"""The web shell: deny by default, strict headers, French errors that say nothing of the machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.test import TestResponse

import acia.stages
from acia import create_app
from acia.comptes.models import Utilisateur
from acia.core import db as core_db
from acia.core.db import db, transaction
from acia.core.errors import AccesRefuse, ActionRefusee, ConflitVersion, Introuvable
from acia.core.permissions import Permission, Role, non
from acia.core.web import (
    declared_policies,
    ensure,
    public,
    require,
)
from tests.conftest import TEST_SETTINGS
from tests.factories.client import signed_client
from tests.factories.comptes import make_utilisateur

TRACES = re.compile(
    r"Traceback|File \"|site-packages|sqlalchemy|psycopg|sqlite3|werkzeug|SELECT |/home/|\.py\b", re.IGNORECASE
)


def open_page(app: Flask, view: Callable[[], object], *, methods: tuple[str, ...] = ("GET",)) -> TestResponse:
    """Give a page to the application and open it."""
    app.add_url_rule("/essai", "essai", public(view), methods=list(methods))
    return signed_client(app, None).get("/essai")


def raising(error: BaseException) -> Callable[[], object]:
    def view() -> object:
        raise error

    return view


def test_s1_every_route_declares_its_policy(app: Flask) -> None:
    policies = declared_policies(app)
    assert set(policies) == set(app.view_functions)
    known = {"public"} | {p.value for p in Permission}
    assert set(policies.values()) <= known


def test_s1_a_route_without_a_policy_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_a_naked_route(app: Flask) -> None:
        app.add_url_rule("/nue", "nue", lambda: "nue")

    monkeypatch.setattr(acia.stages, "register_stages", with_a_naked_route)
    with pytest.raises(RuntimeError, match="endpoint nue declares no policy"):
        create_app(replace(TEST_SETTINGS, SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path / 'acia.db'}"))


def test_s1_a_route_without_a_policy_does_not_exist_at_run_time(app: Flask) -> None:
    app.add_url_rule("/nue", "nue", lambda: "secret")
    answer = signed_client(app, None).get("/nue")
    assert answer.status_code == 404
    assert "secret" not in answer.text


@pytest.mark.parametrize("role", list(Role))
def test_s2_a_permission_opens_to_its_roles_only(app: Flask, role: Role) -> None:
    app.add_url_rule("/essai", "essai", require(Permission.APPEL_GERER)(lambda: "ouverte"))
    answer = signed_client(app, make_utilisateur(role)).get("/essai")
    assert answer.status_code == (200 if role in (Role.PILOTE, Role.CHARGE) else 403)


def test_s2_a_visitor_is_sent_to_sign_in_and_brought_back(app: Flask) -> None:
    app.add_url_rule("/essai", "essai", require(Permission.APPEL_GERER)(lambda: "ouverte"), methods=["GET", "POST"])
    visitor = signed_client(app, None)
    assert visitor.get("/essai?a=1&b=é").location == "/connexion?suite=/essai?a%3D1%26b%3D%C3%A9"
    token = visitor.get("/connexion").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = visitor.post("/essai", data={"csrf_token": token}, headers={"Referer": "https://acia.test/"})
    assert answer.location == "/connexion?suite=/"


def every_kind_of_answer(app: Flask) -> dict[str, TestResponse]:
    app.add_url_rule("/panne", "panne", public(raising(RuntimeError("secret de fabrication"))))
    app.add_url_rule("/occupe", "occupe", public(raising(OperationalError("x", {}, Exception("database is locked")))))
    app.add_url_rule("/interdit", "interdit", public(lambda: ensure(non("Ce dossier est clos."))))
    visitor = signed_client(app, None)
    signed = signed_client(app, make_utilisateur())
    return {
        "200": visitor.get("/aide"),
        "200 connecté": signed.get("/mon-compte"),
        "302": visitor.get("/mon-compte"),
        "400": visitor.post("/connexion"),
        "403": visitor.get("/interdit"),
        "404": visitor.get("/rien"),
        "405": visitor.get("/deconnexion"),
        "413": visitor.post("/connexion", data=b"x" * 27_000_000, content_type="application/x-www-form-urlencoded"),
        "500": visitor.get("/panne"),
        "503": visitor.get("/occupe"),
        "static": visitor.get("/static/theme.css"),
    }


def test_s88_s125_every_answer_has_its_headers(app: Flask) -> None:
    for name, answer in every_kind_of_answer(app).items():
        assert str(answer.status_code) in name or (name, answer.status_code) == ("static", 200)
        policy = answer.headers["Content-Security-Policy"]
        for rule in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"):
            assert rule in policy, name
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        if name == "static":
            assert "no-store" not in answer.headers.get("Cache-Control", "")
        else:
            assert answer.headers["Cache-Control"] == "no-store, private", name
            assert "Cookie" in answer.headers["Vary"]


def test_s127_every_error_is_a_french_page_that_leads_somewhere(app: Flask) -> None:
    for name, answer in every_kind_of_answer(app).items():
        if answer.status_code >= 400:
            assert answer.mimetype == "text/html", name
            assert '<html lang="fr">' in answer.text
            assert answer.text.count("<h1") == 1
            assert 'href="/"' in answer.text
            assert not TRACES.search(answer.text), name
            assert "secret de fabrication" not in answer.text


def test_s127_an_unexpected_error_gives_a_reference_found_in_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    answer = open_page(app, raising(RuntimeError("secret de fabrication")))
    assert answer.status_code == 500
    reference = re.search(r'<strong class="num">([0-9a-f]{8})</strong>', answer.text)
    assert reference
    assert f"incident {reference.group(1)}" in caplog.text
    assert "secret de fabrication" in caplog.text


def test_s127_an_error_rolls_back_what_was_begun(app: Flask) -> None:
    def view() -> str:
        with transaction():
            db.session.add(
                Utilisateur(
                    courriel="a@exemple.test",
                    prenom="A",
                    nom="B",
                    role="membre",
                    cree_at=app.extensions["acia_clock"].now(),
                )
            )
            db.session.flush()
            raise RuntimeError
        return ""

    assert open_page(app, view).status_code == 500
    assert db.session.query(Utilisateur).count() == 0


def test_s127_the_last_resort_never_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> dict[str, object]:
        raise OperationalError("SELECT secret", {}, Exception("server closed the connection"))

    app.context_processor(broken)
    answer = open_page(app, raising(RuntimeError("secret")))
    assert answer.status_code == 500
    assert "Un incident de notre côté" in answer.text
    assert re.search(r"Référence\u00a0: [0-9a-f]{8}", answer.text)
    assert "secret" not in answer.text
    assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "cause",
    [
        "database is locked",
        "canceling statement due to lock timeout",
        "deadlock detected",
        "database or disk is full",
        "attempt to write a readonly database",
        "disk I/O error",
        "connection refused",
    ],
)
def test_s61_s72_a_database_that_cannot_serve_now_is_said_busy(app: Flask, cause: str) -> None:
    answer = open_page(app, raising(OperationalError("UPDATE secret", {}, Exception(cause))))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Rien n’est perdu" in answer.text
    assert "secret" not in answer.text


def test_s61_no_connection_left_is_said_busy(app: Flask) -> None:
    answer = open_page(app, raising(PoolTimeout("QueuePool limit of size 5 overflow 10 reached")))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_fault_of_ours_in_the_database_is_an_incident(app: Flask) -> None:
    answer = open_page(app, raising(OperationalError("SELECT", {}, Exception("no such table: secret"))))
    assert answer.status_code == 500


def test_s61_a_write_that_waits_too_long_is_answered_503(
    app: Flask, moteur: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real lock, held by another connection, and the real page of an act."""
    client = signed_client(app, make_utilisateur())
    page = client.get("/mon-compte").text
    db.session.remove()
    monkeypatch.setattr(core_db, "BUSY_TIMEOUT_MS", 50)
    db.engine.dispose()
    if moteur == "postgresql":
        event.listen(db.engine, "begin", lambda c: c.exec_driver_sql("SET LOCAL lock_timeout = '50ms'"))
    with db.engine.connect() as holder:
        lock = "BEGIN IMMEDIATE" if moteur == "sqlite" else "LOCK TABLE utilisateur IN EXCLUSIVE MODE"
        holder.connection.cursor().execute(lock)
        answer = save_profile(client, page)
        holder.connection.cursor().execute("ROLLBACK")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert save_profile(client, page).status_code == 302


def save_profile(client: FlaskClient, page: str) -> TestResponse:
    hidden = dict(re.findall(r'name="(csrf_token|version)"[^>]*value="([^"]+)"', page))
    data = {**hidden, "prenom": "Maëlle", "nom": "Le Goff"}
    return client.post("/mon-compte", data=data, headers={"Referer": "https://acia.test/mon-compte"})


def test_two_people_who_do_the_same_act_at_once_are_told(app: Flask) -> None:
    person = make_utilisateur()

    courriel, now = person.courriel, app.extensions["acia_clock"].now()

    def view() -> str:
        with transaction():
            db.session.add(Utilisateur(courriel=courriel, prenom="A", nom="B", role="membre", cree_at=now))
        return ""

    app.add_url_rule("/essai", "essai", public(view))
    client = signed_client(app, person)
    answer = client.get("/essai", headers={"Referer": "https://acia.test/mon-compte?onglet=2"})
    assert answer.status_code == 409
    assert "Quelqu’un d’autre" in answer.text
    assert 'href="/mon-compte?onglet=2"' in answer.text, "the way back is the page where she was"
    for unknown in ("https://ailleurs.example/mon-compte?onglet=2", "https://acia.test/deconnexion?onglet=2"):
        assert "onglet=2" not in client.get("/essai", headers={"Referer": unknown}).text, "elsewhere, or an act"
    assert ", mon compte</span>" in answer.text, "the page is that of the person, with its menus"


def test_another_broken_constraint_is_an_incident(app: Flask) -> None:
    error = IntegrityError("INSERT", {}, Exception("NOT NULL constraint failed: secret"))
    assert open_page(app, raising(error)).status_code == 500


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ActionRefusee("La cohorte est pleine : choisissez-en une autre."), 409),
        (AccesRefuse("Vous n’êtes plus membre de cette commission."), 403),
        (Introuvable(), 404),
        (ConflitVersion(), 409),
    ],
)
def test_a_refusal_of_the_business_says_why(app: Flask, error: ActionRefusee, code: int) -> None:
    answer = open_page(app, raising(error))
    assert answer.status_code == code
    assert error.motif.replace(" :", "\u00a0:") in answer.text


def test_a_refusal_of_a_policy_says_why_and_the_librarys_english_is_never_shown(app: Flask) -> None:
    app.add_url_rule("/un", "un", public(lambda: ensure(non("Ce dossier est clos."))))
    app.add_url_rule("/deux", "deux", public(lambda: abort(403)))
    client = signed_client(app, None)
    assert "Ce dossier est clos." in client.get("/un").text
    assert "You don" not in client.get("/deux").text
