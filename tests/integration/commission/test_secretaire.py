"""The secretary conducts the sitting from her own seat, as an officer does, but for the files not hers to know (S7)."""

from __future__ import annotations

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission.models import Deport, EtatCommission, Passage, Qualite
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from tests.factories.client import HouseClient
from tests.factories.formulaires import forms_of
from tests.integration.commission.conftest import Scene, make_scene
from tests.integration.commission.test_conduite import FROM_HERE, STEPS, begin, file_of, press

AILLEURS = "Ce dossier n’est pas le vôtre"


@pytest.fixture
def seance(app: Flask, clock: SettableClock) -> Scene:
    """Three files marked by three members, scoring closed; the second member keeps the secretariat, and is recused from
    the first file."""
    scene = make_scene(app, clock, etat=EtatCommission.DELIBERATION)
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3))
    with transaction():
        scene.siege(1).qualite = Qualite.SECRETAIRE
        said = db.session.query(Deport).filter_by(membre_id=scene.siege(1).id, candidature_id=scene.dossiers[0]).one()
        said.conflit, said.motif = True, "Ancienne salariée."
    return scene


def page_of(client: HouseClient, scene: Scene) -> str:
    answer = client.get(f"{scene.base}/conduite")
    assert answer.status_code == 200
    return answer.text


def words_of(scene: Scene, rang: int) -> tuple[str, ...]:
    file = db.session.get_one(Candidature, scene.dossiers[rang])
    return str(file.numero), file.nom, str(file.id)


def test_the_secretary_conducts_her_files_to_their_end(seance: Scene) -> None:
    secretary = seance.membre(1)
    begin(secretary, seance)
    assert db.session.query(Passage).count() == 3, "the agenda is whole, whatever she sees of it"
    for rang in (1, 2):
        for _, end in STEPS:
            motif = "Projet solide." if end == "clore" else ""
            extra = {"proposition": "retenue", "motif": motif} if motif else {}
            answer = press(secretary, seance, f"{file_of(seance, rang)}/{end}", **extra)
            assert answer.status_code == 302, answer.get_data(as_text=True)
    states = {str(p.candidature_id): p.etat for p in db.session.query(Passage)}
    assert [states[str(key)] for key in seance.dossiers] == ["attendu", "delibere", "delibere"]
    text = page_of(secretary, seance)
    assert "Le chargé de mission de la région relit les propositions" in text
    assert "/deliberation" not in text, "what an officer alone opens is not offered to her"
    assert "Conduire la séance" in secretary.get(f"{seance.base}/suivre").text


def test_s7_a_file_she_is_recused_from_does_not_exist_on_her_page(seance: Scene) -> None:
    bureau, secretary = seance.bureau(), seance.membre(1)
    begin(bureau, seance)
    between = page_of(secretary, seance)
    assert not [word for word in words_of(seance, 0) if word in between]
    assert "Certains dossiers sont conduits par quelqu’un d’autre" in between
    assert words_of(seance, 1)[1] in between
    press(bureau, seance, f"{file_of(seance, 0)}/ouvrir")
    first = secretary.get(f"{seance.base}/conduite")
    assert AILLEURS in first.text
    assert not [word for word in words_of(seance, 0) if word in first.text]
    press(bureau, seance, f"{file_of(seance, 0)}/reveler")
    again = secretary.get(f"{seance.base}/conduite", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b""), "nothing of what happens meanwhile reaches her"
    screen = secretary.get(f"{seance.base}/projection").text
    assert not [word for word in words_of(seance, 0) if word in screen]
    said = {"proposition": "retenue", "motif": "Peu de notes, projet solide."}
    assert press(bureau, seance, f"{file_of(seance, 0)}/clore", **said).status_code == 302
    assert AILLEURS not in page_of(secretary, seance)


def test_s7_she_acts_on_no_file_but_hers_and_on_nothing_while_another_conducts(seance: Scene) -> None:
    bureau, secretary = seance.bureau(), seance.membre(1)
    begin(bureau, seance)
    token = forms_of(secretary.get("/mon-compte").text)[-1].champs["csrf_token"]
    data = {"csrf_token": token, "cle": "6f6c9d5e-5d3b-4f7c-9a68-0f4f0f3c6f11", "retard": "0", "version": "1"}

    def post(end: str) -> int:
        return secretary.post(f"{seance.base}/conduite{end}", data=data, headers=FROM_HERE).status_code

    unknown = "/dossiers/00000000-0000-4000-8000-000000000000/ouvrir"
    assert (post(f"{file_of(seance, 0)}/ouvrir"), post(unknown)) == (404, 404)
    press(bureau, seance, f"{file_of(seance, 0)}/ouvrir")
    assert (post(f"{file_of(seance, 0)}/reveler"), post(unknown)) == (404, 404)
    assert post(f"{file_of(seance, 1)}/ouvrir") == 302
    assert {p.etat for p in db.session.query(Passage)} == {"attendu", "ouvert"}
    assert post(f"/membres/{seance.siege(2).id}") == 302
    assert "quelqu’un d’autre le conduit" in secretary.get("/mon-compte").text.replace("\xa0", " ")


def test_s7_unknown_is_a_conflict_and_other_seats_conduct_nothing(seance: Scene) -> None:
    with transaction():
        db.session.query(Deport).filter_by(membre_id=seance.siege(1).id, candidature_id=seance.dossiers[2]).delete()
    begin(seance.bureau(), seance)
    text = page_of(seance.membre(1), seance)
    assert not [word for word in words_of(seance, 2) if word in text]
    assert [seance.membre(rang).get(f"{seance.base}/conduite").status_code for rang in (0, 2)] == [404, 404]
    with transaction():
        seat = seance.siege(1)
        seat.motif_sortie, seat.sortie_at = "Elle change de poste.", seance.app.extensions["acia_clock"].now()
    assert seance.membre(1).get(f"{seance.base}/conduite").status_code == 404


def test_s5_no_page_of_the_sitting_opens_to_her_while_scoring_is_open(app: Flask, clock: SettableClock) -> None:
    scene = make_scene(app, clock)
    with transaction():
        scene.siege(1).qualite = Qualite.SECRETAIRE
    for page in ("conduite", "projection"):
        assert scene.membre(1).get(f"{scene.base}/{page}").status_code == 403
