"""A sitting conducted live, by its use cases: attendance, files, votes, keys sent twice (R38, R41, E43, S57)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from acia.commission import service
from acia.commission.models import ActeSeance, Deport, EtatCommission, Mouvement, Passage, Suffrage
from acia.commission.queries import agenda_order, attending_at, movements_of, passages_of
from acia.commission.service import Deliberation, Geste
from acia.commission.workflow import SensMouvement, SensSuffrage
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee, ConflitVersion, Introuvable
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.commission import make_eligible
from tests.factories.composition import make_procuration
from tests.factories.ensemble import at_once
from tests.integration.commission.conftest import CLOS, Scene, commission_of, make_scene

ARRIVEE, SORTIE, RETOUR, DEPART = SensMouvement
POUR, CONTRE, ABSTENTION = SensSuffrage


def at(minute: int) -> datetime:
    return CLOS + timedelta(minutes=minute)


class Tenue:
    """The sitting in the officer's hands: each act one minute after the one before."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.minute = scene, 0

    def do(self, use_case: Callable[..., Any], *args: Any, geste: Geste | None = None, **values: Any) -> ActeSeance:
        """Run one act."""
        self.minute += 1
        who = {"auteur": db.session.get_one(Utilisateur, self.scene.officer.id), "now": at(self.minute)}
        with transaction():
            return use_case(self.scene.commission, *args, geste or Geste(uuid.uuid4()), **who, **values)

    def arrive(self, *rangs: int, a_distance: bool = False) -> None:
        """Members come in."""
        for rang in rangs:
            self.do(service.note_movement, self.scene.siege(rang).id, ARRIVEE, a_distance=a_distance)

    def step(self, rang: int, sens: SensMouvement) -> ActeSeance:
        """A member moves."""
        return self.do(service.note_movement, self.scene.siege(rang).id, sens)

    def passage(self, rang: int = 0) -> Passage:
        """A file of the agenda."""
        return db.session.query(Passage).filter_by(candidature_id=self.scene.dossiers[rang]).one()

    def on(self, use_case: Callable[..., Any], rang: int = 0, *args: Any, **values: Any) -> ActeSeance:
        """Run one act on a file."""
        values.setdefault("version", self.passage(rang).version)
        return self.do(use_case, self.scene.dossiers[rang], *args, **values)

    def open(self, rang: int = 0) -> None:
        """Open a file and reveal its marks."""
        self.on(service.take_up, rang)
        self.on(service.reveal_marks, rang)

    def hands(self, *sens: SensSuffrage) -> dict[str, SensSuffrage]:
        """The voices of the first members."""
        return {str(self.scene.siege(rang).id): s for rang, s in enumerate(sens)}


@pytest.fixture
def tenue(app: Flask, clock: SettableClock) -> Tenue:
    """Three files marked by three members, scoring closed."""
    scene = make_scene(app, clock, etat=EtatCommission.DELIBERATION)
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3))
    return Tenue(scene)


def codes() -> list[str]:
    return [row.code for row in db.session.query(Evenement).order_by(Evenement.numero)]


def test_a_file_goes_from_the_agenda_to_its_closing(tenue: Tenue) -> None:
    scene = tenue.scene
    with pytest.raises(ActionRefusee, match="quorum n’est pas atteint"):
        tenue.do(service.begin_sitting)
    tenue.arrive(0, 1)
    tenue.do(service.begin_sitting)
    assert [p.candidature_id for p in passages_of(commission_of(scene))] == list(agenda_order(commission_of(scene)))
    assert len(passages_of(commission_of(scene))) == len(scene.dossiers)
    assert scene.siege(2).presence == "absent"
    with pytest.raises(ActionRefusee, match="déjà commencé"):
        tenue.do(service.begin_sitting)
    tenue.on(service.take_up)
    with pytest.raises(ActionRefusee, match="Un autre dossier est en cours"):
        tenue.on(service.take_up, 1)
    with pytest.raises(ActionRefusee, match="n’est plus possible"):
        tenue.on(service.close_file, 0, Deliberation("retenue", consensus=True))
    tenue.on(service.reveal_marks)
    said = Deliberation("retenue", voix=tenue.hands(POUR, POUR))
    tenue.on(service.close_file, 0, said)
    row = tenue.passage()
    assert (row.etat, row.proposition, row.consensus) == ("delibere", "retenue", False)
    assert row.ouvert_at < row.notes_revelees_at < row.clos_at  # type: ignore[operator]
    assert row.constat is not None
    assert row.constat["resultat"] == "Adoptée à l’unanimité des 2 voix."
    assert db.session.query(Suffrage).filter_by(sens=POUR).count() == 2
    assert [c for c in codes() if c.startswith("commission_dossier") or "notes" in c] == [
        "commission_dossier_ouvert",
        "commission_notes_revelees",
        "commission_dossier_clos",
    ]
    assert verify_chain()[1] is None


