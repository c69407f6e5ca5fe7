"""Members: invited, accepting, standing in, leaving; what opens for each, and when it closes (R36, S7, S13)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission.models import EtatCommission, MembreCommission, Notation
from acia.commission.queries import final_sheets, progress_of, quorum_of, ranking_of, recusals_of
from acia.commission.workflow import PresenceSeance, ReponseInvitation, Voix
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.mail import Courriel
from tests.factories.client import HouseClient, signed_client
from tests.factories.commission import make_deport, make_membres, make_notation
from tests.factories.composition import make_invite, make_siege
from tests.factories.ensemble import together, token_of
from tests.integration.commission.conftest import JUSTIFIEES, Scene, commission_of, make_scene


def candidature(scene: Scene, rang: int = 0) -> Candidature:
    return db.session.get_one(Candidature, scene.dossiers[rang])


def named(scene: Scene, **values: object) -> tuple[MembreCommission, HouseClient]:
    """One more seat and its member's client."""
    seat = make_siege(commission_of(scene), **values)
    return seat, scene.client(seat.utilisateur)


def mes_dossiers(client: HouseClient) -> str:
    return client.get("/commissions/mes-dossiers").get_data(as_text=True)


def test_an_invitation_is_answered_once_and_opens_nothing_before(scene: Scene, clock: SettableClock) -> None:
    person = make_membres(1)[0]
    bureau = scene.bureau()
    typed = {"utilisateur": str(person.id), "qualite": "membre", "voix": "deliberative", "titulaire": ""}
    assert bureau.submit(scene.base, typed, action=f"{scene.base}/membres").status_code == 302
    mail = db.session.query(Courriel).filter_by(modele="commission_invitation").one()
    assert f"https://acia.test{scene.base}/invitation" in mail.texte
    membre = scene.client(person)
    for page in (scene.dossier(), f"{scene.base}/declaration"):
        assert membre.get(page).status_code == 404
    assert "Répondre à l’invitation" in mes_dossiers(membre)
    answer = f"{scene.base}/invitation"
    assert membre.submit(answer, {"reponse": "decline", "motif": ""}).status_code == 422
    assert membre.submit(answer, {"reponse": "decline", "motif": "Trop de travail."}).status_code == 302
    assert "A décliné" in bureau.get(scene.base).get_data(as_text=True)
    assert membre.submit("/commissions/mes-dossiers", {"reponse": "accepte"}, action=answer).status_code == 403
    seat = db.session.query(MembreCommission).filter_by(utilisateur_id=person.id).one()
    fiche = f"{scene.base}/membres/{seat.id}"
    assert "Trop de travail." in bureau.get(fiche).get_data(as_text=True)
    version = commission_of(scene).version
    assert bureau.submit(fiche, {"version": version}, action=f"{fiche}/invitation").status_code == 302
    assert membre.submit(answer, {"reponse": "accepte"}).status_code == 302
    assert membre.get(f"{scene.base}/declaration").status_code == 200
    late = bureau.submit(fiche, {"version": commission_of(scene).version}, action=f"{fiche}/invitation")
    assert late.status_code == 302
    assert db.session.get_one(MembreCommission, seat.id).reponse == ReponseInvitation.ACCEPTEE


def test_an_expired_invitation_is_no_longer_accepted(scene: Scene, clock: SettableClock) -> None:
    seat = make_invite(commission_of(scene), expire_at=clock.now() + timedelta(days=2))
    person = seat.utilisateur
    clock.set(clock.now() + timedelta(days=2))
    membre = scene.client(person)
    answer = f"{scene.base}/invitation"
    assert "a expiré" in membre.get(answer).get_data(as_text=True)
    assert membre.submit("/commissions/mes-dossiers", {"reponse": "accepte"}, action=answer).status_code == 403
    assert "Invitation expirée" in scene.bureau().get(scene.base).get_data(as_text=True)


