"""R2 and R12 to R29 on made-up facts; tests carry the numbers of the rules and of the edge cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.candidatures.rules import (
    AvisCse,
    InstanceAvis,
    NatureAutorisation,
    Projet,
    ResultatAvis,
)
from acia.core.clock import add_months
from acia.core.rules import Niveau, Resultat
from acia.eligibilite.rules import (
    Synthese,
    evaluate,
    suggest,
    to_judge,
)
from tests.factories.faits import A_LIRE, DEPOT, FAITS, NUMERO, REPONSES, autorisation, avis, facts, find, result
from tests.factories.registre_finess import with_key

# The whole


def test_a_good_file_waits_only_for_the_four_readings_of_a_person() -> None:
    findings = evaluate(FAITS)
    assert to_judge(findings, {}) == ["R15", "R17", "R18", "R21"]
    assert suggest(findings, {}) is Synthese.A_VERIFIER
    assert suggest(findings, dict.fromkeys(A_LIRE, Resultat.SATISFAIT)) is Synthese.ELIGIBLE


def test_every_rule_of_the_scheme_gives_one_finding_and_the_acts_give_none() -> None:
    codes = [c.regle.code for c in evaluate(FAITS)]
    assert codes == ["R2", *(f"R{n}" for n in range(12, 30) if n not in (26, 27))]


def test_every_finding_tells_its_source_its_origin_and_its_date() -> None:
    for constat in evaluate(FAITS):
        assert constat.regle.source
        assert constat.phrase.endswith(".")
        assert constat.origine
        assert constat.date_origine
        assert len(constat.date_origine) <= 40
        assert len(constat.origine) <= 200


def test_a_judgement_against_a_blocking_rule_makes_the_file_ineligible() -> None:
    judged = dict.fromkeys(A_LIRE, Resultat.SATISFAIT)
    assert suggest(evaluate(FAITS), {**judged, "R17": Resultat.NON_SATISFAIT}) is Synthese.INELIGIBLE


def test_a_judgement_against_an_alert_never_makes_the_file_ineligible() -> None:
    judged = dict.fromkeys(A_LIRE, Resultat.SATISFAIT)
    assert suggest(evaluate(FAITS), {**judged, "R21": Resultat.NON_SATISFAIT}) is Synthese.ELIGIBLE


@given(st.lists(st.sampled_from(["R15", "R17", "R18", "R21"]), unique=True))
def test_a_file_is_eligible_only_once_everything_has_been_judged(codes: list[str]) -> None:
    synthese = suggest(evaluate(FAITS), dict.fromkeys(codes, Resultat.SATISFAIT))
    assert (synthese is Synthese.ELIGIBLE) == (len(codes) == 4)


# Territory and number


def test_r2_e21_the_departement_of_the_establishment_counts() -> None:
    assert result(FAITS, "R2") is Resultat.SATISFAIT
    assert result(facts(departement="35"), "R2") is Resultat.NON_SATISFAIT


@given(st.text(min_size=0, max_size=12))
def test_r12_refuses_every_number_whose_key_is_wrong(numero: str) -> None:
    if numero != NUMERO and not numero.strip().startswith(NUMERO):
        found = result(facts(registre={"numero": numero, "connu": False}), "R12")
        assert found in (Resultat.NON_SATISFAIT, Resultat.INCONNU)


def test_r12_is_unknown_when_the_register_does_not_have_the_number() -> None:
    assert result(facts(registre={"connu": False}), "R12") is Resultat.INCONNU


def test_e19_the_number_of_a_legal_entity_is_explained() -> None:
    constat = find(facts(registre={"entite_juridique": True}), "R12")
    assert constat.resultat is Resultat.NON_SATISFAIT
    assert "entité juridique" in constat.phrase


@given(st.integers(-400, 400))
def test_e20_a_closure_only_raises_a_doubt_when_it_precedes_the_deposit(days: int) -> None:
    closed = {"ouvert": False, "date_fermeture": DEPOT + timedelta(days=days)}
    expected = Resultat.SATISFAIT if days > 0 else Resultat.A_VERIFIER
    assert result(facts(registre=closed), "R12") is expected


def test_r13_a_number_of_another_departement_is_pointed_out_and_blocks_nothing() -> None:
    moved = facts(registre={"numero": with_key("35000012")})
    assert result(moved, "R13") is Resultat.NON_SATISFAIT
    assert not find(moved, "R13").bloque
    assert result(facts(registre={"departement": "22"}), "R13") is Resultat.NON_SATISFAIT


def test_r13_overseas_numbers_follow_their_own_prefix() -> None:
    numero = with_key("97010123")
    island = facts(registre={"numero": numero, "departement": "971"}, departement="971")
    assert result(island, "R13") is Resultat.SATISFAIT


# Authorisation


@given(st.sampled_from(sorted({"241", "440", "441", "", "999", "177", "462", "378"})))
def test_r14_e23_the_pjj_alone_is_never_found_eligible(categorie: str) -> None:
    found = result(facts(registre={"categorie": categorie}, autorisation=autorisation(nature="pjj")), "R14")
    assert found in (Resultat.NON_SATISFAIT, Resultat.A_VERIFIER)


def test_e23_pjj_alone_is_ineligible() -> None:
    cef = facts(registre={"categorie": "241", "agregat": "4502"}, autorisation=autorisation(nature="pjj"))
    assert result(cef, "R14") is Resultat.NON_SATISFAIT
    assert suggest(evaluate(cef), {}) is Synthese.INELIGIBLE


@pytest.mark.parametrize("nature", ["ase", "ase_pjj"])
@pytest.mark.parametrize("categorie", ["172", "175", "176", "177", "286", "295"])
def test_r14_ase_alone_or_double_is_satisfied_for_the_categories_of_ase(nature: str, categorie: str) -> None:
    faits = facts(registre={"categorie": categorie}, autorisation=autorisation(nature=nature))
    assert result(faits, "R14") is Resultat.SATISFAIT


@pytest.mark.parametrize("nature", list(NatureAutorisation))
@pytest.mark.parametrize("categorie", ["462", "236"])
def test_e24_lieux_de_vie_and_family_placement_are_left_to_the_anact(nature: str, categorie: str) -> None:
    if nature != NatureAutorisation.PJJ:
        faits = facts(registre={"categorie": categorie}, autorisation=autorisation(nature=nature))
        assert result(faits, "R14") is Resultat.A_VERIFIER


@given(
    nature=st.sampled_from(["ase", "ase_pjj", "lva_autre"]),
    categorie=st.sampled_from(["177", "241", "462", "378", "344", "643", "999", ""]),
    mft=st.sampled_from(["08", "10", "31", "99", ""]),
    justice=st.booleans(),
)
def test_r14_the_register_alone_never_rejects(nature: str, categorie: str, mft: str, justice: bool) -> None:
    registre = {"categorie": categorie, "mft": mft, "habilitation_justice": justice}
    faits = facts(registre=registre, autorisation=autorisation(nature=nature))
    assert result(faits, "R14") is not Resultat.NON_SATISFAIT


def test_r14_is_unknown_when_the_register_is_silent() -> None:
    assert result(facts(registre={"categorie": ""}), "R14") is Resultat.INCONNU
    assert result(facts(autorisation=autorisation(nature="")), "R14") is Resultat.INCONNU


def test_r14_a_contradiction_with_the_register_is_read_by_a_person() -> None:
    assert result(facts(registre={"categorie": "241", "agregat": "4502"}), "R14") is Resultat.A_VERIFIER
    assert result(facts(autorisation=autorisation(nature="pjj")), "R14") is Resultat.A_VERIFIER


def test_r15_the_document_is_read_by_a_person_and_awaited_when_missing() -> None:
    assert result(FAITS, "R15") is Resultat.A_VERIFIER
    missing = facts(pieces=("avis_cse",))
    assert result(missing, "R15") is Resultat.INCONNU
    assert suggest(evaluate(missing), {}) is Synthese.PIECES_ATTENDUES


def test_r15_the_double_authorisation_needs_a_joint_order_or_both() -> None:
    assert "les deux arrêtés" in find(facts(autorisation=autorisation(nature="ase_pjj")), "R15").limite


@given(st.dates(date(1985, 1, 1), DEPOT), st.booleans())
def test_r16_e22_the_age_of_the_order_asks_and_never_rejects(jour: date, tacite: bool) -> None:
    faits = facts(autorisation=autorisation(date_arrete=jour, renouvellement_tacite=tacite))
    expected = Resultat.A_VERIFIER if add_months(jour, 180) < DEPOT else Resultat.SATISFAIT
    constat = find(faits, "R16")
    assert constat.resultat is expected
    assert constat.regle.niveau is Niveau.ALERTE


@pytest.mark.parametrize(
    ("jour", "expected"),
    [(date(2012, 2, 11), Resultat.A_VERIFIER), (date(2012, 2, 12), Resultat.SATISFAIT)],
)
def test_r16_fifteen_years_to_the_day_are_still_in_time(jour: date, expected: Resultat) -> None:
    assert result(facts(autorisation=autorisation(date_arrete=jour)), "R16") is expected


def test_e22_a_proof_of_tacit_renewal_is_to_be_read() -> None:
    old = autorisation(date_arrete=date(2003, 6, 1))
    assert "vous sera demandée" in find(facts(autorisation=old), "R16").phrase
    with_proof = facts(autorisation=old, pieces=("arrete", "avis_cse", "renouvellement"))
    assert "la preuve que vous en donnez" in find(with_proof, "R16").phrase


def test_r16_the_pjj_has_no_term_and_an_old_habilitation_only_warns() -> None:
    assert result(facts(autorisation=autorisation(nature="pjj", date_arrete=date(1990, 1, 1))), "R16") is (
        Resultat.SATISFAIT
    )
    old = facts(autorisation=autorisation(date_habilitation=date(2021, 1, 1)))
    assert result(old, "R16") is Resultat.A_VERIFIER
    assert result(facts(autorisation=autorisation(date_arrete=None)), "R16") is Resultat.INCONNU


@given(st.lists(st.integers(1, 8), unique=True))
def test_r17_the_themes_are_never_a_ground_of_refusal(themes: list[int]) -> None:
    faits = facts(projet=replace(REPONSES.projet, themes=tuple(themes)))
    assert result(faits, "R17") is Resultat.A_VERIFIER


def test_r17_r18_are_judgements() -> None:
    assert result(facts(projet=Projet()), "R17") is Resultat.INCONNU
    assert result(FAITS, "R18") is Resultat.A_VERIFIER


# Opinion


def test_e5_an_opinion_that_is_missing_at_the_deposit_is_a_refusal_unless_the_call_allows_to_wait() -> None:
    waiting = avis(resultat="attendu", date_avis=None, date_attendue=date(2027, 3, 2))
    assert result(facts(avis_cse=waiting), "R19") is Resultat.NON_SATISFAIT
    allowed = {"avis_differe_admis": True, "avis_differe_limite": date(2027, 3, 10)}
    faits = facts(avis_cse=waiting, appel=allowed)
    assert result(faits, "R19") is Resultat.INCONNU
    assert suggest(evaluate(faits), {}) is Synthese.PIECES_ATTENDUES


@given(st.integers(-60, 60))
def test_e5_the_limit_day_is_still_in_time(days: int) -> None:
    limit = date(2027, 3, 10)
    faits = facts(
        avis_cse=avis(resultat="attendu"),
        appel={"avis_differe_admis": True, "avis_differe_limite": limit},
        jour=limit + timedelta(days=days),
    )
    assert result(faits, "R19") is (Resultat.NON_SATISFAIT if days > 0 else Resultat.INCONNU)


def test_e6_reservations_and_a_split_vote_are_accepted_when_the_result_is_favourable() -> None:
    constat = find(facts(avis_cse=avis(resultat="favorable_reserves", reserves="Le calendrier est serré.")), "R19")
    assert constat.resultat is Resultat.SATISFAIT
    assert "Le calendrier est serré." in constat.valeur
    assert result(facts(avis_cse=avis(pour=3, contre=2, abstention=4)), "R19") is Resultat.SATISFAIT
    assert result(facts(avis_cse=avis(pour=2, contre=3)), "R19") is Resultat.A_VERIFIER


@pytest.mark.parametrize("resultat", ["sans_avis", "defavorable"])
def test_e7_a_refusal_or_a_deemed_negative_opinion_is_not_eligible(resultat: str) -> None:
    faits = facts(avis_cse=avis(resultat=resultat))
    assert result(faits, "R19") is Resultat.NON_SATISFAIT
    assert suggest(evaluate(faits), {}) is Synthese.INELIGIBLE


def test_r20_silence_is_never_agreement() -> None:
    assert result(facts(avis_cse=avis(resultat="sans_avis")), "R20") is Resultat.NON_SATISFAIT
    assert result(facts(avis_cse=avis(resultat="defavorable")), "R20") is Resultat.SATISFAIT
    assert result(facts(avis_cse=AvisCse()), "R20") is Resultat.INCONNU


def test_e8_without_a_body_a_person_reads_the_consultation_where_the_call_admits_it() -> None:
    assert result(facts(avis_cse=avis(instance="aucune")), "R19") is Resultat.A_VERIFIER
    refused = facts(avis_cse=avis(instance="aucune"), appel={"consultation_admise": False})
    assert result(refused, "R19") is Resultat.NON_SATISFAIT
    assert suggest(evaluate(refused), {}) is Synthese.INELIGIBLE


@pytest.mark.parametrize("instance", [i for i in InstanceAvis if i is not InstanceAvis.AUCUNE])
def test_e9_e10_the_acronym_of_the_body_never_decides(instance: InstanceAvis) -> None:
    assert result(facts(avis_cse=avis(instance=instance)), "R19") is Resultat.SATISFAIT


@given(
    resultat=st.sampled_from(["", *ResultatAvis]),
    instance=st.sampled_from(["", *InstanceAvis]),
    dated=st.booleans(),
    joined=st.booleans(),
)
def test_r19_is_satisfied_only_by_a_favourable_dated_and_joined_opinion(
    resultat: str, instance: str, dated: bool, joined: bool
) -> None:
    given_avis = AvisCse(instance=instance, resultat=resultat, date_avis=date(2027, 1, 28) if dated else None)
    faits = facts(avis_cse=given_avis, pieces=("arrete", "avis_cse") if joined else ("arrete",))
    favourable = resultat in ("favorable", "favorable_reserves")
    complete = instance not in ("", "aucune") and dated and joined
    assert (result(faits, "R19") is Resultat.SATISFAIT) == (favourable and complete)


def test_r21_a_person_confirms_that_the_project_has_not_changed() -> None:
    assert result(FAITS, "R21") is Resultat.A_VERIFIER
    assert result(facts(avis_cse=avis(date_avis=None)), "R21") is Resultat.INCONNU


@given(st.integers(-60, 15))
def test_r21_a_project_untouched_since_the_opinion_needs_no_one(days: int) -> None:
    faits = facts(projet_modifie=date(2027, 1, 28) + timedelta(days=days))
    assert result(faits, "R21") is (Resultat.SATISFAIT if days < 0 else Resultat.A_VERIFIER)
