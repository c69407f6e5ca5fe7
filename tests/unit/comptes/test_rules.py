"""Rules of accounts: passwords (S23), brakes (S26), territories, devices."""

from __future__ import annotations

import itertools
import random
import time
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acia.comptes.rules import (
    FREIN_APPAREIL,
    FREIN_CLIENT,
    FREIN_COMPTE,
    Frein,
    device_name,
    idle_limit,
    kernel,
    normalize_courriel,
    normalize_password,
    password_refusal,
    territory_refusal,
    wait_before_retry,
    what_remains,
)
from acia.core.permissions import Role

LISTE = Path(__file__).parents[3] / "seeds" / "referentiel" / "mots_de_passe.txt"
MOTS = [w for ligne in LISTE.read_text(encoding="utf-8").splitlines() if ligne[:1] != "#" for w in ligne.split()]
INTERDITS = frozenset(kernel(mot) for mot in MOTS)
CONTEXTE = ("Maëlle", "Le Goff", "maelle.legoff@exemple.test")
TEXTE_RARE = (
    "abricot agrafe alambic ardoise balustre bascule bouleau brindille cabanon cardigan cendrier chaloupe "
    "cigogne clapotis copeau cuvette dentelle dosage drisse ecluse epervier etabli falaise faucille filigrane "
    "frimas galet gouache grenouille guidon hamac herisson horloge igloo jachere jonquille kimono lampion "
    "lichen loutre maquette marmite mitaine muguet nacelle navette ogive ombrelle oursin paprika parquet "
    "pelote pinceau quille radis rateau ruche sablier sarcelle serrure silex tamis tapis torchon trapeze "
    "truelle tuile urne valise verrou violon yourte zeste"
)
RARES = TEXTE_RARE.split()
MAINTENANT = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)


def refus(mot_de_passe: str) -> str:
    return password_refusal(mot_de_passe, contexte=CONTEXTE, interdits=INTERDITS)


def test_s23_the_block_list_is_real() -> None:
    assert len(MOTS) > 600
    assert len(MOTS) == len(set(MOTS)) or len(set(MOTS)) > 600
    assert all(mot == mot.casefold() and mot.isascii() for mot in MOTS)
    assert {"azerty", "motdepasse", "doudou", "soleil", "marseille", "nicolas"} <= set(MOTS)


def habillages(mot: str) -> list[str]:
    """The ways people dress a common word up."""
    leet = mot.translate(str.maketrans("aeios", "@310$"))
    return [
        mot,
        mot.capitalize() + "2027",
        mot + mot,
        mot.upper() + "123456",
        leet + "!!!!",
        "01/01/1987" + mot,
        f"{mot}-{mot}-{mot}",
        mot + "azerty",
        mot + " motdepasse",
        f"{mot}1234567890{mot}",
        mot.replace("e", "é") + "....75001",
        f"Bonjour {mot} 2026 !",
        mot.ljust(14, "1"),
        mot.rjust(14, "0"),
        f"{mot}@{mot}2025",
        f"{mot}_soleil_{mot}",
        mot + "abcdefgh",
        f"({mot}) 06 12 34 56 78",
        f"acia {mot} 2027",
        f"{mot} finess 35",
        f"{mot} anact aract",
        f"Maëlle {mot} Le Goff",
        f"legoff.{mot}.1990",
        f"jetaime{mot}pourtoujours",
        f"{mot}qsdfghjklm",
        "iloveyou" + mot,
        mot + "987654321",
        f"{mot} {mot} {mot} {mot} {mot} {mot} {mot}",
        f"{leet}{leet}{leet}",
        f"vive {mot} 1998",
        mot[::1] + "princesse",
    ]


def test_s23_twenty_thousand_french_passwords_are_refused() -> None:
    tried = [essai for mot in MOTS for essai in habillages(mot)]
    assert len(tried) >= 20_000
    assert [essai for essai in tried if not refus(essai)] == []


