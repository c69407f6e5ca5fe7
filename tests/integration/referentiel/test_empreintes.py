"""Stored fingerprints follow their definition: after a migration, what has not changed is still found unchanged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from acia.core.db import db, transaction
from acia.referentiel.models import Etablissement, EtablissementAnterieur
from acia.referentiel.service import Bilan, import_register
from tests.conftest import START
from tests.factories.registre_finess import Ligne, file_507, several

LIGNES = [
    *several(3),
    *several(6, Ligne(x=None, y=None, ouverture="1900-01-01", autorisation=""))[3:],
]


def _import(chemin: Path, lignes: list[Ligne]) -> Bilan:
    chemin.write_text(file_507(lignes), encoding="utf-8")
    with transaction():
        return import_register(chemin, auteur=None, now=START)


def _stored() -> list[tuple[str, str]]:
    db.session.rollback()
    return [
        (numero, empreinte)
        for modele in (Etablissement, EtablissementAnterieur)
        for numero, empreinte in db.session.execute(
            select(modele.numero_finess, modele.empreinte).order_by(modele.numero_finess)
        )
    ]


def test_fingerprints_are_computed_again_both_ways(app: Flask, tmp_path: Path) -> None:
    changees = [replace(LIGNES[0], nom="ÉTÉ"), *LIGNES[1:5], replace(LIGNES[5], nom="L’AUTRE")]
    _import(tmp_path / "avant.csv", LIGNES)
    assert _import(tmp_path / "apres.csv", changees).total.modifies == 2
    avant = _stored()
    assert len(avant) == 8
    try:
        downgrade(revision="0052")
        anciennes = _stored()
    finally:
        upgrade()
    assert not set(avant) & set(anciennes)
    assert {len(empreinte) for _, empreinte in anciennes} == {32}
    assert _stored() == avant
    assert _import(tmp_path / "encore.csv", changees).total.inchanges == 6
