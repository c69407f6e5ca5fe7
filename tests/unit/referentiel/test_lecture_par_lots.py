"""Rows read together give what rows read alone give; the shortcuts of the readers agree with the definitions."""

from __future__ import annotations

import random
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acia.referentiel import rules
from acia.referentiel.lecteurs import FichierRefuse, plats, read_register
from acia.referentiel.lecteurs.cles import Repertoire, all_days, all_hold, digits_of, keys_of, number_of
from acia.referentiel.lecteurs.colonnes import LotDouteux
from acia.referentiel.lecteurs.enregistrement import LigneInvalide, is_date
from acia.referentiel.lecteurs.grille import Grille
from acia.referentiel.lecteurs.points import NOMBRE
from acia.referentiel.lecteurs.texte import clean_text, is_plain
from tests.factories.registre_finess import DONNEES_REELLES, file_507, several

LETTRES = "AÉéàçÂâÃ©œŒ°’  ;\"'-€\u0301\u00a0\u200b\x07x1"
TEXTE = file_507(several(40))


def outcome(contenu: bytes) -> tuple[Any, ...]:
    """Everything one learns from a file, whatever the order of its rows."""
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "registre.csv"
        chemin.write_bytes(contenu)
        try:
            lecture = read_register(chemin)
            lus = sorted(lecture, key=lambda lu: lu.numero_finess)
        except FichierRefuse as refus:
            return (refus.motif,)
        return lus, lecture.lues, sorted(map(str, lecture.rejets)), sorted(map(str, lecture.observations))


def one_by_one(monkeypatch: pytest.MonkeyPatch, contenu: bytes) -> tuple[Any, ...]:
    def doubtful(*_: object) -> None:
        raise LotDouteux

    with monkeypatch.context() as patch:
        patch.setattr(plats, "read_together", doubtful)
        patch.setattr(plats.Points, "_add_together", lambda *_: False)
        return outcome(contenu)


VALEURS = (
    "",
    "  X",
    "X ",
    "Ã©COLE",
    "CŒUR",
    '"A ""B"" C"',
    "2026-02-30",
    "1901-01-01",
    "9A",
    "0",
    "29200 BREST CEDEX 2",
)


def mutated(dice: random.Random) -> bytes:
    """The file with one field replaced."""
    lignes = TEXTE.splitlines(keepends=True)
    rang = dice.randrange(1, len(lignes))
    champs = lignes[rang].rstrip("\n").split(";")
    champs[dice.randrange(len(champs))] = dice.choice(VALEURS)
    lignes[rang] = ";".join(champs) + "\n"
    return "".join(lignes).encode()


@pytest.mark.parametrize("graine", range(200))
def test_rows_read_together_give_what_rows_read_alone_give(monkeypatch: pytest.MonkeyPatch, graine: int) -> None:
    contenu = mutated(random.Random(graine))  # noqa: S311 - a repeatable draw
    assert outcome(contenu) == one_by_one(monkeypatch, contenu)


MORCEAUX = (
    b";",
    b"\n",
    b"\r\n",
    b'"',
    b" ",
    b"  ",
    b"\t",
    b"\xe9",
    "œÉ".encode(),
    b"\\N",
    b"-",
    b".",
    b"structureet",
    b"0",
    b"A",
)


