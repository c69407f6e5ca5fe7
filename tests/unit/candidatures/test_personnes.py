"""Who signs always remains; an invitation never takes anything away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.candidatures.rules import FORCE, Droit, keeps_signer, right_once_joined

DROITS = st.sampled_from(list(Droit))


@pytest.mark.parametrize(
    ("droits", "cible", "nouveau", "attendu"),
    [
        ({"a": Droit.SIGNE}, "a", None, False),
        ({"a": Droit.SIGNE}, "a", Droit.ECRIT, False),
        ({"a": Droit.SIGNE}, "a", Droit.SIGNE, True),
        ({"a": Droit.SIGNE, "b": Droit.ECRIT}, "b", None, True),
        ({"a": Droit.SIGNE, "b": Droit.ECRIT}, "a", None, False),
        ({"a": Droit.SIGNE, "b": Droit.SIGNE}, "a", None, True),
        ({"a": Droit.LIT, "b": Droit.ECRIT}, "b", Droit.SIGNE, True),
    ],
)
def test_somebody_always_signs(droits: dict[str, Droit], cible: str, nouveau: Droit | None, attendu: bool) -> None:
    assert keeps_signer(droits, cible, nouveau) is attendu


@given(present=st.none() | DROITS, offert=DROITS)
def test_joining_gives_the_greater_right(present: Droit | None, offert: Droit) -> None:
    droit = right_once_joined(present, offert)
    assert FORCE[droit] == max(FORCE[offert], FORCE[present] if present else 0)
