"""After the notices are sent: read, come back, sent again, registered; the delay follows what is proved (E47)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from acia.commission.models import LectureDecision, SuiteNotification
from acia.commission.queries import notice_of, notices_to_follow
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import read_document
from acia.core.mail import Courriel, EtatCourriel, send_pending
from tests.factories.client import HouseClient
from tests.factories.ensemble import together, token_of
from tests.integration.commission.conftest import ENVOI, Scene, selection_of
from tests.unit.core.house_style import check_house_style

HUIT_JOURS = datetime(2027, 3, 30, 9, tzinfo=UTC)
PageText = Callable[[HouseClient, str], str]


def suivi(scene: Scene, rang: int = 0) -> str:
    """Address of the follow-up of a notice."""
    return f"{scene.base}/notifications/{selection_of(scene, rang).id}"


def result(scene: Scene) -> str:
    """The applicant's page."""
    return f"/commissions/resultats/{scene.dossiers[0]}"


def test_e47_the_delay_runs_from_the_day_the_establishment_says_it_has_read(
    envoyee: Scene, clock: SettableClock, page_text: PageText
) -> None:
    clock.set(datetime(2027, 3, 23, 23, 30, tzinfo=UTC))
    candidat = envoyee.client(envoyee.candidat)
    page = page_text(candidat, result(envoyee))
    assert "J’ai pris connaissance" in page
    assert db.session.query(LectureDecision).count() == 0, "opening the page proves nothing"
    act = f"{result(envoyee)}/lecture"
    assert candidat.submit(result(envoyee), action=act).status_code == 302
    after = page_text(candidat, result(envoyee))
    assert "J’ai pris connaissance" not in after
    assert "24 mars 2027" in after, "the day is that of the région, where it is past midnight"
    assert "25 mai 2027" in after
    clock.set(HUIT_JOURS)
    assert envoyee.client(envoyee.candidat).submit(result(envoyee), action=act).status_code == 302
    assert db.session.query(LectureDecision).one().lue_at < HUIT_JOURS
    assert db.session.query(Evenement).filter_by(code="commission_decision_lue").count() == 1
    table = page_text(envoyee.bureau(), f"{envoyee.base}/notifications")
    assert "24 mars 2027" in table
    assert "25 mai 2027" in table
    assert "pas opposable" in table


def test_e47_a_refused_mail_is_shown_with_what_the_server_said_and_waits_for_the_officer(
    envoyee: Scene, clock: SettableClock, page_text: PageText
) -> None:
    with transaction():
        mail = selection_of(envoyee).courriel
        assert mail is not None
        mail.etat, mail.erreur = EtatCourriel.ECHEC, "SMTPRecipientsRefused : 550 utilisateur inconnu"
    bureau = envoyee.bureau()
    shown = page_text(bureau, f"{envoyee.base}/notifications?suivi=revenues")
    assert "550 utilisateur inconnu" in shown
    assert "1 notification sur 3" in shown
    assert [n.selection.id for n in notices_to_follow(envoyee.officer, ENVOI)] == [selection_of(envoyee).id]
    assert "notification qui n’est pas arrivée" in page_text(bureau, "/")
    clock.set(HUIT_JOURS)
    assert len(notices_to_follow(envoyee.officer, HUIT_JOURS)) == 3
    assert len(notices_to_follow(envoyee.officer, datetime(2028, 4, 1, tzinfo=UTC))) == 0


def test_e47_a_notice_is_sent_again_with_the_same_letter_byte_for_byte(envoyee: Scene, page_text: PageText) -> None:
    send_pending(ENVOI)
    bureau, page = envoyee.bureau(), f"{suivi(envoyee)}/suivi"
    before = selection_of(envoyee).document
    assert before is not None
    key, letter = before.id, read_document(before)
    refused = bureau.submit(
        page, {"destinataire": str(envoyee.candidat.id), "motif": ""}, action=f"{suivi(envoyee)}/renvoi"
    )
    assert refused.status_code == 422
    assert "Dites pourquoi" in refused.text
    data = {"destinataire": str(envoyee.candidat.id), "motif": "Adresse corrigée."}
    assert bureau.submit(page, data, action=f"{suivi(envoyee)}/renvoi").status_code == 302
    mails = (
        db.session.query(Courriel).filter_by(objet_id=str(selection_of(envoyee).id)).order_by(Courriel.cree_at).all()
    )
    assert [m.etat for m in mails] == [EtatCourriel.ENVOYE, EtatCourriel.EN_ATTENTE]
    assert {m.document_id for m in mails} == {key}
    again = selection_of(envoyee).document
    assert again is not None
    assert read_document(again) == letter
    event = db.session.query(Evenement).filter_by(code="commission_notification_renvoyee").one()
    assert event.motif == "Adresse corrigée."
    stranger = {**data, "destinataire": str(envoyee.officer.id)}
    assert bureau.submit(page, stranger, action=f"{suivi(envoyee)}/renvoi").status_code == 422
    assert verify_chain()[1] is None