def test_s23_a_thousand_random_passphrases_are_accepted() -> None:
    draw = random.Random(20270115)  # noqa: S311 - drawn again the same at each run
    tried = [" ".join(draw.sample(RARES, 7)) for _ in range(1000)]
    assert [essai for essai in tried if refus(essai)] == []


def test_s23_random_strings_of_a_password_manager_are_accepted() -> None:
    draw = random.Random(7)  # noqa: S311 - drawn again the same at each run
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#%&*+-_"
    tried = ["".join(draw.choices(alphabet, k=20)) for _ in range(1000)]
    assert [essai for essai in tried if refus(essai)] == []


@pytest.mark.parametrize(
    ("mot_de_passe", "motif"),
    [
        ("", "trop court"),
        ("treize signes", "trop court"),
        ("x" * 13, "trop court"),
        ("un deux trois", "trop court"),
        ("a" * 14, "répète"),
        ("abcdeabcdeabcde", "répète"),
        ("dupontdupontdupont", "répète"),
        ("12345678901234", "facile à deviner"),
        ("31 12 1987 01 02 2003", "facile à deviner"),
        ("azertyuiopqsdfghjklm", "facile à deviner"),
        ("MaëlleLeGoff2027", "facile à deviner"),
        ("maelle.legoff@exemple.test", "facile à deviner"),
        ("Anact-Aract-FINESS-2027", "facile à deviner"),
        ("Liberté, égalité, fraternité", "facile à deviner"),
        ("a b c d e f g h i", "facile à deviner"),
        ("é" * 129, "dépasse 128"),
        ("bien assez varié " * 8, "dépasse 128"),
    ],
)
def test_s23_a_refusal_says_why(mot_de_passe: str, motif: str) -> None:
    assert motif in refus(mot_de_passe)


@pytest.mark.parametrize(
    "mot_de_passe",
    [
        "le tracteur rouge mange des noix",
        "quatorze signes",
        "ma sœur a vu un ours au gué",
        "Καλημέρα Κόσμε, τι κάνεις;",
        "今日はとても良い天気ですねえ本当に",
        "🦊 dort sous le 🌲 de Cancale",
        "9f86d081884c7d659a2feaa0c55ad015",
        "tout en minuscules sans chiffre",
        "  des blancs autour du cabanon  ",
        "x7#Kq!vB2$mZp9wL" * 7 + " et la truelle",
    ],
)
def test_s23_length_alone_is_asked_and_any_sign_is_welcome(mot_de_passe: str) -> None:
    assert refus(mot_de_passe) == ""


def test_s23_seven_words_are_enough_even_when_they_are_short() -> None:
    assert refus("il y a un os au gué") == ""


def test_s23_a_name_inside_a_long_sentence_is_no_fault() -> None:
    assert refus("Maëlle range la brouette du voisin") == ""


def test_the_same_signs_typed_on_two_keyboards_are_one_password() -> None:
    text = "la vérité sort du café"
    assert normalize_password(unicodedata.normalize("NFD", text)) == normalize_password(text)


def test_a_kernel_ignores_case_accents_and_look_alikes() -> None:
    assert kernel("M0t-de-P@ssé") == kernel("motdepasse")
    assert kernel("S0LE1L") == kernel("soleil")


def test_s97_the_longest_password_is_read_quickly() -> None:
    worst = [("azertymotdepasse" * 8), "a1" * 64, "soleil" * 21, "é" * 128, "!" * 128]
    start = time.process_time()
    for essai in worst:
        what_remains(essai, INTERDITS)
    assert time.process_time() - start < 5


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(refus(text), str)
    assert what_remains(text, INTERDITS) <= len(unicodedata.normalize("NFKD", text.casefold()))


@settings(max_examples=200)
@given(st.text(min_size=14, max_size=60), st.sampled_from(MOTS))
def test_adding_a_common_word_never_makes_a_password_stronger(text: str, mot: str) -> None:
    # A word glued to the text may only cover more of it, so a space keeps the two apart.
    assert what_remains(f"{text} {mot}", INTERDITS) <= what_remains(text, INTERDITS) + len(text)


