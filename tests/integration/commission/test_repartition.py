"""Files shared out between members: only what is hers reaches a member, and nothing begun is lost."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission import service
from acia.commission.mails import remind_member
from acia.commission.models import Deport, EtatCommission, MembreCommission, Notation, Note
from acia.commission.queries import progress_of, share_out_of
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.commission import make_commission, make_deport, make_eligible, make_membres, make_notation
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import at_once, together, token_of
from tests.integration.commission.conftest import CLOS, Scene, commission_of
from tests.integration.commission.test_cloisonnement import read


@pytest.fixture
def partage(scene: Scene, clock: SettableClock) -> Scene:
    """Six files, five members, three readers a file; the commission still prepares."""
    appel = make_appel_publie({"29": 1})
    rows = [make_candidature_deposee(appel) for _ in range(6)]
    for row in rows:
        make_eligible(row)
    scene.membres = make_membres(5)
    scene.dossiers = [row.id for row in rows]
    scene.numeros = [str(row.numero) for row in rows]
    scene.commission = make_commission(appel, membres=scene.membres).id
    for person in scene.membres:
        db.session.refresh(person)
    clock.set(CLOS)
    return scene


def share(scene: Scene, lecteurs: int = 3) -> None:
    auteur = db.session.get_one(Utilisateur, scene.officer.id)
    with transaction():
        service.share_files(scene.commission, lecteurs, version=None, auteur=auteur, now=CLOS)


def open_scoring(scene: Scene) -> None:
    with transaction():
        commission = commission_of(scene)
        commission.etat, commission.graine = EtatCommission.NOTATION, "graine"


def readers(scene: Scene, dossier: int) -> list[int]:
    """The ranks of the members who read a file."""
    line = next(x for x in share_out_of(commission_of(scene)).lines() if x.candidature.id == scene.dossiers[dossier])
    people = [m.id for m in scene.membres]
    return sorted(people.index(reader.membre.utilisateur_id) for reader in line.lecteurs)


def test_each_file_has_its_readers_and_the_page_says_the_loads(partage: Scene) -> None:
    bureau, page = partage.bureau(), f"{partage.base}/repartition"
    assert bureau.submit(page, {"lecteurs": "3"}).status_code == 302
    text = read(bureau, page)[1]
    assert "3 ou 4 dossiers chacun." in text
    loads = sorted(share_out_of(commission_of(partage)).charges.values())
    assert loads == [3, 3, 4, 4, 4]
    assert {len(readers(partage, d)) for d in range(6)} == {3}
    assert db.session.query(Evenement).filter_by(code="commission_dossiers_repartis").count() == 1
    assert bureau.submit(page, {"lecteurs": "2"}).status_code == 422
    assert bureau.submit(page, {"lecteurs": "0"}).status_code == 302
    assert {len(readers(partage, d)) for d in range(6)} == {5}


def test_a_member_reaches_her_own_files_and_no_other(partage: Scene) -> None:
    share(partage)
    open_scoring(partage)
    hers, out = readers(partage, 0)[0], next(m for m in range(5) if m not in readers(partage, 0))
    assert partage.membre(hers).get(partage.dossier(0)).status_code == 200
    stranger = partage.membre(out)
    assert stranger.get(partage.dossier(0)).status_code == 404
    name = db.session.get_one(Candidature, partage.dossiers[0]).nom
    assert name not in read(stranger, "/commissions/mes-dossiers")[1]
    expected = [p.attendues for p in progress_of(commission_of(partage))]
    assert sum(expected) == 18


def test_a_recusal_frees_the_place_and_a_replacement_is_proposed(partage: Scene) -> None:
    share(partage)
    open_scoring(partage)
    gone = readers(partage, 0)[0]
    membre, page = partage.membre(gone), partage.dossier(0)
    assert membre.submit(page, {"choix": "deport", "motif": "Un proche."}, action=f"{page}/interets").status_code == 302
    assert len(readers(partage, 0)) == 2
    line = next(x for x in share_out_of(commission_of(partage)).lines() if x.manque)
    proposed = line.possibles[0].membre
    assert proposed.utilisateur_id != partage.membres[gone].id
    bureau, board = partage.bureau(), f"{partage.base}/repartition"
    assert f"Confier à {proposed.utilisateur.nom_complet}" in read(bureau, board)[1]
    version = str(commission_of(partage).version)
    asked = {"candidature": str(partage.dossiers[0]), "membre": str(proposed.id), "acte": "confier", "version": version}
    bureau.submit(board, asked, action=f"{board}/lecteurs")
    assert len(readers(partage, 0)) == 3
    recused = {**asked, "membre": str(partage.siege(gone).id), "version": str(commission_of(partage).version)}
    bureau.submit(board, recused, action=f"{board}/lecteurs")
    assert gone not in readers(partage, 0)


def test_a_sheet_begun_is_never_lost(partage: Scene) -> None:
    share(partage)
    open_scoring(partage)
    reader = readers(partage, 0)[0]
    first = db.session.get_one(Candidature, partage.dossiers[0])
    make_notation(partage.siege(reader), first, (3, 3, None, 3), rendue=False)
    auteur = db.session.get_one(Utilisateur, partage.officer.id)
    where = (partage.commission, partage.dossiers[0], partage.siege(reader).id)
    with pytest.raises(ActionRefusee, match="a commencé sa notation"), transaction():
        service.take_file(*where, version=None, auteur=auteur, now=CLOS)
    share(partage, 4)
    assert reader in readers(partage, 0)
    assert {len(readers(partage, d)) for d in range(6)} == {4}
    assert db.session.query(Notation).count() == 1


def test_what_is_chosen_by_hand_outlives_a_new_computation(partage: Scene) -> None:
    share(partage)
    auteur = db.session.get_one(Utilisateur, partage.officer.id)
    who = {"version": None, "auteur": auteur, "now": CLOS}
    given = next(m for m in range(5) if m not in readers(partage, 1))
    taken = readers(partage, 1)[0]
    for act, rang in ((service.give_file, given), (service.take_file, taken)):
        with transaction():
            act(partage.commission, partage.dossiers[1], partage.siege(rang).id, **who)
    share(partage)
    assert given in readers(partage, 1)
    assert taken not in readers(partage, 1)
    assert len(readers(partage, 1)) == 3


def test_a_file_refused_with_a_reason_leaves_and_its_place_is_to_fill(partage: Scene) -> None:
    share(partage)
    open_scoring(partage)
    reader = readers(partage, 2)[0]
    membre, page = partage.membre(reader), f"{partage.dossier(2)}/refus"
    assert membre.submit(page, {"motif": " "}).status_code == 422
    assert membre.submit(page, {"motif": "Absent tout le mois."}).status_code == 302
    assert membre.get(partage.dossier(2)).status_code == 404
    assert "Absent tout le mois." in read(partage.bureau(), f"{partage.base}/repartition")[1]
    share(partage)
    assert len(readers(partage, 2)) == 3
    assert reader not in readers(partage, 2)


def test_a_shortage_is_named(partage: Scene) -> None:
    rows = [db.session.get_one(Candidature, key) for key in partage.dossiers]
    for rang in range(3):
        make_deport(partage.siege(rang), rows[0], conflit=True)
    share(partage)
    assert readers(partage, 0) == [3, 4]
    text = read(partage.bureau(), f"{partage.base}/repartition")[1]
    assert "Plus aucun membre ne peut le lire." in text
    assert "1\u00a0lecteur" in text


def test_s57_two_officers_at_once_share_out_once(partage: Scene) -> None:
    clients = [partage.bureau(), partage.client(make_utilisateur(Role.PILOTE, regions=()))]
    board, version = f"{partage.base}/repartition", str(commission_of(partage).version)
    sent = [
        (board, {"lecteurs": lecteurs, "version": version, "csrf_token": token_of(client, board)})
        for client, lecteurs in zip(clients, ("3", "4"), strict=True)
    ]
    answers = sorted(status for status, _ in together(clients, sent))
    db.session.rollback()
    assert answers == [302, 422]
    assert db.session.query(Evenement).filter_by(code="commission_dossiers_repartis").count() == 1
    assert {len(readers(partage, d)) for d in range(6)} in ({3}, {4})


def test_members_are_reminded_once_a_day_and_never_of_a_mark(partage: Scene) -> None:
    open_scoring(partage)
    rows = [db.session.get_one(Candidature, key) for key in partage.dossiers]
    for row in rows:
        make_notation(partage.siege(0), row, (5, 5, 5, 5))
    make_notation(partage.siege(1), rows[0], (0, 1, 0, 1))
    bureau, board = partage.bureau(), f"{partage.base}/repartition"
    one = {"membre": str(partage.siege(1).id)}
    for _ in range(2):
        bureau.submit(board, one, action=f"{partage.base}/relances")
    mail = db.session.query(Courriel).filter_by(modele="relance_notation").one()
    assert mail.destinataire == partage.membres[1].courriel
    assert "5\u00a0notations" in mail.texte
    bureau.submit(board, {}, action=f"{partage.base}/relances")
    mails = db.session.query(Courriel).filter_by(modele="relance_notation")
    assert {m.destinataire for m in mails} == {p.courriel for p in partage.membres[1:]}
    bureau.submit(board, {}, action=f"{partage.base}/relances")
    assert mails.count() == 4


def test_of_two_people_who_remind_at_once_one_does(app: Flask, partage: Scene) -> None:
    open_scoring(partage)
    officer, seats = partage.officer.id, [partage.siege(rank).id for rank in range(5)]

    def remind(membre_id: uuid.UUID) -> None:
        auteur = db.session.get_one(Utilisateur, officer)
        with transaction():
            service.remind_members(partage.commission, membre_id, lien="/", auteur=auteur, now=CLOS)

    for seat in seats:
        assert sorted(at_once(app, *[partial(remind, seat)] * 2)) == ["ActionRefusee", "fait"]
    assert db.session.query(Evenement).filter_by(code="commission_membres_relances").count() == len(seats)


@pytest.mark.parametrize("planted", [False, True])
def test_s5_the_board_and_its_mails_are_the_same_whatever_the_marks(
    partage: Scene, monkeypatch: pytest.MonkeyPatch, planted: bool
) -> None:
    if planted:
        monkeypatch.setattr("acia.commission.service.relances.remind_member", _telling)
    open_scoring(partage)
    row = db.session.get_one(Candidature, partage.dossiers[0])

    def world(notes: tuple[int, ...]) -> list[object]:
        with transaction():
            for model in (Notation, Deport, Courriel):
                for found in db.session.query(model):
                    db.session.delete(found)
        make_notation(partage.siege(1), row, notes)
        bureau, board = partage.bureau(), f"{partage.base}/repartition"
        seen: list[object] = [read(bureau, board), read(partage.membre(0), f"{partage.dossier(0)}/refus")]
        bureau.submit(board, {}, action=f"{partage.base}/relances")
        mails = db.session.query(Courriel).order_by(Courriel.destinataire)
        return seen + [(m.sujet, m.texte, m.html) for m in mails]

    assert (world((0, 0, 0, 0)) == world((5, 5, 5, 5))) is not planted


def _telling(membre: MembreCommission, reste: int, **mail: Any) -> Courriel:
    """A planted leak: the mail counts points instead of sheets."""
    return remind_member(membre, sum(note.valeur or 0 for note in db.session.query(Note)), **mail)
