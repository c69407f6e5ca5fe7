"""Outgoing mail: a row before it is a message."""

from acia.core.mail.outbox import Courriel, EtatCourriel, prepare_mail, release_mail, send_pending

__all__ = ["Courriel", "EtatCourriel", "prepare_mail", "release_mail", "send_pending"]
