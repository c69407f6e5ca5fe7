"""What one deposit changed from another, section by section, read from the data that their fingerprints seal. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from acia.candidatures.rules.completude import PieceExigee
from acia.candidatures.rules.corrections import Ecart, differences
from acia.candidatures.rules.lecture import in_words
from acia.candidatures.rules.reponses import Personne, Section, read_reponses


def deposit_differences(
    avant: Mapping[str, Any], apres: Mapping[str, Any], pieces: Iterable[PieceExigee]
) -> list[Ecart]:
    """Return what changed between two deposits, in the order of the sections; a file replaced under its name counts."""
    demandees = {piece.code: piece for piece in pieces}
    return differences(_lines(avant, apres, demandees), _lines(apres, avant, demandees))


def _lines(
    depot: Mapping[str, Any], autre: Mapping[str, Any], demandees: Mapping[str, PieceExigee]
) -> dict[Section, list[tuple[str, str]]]:
    people = {role: Personne(*champs) for role, *champs in depot["representants"]}
    mots = in_words(read_reponses(depot["sections"], people), depot["identite"])
    lignes = {section: list(paires) for section, paires in mots.items()}
    homonymes = {(code, nom): sha256 for code, nom, _, sha256 in autre["pieces"]}
    for code, nom, _, sha256 in depot["pieces"]:
        piece = demandees.get(code)
        if piece is None:
            continue
        replaced = homonymes.get((code, nom), sha256) != sha256
        lignes[piece.section].append((piece.libelle, f"{nom} (empreinte {sha256[:12]}…)" if replaced else nom))
    return lignes
