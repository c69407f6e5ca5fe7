"""What a request may carry: hosts, tokens, typed text, return addresses; and what reading leaves behind."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask, render_template_string, request, url_for
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from acia.comptes import sessions
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.permissions import Permission, Role
from acia.core.web import (
    absolute_url,
    now,
    parse_uuid,
    public,
    require,
    safe_next,
)
from tests.factories.client import HouseClient, signed_client
from tests.factories.comptes import make_utilisateur


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "acia.test.evil.example",
        "evil.example:443",
        "127.0.0.1",
        "acia.test@evil.example",
        "acia.test:80@evil",
        "[::1]",
    ],
)
@pytest.mark.parametrize("path", ["/connexion", "/rien", "/mon-compte"])
def test_s31_an_unknown_host_is_refused(app: Flask, host: str, path: str) -> None:
    answer = signed_client(app, None).get(path, base_url="https://acia.test", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.text
    assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"Forwarded": "host=evil.example;proto=http"},
        {"X-Original-Host": "evil.example"},
        {"X-Forwarded-Server": "evil.example", "X-Forwarded-Port": "8080"},
        {"X-Rewrite-Url": "https://evil.example/"},
    ],
)
def test_s31_no_header_moves_our_addresses(app: Flask, headers: dict[str, str]) -> None:
    seen: list[str] = []

    def view() -> str:
        seen.append(absolute_url("essai"))
        return url_for("essai", _external=True)

    app.add_url_rule("/essai", "essai", public(view))
    answer = signed_client(app, None).get("/essai", headers=headers)
    assert "evil" not in answer.text
    assert seen == ["https://acia.test/essai"]


def test_s31_the_address_of_a_page_is_the_same_for_the_worker_and_for_a_request(app: Flask) -> None:
    assert absolute_url("comptes.lien", jeton="a b é") == "https://acia.test/lien/a%20b%20%C3%A9"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_s35_an_act_without_its_token_is_refused_before_anything(app: Flask, method: str) -> None:
    done: list[str] = []
    app.add_url_rule("/essai", "essai", public(lambda: done.append(method) or "fait"), methods=[method])
    client = signed_client(app, make_utilisateur())
    answer = client.open("/essai", method=method, headers={"Referer": "https://acia.test/essai"})
    assert answer.status_code == 400
    assert done == []


def test_s35_an_act_from_another_site_is_refused(app: Flask) -> None:
    client = signed_client(app, None)
    token = client.get("/connexion").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    for referer in ("https://evil.example/", "http://acia.test/", ""):
        headers = {"Referer": referer} if referer else {}
        answer = client.post("/connexion", data={"csrf_token": token}, headers=headers)
        assert answer.status_code == 400, referer


OWN = {"Referer": "https://acia.test/essai"}


def _form_page(app: Flask) -> list[str]:
    """A page of ours that keeps what it receives, for signed-in people."""
    kept: list[str] = []

    @require(Permission.CANDIDATURE_LIRE)
    def view() -> str:
        if request.method == "POST":
            kept.append(request.form["texte"])
        return render_template_string('{% import "components/page.html" as page %}<form>{{ page.jeton() }}</form>')

    app.add_url_rule("/essai", "essai", view, methods=["GET", "POST"])
    return kept


def test_what_is_typed_outlives_the_session_and_is_sent_again_after_signing_in(app: Flask) -> None:
    kept = _form_page(app)
    person = make_utilisateur()
    typed = {"texte": "Réduire <b>les départs</b>", "csrf_token": "ancien"}
    closed = signed_client(app, None).post("/essai", data=typed, headers=OWN)
    assert "Réduire &lt;b&gt;les départs" in closed.text
    assert 'action="/essai"' in closed.text
    again = signed_client(app, person)
    changed = again.post("/essai", data=typed, headers=OWN)
    assert changed.status_code == 400
    assert kept == []
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', changed.text)[-1]
    again.post("/essai", data={**typed, "csrf_token": token}, headers=OWN)
    assert kept == [typed["texte"]]


@pytest.mark.parametrize(
    ("data", "headers"),
    [
        ({"texte": "mot d’un autre site"}, {"Referer": "https://evil.example/"}),
        ({"texte": "mot d’un autre site"}, {**OWN, "Sec-Fetch-Site": "cross-site"}),
        ({"texte": "mot d’un autre site"}, {}),
        ({"texte": "mot d’un autre site", "mot_de_passe": "secret"}, OWN),
    ],
)
def test_s35_nothing_is_given_back_to_another_site_nor_beside_a_password(
    app: Flask, data: dict[str, str], headers: dict[str, str]
) -> None:
    _form_page(app)
    answer = signed_client(app, make_utilisateur()).post("/essai", data=data, headers=headers)
    assert answer.status_code == 400
    assert "autre site" not in answer.text


def test_s49_a_page_that_saves_by_itself_is_told_in_words_that_the_session_is_closed(app: Flask) -> None:
    _form_page(app)
    headers = {**OWN, "X-Requested-With": "autosave"}
    for client in (signed_client(app, None), signed_client(app, make_utilisateur())):
        answer = client.post("/essai", data={"texte": "a"}, headers=headers)
        assert answer.status_code in (400, 401)
        assert "Reconnectez-vous" in answer.json["message"]


def test_s90_what_is_typed_is_cleaned_at_the_door(app: Flask) -> None:
    seen: list[object] = []

    def view() -> str:
        seen.extend([request.args["q"], request.form.getlist("a"), request.form.get("b")])
        return ""

    app.add_url_rule("/essai", "essai", public(view), methods=["POST"])
    client = signed_client(app, None)
    token = client.get("/connexion").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    data = {"csrf_token": token, "a": ["e\u0301\x00", "x\u202ey\ufeff"], "b": "une\r\ndeux\rtrois\x85\x1b"}
    answer = client.post("/essai?q=%00a%CC%81", data=data, headers={"Referer": "https://acia.test/"})
    assert answer.status_code == 200
    assert seen == ["á", ["é", "xy"], "une\ndeux\ntrois"]


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_s98_thousands_of_fields_or_an_enormous_one_are_refused(app: Flask, content_type: str) -> None:
    client = signed_client(app, None)
    for data in ({f"champ{i}": "x" for i in range(5000)}, {"courriel": "x" * 3_000_000}):
        answer = client.post("/connexion", data=data, content_type=content_type)
        assert answer.status_code == 413
        assert "Envoi trop lourd" in answer.text


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.example",
        "@evil.example",
        " /evil",
        "/\t/evil.example",
        "/\n/evil.example",
        "/a\r\nSet-Cookie: b=c",
        "/\x00",
        "",
        None,
    ],
)
def test_s36_a_return_address_off_the_site_is_replaced(target: str | None) -> None:
    assert safe_next(target, "/accueil") == "/accueil"


@pytest.mark.parametrize("target", ["/", "/candidatures?q=a&page=2", "/é", "/a//b", "/a@b", "/a:b"])
def test_s36_a_page_of_the_site_is_kept(target: str) -> None:
    assert safe_next(target, "/accueil") == target


@pytest.mark.parametrize("text_", ["", "1", "x", "../", "0" * 31, "\x00"])
def test_s3_what_is_no_id_looks_like_an_unknown_one(text_: str) -> None:
    with pytest.raises(Introuvable):
        parse_uuid(text_)


def row_counts() -> dict[str, int]:
    db.session.rollback()
    count = 'SELECT count(*) FROM "{}"'
    return {
        table.name: db.session.execute(text(count.format(table.name))).scalar_one()
        for table in db.metadata.sorted_tables
    }


def test_s17_reading_pages_writes_nothing(app: Flask) -> None:
    person = make_utilisateur(Role.PILOTE, regions=())
    client: HouseClient = signed_client(app, person)
    before = {
        t.name: db.session.execute(text(f'SELECT count(*) FROM "{t.name}"')).scalar_one()
        for t in db.metadata.sorted_tables
    }
    for path in ("/connexion", "/inscription", "/mon-compte", "/comptes/", "/comptes/inviter", "/aide", "/rien"):
        client.get(path)
    after = {
        t.name: db.session.execute(text(f'SELECT count(*) FROM "{t.name}"')).scalar_one()
        for t in db.metadata.sorted_tables
    }
    assert before == after


def test_a_page_outlives_a_session_that_cannot_be_marked_as_seen(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_utilisateur()
    client = signed_client(app, person)
    clock = app.extensions["acia_clock"]
    clock.set(clock.now() + timedelta(minutes=5))

    def locked(*_args: object) -> object:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    monkeypatch.setattr(sessions, "update", locked)
    assert client.get("/mon-compte").status_code == 200


def test_s64_the_clock_of_the_application_is_the_only_one(app: Flask) -> None:
    assert now() == app.extensions["acia_clock"].now()
