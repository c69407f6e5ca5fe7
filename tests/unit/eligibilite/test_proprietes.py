"""What holds of the decidable rules whatever the facts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acia.candidatures.rules import AVIS_FAVORABLES, ResultatAvis
from acia.core.rules import Niveau, Resultat
from acia.eligibilite.rules import Synthese, evaluate, suggest
from tests.factories.faits import avis, facts, result
from tests.factories.registre_finess import with_key

CODES = ("22", "29", "35", "56", "75", "971", "2A")
numeros = st.lists(st.from_regex(r"ACIA-\d{4}", fullmatch=True), max_size=4, unique=True).map(tuple)


@given(st.sampled_from(CODES), st.sets(st.sampled_from(CODES), min_size=1))
def test_r2_is_met_exactly_in_the_departements_of_the_call(code: str, listed: set[str]) -> None:
    found = result(facts(appel={"departements": tuple(sorted(listed))}, departement=code), "R2")
    assert (found is Resultat.SATISFAIT) is (code in listed)
    assert found in (Resultat.SATISFAIT, Resultat.NON_SATISFAIT)


@given(st.sampled_from(["22", "29", "35", "56", "75"]), st.sampled_from(["22", "29", "56"]))
def test_r13_two_departements_that_differ_never_put_a_file_aside(prefix: str, current: str) -> None:
    faits = facts(registre={"numero": with_key(f"{prefix}000012"), "departement": current})
    assert (result(faits, "R13") is Resultat.SATISFAIT) is (prefix == current == "29")
    assert suggest(evaluate(faits), {}) is not Synthese.INELIGIBLE


@given(st.sampled_from(ResultatAvis))
def test_r20_only_an_opinion_that_was_given_is_one(resultat: ResultatAvis) -> None:
    found = result(facts(avis_cse=avis(resultat=resultat.value)), "R20")
    assert (found is Resultat.SATISFAIT) is (resultat not in (ResultatAvis.SANS_AVIS, ResultatAvis.ATTENDU))
    if resultat in AVIS_FAVORABLES:
        assert found is Resultat.SATISFAIT


@given(numeros, numeros, numeros)
def test_r28_r29_other_files_are_pointed_out_and_change_no_suggestion(
    doublons: tuple[str, ...], remplaces: tuple[str, ...], meme_ej: tuple[str, ...]
) -> None:
    faits = facts(doublons=doublons, remplaces=remplaces, meme_ej=meme_ej)
    assert (result(faits, "R28") is Resultat.NON_SATISFAIT) is bool(doublons)
    assert (result(faits, "R29") is Resultat.NON_SATISFAIT) is bool(meme_ej)
    assert suggest(evaluate(faits), {}) is suggest(evaluate(facts()), {})


@given(st.sets(st.sampled_from([c.regle.code for c in evaluate(facts()) if c.regle.niveau is Niveau.ALERTE])))
def test_an_alert_judged_unmet_never_makes_a_file_ineligible(codes: set[str]) -> None:
    judged = dict.fromkeys(("R15", "R17", "R18", "R21"), Resultat.SATISFAIT) | dict.fromkeys(
        codes, Resultat.NON_SATISFAIT
    )
    assert suggest(evaluate(facts()), judged) is Synthese.ELIGIBLE
