"""Two people at the same instant, as often as asked: sheets, decisions and releases (S57, S58)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from flask import Flask
from sqlalchemy import delete

from acia.candidatures.models import Candidature, EtatCandidature
from acia.commission import service
from acia.commission.models import IssueSelection, Notation, Note, Selection
from acia.commission.queries import ranking_of
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.mail import Courriel, EtatCourriel
from acia.core.permissions import Role
from tests.factories.client import HouseClient
from tests.factories.commission import make_deport, make_notation
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import together, token_of
from tests.factories.instantane import Instantane
from tests.integration.commission.conftest import (
    CLOS,
    Scene,
    ask,
    commission_of,
    decided,
    deliberated,
    make_scene,
)

POIDS = (35, 30, 20, 15)
Feuille = tuple[int, ...]


def dice(seed: int) -> Random:
    """The same draws at each run."""
    return Random(seed)  # noqa: S311 - marks of a test


def sheet(draw: Random) -> Feuille:
    """Four marks."""
    return tuple(draw.randrange(6) for _ in POIDS)


def typed(feuille: Feuille, words: str, **rest: str) -> dict[str, str]:
    """A sheet as its form sends it."""
    marks = {f"note_{rank}": str(mark) for rank, mark in enumerate(feuille, 1)}
    return marks | {f"justification_{rank}": words for rank, _ in enumerate(feuille, 1)} | rest


def open_gates(scene: Scene) -> None:
    """Every member says « pas de conflit » on the first file."""
    for rang in range(3):
        make_deport(scene.siege(rang), db.session.get_one(Candidature, scene.dossiers[0]))


def two_members(app: Flask, clock: SettableClock, count: int) -> None:
    """Two members hand their sheet in on one file at the same instant: both are kept, and the mean is the one of the
    marks that were typed, to the fraction."""
    scene, draw, third = make_scene(app, clock), dice(58), (3, 1, 4, 1)
    open_gates(scene)
    make_notation(scene.siege(2), db.session.get_one(Candidature, scene.dossiers[0]), third)
    clients, page, seats = [scene.membre(0), scene.membre(1)], scene.dossier(), [scene.siege(0).id, scene.siege(1).id]
    tokens = [token_of(client, page) for client in clients]
    mine = Notation.membre_id.in_(seats)
    for tour in range(count):
        sheets = [sheet(draw), sheet(draw)]
        sent = [
            (f"{page}/notation", typed(one, f"Tour {tour}.", acte="rendre", version="0", csrf_token=token))
            for one, token in zip(sheets, tokens, strict=True)
        ]
        assert [status for status, _ in together(clients, sent)] == [302, 302], tour
        line = next(x for x in ranking_of(commission_of(scene)).lignes if x.id == str(scene.dossiers[0]))
        points = [sum(w * n for w, n in zip(POIDS, one, strict=True)) for one in (*sheets, third)]
        assert (line.notes_comptees, line.note) == (3, Fraction(sum(points), 15)), (tour, sheets)
        with transaction():
            db.session.execute(delete(Note).where(Note.notation_id.in_(db.select(Notation.id).where(mine))))
            db.session.execute(delete(Notation).where(mine))
    assert db.session.query(Evenement).filter_by(code="commission_notation_rendue").count() == 2 * count


def one_member_in_two_tabs(app: Flask, clock: SettableClock, count: int) -> None:
    """One member saves from two tabs at the same instant, by the button and by the autosave in turn: one is kept whole,
    the other is told."""
    scene, draw = make_scene(app, clock), dice(59)
    open_gates(scene)
    clients, page, accepted = [scene.membre(), scene.membre()], scene.dossier(), {"notation": 302, "brouillon": 200}
    tokens = [token_of(client, page) for client in clients]
    order = [c.id for c in commission_of(scene).appel.criteres]
    for tour in range(count):
        act = "notation" if tour % 2 else "brouillon"
        tabs = [(sheet(draw), f"Onglet {tab}, tour {tour}.") for tab in range(2)]
        sent = [
            (f"{page}/{act}", typed(*tab, acte="brouillon", version=str(tour), csrf_token=token))
            for tab, token in zip(tabs, tokens, strict=True)
        ]
        found = [status for status, _ in together(clients, sent)]
        assert sorted(found) == sorted([accepted[act], 409]), (tour, found)
        row = db.session.query(Notation).one()
        notes = sorted(row.notes, key=lambda note: order.index(note.critere_id))
        kept = tuple(note.valeur for note in notes), {note.justification for note in notes}
        marks, words = tabs[found.index(accepted[act])]
        assert (kept, row.version) == ((marks, {words}), tour + 1)
    assert db.session.query(Evenement).filter_by(code="commission_notation_enregistree").count() == count


def other_officer(scene: Scene) -> HouseClient:
    """Another person of the same territory."""
    return scene.client(make_utilisateur(Role.CHARGE, regions=("53",)))


def two_officers_decide(app: Flask, clock: SettableClock, count: int) -> None:
    """Two officers decide differently on the same files at the same instant: one set of decisions is taken, whole."""
    scene, draw, issues = make_scene(app, clock), dice(60), [issue.value for issue in IssueSelection]
    deliberated(scene)
    page, clients = f"{scene.base}/decisions", [scene.bureau(), other_officer(scene)]
    tokens, keys = [token_of(client, page) for client in clients], [row.id for row in db.session.query(Selection)]
    version, world = str(commission_of(scene).version), Instantane()
    for tour in range(count):
        wanted = [{key: draw.choice(issues) for key in keys} for _ in clients]
        sent = [
            (
                page,
                {f"issue_{key.hex}": issue for key, issue in one.items()}
                | {f"motif_{key.hex}": f"Décidé par {rank}." for key in keys}
                | {"version": version, "csrf_token": token},
            )
            for rank, (one, token) in enumerate(zip(wanted, tokens, strict=True))
        ]
        answers = together(clients, sent)
        won = [status == 302 and where.endswith("/notifications") for status, where in answers]
        assert sorted(won) == [False, True], (tour, answers)
        rows = db.session.query(Selection).all()
        assert {row.id: row.issue for row in rows} == wanted[won.index(True)], tour
        assert len({row.decidee_par_id for row in rows}) == 1
        codes = [e.code for e in db.session.query(Evenement)]
        assert (codes.count("commission_decidee"), codes.count("commission_decision")) == (1, len(keys)), tour
        world.restore()


def two_people_release(app: Flask, clock: SettableClock, count: int) -> None:
    """Two people confirm the release at the same instant: the notices leave once, all of them."""
    scene = make_scene(app, clock)
    decided(scene)
    with transaction():
        who = {"version": None, "auteur": db.session.get_one(Utilisateur, scene.officer.id), "now": CLOS}
        service.prepare_notices(scene.commission, lien=lambda row: f"https://acia.test/{row.id}", **who)
    page, clients = f"{scene.base}/notifications", [scene.client(ask(scene)), other_officer(scene)]
    tokens, version = [token_of(client, page) for client in clients], str(commission_of(scene).version)
    world, held = Instantane(), {row.id for row in db.session.query(Courriel)}
    for tour in range(count):
        sent = [(f"{page}/envoi", {"version": version, "csrf_token": t, "motif": "Signé."}) for t in tokens]
        answers = together(clients, sent)
        assert all(status in (302, 409, 422) for status, _ in answers), (tour, answers)
        mails = db.session.query(Courriel).all()
        assert {row.id for row in mails} == held, tour
        assert {row.etat for row in mails} == {EtatCourriel.EN_ATTENTE}, tour
        assert all(row.notifiee_at == CLOS for row in db.session.query(Selection)), tour
        assert {row.etat for row in db.session.query(Candidature)} == {EtatCandidature.CLOSE}, tour
        assert db.session.query(Evenement).filter_by(code="commission_notifications_envoyees").count() == 1, tour
        world.restore()
