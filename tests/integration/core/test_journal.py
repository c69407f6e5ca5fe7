"""The audit journal: exact, chained, append only, in the act's transaction (S112, S113, S115, S118)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import DatabaseError

from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement, declare_events, event_types, record, verify_chain
from acia.core.db import db, transaction
from acia.core.permissions import Role
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import simultaneous

MAINTENANT = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def essai_declared() -> Iterator[None]:
    """A kind of event of the tests, forgotten afterwards."""
    declare_events({"essai.note": "Note {note} donnée"}, keys={"essai.note": ["note"]})
    yield
    event_types().pop("essai.note")  # type: ignore[attr-defined]  # a plain dictionary behind the read-only view


def write(n: int = 1) -> None:
    for i in range(n):
        with transaction():
            record("essai.note", ("essai", i), auteur=None, now=MAINTENANT + timedelta(seconds=i), note=i)


def events() -> list[Evenement]:
    db.session.rollback()
    return list(db.session.execute(select(Evenement).order_by(Evenement.numero)).scalars())


def unprotect() -> None:
    """Take the protection away as an intruder with the keys of the database would."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER evenement_sans_update")
            connection.exec_driver_sql("DROP TRIGGER evenement_sans_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE evenement DISABLE TRIGGER evenement_immuable")


@pytest.fixture
def unprotected(app: Flask) -> Iterator[Flask]:
    """A journal of eight events without its triggers."""
    write(8)
    db.session.remove()
    unprotect()
    yield app
    db.session.remove()
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE evenement ENABLE TRIGGER evenement_immuable")


def tamper(sql: str) -> None:
    with db.engine.begin() as connection:
        assert connection.execute(text(sql)).rowcount


def test_an_event_says_who_when_what_and_why(app: Flask) -> None:
    person = make_utilisateur()
    with transaction():
        record("essai.note", person, auteur=person, now=MAINTENANT, motif="Parce que", note=4)
    event = events()[0]
    assert (event.numero, event.auteur_id, event.auteur_libelle) == (1, person.id, person.libelle)
    assert (event.objet_type, event.objet_id, event.motif) == ("utilisateur", str(person.id), "Parce que")
    assert event.phrase == "Note 4 donnée"
    assert event.survenu_at == MAINTENANT
    assert verify_chain() == (1, None)


def test_the_system_itself_signs_its_acts(app: Flask) -> None:
    write()
    assert events()[0].auteur_libelle == "Acia (automatique)"


@pytest.mark.parametrize("donnees", [{}, {"note": 1, "autre": 2}, {"autre": 2}])
def test_s112_an_event_has_exactly_its_declared_keys(app: Flask, donnees: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="differ from the declared ones"), transaction():
        record("essai.note", ("essai", 1), auteur=None, now=MAINTENANT, **donnees)
    assert events() == []


def test_one_code_names_one_event() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        declare_events({"essai.note": "Autre phrase"}, keys={"essai.note": ["note"]})
    assert event_types()["essai.note"].phrase == "Note {note} donnée"


def test_s112_an_undeclared_event_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="undeclared"), transaction():
        record("essai.inconnu", ("essai", 1), auteur=None, now=MAINTENANT)


def test_s112_an_act_that_fails_leaves_no_event(app: Flask) -> None:
    write(1)

    def act() -> None:
        with transaction():
            record("essai.note", ("essai", 2), auteur=None, now=MAINTENANT, note=2)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    write(1)
    assert [e.numero for e in events()] == [1, 2]
    assert verify_chain() == (2, None)


def test_s112_an_event_that_cannot_be_written_undoes_the_act(app: Flask) -> None:
    person = make_utilisateur()

    def act() -> None:
        with transaction():
            person.fonction = "Perdue"
            record("essai.note", person, auteur=None, now=MAINTENANT)

    with pytest.raises(ValueError, match="differ"):
        act()
    assert person.fonction == ""


def test_s113_the_chain_holds_whatever_the_zone_of_the_instant(app: Flask) -> None:
    with transaction():
        for hours in (-4, 0, 1, 11):
            zone = timezone(timedelta(hours=hours))
            record("essai.note", ("essai", 1), auteur=None, now=MAINTENANT.astimezone(zone), note=hours)
    db.session.remove()
    assert verify_chain() == (4, None)


@pytest.mark.parametrize(
    ("sql", "motif"),
    [
        ("UPDATE evenement SET donnees = '{\"note\": 5}' WHERE numero = 4", "n° 4 a été modifié"),
        ("UPDATE evenement SET motif = 'autre' WHERE numero = 1", "n° 1 a été modifié"),
        ("UPDATE evenement SET auteur_libelle = 'Personne' WHERE numero = 8", "n° 8 a été modifié"),
        ("UPDATE evenement SET code = 'essai.autre' WHERE numero = 3", "n° 3 a été modifié"),
        ("UPDATE evenement SET objet_id = '99' WHERE numero = 3", "n° 3 a été modifié"),
        ("UPDATE evenement SET survenu_at = '2027-01-16 09:00:00' WHERE numero = 6", "n° 6 a été modifié"),
        ("UPDATE evenement SET empreinte = precedent WHERE numero = 2", "n° 2 a été modifié"),
        ("UPDATE evenement SET precedent = empreinte WHERE numero = 5", "n° 5 a été modifié"),
        ("DELETE FROM evenement WHERE numero = 1", "n° 1 manque"),
        ("DELETE FROM evenement WHERE numero = 5", "n° 5 manque"),
        ("UPDATE evenement SET numero = 50 WHERE numero = 5", "n° 5 manque"),
    ],
)
def test_s113_any_tampering_is_seen(unprotected: Flask, sql: str, motif: str) -> None:
    assert verify_chain() == (8, None)
    db.session.remove()
    tamper(sql)
    read, fault = verify_chain()
    assert fault is not None
    assert motif in fault
    assert read < 8


