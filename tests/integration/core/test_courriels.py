"""The outbox: a row first, a message later; a failure delays one message and never the others (S94, S105–S108)."""

from __future__ import annotations

import email
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message as Received
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from flask import Flask
from jinja2 import DictLoader
from sqlalchemy import select

from acia.core.db import db, transaction
from acia.core.documents import store_document
from acia.core.mail import Courriel, EtatCourriel, outbox, prepare_mail, release_mail, send_pending
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import simultaneous

MAINTENANT = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\ncontenu\n%%EOF\n"
MODELE = {
    "courriels/essai/sujet.txt": "Réponse pour {{ nom }}",
    "courriels/essai/corps.txt": "Bonjour {{ nom }} : {{ mot }}",
    "courriels/essai/corps.html": "<p>Bonjour {{ nom }} : {{ mot }}</p>",
}


@pytest.fixture(autouse=True)
def template(app: Flask) -> None:
    """One mail template of the tests."""
    app.jinja_env.loader = DictLoader(MODELE)


def write(cle: str = "essai:1", nom: str = "Anne Le Goff", mot: str = "voici", **kwargs: object) -> Courriel:
    with transaction():
        return prepare_mail(
            "essai",
            cle=cle,
            destinataire="anne@exemple.test",
            nom=nom,
            now=MAINTENANT,
            contexte={"mot": mot},
            **kwargs,
        )


def states() -> dict[str, str]:
    db.session.rollback()
    return {row.cle: row.etat for row in db.session.execute(select(Courriel)).scalars()}


@dataclass
class Sink:
    """A mail server that keeps what it is given, or refuses it."""

    refuse: int = 0
    taken: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd
        if self.refuse:
            self.refuse -= 1
            return "451 4.3.0 try later"
        self.taken.append(bytes(envelope.content or b""))
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    @property
    def messages(self) -> list[Received]:
        return [email.message_from_bytes(content, policy=default) for content in self.taken]


