"""Saving a sheet against the cheapest save of the same rows: `python -m tests.bench.notation_bench`.

One member of five saves her draft of one file among 50, 500 or 2,000, on SQLite. The floor is a Flask view that reads
the same form and writes the same rows with SQLAlchemy Core (the sheet if its version is the one seen, four marks, one
line of journal) in one transaction: no session, no permission, no gate, no chain of the journal. Both run in this
process, in turn; the least CPU of each is kept.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import JSON, Column, DateTime, Integer, MetaData, String, Table, event, insert, select, update

from acia import create_app
from acia.commission.models import Commission, EtatCommission, EtatNotation, MembreCommission, Notation, Note
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.production import settle_collector
from acia.referentiel.service import load_reference_data
from tests.bench.commission_bench import NOW, TOURNEES, fill
from tests.conftest import TEST_SETTINGS
from tests.factories.client import signed_client
from tests.factories.ensemble import token_of

WORDS = "Décrit par des situations de travail réelles, chiffrées, datées, partagées par les équipes. " * 3
JOURNAL = Table(
    "journal_plancher",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("code", String(60)),
    Column("auteur", String(40)),
    Column("objet", String(40)),
    Column("donnees", JSON),
    Column("at", DateTime(timezone=True)),
)


def sheet_of_the_bench(commission_id: uuid.UUID) -> tuple[Notation, uuid.UUID]:
    """The sheet of the first member on the first file, a draft again; and who she is."""
    with transaction():
        commission = db.session.get_one(Commission, commission_id)
        commission.etat, commission.graine = EtatCommission.NOTATION, "banc"
        seat = db.session.query(MembreCommission).filter_by(commission_id=commission_id, ordre=1).one()
        sheet = db.session.query(Notation).filter_by(membre_id=seat.id).order_by(Notation.id).first()
        assert sheet is not None
        sheet.etat, sheet.rendue_at = EtatNotation.BROUILLON, None
        user = seat.utilisateur_id
    db.session.refresh(sheet)
    return sheet, user


def typed(tour: int) -> dict[str, str]:
    """What the member types at one save."""
    marks = {f"note_{k}": str((tour + k) % 6) for k in range(1, 5)}
    return marks | {f"justification_{k}": f"{WORDS} {tour}" for k in range(1, 5)}


def floor_save(sheet: Notation) -> Callable[[int], None]:
    """The cheapest honest save of the same rows."""
    bare, engine, key, criteria = Flask("plancher"), db.engine, sheet.id, [n.critere_id for n in sheet.notes]
    bare.testing = True
    JOURNAL.create(engine, checkfirst=True)

    @bare.post("/<int:seen>")
    def save(seen: int) -> ResponseReturnValue:
        form = request.form
        with engine.begin() as connection:
            held = update(Notation).where(Notation.id == key, Notation.version == seen)
            if connection.execute(held.values(modifiee_at=NOW, version=seen + 1)).rowcount != 1:
                return jsonify(message="conflit"), 409
            for rank, criterion in enumerate(criteria, start=1):
                mark = update(Note).where(Note.notation_id == key, Note.critere_id == criterion)
                valeur, words = int(form[f"note_{rank}"]), form[f"justification_{rank}"].strip()
                connection.execute(mark.values(valeur=valeur, justification=words))
            line = {"code": "notation", "auteur": "membre", "objet": str(key), "donnees": {"seen": seen}, "at": NOW}
            connection.execute(insert(JOURNAL), line)
        return jsonify(message="enregistré", version=seen + 1)

    client = bare.test_client()

    def run(tour: int) -> None:
        with engine.connect() as connection:
            seen = connection.execute(select(Notation.version).where(Notation.id == key)).scalar_one()
        assert client.post(f"/{seen}", data=typed(tour)).status_code == 200

    return run


def least(run: Callable[[int], None], tours: int) -> float:
    """Milliseconds of CPU of the cheapest save."""
    best = float("inf")
    for tour in range(tours):
        start = time.process_time()
        run(tour)
        best = min(best, time.process_time() - start)
    return 1000 * best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, nargs="*", default=[50, 500, 2000])
    parser.add_argument("--tours", type=int, default=40)
    asked = parser.parse_args()
    print("files   floor ms   save ms  ratio  statements")
    for files in asked.dossiers:
        with tempfile.TemporaryDirectory() as folder:
            app = create_app(replace(TEST_SETTINGS, SQLALCHEMY_DATABASE_URI=f"sqlite:///{Path(folder) / 'banc.db'}"))
            with app.app_context():
                _measure(app, files, asked.tours)


def _measure(app: Flask, files: int, tours: int) -> None:
    db.create_all()
    with transaction():
        load_reference_data()
    _, commission_id = fill(files, 5)
    sheet, user_id = sheet_of_the_bench(commission_id)
    key, page = sheet.id, f"/commissions/{commission_id}/dossiers/{sheet.candidature_id}"
    floor = floor_save(sheet)
    client = signed_client(app, db.session.get_one(Utilisateur, user_id))
    token, engine = token_of(client, page), db.engine
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, text, *_rest: seen.append(text))

    def save(tour: int) -> None:
        with engine.connect() as connection:
            version = connection.execute(select(Notation.version).where(Notation.id == key)).scalar_one()
        seen.clear()
        data = typed(tour) | {"version": str(version), "csrf_token": token}
        answer = client.post(f"{page}/brouillon", data=data, headers={"Referer": "https://acia.test/"})
        assert answer.status_code == 200, answer.get_data(as_text=True)

    floor(0), save(0)
    settle_collector()
    bottom = ours = float("inf")
    for _ in range(TOURNEES):
        bottom, ours = min(bottom, least(floor, tours)), min(ours, least(save, tours))
    statements = len(seen)
    print(f"{files:5} {bottom:10.2f} {ours:9.2f} {ours / bottom:6.2f} {statements:11}")


if __name__ == "__main__":
    main()
