"""The page that conducts the sitting and those that follow it (S5, S7, S10, S57)."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission.models import Deport, EtatCommission, Mouvement, Passage, Selection
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from tests.factories.client import HouseClient
from tests.factories.formulaires import FormulaireLu, forms_of
from tests.integration.commission.conftest import Scene, make_scene

FROM_HERE = {"Referer": "https://acia.test/"}
AUTOSAVE = {**FROM_HERE, "X-Requested-With": "autosave"}
STEPS = (("Ouvrir ce dossier", "ouvrir"), ("Révéler les notes", "reveler"), ("Clore ce dossier", "clore"))


@pytest.fixture
def seance(app: Flask, clock: SettableClock) -> Scene:
    """Three files marked by three members, scoring closed, the last member recused from the first file."""
    scene = make_scene(app, clock, etat=EtatCommission.DELIBERATION)
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3))
    with transaction():
        said = db.session.query(Deport).filter_by(membre_id=scene.siege(2).id, candidature_id=scene.dossiers[0]).one()
        said.conflit, said.motif = True, "Ancien salarié."
    return scene


def button(client: HouseClient, page: str, end: str, rang: int = 0) -> FormulaireLu:
    """A form of the page, by the end of its address."""
    return [f for f in forms_of(client.get(page).text) if (f.action or "").endswith(end)][rang]


def press(client: HouseClient, scene: Scene, end: str, **fields: str) -> Any:
    """Press a button of the page of the sitting."""
    form = button(client, f"{scene.base}/conduite", end)
    return client.post(form.action, data=form.data(**fields), headers=FROM_HERE)


def begin(client: HouseClient, scene: Scene) -> None:
    """Everybody is here; the sitting begins."""
    for rang in range(3):
        seat = scene.siege(rang).id
        assert press(client, scene, f"/membres/{seat}", sens="arrivee").status_code == 302
    assert press(client, scene, "/debut").status_code == 302


def file_of(scene: Scene, rang: int) -> str:
    return f"/dossiers/{scene.dossiers[rang]}"


def name_of(scene: Scene, rang: int) -> str:
    return str(db.session.get_one(Candidature, scene.dossiers[rang]).numero)


def test_one_primary_button_at_each_moment_leads_to_the_end(seance: Scene) -> None:
    bureau, page = seance.bureau(), f"{seance.base}/conduite"
    assert "Commencer la séance" in bureau.get(page).text
    begin(bureau, seance)
    for rang in range(3):
        for label, end in STEPS:
            text = bureau.get(page).text
            primary = re.findall(r'class="btn-acc"[^>]*>([^<]+)', re.sub(r"(?s)<template.*?</template>", "", text))
            assert [p.strip() for p in primary] == [label]
            motif = "Peu de notes, projet solide." if rang == 0 and end == "clore" else ""
            extra = {"proposition": "retenue", "motif": motif} if motif else {}
            answer = press(bureau, seance, f"{file_of(seance, rang)}/{end}", **extra)
            assert answer.status_code == 302, answer.get_data(as_text=True)
    text = bureau.get(page).text
    assert "Arrêter les propositions" in text
    assert {p.etat for p in db.session.query(Passage)} == {"delibere"}
    assert db.session.query(Mouvement).filter_by(motif="deport").count() == 1


def test_marks_show_on_no_screen_before_they_are_revealed(seance: Scene) -> None:
    bureau = seance.bureau()
    begin(bureau, seance)
    press(bureau, seance, f"{file_of(seance, 1)}/ouvrir")
    screens = [(bureau, f"{seance.base}/{page}") for page in ("conduite", "projection")]
    screens.append((seance.membre(1), f"{seance.base}/suivre"))
    for client, page in screens:
        text = client.get(page).text
        assert name_of(seance, 1) in text
        assert "80 / 100" not in text
        assert "La ligne de sélection propose" not in text
    press(bureau, seance, f"{file_of(seance, 1)}/reveler")
    for client, page in screens:
        assert "80 / 100" in client.get(page).text


def test_the_screen_of_the_room_shows_the_open_file_and_no_other(seance: Scene) -> None:
    bureau, page = seance.bureau(), f"{seance.base}/projection"
    assert "La séance n’a pas commencé" in bureau.get(page).text
    begin(bureau, seance)
    assert "Aucun dossier n’est ouvert" in bureau.get(page).text
    press(bureau, seance, f"{file_of(seance, 1)}/ouvrir")
    text = bureau.get(page).text
    assert [name_of(seance, rang) in text for rang in range(3)] == [False, True, False]
    assert "/dossiers/" not in text


def test_s7_a_recused_member_follows_a_file_without_learning_anything(seance: Scene) -> None:
    bureau, recused, page = seance.bureau(), seance.membre(2), f"{seance.base}/suivre"
    begin(bureau, seance)
    press(bureau, seance, f"{file_of(seance, 0)}/ouvrir")
    hidden = db.session.get_one(Candidature, seance.dossiers[0])
    words = (str(hidden.numero), hidden.nom, str(hidden.id))
    first = recused.get(page)
    assert "Un dossier dont vous êtes en déport est examiné." in first.text
    press(bureau, seance, f"{file_of(seance, 0)}/reveler")
    second = recused.get(page, headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data) == (304, b"")
    assert not [word for word in words if word in first.text]
    assert recused.get(f"{seance.base}/conduite").status_code == 404


def test_a_member_who_has_not_passed_the_gate_sees_the_name_alone(seance: Scene) -> None:
    with transaction():
        db.session.query(Deport).filter_by(membre_id=seance.siege(1).id, candidature_id=seance.dossiers[1]).delete()
    bureau = seance.bureau()
    begin(bureau, seance)
    press(bureau, seance, f"{file_of(seance, 1)}/ouvrir")
    assert "N’ont pas dit s’ils sont en conflit" in bureau.get(f"{seance.base}/conduite").text
    press(bureau, seance, f"{file_of(seance, 1)}/reveler")
    text = seance.membre(1).get(f"{seance.base}/suivre").text
    assert "Dites d’abord si vous êtes en conflit" in text
    assert "80 / 100" not in text


def test_the_chair_reveals_from_her_own_screen_and_nobody_else_does(seance: Scene) -> None:
    bureau = seance.bureau()
    begin(bureau, seance)
    press(bureau, seance, f"{file_of(seance, 1)}/ouvrir")
    page = f"{seance.base}/suivre"
    chair, other = seance.membre(0), seance.membre(1)
    form = button(chair, page, "/reveler")
    assert "/reveler" not in other.get(page).text
    token = forms_of(other.get("/mon-compte").text)[-1].champs["csrf_token"]
    assert other.post(form.action, data={**form.data(), "csrf_token": token}, headers=FROM_HERE).status_code == 404
    assert chair.post(form.action, data=form.data(), headers=FROM_HERE).status_code == 302
    assert db.session.query(Passage).filter_by(etat="notes_revelees").count() == 1


def test_the_screens_are_asked_again_for_nothing(seance: Scene) -> None:
    bureau, page = seance.bureau(), f"{seance.base}/conduite"
    seen = bureau.get(page).headers["ETag"]
    assert bureau.get(page, headers={"If-None-Match": seen}).status_code == 304
    begin(bureau, seance)
    assert bureau.get(page, headers={"If-None-Match": seen}).status_code == 200


def test_the_script_reads_the_version_or_the_reason(seance: Scene) -> None:
    bureau = seance.bureau()
    begin(bureau, seance)
    form = button(bureau, f"{seance.base}/conduite", f"{file_of(seance, 1)}/ouvrir")
    done = bureau.post(form.action, data=form.data(retard="90"), headers=AUTOSAVE)
    assert (done.status_code, done.get_json()["version"]) == (200, 2)
    again = bureau.post(form.action, data=form.data(retard="95"), headers=AUTOSAVE)
    assert (again.status_code, again.get_json()["version"]) == (200, 2)
    stale = bureau.post(form.action, data=form.data(cle=str(uuid.uuid4())), headers=AUTOSAVE)
    assert stale.status_code == 409
    assert "Quelqu’un d’autre" in stale.get_json()["message"]
    for wrong in ({"cle": "x"}, {"cle": str(uuid.uuid4()), "retard": "hier"}):
        refused = bureau.post(form.action, data=form.data(**wrong), headers=AUTOSAVE)
        assert refused.status_code == 409


def test_a_refused_word_comes_back_with_what_was_typed(seance: Scene) -> None:
    bureau = seance.bureau()
    begin(bureau, seance)
    for end in ("ouvrir", "reveler"):
        press(bureau, seance, f"{file_of(seance, 1)}/{end}")
    shown = button(bureau, f"{seance.base}/conduite", "/clore").champs
    voices = {name: "contre" for name in shown if name.startswith("voix_")}
    assert len(voices) == 3
    answer = press(bureau, seance, f"{file_of(seance, 1)}/clore", motif="Texte gardé.", **voices)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Rejetée par 3 voix contre 0" in text
    assert "Texte gardé." in text
    form = forms_of(text)
    kept = next(f for f in form if (f.action or "").endswith("/clore"))
    assert {v[0] if isinstance(v, list) else v for n, v in kept.champs.items() if n[:5] == "voix_"} == {"contre"}
    missing = dict.fromkeys(voices, "")
    refused = press(bureau, seance, f"{file_of(seance, 1)}/clore", **missing)
    assert "relisez les voix" in refused.get_data(as_text=True)


def test_the_proposals_take_what_the_sitting_voted_and_nothing_else(seance: Scene) -> None:
    bureau, page = seance.bureau(), f"{seance.base}/deliberation"
    begin(bureau, seance)
    for end in ("ouvrir", "reveler"):
        press(bureau, seance, f"{file_of(seance, 1)}/{end}")
    key = seance.dossiers[1].hex
    settled = {f"issue_{seance.dossiers[0].hex}": "retenue", f"motif_{seance.dossiers[0].hex}": "Projet solide."}
    early = bureau.submit(page, settled, action=f"{seance.base}/propositions")
    assert "Un dossier est encore ouvert en séance" in early.get_data(as_text=True)
    press(bureau, seance, f"{file_of(seance, 1)}/clore", proposition="non_retenue", motif="Projet trop jeune.")
    form = next(f for f in forms_of(bureau.get(page).text) if f.action.endswith("/propositions"))
    assert (form.champs[f"issue_{key}"], form.champs[f"motif_{key}"]) == (["non_retenue"], ["Projet trop jeune."])
    assert "presences" not in bureau.get(page).text
    other = bureau.submit(page, {**settled, f"issue_{key}": "retenue"}, action=f"{seance.base}/propositions")
    assert "La commission a voté «\u00a0non retenue\u00a0» en séance" in other.get_data(as_text=True)
    assert bureau.submit(page, settled, action=f"{seance.base}/propositions").status_code == 302
    row = db.session.query(Selection).filter_by(candidature_id=seance.dossiers[1]).one()
    assert (row.proposition, row.motif) == ("non_retenue", "Projet trop jeune.")
    over = bureau.get(f"{seance.base}/conduite").text
    assert "La séance est finie" in over
    assert "btn-acc" in over
    assert not [f for f in forms_of(over) if "/conduite/" in f.action]
    assert "La séance est finie." in seance.membre(1).get(f"{seance.base}/suivre").text
