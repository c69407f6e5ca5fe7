"""Reads of the calls, always ordered."""

from acia.appels.queries.appel import (
    PlaceDepartement,
    facts_of,
    get_for_officer,
    get_published,
    list_appels_for,
    list_published,
    local_zones,
    places_of,
    status,
)

__all__ = [
    "PlaceDepartement",
    "facts_of",
    "get_for_officer",
    "get_published",
    "list_appels_for",
    "list_published",
    "local_zones",
    "places_of",
    "status",
]