def test_r36_the_recused_go_out_and_come_back_of_themselves(tenue: Tenue) -> None:
    scene = tenue.scene
    recused = scene.siege(2).id
    with transaction():
        row = db.session.query(Deport).filter_by(membre_id=recused, candidature_id=scene.dossiers[0]).one()
        row.conflit, row.motif = True, "Ancien salarié."
    tenue.arrive(0, 1, 2)
    tenue.do(service.begin_sitting)
    tenue.on(service.take_up)
    assert str(recused) not in attending_at(commission_of(scene), at(tenue.minute))
    with pytest.raises(ActionRefusee, match="est en déport du dossier en cours"):
        tenue.step(2, RETOUR)
    tenue.on(service.reveal_marks)
    said = Deliberation("retenue", "Notes insuffisantes, projet connu.", voix=tenue.hands(POUR, POUR))
    tenue.on(service.close_file, 0, said)
    moves = [(m.sens, m.motif, m.at) for m in movements_of(commission_of(scene)) if m.membre_id == recused]
    assert [(sens, motif) for sens, motif, _ in moves] == [("arrivee", ""), ("sortie", "deport"), ("retour", "")]
    row = tenue.passage()
    assert [when for *_, when in moves[1:]] == [row.ouvert_at, row.clos_at]
    assert (row.constat or {})["deports"] == [scene.membres[2].nom_complet]
    tenue.on(service.take_up, 1)
    tenue.on(service.put_off, 1)
    assert str(recused) in attending_at(commission_of(scene), at(tenue.minute))


def test_r36_a_member_recused_during_her_file_goes_out_for_it(tenue: Tenue) -> None:
    tenue.arrive(0, 1, 2)
    tenue.do(service.begin_sitting)
    tenue.on(service.take_up)
    with transaction():
        row = db.session.query(Deport).filter_by(
            membre_id=tenue.scene.siege(2).id, candidature_id=tenue.scene.dossiers[0]
        )
        row.update({"conflit": True, "motif": "Un proche."})
    tenue.step(2, SORTIE)
    assert db.session.query(Mouvement).filter_by(motif="deport", passage_id=tenue.passage().id).count() == 1
    tenue.on(service.put_off)
    assert str(tenue.scene.siege(2).id) in attending_at(commission_of(tenue.scene), at(tenue.minute))


def test_a_file_eligible_since_the_beginning_joins_the_agenda_at_its_end(tenue: Tenue) -> None:
    tenue.arrive(0, 1)
    tenue.do(service.begin_sitting)
    late = make_candidature_deposee(commission_of(tenue.scene).appel)
    make_eligible(late)
    tenue.do(service.begin_sitting)
    assert [(p.ordre, p.candidature_id) for p in passages_of(commission_of(tenue.scene))][-1] == (4, late.id)


def test_e43_the_quorum_lost_by_departures_stops_the_vote(tenue: Tenue) -> None:
    tenue.arrive(0, 1)
    tenue.do(service.begin_sitting)
    tenue.open()
    tenue.step(1, SORTIE)
    said = Deliberation("retenue", consensus=True)
    with pytest.raises(ActionRefusee, match="Attendez un retour"):
        tenue.on(service.close_file, 0, said)
    assert tenue.passage().etat == "notes_revelees"
    tenue.step(1, RETOUR)
    tenue.on(service.close_file, 0, said)
    assert tenue.passage().consensus
    assert db.session.query(Suffrage).count() == 0


def test_r41_a_proposal_put_in_the_minority_is_not_kept(tenue: Tenue) -> None:
    tenue.arrive(0, 1, 2)
    tenue.do(service.begin_sitting)
    tenue.open()
    against = Deliberation("retenue", voix=tenue.hands(POUR, CONTRE, CONTRE))
    with pytest.raises(ActionRefusee, match="Rejetée par 2 voix contre 1"):
        tenue.on(service.close_file, 0, against)
    other = Deliberation("non_retenue", "Un autre projet est mûr.", voix=tenue.hands(CONTRE, POUR, POUR))
    tenue.on(service.close_file, 0, other)
    assert tenue.passage().proposition == "non_retenue"


