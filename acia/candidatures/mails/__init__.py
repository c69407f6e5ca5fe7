"""Mails of the stage."""

from acia.candidatures.mails.appel import (
    mail_extended,
    mail_pieces_changed,
)
from acia.candidatures.mails.dossier import (
    mail_alert,
    mail_confiee,
    mail_correction_ended,
    mail_correction_received,
    mail_correction_reminder,
    mail_correction_requested,
    mail_derogation,
    mail_derogation_withdrawn,
    mail_handover,
    mail_imported,
    mail_invitation,
    mail_ready,
    mail_receipt,
    mail_relais,
    mail_sent_back,
    notice_correction,
    notice_message,
    notice_relais,
    notice_unfinished,
)
from acia.candidatures.mails.papier import (
    mail_paper_receipt,
    mail_paper_refused,
    mail_replaced_draft,
)

__all__ = [
    "mail_alert",
    "mail_confiee",
    "mail_correction_ended",
    "mail_correction_received",
    "mail_correction_reminder",
    "mail_correction_requested",
    "mail_derogation",
    "mail_derogation_withdrawn",
    "mail_extended",
    "mail_handover",
    "mail_imported",
    "mail_invitation",
    "mail_paper_receipt",
    "mail_paper_refused",
    "mail_pieces_changed",
    "mail_ready",
    "mail_receipt",
    "mail_relais",
    "mail_replaced_draft",
    "mail_sent_back",
    "notice_correction",
    "notice_message",
    "notice_relais",
    "notice_unfinished",
]
