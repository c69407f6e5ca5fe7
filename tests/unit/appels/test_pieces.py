"""How the list of documents of a published call may change, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from acia.appels.rules import (
    ChangementPiece,
    Echeance,
    ListePieces,
    Piece,
    changed_list,
    changes_in_words,
    judge_change,
    list_as_stored,
    read_list,
)

ARRETE = Piece("arrete", "autorisation", "Arrêté d’autorisation")
AVIS = Piece("avis_cse", "avis_cse", "Avis de l’instance")
DIAGNOSTIC = Piece("diagnostic", "projet", "Diagnostic", obligatoire=False)
CHARTE = Piece("", "projet", "Charte d’accueil")
LISTE = ListePieces(1, (ARRETE, AVIS, DIAGNOSTIC))
OUVERTE = Echeance(date(2027, 2, 20), date(2027, 1, 15), 15)
BIENTOT = replace(OUVERTE, jour=date(2027, 2, 6))


def changed(code: str, piece: Piece | None) -> ListePieces:
    return changed_list(LISTE, ChangementPiece(code, piece, "Motif"))


def refused(apres: ListePieces, echeance: Echeance = OUVERTE) -> list[str]:
    return [c.regle.code for c in judge_change(LISTE, apres, echeance) if c.bloque]


RELAXED = {
    "facultative en plus": changed("", replace(CHARTE, obligatoire=False)),
    "aide": changed("arrete", replace(ARRETE, aide="Toutes les pages.")),
    "nom": changed("diagnostic", replace(DIAGNOSTIC, libelle="État des lieux")),
    "retrait": changed("diagnostic", None),
    "types en plus": changed("diagnostic", replace(DIAGNOSTIC, formats=("bureautique", "image", "pdf"))),
}
STRICTER = {
    "obligatoire en plus": changed("", CHARTE),
    "devient obligatoire": changed("diagnostic", replace(DIAGNOSTIC, obligatoire=True)),
    "types en moins": changed("diagnostic", replace(DIAGNOSTIC, formats=("pdf",))),
}


@pytest.mark.parametrize("apres", RELAXED.values(), ids=RELAXED)
def test_relaxing_is_allowed_until_the_deadline(apres: ListePieces) -> None:
    assert apres != LISTE
    assert refused(apres, replace(OUVERTE, jour=OUVERTE.dernier_jour)) == []
    assert refused(apres, replace(OUVERTE, close=True)) == ["R11"]


@pytest.mark.parametrize("apres", STRICTER.values(), ids=STRICTER)
def test_r11_asking_more_needs_its_notice(apres: ListePieces) -> None:
    assert refused(apres, replace(OUVERTE, jour=OUVERTE.dernier_ajout)) == []
    assert refused(apres, BIENTOT) == ["R11"]
    (said,) = [c.phrase for c in judge_change(LISTE, apres, BIENTOT) if c.bloque]
    assert "15 jours" in said
    assert "au 21 février 2027 au plus tôt" in said
    assert refused(apres, replace(BIENTOT, dernier_jour=date(2027, 2, 21))) == [], "once the deadline is moved"


@pytest.mark.parametrize("piece", [ARRETE, AVIS], ids=["arrêté", "avis"])
def test_r4_what_proves_eligibility_stays_required(piece: Piece) -> None:
    assert refused(changed(piece.code, None)) == ["R4"]
    assert refused(changed(piece.code, replace(piece, obligatoire=False))) == ["R4"]


def test_a_changed_document_keeps_its_code_its_part_and_its_place() -> None:
    apres = changed("arrete", Piece("autre", "projet", "Arrêté du département"))
    assert apres.pieces[0] == replace(ARRETE, libelle="Arrêté du département")
    assert [p.code for p in apres.pieces] == ["arrete", "avis_cse", "diagnostic"]


def test_a_change_is_said_in_sentences() -> None:
    said = changes_in_words(LISTE, changed("diagnostic", replace(DIAGNOSTIC, libelle="État", obligatoire=True)))
    assert said == ["« Diagnostic » s’appelle maintenant « État ».", "« État » devient obligatoire."]
    assert changes_in_words(LISTE, changed("", CHARTE)) == ["« Charte d’accueil » est demandée en plus, obligatoire."]
    assert changes_in_words(LISTE, changed("diagnostic", None)) == ["« Diagnostic » n’est plus demandée."]
    assert changes_in_words(LISTE, changed("diagnostic", replace(DIAGNOSTIC, formats=("image", "pdf")))) == []


def test_a_stored_version_reads_as_it_was_and_knows_what_other_versions_asked() -> None:
    stored = list_as_stored(changed("diagnostic", None))
    read = read_list(2, stored, [list_as_stored(LISTE)])
    assert (read.numero, read.pieces, read.anciennes) == (2, (ARRETE, AVIS), (DIAGNOSTIC,))
    assert (read.label("diagnostic"), read.rank("diagnostic"), read.rank("avis_cse")) == ("Diagnostic", 0, 2)
    assert read.label("inconnu") == "inconnu"
