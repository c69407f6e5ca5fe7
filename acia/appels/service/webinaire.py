"""The webinar of a call: its date and link, those who sign up and change their mind, their erasure (R6)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError

from acia.appels.mails import mail_webinaire, mail_webinaire_cancelled
from acia.appels.models import Appel, EtatAppel, InscriptionWebinaire
from acia.appels.rules import CONSERVATION, SectionAppel, erasure_of_sign_ups, local_instant, may_sign_up
from acia.appels.service.appel import WebinaireAppel, note_saved, open_appel
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.mail import Courriel

Lien = Callable[[uuid.UUID], str]
"""Gives the absolute address where a sign-up is cancelled."""

declare_events(
    {
        "webinaire_inscription": "Inscription au webinaire de l’appel {appel}.",
        "webinaire_desinscription": "Désinscription du webinaire de l’appel {appel}.",
        "webinaire_inscrits_exportes": "Liste des inscrits au webinaire de l’appel {appel} exportée ({nombre}).",
        "webinaire_inscrits_effaces": "Inscriptions au webinaire de l’appel {appel} effacées ({nombre}).",
    },
    keys={
        "webinaire_inscription": ("appel",),
        "webinaire_desinscription": ("appel",),
        "webinaire_inscrits_exportes": ("appel", "nombre"),
        "webinaire_inscrits_effaces": ("appel", "nombre"),
    },
)


@dataclass(frozen=True)
class _Rendezvous:
    debut: datetime | None
    minutes: int | None
    lien: str


def edit_webinaire(
    appel_id: uuid.UUID,
    command: WebinaireAppel,
    *,
    lien: Lien,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> None:
    """Set the webinar, even once the call is published; those who signed up are told of every change.

    Raises:
        ActionRefusee: the hour does not exist on that day.
    """
    appel = open_appel(appel_id, version, auteur)
    before = _Rendezvous(appel.webinaire_at, appel.webinaire_minutes, appel.webinaire_lien or "")
    appel.webinaire_at = (
        local_instant(command.jour, command.heure or time(), appel.fuseau, "heure") if command.jour else None
    )
    appel.webinaire_minutes = command.minutes if command.jour else None
    appel.webinaire_lien = command.lien if command.jour else ""
    note_saved(appel, SectionAppel.WEBINAIRE, auteur, now)
    db.session.flush()
    if before != _Rendezvous(appel.webinaire_at, appel.webinaire_minutes, appel.webinaire_lien or ""):
        _tell(appel, lien, now)


def _tell(appel: Appel, lien: Lien, now: datetime) -> None:
    for inscription in list_sign_ups(appel.id):
        if appel.webinaire_at is None:
            mail_webinaire_cancelled(inscription, now=now)
            continue
        cle = f"webinaire:{inscription.id}:change:{appel.version}"
        mail_webinaire(
            inscription, appel.webinaire_at, cle=cle, desinscription=lien(inscription.id), change=True, now=now
        )


def list_sign_ups(appel_id: uuid.UUID) -> Sequence[InscriptionWebinaire]:
    """Those who signed up to the webinar of a call, the first first."""
    rows = select(InscriptionWebinaire).where(InscriptionWebinaire.appel_id == appel_id)
    return list(db.session.execute(rows.order_by(InscriptionWebinaire.inscrite_at, InscriptionWebinaire.id)).scalars())


def sign_up_webinaire(appel_id: uuid.UUID, courriel: str, *, lien: Lien, now: datetime) -> None:
    """Sign an address up and send the link. A known address is only sent its mail again, once a day: nothing tells
    a stranger who has signed up.

    Raises:
        ActionRefusee: there is no webinar to come.
    """
    appel = db.session.get(Appel, appel_id)
    if appel is None or appel.etat != EtatAppel.PUBLIE:
        raise Introuvable()
    debut = appel.webinaire_at
    if debut is None or not may_sign_up(debut, appel.webinaire_minutes, now):
        raise ActionRefusee("Ce webinaire est passé : les inscriptions sont closes.")
    row = _known(appel_id, courriel)
    if row is None:
        row = InscriptionWebinaire(id=uuid.uuid4(), appel=appel, courriel=courriel, inscrite_at=now)
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            # The same address, twice at once: the other request sends the mail.
            return
        record("webinaire_inscription", appel, auteur=None, now=now, appel=appel.code)
    cle = f"webinaire:{row.id}:{now.date().isoformat()}"
    mail_webinaire(row, debut, cle=cle, desinscription=lien(row.id), change=False, now=now)


def _known(appel_id: uuid.UUID, courriel: str) -> InscriptionWebinaire | None:
    return db.session.execute(
        select(InscriptionWebinaire).where(
            InscriptionWebinaire.appel_id == appel_id, InscriptionWebinaire.courriel == courriel
        )
    ).scalar_one_or_none()


def cancel_sign_up(inscription_id: uuid.UUID, *, now: datetime) -> None:
    """Erase a sign-up and the mails it was sent; asked twice, the second changes nothing."""
    row = db.session.get(InscriptionWebinaire, inscription_id)
    if row is not None:
        code, objet = row.appel.code, row.appel
        _erase([row.id])
        record("webinaire_desinscription", objet, auteur=None, now=now, appel=code)


def export_sign_ups(appel: Appel, *, auteur: Utilisateur, now: datetime) -> Sequence[InscriptionWebinaire]:
    """Give the list of those who signed up, and note that it left."""
    rows = list_sign_ups(appel.id)
    record("webinaire_inscrits_exportes", appel, auteur=auteur, now=now, appel=appel.code, nombre=len(rows))
    return rows


def erase_sign_ups(*, now: datetime) -> int:
    """Erase the sign-ups whose webinar is over for long enough; return how many."""
    erased = 0
    for appel in db.session.execute(select(Appel).where(Appel.id.in_(_held())).order_by(Appel.code)).scalars():
        ids = [row.id for row in list_sign_ups(appel.id) if _end_of_use(row) <= now]
        if ids:
            _erase(ids)
            record("webinaire_inscrits_effaces", appel, auteur=None, now=now, appel=appel.code, nombre=len(ids))
            erased += len(ids)
    return erased


def _held() -> Select[tuple[uuid.UUID]]:
    return select(InscriptionWebinaire.appel_id)


def _end_of_use(row: InscriptionWebinaire) -> datetime:
    """The webinar's own term; when it was cancelled, the sign-up's."""
    debut = row.appel.webinaire_at
    return erasure_of_sign_ups(debut, row.appel.webinaire_minutes) if debut else row.inscrite_at + CONSERVATION


def _erase(ids: Sequence[uuid.UUID]) -> None:
    """Erase sign-ups with the mails that name them: an address erased is erased everywhere."""
    db.session.execute(
        delete(Courriel).where(
            Courriel.objet_type == InscriptionWebinaire.__tablename__, Courriel.objet_id.in_([str(i) for i in ids])
        )
    )
    db.session.execute(delete(InscriptionWebinaire).where(InscriptionWebinaire.id.in_(ids)))
