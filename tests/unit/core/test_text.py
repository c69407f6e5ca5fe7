"""Text at the door: composed, visible, in one direction (S90)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.core.text import clean_line, clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("e\u0301te\u0301", "été"),
        ("a\x00b\x07c\x7f", "abc"),
        ("une\r\ndeux\rtrois\n", "une\ndeux\ntrois\n"),
        ("tab\tici", "tab\tici"),
        ("\u202efdp.exe", "fdp.exe"),
        ("zéro\u200bwidth\ufeff", "zérowidth"),
        ("isolé \ud800 seul", "isolé  seul"),
        ("👩\u200d👧 famille", "👩\u200d👧 famille"),
        ("« déjà » : oui\u00a0!", "« déjà » : oui\u00a0!"),
        ("\x85suite\x1b[31m", "suite[31m"),
    ],
)
def test_s90_hidden_characters_are_removed(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_a_line_has_single_spaces_and_no_break() -> None:
    assert clean_line("  Anne\n\tLe  Goff \u00a0 ") == "Anne Le Goff"


@given(st.text())
def test_s90_a_clean_text_is_stable_composed_and_storable(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\x00" not in cleaned
    assert isinstance(cleaned.encode(), bytes)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in cleaned)