def test_s113_a_rewritten_event_breaks_the_next_link(unprotected: Flask) -> None:
    row = db.session.get_one(Evenement, 3)
    row.motif = "Réécrit, avec une empreinte recalculée"
    row.empreinte = row.computed_hash()
    with transaction():
        db.session.flush()
    assert verify_chain() == (3, "L’événement n° 4 a été modifié après coup.")


def test_s113_an_inserted_event_is_seen(unprotected: Flask) -> None:
    tamper(
        "INSERT INTO evenement (numero, survenu_at, code, auteur_libelle, objet_type, objet_id, motif, donnees, "
        "precedent, empreinte) SELECT 9, survenu_at, code, auteur_libelle, objet_type, objet_id, motif, donnees, "
        "precedent, empreinte FROM evenement WHERE numero = 8"
    )
    assert verify_chain()[1] == "L’événement n° 9 a été modifié après coup."


@pytest.mark.parametrize("moteur", ["postgresql"], indirect=True)
def test_s113_the_check_reads_the_database_not_its_memory(unprotected: Flask) -> None:
    # On SQLite the open reading would go on seeing the snapshot it began on, which is as it should be.
    remembered = events()
    assert len(remembered) == 8
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE evenement SET motif = 'autre' WHERE numero = 2"))
    assert verify_chain()[1] is not None


@pytest.mark.parametrize("sql", ["UPDATE evenement SET motif = 'x'", "DELETE FROM evenement"])
def test_s118_the_database_itself_refuses_to_change_the_journal(app: Flask, sql: str) -> None:
    write(2)
    with pytest.raises(DatabaseError, match="le journal ne se modifie pas"), transaction():
        db.session.execute(text(sql))
    with pytest.raises(DatabaseError), transaction():
        db.session.get_one(Evenement, 1).motif = "x"
    assert verify_chain() == (2, None)


def test_s115_events_written_at_once_make_one_line(app: Flask) -> None:
    db.session.remove()

    def act(n: int) -> None:
        for i in range(8):
            with transaction():
                record("essai.note", ("essai", n), auteur=None, now=MAINTENANT, note=i)

    simultaneous(app, [partial(act, n) for n in range(6)])
    assert db.session.execute(select(func.count(), func.max(Evenement.numero))).one() == (48, 48)
    assert verify_chain() == (48, None)


def test_an_empty_journal_is_sound(app: Flask) -> None:
    assert verify_chain() == (0, None)


def note_on(compte: Utilisateur, note: int) -> None:
    record("essai.note", compte, auteur=None, now=MAINTENANT, note=note)


def test_s112_an_event_holds_the_fingerprints_of_its_object_before_and_after(app: Flask) -> None:
    with transaction():
        compte = Utilisateur(
            courriel="k@exemple.test", prenom="Anna", nom="Kerbrat", role=Role.CHARGE, actif=True, cree_at=MAINTENANT
        )
        db.session.add(compte)
        note_on(compte, 1)
    with transaction():
        compte.nom = "Kervella"
        note_on(compte, 2)
        compte.nom = "Le Bihan"
        note_on(compte, 3)
        note_on(compte, 4)
    with transaction():
        db.session.execute(delete(Utilisateur).where(Utilisateur.id == compte.id))
        note_on(compte, 5)
    new, changed, again, same, removed = events()
    assert new.avant is None
    assert new.apres == changed.avant
    assert changed.apres == again.avant
    assert len({new.apres, changed.apres, again.apres}) == 3
    assert again.apres == same.avant == same.apres == removed.avant
    assert removed.apres is None
    assert verify_chain() == (5, None)


def test_s112_what_was_undone_is_no_before(app: Flask) -> None:
    compte = make_utilisateur()

    def fail() -> None:
        with transaction():
            compte.nom = "Jamais"
            note_on(compte, 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with transaction():
        compte.nom = "Kervella"
        note_on(compte, 2)
    with transaction():
        note_on(compte, 3)
    first, second = events()
    assert first.apres == second.avant == second.apres != first.avant


def test_s113_the_fingerprints_of_an_object_are_part_of_the_chain(unprotected: Flask) -> None:
    with transaction():
        note_on(make_utilisateur(), 9)
    for change in ("apres = 'f'", "apres = NULL", "avant = 'f'"):
        with db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE garde AS SELECT * FROM evenement"))
            connection.execute(text(f"UPDATE evenement SET {change} WHERE numero = 9"))
        assert verify_chain() == (8, "L’événement n° 9 a été modifié après coup."), change
        db.session.remove()
        with db.engine.begin() as connection:
            connection.execute(text("DELETE FROM evenement"))
            connection.execute(text("INSERT INTO evenement SELECT * FROM garde"))
            connection.execute(text("DROP TABLE garde"))
    assert verify_chain() == (9, None)


def test_the_events_of_before_the_fingerprints_keep_their_hash() -> None:
    row = Evenement(
        numero=1, survenu_at=MAINTENANT, code="essai.note", auteur_libelle="Essai", objet_type="essai", objet_id="1",
        motif="", donnees="{}", precedent="0" * 64,
    )  # fmt: skip
    assert row.computed_hash() == "f56d4e7833c7aa584ee7714b18a080f1d07bcc6fd717d70c732e0bc8b1cba79f"
