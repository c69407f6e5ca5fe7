"""States and transitions as one table. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from acia.core.errors import TransitionRefusee

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class Workflow(Generic[S]):
    """A table (state, act) → state; `libelles` are the words shown for each state."""

    nom: str
    libelles: Mapping[S, str]
    transitions: Mapping[tuple[S, str], S]

    def next_state(self, state: S, act: str) -> S:
        """Return the state after `act`.

        Raises:
            TransitionRefusee: the act does not exist from `state`.
        """
        try:
            return self.transitions[state, act]
        except KeyError:
            raise TransitionRefusee(
                f"Ce n’est plus possible : {self.nom} est maintenant « {self.libelles[state].lower()} »."
            ) from None

    def allows(self, state: S, act: str) -> bool:
        """Tell whether `act` exists from `state`."""
        return (state, act) in self.transitions
