"""The secretary conducts the files given to others to mark: she answers on each, and neither reads nor marks it."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission.models import Affectation, Deport, EtatCommission, Notation, Passage, PlanAffectation, Qualite
from acia.commission.workflow import EtatAffectation, EtatNotation
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from tests.factories.client import HouseClient, without_token
from tests.factories.commission import make_notation
from tests.factories.formulaires import forms_of
from tests.integration.commission.conftest import CLOS, JUSTIFIEES, Scene, make_scene
from tests.integration.commission.test_conduite import FROM_HERE, STEPS, begin, file_of, press

MES_DOSSIERS = "/commissions/mes-dossiers"
A_ELLE = 1
LIEE = 3
NOMS = ("MECS Ker Huon", "Foyer des Genêts", "Villa Roscanvel", "Relais des Pins")
NOTES = (5, 4, 3, 2)


@pytest.fixture
def seance(app: Flask, clock: SettableClock) -> Scene:
    """Four files, two readers each: the second member, secretary, was given the second file alone and has answered on
    nothing else; her employer bears the name of the fourth."""
    scene = make_scene(app, clock, etat=EtatCommission.DELIBERATION, dossiers=4)
    with transaction():
        db.session.query(Deport).delete()
        plan = {"lecteurs": 2, "graine": "g", "explication": [], "calcule_at": CLOS}
        db.session.add(PlanAffectation(commission_id=scene.commission, **plan))
        scene.siege(1).qualite = Qualite.SECRETAIRE
        person = db.session.get_one(Utilisateur, scene.membres[1].id)
        person.employeur, person.courriel = NOMS[LIEE], "secretaire@conseil.test"
        for rang, key in enumerate(scene.dossiers):
            file = db.session.get_one(Candidature, key)
            file.identite = {**file.identite, "nom": NOMS[rang]}
            for seat in (0, 1) if rang == A_ELLE else (0, 2):
                who = {"membre_id": scene.siege(seat).id, "candidature_id": key}
                db.session.add(Affectation(**who, etat=EtatAffectation.CONFIEE, decidee_at=CLOS))
    for rang, key in enumerate(scene.dossiers):
        for seat in (0, 1) if rang == A_ELLE else (0, 2):
            make_notation(scene.siege(seat), db.session.get_one(Candidature, key), NOTES)
    return scene


def name(scene: Scene, rang: int) -> str:
    return db.session.get_one(Candidature, scene.dossiers[rang]).nom


def page_of(client: HouseClient, scene: Scene, end: str = "conduite") -> str:
    answer = client.get(MES_DOSSIERS if end == MES_DOSSIERS else f"{scene.base}/{end}")
    assert answer.status_code == 200
    return answer.text.replace("\xa0", " ")


def tick(client: HouseClient, scene: Scene, *rangs: int) -> int:
    """Say « pas de conflit » on several files at once."""
    keys = [str(scene.dossiers[rang]) for rang in rangs]
    return client.submit(f"{scene.base}/conduite/interets", {"dossiers": keys}).status_code


def offered(client: HouseClient, scene: Scene) -> list[str]:
    """The files the page offers to tick."""
    return re.findall(r'name="dossiers"[^>]*value="([^"]+)"', page_of(client, scene, "conduite/interets"))


def answer_on(client: HouseClient, scene: Scene, rang: int, choix: str, motif: str = "") -> int:
    page = f"{scene.base}/conduite/interets/{scene.dossiers[rang]}"
    return client.submit(page, {"choix": choix, "motif": motif}).status_code


def test_she_answers_on_the_files_given_to_others_and_conducts_them(seance: Scene) -> None:
    secretary = seance.membre(1)
    begin(secretary, seance)
    page = page_of(secretary, seance)
    assert "3 dossiers attendent votre réponse" in page
    assert [rang for rang in range(4) if name(seance, rang) in page] == [A_ELLE], "unknown is a conflict"
    assert "3 dossiers confiés à d’autres membres attendent" in page_of(secretary, seance, MES_DOSSIERS)
    assert offered(secretary, seance) == [str(seance.dossiers[rang]) for rang in (0, 2)]
    assert "Lien signalé" in page_of(secretary, seance, "conduite/interets")
    assert tick(secretary, seance, 0, 2) == 302
    assert answer_on(secretary, seance, LIEE, "sans_conflit") == 422, "a possible conflict wants its reason (R37)"
    assert answer_on(secretary, seance, LIEE, "sans_conflit", "Homonyme, dans une autre ville.") == 302
    assert "Vous avez répondu sur tous les dossiers" in page_of(secretary, seance, "conduite/interets")
    events = db.session.query(Evenement).filter_by(code="commission_sans_conflit").all()
    assert len({event.objet_id for event in events}) == len(events) == 3
    for rang in (0, 1, 2, LIEE):
        for _, end in STEPS:
            extra = {"proposition": "retenue", "motif": "Projet solide."} if end == "clore" else {}
            assert press(secretary, seance, f"{file_of(seance, rang)}/{end}", **extra).status_code == 302
            db.session.rollback()
    assert {p.etat for p in db.session.query(Passage)} == {"delibere"}


def test_s5_she_neither_reads_nor_marks_a_file_given_to_others(seance: Scene) -> None:
    secretary = seance.membre(1)
    assert tick(secretary, seance, 0, 2) == 302
    file = seance.dossier(0)
    assert secretary.get(file).status_code == 404
    token = forms_of(secretary.get("/mon-compte").text)[-1].champs["csrf_token"]
    data = {**JUSTIFIEES, "csrf_token": token, "version": "0", "choix": "sans_conflit"}
    for end in ("brouillon", "noter", "abstention", "refus", "interets"):
        answer = secretary.post(f"{file}/{end}", data=data, headers=FROM_HERE)
        assert answer.status_code in (404, 405), (end, answer.status_code)
    assert db.session.query(Notation).filter_by(candidature_id=seance.dossiers[0]).count() == 2
    begin(secretary, seance)
    press(secretary, seance, f"{file_of(seance, 0)}/ouvrir")
    for end in ("conduite", "suivre", "projection"):
        page = page_of(secretary, seance, end)
        assert name(seance, 0) in page
        assert "Notes des membres" not in page
        assert "Lire le dossier" not in page
    screen = page_of(secretary, seance, "suivre")
    assert f"{file_of(seance, 0)}/reveler" in screen
    form = next(f for f in forms_of(screen) if (f.action or "").endswith("reveler"))
    assert secretary.post(form.action, data=form.data(), headers=FROM_HERE).status_code == 302
    assert all("Notes des membres" in page_of(secretary, seance, end) for end in ("conduite", "suivre", "projection"))


def test_s7_recused_she_sees_nothing_of_it_and_cannot_answer_again(seance: Scene) -> None:
    bureau, secretary = seance.bureau(), seance.membre(1)
    assert answer_on(secretary, seance, 0, "deport") == 422, "a recusal has its reason"
    assert answer_on(secretary, seance, 0, "deport", "Ancienne salariée.") == 302
    page_of(secretary, seance)
    unknown = secretary.get(f"{seance.base}/conduite/interets/{seance.commission}")
    again = secretary.get(f"{seance.base}/conduite/interets/{seance.dossiers[0]}")
    assert (again.status_code, without_token(again)) == (404, without_token(unknown))
    assert tick(secretary, seance, 0, 2) == 302, "a file out of the list is left out, as an unknown one"
    said = db.session.query(Deport).filter_by(membre_id=seance.siege(1).id, candidature_id=seance.dossiers[0]).one()
    assert said.conflit is True
    begin(bureau, seance)
    press(bureau, seance, f"{file_of(seance, 0)}/ouvrir")
    pages = ("conduite", "suivre", "projection", "conduite/interets", MES_DOSSIERS)
    assert not [end for end in pages if name(seance, 0) in page_of(secretary, seance, end)]
    assert "1 dossier attend votre réponse" in page_of(secretary, seance), "the linked one, which is not on the table"


def test_a_file_not_answered_on_the_table_tells_its_name_alone(seance: Scene) -> None:
    bureau, secretary = seance.bureau(), seance.membre(1)
    begin(bureau, seance)
    press(bureau, seance, f"{file_of(seance, 2)}/ouvrir")
    press(bureau, seance, f"{file_of(seance, 2)}/reveler")
    assert name(seance, 2) not in page_of(secretary, seance)
    screen = page_of(secretary, seance, "suivre")
    assert name(seance, 2) in screen
    assert "Notes des membres" not in screen
    gate = f"{seance.base}/conduite/interets/{seance.dossiers[2]}"
    assert f'href="{gate}"' in screen
    assert tick(secretary, seance, 2) == 302
    assert "Notes des membres" in page_of(secretary, seance)
    said = {"proposition": "retenue", "motif": "Projet solide."}
    assert press(secretary, seance, f"{file_of(seance, 2)}/clore", **said).status_code == 302


def test_only_a_declared_secretary_answers_so(seance: Scene) -> None:
    end = f"{seance.base}/conduite/interets"
    one = f"{end}/{seance.dossiers[0]}"
    assert [seance.membre(rang).get(page).status_code for rang in (0, 2) for page in (end, one)] == [404] * 4
    assert seance.bureau().get(end).status_code == 403
    with transaction():
        seance.siege(1).declaration_at = None
    assert [seance.membre(1).get(page).status_code for page in (end, one)] == [404, 404]


def test_r40_her_own_sheet_open_again_hides_the_marks_revealed_meanwhile(seance: Scene) -> None:
    secretary = seance.membre(1)
    begin(secretary, seance)
    press(secretary, seance, f"{file_of(seance, A_ELLE)}/ouvrir")
    press(secretary, seance, f"{file_of(seance, A_ELLE)}/reveler")
    assert "Notes des membres" in page_of(secretary, seance)
    with transaction():
        where = {"membre_id": seance.siege(1).id, "candidature_id": seance.dossiers[A_ELLE]}
        sheet = db.session.query(Notation).filter_by(**where).one()
        sheet.etat, sheet.rendue_at, sheet.rouverte_at = EtatNotation.BROUILLON, None, CLOS
    page = page_of(secretary, seance)
    assert "Notes des membres" not in page
    assert "Votre notation de ce dossier est rouverte" in page
