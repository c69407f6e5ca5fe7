"""S101: the last import is undone in one act, and the register is what it was, to the byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from acia.core.audit import Evenement
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from acia.referentiel import commands, queries
from acia.referentiel.models import Etablissement, EtablissementAnterieur, Instantane
from acia.referentiel.service import Bilan, import_register, load_reference_data, revert_import
from tests.conftest import START
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_representant_compte
from tests.factories.registre_finess import file_507, several

Importer = Callable[..., Bilan]
LIGNES = several(8)


@pytest.fixture
def importer(app: Flask, tmp_path: Path) -> Importer:
    """`importer(text)` imports a register file that holds this text, a day after the one before."""
    rang = iter(range(100))

    def run(contenu: str, **options: object) -> Bilan:
        chemin = tmp_path / "registre.csv"
        chemin.write_text(contenu, encoding="utf-8")
        now = START + timedelta(days=next(rang))
        with transaction():
            load_reference_data()
            return import_register(chemin, auteur=None, now=now, **options)  # type: ignore[arg-type]

    return run


def rows() -> list[tuple[object, ...]]:
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(select(Etablissement.__table__).order_by("numero_finess"))]


def undo(motif: str = "Fichier incomplet") -> tuple[int, int, int]:
    dernier = queries.latest_snapshot()
    assert dernier is not None
    with transaction():
        retour = revert_import(dernier.id, motif=motif, auteur=None, now=START + timedelta(days=99))
    return retour.remis, retour.retires, retour.gardes


def test_s101_a_return_gives_back_identical_bytes(importer: Importer) -> None:
    importer(file_507(LIGNES[:6]))
    avant = rows()
    changes = [replace(LIGNES[0], nom="AUTRE NOM"), replace(LIGNES[1], categorie="462", agregat="4605"), *LIGNES[4:]]
    bilan = importer(file_507([*changes, *several(10)[8:]], entete="finess;etalab;112;2026-06-12"))
    assert (bilan.total.modifies, bilan.total.fermes, bilan.total.ajoutes) == (2, 0, 4)
    assert rows() != avant
    assert undo() == (2, 4, 0)
    assert rows() == avant
    evenement = db.session.execute(select(Evenement).where(Evenement.code == "registre_repris")).scalar_one()
    assert evenement.motif == "Fichier incomplet"
    assert "2 établissements remis comme avant, 4 retirés" in evenement.phrase


def test_s101_returns_follow_each_other_back_to_an_empty_register(importer: Importer) -> None:
    importer(file_507(LIGNES[:3]))
    premier = rows()
    importer(file_507([replace(LIGNES[0], nom="AUTRE NOM"), *LIGNES[1:5]]))
    second = rows()
    importer(file_507([replace(LIGNES[0], nom="TROISIEME NOM")]))
    undo()
    assert rows() == second
    undo()
    assert rows() == premier
    undo()
    assert rows() == []
    assert queries.latest_snapshot() is None


def test_what_was_undone_can_be_imported_again(importer: Importer) -> None:
    importer(file_507(LIGNES[:3]))
    suite = file_507([replace(LIGNES[0], nom="AUTRE NOM"), *LIGNES[1:5]])
    importer(suite)
    undo()
    bilan = importer(suite)
    assert (bilan.total.modifies, bilan.total.ajoutes, bilan.total.inchanges) == (1, 2, 2)
    assert db.session.query(EtablissementAnterieur).count() == 2


def test_an_added_establishment_that_a_file_cites_stays(importer: Importer) -> None:
    importer(file_507(LIGNES[:2]))
    appel = make_appel_publie({"29": 8})
    importer(file_507(LIGNES[:4]))
    etablissement = db.session.get_one(Etablissement, LIGNES[3].numero)
    make_brouillon(appel, auteur=make_representant_compte(), etablissement=etablissement)
    assert undo()[1:] == (1, 1)
    assert db.session.get(Etablissement, LIGNES[3].numero) is not None
    assert db.session.get(Etablissement, LIGNES[2].numero) is None


def test_only_the_last_import_is_undone_once_with_a_reason(importer: Importer) -> None:
    premier = importer(file_507(LIGNES[:2])).instantane_id
    importer(file_507(LIGNES[:3]))
    assert premier is not None
    with pytest.raises(ActionRefusee, match="dernier import"), transaction():
        revert_import(premier, motif="Essai", auteur=None, now=START)
    with pytest.raises(ActionRefusee, match="pourquoi"):
        undo(" ")
    dernier = queries.latest_snapshot()
    assert dernier is not None
    cle = dernier.id
    undo()
    with pytest.raises(ActionRefusee, match="dernier import"), transaction():
        revert_import(cle, motif="Encore", auteur=None, now=START)
    assert db.session.get_one(Instantane, cle).annule_at is not None


def test_the_command_undoes_the_last_import(importer: Importer, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.revenir("Essai", now=START) == 1
    importer(file_507(LIGNES[:2]))
    assert commands.revenir("Fichier incomplet", now=START) == 0
    sortie = capsys.readouterr().out
    assert "L’import des données du 12 mai 2026 est annulé." in sortie
    assert "2  retirés" in sortie
    assert rows() == []
