"""A page that never got its answer goes on; any other page conflicts, and so does this one when others wrote (S49)."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from acia.core.pages import pages_after, wrote_since


def test_a_page_goes_on_after_an_answer_that_never_came() -> None:
    known = pages_after("a", 4, None)
    assert wrote_since("a", 4, 5, known)
    known = pages_after("a", 5, known)
    assert wrote_since("a", 4, 6, known)
    assert wrote_since("a", 5, 6, known)


def test_another_page_an_older_reading_and_a_page_without_script_conflict() -> None:
    known = pages_after("a", 4, None)
    assert not wrote_since("b", 4, 5, known)
    assert not wrote_since("a", 3, 5, known)
    assert not wrote_since("", 4, 5, known)
    assert not wrote_since("a", None, 5, known)
    assert not wrote_since("a", 4, 5, None)
    assert pages_after("", 5, known) is None


def test_what_somebody_else_did_meanwhile_is_never_passed_over() -> None:
    known = pages_after("a", 4, None)
    # Version 6 is not of a section: an invitation, a deposit.
    assert not wrote_since("a", 4, 6, known)
    known = pages_after("a", 6, known)
    assert not wrote_since("a", 4, 7, known)
    assert wrote_since("a", 6, 7, known)


@given(st.lists(st.sampled_from("ab-"), max_size=30), st.data())
def test_only_one_s_own_writing_is_passed_over(writers: list[str], data: st.DataObject) -> None:
    known: dict[str, Any] | None = None
    for version, writer in enumerate(writers, start=1):
        if writer != "-":
            known = pages_after(writer, version, known)
    current = len(writers) + 1
    seen = data.draw(st.integers(1, current))
    for page in "ab":
        since = writers[seen - 1 :]
        if wrote_since(page, seen, current, known):
            assert set(since) <= {page}
        elif since:
            assert set(since) != {page}
