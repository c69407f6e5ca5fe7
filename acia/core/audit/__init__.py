"""The audit journal: every act leaves one event, chained, in the transaction of the act; its head is anchored daily."""

from acia.core.audit.ancres import (
    Ancre,
    Repere,
    check_journal,
    complete_registre,
    contradicted,
    head_of_journal,
    kept_anchors,
    last_anchor,
    read_repere,
)
from acia.core.audit.journal import GENESIS, Evenement, EventType, declare_events, event_types, record, verify_chain

__all__ = [
    "GENESIS",
    "Ancre",
    "Evenement",
    "EventType",
    "Repere",
    "check_journal",
    "complete_registre",
    "contradicted",
    "declare_events",
    "event_types",
    "head_of_journal",
    "kept_anchors",
    "last_anchor",
    "read_repere",
    "record",
    "verify_chain",
]
