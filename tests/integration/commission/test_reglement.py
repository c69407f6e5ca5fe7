"""Settings frozen when scoring opens, proxies, and the quorum of each file known in advance (R35, R38, E40, E43)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission.models import EtatCommission, MembreCommission, Procuration
from acia.commission.queries import quorum_of, recusals_of, reglement_of, simulate_quorum
from acia.commission.rules import Departage
from acia.commission.workflow import PresenceSeance
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.permissions import Role
from tests.factories.client import signed_client
from tests.factories.commission import make_deport
from tests.factories.composition import make_procuration, make_siege
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import together, token_of
from tests.integration.commission.conftest import CLOS, Scene, commission_of, make_scene

REGLEMENT = {
    "preavis_jours": "15",
    "quorum": "2/3",
    "distance_compte": "y",
    "seconde_sans_quorum": "y",
    "procurations": "y",
    "premier": "note_basse",
    "deuxieme": "critere_1",
    "troisieme": "",
    "quatrieme": "",
    "cinquieme": "",
}


def file_of(scene: Scene, rang: int = 0) -> Candidature:
    return db.session.get_one(Candidature, scene.dossiers[rang])


def test_the_reglement_is_set_before_scoring_and_frozen_by_it(app: Flask, clock: SettableClock) -> None:
    scene = make_scene(app, clock, etat=EtatCommission.PREPARATION)
    bureau, page = scene.bureau(), f"{scene.base}/reglement"
    assert "la moitié des membres" in bureau.get(page).text
    assert bureau.submit(page, {**REGLEMENT, "quorum": "1/100"}).status_code == 422
    assert bureau.submit(page, REGLEMENT).status_code == 302
    text = bureau.get(page).text
    assert "les deux tiers des membres" in text
    assert "CASF art. R. 313-2-2" in text
    assert (
        "il en faut 15" in bureau.get(f"{scene.base}/convocation").text
        or "attendu est de 15" in bureau.get(f"{scene.base}/convocation").text
    )
    version = commission_of(scene).version
    assert (
        bureau.submit(page, {"version": version, "sans_attendre": "0"}, action=f"{scene.base}/ouverture").status_code
        == 302
    )
    stored = commission_of(scene).reglement
    assert stored is not None
    assert reglement_of(commission_of(scene)).departages == (
        Departage.NOTE_BASSE,
        Departage.CRITERE_1,
        Departage.TIRAGE,
    )
    assert "ne change plus" in bureau.get(page).text
    version = commission_of(scene).version
    assert bureau.submit(scene.base, {**REGLEMENT, "version": version}, action=page).status_code == 403
    assert commission_of(scene).reglement == stored


def test_defaults_are_written_when_scoring_opens(app: Flask, clock: SettableClock) -> None:
    scene = make_scene(app, clock, etat=EtatCommission.PREPARATION)
    assert commission_of(scene).reglement is None
    bureau = scene.bureau()
    assert (
        bureau.submit(f"{scene.base}/seance", {"sans_attendre": "0"}, action=f"{scene.base}/ouverture").status_code
        == 302
    )
    assert commission_of(scene).reglement == reglement_of(commission_of(scene)).stored()


def test_a_recusal_leaves_the_total_only_where_the_reglement_says_so(app: Flask, clock: SettableClock) -> None:
    scene = make_scene(app, clock, etat=EtatCommission.DELIBERATION)
    with transaction():
        for rang in range(3):
            scene.siege(rang).presence = PresenceSeance.PRESENT
    make_deport(scene.siege(), file_of(scene), conflit=True)
    recused = recusals_of(commission_of(scene))[scene.dossiers[0]]
    assert (quorum_of(commission_of(scene), recused).valeur, quorum_of(commission_of(scene), recused).limite) == (
        "2",
        "3",
    )
    with transaction():
        commission_of(scene).reglement = {"deport_reduit_total": True}
    assert (quorum_of(commission_of(scene), recused).valeur, quorum_of(commission_of(scene), recused).limite) == (
        "2",
        "2",
    )
    with transaction():
        commission_of(scene).reglement = {"distance_compte": False}
        scene.siege(1).presence = PresenceSeance.DISTANCE
    assert quorum_of(commission_of(scene)).valeur == "2"


def test_a_member_gives_one_proxy_and_receives_one(scene: Scene) -> None:
    seats = [str(scene.siege(rang).id) for rang in range(3)]
    page = f"{scene.base}/procuration"
    first = scene.membre(0)
    assert first.submit(page, {"mandataire": seats[0]}).status_code == 422
    assert first.submit(page, {"mandataire": seats[2]}).status_code == 302
    assert "Donnée à" in first.get(page).text
    refused = scene.membre(1).submit(page, {"mandataire": seats[2]})
    assert refused.status_code == 422
    assert "a déjà reçu une procuration" in refused.text
    assert "vous ne pouvez pas donner la vôtre" in scene.membre(2).get(page).text
    bureau = scene.bureau()
    quorum = f"{scene.base}/quorum"
    typed = {"mandant": seats[1], "mandataire": seats[0], "version": commission_of(scene).version}
    again = bureau.submit(quorum, typed, action=f"{scene.base}/procurations")
    assert "a donné sa propre procuration" in again.text
    gone = bureau.submit(quorum, {}, action=f"{scene.base}/procurations/{seats[0]}/retrait")
    assert gone.status_code == 302
    assert (
        bureau.submit(
            quorum, {**typed, "version": commission_of(scene).version}, action=f"{scene.base}/procurations"
        ).status_code
        == 302
    )
    assert db.session.query(Procuration).count() == 1


def test_proxies_stop_when_the_sitting_begins(scene: Scene, clock: SettableClock) -> None:
    clock.set(commission_of(scene).seance_at)
    membre, page = scene.membre(), f"{scene.base}/procuration"
    assert "La séance a commencé" in membre.get(page).text
    target = str(scene.siege(1).id)
    assert membre.submit("/commissions/mes-dossiers", {"mandataire": target}, action=page).status_code in (403, 422)
    assert db.session.query(Procuration).count() == 0


def test_s57_two_proxies_at_once_to_one_person_are_one(app: Flask, scene: Scene) -> None:
    target, page = str(scene.siege(2).id), f"{scene.base}/procuration"
    clients = [signed_client(app, scene.membres[rang]) for rang in (0, 1)]
    asked = [(page, {"mandataire": target, "csrf_token": token_of(c, page)}) for c in clients]
    codes = sorted(code for code, _ in together(clients, asked))
    assert codes[0] == 302
    assert codes[1] in (409, 422)
    assert db.session.query(Procuration).count() == 1
    assert db.session.query(Evenement).filter_by(code="commission_procuration_donnee").count() == 1


def test_e43_a_proxy_counts_but_on_a_file_either_side_is_recused_from(app: Flask, clock: SettableClock) -> None:
    scene = make_scene(app, clock, etat=EtatCommission.DELIBERATION)
    make_procuration(scene.siege(0), scene.siege(1))
    with transaction():
        for rang, presence in enumerate((PresenceSeance.ABSENT, PresenceSeance.PRESENT, PresenceSeance.ABSENT)):
            scene.siege(rang).presence = presence
    assert quorum_of(commission_of(scene)).valeur == "2"
    for rang in (0, 1):
        make_deport(scene.siege(rang), file_of(scene, rang), conflit=True)
        recused = recusals_of(commission_of(scene))[scene.dossiers[rang]]
        assert quorum_of(commission_of(scene), recused).bloque


def test_the_quorum_of_each_file_is_known_in_advance_with_what_would_mend_it(scene: Scene) -> None:
    for rang in (0, 1):
        make_deport(scene.siege(rang), file_of(scene), conflit=True)
    lines = {line.candidature.id: line for line in simulate_quorum(commission_of(scene))}
    lost = lines[scene.dossiers[0]]
    assert (lost.manque, len(lost.deports), lost.constat.bloque) == (1, 2, True)
    assert not lines[scene.dossiers[1]].constat.bloque
    bureau, page = scene.bureau(), f"{scene.base}/quorum"
    text = bureau.get(page).text
    assert "Il manque 1" in text
    assert f"Nommer une suppléance à {scene.membres[0].nom_complet}." in text
    make_siege(commission_of(scene), titulaire_id=scene.siege(0).id)
    assert "Le quorum est atteint sur chaque dossier." in bureau.get(page).text


def test_e40_all_recused_the_chair_calls_an_alternate_from_another_region(scene: Scene) -> None:
    outside = make_utilisateur(Role.MEMBRE, regions=("01",), nom="Ailleurs")
    for rang in range(3):
        make_deport(scene.siege(rang), file_of(scene), conflit=True)
    bureau, page = scene.bureau(), f"{scene.base}/suppleance"
    assert "Tous les membres se déportent" in bureau.get(f"{scene.base}/quorum").text
    typed = {"utilisateur": str(outside.id), "titulaire": str(scene.siege().id), "decision_presidence": ""}
    assert bureau.submit(page, typed).status_code == 422
    decided = {**typed, "decision_presidence": "Aucun membre de la région ne peut juger ce dossier."}
    assert bureau.submit(page, decided).status_code == 302
    event = db.session.query(Evenement).filter_by(code="commission_membre_ajoute").one()
    assert event.motif == decided["decision_presidence"]
    membre = scene.client(outside)
    assert membre.submit(f"{scene.base}/invitation", {"reponse": "accepte"}).status_code == 302
    with transaction():
        db.session.query(MembreCommission).filter_by(utilisateur_id=outside.id).one().declaration_at = CLOS
    assert membre.get(scene.dossier()).status_code == 200
    assert membre.get(scene.dossier(1)).status_code == 404
    direct = {"utilisateur": str(outside.id), "qualite": "membre", "voix": "deliberative", "titulaire": ""}
    assert bureau.submit(scene.base, direct, action=f"{scene.base}/membres").status_code == 422


@pytest.mark.parametrize("when", [datetime(2027, 3, 19, 9, tzinfo=UTC), datetime(2028, 3, 19, 9, tzinfo=UTC)])
def test_the_composition_of_a_past_sitting_no_longer_moves(app: Flask, clock: SettableClock, when: datetime) -> None:
    scene = make_scene(app, clock, etat=EtatCommission.DELIBERATION)
    with transaction():
        for rang in range(3):
            seat = scene.siege(rang)
            seat.presence, seat.mandat_fin = PresenceSeance.PRESENT, date(2027, 3, 18)
    clock.set(when)
    assert quorum_of(commission_of(scene)).valeur == "3"
