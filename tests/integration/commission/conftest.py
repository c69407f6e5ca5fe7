"""A closed call of Finistère, its eligible files and the people of its commission."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission import service
from acia.commission.models import Commission, EtatCommission, MembreCommission, PresenceSeance, Selection
from acia.commission.queries import ranking_of
from acia.commission.service import (
    DecisionDossier,
    Proposition,
    ask_release,
    decide_selections,
    prepare_notices,
    send_notices,
)
from acia.comptes.models import SessionConnexion, Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_representant_compte
from tests.factories.client import HouseClient, signed_client
from tests.factories.commission import make_commission, make_eligible, make_membres, make_notation
from tests.factories.comptes import make_utilisateur

LIEN_MEMBRE = "https://acia.test/mon-extrait"
ENVOI = datetime(2027, 3, 22, 9, tzinfo=UTC)
CLOS = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
NOTES = {"note_1": "4", "note_2": "3", "note_3": "3", "note_4": "2"}
JUSTIFIEES = {**NOTES, "justification_1": "Part de situations vécues."}


@dataclass
class Scene:
    """Ids, and clients by person: objects do not outlive a request."""

    app: Flask
    appel: uuid.UUID
    dossiers: list[uuid.UUID]
    officer: Utilisateur
    membres: list[Utilisateur]
    candidat: Utilisateur
    commission: uuid.UUID = field(default_factory=uuid.uuid4)
    numeros: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """Address of the commission."""
        return f"/commissions/{self.commission}"

    def dossier(self, rang: int = 0) -> str:
        """Address of a file in the member's space."""
        return f"{self.base}/dossiers/{self.dossiers[rang]}"

    def client(self, person: Utilisateur) -> HouseClient:
        """A client signed in as this person, now: weeks pass between two acts, a session does not last that long."""
        with transaction():
            db.session.query(SessionConnexion).filter_by(utilisateur_id=person.id).delete()
        return signed_client(self.app, db.session.merge(person, load=False))

    def bureau(self) -> HouseClient:
        """The officer's client."""
        return self.client(self.officer)

    def membre(self, rang: int = 0) -> HouseClient:
        """A member's client."""
        return self.client(self.membres[rang])

    def siege(self, rang: int = 0) -> MembreCommission:
        """A member's seat."""
        return db.session.query(MembreCommission).filter_by(utilisateur_id=self.membres[rang].id).one()

    def noter_tout(self, *feuilles: tuple[int, ...]) -> None:
        """Every member hands in the same sheet on a file: one sheet a file."""
        for rang, feuille in enumerate(feuilles):
            for membre in range(len(self.membres)):
                candidature = db.session.get_one(Candidature, self.dossiers[rang])
                make_notation(self.siege(membre), candidature, feuille)


@pytest.fixture
def scene(app: Flask, clock: SettableClock) -> Scene:
    """Three eligible files, three members who have declared their interests, scoring open."""
    return make_scene(app, clock)


def make_scene(
    app: Flask,
    clock: SettableClock,
    *,
    etat: EtatCommission = EtatCommission.NOTATION,
    places: int = 1,
    dossiers: int = 3,
) -> Scene:
    """The same, with other settings."""
    clock.set(CLOS)
    appel = make_appel_publie({"29": places})
    candidat = make_representant_compte()
    rows = [make_candidature_deposee(appel, auteur=candidat if rang == 0 else None) for rang in range(dossiers)]
    for row in rows:
        make_eligible(row)
    membres = make_membres(3)
    scene = Scene(
        app=app,
        appel=appel.id,
        dossiers=[row.id for row in rows],
        officer=make_utilisateur(Role.CHARGE, regions=("53",)),
        membres=membres,
        candidat=candidat,
        numeros=[str(row.numero) for row in rows],
    )
    scene.commission = make_commission(appel, membres=membres, etat=etat).id
    for person in (scene.officer, candidat, *membres):
        db.session.refresh(person)
    return scene


@pytest.fixture
def page_text() -> Callable[[HouseClient, str], str]:
    """Text of a page that must open."""

    def read(client: HouseClient, address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.get_data(as_text=True)

    return read


def commission_of(scene: Scene) -> Commission:
    """The commission, read again."""
    return db.session.get_one(Commission, scene.commission)


def prepare_release(scene: Scene) -> Utilisateur:
    """Decide every file, make its letter and ask for the release, on 22 March; return who may confirm it."""
    with transaction():
        for rang, key in enumerate(scene.dossiers, 1):
            issue = "retenue" if rang == 1 else "non_retenue"
            db.session.add(
                Selection(
                    commission_id=scene.commission,
                    candidature_id=key,
                    rang=rang,
                    note_numerateur=80 - rang,
                    note_denominateur=1,
                    notes_comptees=3,
                    proposition=issue,
                    motif="Le projet est bien décrit.",
                )
            )
    who: dict[str, Any] = {"version": None, "auteur": scene.officer, "now": ENVOI}
    rows = db.session.query(Selection).all()
    with transaction():
        decide_selections(scene.commission, {r.id: DecisionDossier(r.proposition) for r in rows}, **who)
    with transaction():
        prepare_notices(scene.commission, lien=lambda c: f"https://acia.test/commissions/resultats/{c.id}", **who)
    with transaction():
        ask_release(scene.commission, "Relu.", **who)
    return make_utilisateur(Role.CHARGE, regions=("53",))


@pytest.fixture
def envoyee(app: Flask, clock: SettableClock) -> Scene:
    """Three notices sent on 22 March."""
    scene = make_scene(app, clock, etat=EtatCommission.CLOSE)
    clock.set(ENVOI)
    second = prepare_release(scene)
    with transaction():
        send_notices(scene.commission, "Signé.", lien_membre=LIEN_MEMBRE, version=None, auteur=second, now=ENVOI)
    return scene


def selection_of(scene: Scene, rang: int = 0) -> Selection:
    """The decision on a file."""
    return db.session.query(Selection).filter_by(candidature_id=scene.dossiers[rang]).one()


def deliberated(scene: Scene) -> None:
    """Hand every sheet in, close scoring, settle the proposals and close the minutes, by the use cases."""
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3))
    auteur = db.session.get_one(Utilisateur, scene.officer.id)
    key, who = scene.commission, {"auteur": auteur, "now": CLOS}
    with transaction():
        service.close_scoring(key, version=None, **who)
    with transaction():
        present = dict.fromkeys([scene.siege(r).id for r in range(3)], PresenceSeance.PRESENT)
        service.record_attendance(key, present, version=None, **who)
    with transaction():
        lines = ranking_of(commission_of(scene)).lignes
        typed = {d: Proposition(next(str(x.proposition) for x in lines if x.id == str(d))) for d in scene.dossiers}
        service.settle_proposals(key, typed, version=None, **who)
    with transaction():
        service.close_minutes(key, observations="", motif="", version=None, **who)


def decided(scene: Scene) -> None:
    """The same, and every file decided."""
    deliberated(scene)
    auteur = db.session.get_one(Utilisateur, scene.officer.id)
    with transaction():
        typed = {r.id: DecisionDossier(r.proposition) for r in db.session.query(Selection)}
        service.decide_selections(scene.commission, typed, version=None, auteur=auteur, now=CLOS)


def ask(scene: Scene) -> Utilisateur:
    """The officer asks for the release; return the other person, who may confirm it."""
    with transaction():
        officer = db.session.get_one(Utilisateur, scene.officer.id)
        service.ask_release(scene.commission, "Relu.", version=None, auteur=officer, now=CLOS)
    return make_utilisateur(Role.PILOTE)