def essais(*minutes: float) -> list[datetime]:
    return [MAINTENANT - timedelta(minutes=m) for m in minutes]


@pytest.mark.parametrize(
    ("minutes", "attente"),
    [
        ((), 0),
        ((1, 2, 3, 4), 0),
        ((1, 2, 3, 4, 5), 10),
        ((5, 4, 3, 2, 1), 10),
        ((1, 2, 3, 4, 15), 0),
        ((1, 2, 3, 4, 14.5), 0.5),
        ((0, 0, 0, 0, 0, 0, 0), 15),
        ((60,) * 50, 0),
    ],
)
def test_s26_a_client_waits_until_its_fifth_last_failure_is_a_quarter_of_an_hour_old(
    minutes: tuple[float, ...], attente: float
) -> None:
    assert wait_before_retry(essais(*minutes), FREIN_CLIENT, MAINTENANT) == timedelta(minutes=attente)


def test_s26_the_limits_add_up_to_fewer_than_a_hundred_guesses_an_hour() -> None:
    def per_hour(frein: Frein) -> float:
        return frein.essais * (timedelta(hours=1) / frein.periode)

    assert per_hour(FREIN_COMPTE) + per_hour(FREIN_APPAREIL) <= 100
    assert per_hour(FREIN_CLIENT) < per_hour(FREIN_COMPTE)


@settings(max_examples=200)
@given(st.lists(st.integers(0, 3600), max_size=40))
def test_after_the_wait_one_more_try_is_free(secondes: list[int]) -> None:
    failures = [MAINTENANT - timedelta(seconds=s) for s in secondes]
    wait = wait_before_retry(failures, FREIN_CLIENT, MAINTENANT)
    assert timedelta(0) <= wait <= FREIN_CLIENT.periode
    assert wait_before_retry(failures, FREIN_CLIENT, MAINTENANT + wait) == timedelta(0)


@pytest.mark.parametrize("role", [Role.CHARGE, Role.MEMBRE, Role.INTERVENANT])
def test_a_role_of_the_field_needs_a_region(role: Role) -> None:
    assert "au moins une région" in territory_refusal(role, ())
    assert territory_refusal(role, ("53",)) == ""


@pytest.mark.parametrize("role", [Role.PILOTE, Role.FINANCEUR, Role.REPRESENTANT])
def test_a_role_without_territory_takes_none(role: Role) -> None:
    assert territory_refusal(role, ()) == ""
    assert "pas lié à une région" in territory_refusal(role, ("53",))


def test_s33_an_establishment_may_write_for_four_hours() -> None:
    assert {role: idle_limit(role) for role in Role} == {
        role: timedelta(hours=4) if role is Role.REPRESENTANT else timedelta(hours=1) for role in Role
    }


@pytest.mark.parametrize(
    ("saisie", "attendu"),
    [(" Anne@Exemple.TEST ", "anne@exemple.test"), ("STRASSE@exemple.test", "strasse@exemple.test")],
)
def test_an_address_has_one_spelling(saisie: str, attendu: str) -> None:
    assert normalize_courriel(saisie) == attendu


@pytest.mark.parametrize(
    ("agent", "nom"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox sur Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1.15", "Safari sur Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile Safari/604.1", "Safari sur iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/128.0 Mobile Safari/537.36", "Chrome sur Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/128.0 Safari/537.36 Edg/128.0", "Edge sur Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/128.0", "Chrome sur Linux"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_device_is_named_in_words(agent: str, nom: str) -> None:
    assert device_name(agent) == nom


def test_the_brakes_are_independent_of_the_order_of_failures() -> None:
    failures = essais(1, 2, 3, 4, 5)
    assert len({wait_before_retry(p, FREIN_CLIENT, MAINTENANT) for p in itertools.permutations(failures)}) == 1
