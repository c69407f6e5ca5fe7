"""R26: the closed list of reasons, and the facts that the findings carry."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acia.core.rules import Niveau, Resultat
from acia.eligibilite.rules import CONTROLES
from acia.eligibilite.rules.lettre import MOTIFS, PIECES, Releve, propose_facts, propose_reasons, reasons_in_law

BLOQUANTES = {regle.code for regle, _ in CONTROLES if regle.niveau is Niveau.BLOQUANT}
ALERTES = {regle.code for regle, _ in CONTROLES if regle.niveau is not Niveau.BLOQUANT}
releves = st.builds(
    Releve,
    st.sampled_from(sorted(BLOQUANTES | ALERTES)),
    st.sampled_from(Niveau),
    st.sampled_from(Resultat),
    st.just("Constat."),
    st.sampled_from(["", "un avis défavorable"]),
    st.sampled_from(["", "Lu le procès-verbal."]),
)


def test_r26_the_list_is_that_of_the_blocking_rules_and_of_the_missing_document() -> None:
    assert set(MOTIFS) == BLOQUANTES | {PIECES}


def test_r16_the_age_of_the_arrete_is_never_a_reason() -> None:
    assert not ALERTES & set(MOTIFS)


@given(st.lists(releves))
def test_r26_only_a_blocking_finding_that_is_not_met_gives_a_reason(found: list[Releve]) -> None:
    reasons = propose_reasons(found)
    unmet = [r.regle for r in found if r.niveau is Niveau.BLOQUANT and r.resultat is Resultat.NON_SATISFAIT]
    assert reasons == [code for code in unmet if code in MOTIFS]
    assert bool(propose_facts(found)) is bool(reasons)


@given(st.sets(st.sampled_from(sorted(MOTIFS))))
def test_r26_each_reason_is_one_sentence_of_law_in_a_steady_order(codes: set[str]) -> None:
    sentences = reasons_in_law(codes)
    assert len(sentences) == len(codes)
    assert sentences == reasons_in_law(sorted(codes, reverse=True))
    assert all(sentence.endswith(".") and "(" in sentence for sentence in sentences)


def test_r26_a_judgement_is_told_in_the_officer_s_words() -> None:
    judged = Releve("R18", Niveau.BLOQUANT, Resultat.NON_SATISFAIT, "Apprécié.", "3 personnes", "Équipes exclues.")
    computed = Releve("R19", Niveau.BLOQUANT, Resultat.NON_SATISFAIT, "L’avis est défavorable.", "défavorable", "")
    facts = propose_facts([judged, computed])
    assert facts == (
        "Association des parties : Équipes exclues.\n\n"
        "Avis de l’instance : L’avis est défavorable. Nous avons lu : défavorable."
    )
