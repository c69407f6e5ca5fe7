"""On paper: the pack holds what its member may read and nobody's marks; what is entered is hers to confirm."""

from __future__ import annotations

import io
import json
from typing import Any

import pikepdf
import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission.models import EtatNotation, Notation, ReouvertureNotation, SaisiePapier
from acia.commission.papier import pack_content
from acia.commission.queries import final_sheets, ranking_of
from acia.core.audit import Evenement
from acia.core.db import db
from tests.factories.commission import make_deport, make_notation
from tests.integration.commission.conftest import CLOS, JUSTIFIEES, Scene, commission_of
from tests.integration.commission.test_cloisonnement import SECRET, read


def clear(scene: Scene, membre: int = 0, dossier: int = 0) -> None:
    make_deport(scene.siege(membre), db.session.get_one(Candidature, scene.dossiers[dossier]))


def test_the_pack_is_a_tagged_pdf(scene: Scene) -> None:
    clear(scene)
    answer = scene.membre().get(f"{scene.base}/dossiers.pdf")
    assert answer.status_code == 200
    with pikepdf.open(io.BytesIO(answer.data)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "fr-FR"
        assert len(document.pages) >= 3


def test_s7_the_pack_holds_cleared_files_alone(scene: Scene) -> None:
    clear(scene, 0, 0)
    make_deport(scene.siege(0), db.session.get_one(Candidature, scene.dossiers[1]), conflit=True)
    content = pack_content(scene.siege(0), now=CLOS)
    assert [f["numero"] for f in content["dossiers"]] == [scene.numeros[0]]
    text = json.dumps(content, ensure_ascii=False)
    assert SECRET in text
    assert db.session.get_one(Candidature, scene.dossiers[1]).nom not in text
    assert pack_content(scene.siege(1), now=CLOS)["dossiers"] == []


def test_s5_the_pack_is_the_same_whatever_anybody_has_marked(scene: Scene) -> None:
    clear(scene, 0, 0)
    row = db.session.get_one(Candidature, scene.dossiers[0])

    def world(notes: tuple[int, int, int, int]) -> dict[str, Any]:
        for found in db.session.query(Notation):
            db.session.delete(found)
        db.session.commit()
        make_notation(scene.siege(0), row, notes, rendue=False)
        make_notation(scene.siege(1), row, notes)
        return pack_content(scene.siege(0), now=CLOS)

    low, high = world((0, 0, 0, 0)), world((5, 5, 5, 5))
    assert low == high
    assert len(low["dossiers"]) == 1


@pytest.fixture
def saisie(scene: Scene, app: Flask) -> Scene:
    """The officer has entered the first member's sheet on the first file."""
    clear(scene)
    bureau, page = scene.bureau(), f"{scene.base}/papier/{scene.siege().id}/{scene.dossiers[0]}"
    assert bureau.submit(page, {**JUSTIFIEES, "note_2": ""}).status_code == 422
    assert bureau.submit(page, JUSTIFIEES).status_code == 302
    return scene


def test_what_is_entered_is_the_members_sheet_and_names_who_typed_it(saisie: Scene) -> None:
    row = db.session.query(SaisiePapier).one()
    assert row.saisie_par_id == saisie.officer.id
    assert db.session.query(Evenement).filter_by(code="commission_saisie_papier").count() == 1
    assert len(final_sheets(commission_of(saisie))[saisie.dossiers[0]]) == 1
    membre = saisie.membre()
    text = read(membre, saisie.dossier())[1]
    assert f"Saisie d’après papier par {saisie.officer.nom_complet}" in text
    answer = membre.submit(saisie.dossier(), {"acte": "confirmer"}, action=f"{saisie.dossier()}/saisie")
    assert answer.status_code == 302
    assert "confirmée par vous" in read(membre, saisie.dossier())[1]
    assert "Confirmée" in read(saisie.bureau(), f"{saisie.base}/papier")[1]
    membre.submit(saisie.dossier(), {"acte": "contester", "motif": "Trop tard."}, action=f"{saisie.dossier()}/saisie")
    assert db.session.query(SaisiePapier).one().contestee_at is None


def test_a_contested_entry_counts_no_more_and_is_kept(saisie: Scene) -> None:
    membre, address = saisie.membre(), f"{saisie.dossier()}/saisie"
    membre.submit(saisie.dossier(), {"acte": "contester", "motif": " "}, action=address)
    assert db.session.query(Notation).one().etat == EtatNotation.RENDUE
    membre.submit(saisie.dossier(), {"acte": "contester", "motif": "J’ai mis 2 au critère 1."}, action=address)
    db.session.expire_all()
    assert db.session.query(Notation).one().etat == EtatNotation.BROUILLON
    assert [note for note, _ in db.session.query(ReouvertureNotation).one().contenu] == [4, 3, 3, 2]
    assert ranking_of(commission_of(saisie)).lignes[0].notes_comptees == 0
    board = read(saisie.bureau(), f"{saisie.base}/papier")[1]
    assert "J’ai mis 2 au critère 1." in board


def test_a_sheet_handed_in_on_screen_or_a_file_not_cleared_is_not_entered(scene: Scene) -> None:
    bureau = scene.bureau()
    page = f"{scene.base}/papier/{scene.siege().id}/{scene.dossiers[0]}"
    assert bureau.get(page).status_code == 404
    make_notation(scene.siege(), db.session.get_one(Candidature, scene.dossiers[0]), (5, 5, 5, 5))
    assert "Aucune feuille ne se saisit sur ce dossier" in read(bureau, page)[1]
    board = f"{scene.base}/repartition"
    assert bureau.submit(board, JUSTIFIEES, action=page).status_code == 403


def test_r45_the_officer_sees_nothing_of_a_draft_while_entering(scene: Scene) -> None:
    clear(scene)
    row = db.session.get_one(Candidature, scene.dossiers[0])
    page = f"{scene.base}/papier/{scene.siege().id}/{scene.dossiers[0]}"

    def world(notes: tuple[int, int, int, int]) -> tuple[int, str]:
        for found in db.session.query(Notation):
            db.session.delete(found)
        db.session.commit()
        make_notation(scene.siege(0), row, notes, rendue=False)
        return read(scene.bureau(), page)

    assert world((0, 0, 0, 0)) == world((5, 5, 5, 5))


def test_a_member_who_wrote_meanwhile_is_not_overwritten(scene: Scene) -> None:
    clear(scene)
    bureau, page = scene.bureau(), f"{scene.base}/papier/{scene.siege().id}/{scene.dossiers[0]}"
    make_notation(scene.siege(), db.session.get_one(Candidature, scene.dossiers[0]), (5, 5, 5, 5), rendue=False)
    answer = bureau.submit(page, {**JUSTIFIEES, "version": "0"})
    assert answer.status_code == 422
    assert db.session.query(Notation).one().etat == EtatNotation.BROUILLON
