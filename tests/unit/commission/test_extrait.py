"""Extracts of the minutes: what is withheld changes nothing of what is given (S7, S9, R45)."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from acia.commission.rules.extrait import OMIS, OMIS_MEMBRE, extract_for_applicant, extract_for_member, files_in

A_C_M = ("ACIA-A", "ACIA-C", "ACIA-M1", "ACIA-M2")


def item(numero: str, rang: str, **changes: Any) -> dict[str, Any]:
    return {
        "numero": f"ACIA-{numero}",
        "etablissement": f"Foyer {numero}, Brest",
        "rang": rang,
        "ordre": 1,
        "ouverture": "9 h 10",
        "cloture": "9 h 25",
        "presents": ["Anne Un", "Béa Deux"],
        "representes": [],
        "deports": [],
        "sorties": [],
        "absents": [],
        "quorum": "Le quorum est atteint : 2 présents pour 3 membres.",
        "note": "72 / 100",
        "note_exacte": "72/1",
        "notes": "2 notes",
        "departage": "",
        "plafond": "",
        "abstentions": [],
        "reouvertures": ["Anne Un : 4, 3 devient 3, 3 (erreur)"],
        "vote": "Adoptée à l’unanimité des 2 voix.",
        "voix": "Pour : 2 voix.",
        "desaccords": [],
        "proposition": "Retenue",
        "motif": "",
        **changes,
    }


def minutes(*finistere: dict[str, Any]) -> dict[str, Any]:
    return {
        "titre": "Procès-verbal de la commission « Bretagne »",
        "appel": "Appel 2027",
        "region": "Bretagne",
        "version": 1,
        "rectification": "",
        "seance": "18 mars 2027",
        "lieu": "Rennes",
        "convocation": "",
        "seconde_convocation": False,
        "membres": [{"nom": n, "qualite": "Membre", "fonction": "", "presence": "Sur place"} for n in ("Anne Un",)],
        "horaires": "Premier dossier ouvert à 9 h.",
        "mouvements": [],
        "quorum": "Le quorum est atteint.",
        "procurations": [],
        "departements": [
            {"nom": "Finistère", "places": "2 places", "dossiers": list(finistere)},
            {"nom": "Morbihan", "places": "1 place", "dossiers": [item("M1", "1"), item("M2", "2")]},
        ],
        "observations": "",
        "clos_le": "20 mars 2027",
    }


SECRET = {
    "ouverture": "10 h",
    "cloture": "10 h 59",
    "note": "3 / 100",
    "note_exacte": "3/1",
    "notes": "1 note",
    "departage": "tirage au sort",
    "plafond": "plafond atteint",
    "vote": "Rejetée par 3 voix contre 1.",
    "voix": "Pour : 1 voix, contre : 3 voix.",
    "desaccords": ["Béa Deux : je le désapprouve"],
    "proposition": "Non retenue",
    "motif": "Un motif secret.",
    "deports": ["Anne Un", "Carole Trois"],
    "sorties": ["Anne Un : de 10 h à 10 h 59"],
    "reouvertures": ["Béa Deux : 1, 1 devient 5, 5 (secret)"],
    "quorum": "Le quorum n’est pas atteint.",
    "presents": ["Béa Deux"],
    "abstentions": ["Béa Deux (secret)"],
    "etablissement": "Foyer B, Quimper, sa nouvelle adresse",
}


def world(mark: dict[str, Any]) -> dict[str, Any]:
    """The file B has this content; the ranks of its département follow from it."""
    low = "note" in mark
    return minutes(
        item("A", "1" if low else "2"),
        item("B", "3" if low else "1", **mark),
        item("C", "2" if low else "3", motif="Suivi par ACIA-B." if low else "Suivi par ACIA-B, mieux classé."),
    )


@pytest.mark.parametrize("champ", [None, *SECRET])
def test_s7_a_recused_item_changes_nothing_of_the_extract(champ: str | None) -> None:
    mark = SECRET if champ is None else {champ: SECRET[champ]}
    first, second = (extract_for_member(w, A_C_M, lecteur="Anne Un") for w in (world({}), world(mark)))
    assert first == second
    text = json.dumps(first, ensure_ascii=False)
    assert "Foyer B" not in text
    assert [d["numero"] for d in files_in(first)] == list(A_C_M)
    assert first["omis"] == 1
    finistere, morbihan = first["departements"]
    assert {d["rang"] for d in finistere["dossiers"]} == {""}
    assert [d["rang"] for d in morbihan["dossiers"]] == ["1", "2"]


def test_the_comparison_can_fail() -> None:
    first, second = (extract_for_member(w, {*A_C_M, "ACIA-B"}, lecteur="Anne Un") for w in (world({}), world(SECRET)))
    assert first != second


def test_free_text_that_names_a_file_withheld_is_withheld_with_it() -> None:
    content = minutes(
        item(
            "A",
            "1",
            motif="Préféré à FOYER B pour son équipe.",
            desaccords=["Anne Un : le dossier acia-b était meilleur"],
        ),
        item("B", "2"),
    )
    content["observations"] = "Béa Deux regrette le sort du Foyer B, Brest."
    kept = extract_for_member(content, {"ACIA-A"}, lecteur="Anne Un")
    assert files_in(kept)[0]["motif"] == OMIS
    assert files_in(kept)[0]["desaccords"] == [OMIS]
    assert kept["observations"] == OMIS
    whole = extract_for_member(content, {"ACIA-A", "ACIA-B"}, lecteur="Anne Un")
    assert files_in(whole)[0]["motif"] == "Préféré à FOYER B pour son équipe."


def test_no_extract_gives_the_marks_of_a_member_nor_the_fingerprint_of_the_whole() -> None:
    text = json.dumps(extract_for_member(world({}), {*A_C_M, "ACIA-B"}, lecteur="x"), ensure_ascii=False)
    for hidden in ("devient", "graine", "sha256", "Premier dossier"):
        assert hidden not in text


def test_an_older_version_of_the_minutes_gives_an_extract_too() -> None:
    older = world({})
    for dossier in files_in(older):
        for key in (
            "presents",
            "sorties",
            "vote",
            "voix",
            "desaccords",
            "ouverture",
            "cloture",
            "representes",
            "ordre",
        ):
            del dossier[key]
    del older["mouvements"], older["horaires"]
    found = extract_for_member(older, {"ACIA-A"}, lecteur="Anne Un")
    assert files_in(found)[0]["presents"] == []
    applicant = extract_for_applicant(older, "ACIA-A")
    assert applicant is not None
    assert applicant["vote"] == ""


@pytest.mark.parametrize("champ", [None, *SECRET])
def test_s9_another_applicant_changes_nothing_of_hers(champ: str | None) -> None:
    mark = SECRET if champ is None else {champ: SECRET[champ]}
    first, second = (extract_for_applicant(w, "ACIA-A") for w in (world({}), world(mark)))
    assert first is not None
    assert first == second
    text = json.dumps(first, ensure_ascii=False)
    for hidden in ("Foyer B", "Anne Un", "Béa Deux", "rang", "devient"):
        assert hidden not in text
    assert extract_for_applicant(world({}), "ACIA-Z") is None


def test_r45_a_mean_of_one_sheet_is_not_told_to_the_applicant() -> None:
    content = world({})
    before = extract_for_applicant(content, "ACIA-A")
    assert before is not None
    assert (before["note"], before["notes"]) == ("72 / 100", "2 notes")
    alone = copy.deepcopy(content)
    files_in(alone)[0]["notes"] = "1 note"  # type: ignore[index]
    after = extract_for_applicant(alone, "ACIA-A")
    assert after is not None
    assert (after["note"], after["notes"]) == ("", "")


def test_a_reason_that_names_a_member_or_another_applicant_is_withheld_from_the_applicant() -> None:
    content = world({})
    for motif, said in (
        ("Mieux que le Foyer B.", OMIS),
        ("Anne Un l’a défendu.", OMIS_MEMBRE),
        ("Le Foyer A est bien tenu.", "Le Foyer A est bien tenu."),
    ):
        files_in(content)[0]["motif"] = motif  # type: ignore[index]
        found = extract_for_applicant(content, "ACIA-A")
        assert found is not None
        assert found["motif"] == said


@pytest.mark.parametrize(
    ("vote", "voix", "dit"),
    [
        ("Adoptée : 1 voix contre 1, la voix de la présidence l’emporte.", "Pour : 1 voix.", "La commission a voté."),
        ("Adoptée par consensus, sans vote.", "", "La commission s’est prononcée sans vote."),
        ("", "", ""),
    ],
)
def test_the_applicant_is_not_told_how_each_voted(vote: str, voix: str, dit: str) -> None:
    content = world({})
    files_in(content)[0].update(vote=vote, voix=voix)  # type: ignore[attr-defined]
    found = extract_for_applicant(content, "ACIA-A")
    assert found is not None
    assert found["vote"] == dit
    assert "présidence" not in json.dumps(found, ensure_ascii=False)
