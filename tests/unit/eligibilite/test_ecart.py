"""R43 on its facts: a reason always, two people where the call says so."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from acia.core.rules import Constat, Niveau, Regle, Resultat
from acia.eligibilite.rules import Synthese
from acia.eligibilite.rules.ecart import FaitsEcart, Signature, check_ecart, concerned_by, departs, print_of_state

PEOPLE = st.sampled_from("ab").map(lambda cle: Signature(cle, cle.upper(), "3 mars 2027"))
FAITS = st.builds(
    FaitsEcart,
    suggestion=st.sampled_from(Synthese),
    issue=st.sampled_from(["eligible", "ineligible"]),
    motif=st.sampled_from(["", "Parce que."]),
    a_deux=st.booleans(),
    proposition=st.none() | PEOPLE,
    decision=PEOPLE,
)


@given(FAITS)
def test_r43_is_met_by_the_rules_followed_or_by_a_reason_and_enough_people(faits: FaitsEcart) -> None:
    people = {faits.decision.cle} | ({faits.proposition.cle} if faits.proposition else set())
    enough = bool(faits.motif) and len(people) >= (2 if faits.a_deux else 1)
    expected = not departs(faits.suggestion, faits.issue) or enough
    assert (check_ecart(faits).resultat is Resultat.SATISFAIT) == expected
    assert check_ecart(faits) == check_ecart(replace(faits))


@given(FAITS)
def test_the_finding_names_everybody_who_took_part(faits: FaitsEcart) -> None:
    constat = check_ecart(faits)
    assert faits.decision.nom in constat.valeur
    if faits.proposition and departs(faits.suggestion, faits.issue):
        assert faits.proposition.nom in constat.valeur


def test_a_departure_concerns_the_blocking_findings_alone() -> None:
    def found(code: str, resultat: Resultat, niveau: Niveau = Niveau.BLOQUANT) -> Constat:
        return Constat(Regle(code, code, "source", niveau), resultat, "")

    constats = [
        found("R14", Resultat.NON_SATISFAIT),
        found("R15", Resultat.A_VERIFIER),
        found("R16", Resultat.NON_SATISFAIT, Niveau.ALERTE),
        found("R17", Resultat.SATISFAIT),
    ]
    codes = [c["regle"] for c in concerned_by(constats, {"R15": Resultat.SATISFAIT, "R17": Resultat.NON_SATISFAIT})]
    assert codes == ["R14", "R17"]


@given(st.lists(st.text()), st.lists(st.text()))
def test_two_states_have_one_fingerprint_when_they_are_the_same(un: list[str], deux: list[str]) -> None:
    assert (print_of_state(un) == print_of_state(deux)) == (un == deux)