def shaken(dice: random.Random) -> bytes:
    """The file with a few bytes taken out, put in, or moved from one row to another."""
    octets = TEXTE.encode()
    for _ in range(dice.randrange(1, 4)):
        debut = dice.randrange(30, len(octets))
        fin = debut + dice.choice((0, 0, 1, 1, 2, 300))
        octets = octets[:debut] + dice.choice((b"", *MORCEAUX)) + octets[fin:]
    if dice.random() < 0.3:
        # A field more here, a field less there: as many in all.
        place = octets.find(b";", dice.randrange(len(octets) // 2))
        octets = octets[:place] + octets[place + 1 :]
        place = octets.find(b";", dice.randrange(place, place + 500))
        octets = octets[:place] + b";" + octets[place:]
    return octets


@pytest.mark.parametrize("graine", range(300))
def test_a_shaken_block_says_what_its_rows_say_alone(monkeypatch: pytest.MonkeyPatch, graine: int) -> None:
    contenu = shaken(random.Random(graine))  # noqa: S311 - a repeatable draw
    assert outcome(contenu) == one_by_one(monkeypatch, contenu)


@pytest.mark.donnees_reelles
@pytest.mark.skipif(not DONNEES_REELLES.is_dir(), reason="real register data is not beside the project")
def test_real_rows_read_together_give_what_they_give_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for chemin in sorted(DONNEES_REELLES.glob("etalab-*.csv")):
        contenu = chemin.read_bytes()
        assert outcome(contenu) == one_by_one(monkeypatch, contenu)


@given(st.lists(st.text(LETTRES, max_size=12), min_size=1, max_size=6))
@settings(max_examples=500)
def test_a_plain_line_needs_no_cleaning(champs: list[str]) -> None:
    ligne = ";".join(champs)
    if not is_plain(ligne.encode()):
        return
    for champ in ligne.split(";"):
        assert clean_text(champ) == champ


@given(
    st.dates().map(str) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True) | st.text(LETTRES, max_size=10)
)
@settings(max_examples=500)
def test_days_checked_together_are_those_checked_alone(jour: str) -> None:
    assert all_days([jour.encode(), b"2026-05-12"]) == (is_date(jour) and not jour.endswith("-02-29"))


@given(st.lists(st.text("0123456789AB;é", min_size=7, max_size=11), min_size=1, max_size=4))
@settings(max_examples=500)
def test_numbers_of_another_form_are_seen_among_others(textes: list[str]) -> None:
    assert (digits_of(list(map(str.encode, textes))) is not None) == all(
        re.fullmatch("[0-9AB]{9}", texte) for texte in textes
    )


@given(st.lists(st.from_regex(r"-?[0-9]{0,8}\.?[0-9]{0,5}-?", fullmatch=True), min_size=1, max_size=3), st.booleans())
@settings(max_examples=500)
def test_coordinates_read_together_are_those_read_alone(textes: list[str], first: bool) -> None:
    grille = Grille.of("\n".join(f"{texte};1" if first else f"12;{texte}" for texte in textes).encode(), len(textes), 2)
    assert grille is not None
    nombres = grille.numbers(0 if first else 1)
    usual = all(re.fullmatch(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]+)?", texte) and len(texte) <= 14 for texte in textes)
    assert (nombres is not None) == usual
    if nombres is not None:
        assert all(NOMBRE.fullmatch(texte) for texte in textes)
        assert nombres.tolist() == list(map(float, textes))


@given(st.lists(st.lists(st.text("aé1", max_size=3), min_size=1, max_size=4), min_size=1, max_size=4))
@settings(max_examples=300)
def test_lines_of_another_width_are_seen_among_others(rows: list[list[str]]) -> None:
    lignes = "\n".join(map(";".join, rows)).encode()
    grille = Grille.of(lignes, len(rows), len(rows[0]))
    assert (grille is not None) == (set(map(len, rows)) == {len(rows[0])})
    if grille is not None:
        columns = [[texte.decode() for texte in grille.texts(rang)] for rang in range(len(rows[0]))]
        assert list(map(list, zip(*columns, strict=True))) == rows
        cases = grille.slots(0, 2)
        assert (cases is not None) == all(len(row[0].encode()) == 2 for row in rows)


@given(st.text("0123456789AB", min_size=9, max_size=9))
@settings(max_examples=500)
def test_s104_the_key_is_that_of_luhn(numero: str) -> None:
    if not re.fullmatch(r"(?:[0-9]{2}|2[AB])[0-9]{7}", numero):
        assert not rules.has_valid_key(numero)
        return
    chiffres = [int(c) for c in numero.replace("A", "1").replace("B", "2")]
    doubles = [sum(map(int, str(2 * c))) if rang % 2 else c for rang, c in enumerate(reversed(chiffres))]
    assert rules.has_valid_key(numero) == (sum(doubles) % 10 == 0)


@given(st.text(LETTRES + "SAINTEsaintßÆ²½ª", max_size=30))
@settings(max_examples=500)
def test_words_of_a_search_are_those_of_the_text_without_accents(texte: str) -> None:
    ligatures = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})
    nu = unicodedata.normalize("NFKD", texte.translate(ligatures)).casefold()
    mots = re.findall(r"[a-z0-9]+", "".join(c for c in nu if not unicodedata.combining(c)))
    courts = {"saint": "st", "sainte": "ste", "saints": "sts", "saintes": "stes"}
    assert rules.search_words(texte) == tuple(dict.fromkeys(courts.get(mot, mot) for mot in mots))


@given(st.lists(st.text("0123456789AB", min_size=9, max_size=9), min_size=1, max_size=4))
@settings(max_examples=300)
def test_s104_numbers_checked_together_are_those_checked_alone(numeros: list[str]) -> None:
    octets = list(map(str.encode, numeros))
    chiffres = digits_of(octets)
    assert all_hold(chiffres) == all(map(rules.has_valid_key, numeros))
    cles = keys_of(chiffres).tolist()
    assert list(map(number_of, cles)) == numeros
    ranks = Repertoire(keys_of(chiffres)).ranks(keys_of(digits_of([*octets, b"00000000B"])))
    assert [numeros[rang] for rang in ranks[:-1]] == numeros
    assert ranks[-1] == -1 or "00000000B" in numeros


@given(st.lists(st.text(LETTRES + "SAINTEsaintßÆ²½ª?", max_size=30), min_size=1, max_size=4))
@settings(max_examples=500)
def test_keys_made_together_hold_the_words_of_each_text(textes: list[str]) -> None:
    for texte, octets in zip(textes, rules.search_keys(list(map(str.encode, textes))), strict=True):
        cle = octets.decode()
        assert tuple(dict.fromkeys(cle.split())) == rules.search_words(texte)
        assert cle == " ".join(cle.split())


def test_a_letter_lost_for_good_is_still_refused() -> None:
    assert not is_plain("ÉCOLE \ufffd".encode())
    with pytest.raises(LigneInvalide):
        clean_text("ÉCOLE \ufffd")