def test_r41_the_chair_ends_a_tie(tenue: Tenue) -> None:
    tenue.arrive(0, 1)
    tenue.do(service.begin_sitting)
    tenue.open()
    tenue.on(service.close_file, 0, Deliberation("retenue", voix=tenue.hands(POUR, CONTRE)))
    assert "la voix de la présidence l’emporte" in (tenue.passage().constat or {})["resultat"]


def test_e44_another_word_than_the_line_has_its_reason(tenue: Tenue) -> None:
    tenue.arrive(0, 1, 2)
    tenue.do(service.begin_sitting)
    tenue.open()
    with pytest.raises(ActionRefusee, match="dites pourquoi") as refusal:
        tenue.on(service.close_file, 0, Deliberation("non_retenue", consensus=True))
    assert refusal.value.champ == "motif"


def test_the_voices_are_those_of_the_members_present(tenue: Tenue) -> None:
    tenue.arrive(0, 1)
    tenue.do(service.begin_sitting)
    tenue.open()
    seen = tenue.hands(POUR, POUR)
    tenue.arrive(2)
    with pytest.raises(ActionRefusee, match="relisez les voix"):
        tenue.on(service.close_file, 0, Deliberation("retenue", voix=seen))


def test_r133_9_a_proxy_votes_and_falls_when_its_bearer_goes_out(tenue: Tenue) -> None:
    make_procuration(tenue.scene.siege(2), tenue.scene.siege(0))
    tenue.arrive(0, 1)
    tenue.do(service.begin_sitting)
    tenue.open()
    third = str(tenue.scene.siege(2).id)
    tenue.on(service.close_file, 0, Deliberation("retenue", voix={**tenue.hands(POUR, POUR), third: ABSTENTION}))
    row = db.session.query(Suffrage).filter_by(sens=ABSTENTION).one()
    assert (row.membre_id, row.par_procuration_de_id) == (tenue.scene.siege(0).id, tenue.scene.siege(2).id)
    tenue.open(1)
    tenue.step(0, SORTIE)
    with pytest.raises(ActionRefusee, match="Attendez un retour"):
        tenue.on(service.close_file, 1, Deliberation("liste_attente", consensus=True))


def test_r42_a_dissent_is_written_for_a_member_present(tenue: Tenue) -> None:
    tenue.arrive(0, 1)
    tenue.do(service.begin_sitting)
    tenue.open()
    seats = [tenue.scene.siege(rang).id for rang in range(3)]
    with pytest.raises(ActionRefusee, match="membre présent"):
        tenue.on(service.close_file, 0, Deliberation("retenue", consensus=True, desaccords={seats[2]: "Non."}))
    words = {seats[1]: " Je demande que soit écrit mon désaccord. ", seats[0]: ""}
    tenue.on(service.close_file, 0, Deliberation("retenue", consensus=True, desaccords=words))
    row = db.session.query(Suffrage).one()
    assert (row.membre_id, row.sens, row.desaccord) == (seats[1], None, "Je demande que soit écrit mon désaccord.")


def test_a_file_put_off_then_closed_then_taken_again(tenue: Tenue) -> None:
    tenue.arrive(0, 1, 2)
    tenue.do(service.begin_sitting)
    tenue.open()
    tenue.on(service.put_off)
    assert tenue.passage().etat == "attendu"
    tenue.open()
    tenue.on(service.close_file, 0, Deliberation("retenue", voix=tenue.hands(POUR, POUR, ABSTENTION)))
    with pytest.raises(ActionRefusee, match="pourquoi la commission reprend"):
        tenue.on(service.take_up_again, 0, "  ")
    tenue.on(service.take_up_again, 0, "Une pièce avait échappé à la commission.")
    row = tenue.passage()
    assert (row.etat, row.proposition, row.constat, row.clos_at) == ("attendu", None, None, None)
    assert db.session.query(Suffrage).count() == 0
    kept = db.session.query(Evenement).filter_by(code="commission_dossier_rouvert").one()
    assert "Adoptée par 2 voix contre 0, 1 abstention." in kept.donnees


