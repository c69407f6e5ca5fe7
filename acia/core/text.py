"""Text as it enters the house: one composed form, no control or direction-changing character (S90). Pure."""

from __future__ import annotations

import re
import unicodedata

_REFUSED = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls, but tab and newline
    "\u200b\u2028\u2029\u2060\ufeff"  # invisible: zero-width space, separators, byte order mark
    "\u202a-\u202e\u2066-\u2069"  # direction overrides, which disguise names
    "\ud800-\udfff"  # lone surrogates, which no database accepts
    "]"
)


def clean_text(text: str) -> str:
    """Return the text composed (NFC), with plain newlines and without hidden characters."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _REFUSED.sub("", plain))


def clean_line(text: str) -> str:
    """The same on one line, with single spaces: names, titles, addresses."""
    return " ".join(clean_text(text).split())
