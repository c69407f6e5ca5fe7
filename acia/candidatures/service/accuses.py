"""Anybody checks a receipt from its number and its fingerprint; nothing else is told."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from sqlalchemy import select

from acia.candidatures.models import Accuse
from acia.comptes.access import HEURE, TropDEssais, note_try
from acia.comptes.queries import list_failures
from acia.comptes.rules import Client, fingerprint
from acia.core.db import db

VERIFICATIONS_PAR_HEURE: Final = 30
_CLE: Final = fingerprint("verification d’accusé")
_EMPREINTE: Final = re.compile(r"[0-9a-f]{64}")


def verify_receipt(numero: str, empreinte: str, client: Client, *, now: datetime) -> Accuse | None:
    """Return the receipt that bears this number and this fingerprint; blanks and capitals do not count.

    Raises:
        TropDEssais: too many checks from one place in an hour.
    """
    if len(list_failures(_CLE, now - HEURE, client.cle)) >= VERIFICATIONS_PAR_HEURE:
        raise TropDEssais("Beaucoup d’accusés ont été vérifiés depuis votre réseau. Recommencez dans une heure.")
    note_try(_CLE, client, now)
    typed = "".join(empreinte.split()).lower()
    if not _EMPREINTE.fullmatch(typed):
        return None
    return db.session.execute(
        select(Accuse).where(Accuse.numero == "".join(numero.split()).upper(), Accuse.empreinte == typed)
    ).scalar_one_or_none()
