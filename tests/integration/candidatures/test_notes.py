"""Internal notes: written again or removed by their author, what they said is kept; old imported lines are erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask

from acia.candidatures.jobs import forget_old_lines
from acia.candidatures.models import Importation, NoteInterne, OrigineDossier
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import token_of
from tests.factories.interne import make_importation, make_note_interne
from tests.factories.parcours import Connecte

NOW = datetime(2027, 3, 2, 9, tzinfo=UTC)


def test_a_note_is_changed_then_removed_by_its_author(app: Flask, connecte: Connecte, clock: SettableClock) -> None:
    clock.set(NOW)
    auteur, collegue = (make_utilisateur(Role.CHARGE, regions=("53",), nom=nom) for nom in ("Guivarch", "Kerlo"))
    row = make_candidature_deposee(make_appel_publie({"29": 5}))
    file, note = f"/candidatures/{row.id}", make_note_interne(row, auteur, "Rappeler lundi.")
    page, key = f"{file}/notes-internes/{note.id}", note.id
    mine, theirs = connecte(auteur), connecte(collegue)
    assert page in mine.get(file).text
    assert page not in theirs.get(file).text
    assert theirs.get(page).status_code == 403

    stale = {"csrf_token": token_of(mine, page), "avant": "0" * 64, "texte": "Autre texte"}
    assert mine.post(page, data=stale, headers={"Referer": "https://acia.test/"}).status_code == 422
    assert mine.submit(page, {"texte": ""}).status_code == 422
    assert mine.submit(page, {"texte": "Rappelée mardi.", "acte": "enregistrer"}).status_code == 302
    shown = theirs.get(file).text
    assert "Rappelée mardi." in shown
    assert "Rappeler lundi." in shown
    assert "modifiée le" in shown

    assert mine.submit(page, {"acte": "retirer"}).status_code == 302
    gone = theirs.get(file).text
    assert "Rappelée mardi." not in gone
    assert "Rappeler lundi." not in gone
    assert "Note retirée par son auteur" in gone
    assert mine.get(page).status_code == 404
    db.session.rollback()
    kept = db.session.get_one(NoteInterne, key)
    assert [kept.texte, *(v.texte for v in kept.versions)] == ["Rappelée mardi.", "Rappeler lundi."]
    codes = [e.code for e in db.session.query(Evenement).order_by(Evenement.numero)]
    assert codes[-2:] == ["candidature_note_modifiee", "candidature_note_retiree"]
    assert verify_chain()[1] is None


def test_lines_taken_over_are_erased_once_kept_long_enough(app: Flask, clock: SettableClock) -> None:
    clock.set(NOW)
    charge = make_utilisateur(Role.CHARGE, regions=("53",), nom="Guivarch")
    row = make_candidature_deposee(make_appel_publie({"29": 5}))
    importation = make_importation(row.appel, charge, "ID;FINESS\n1;290000017\n")
    key = importation.id
    with transaction():
        held = db.session.get_one(Importation, key)
        held.etat, held.faite_at = "faite", NOW
        db.session.add(
            OrigineDossier(
                candidature_id=row.id, importation_id=key, appel_id=row.appel_id, cle="id:1", ligne=1, brut={"ID": "1"}
            )
        )
    forget_old_lines(NOW + timedelta(days=365))
    assert db.session.query(OrigineDossier).one().brut == {"ID": "1"}
    for _ in range(2):
        forget_old_lines(NOW + timedelta(days=365, seconds=1))
    origine = db.session.query(OrigineDossier).one()
    assert (origine.brut, origine.ligne, origine.cle) == ({}, 1, "id:1")
    assert db.session.query(Evenement).filter_by(code="importation_effacee").count() == 1
