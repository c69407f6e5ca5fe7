"""S114: the head of the journal is anchored outside every day; a rewriting or a cut is seen the next morning."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from acia.comptes.models import Utilisateur
from acia.core.audit import GENESIS, Ancre, Evenement, Repere, read_repere, record, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.jobs import make_rounds
from acia.core.mail import Courriel
from acia.core.permissions import Role
from acia.pilotage import commands
from acia.pilotage.ancrage import RECONNU, acknowledged, registre
from acia.pilotage.jobs import anchor_journal
from tests.factories.comptes import make_utilisateur

AUBE = datetime(2027, 3, 15, 4, 0, tzinfo=UTC)
"""Five in the morning in Paris, in winter."""
DEPOSITAIRES = [("Anne Le Goff", "anne@greffe.invalid"), ("", "paul@controle.invalid")]
EMPREINTE = re.compile(r"^\d+:(?:[0-9a-f]{8} ?){8}$", re.MULTILINE)
TRIGGERS = ("evenement_sans_update", "evenement_sans_delete", "ancre_sans_update", "ancre_sans_delete")


@pytest.fixture
def confie(app: Flask, clock: SettableClock) -> Iterator[Flask]:
    """A journal of six events with two custodians, whose database an intruder will have the keys of."""
    app.config["DEPOSITAIRES"] = DEPOSITAIRES
    clock.set(AUBE)
    write(6)
    yield app
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            for table in ("evenement", "ancre"):
                connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


def write(count: int) -> None:
    for _ in range(count):
        with transaction():
            record(RECONNU, ("essai", 1), auteur=None, now=AUBE - timedelta(days=1), numero=0, empreinte=GENESIS)


def morning(clock: SettableClock, days: int) -> list[Courriel]:
    """The round of a morning, so many days after the first; the mails it wrote."""
    clock.set(AUBE + timedelta(days=days))
    make_rounds(clock.now())
    rows = select(Courriel).where(Courriel.modele == "ancre_journal", Courriel.cree_at == clock.now())
    found = list(db.session.execute(rows.order_by(Courriel.destinataire)).scalars())
    db.session.rollback()
    return found


def unprotect() -> None:
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for trigger in TRIGGERS:
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
        else:
            for table in ("evenement", "ancre"):
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")


def rewrite() -> None:
    """Change the first event, and compute the whole chain again: `verify_chain` alone sees nothing."""
    unprotect()
    previous = GENESIS
    with transaction():
        for row in db.session.execute(select(Evenement).order_by(Evenement.numero)).scalars():
            row.motif = row.motif if previous != GENESIS else "Ce que l’intrus voulait écrire"
            row.precedent = previous
            row.empreinte = previous = row.computed_hash()
    db.session.remove()
    assert verify_chain()[1] is None
    db.session.rollback()


def rewrite_everything() -> None:
    """The same by somebody who holds the whole server: the anchors and their file follow."""
    rewrite()
    with transaction():
        for ancre in db.session.execute(select(Ancre)).scalars():
            numbered = select(Evenement.empreinte).where(Evenement.numero == ancre.evenement)
            ancre.empreinte = db.session.execute(numbered).scalar_one()
    db.session.remove()
    registre().unlink()


def cut(keep: int) -> None:
    unprotect()
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM evenement WHERE numero > :keep"), {"keep": keep})


def head() -> Repere:
    row = db.session.execute(select(Evenement).order_by(Evenement.numero.desc()).limit(1)).scalar_one()
    found = Repere(row.numero, row.empreinte)
    db.session.rollback()
    return found


def lines_of(mail: Courriel) -> list[Repere]:
    """The fingerprints a custodian reads, that of the day first, then the recall of the day before."""
    read = [read_repere(line) for line in EMPREINTE.findall(mail.texte.replace("\u00a0", " "))]
    return [repere for repere in read if repere]


def test_the_head_is_anchored_once_a_day_from_five_in_paris(confie: Flask, clock: SettableClock) -> None:
    anchor_journal(AUBE - timedelta(minutes=1))
    assert db.session.query(Ancre).count() == 1, "the day before, which nobody had anchored"
    assert db.session.query(Ancre).one().jour == (AUBE - timedelta(days=1)).date()
    first = morning(clock, 0)
    assert [(m.nom, m.destinataire) for m in first] == [
        ("Anne Le Goff", "anne@greffe.invalid"),
        ("paul@controle.invalid", "paul@controle.invalid"),
    ]
    assert lines_of(first[0]) == [head(), head()]
    assert first[0].sujet.startswith("Empreinte du journal")
    anchor_journal(AUBE + timedelta(hours=23))
    assert db.session.query(Ancre).count() == 2
    db.session.rollback()
    old = head()
    write(2)
    second = morning(clock, 1)
    assert lines_of(second[0]) == [head(), old], "the recall says what the mail of the day before said"
    assert registre().read_text().splitlines()[-1] == f"2027-03-16 {head()}"
    assert len(registre().read_text().splitlines()) == 3


def test_s114_a_rewritten_journal_is_an_alarm_the_next_morning(
    confie: Flask, clock: SettableClock, visiteur: FlaskClient, connecte: Callable[[Utilisateur], FlaskClient]
) -> None:
    pilote = make_utilisateur(Role.PILOTE)
    adresse = pilote.courriel
    assert "Empreinte" in morning(clock, 0)[0].sujet
    rewrite()
    mails = morning(clock, 1)
    assert [m.destinataire for m in mails] == sorted(["anne@greffe.invalid", "paul@controle.invalid", adresse])
    assert all(m.sujet.startswith("Alarme") and "a été réécrit" in m.texte for m in mails)
    answer = visiteur.get("/sante")
    assert answer.status_code == 503
    assert {"sujet": "journal", "etat": "alarme"} in answer.json["constats"]
    assert "Altéré" in connecte(make_utilisateur(Role.PILOTE)).get("/journal/ancres").text


def test_s114_a_cut_journal_is_an_alarm_the_next_morning(confie: Flask, clock: SettableClock) -> None:
    morning(clock, 0)
    cut(3)
    assert verify_chain() == (3, None)
    db.session.rollback()
    mail = morning(clock, 1)[0]
    assert "le journal s’arrête au n° 3 : sa fin a été retirée" in mail.texte


def test_s114_a_cut_that_is_written_over_is_seen(confie: Flask, clock: SettableClock) -> None:
    morning(clock, 0)
    cut(3)
    with transaction():
        record(RECONNU, ("essai", 2), auteur=None, now=AUBE, numero=0, empreinte=GENESIS, motif="À la place")
    write(4)
    assert morning(clock, 1)[0].sujet.startswith("Alarme")


def test_s114_who_holds_the_whole_server_cannot_change_the_mails_received(
    confie: Flask, clock: SettableClock, capsys: pytest.CaptureFixture[str]
) -> None:
    received = lines_of(morning(clock, 0)[0])[0]
    rewrite_everything()
    mail = morning(clock, 1)[0]
    assert mail.sujet.startswith("Empreinte"), "here, everything agrees"
    assert lines_of(mail)[1].numero == received.numero
    assert lines_of(mail)[1] != received, "the custodian reads another fingerprint than in the mail of the day before"
    assert commands.verifier_journal([f"{received.numero}:{received.lisible}"]) == 1
    assert "L’ancre reçue" in capsys.readouterr().out
    assert commands.verifier_journal([]) == 0


def test_what_was_restored_is_answered_for_and_told(
    confie: Flask, clock: SettableClock, visiteur: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    morning(clock, 0)
    cut(3)
    assert commands.reconnaitre_ecarts("Sauvegarde de la veille reprise.", now=AUBE + timedelta(hours=5)) == 0
    assert "1\u00a0écart reconnu" in capsys.readouterr().out
    assert commands.reconnaitre_ecarts("Encore.", now=AUBE + timedelta(hours=5)) == 1
    mail = morning(clock, 1)[0]
    assert mail.sujet.startswith("Empreinte")
    assert "Sauvegarde de la veille reprise." in mail.texte
    assert "Sauvegarde" not in morning(clock, 2)[0].texte
    assert visiteur.get("/sante").json["constats"][-1]["sujet"] != "journal"
    assert [ecart.motif for ecart in acknowledged()][-1] == "Sauvegarde de la veille reprise."


def test_an_answer_dated_back_is_told_all_the_same(confie: Flask, clock: SettableClock) -> None:
    morning(clock, 0)
    with transaction():
        passe = AUBE - timedelta(days=300)
        record(RECONNU, ("journal", "acia"), auteur=None, now=passe, motif="En douce", numero=9, empreinte=GENESIS)
    assert "En douce" in morning(clock, 1)[0].texte


def test_a_broken_chain_cannot_be_answered_for(confie: Flask, clock: SettableClock) -> None:
    morning(clock, 0)
    unprotect()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE evenement SET motif = 'autre' WHERE numero = 2"))
    assert commands.reconnaitre_ecarts("Rien à voir.", now=AUBE) == 1
    assert "a été modifié après coup" in morning(clock, 1)[0].texte


def test_the_health_says_that_nobody_anchors_any_more(
    confie: Flask, clock: SettableClock, visiteur: FlaskClient
) -> None:
    morning(clock, 0)
    clock.set(AUBE + timedelta(hours=26))
    assert {"sujet": "journal", "etat": "degrade"} not in visiteur.get("/sante").json["constats"]
    clock.set(AUBE + timedelta(hours=27))
    assert {"sujet": "journal", "etat": "degrade"} in visiteur.get("/sante").json["constats"]


def test_the_file_of_anchors_is_mended(confie: Flask, clock: SettableClock) -> None:
    morning(clock, 0)
    whole = registre().read_text()
    registre().write_text(whole[:40])
    morning(clock, 1)
    lines = registre().read_text().splitlines()
    assert lines[0] == whole[:40]
    assert lines[1:] == [whole.strip(), f"2027-03-16 {head()}"]


@pytest.mark.parametrize("sql", ["UPDATE ancre SET numero = 2", "DELETE FROM ancre"])
def test_an_anchor_is_never_changed(confie: Flask, clock: SettableClock, sql: str) -> None:
    morning(clock, 0)
    with pytest.raises(DatabaseError, match="ne se modifie pas"), db.engine.begin() as connection:
        connection.execute(text(sql))


def test_a_pilot_checks_a_line_of_a_mail(
    confie: Flask, clock: SettableClock, connecte: Callable[[Utilisateur], FlaskClient]
) -> None:
    client = connecte(make_utilisateur(Role.PILOTE))
    assert "demain matin" in client.get("/journal/ancres").text
    repere = lines_of(morning(clock, 0)[0])[0]
    client = connecte(make_utilisateur(Role.PILOTE))

    def said(line: str) -> str:
        return str(client.get("/journal/ancres", query_string={"repere": line}).text)

    assert "L’empreinte est la bonne" in said(f" {repere.numero} : {repere.lisible.upper()} ")
    assert "ne porte pas cette empreinte" in said(f"{repere.numero - 1}:{repere.lisible}")
    assert "ne se lit pas" in said("bonjour")
    assert "Anne Le Goff" in said("")
    cut(3)
    commands.reconnaitre_ecarts("Sauvegarde reprise.", now=clock.now())
    assert "Cet écart est connu" in said(str(repere))


def test_a_line_that_cannot_be_read_is_a_wrong_use(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.verifier_journal(["12:abc"]) == 2
    assert "ne se lit pas" in capsys.readouterr().out
