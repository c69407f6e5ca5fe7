"""A departure from the rules where the call wants two people: proposed by one, answered by another (R43)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from acia.appels.models import Appel
from acia.candidatures.models import Candidature
from acia.candidatures.queries import events_of
from acia.comptes.models import Utilisateur
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import AccesRefuse, ActionRefusee
from acia.core.mail import Courriel
from acia.core.permissions import Role
from acia.core.rules import Resultat
from acia.eligibilite import service
from acia.eligibilite.models import IssueEligibilite, PropositionEcart
from acia.eligibilite.queries import get_decision, is_stale, living_proposal, proposals_of
from acia.eligibilite.routes.propositions import decision_finding
from acia.eligibilite.service import DecisionPrise, ReponseEcart
from acia.eligibilite.workflow import EtatProposition
from acia.pilotage.exports import call_workbook
from acia.pilotage.home import tasks_for
from tests.factories.appels import make_appel_brouillon, make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.comptes import make_utilisateur
from tests.factories.ecart import LIEN, MOTIF, make_ecart, make_examined
from tests.factories.echanges import make_demande
from tests.factories.parcours import Connecte
from tests.integration.eligibilite.test_service import render

OUI = ReponseEcart(True, "Je l’ai vérifié auprès du département.")
NON = ReponseEcart(False, "L’arrêté couvre bien les deux services.")


@pytest.fixture
def propose(app: Flask, clock: SettableClock) -> PropositionEcart:
    """A departure that waits, in a call that wants two people; another officer of the région may answer."""
    clock.set(clock.now() + timedelta(days=40))
    candidature = make_candidature_deposee(make_appel_publie(ecart_a_deux=True))
    author = make_utilisateur(nom="Tanguy")
    make_utilisateur(nom="Kerval")
    return make_ecart(candidature, author, clock.now())


def other(proposal: PropositionEcart) -> Utilisateur:
    """An officer of the région who did not propose."""
    rows = select(Utilisateur).where(Utilisateur.role == Role.CHARGE, Utilisateur.id != proposal.propose_par_id)
    return db.session.execute(rows).scalars().one()


def answer(
    proposal: PropositionEcart,
    command: ReponseEcart,
    who: Utilisateur,
    clock: SettableClock,
    version: int | None = None,
) -> None:
    """Answer in a transaction of its own."""
    key, file_id, who_id = proposal.id, proposal.candidature_id, who.id
    with transaction():
        row, person = db.session.get_one(Candidature, file_id), db.session.get_one(Utilisateur, who_id)
        service.answer_proposal(row, key, command, version=version, auteur=person, now=clock.now(), lien=LIEN)


def codes(candidature_id: uuid.UUID) -> list[str]:
    """The events of a file, the last first."""
    return [event.code for event in events_of(candidature_id)]


def test_r43_nothing_is_decided_by_one_person(propose: PropositionEcart, clock: SettableClock) -> None:
    key, mails = propose.candidature_id, select(Courriel).where(Courriel.modele == "ecart_propose")
    assert get_decision(key) is None
    assert [mail.destinataire for mail in db.session.execute(mails).scalars()] == [other(propose).courriel]
    row, second = db.session.get_one(Candidature, key), other(propose)
    for issue in IssueEligibilite:
        with pytest.raises(ActionRefusee, match="rien ne se décide"), transaction():
            service.decide_eligibilite(row, DecisionPrise(issue, "Motif."), auteur=second, now=clock.now(), lien=LIEN)
    assert get_decision(key) is None


def test_r43_the_decision_keeps_both_names_and_both_dates(propose: PropositionEcart, clock: SettableClock) -> None:
    key, author, second = propose.candidature_id, propose.propose_par_id, other(propose)
    proposed_at = clock.now()
    clock.set(proposed_at + timedelta(hours=3))
    answer(propose, OUI, second, clock)
    decision = get_decision(key)
    assert decision is not None
    assert (decision.issue, decision.ecart, decision.motif) == (IssueEligibilite.INELIGIBLE, True, MOTIF)
    row = proposals_of(key)[0]
    assert (row.propose_par_id, row.propose_at, row.close_par_id, row.close_at) == (
        author, proposed_at, second.id, clock.now(),
    )  # fmt: skip
    found = decision_finding(decision)
    assert found.resultat is Resultat.SATISFAIT
    assert "Maëlle Tanguy" in found.valeur
    assert "Maëlle Kerval" in found.valeur
    # The order of those who act is kept by the journal, with the reason of each.
    assert codes(key)[:3] == ["ecart_confirme", "eligibilite_decidee", "ecart_propose"]
    assert verify_chain()[1] is None
    told = db.session.execute(select(Courriel).where(Courriel.modele == "ecart_repondu")).scalars().one()
    assert told.destinataire == row.propose_par.courriel
    sheet = load_workbook(BytesIO(call_workbook(row.candidature.appel, second)))["Décisions"]
    titles, values = (list(line) for line in sheet.iter_rows(values_only=True))
    exported = dict(zip(titles, values, strict=True))
    assert exported["Écart proposé par"] == row.propose_par.nom_complet
    assert exported["Éligibilité décidée par"] == second.nom_complet


def test_r43_the_author_never_answers_herself(
    propose: PropositionEcart, clock: SettableClock, connecte: Connecte
) -> None:
    author = db.session.get_one(Utilisateur, propose.propose_par_id)
    with pytest.raises(AccesRefuse):
        answer(propose, OUI, author, clock)
    address = f"/candidatures/{propose.candidature_id}/eligibilite/ecarts/{propose.id}/reponse"
    page = f"/candidatures/{propose.candidature_id}/eligibilite"
    typed = {"reponse": "confirmer", "motif": "Moi-même."}
    assert connecte(author).submit(page, typed, action=address).status_code == 403
    assert get_decision(propose.candidature_id) is None


def test_s3_an_officer_of_elsewhere_sees_no_proposal(propose: PropositionEcart, connecte: Connecte) -> None:
    elsewhere = connecte(make_utilisateur(regions=("01",)))
    address = f"/candidatures/{propose.candidature_id}/eligibilite/ecarts/{propose.id}/reponse"
    answered = elsewhere.submit("/eligibilite/", {"reponse": "confirmer", "motif": "Oui."}, action=address)
    assert answered.status_code == 404
    assert "écart" not in elsewhere.get("/").text.lower()


def test_the_database_itself_wants_two_people(propose: PropositionEcart, clock: SettableClock) -> None:
    row = db.session.get_one(PropositionEcart, propose.id)
    row.close_par_id, row.close_at = row.propose_par_id, clock.now()
    row.etat, row.motif_cloture = EtatProposition.REFUSEE, "Moi-même."
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_a_refusal_leaves_the_file_to_be_decided(propose: PropositionEcart, clock: SettableClock) -> None:
    key, second = propose.candidature_id, other(propose)
    with pytest.raises(ActionRefusee, match="sur quoi repose"):
        answer(propose, ReponseEcart(False, ""), second, clock)
    answer(propose, NON, second, clock)
    assert get_decision(key) is None
    with pytest.raises(ActionRefusee, match="n’attend plus : refusée par Maëlle Kerval"):
        answer(propose, OUI, second, clock)
    again = make_ecart(db.session.get_one(Candidature, key), db.session.get_one(Utilisateur, second.id), clock.now())
    assert [row.etat for row in proposals_of(key)].count(EtatProposition.PROPOSEE) == 1
    assert again.propose_par_id == second.id


def test_a_proposal_answered_on_an_older_page_is_refused(propose: PropositionEcart, clock: SettableClock) -> None:
    with pytest.raises(ActionRefusee, match="entre-temps"):
        answer(propose, OUI, other(propose), clock, version=propose.version + 1)


@pytest.mark.parametrize("act", ["relire", "corriger"])
def test_a_proposal_no_longer_holds_when_the_file_changes(
    propose: PropositionEcart, clock: SettableClock, connecte: Connecte, act: str
) -> None:
    key, proposal_id, second = propose.candidature_id, propose.id, other(propose)
    row = db.session.get_one(Candidature, key)
    if act == "relire":
        render(row, second, clock)
    else:
        make_demande(row, second, clock.now(), (clock.now() + timedelta(days=15)).date())
        assert is_stale(db.session.get_one(PropositionEcart, proposal_id))
        assert "Cette proposition ne vaut plus" in connecte(second).get(f"/candidatures/{key}/eligibilite").text
        author = db.session.get_one(Utilisateur, propose.propose_par_id)
        assert any(task.titre.startswith("Reprendre l’écart") for task in tasks_for(author, clock.now()))
    with pytest.raises(ActionRefusee):
        answer(db.session.get_one(PropositionEcart, proposal_id), OUI, second, clock)
    assert get_decision(key) is None
    make_ecart(db.session.get_one(Candidature, key), db.session.get_one(Utilisateur, second.id), clock.now())
    assert db.session.get_one(PropositionEcart, proposal_id).etat == EtatProposition.CADUQUE
    assert "ecart_caduc" in codes(key)
    told = db.session.execute(select(Courriel).where(Courriel.modele == "ecart_caduc")).scalars().one()
    assert told.destinataire == db.session.get_one(Utilisateur, propose.propose_par_id).courriel
    assert "ne vaut plus" in told.sujet


def test_who_makes_her_own_proposal_void_is_not_told_so(propose: PropositionEcart, clock: SettableClock) -> None:
    author = db.session.get_one(Utilisateur, propose.propose_par_id)
    render(db.session.get_one(Candidature, propose.candidature_id), author, clock)
    assert "ecart_caduc" in codes(propose.candidature_id)
    assert "ecart_caduc" not in db.session.execute(select(Courriel.modele)).scalars().all()


def test_following_the_rules_takes_one_person(app: Flask, clock: SettableClock) -> None:
    clock.set(clock.now() + timedelta(days=40))
    row, officer = make_candidature_deposee(make_appel_publie(ecart_a_deux=True)), make_utilisateur()
    make_examined(row, officer, clock.now())
    row = db.session.get_one(Candidature, row.id)
    command = DecisionPrise(IssueEligibilite.INELIGIBLE, "Motif.")
    with pytest.raises(ActionRefusee, match="deux personnes"), transaction():
        service.decide_eligibilite(row, command, auteur=officer, now=clock.now(), lien=LIEN)
    with transaction():
        taken = service.decide_or_propose(
            row, DecisionPrise(IssueEligibilite.ELIGIBLE), auteur=officer, now=clock.now(), lien=LIEN
        )
        assert not isinstance(taken, PropositionEcart)
    decision = get_decision(row.id)
    assert decision is not None
    assert decision_finding(decision).resultat is Resultat.SATISFAIT


def test_without_the_setting_one_person_departs_with_a_reason(app: Flask, clock: SettableClock) -> None:
    clock.set(clock.now() + timedelta(days=40))
    row, officer = make_candidature_deposee(make_appel_publie()), make_utilisateur()
    make_examined(row, officer, clock.now())
    row = db.session.get_one(Candidature, row.id)
    with transaction():
        command = DecisionPrise(IssueEligibilite.INELIGIBLE, "Motif.")
        service.decide_or_propose(row, command, auteur=officer, now=clock.now(), lien=LIEN)
    decision = get_decision(row.id)
    assert decision is not None
    assert decision.ecart
    assert decision_finding(decision).resultat is Resultat.SATISFAIT


def test_two_officers_walk_through_a_departure(app: Flask, connecte: Connecte, clock: SettableClock) -> None:
    clock.set(clock.now() + timedelta(days=40))
    row, first = make_candidature_deposee(make_appel_publie(ecart_a_deux=True)), make_utilisateur()
    make_examined(row, first, clock.now())
    page, boite = f"/candidatures/{row.id}/eligibilite", "/candidatures/?eligibilite=ecart_propose"
    mine = connecte(first)
    assert "Cet appel demande deux personnes" in mine.get(page).text
    sent = mine.submit(page, {"issue": "ineligible", "motif": "<b>Faux</b> arrêté."}, action=f"{page}/decision")
    assert sent.status_code == 302
    proposal = living_proposal(row.id)
    assert proposal is not None
    html = mine.get(page).text
    assert "Retirer ma proposition" in html
    assert "&lt;b&gt;Faux&lt;/b&gt;" in html
    assert "Confirmer ou refuser un écart" not in mine.get("/").text
    address, proposed = f"{page}/ecarts/{proposal.id}", proposal.id
    assert mine.submit(page, action=f"{address}/retrait").status_code == 302
    assert db.session.get_one(PropositionEcart, proposed).etat == EtatProposition.RETIREE
    mine.submit(page, {"issue": "ineligible", "motif": "Autre arrêté."}, action=f"{page}/decision")
    proposal = living_proposal(row.id)
    assert proposal is not None
    address = f"{page}/ecarts/{proposal.id}"
    second = make_utilisateur(Role.PILOTE, regions=())
    theirs = connecte(second)
    assert "Confirmer ou refuser un écart" in theirs.get("/").text
    assert row.numero in theirs.get(boite).text
    assert "Écart à confirmer" in theirs.get("/eligibilite/").text
    assert theirs.submit(page, {"reponse": "confirmer", "motif": ""}, action=f"{address}/reponse").status_code == 422
    typed = {"reponse": "confirmer", "motif": "Vérifié.", "version": str(proposal.version)}
    assert theirs.submit(page, typed, action=f"{address}/reponse").status_code == 302
    html = theirs.get(page).text
    assert "proposé par" in html
    assert "confirmé par" in html
    assert "Retirée" in html


def test_the_setting_is_chosen_in_the_draft_frozen_and_copied(app: Flask, connecte: Connecte) -> None:
    appel, client = make_appel_brouillon(), connecte(make_utilisateur())
    page = f"/appels/gestion/{appel.code}/examen"
    assert client.submit(page, {"ecart": "deux"}).status_code == 302
    assert db.session.get_one(Appel, appel.id).ecart_a_deux is True
    copy = {"titre": "Suivant", "code": "suivant-1", "modele": appel.code}
    assert client.submit("/appels/gestion/nouveau", copy).status_code == 302
    assert db.session.execute(select(Appel.ecart_a_deux).where(Appel.code == "suivant-1")).scalar_one() is True
    published = make_appel_publie()
    assert client.get(f"/appels/gestion/{published.code}/examen").status_code == 403
