"""The audit journal: every act leaves one event, chained, in the transaction of the act."""

from acia.core.audit.journal import Evenement, EventType, declare_events, event_types, record, verify_chain

__all__ = ["Evenement", "EventType", "declare_events", "event_types", "record", "verify_chain"]
