"""Which open page wrote the last versions of an object: an answer lost on its way must not make a person conflict with
herself, when her page sends again what it has typed since (S49, S56). Pure.

A page names itself « key-rank »: what it sends bears a rank that grows, so that a text late on its way never covers
what was typed after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_RANG_MAX: Final = 9
"""Digits of a rank."""


def wrote_since(page: str, seen: int | None, current: int, known: Mapping[str, Any] | None) -> bool:
    """True when every version after `seen` was written by this very page, and sent before what it sends now.

    `known` is who wrote the last ones.
    """
    cle, rang = _named(page)
    if not cle or seen is None or not known or known["cle"] != cle or rang <= known.get("rang", 0):
        return False
    return bool(known["depuis"] <= seen <= current == known["jusque"])


def pages_after(page: str, current: int, known: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What to keep once a page writes over version `current`; nothing for a form that no script numbers."""
    cle, rang = _named(page)
    if not cle:
        return None
    goes_on = known is not None and known["cle"] == cle and known["jusque"] == current
    return {
        "cle": cle,
        "depuis": known["depuis"] if known and goes_on else current,
        "jusque": current + 1,
        "rang": rang,
    }


def _named(page: str) -> tuple[str, int]:
    cle, _, rang = page.partition("-")
    return cle, int(rang) if rang.isdecimal() and len(rang) <= _RANG_MAX else 0
