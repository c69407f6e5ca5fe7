"""S122: the schema of the migrations is the schema of the models, both ways, on both engines."""

from __future__ import annotations

from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from acia.core.db import db, transaction
from acia.core.installation import schema_is_current
from acia.referentiel.models import Departement
from acia.referentiel.service import load_reference_data


def test_s122_models_and_migrations_agree_both_ways(app: Flask) -> None:
    check()
    before = set(inspect(db.engine).get_table_names())
    db.session.remove()
    try:
        downgrade(revision="base")
        assert not set(inspect(db.engine).get_table_names()) & set(db.metadata.tables)
    finally:
        upgrade()
        with transaction():
            load_reference_data()
    assert set(inspect(db.engine).get_table_names()) == before
    assert schema_is_current()


def test_reference_data_load_twice_without_change(app: Flask) -> None:
    before = db.session.query(Departement).count()
    with transaction():
        load_reference_data()
        assert not db.session.dirty
        assert not db.session.new
    assert db.session.query(Departement).count() == before > 90
