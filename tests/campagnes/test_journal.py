"""S113 at the size of the criterion: a thousand random tamperings, a hundred thousand events in five seconds."""

from __future__ import annotations

import time
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import Connection, insert, text

from acia.core.audit import Evenement, verify_chain
from acia.core.audit.journal import GENESIS
from acia.core.db import db, transaction
from tests.integration.core.test_journal import MAINTENANT, unprotect

EVENEMENTS = 60
FALSIFICATIONS = 1_000
TEXTES = ("code", "auteur_libelle", "objet_type", "objet_id", "motif", "donnees", "precedent", "empreinte")


def fill(count: int) -> None:
    """So many events, chained, written in one statement."""
    rows, previous = [], GENESIS
    for numero in range(1, count + 1):
        row = Evenement(
            numero=numero, survenu_at=MAINTENANT + timedelta(seconds=numero), code="essai.note", auteur_libelle="Essai",
            objet_type="essai", objet_id=str(numero % 7), motif="", donnees=f'{{"note": {numero}}}', precedent=previous,
        )  # fmt: skip
        row.empreinte = previous = row.computed_hash()
        rows.append({c.key: getattr(row, c.key) for c in Evenement.__table__.columns})
    with transaction():
        db.session.execute(insert(Evenement), rows)
    db.session.remove()


def tamper(connection: Connection, draw: Random) -> str:
    """Change, remove, insert or swap events at random, the last one never removed (S114); say what was done."""
    one, other = draw.sample(range(1, EVENEMENTS), 2)
    kind = draw.choice(("change", "change", "change", "instant", "delete", "insert", "swap", "renumber"))
    if kind == "change":
        column = draw.choice(TEXTES)
        other_text = f"CASE WHEN {column} = '' THEN 'y' ELSE substr({column} || 'y', 2) END"
        sql = f"UPDATE evenement SET {column} = {other_text} WHERE numero = {one}"
    elif kind == "instant":
        sql = f"UPDATE evenement SET survenu_at = '2031-01-{draw.randint(1, 28):02} 09:00:00' WHERE numero = {one}"
    elif kind == "delete":
        sql = f"DELETE FROM evenement WHERE numero = {one}"
    elif kind == "insert":
        columns = "survenu_at, code, auteur_libelle, objet_type, objet_id, motif, donnees, precedent, empreinte"
        copied = f"SELECT {EVENEMENTS + 1}, {columns} FROM evenement WHERE numero = {one}"
        sql = f"INSERT INTO evenement (numero, {columns}) {copied}"
    elif kind == "renumber":
        sql = f"UPDATE evenement SET numero = {EVENEMENTS + 2} WHERE numero = {one}"
    else:
        for before, after in ((one, -1), (other, one), (-1, other)):
            connection.execute(text(f"UPDATE evenement SET numero = {after} WHERE numero = {before}"))
        return f"swap {one} and {other}"
    assert connection.execute(text(sql)).rowcount == 1
    return sql


@pytest.mark.complet
def test_s113_a_thousand_random_tamperings_are_seen(app: Flask) -> None:
    fill(EVENEMENTS)
    unprotect()
    assert verify_chain() == (EVENEMENTS, None)
    missed = []
    for seed in range(FALSIFICATIONS):
        db.session.rollback()
        done = tamper(db.session.connection(), Random(seed))  # noqa: S311 - the same tamperings each time
        if verify_chain()[1] is None:
            missed.append(done)
    db.session.rollback()
    print(f"{FALSIFICATIONS} tamperings, {len(missed)} missed")
    assert missed == []
    assert verify_chain() == (EVENEMENTS, None)


@pytest.mark.complet
def test_s113_a_hundred_thousand_events_are_read_in_five_seconds(app: Flask) -> None:
    fill(100_000)
    start = time.process_time()
    assert verify_chain() == (100_000, None)
    print(f"100,000 events checked in {time.process_time() - start:.2f} s of CPU")
