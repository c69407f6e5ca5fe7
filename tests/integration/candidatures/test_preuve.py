"""S46: synthetic deposits prove that the service worked, leave nothing else, and show an outage to the minute."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from acia.candidatures import jobs
from acia.candidatures.models import Accuse, Battement, Candidature
from acia.candidatures.queries import preuve_of
from acia.candidatures.rules import Nature
from acia.candidatures.service import Mesure, record_beat, repetition, verify_beats
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import Base, db, transaction
from acia.core.documents import Document
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.comptes import make_utilisateur
from tests.factories.parcours import Connecte

DEBUT = datetime(2027, 1, 20, 10, 0, tzinfo=UTC)
PAGE = "/candidatures/preuve-de-fonctionnement"


def tables() -> dict[str, int]:
    """How many rows each table holds."""
    db.session.rollback()
    names = [name for name in Base.metadata.tables if name != "battement"]
    return {name: db.session.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names}


def files(app: Flask) -> list[Path]:
    return [p for p in Path(app.config["DONNEES"]).glob("documents/**/*") if p.is_file()]


def live(app: Flask, clock: SettableClock, until: datetime) -> list[datetime]:
    """Beat at the pace asked for, until an instant; return when."""
    at = []
    while clock.now() < until:
        at.append(clock.now())
        clock.set(clock.now() + jobs.prove_working(clock))
    return at


def test_s46_a_beat_makes_the_whole_deposit_and_leaves_one_row(
    app: Flask, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_appel_publie()
    before = tables()
    seen: list[dict[str, int]] = []
    real = repetition.read_document

    def look(document: Document) -> bytes:
        seen.append({m.__tablename__: db.session.query(m).count() for m in (Candidature, Accuse, Courriel, Evenement)})
        assert len(files(app)) == 3
        return real(document)

    monkeypatch.setattr(repetition, "read_document", look)
    jobs.prove_working(clock)
    assert seen == [{"candidature": 1, "accuse": 1, "courriel": 1, "evenement": 2}]
    assert tables() == before
    assert files(app) == []
    [row] = db.session.query(Battement)
    assert (row.bon, row.cause, row.cadence_s, row.reference) == (True, "", 60, "")
    assert row.duree_ms > 0


def test_s46_the_pace_is_five_seconds_in_the_last_hour(app: Flask, clock: SettableClock) -> None:
    make_appel_publie(cloture_at=DEBUT + timedelta(hours=1, minutes=2, seconds=30))
    clock.set(DEBUT)
    at = live(app, clock, DEBUT + timedelta(minutes=3))
    assert at[:4] == [DEBUT + timedelta(seconds=s) for s in (0, 60, 120, 150)]
    assert at[4:] == [DEBUT + timedelta(seconds=s) for s in range(155, 180, 5)]


@pytest.mark.parametrize("panne", [True, False])
def test_s46_an_outage_of_three_minutes_in_thirty_is_shown_to_the_minute(
    app: Flask, connecte: Connecte, clock: SettableClock, monkeypatch: pytest.MonkeyPatch, panne: bool
) -> None:
    down, up = DEBUT + timedelta(minutes=12, seconds=20), DEBUT + timedelta(minutes=15, seconds=20)
    clock.set(DEBUT)
    live(app, clock, down)
    if panne:

        def fail(*_: object, **__: object) -> None:
            raise OSError("No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr(repetition, "deposit_candidature", fail)
            live(app, clock, up)
    else:
        clock.set(up)
    live(app, clock, DEBUT + timedelta(minutes=30))
    officer = make_utilisateur(Role.CHARGE)
    found = preuve_of(officer, DEBUT, DEBUT + timedelta(minutes=30), clock.now())
    [trou] = found.trous
    minute = timedelta(seconds=60)
    assert abs(trou.interruption.debut - down) <= minute
    assert abs(trou.interruption.fin - up) <= minute
    assert trou.interruption.nature is (Nature.PANNE if panne else Nature.SANS_MESURE)
    assert trou.interruption.cause == ("le dépôt a échoué, OSError" if panne else "")
    assert files(app) == []
    page = connecte(officer).get(f"{PAGE}?du=2027-01-20&de=11:00&au=2027-01-20&a=11:30").text
    assert "11:12:00" in page
    assert ("Panne constatée" if panne else "Sans mesure") in page
    assert "Ce qu’il ne prouve pas" in page
    assert verify_beats()[1] is None


def test_s46_beats_are_never_changed_and_the_young_ones_never_removed(app: Flask, clock: SettableClock) -> None:
    for day in (datetime(2020, 1, 1, tzinfo=UTC), DEBUT, DEBUT + timedelta(minutes=1)):
        with transaction():
            record_beat(Mesure(60, 80), now=day, lien="")
    for act in (
        "UPDATE battement SET duree_ms = 1",
        "DELETE FROM battement WHERE numero = 3",
    ):
        with pytest.raises(DatabaseError, match="battement"), transaction():
            db.session.execute(text(act))
    assert verify_beats() == (3, None)
    jobs.forget_old_beats(DEBUT)
    assert [b.numero for b in db.session.query(Battement).order_by(Battement.numero)] == [2, 3]
    assert verify_beats() == (2, None)


def test_s46_a_row_added_by_hand_breaks_the_chain(app: Flask) -> None:
    with transaction():
        record_beat(Mesure(60, 80), now=DEBUT, lien="")
        forged = record_beat(Mesure(60, 80), now=DEBUT, lien="")
        copied = {c.name: getattr(forged, c.name) for c in Battement.__table__.columns}
        db.session.add(Battement(**{**copied, "numero": 3, "battu_at": DEBUT + timedelta(minutes=1)}))
    count, broken = verify_beats()
    assert count == 2
    assert "n° 3" in str(broken)


def test_s46_a_month_of_beats_is_reported_within_ten_seconds(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    rows = [
        {
            "numero": n + 1,
            "battu_at": DEBUT + timedelta(minutes=n),
            "cadence_s": 60,
            "duree_ms": 90,
            "bon": n % 5000 != 17,
            "cause": "" if n % 5000 != 17 else "le dépôt a échoué, OSError",
            "reference": "",
            "precedent": "0" * 64,
            "empreinte": f"{n:064d}",
        }
        for n in range(31 * 24 * 60)
    ]
    with transaction():
        db.session.execute(Battement.__table__.insert(), rows)
    clock.set(DEBUT + timedelta(days=31))
    client = connecte(make_utilisateur(Role.CHARGE))
    for path in (PAGE, f"{PAGE}.xlsx"):
        begun = process_time()
        answer = client.get(f"{path}?du=2027-01-20&de=11:00&au=2027-02-20&a=11:00")
        spent = process_time() - begun
        assert answer.status_code == 200
        assert spent <= 10, path
    page = client.get(f"{PAGE}?du=2027-01-20&de=11:00&au=2027-02-20").text.replace("\xa0", " ")
    assert "9 interruptions" in page
    book = openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True)
    assert book.sheetnames == ["Synthèse", "Interruptions", "Dépôts refusés", "Dates limites", "Essais"]
    assert book["Essais"].max_row == 31 * 24 * 60 + 1


def test_the_window_asked_for_is_read_or_refused_in_words(app: Flask, connecte: Connecte, clock: SettableClock) -> None:
    make_appel_publie(cloture_at=clock.now() - timedelta(days=2))
    client = connecte(make_utilisateur(Role.CHARGE))
    assert "Les 24 heures avant la date limite" in client.get(PAGE).text
    for asked, words in (
        ("du=hier", "ne se lisent pas"),
        ("du=2027-01-10&au=2027-01-09", "La fin doit venir après le début"),
        ("du=2025-01-10&au=2027-01-09", "100 jours au plus"),
    ):
        assert words in client.get(f"{PAGE}?{asked}").text.replace("\xa0", " ")


def test_a_page_of_ours_that_does_not_answer_is_an_outage(app: Flask, clock: SettableClock) -> None:
    app.config["SONDE"] = "http://127.0.0.1:9/appels/"
    jobs.prove_working(clock)
    row = db.session.execute(select(Battement)).scalar_one()
    assert (row.bon, row.cause, row.page_statut) == (False, "notre page n’a pas répondu", 0)