def test_e47_a_registered_letter_makes_the_delay_run_from_its_reception(
    envoyee: Scene, clock: SettableClock, page_text: PageText
) -> None:
    clock.set(HUIT_JOURS)
    bureau, page = envoyee.bureau(), f"{suivi(envoyee)}/suivi"
    letter = {"expedie_le": "2027-03-01", "numero_suivi": "1A 234"}
    assert bureau.submit(page, letter, action=f"{suivi(envoyee)}/recommande").status_code == 422
    letter["expedie_le"] = "2027-03-24"
    assert bureau.submit(page, letter, action=f"{suivi(envoyee)}/recommande").status_code == 302
    assert "rien ne prouve" in page_text(bureau, page)
    row = db.session.query(SuiteNotification).one()
    act = f"{suivi(envoyee)}/recommande/{row.id}"
    early = {"issue": "remis", "jour": "2027-03-23", "version": "1"}
    assert bureau.submit(page, early, action=act).status_code == 422
    assert bureau.submit(page, {**early, "jour": "2027-03-26"}, action=act).status_code == 302
    notice = notice_of(selection_of(envoyee), HUIT_JOURS)
    assert str(notice.delai.jusqua) == "2027-05-27"
    assert notice.a_faire == ""
    assert bureau.submit(page, {**early, "jour": "2027-03-27"}, action=act).status_code in (409, 422)
    other = f"{suivi(envoyee, 1)}/recommande/{row.id}"
    assert bureau.submit(page, early, action=other).status_code == 404


def test_e47_a_mail_that_came_back_is_noted_and_the_page_of_another_is_out_of_date(
    envoyee: Scene, page_text: PageText
) -> None:
    bureau, page = envoyee.bureau(), f"{suivi(envoyee)}/suivi"
    act, words = f"{suivi(envoyee)}/retour", {"motif": "Boîte pleine."}
    assert bureau.submit(page, words, action=act).status_code == 302
    assert "Boîte pleine." in page_text(bureau, f"{envoyee.base}/notifications?suivi=revenues")
    stale = bureau.submit(page, {**words, "version": "0"}, action=act)
    assert stale.status_code == 422
    assert "Quelqu’un d’autre" in stale.text
    assert db.session.query(SuiteNotification).count() == 1


def test_s56_two_officers_send_again_at_once_and_one_mail_leaves(envoyee: Scene) -> None:
    clients = [envoyee.bureau(), envoyee.bureau()]
    action = f"{suivi(envoyee)}/renvoi"
    data = {"destinataire": str(envoyee.candidat.id), "motif": "Deux fois", "version": "0"}
    page = f"{suivi(envoyee)}/suivi"
    answers = together(clients, [(action, {**data, "csrf_token": token_of(c, page)}) for c in clients])
    assert [status for status, _ in answers].count(302) == 1
    db.session.rollback()
    assert db.session.query(SuiteNotification).count() == 1
    assert db.session.query(Courriel).filter_by(objet_id=str(selection_of(envoyee).id)).count() == 2


def test_the_page_of_a_notice_keeps_the_style_of_the_house(envoyee: Scene, clock: SettableClock) -> None:
    clock.set(HUIT_JOURS)
    bureau, page = envoyee.bureau(), f"{suivi(envoyee)}/suivi"
    letter = {"expedie_le": "2027-03-24", "numero_suivi": "1A 234"}
    assert bureau.submit(page, letter, action=f"{suivi(envoyee)}/recommande").status_code == 302
    check_house_style(bureau.get(page).text)
    check_house_style(bureau.get(f"{envoyee.base}/notifications").text)
    check_house_style(bureau.submit(page, {}, action=f"{suivi(envoyee)}/renvoi").text)
