"""A page that never got its answer goes on; any other page conflicts, and so does this one when others wrote (S49)."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from acia.core.pages import pages_after, wrote_since


def test_a_page_goes_on_after_an_answer_that_never_came() -> None:
    known = pages_after("a-1", 4, None)
    assert wrote_since("a-2", 4, 5, known)
    known = pages_after("a-2", 5, known)
    assert wrote_since("a-3", 4, 6, known)
    assert wrote_since("a-3", 5, 6, known)


def test_what_a_page_sent_before_does_not_cover_what_it_sent_after() -> None:
    known = pages_after("a-2", 4, None)
    for late in ("a-1", "a-2", "a", "a-", "a-x", "a--3", "a-" + "9" * 40):
        assert not wrote_since(late, 4, 5, known)
    # After an answer the next rank may be any greater one.
    assert wrote_since("a-10", 4, 5, known)


def test_another_page_an_older_reading_and_a_page_without_script_conflict() -> None:
    known = pages_after("a-1", 4, None)
    assert not wrote_since("b-2", 4, 5, known)
    assert not wrote_since("a-2", 3, 5, known)
    assert not wrote_since("", 4, 5, known)
    assert not wrote_since("a-2", None, 5, known)
    assert not wrote_since("a-2", 4, 5, None)
    assert pages_after("", 5, known) is None


def test_what_somebody_else_did_meanwhile_is_never_passed_over() -> None:
    known = pages_after("a-1", 4, None)
    # Version 6 is not of a section: an invitation, a deposit.
    assert not wrote_since("a-2", 4, 6, known)
    known = pages_after("a-2", 6, known)
    assert not wrote_since("a-3", 4, 7, known)
    assert wrote_since("a-3", 6, 7, known)


@given(st.lists(st.sampled_from("ab-"), max_size=30), st.data())
def test_only_one_s_own_writing_is_passed_over(writers: list[str], data: st.DataObject) -> None:
    known: dict[str, Any] | None = None
    for version, writer in enumerate(writers, start=1):
        if writer != "-":
            known = pages_after(f"{writer}-{version}", version, known)
    current = len(writers) + 1
    seen = data.draw(st.integers(1, current))
    for page in "ab":
        since = writers[seen - 1 :]
        if wrote_since(f"{page}-{current}", seen, current, known):
            assert set(since) <= {page}
        elif since:
            assert set(since) != {page}
