"""Verdict, judgements and decision of a file, on both engines."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from acia.candidatures.models import Candidature, EtatCandidature
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from acia.core.rules import Resultat
from acia.eligibilite import service
from acia.eligibilite.adapter import constat_of, facts_of, read_facts
from acia.eligibilite.models import ConstatEligibilite, DecisionEligibilite, IssueEligibilite, Verdict
from acia.eligibilite.queries import get_decision, last_verdict
from acia.eligibilite.rules import Synthese, evaluate
from acia.eligibilite.service import DecisionPrise, Jugement
from acia.referentiel.models import Etablissement, Instantane
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_candidature_deposee, make_etablissement
from tests.factories.comptes import make_utilisateur
from tests.factories.ecart import LIEN

LU = Jugement(Resultat.SATISFAIT, "Lu le document joint.")
ELIGIBLE = DecisionPrise(IssueEligibilite.ELIGIBLE)


@pytest.fixture
def officer(app: Flask, clock: SettableClock) -> Utilisateur:
    """An officer of Bretagne, after the call has closed."""
    clock.set(clock.now() + timedelta(days=40))
    return make_utilisateur()


@pytest.fixture
def candidature(officer: Utilisateur) -> Candidature:
    """A complete deposited file."""
    return make_candidature_deposee(make_appel_publie())


def render(candidature: Candidature, officer: Utilisateur, clock: SettableClock, **seen: int) -> Verdict:
    """Run the rules in a transaction of their own."""
    with transaction():
        return service.render_verdict(candidature, auteur=officer, now=clock.now(), lien=LIEN, **seen)


def judge(constat_id: uuid.UUID, command: Jugement, officer: Utilisateur, clock: SettableClock) -> None:
    """Judge one finding in a transaction of its own."""
    with transaction():
        row = db.session.get_one(ConstatEligibilite, constat_id)
        service.judge_constat(row, command, auteur=officer, now=clock.now(), lien=LIEN)


def judge_all(candidature: Candidature, officer: Utilisateur, clock: SettableClock, command: Jugement = LU) -> None:
    """Judge every finding that waits for a person."""
    verdict = last_verdict(candidature.id)
    assert verdict is not None
    for constat_id in [c.id for c in verdict.constats if c.resultat == Resultat.A_VERIFIER]:
        judge(constat_id, command, officer, clock)


def decide(candidature: Candidature, command: DecisionPrise, officer: Utilisateur, clock: SettableClock) -> None:
    """Decide in a transaction of its own."""
    with transaction():
        service.decide_eligibilite(candidature, command, auteur=officer, now=clock.now(), lien=LIEN)


def test_the_first_verdict_opens_the_examination(
    candidature: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    verdict = render(candidature, officer, clock)
    assert (verdict.rang, verdict.synthese) == (1, Synthese.A_VERIFIER)
    assert db.session.get_one(Candidature, candidature.id).etat == EtatCandidature.EN_INSTRUCTION
    assert {c.regle for c in verdict.constats if c.resultat == Resultat.A_VERIFIER} == {"R15", "R17", "R18", "R21"}


def test_s102_a_verdict_is_replayed_from_its_stored_facts(
    candidature: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    verdict = render(candidature, officer, clock)
    db.session.expire_all()
    verdict = db.session.get_one(Verdict, verdict.id)
    assert evaluate(facts_of(verdict.faits)) == [constat_of(row) for row in verdict.constats]
    assert facts_of(verdict.faits) == read_facts(candidature, clock.now())[0]


def test_s102_a_later_import_rewrites_no_verdict(
    candidature: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    verdict = render(candidature, officer, clock)
    before = [constat_of(row) for row in verdict.constats]
    with transaction():
        newer = Instantane(
            date_donnees=date(2027, 2, 1), source="Suivant", nom_fichier="b.csv", format="502", sha256="1" * 64,
            importe_at=clock.now(), compteurs={},
        )  # fmt: skip
        db.session.add(newer)
        db.session.flush()
        etablissement = db.session.get_one(Etablissement, candidature.numero_finess)
        etablissement.categorie, etablissement.ouvert, etablissement.instantane_id = "241", False, newer.id
    db.session.expire_all()
    stored = db.session.get_one(Verdict, verdict.id)
    assert [constat_of(row) for row in stored.constats] == before
    second = render(candidature, officer, clock)
    assert (second.rang, second.instantane_id) == (2, newer.id)
    results = {c.regle: c.resultat for c in second.constats}
    assert (results["R12"], results["R14"]) == (Resultat.A_VERIFIER, Resultat.A_VERIFIER)


def test_a_judgement_stays_on_a_finding_that_has_not_changed(
    candidature: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    render(candidature, officer, clock)
    judge_all(candidature, officer, clock)
    with transaction():
        row = db.session.get_one(Candidature, candidature.id)
        row.sections = {**row.sections, "autorisation": {**row.sections["autorisation"], "reference": "2021-7"}}
    verdict = render(candidature, officer, clock)
    assert {c.regle for c in verdict.constats if c.jugement} == {"R17", "R18", "R21"}


def test_a_second_click_runs_the_rules_once(
    candidature: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    render(candidature, officer, clock, seen=0)
    render(candidature, officer, clock, seen=0)
    assert db.session.scalar(select(func.count()).select_from(Verdict)) == 1


def test_a_draft_has_no_verdict(app: Flask, officer: Utilisateur, clock: SettableClock) -> None:
    draft = make_brouillon(make_appel_publie())
    with pytest.raises(ActionRefusee, match="n’est pas déposé"):
        render(draft, officer, clock)


def test_a_withdrawn_file_has_no_verdict(candidature: Candidature, officer: Utilisateur, clock: SettableClock) -> None:
    with transaction():
        row = db.session.get_one(Candidature, candidature.id)
        row.etat, row.retiree_at = EtatCandidature.RETIREE, clock.now()
    with pytest.raises(ActionRefusee, match="ne l’est plus"):
        render(candidature, officer, clock)


def test_a_judgement_needs_its_reason_and_a_rule_that_waits_for_it(
    candidature: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    constats = {c.regle: c.id for c in render(candidature, officer, clock).constats}
    for regle, command, word in (
        ("R17", Jugement(Resultat.SATISFAIT, ""), "repose"),
        ("R17", Jugement(Resultat.INCONNU, "Bof."), "satisfait ou non"),
        ("R22", LU, "calcul"),
    ):
        with pytest.raises(ActionRefusee, match=word):
            judge(constats[regle], command, officer, clock)


def test_nothing_is_decided_before_everything_is_judged(
    candidature: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    with pytest.raises(ActionRefusee, match="Appliquez d’abord"):
        decide(candidature, ELIGIBLE, officer, clock)
    render(candidature, officer, clock)
    with pytest.raises(ActionRefusee, match="R15, R17, R18, R21"):
        decide(candidature, ELIGIBLE, officer, clock)


def test_an_eligible_file_is_decided_once_and_the_journal_says_so(
    candidature: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    render(candidature, officer, clock)
    judge_all(candidature, officer, clock)
    decide(candidature, ELIGIBLE, officer, clock)
    decide(candidature, ELIGIBLE, officer, clock)
    decision = get_decision(candidature.id)
    assert decision is not None
    assert (decision.issue, decision.ecart) == (IssueEligibilite.ELIGIBLE, False)
    codes = list(db.session.scalars(select(Evenement.code).order_by(Evenement.numero)))
    assert codes == ["verdict_rendu", *["constat_juge"] * 4, "eligibilite_decidee"]
    assert verify_chain() == (6, None)


def test_a_departure_needs_its_reason(candidature: Candidature, officer: Utilisateur, clock: SettableClock) -> None:
    render(candidature, officer, clock)
    judge_all(candidature, officer, clock)
    with pytest.raises(ActionRefusee, match="pourquoi vous décidez autrement"):
        decide(candidature, DecisionPrise(IssueEligibilite.INELIGIBLE), officer, clock)
    decide(candidature, DecisionPrise(IssueEligibilite.INELIGIBLE, "L’arrêté est périmé."), officer, clock)
    decision = get_decision(candidature.id)
    assert decision is not None
    assert decision.ecart


def test_once_decided_nothing_changes_and_no_one_decides_otherwise(
    candidature: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    render(candidature, officer, clock)
    judge_all(candidature, officer, clock)
    decide(candidature, ELIGIBLE, officer, clock)
    other = make_utilisateur()
    with pytest.raises(ActionRefusee, match="déjà décidée"):
        decide(candidature, DecisionPrise(IssueEligibilite.INELIGIBLE, "Autre avis."), other, clock)
    with pytest.raises(ActionRefusee, match="déjà décidée"):
        judge_all(candidature, officer, clock)
    with pytest.raises(ActionRefusee, match="déjà décidée"):
        render(candidature, officer, clock)
    assert db.session.scalar(select(func.count()).select_from(DecisionEligibilite)) == 1


def test_e18_e17_other_files_of_the_call_are_read(officer: Utilisateur, clock: SettableClock) -> None:
    appel = make_appel_publie()
    first = make_etablissement(siret="12345678900011")
    twin = make_etablissement(siret="12345678900011")
    sister = make_etablissement(numero_ej=first.numero_ej)
    make_candidature_deposee(appel, "ESSAI-0005", etablissement=first, etat=EtatCandidature.REMPLACEE)
    mine = make_candidature_deposee(appel, "ESSAI-0001", etablissement=first)
    make_candidature_deposee(appel, "ESSAI-0002", etablissement=twin)
    make_candidature_deposee(appel, "ESSAI-0003", etablissement=sister)
    make_candidature_deposee(make_appel_publie(), "ESSAI-0004", etablissement=sister)
    faits, _ = read_facts(db.session.get_one(Candidature, mine.id), clock.now())
    assert (faits.doublons, faits.meme_ej, faits.remplaces) == (("ESSAI-0002",), ("ESSAI-0003",), ("ESSAI-0005",))


def test_e23_a_pjj_file_is_found_ineligible(officer: Utilisateur, clock: SettableClock) -> None:
    cef = make_etablissement(categorie="241")
    row = make_candidature_deposee(make_appel_publie(), etablissement=cef, sections={"autorisation": {"nature": "pjj"}})
    assert render(row, officer, clock).synthese == Synthese.INELIGIBLE