def test_a_consultative_member_reads_without_marking(scene: Scene) -> None:
    seat, membre = named(scene, voix=Voix.CONSULTATIVE)
    make_deport(seat, candidature(scene))
    page = scene.dossier()
    text = membre.get(page).get_data(as_text=True)
    assert "voix consultative" in text
    assert "Rendre ma notation" not in text
    for action in ("notation", "brouillon"):
        refused = membre.submit(page, {**JUSTIFIEES, "acte": "rendre", "version": "0"}, action=f"{page}/{action}")
        assert refused.status_code == 403
    assert db.session.query(Notation).count() == 0
    scene.noter_tout((3, 3, 3, 3))
    make_notation(db.session.merge(seat), candidature(scene), (0, 0, 0, 0))
    assert len(final_sheets(commission_of(scene))[scene.dossiers[0]]) == 3
    assert {p.attendues for p in progress_of(commission_of(scene)) if p.membre.id == seat.id} == {0}


def test_an_alternate_sees_the_file_her_member_left_and_no_other(scene: Scene) -> None:
    seat, membre = named(scene, titulaire_id=scene.siege().id)
    names = [candidature(scene, rang).nom for rang in range(3)]
    assert not any(name in mes_dossiers(membre) for name in names)
    assert membre.get(scene.dossier()).status_code == 404
    make_deport(scene.siege(), candidature(scene), conflit=True)
    page = mes_dossiers(membre)
    assert [name in page for name in names] == [True, False, False]
    assert (
        membre.submit(scene.dossier(), {"choix": "sans_conflit"}, action=f"{scene.dossier()}/interets").status_code
        == 302
    )
    marks = {**JUSTIFIEES, "acte": "rendre"}
    assert membre.submit(scene.dossier(), marks, action=f"{scene.dossier()}/notation").status_code == 302
    assert [s.membre.id for s in final_sheets(commission_of(scene))[scene.dossiers[0]]] == [seat.id]
    assert membre.get(scene.dossier(1)).status_code == 404
    for rang in (1, 2):
        make_notation(scene.siege(rang), candidature(scene), (3, 3, 3, 3))
    line = next(x for x in ranking_of(commission_of(scene)).lignes if x.id == str(scene.dossiers[0]))
    assert line.notes_comptees == 3


def test_only_one_of_the_two_sheets_counts(scene: Scene) -> None:
    seat, _ = named(scene, titulaire_id=scene.siege().id)
    make_notation(db.session.merge(seat), candidature(scene), (0, 0, 0, 0))
    make_notation(scene.siege(), candidature(scene), (5, 5, 5, 5))

    def counted() -> list[object]:
        return [s.membre.id for s in final_sheets(commission_of(scene))[scene.dossiers[0]]]

    titulaire = scene.siege().id
    assert counted() == [titulaire]
    with transaction():
        held = db.session.get_one(MembreCommission, titulaire)
        held.empechee_at, held.motif_empechement = commission_of(scene).seance_at, "Congé."
    assert counted() == [titulaire]
    membre = scene.membre()
    page = scene.dossier()
    membre.submit(page, {"choix": "deport", "motif": "Un proche."}, action=f"{page}/interets")
    assert counted() == [seat.id]


@pytest.mark.parametrize(
    ("debut", "fin", "status"),
    [
        (date(2027, 3, 1), date(2027, 3, 1), 200),
        (date(2027, 3, 2), None, 404),
        (None, date(2027, 2, 28), 404),
        (None, None, 200),
    ],
)
def test_s13_out_of_mandate_nothing_opens_from_the_next_request_on(
    scene: Scene, debut: date | None, fin: date | None, status: int
) -> None:
    make_deport(scene.siege(), candidature(scene))
    membre, bureau = scene.membre(), scene.bureau()
    assert membre.get(scene.dossier()).status_code == 200
    fiche = f"{scene.base}/membres/{scene.siege().id}"
    days = {"debut": debut.isoformat() if debut else "", "fin": fin.isoformat() if fin else ""}
    typed = {**days, "version": commission_of(scene).version}
    assert bureau.submit(fiche, typed, action=f"{fiche}/mandat").status_code == 302
    assert membre.get(scene.dossier()).status_code == status
    assert (candidature(scene).nom in mes_dossiers(membre)) == (status == 200)


