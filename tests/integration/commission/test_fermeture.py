"""S21: the space of the commissions is closed at once and opened again; marks are read as of any instant."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from acia.appels.models import Appel
from acia.candidatures.models import Candidature
from acia.commission import commands
from acia.commission.models import Notation, Selection
from acia.commission.queries import marks_as_of
from acia.commission.service import close_space, restore_marks
from acia.comptes.models import Utilisateur
from acia.comptes.rules import PREUVE_VALABLE
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import AccesRefuse, ActionRefusee
from acia.core.permissions import Role
from tests.factories.client import HouseClient, signed_client
from tests.factories.commission import make_deport
from tests.factories.comptes import make_utilisateur
from tests.factories.feuilles import Plume
from tests.factories.monde import MAINTENANT, build_monde
from tests.integration.commission.conftest import CLOS, JUSTIFIEES, Scene, commission_of, make_scene
from tests.integration.routes.droits import DROITS
from tests.integration.routes.promenade import Promenade

PAGE = "/fermetures"
MOTIF = {"motif": "Accès suspect signalé."}
FERME = "L’espace de la commission est fermé"
DEMI_HEURE_APRES = datetime(2027, 3, 1, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))
INSTANTS = 100
ACTES = 60


def pilot(app: Flask) -> HouseClient:
    return signed_client(app, make_utilisateur(Role.PILOTE))


def reopening(client: HouseClient) -> str:
    """The address of the first form that reopens."""
    return str(client.get(PAGE).text.partition('action="/fermetures/')[2].partition('"')[0])


def test_s21_every_commission_route_answers_503_from_the_next_request(app: Flask, clock: SettableClock) -> None:
    clock.set(MAINTENANT)
    promenade = Promenade(app, build_monde())
    pilote = promenade.clients["pilote"]
    assert pilote.submit(PAGE, {**MOTIF, "portee": ""}).status_code == 302
    rows = [row for row in DROITS if row.route.startswith("commission.")]
    nobody = {row.route: row for row in rows}
    answers = {
        (row.route, row.methode, nom): promenade.ask(nom, row).status_code
        for row in rows
        for nom in ("visiteur", *row.ouvert.split())
    }
    assert {key: status for key, status in answers.items() if status != 503} == {}
    assert len(nobody) == len({name for name in app.view_functions if name.startswith("commission.")})
    assert promenade.clients["membre"].get("/").status_code == 200
    assert promenade.clients["representant"].get("/candidatures/miennes").status_code == 200


def test_one_call_is_closed_and_the_others_stay_open(scene: Scene, app: Flask, clock: SettableClock) -> None:
    other = make_scene(app, clock)
    client = pilot(app)
    assert client.submit(PAGE, {**MOTIF, "portee": str(scene.appel)}).status_code == 302
    name, elsewhere = (db.session.get_one(Candidature, s.dossiers[0]).nom for s in (scene, other))
    closed = scene.membre().get(scene.dossier())
    assert (closed.status_code, closed.headers["Retry-After"]) == (503, "600")
    assert FERME in closed.text
    assert name not in scene.membre().get("/commissions/mes-dossiers").text
    assert other.membre().get(other.dossier()).status_code == 200
    assert elsewhere in other.membre().get("/commissions/mes-dossiers").text


def test_what_was_typed_comes_back_and_is_sent_once_the_space_is_open(scene: Scene, app: Flask) -> None:
    make_deport(scene.siege(), db.session.get_one(Candidature, scene.dossiers[0]))
    member, client = scene.membre(), pilot(app)
    page = member.get(scene.dossier()).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    client.submit(PAGE, {**MOTIF, "portee": ""})
    sheet = {**JUSTIFIEES, "csrf_token": token, "version": "0"}
    referer = {"Referer": f"https://acia.test{scene.dossier()}"}
    refused = member.post(f"{scene.dossier()}/notation", data=sheet, headers=referer)
    assert refused.status_code == 503
    assert "Part de situations vécues." in refused.text
    saved = member.post(f"{scene.dossier()}/brouillon", data=sheet, headers={**referer, "X-Requested-With": "autosave"})
    assert saved.status_code == 503
    assert "Votre saisie reste ici" in saved.json["message"]
    assert db.session.query(Notation).count() == 0
    where = reopening(client)
    assert client.submit(PAGE, {"motif": "Vérifié."}, action=f"{PAGE}/{where}").status_code == 302
    assert member.post(f"{scene.dossier()}/notation", data=sheet, headers=referer).status_code == 302
    assert db.session.query(Notation).count() == 1


def test_closing_and_reopening_are_the_pilots_with_a_reason_and_are_kept(
    scene: Scene, app: Flask, clock: SettableClock
) -> None:
    assert scene.bureau().get(PAGE).status_code == 403
    client = pilot(app)
    assert client.submit(PAGE, {"motif": " ", "portee": ""}).status_code == 422
    assert client.submit(PAGE, {**MOTIF, "portee": ""}).status_code == 302
    assert "déjà fermé" in client.submit(PAGE, {**MOTIF, "portee": ""}).text
    where = f"{PAGE}/{reopening(client)}"
    assert client.submit(PAGE, {"motif": ""}, action=where).status_code == 422
    clock.set(clock.now() + PREUVE_VALABLE + timedelta(seconds=1))
    assert client.submit(PAGE, {"motif": "Vérifié."}, action=where).status_code == 401
    assert pilot(app).submit(PAGE, {"motif": "Vérifié."}, action=where).status_code == 302
    kept = db.session.query(Evenement).filter(Evenement.code.like("commission_espace_%")).order_by(Evenement.numero)
    assert [(event.code, event.motif) for event in kept] == [
        ("commission_espace_ferme", MOTIF["motif"]),
        ("commission_espace_rouvert", "Vérifié."),
    ]
    assert scene.membre().get("/commissions/mes-dossiers").status_code == 200
    assert "Fermetures passées" in client.get(PAGE).text


def test_an_officer_is_refused_by_the_use_case_itself(scene: Scene) -> None:
    with pytest.raises(AccesRefuse), transaction():
        close_space(None, "Motif.", auteur=db.session.get_one(Utilisateur, scene.officer.id), now=CLOS)
    with pytest.raises(ActionRefusee), transaction():
        close_space(None, " ", auteur=None, now=CLOS)


def test_the_command_line_closes_and_opens_one_call_or_all(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    code = db.session.get_one(Appel, scene.appel).code
    member = scene.membre()
    assert commands.fermer("inconnu", "Motif.", now=CLOS) == 1
    assert commands.rouvrir("", "Motif.", now=CLOS) == 1
    for scope in (code, ""):
        assert commands.fermer(scope, "Incident.", now=CLOS) == 0
        assert commands.fermer(scope, "Incident.", now=CLOS) == 1
        assert member.get(scene.dossier()).status_code == 503
        assert commands.rouvrir(scope, "Vérifié.", now=CLOS) == 0
        assert member.get(scene.dossier()).status_code == 200
    assert "L’espace des commissions est fermé : tous les appels." in capsys.readouterr().out.replace("\u00a0", " ")


Marques = dict[str, tuple[str, str | None, list[tuple[int | None, str]]]]


def current(scene: Scene) -> Marques:
    """Every sheet, as the rows say it now."""
    db.session.expire_all()
    order = [c.id for c in commission_of(scene).appel.criteres]
    found: Marques = {}
    for row in db.session.query(Notation):
        notes = {note.critere_id: (note.valeur, note.justification) for note in row.notes}
        found[str(row.id)] = (row.etat, row.motif_abstention, [notes.get(key, (None, "")) for key in order])
    return found


def rebuilt(scene: Scene, at: datetime) -> Marques:
    """Every sheet, as it is rebuilt for an instant."""
    order = [c.id for c in commission_of(scene).appel.criteres]
    return {
        str(key): (sheet.etat, sheet.motif_abstention, [sheet.notes.get(one, (None, "")) for one in order])
        for key, sheet in marks_as_of(commission_of(scene), at).items()
    }


def play(scene: Scene, draw: random.Random) -> list[tuple[datetime, Marques]]:
    """Sixty acts on the sheets, valid or refused, and what the sheets said after each."""
    for rang in range(3):
        for membre in range(3):
            make_deport(scene.siege(membre), db.session.get_one(Candidature, scene.dossiers[rang]))
    story: list[tuple[datetime, Marques]] = [(CLOS, {})]
    at = CLOS
    for _ in range(ACTES):
        at += timedelta(microseconds=draw.choice([1, 1_000_000, 90_000_000]))
        file, membre = draw.choice(scene.dossiers), draw.choice(scene.membres).id
        pen = Plume(scene.commission, file, membre, at)
        marks = [draw.choice([0, 1, 2, 3, 4, 5]) for _ in range(4)]
        act: Any = draw.choice([pen.enregistre, pen.enregistre, pen.rend, pen.s_abstient, pen.reprend, "rouvre"])
        try:
            if act == "rouvre":
                done = [n for n in db.session.query(Notation) if n.etat == "rendue"]
                if done:
                    chosen = draw.choice(done)
                    Plume(scene.commission, chosen.candidature_id, scene.membres[0].id, at).rouvre(chosen)
            elif act in (pen.s_abstient, pen.reprend):
                act()
            else:
                act(marks)
        except (ActionRefusee, AccesRefuse):
            pass
        story.append((at, current(scene)))
    return story


def test_s21_the_marks_of_a_hundred_random_instants_are_rebuilt(scene: Scene) -> None:
    draw = random.Random(20270301)  # noqa: S311 - a replayable draw, not a secret
    story = play(scene, draw)
    assert len({json.dumps(sheets, sort_keys=True) for _, sheets in story}) > ACTES // 3, "the story moves"
    first, last = story[0][0], story[-1][0]
    for _ in range(INSTANTS):
        at = draw.choice([draw.choice(story)[0], first + (last - first) * draw.random()])
        assert rebuilt(scene, at) == [sheets for when, sheets in story if when <= at][-1], at
    assert rebuilt(scene, CLOS - timedelta(days=1)) == {}


def test_a_mark_changed_behind_the_service_leaves_its_trace_which_nobody_rewrites(scene: Scene) -> None:
    make_deport(scene.siege(), db.session.get_one(Candidature, scene.dossiers[0]))
    pen = Plume(scene.commission, scene.dossiers[0], scene.membres[0].id, CLOS)
    pen.rend([2, 2, 2, 2])
    with transaction():
        db.session.execute(text("UPDATE note SET valeur = 5"))
    values = text("SELECT count(*), count(DISTINCT valeur) FROM trace_note")
    assert tuple(db.session.execute(values).one()) == (8, 2)
    for statement in ("UPDATE trace_note SET valeur = 5", "DELETE FROM trace_notation"):
        with pytest.raises(DatabaseError, match="trace de notation"), transaction():
            db.session.execute(text(statement))


def test_the_command_line_writes_the_marks_of_an_instant(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_deport(scene.siege(), db.session.get_one(Candidature, scene.dossiers[0]))
    pen = Plume(scene.commission, scene.dossiers[0], scene.membres[0].id, CLOS)
    pen.enregistre([2, 2, 2, 2])
    pen.now = CLOS + timedelta(hours=1)
    pen.rend([5, 4, 4, 5])
    code, file = db.session.get_one(Appel, scene.appel).code, tmp_path / "notes.json"
    assert commands.notes("inconnu", DEMI_HEURE_APRES, file) == 1
    assert commands.notes(code, DEMI_HEURE_APRES, file) == 0
    (sheet,) = json.loads(file.read_text(encoding="utf-8"))["commissions"][0]["notations"]
    assert (sheet["etat"], [note["note"] for note in sheet["notes"]]) == ("brouillon", [2, 2, 2, 2])
    assert file.stat().st_mode & 0o077 == 0
    assert "1\u00a0notation, telles qu’elles étaient" in capsys.readouterr().out


def test_s21_the_marks_are_put_back_as_they_were_and_that_too_leaves_its_trace(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    draw = random.Random(20270302)  # noqa: S311 - a replayable draw, not a secret
    story = play(scene, draw)
    at, wanted = story[len(story) // 2]
    last, end = story[-1]
    code, later = db.session.get_one(Appel, scene.appel).code, last + timedelta(days=1)
    assert commands.retablir(code, at, "Notes falsifiées.", now=later) == 1, "the space is open"
    assert commands.fermer(code, "Incident.", now=later) == 0
    assert commands.retablir(code, at, " ", now=later) == 1
    appel = db.session.get_one(Appel, scene.appel)
    with transaction():
        assert restore_marks(appel, at, "Notes falsifiées.", now=later) > 0
    empty = ("brouillon", None, [(None, "")] * 4)
    assert current(scene) == {key: wanted.get(key, empty) for key in end}
    assert rebuilt(scene, later) == current(scene)
    assert rebuilt(scene, last) == end, "what was put aside can be read again"
    with transaction():
        assert restore_marks(appel, last, "Finalement intactes.", now=later + timedelta(minutes=1)) > 0
    assert current(scene) == end
    assert db.session.query(Evenement).filter_by(code="commission_notes_retablies").count() == 2


def test_nothing_is_put_back_under_settled_proposals(scene: Scene) -> None:
    make_deport(scene.siege(), db.session.get_one(Candidature, scene.dossiers[0]))
    Plume(scene.commission, scene.dossiers[0], scene.membres[0].id, CLOS + timedelta(hours=1)).rend([2, 2, 2, 2])
    with transaction():
        row = Selection(commission_id=scene.commission, candidature_id=scene.dossiers[0], proposition="retenue")
        row.notes_comptees = 1
        db.session.add(row)
        close_space(None, "Incident.", auteur=None, now=CLOS)
    with pytest.raises(ActionRefusee, match="arrêtées"), transaction():
        restore_marks(db.session.get_one(Appel, scene.appel), CLOS, "Essai.", now=CLOS)
    assert db.session.query(Notation).one().etat == "rendue"