def test_a_movement_follows_the_ones_before_and_the_last_may_be_cancelled(tenue: Tenue) -> None:
    tenue.arrive(0, 1)
    with pytest.raises(ActionRefusee, match="déjà dans la séance"):
        tenue.arrive(0)
    first = db.session.query(Mouvement).filter_by(membre_id=tenue.scene.siege(0).id).one().id
    tenue.step(0, SORTIE)
    with pytest.raises(ActionRefusee, match="Seul le dernier"):
        tenue.do(service.cancel_movement, first)
    last = db.session.query(Mouvement).filter_by(sens=SORTIE).one().id
    tenue.do(service.cancel_movement, last)
    commission = commission_of(tenue.scene)
    assert str(tenue.scene.siege(0).id) in attending_at(commission, at(60))
    assert len(movements_of(commission)) == 2
    assert len(movements_of(commission, annules=True)) == 3
    with pytest.raises(Introuvable):
        tenue.do(service.cancel_movement, uuid.uuid4())


def test_a_tap_kept_without_network_has_its_own_time_and_one_effect(tenue: Tenue) -> None:
    geste = Geste(uuid.uuid4(), timedelta(minutes=30))
    first = tenue.do(service.note_movement, tenue.scene.siege(0).id, ARRIVEE, geste=geste)
    assert (first.at, first.recu_at) == (at(1) - timedelta(minutes=30), at(1))
    again = tenue.do(service.note_movement, tenue.scene.siege(0).id, ARRIVEE, geste=geste)
    assert again.id == first.id
    assert db.session.query(Mouvement).count() == 1
    assert codes().count("commission_mouvement") == 1
    with pytest.raises(ConflitVersion):
        tenue.do(service.begin_sitting, geste=geste)
    for delay in (timedelta(hours=25), timedelta(seconds=-1)):
        with pytest.raises(ActionRefusee, match="plus d’un jour"):
            tenue.do(service.note_movement, tenue.scene.siege(1).id, ARRIVEE, geste=Geste(uuid.uuid4(), delay))


def test_what_the_network_adds_to_a_tap_never_puts_it_after_the_next_one(tenue: Tenue) -> None:
    seat = tenue.scene.siege(0).id
    arrived = tenue.do(service.note_movement, seat, ARRIVEE)
    late = Geste(uuid.uuid4(), timedelta(seconds=75))
    left = tenue.do(service.note_movement, seat, SORTIE, geste=late)
    assert left.at == arrived.at
    with pytest.raises(ActionRefusee, match="mouvement plus récent"):
        tenue.do(service.note_movement, seat, RETOUR, geste=Geste(uuid.uuid4(), timedelta(minutes=30)))


def test_acts_that_waited_keep_their_order_and_stand_on_each_other(tenue: Tenue) -> None:
    tenue.arrive(0, 1)
    tenue.do(service.begin_sitting)
    done = tenue.on(service.take_up, version=1)
    done = tenue.on(service.reveal_marks, version=done.version)
    with pytest.raises(ConflitVersion):
        tenue.on(service.close_file, 0, Deliberation("retenue", consensus=True), version=1)
    tenue.on(service.close_file, 0, Deliberation("retenue", consensus=True), version=done.version)
    assert tenue.passage().etat == "delibere"


def test_s57_two_people_open_two_files_at_once(app: Flask, tenue: Tenue) -> None:
    tenue.arrive(0, 1)
    tenue.do(service.begin_sitting)
    officer, scene = tenue.scene.officer.id, tenue.scene

    def opening(rang: int) -> Callable[[], None]:
        def act() -> None:
            key, geste = scene.dossiers[rang], Geste(uuid.uuid4())
            with transaction():
                auteur = db.session.get_one(Utilisateur, officer)
                service.take_up(scene.commission, key, geste, version=1, auteur=auteur, now=at(30))

        return act

    assert sorted(at_once(app, opening(0), opening(1))) == ["ActionRefusee", "fait"]
    assert sorted(p.etat for p in db.session.query(Passage)) == ["attendu", "attendu", "ouvert"]


def test_s57_the_same_tap_and_the_same_movement_sent_at_once(app: Flask, tenue: Tenue) -> None:
    officer, scene = tenue.scene.officer.id, tenue.scene
    seat, cle = scene.siege(0).id, uuid.uuid4()

    def arriving(key: uuid.UUID) -> Callable[[], None]:
        def act() -> None:
            with transaction():
                auteur = db.session.get_one(Utilisateur, officer)
                service.note_movement(scene.commission, seat, ARRIVEE, Geste(key), auteur=auteur, now=at(1))

        return act

    assert at_once(app, arriving(cle), arriving(cle)) == ["fait", "fait"]
    assert db.session.query(Mouvement).count() == 1
    again = [arriving(uuid.uuid4()), arriving(uuid.uuid4())]
    assert at_once(app, *again) == ["ActionRefusee"] * 2
    assert db.session.query(ActeSeance).count() == 1