class FreePort(Controller):
    """A server on a port chosen by the system."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    """A real SMTP server on this machine; the application sends to it."""
    found = Sink()
    controller = FreePort(found, hostname="127.0.0.1", port=0)
    controller.start()
    state = app.extensions["mail"]
    state.suppress, state.server, state.port = False, "127.0.0.1", controller.port
    yield found
    controller.stop()


def test_s105_a_mail_is_written_with_the_act_and_lost_with_it(app: Flask) -> None:
    def act() -> None:
        with transaction():
            prepare_mail("essai", cle="a", destinataire="a@exemple.test", nom="A", now=MAINTENANT, contexte={"mot": ""})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert states() == {}


def test_the_same_act_repeated_writes_one_mail(app: Flask) -> None:
    first = write(mot="un")
    second = write(mot="deux")
    assert first.id == second.id
    assert "un" in db.session.execute(select(Courriel.texte)).scalar_one()


def test_a_held_mail_waits_for_a_person(app: Flask) -> None:
    row = write(retenu=True)
    assert send_pending(MAINTENANT + timedelta(days=1)) == 0
    assert states() == {"essai:1": EtatCourriel.PREPARE}
    with transaction():
        release_mail(db.session.get_one(Courriel, row.id), now=MAINTENANT)
    assert send_pending(MAINTENANT) == 1
    assert states() == {"essai:1": EtatCourriel.ENVOYE}
    with transaction():
        release_mail(db.session.get_one(Courriel, row.id), now=MAINTENANT)
    assert send_pending(MAINTENANT) == 0


def test_a_message_arrives_as_it_was_written(app: Flask, sink: Sink) -> None:
    with transaction():
        document = store_document("Accusé de réception.pdf", PDF, now=MAINTENANT, auteur_id=None)
    person = make_utilisateur()
    row = write(document=document, objet=person)
    assert send_pending(MAINTENANT) == 1
    (message,) = sink.messages
    assert message["Subject"] == "Réponse pour Anne Le Goff"
    assert message["To"] == "Anne Le Goff <anne@exemple.test>"
    assert message["From"] == "service@acia.test"
    assert message["Message-ID"] == f"<{row.id}@acia.test>"
    assert "Bonjour Anne Le Goff\u00a0: voici" in message.get_body(("plain",)).get_content()
    assert "<p>Bonjour Anne Le Goff\u00a0: voici</p>" in message.get_body(("html",)).get_content()
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "Accusé de réception.pdf"
    assert attached.get_content() == PDF
    assert sink.recipients == ["anne@exemple.test"]
    sent = db.session.get_one(Courriel, row.id)
    assert (sent.etat, sent.envoye_at, sent.essais) == (EtatCourriel.ENVOYE, MAINTENANT, 1)
    assert (sent.objet_type, sent.objet_id) == ("utilisateur", str(person.id))


def test_an_invitation_to_a_session_is_an_alternative_and_a_file(app: Flask, sink: Sink) -> None:
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    write(calendrier=calendar, calendrier_methode="REQUEST")
    assert send_pending(MAINTENANT) == 1
    parts = [p for p in sink.messages[0].walk() if p.get_content_type() == "text/calendar"]
    assert len(parts) == 2
    assert {p.get_param("method") for p in parts} == {"REQUEST"}
    assert [p.get_filename() for p in parts] == [None, "invitation.ics"]


def test_s106_a_server_that_is_down_delays_and_loses_nothing(app: Flask, sink: Sink) -> None:
    sink.refuse = 2
    row = write()
    instant = MAINTENANT
    assert send_pending(instant) == 0
    failed = db.session.get_one(Courriel, row.id)
    assert (failed.etat, failed.essais) == (EtatCourriel.EN_ATTENTE, 1)
    assert "451" in failed.erreur
    assert send_pending(instant + timedelta(minutes=1)) == 0
    assert sink.refuse == 1
    assert send_pending(instant + timedelta(minutes=6)) == 0
    assert send_pending(instant + timedelta(minutes=12)) == 1
    assert len(sink.taken) == 1
    assert db.session.get_one(Courriel, row.id).erreur == ""


def test_s108_a_poison_message_is_isolated_after_five_tries(
    app: Flask, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = outbox._as_message

    def poisoned(row: Courriel) -> object:
        if row.cle == "essai:poison":
            raise ValueError("header with a line break")
        return genuine(row)

    monkeypatch.setattr(outbox, "_as_message", poisoned)
    write("essai:poison")
    for i in range(6):
        write(f"essai:{i}")
    assert send_pending(MAINTENANT) == 6
    for i in range(1, 8):
        assert send_pending(MAINTENANT + timedelta(minutes=6 * i)) == 0
    isolated = db.session.execute(select(Courriel).where(Courriel.cle == "essai:poison")).scalar_one()
    assert (isolated.etat, isolated.essais) == (EtatCourriel.ECHEC, 5)
    assert "ValueError" in isolated.erreur
    assert len(sink.taken) == 6


def test_a_message_that_kills_its_sender_is_isolated_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_row: Courriel) -> object:
        raise KeyboardInterrupt

    row = write()
    for i in range(5):
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "_as_message", killed)
            with pytest.raises(KeyboardInterrupt):
                send_pending(MAINTENANT + timedelta(minutes=6 * i))
        db.session.remove()
    assert send_pending(MAINTENANT + timedelta(minutes=31)) == 0
    assert db.session.get_one(Courriel, row.id).etat == EtatCourriel.ECHEC


def test_s107_two_workers_send_a_message_once(app: Flask, sink: Sink) -> None:
    for i in range(10):
        write(f"essai:{i}")
    db.session.remove()
    sent = simultaneous(app, [lambda: send_pending(MAINTENANT)] * 3)
    assert sum(sent) == 10
    assert len({m["Message-ID"] for m in sink.messages}) == len(sink.taken) == 10


def test_s64_no_transaction_is_open_while_the_network_answers(
    app: Flask, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_meanwhile: list[bool] = []
    genuine = outbox.mail.send
    monkeypatch.setattr(
        outbox.mail, "send", lambda message: (open_meanwhile.append(db.session().in_transaction()), genuine(message))
    )
    write()
    assert send_pending(MAINTENANT) == 1
    assert open_meanwhile == [False]


def test_a_silent_server_is_given_up(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "SMTP_TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        state = app.extensions["mail"]
        state.suppress, state.server, state.port = False, "127.0.0.1", mute.getsockname()[1]
        write()
        start = time.monotonic()
        assert send_pending(MAINTENANT) == 0
        assert time.monotonic() - start < 10
    assert states() == {"essai:1": EtatCourriel.EN_ATTENTE}


@pytest.mark.parametrize(
    "nom",
    [
        "Anne\r\nBcc: victime@exemple.test",
        "Anne\r\n\r\nCorps injecté",
        "Anne\nSubject: autre",
        'Anne" <autre@exemple.test>, "',
        "Anne, autre@exemple.test",
        "É" * 150,
        "Éléonore de La Tour d’Auvergne " * 5,
        "\u202eenna",
        "<b>Anne</b>",
        "Anne;victime@exemple.test:",
        "=?utf-8?q?Anne?=",
        "",
    ],
)
def test_s94_a_name_injects_no_header_and_no_body(app: Flask, sink: Sink, nom: str) -> None:
    write(nom=nom)
    assert send_pending(MAINTENANT) == 1
    (message,) = sink.messages
    assert sink.recipients == ["anne@exemple.test"]
    assert message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1
    assert [address.addr_spec for address in message["To"].addresses] == ["anne@exemple.test"]
    assert {p.get_content_type() for p in message.walk() if not p.is_multipart()} == {"text/plain", "text/html"}
    assert "<b>" not in message.get_body(("html",)).get_content()


def test_s111_mails_of_the_tests_and_of_the_demonstration_stay_here(app: Flask) -> None:
    assert app.extensions["mail"].suppress is True
    write()
    assert send_pending(MAINTENANT) == 1


def test_every_mail_template_is_complete(app: Flask) -> None:
    folder = Path(app.root_path).parent / "templates" / "courriels"
    models = [path for path in folder.iterdir() if path.is_dir()]
    assert models
    for model in models:
        assert {"sujet.txt", "corps.txt", "corps.html"} <= {path.name for path in model.iterdir()}, model.name
