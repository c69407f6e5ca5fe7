"""The convocation: agenda, notice, calendar file, who was convened when; nothing of a file leaks (R35, S7, S10)."""

from __future__ import annotations

import re
from datetime import timedelta

from acia.candidatures.models import Candidature
from acia.commission.models import Convocation, MembreCommission
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.mail import Courriel
from tests.factories.commission import make_deport
from tests.factories.composition import make_invite, make_siege
from tests.integration.commission.conftest import Scene, commission_of
from tests.integration.commission.test_cloisonnement import read

POINTS = {"points": "Bilan de la session précédente\n\n  Questions diverses  "}


def file_of(scene: Scene, rang: int = 0) -> Candidature:
    return db.session.get_one(Candidature, scene.dossiers[rang])


def test_each_convocation_is_kept_with_its_agenda_its_notice_and_who_received_it(
    scene: Scene, clock: SettableClock
) -> None:
    make_siege(commission_of(scene), titulaire_id=scene.siege().id)
    make_invite(commission_of(scene), expire_at=clock.now() + timedelta(days=5))
    bureau, page = scene.bureau(), f"{scene.base}/convocation"
    assert bureau.submit(page, POINTS).status_code == 302
    (row,) = db.session.query(Convocation).all()
    assert row.points == ["Bilan de la session précédente", "Questions diverses"]
    assert (row.rang, row.seconde, row.preavis_jours, row.preavis_attendu) == (1, False, 17, 5)
    assert len(row.destinataires) == 4, "alternates are told, whoever has not answered is not"
    text = bureau.get(page).text
    assert "Qui a été convoqué, et quand" in text
    assert scene.membres[0].nom_complet in text
    mail = db.session.query(Courriel).filter_by(modele="convocation").first()
    assert mail is not None
    assert "2. Bilan de la session précédente" in mail.texte
    assert "Finistère" in mail.texte
    assert f"UID:commission-{scene.commission}" in mail.calendrier
    assert "DTSTART;TZID=Europe/Paris:20270318T093000" in mail.calendrier


def test_no_mail_names_a_file(scene: Scene) -> None:
    assert scene.bureau().submit(f"{scene.base}/convocation", POINTS).status_code == 302
    for mail in db.session.query(Courriel).filter_by(modele="convocation"):
        for rang in range(3):
            row = file_of(scene, rang)
            for secret in (row.nom, str(row.numero), row.commune):
                assert secret not in mail.texte + mail.html + mail.calendrier + mail.sujet


def test_a_second_convening_keeps_the_agenda_and_needs_a_first_one(scene: Scene) -> None:
    bureau, page = scene.bureau(), f"{scene.base}/convocation"
    refused = bureau.submit(page, {**POINTS, "seconde": "y"})
    assert refused.status_code == 422
    assert "pas eu de première convocation" in refused.text
    assert bureau.submit(page, POINTS).status_code == 302
    assert bureau.submit(page, {"points": "Autre chose", "seconde": "y"}).status_code == 302
    first, second = db.session.query(Convocation).order_by(Convocation.rang)
    assert second.points == first.points
    assert (first.seconde, second.seconde) == (False, True)


def test_a_change_of_date_is_told_on_the_page_and_in_the_next_mail(scene: Scene) -> None:
    bureau, page = scene.bureau(), f"{scene.base}/convocation"
    assert bureau.submit(page, POINTS).status_code == 302
    sitting = f"{scene.base}/seance"
    assert "déjà convoqués" in bureau.get(sitting).text
    moved = {"nom": "Commission", "jour": "2027-03-25", "heure": "14:00", "lieu": "Quimper"}
    assert bureau.submit(sitting, moved).status_code == 302
    assert "La séance a changé depuis la dernière convocation" in bureau.get(scene.base).text
    assert bureau.submit(page).status_code == 302
    assert "La séance a changé" not in bureau.get(scene.base).text
    last = db.session.query(Courriel).filter(Courriel.texte.like("%elle était annoncée le jeudi 18 mars 2027%")).count()
    assert last == 3


def test_s10_the_agenda_holds_the_files_of_its_reader_alone(scene: Scene) -> None:
    page = f"{scene.base}/ordre-du-jour"
    assert scene.bureau().submit(f"{scene.base}/convocation", POINTS).status_code == 302
    make_deport(scene.siege(), file_of(scene), conflit=True)
    text = scene.membre().get(page).text
    assert [file_of(scene, rang).nom in text for rang in range(3)] == [False, True, True]
    assert "Questions diverses" in text
    with transaction():
        scene.siege(1).declaration_at = None
    text = scene.membre(1).get(page).text
    assert not any(file_of(scene, rang).nom in text for rang in range(3))
    alternate = make_siege(commission_of(scene), titulaire_id=scene.siege().id)
    text = scene.client(db.session.get_one(MembreCommission, alternate.id).utilisateur).get(page).text
    assert [file_of(scene, rang).nom in text for rang in range(3)] == [True, False, False]


def test_s7_two_worlds_of_a_file_give_one_agenda_and_one_calendar_to_the_recused(scene: Scene) -> None:
    make_deport(scene.siege(), file_of(scene), conflit=True)

    def world(nom: str) -> list[tuple[int, str]]:
        with transaction():
            row = file_of(scene)
            row.identite = {**row.identite, "nom": nom}
        client = scene.membre()
        return [read(client, f"{scene.base}/{page}") for page in ("ordre-du-jour", "seance.ics")]

    one = world("Maison du Phare")
    assert one == world("Foyer du Large")
    assert [status for status, _ in one] == [200, 200]
    assert re.search(r"SUMMARY:Séance", one[1][1])
