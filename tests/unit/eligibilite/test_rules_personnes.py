"""R22 to R25, R28 and R29: the people of the file, what they promise, the other files."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from acia.candidatures.rules import (
    EngagementsPris,
    Personne,
)
from acia.core.rules import Resultat
from acia.eligibilite.rules import (
    Synthese,
    evaluate,
    suggest,
)
from tests.factories.faits import A_LIRE, FAITS, TRIO, facts, find, result

# People and commitments


def test_e25_the_same_person_in_two_roles_is_refused_however_she_is_spelt() -> None:
    twice = replace(TRIO, personnel=Personne("LE BIHAN", "anne", courriel="autre@exemple.test"))
    assert result(facts(representants=twice), "R22") is Resultat.NON_SATISFAIT


def test_r22_a_shared_mailbox_is_only_a_doubt() -> None:
    shared = replace(TRIO, metier=replace(TRIO.metier, courriel="ANNE@exemple.test"))
    assert result(facts(representants=shared), "R22") is Resultat.A_VERIFIER


@given(st.sets(st.sampled_from(["direction", "personnel", "metier"])))
def test_r22_each_role_needs_its_person(absent: set[str]) -> None:
    faits = facts(representants=replace(TRIO, **{role: Personne() for role in absent}))
    assert (result(faits, "R22") is Resultat.SATISFAIT) == (not absent)


@given(st.booleans(), st.booleans(), st.booleans())
def test_r23_r24_r25_follow_what_is_promised(etapes: bool, seance: bool, partage: bool) -> None:
    faits = facts(engagements=EngagementsPris(etapes, seance, partage, True))
    outcomes = [result(faits, code) is Resultat.SATISFAIT for code in ("R23", "R24", "R25")]
    assert outcomes == [etapes, seance, partage]


# Other files


def test_r28_e17_another_file_of_the_establishment_is_pointed_out() -> None:
    assert result(facts(doublons=("ACIA-2027-0003",)), "R28") is Resultat.NON_SATISFAIT
    replaced = find(facts(remplaces=("ACIA-2027-0003",)), "R28")
    assert (replaced.resultat, replaced.valeur) == (Resultat.SATISFAIT, "ACIA-2027-0003")


def test_r29_e4_e18_several_files_of_one_manager_are_seen_and_allowed() -> None:
    faits = facts(meme_ej=("ACIA-2027-0003", "ACIA-2027-0004"))
    assert result(faits, "R29") is Resultat.NON_SATISFAIT
    assert suggest(evaluate(faits), dict.fromkeys(A_LIRE, Resultat.SATISFAIT)) is Synthese.ELIGIBLE


def test_r29_a_cap_is_said_and_never_makes_a_file_ineligible() -> None:
    capped = replace(facts(meme_ej=("ACIA-2027-0003",)), appel=replace(FAITS.appel, plafond_gestionnaire=1))
    seen = find(capped, "R29")
    assert seen.limite == "1 au plus retenu par département"
    assert "la commission en retiendra 1 au plus" in seen.phrase
    assert suggest(evaluate(capped), dict.fromkeys(A_LIRE, Resultat.SATISFAIT)) is Synthese.ELIGIBLE