def test_a_resigned_member_is_replaced_for_the_remaining_term(scene: Scene) -> None:
    heir = make_membres(1)[0]
    with transaction():
        scene.siege().mandat_fin = date(2027, 12, 31)
    make_notation(scene.siege(), candidature(scene), (4, 4, 4, 4))
    gone, bureau, membre = scene.siege().id, scene.bureau(), scene.membre()
    fiche = f"{scene.base}/membres/{gone}"
    typed = {"motif": "Démission.", "remplacant": str(heir.id), "version": commission_of(scene).version}
    assert bureau.submit(fiche, {**typed, "motif": ""}, action=f"{fiche}/sortie").status_code == 422
    assert bureau.submit(fiche, typed, action=f"{fiche}/sortie").status_code == 302
    assert membre.get(scene.dossier()).status_code == 404
    assert membre.get(f"{scene.base}/invitation").status_code == 404
    row = db.session.query(MembreCommission).filter_by(utilisateur_id=heir.id).one()
    assert (row.remplace_id, row.mandat_fin, row.qualite) == (gone, date(2027, 12, 31), "president")
    assert len(final_sheets(commission_of(scene))[scene.dossiers[0]]) == 1
    newcomer = scene.client(heir)
    assert newcomer.submit(f"{scene.base}/invitation", {"reponse": "accepte"}).status_code == 302
    make_notation(db.session.merge(row), candidature(scene), (2, 2, 2, 2))
    assert [s.membre.id for s in final_sheets(commission_of(scene))[scene.dossiers[0]]] == [row.id]
    again = bureau.submit(fiche, {**typed, "version": commission_of(scene).version}, action=f"{fiche}/sortie")
    assert again.status_code == 422
    assert db.session.query(Evenement).filter_by(code="commission_mandat_termine").count() == 1


def test_the_quorum_counts_places_in_office_with_whoever_holds_them(app: Flask, clock: SettableClock) -> None:
    scene = make_scene(app, clock, etat=EtatCommission.DELIBERATION)
    named(scene, voix=Voix.CONSULTATIVE, presence=PresenceSeance.PRESENT)
    alternate, _ = named(scene, titulaire_id=scene.siege().id, presence=PresenceSeance.PRESENT)
    with transaction():
        for rang, presence in enumerate((PresenceSeance.PRESENT, PresenceSeance.ABSENT, PresenceSeance.ABSENT)):
            scene.siege(rang).presence = presence
    assert quorum_of(commission_of(scene)).valeur == "1"
    assert quorum_of(commission_of(scene)).bloque
    with transaction():
        scene.siege(1).presence = PresenceSeance.DISTANCE
    assert (quorum_of(commission_of(scene)).valeur, quorum_of(commission_of(scene)).limite) == ("2", "3")
    make_deport(scene.siege(), candidature(scene), conflit=True)
    recused = recusals_of(commission_of(scene))[scene.dossiers[0]]
    assert quorum_of(commission_of(scene), recused).valeur == "2"
    with transaction():
        db.session.get_one(MembreCommission, alternate.id).presence = PresenceSeance.ABSENT
    assert quorum_of(commission_of(scene), recused).valeur == "1"


def test_s57_two_answers_at_once_are_one(app: Flask, scene: Scene, clock: SettableClock) -> None:
    seat = make_invite(commission_of(scene), expire_at=clock.now() + timedelta(days=5))
    person = seat.utilisateur
    page = f"{scene.base}/invitation"
    clients = [signed_client(app, person), signed_client(app, person)]
    answers = ({"reponse": "accepte"}, {"reponse": "decline", "motif": "Non."})
    asked = [(page, {**answer, "csrf_token": token_of(c, page)}) for c, answer in zip(clients, answers, strict=True)]
    done = together(clients, asked)
    assert sorted(code for code, _ in done) == [302, 403]
    events = db.session.query(Evenement).filter(Evenement.code.like("commission_invitation_%")).count()
    assert events == 1


def test_a_yearly_declaration_is_asked_again(scene: Scene, clock: SettableClock) -> None:
    make_deport(scene.siege(), candidature(scene))
    with transaction():
        scene.siege().declaration_at = datetime(2026, 2, 28, 9, 0, tzinfo=UTC)
    membre = scene.membre()
    assert membre.get(scene.dossier()).headers["Location"].endswith("/declaration")
    assert "a plus d’un an" in mes_dossiers(membre)
    answer = membre.submit(f"{scene.base}/declaration", {"declaration": "aucun", "atteste": "y"})
    assert answer.status_code == 302
    assert membre.get(scene.dossier()).status_code == 200
