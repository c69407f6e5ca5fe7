"""E47 for the ineligible: their notice is read, comes back, is sent again, posted; its delay runs from the proof."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from acia.candidatures.models import EtatCandidature
from acia.commission.models import LectureDecision, Recours, SuiteNotification
from acia.commission.queries import notice_of_file, notices_to_follow
from acia.commission.service import close_space
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import read_document
from acia.core.mail import Courriel, EtatCourriel, send_pending
from acia.core.permissions import Role
from acia.eligibilite.models import IssueEligibilite, LettreIneligibilite
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_representant_compte
from tests.factories.client import HouseClient, signed_client
from tests.factories.commission import make_eligible
from tests.factories.comptes import make_utilisateur
from tests.factories.eligibilite import make_lettre
from tests.unit.core.house_style import check_house_style

PARTIE = datetime(2027, 3, 22, 9, tzinfo=UTC)
HUIT_JOURS = PARTIE + timedelta(days=8)
Connecte = Callable[[Utilisateur], HouseClient]


class Ecartee:
    """A file found ineligible, whose letter left on 22 March."""

    def __init__(self, app: Flask, clock: SettableClock) -> None:
        clock.set(PARTIE)
        self.app = app
        self.candidat = make_representant_compte()
        self.officer = make_utilisateur(Role.CHARGE, regions=("53",))
        row = make_candidature_deposee(make_appel_publie(), auteur=self.candidat, etat=EtatCandidature.EN_INSTRUCTION)
        make_eligible(row, IssueEligibilite.INELIGIBLE, officer=self.officer)
        self.dossier = row.id
        self.lettre = make_lettre(row, officer=self.officer, at=PARTIE, lien="https://acia.test/").id
        self.suivi = f"/commissions/ineligibles/{self.lettre}"
        self.page = f"/candidatures/{row.id}/decision"

    def client(self, person: Utilisateur) -> HouseClient:
        return signed_client(self.app, db.session.merge(person, load=False))

    def text(self, person: Utilisateur, page: str) -> str:
        answer = self.client(person).get(page)
        assert answer.status_code == 200, page
        check_house_style(answer.text)
        return answer.text.replace("\xa0", " ")

    def row(self) -> LettreIneligibilite:
        return db.session.get_one(LettreIneligibilite, self.lettre)


@pytest.fixture
def ecartee(app: Flask, clock: SettableClock) -> Ecartee:
    return Ecartee(app, clock)


def test_e47_the_delay_of_an_ineligible_file_runs_from_its_reading(ecartee: Ecartee, clock: SettableClock) -> None:
    candidat = ecartee.candidat
    assert "J’ai pris connaissance" in ecartee.text(candidat, ecartee.page)
    assert db.session.query(LectureDecision).count() == 0, "opening the page proves nothing"
    act = f"/commissions/resultats/{ecartee.dossier}/lecture"
    answer = ecartee.client(candidat).submit(ecartee.page, action=act)
    assert (answer.status_code, answer.headers["Location"]) == (302, ecartee.page)
    after = ecartee.text(candidat, ecartee.page)
    assert "J’ai pris connaissance" not in after
    assert "24 mai 2027" in after, "two clear months, moved to an open day"
    assert db.session.query(Evenement).filter_by(code="commission_decision_lue").count() == 1
    assert "24 mai 2027" in ecartee.text(ecartee.officer, "/commissions/ineligibles")
    appeal = f"/commissions/resultats/{ecartee.dossier}/recours"
    assert "24 mai 2027" in ecartee.text(candidat, appeal)
    sent = {"objet": "L’avis a été mal lu.", "envoi": "6f6c9d5e-5d3b-4f7c-9a68-0f4f0f3c6f11"}
    assert ecartee.client(candidat).submit(appeal, sent).status_code == 302
    assert db.session.query(Recours).one().candidature_id == ecartee.dossier
    clock.set(datetime(2027, 5, 25, 9, tzinfo=UTC))
    assert ecartee.client(candidat).submit(appeal, {**sent, "envoi": str(ecartee.lettre)}).status_code == 422


def test_e47_a_letter_that_came_back_or_stays_unopened_waits_for_the_officer(
    ecartee: Ecartee, clock: SettableClock
) -> None:
    assert notices_to_follow(ecartee.officer, PARTIE) == []
    with transaction():
        ecartee.row().courriel.etat, ecartee.row().courriel.erreur = EtatCourriel.ECHEC, "550 utilisateur inconnu"
    (notice,) = notices_to_follow(ecartee.officer, PARTIE)
    assert (notice.decision.id, notice.commission_id) == (ecartee.lettre, None)
    assert "/commissions/ineligibles?suivi=non_ouvertes" in ecartee.text(ecartee.officer, "/")
    shown = ecartee.text(ecartee.officer, "/commissions/ineligibles?suivi=revenues")
    assert "550 utilisateur inconnu" in shown
    assert "Le courriel est revenu" in ecartee.text(ecartee.officer, f"{ecartee.suivi}/suivi")
    with transaction():
        ecartee.row().courriel.etat, ecartee.row().courriel.erreur = EtatCourriel.ENVOYE, ""
    assert notices_to_follow(ecartee.officer, PARTIE) == []
    clock.set(HUIT_JOURS)
    assert len(notices_to_follow(ecartee.officer, HUIT_JOURS)) == 1
    assert "Pas ouverte 7 jours après l’envoi" in ecartee.text(ecartee.officer, f"{ecartee.suivi}/suivi")
    elsewhere = make_utilisateur(Role.CHARGE, regions=("01",))
    assert notices_to_follow(elsewhere, HUIT_JOURS) == []
    assert ecartee.client(elsewhere).get(f"{ecartee.suivi}/suivi").status_code == 404


def test_e47_the_same_letter_is_sent_again_and_each_act_is_kept(ecartee: Ecartee) -> None:
    send_pending(PARTIE)
    page, letter = f"{ecartee.suivi}/suivi", read_document(ecartee.row().document)
    office = ecartee.client(ecartee.officer)
    data = {"destinataire": str(ecartee.candidat.id), "motif": "Adresse corrigée."}
    assert office.submit(page, {**data, "motif": ""}, action=f"{ecartee.suivi}/renvoi").status_code == 422
    assert office.submit(page, data, action=f"{ecartee.suivi}/renvoi").status_code == 302
    mails = db.session.query(Courriel).filter_by(modele="notification").order_by(Courriel.cree_at, Courriel.cle).all()
    assert len(mails) == 2
    assert {m.document_id for m in mails} == {ecartee.row().document_id}
    assert read_document(ecartee.row().document) == letter
    assert "n’est pas éligible" in mails[1].sujet.replace("\xa0", " ")
    back = {"motif": "Boîte pleine."}
    assert office.submit(page, back, action=f"{ecartee.suivi}/retour").status_code == 302
    assert office.submit(page, {**back, "version": "1"}, action=f"{ecartee.suivi}/retour").status_code == 422
    assert [row.genre for row in db.session.query(SuiteNotification).order_by(SuiteNotification.rang)] == [
        "renvoi",
        "retour",
    ]
    assert {row.lettre_id for row in db.session.query(SuiteNotification)} == {ecartee.lettre}
    assert verify_chain()[1] is None


def test_e47_a_registered_letter_makes_its_delay_run(ecartee: Ecartee, clock: SettableClock) -> None:
    clock.set(HUIT_JOURS)
    page, office = f"{ecartee.suivi}/suivi", ecartee.client(ecartee.officer)
    posted = {"expedie_le": "2027-03-24", "numero_suivi": "1A 234"}
    assert office.submit(page, posted, action=f"{ecartee.suivi}/recommande").status_code == 302
    row = db.session.query(SuiteNotification).one()
    act = f"{ecartee.suivi}/recommande/{row.id}"
    handed = {"issue": "remis", "jour": "2027-03-26", "version": "1"}
    assert office.submit(page, handed, action=act).status_code == 302
    notice = notice_of_file(ecartee.row().decision.candidature, HUIT_JOURS)
    assert notice is not None
    assert str(notice.delai.jusqua) == "2027-05-27"


def test_s21_the_letters_of_a_closed_call_are_left_out_and_their_pages_closed(ecartee: Ecartee) -> None:
    with transaction():
        close_space(ecartee.row().decision.candidature.appel_id, "Vérification.", auteur=None, now=PARTIE)
    assert ecartee.client(ecartee.officer).get(f"{ecartee.suivi}/suivi").status_code == 503
    assert str(ecartee.lettre) not in ecartee.text(ecartee.officer, "/commissions/ineligibles")
    assert ecartee.client(ecartee.candidat).get(ecartee.page).status_code == 200
