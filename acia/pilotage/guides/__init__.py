"""One guide for each role, written in TOML beside this module and served under « Aide »."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from acia.core.filters import typographie
from acia.core.permissions import Role

GUIDES: Final = {
    Role.REPRESENTANT: "etablissement",
    Role.MEMBRE: "membre",
    Role.CHARGE: "charge-de-mission",
    Role.INTERVENANT: "intervenant",
    Role.PILOTE: "pilote",
    Role.FINANCEUR: "financeur",
}
"""Name of the guide of each role, in the order they are offered."""


@dataclass(frozen=True)
class Partie:
    """One moment of the work: a few steps in order, then what reassures."""

    titre: str
    etapes: tuple[str, ...]
    bon_a_savoir: str = ""


@dataclass(frozen=True)
class Guide:
    """What a person of a role does, from the first day to the last."""

    nom: str
    titre: str
    phrase: str
    parties: tuple[Partie, ...]


@cache
def read_guide(nom: str) -> Guide:
    """Return the guide of that name, one of `GUIDES`."""
    with (Path(__file__).parent / f"{nom}.toml").open("rb") as source:
        data = tomllib.load(source)
    return Guide(nom, typographie(data["titre"]), typographie(data["phrase"]), tuple(map(_part, data["parties"])))


def _part(said: dict[str, Any]) -> Partie:
    etapes = tuple(map(typographie, said["etapes"]))
    return Partie(typographie(said["titre"]), etapes, typographie(said.get("bon_a_savoir", "")))


def all_guides() -> list[Guide]:
    """Return the guides, the most numerous readers first."""
    return [read_guide(nom) for nom in GUIDES.values()]
