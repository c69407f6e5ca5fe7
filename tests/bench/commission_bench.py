"""The reading of the scores against the cheapest page of the same rows: `python -m tests.bench.commission_bench`.

2,000 files × 5 members × 4 criteria on SQLite. The floor is a Flask page that reads the same marks with SQLAlchemy
Core, one aggregate a file, and prints them with Jinja: no person, no permission, no ranking, no layout. Both run in
this process, in turn; the least CPU of each is kept.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, func, insert, select

from acia import create_app
from acia.candidatures.models import Candidature, EtatCandidature
from acia.commission.models import Deport, EtatCommission, EtatNotation, MembreCommission, Notation, Note
from acia.comptes.models import Utilisateur
from acia.core.db import Base, db, transaction
from acia.core.permissions import Role
from acia.eligibilite.models import DecisionEligibilite, Verdict
from acia.production import settle_collector
from acia.referentiel.models import Etablissement, Instantane
from acia.referentiel.service import load_reference_data
from tests.conftest import TEST_SETTINGS
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.client import signed_client
from tests.factories.commission import make_commission, make_membres
from tests.factories.comptes import make_utilisateur

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
PLANCHER = """<!doctype html><title>Notes</title>
<table>{% for nom, commune, numero, moyenne, basse, haute, notes in lignes -%}
<tr><th>{{ nom }}<td>{{ commune }}<td>{{ numero }}<td>{{ moyenne }}<td>{{ basse }}<td>{{ haute }}<td>{{ notes }}
{% endfor %}</table>"""


def fill(files: int, members: int) -> tuple[uuid.UUID, uuid.UUID]:
    """A closed call with its files, all eligible, all marked by everybody; the officer's id and the commission's."""
    appel = make_appel_publie({"29": files // 2, "35": files // 4})
    criteria = [c.id for c in appel.criteres]
    officer = make_utilisateur(Role.CHARGE, regions=("53",))
    commission = make_commission(appel, membres=make_membres(members), etat=EtatCommission.DELIBERATION)
    model = make_candidature_deposee(appel)
    seats = [m.id for m in commission.membres]
    snapshot = db.session.execute(select(Instantane.id)).scalars().first()
    rows: dict[type[Base], list[dict[str, Any]]] = {
        table: [] for table in (Etablissement, Candidature, Verdict, DecisionEligibilite, Deport, Notation, Note)
    }
    place = db.session.get_one(Etablissement, model.numero_finess)
    register = {column.name: getattr(place, column.name) for column in Etablissement.__table__.columns}
    common = {"appel_id": appel.id, "region_code": "53", "sections": {}}
    dates = {"cree_at": NOW, "modifiee_at": NOW, "deposee_at": NOW}
    for i in range(files):
        file, verdict = {"candidature_id": uuid.uuid4()}, uuid.uuid4()
        identity = {**model.identite, "nom": f"Maison d’enfants {i}", "commune": f"Commune {i % 300}"}
        where = {"numero_finess": f"8{i:08}"}
        rows[Etablissement].append(register | where)
        own = where | {"departement_code": ("29", "35")[i % 2], "etat": EtatCandidature.DEPOSEE, "identite": identity}
        rows[Candidature].append(common | dates | own | {"id": file["candidature_id"], "numero": f"BANC-{i:04}"})
        rows[Verdict].append(
            file
            | {"id": verdict, "rang": 1, "version_regles": "banc", "faits": {}, "instantane_id": snapshot}
            | {"synthese": "eligible", "rendu_at": NOW}
        )
        rows[DecisionEligibilite].append(
            file | {"verdict_id": verdict, "issue": "eligible", "decide_par_id": officer.id, "decide_at": NOW}
        )
        for j, seat in enumerate(seats):
            sheet, hers = uuid.uuid4(), file | {"membre_id": seat}
            rows[Deport].append(hers | {"conflit": False, "declare_at": NOW})
            rows[Notation].append(
                hers | {"id": sheet, "etat": EtatNotation.RENDUE, "modifiee_at": NOW, "rendue_at": NOW}
            )
            rows[Note].extend(
                {"notation_id": sheet, "critere_id": criterion, "valeur": (i * 7 + j * 3 + k) % 6}
                for k, criterion in enumerate(criteria)
            )
    with transaction():
        for table, lines in rows.items():
            db.session.execute(insert(table), lines)
    return officer.id, commission.id


def floor_page(commission_id: uuid.UUID) -> Callable[[], int]:
    """The cheapest honest page of the same rows."""
    bare, engine = Flask("plancher"), db.engine
    bare.testing = True
    template = bare.jinja_env.from_string(PLANCHER)
    sheet = (
        select(Notation.candidature_id, func.sum(Note.valeur).label("points"))
        .join(MembreCommission, MembreCommission.id == Notation.membre_id)
        .join(Note, Note.notation_id == Notation.id)
        .where(MembreCommission.commission_id == commission_id, Notation.etat == EtatNotation.RENDUE)
        .group_by(Notation.id)
        .subquery()
    )
    mean = func.round(func.avg(sheet.c.points), 1)
    said = Candidature.identite
    rows = (
        select(
            *(said["nom"].as_string(), said["commune"].as_string(), Candidature.numero),
            *(mean, func.min(sheet.c.points), func.max(sheet.c.points), func.count()),
        )
        .join(sheet, sheet.c.candidature_id == Candidature.id)
        .group_by(Candidature.id)
        .order_by(mean.desc())
    )

    @bare.get("/")
    def page() -> str:
        with engine.connect() as connection:
            return template.render(lignes=connection.execute(rows).all())

    client = bare.test_client()

    def run() -> int:
        answer = client.get("/")
        assert answer.status_code == 200
        return answer.get_data(as_text=True).count("<tr>")

    return run


TOURNEES = 3
"""The floor and ours, in turn: as many runs of each, spread over the same minutes."""


def least(run: Callable[[], int], tours: int) -> tuple[float, int]:
    """Milliseconds of CPU of the cheapest run, and the rows it printed."""
    best, rows = float("inf"), 0
    for _ in range(tours):
        start = time.process_time()
        rows = run()
        best = min(best, time.process_time() - start)
    return 1000 * best, rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, nargs="*", default=[50, 500, 2000])
    parser.add_argument("--membres", type=int, default=5)
    parser.add_argument("--tours", type=int, default=5)
    asked = parser.parse_args()
    print("files  rows   floor ms  reading ms  ratio  SELECT   « tient-elle ? » ms")
    for files in asked.dossiers:
        with tempfile.TemporaryDirectory() as folder:
            app = create_app(replace(TEST_SETTINGS, SQLALCHEMY_DATABASE_URI=f"sqlite:///{Path(folder) / 'banc.db'}"))
            with app.app_context():
                _measure(app, files, asked.membres, asked.tours)


def _measure(app: Flask, files: int, members: int, tours: int) -> None:
    db.create_all()
    with transaction():
        load_reference_data()
    officer_id, commission_id = fill(files, members)
    client = signed_client(app, db.session.get_one(Utilisateur, officer_id))
    base = f"/commissions/{commission_id}"
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _cur, text, *_rest: seen.append(text))

    def reading(page: str) -> Callable[[], int]:
        def run() -> int:
            seen.clear()
            answer = client.get(f"{base}/{page}")
            assert answer.status_code == 200, answer.status_code
            return answer.get_data(as_text=True).count('class="mini"')

        return run

    floor = floor_page(commission_id)
    reading("lecture")(), floor()
    settle_collector()
    bottom = ours = float("inf")
    for _ in range(TOURNEES):
        bottom = min(bottom, least(floor, tours)[0])
        spent, rows = least(reading("lecture"), tours)
        ours = min(ours, spent)
    selects = sum(text.lstrip().upper().startswith("SELECT") for text in seen)
    held, _ = least(reading("tenue"), 1)
    print(f"{files:5} {rows:5} {bottom:10.1f} {ours:11.1f} {ours / bottom:6.2f} {selects:7} {held:20.0f}")


if __name__ == "__main__":
    main()
