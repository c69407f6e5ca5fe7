"""The cross-checks of a file: hints, never a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.core.rules import Constat, Niveau, Resultat
from acia.eligibilite.rules.recoupements import DossierLu, FaitsRecoupement, Personne, cross_check

JOUR = date(2027, 2, 1)
personnes = st.builds(
    Personne,
    st.sampled_from(["Anne", "Maëlle", "ANNE"]),
    st.sampled_from(["Le Bihan", "LE GOFF", "Morvan"]),
    st.sampled_from(["anne@ker.test", "ANNE@ker.test", "m@autre.test", "m@gmail.com", "a@orange.fr", ""]),
)
dossiers = st.builds(
    DossierLu,
    st.sampled_from([f"A-{n}" for n in range(50)]),
    st.sampled_from(["290000001", "290000002", "290000003"]),
    st.sampled_from(["290000011", "290000012", ""]),
    st.sampled_from(["", "1" * 14, "2" * 14]),
    st.lists(personnes, max_size=3).map(tuple),
)
faits = st.builds(
    FaitsRecoupement,
    st.just(date(2027, 3, 1)),
    dossiers,
    st.lists(dossiers, max_size=5).map(tuple),
    st.sampled_from(["", "1" * 14]),
    st.sampled_from(["", "290000011"]),
    st.none(),
    st.lists(st.just("Acia 2026, A-1 (lettre signée)"), max_size=2).map(tuple),
    st.lists(st.just("Areso en 2024 (liste)"), max_size=1).map(tuple),
    st.lists(st.sampled_from([("Areso", JOUR), ("Pas-à-pas", JOUR)]), max_size=2, unique=True).map(tuple),
)
MOI = DossierLu("A-1", "290000001", "290000011", "1" * 14, (Personne("Anne", "Le Bihan", "anne@ker.test"),))
AUTRE = DossierLu("A-2", "290000002", "290000012", "2" * 14, (Personne("Yann", "Morvan", "yann@autre.test"),))


def _check(other: DossierLu, **changes: object) -> dict[str, Constat]:
    facts = FaitsRecoupement(date(2027, 3, 1), MOI, (other,), **changes)  # type: ignore[arg-type]
    return {constat.regle.code: constat for constat in cross_check(facts)}


@given(faits)
def test_no_hint_ever_blocks_and_each_has_its_words_and_its_source(facts: FaitsRecoupement) -> None:
    found = cross_check(facts)
    assert [c.regle.code for c in found] == ["R28", "R29", "R87", "RC1", "RC2", "RC3", "RC4"]
    for constat in found:
        assert constat.regle.niveau is not Niveau.BLOQUANT
        assert constat.phrase.endswith(".")
        assert constat.regle.source
        assert constat.resultat is not Resultat.NON_SATISFAIT or constat.valeur


@given(dossiers, dossiers)
def test_what_one_file_shares_the_other_shares_too(a: DossierLu, b: DossierLu) -> None:
    def outcomes(mine: DossierLu, other: DossierLu) -> list[Resultat]:
        facts = FaitsRecoupement(date(2027, 3, 1), mine, (other,))
        return [c.resultat for c in cross_check(facts) if c.regle.code in ("R28", "R29", "RC2", "RC3")]

    assert outcomes(a, b) == outcomes(b, a)


@given(faits)
def test_without_other_files_nothing_is_shared(facts: FaitsRecoupement) -> None:
    found = {c.regle.code: c.resultat for c in cross_check(replace(facts, autres=()))}
    assert {found[code] for code in ("R28", "R29", "RC2", "RC3")} == {Resultat.SATISFAIT}


@given(faits, st.randoms(use_true_random=False))
def test_the_order_of_the_files_changes_no_outcome(facts: FaitsRecoupement, shuffle: object) -> None:
    others = list(facts.autres)
    shuffle.shuffle(others)  # type: ignore[attr-defined]
    again = cross_check(replace(facts, autres=tuple(others)))
    assert [c.resultat for c in again] == [c.resultat for c in cross_check(facts)]


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (Personne("LE BIHAN", "anne", "ANNE@ker.test"), "même nom, même courriel"),
        (Personne("Anne", "Le Bihan", "a@ailleurs.test"), "même nom"),
        (Personne("Paul", "Cadiou", "anne@KER.test"), "même courriel"),
    ],
)
def test_the_same_person_is_told_with_what_is_shared(person: Personne, words: str) -> None:
    constat = _check(replace(AUTRE, trio=(person,)))["RC2"]
    assert constat.valeur == f"Anne Le Bihan : A-2 ({words})"


def test_two_people_are_not_the_same() -> None:
    assert _check(AUTRE)["RC2"].resultat is Resultat.SATISFAIT


def test_a_domain_is_pointed_out_between_managers_only_and_never_a_public_one() -> None:
    colleague = (Personne("Paul", "Cadiou", "paul@ker.test"),)
    assert _check(replace(AUTRE, trio=colleague))["RC3"].valeur == "ker.test : A-2"
    assert _check(replace(AUTRE, trio=colleague, numero_ej=MOI.numero_ej))["RC3"].resultat is Resultat.SATISFAIT
    public = replace(MOI, trio=(Personne("Anne", "Le Bihan", "anne@orange.fr"),))
    facts = FaitsRecoupement(date(2027, 3, 1), public, (replace(AUTRE, trio=(Personne("P", "C", "p@orange.fr"),)),))
    assert next(c for c in cross_check(facts) if c.regle.code == "RC3").resultat is Resultat.SATISFAIT


@pytest.mark.parametrize(("managers", "outcome"), [(3, Resultat.NON_SATISFAIT), (4, Resultat.SATISFAIT)])
def test_a_domain_that_many_managers_share_says_nothing(managers: int, outcome: Resultat) -> None:
    colleague = (Personne("Paul", "Cadiou", "paul@ker.test"),)
    others = tuple(replace(AUTRE, numero=f"A-{n}", numero_ej=f"EJ{n}", trio=colleague) for n in range(managers))
    found = cross_check(FaitsRecoupement(date(2027, 3, 1), MOI, others))
    assert next(c for c in found if c.regle.code == "RC3").resultat is outcome


def test_the_same_place_counts_once_by_number_or_by_siret() -> None:
    for other in (replace(AUTRE, numero_finess=MOI.numero_finess), replace(AUTRE, siret=MOI.siret)):
        found = _check(replace(other, numero_ej=MOI.numero_ej))
        assert found["R28"].valeur == "A-2"
        assert found["R29"].resultat is Resultat.SATISFAIT


def test_a_register_that_has_moved_since_the_deposit_is_shown_with_both_values() -> None:
    constat = _check(AUTRE, siret_depot="9" * 14, ej_depot="290000099")["RC4"]
    assert constat.valeur == (
        f"SIRET {'9' * 14} au dépôt, {'1' * 14} aujourd’hui ; gestionnaire 290000099 au dépôt, 290000011 aujourd’hui"
    )
    assert _check(AUTRE, siret_depot=MOI.siret)["RC4"].resultat is Resultat.SATISFAIT


@pytest.mark.parametrize(
    ("ailleurs", "listes", "outcome", "words"),
    [
        ((), (), Resultat.INCONNU, "Aucune liste d’Areso ni de Pas-à-pas"),
        ((), (("Areso", JOUR),), Resultat.INCONNU, "Aucune liste de Pas-à-pas"),
        ((), (("Areso", JOUR), ("Pas-à-pas", JOUR)), Resultat.SATISFAIT, "dans aucune liste"),
        (("Areso en 2024 (liste)",), (("Areso", JOUR),), Resultat.NON_SATISFAIT, "Rien ne l’interdit"),
    ],
)
def test_rc1_e52_says_what_the_lists_say_and_what_they_cannot(
    ailleurs: tuple[str, ...], listes: tuple[tuple[str, date], ...], outcome: Resultat, words: str
) -> None:
    found = _check(AUTRE, ailleurs=ailleurs, listes=listes)["RC1"]
    assert found.resultat is outcome
    assert words in found.phrase
    assert found.valeur == " ; ".join(ailleurs)
