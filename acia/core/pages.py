"""Which open page wrote the last versions of an object: an answer lost on its way must not make a person conflict with
herself, when her page sends again what it has typed since (S49, S56). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def wrote_since(page: str, seen: int | None, current: int, known: Mapping[str, Any] | None) -> bool:
    """True when every version after `seen` was written by this very page, `known` being who wrote the last ones."""
    if not page or seen is None or not known or known["cle"] != page:
        return False
    return bool(known["depuis"] <= seen <= current == known["jusque"])


def pages_after(page: str, current: int, known: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What to keep once a page writes over version `current`; nothing for a form that no script numbers."""
    if not page:
        return None
    goes_on = known is not None and known["cle"] == page and known["jusque"] == current
    return {"cle": page, "depuis": known["depuis"] if known and goes_on else current, "jusque": current + 1}
