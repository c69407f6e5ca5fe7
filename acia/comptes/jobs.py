"""Background work of accounts: what must not show in the time of an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from acia.comptes.access import TACHE_LIEN, forget_request, send_reset_link
from acia.comptes.avis import readers_due, send_digest
from acia.comptes.service import TACHE_INSCRIPTION, Identite, Inscription, sign_up
from acia.core.db import db, transaction
from acia.core.jobs import every_minute, handler
from acia.core.web import absolute_url


def link_address(jeton: str) -> str:
    """Absolute address of the page of a one-time link."""
    return absolute_url("comptes.lien", jeton=jeton)


@handler(TACHE_LIEN)
def send_requested_link(donnees: dict[str, Any], now: datetime) -> None:
    """Send the link somebody asked for, if the account exists."""
    if not donnees:
        return
    with transaction():
        send_reset_link(donnees["courriel"], now=now, lien=link_address)
        forget_request(donnees["cle"])


@handler(TACHE_INSCRIPTION)
def open_requested_account(donnees: dict[str, Any], now: datetime) -> None:
    """Open the account an establishment asked for."""
    if not donnees:
        return
    identite = Identite(donnees["prenom"], donnees["nom"], donnees["fonction"], donnees["employeur"])
    with transaction():
        sign_up(Inscription(donnees["courriel"], identite), now=now, lien=link_address)
        forget_request(donnees["cle"])


@every_minute
def send_digests(now: datetime) -> None:
    """Send the digests whose hour has come, each in a transaction of its own."""
    waiting = readers_due(now)
    db.session.rollback()
    for utilisateur_id in waiting:
        with transaction():
            send_digest(utilisateur_id, now=now, lien_reglages=absolute_url("comptes.mes_avis"))
