"""E16: posted on time, received six days later, once the screening is over: registered, and its examination is open."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from acia.appels.models import Appel
from acia.candidatures.models import Candidature, EtatCandidature
from acia.candidatures.queries import avancees_of
from acia.commission.models import Commission, EtatCommission, Selection
from acia.commission.queries import files_of
from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.permissions import Role
from acia.core.rules import Resultat
from acia.eligibilite.models import IssueEligibilite, Verdict
from acia.eligibilite.queries import get_decision
from acia.eligibilite.service import DecisionPrise, Jugement, decide_eligibilite, judge_constat, render_verdict
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_etablissement
from tests.factories.commission import make_commission, make_eligible, make_membres, make_notation
from tests.factories.comptes import make_utilisateur
from tests.factories.ecart import LIEN
from tests.factories.papier import RECU, make_enregistre
from tests.factories.parcours import Connecte


@pytest.fixture
def officer(app: Flask, clock: SettableClock) -> Utilisateur:
    clock.set(RECU)
    return make_utilisateur(Role.CHARGE)


@pytest.fixture
def appel(app: Flask, officer: Utilisateur) -> Appel:
    """A call whose two files are decided."""
    appel = make_appel_publie({"29": 10})
    for issue in (IssueEligibilite.ELIGIBLE, IssueEligibilite.INELIGIBLE):
        row = make_candidature_deposee(appel, departement="29", etat=EtatCandidature.EN_INSTRUCTION)
        make_eligible(row, issue, officer=officer)
    return appel


def words(page: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(page.get_data(as_text=True)))


def test_e16_the_screening_of_a_paper_file_is_open_when_that_of_the_others_is_over(
    appel: Appel, officer: Utilisateur, connecte: Connecte
) -> None:
    client, there = connecte(officer), make_etablissement("29")
    told = words(client.get(f"/candidatures/papier/nouveau?appel={appel.code}&numero={there.numero_finess}"))
    assert "Examen de l’éligibilité déjà terminé" in told
    assert "décidée pour 2 dossiers" in told
    row, _ = make_enregistre(appel, officer, etablissement=there)
    assert "L’examen est à rouvrir pour ce dossier" in words(client.get(f"/candidatures/{row.id}/papier"))
    assert client.get(f"/candidatures/{row.id}/eligibilite").status_code == 200
    with transaction():
        verdict = render_verdict(db.session.get_one(Candidature, row.id), auteur=officer, now=RECU, lien=LIEN)
    assert verdict.faits["depot"] == "2027-02-20"
    for constat in db.session.get_one(Verdict, verdict.id).constats:
        if constat.resultat == Resultat.A_VERIFIER:
            with transaction():
                judge_constat(
                    constat, Jugement(Resultat.SATISFAIT, "Lu sur le papier."), auteur=officer, now=RECU, lien=LIEN
                )
    command = DecisionPrise(IssueEligibilite.ELIGIBLE, "Pièces apportées ensuite.")
    with transaction():
        decide_eligibilite(db.session.get_one(Candidature, row.id), command, auteur=officer, now=RECU, lien=LIEN)
    decision = get_decision(row.id)
    assert decision is not None
    assert decision.issue == IssueEligibilite.ELIGIBLE


@pytest.mark.parametrize(
    ("etat", "dit"),
    [
        (EtatCommission.NOTATION, "La notation de la commission est ouverte"),
        (EtatCommission.DELIBERATION, "La notation de la commission est close"),
        (EtatCommission.CLOSE, "La commission a rendu son avis"),
    ],
)
def test_e16_what_the_commission_has_already_done_is_said_with_what_is_left_to_do(
    appel: Appel, officer: Utilisateur, etat: EtatCommission, dit: str
) -> None:
    commission = make_commission(appel, membres=make_membres(), etat=etat)
    row, _ = make_enregistre(appel, officer)
    titres = [avancee.titre for avancee in avancees_of(row.appel, row.region_code, row.id)]
    assert titres == ["Examen de l’éligibilité déjà terminé", dit]
    make_eligible(row, officer=officer)
    assert row.id in {file.id for file in files_of(db.session.get_one(Commission, commission.id))}


def test_e16_a_commission_convened_or_being_prepared(appel: Appel, officer: Utilisateur) -> None:
    commission = make_commission(appel, membres=make_membres())
    key = commission.id
    assert [a.titre for a in avancees_of(appel, "53")] == ["Examen de l’éligibilité déjà terminé"]
    with transaction():
        db.session.get_one(Commission, key).convoquee_at = RECU - timedelta(days=1)
    assert avancees_of(db.session.get_one(Appel, appel.id), "53")[1].titre == "La commission est convoquée"
    assert avancees_of(db.session.get_one(Appel, appel.id), "01") == []


def test_e16_propositions_already_settled_send_the_officer_to_the_chair(appel: Appel, officer: Utilisateur) -> None:
    commission = make_commission(appel, membres=make_membres(), etat=EtatCommission.DELIBERATION)
    [other] = files_of(commission)
    make_notation(commission.membres[0], other, [3, 3, 3, 3])
    with transaction():
        db.session.add(_settled(commission, other))
    [_, said] = avancees_of(db.session.get_one(Appel, appel.id), "53")
    assert said.titre == "La commission a arrêté ses propositions"
    assert "réunir de nouveau la commission" in said.texte


def _settled(commission: Commission, row: Candidature) -> Selection:
    return Selection(
        commission_id=commission.id,
        candidature_id=row.id,
        rang=1,
        note_numerateur=3,
        note_denominateur=1,
        notes_comptees=1,
        proposition="retenue",
    )
