"""What one deposit changed from another."""

from __future__ import annotations

from typing import Any

from acia.candidatures.rules import Ecart, PieceExigee, Section, deposit_differences

PIECES = [PieceExigee("arrete", Section.AUTORISATION, "Arrêté d’autorisation")]


def _depot(**changes: Any) -> dict[str, Any]:
    return {
        "identite": {"nom": "MECS Ker Avel", "numero_finess": "290000017"},
        "sections": {"projet": {"titre": "Accueillir", "themes": [2]}},
        "representants": [["direction", "Anne", "Le Bihan", "Directrice", "anne@exemple.test", ""]],
        "pieces": [["arrete", "arrêté.pdf", 120, "a" * 64]],
        **changes,
    }


def test_the_same_deposit_changes_nothing() -> None:
    assert deposit_differences(_depot(), _depot(), PIECES) == []


def test_an_answer_a_person_and_a_document_are_told_section_by_section() -> None:
    after = _depot(
        sections={"projet": {"titre": "Mieux accueillir", "themes": [2]}},
        representants=[["direction", "Jeanne", "Kerbrat", "Directrice", "jeanne@exemple.test", ""]],
        pieces=[["arrete", "arrêté 2027.pdf", 120, "b" * 64]],
    )
    assert deposit_differences(_depot(), after, PIECES) == [
        Ecart(Section.AUTORISATION, "Arrêté d’autorisation", "arrêté.pdf", "arrêté 2027.pdf"),
        Ecart(Section.PROJET, "Titre du projet", "Accueillir", "Mieux accueillir"),
        Ecart(
            Section.REPRESENTANTS,
            "Membre de la direction",
            "Anne Le Bihan, Directrice, anne@exemple.test",
            "Jeanne Kerbrat, Directrice, jeanne@exemple.test",
        ),
    ]


def test_a_file_replaced_under_its_own_name_is_seen() -> None:
    [ecart] = deposit_differences(_depot(), _depot(pieces=[["arrete", "arrêté.pdf", 120, "b" * 64]]), PIECES)
    assert ecart.avant == "arrêté.pdf (empreinte aaaaaaaaaaaa…)"
    assert ecart.apres == "arrêté.pdf (empreinte bbbbbbbbbbbb…)"
