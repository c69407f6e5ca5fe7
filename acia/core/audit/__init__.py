"""The audit journal: every act leaves one event, chained, in the transaction of the act."""

from acia.core.audit.journal import GENESIS, Evenement, EventType, declare_events, event_types, record, verify_chain

__all__ = ["GENESIS", "Evenement", "EventType", "declare_events", "event_types", "record", "verify_chain"]
