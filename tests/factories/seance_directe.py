"""Sittings conducted live, each stopped where another act comes next, for the tests."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from acia.appels.models import Appel
from acia.candidatures.models import Candidature
from acia.commission import service
from acia.commission.models import ActeSeance, Commission, EtatCommission, MembreCommission, Mouvement, Passage, Qualite
from acia.commission.service import Deliberation, Geste
from acia.commission.workflow import SensMouvement
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from tests.factories.appels import make_appel_publie
from tests.factories.commission import make_commission, make_deport, make_eligible, make_notation

Depot = Callable[[Appel], Candidature]
ETAPES = ("entre", "ouverte", "revelee")


def act(
    use_case: Callable[..., ActeSeance], *args: Any, auteur: Utilisateur, now: datetime, **values: Any
) -> ActeSeance:
    """One act of a sitting, in its transaction."""
    with transaction():
        row: ActeSeance = use_case(*args, Geste(uuid.uuid4()), auteur=db.session.merge(auteur), now=now, **values)
        return row


def make_live_sittings(
    depot: Depot, officer: Utilisateur, membres: Sequence[Utilisateur], at: datetime
) -> dict[str, Any]:
    """Between two files, the first one voted; a file open; a file whose marks are revealed."""
    found: dict[str, Any] = {}
    for etape in ETAPES:
        commission, files = _begun(depot, officer, membres, at, f"Séance {etape}", 2 if etape == "entre" else 1)
        first = files[0].id
        act(service.take_up, commission.id, first, version=1, auteur=officer, now=at)
        if etape != "ouverte":
            act(service.reveal_marks, commission.id, first, version=_version(first), auteur=officer, now=at)
        if etape == "entre":
            said = Deliberation("retenue", "La commission connaît ce projet.", consensus=True)
            act(service.close_file, commission.id, first, said, version=_version(first), auteur=officer, now=at)
            found |= {"dossier_attendu": files[1].id, "dossier_a_dire": _late(depot, officer, commission)}
        found |= {f"seance_{etape}": commission, f"dossier_{etape}": first}
        found |= {f"siege_{etape}": commission.membres[0].id}
    entre = [m.id for m in found["seance_entre"].membres]
    found["mouvement"] = db.session.query(Mouvement).filter_by(membre_id=entre[0]).one().id
    return found


def _late(depot: Depot, officer: Utilisateur, commission: Commission) -> uuid.UUID:
    """A file that has become eligible since the sitting began: nobody has answered on it."""
    row = depot(db.session.get_one(Appel, commission.appel_id))
    make_eligible(row, officer=officer)
    return row.id


def _version(candidature_id: uuid.UUID) -> int:
    return db.session.query(Passage).filter_by(candidature_id=candidature_id).one().version


def _begun(
    depot: Depot, officer: Utilisateur, membres: Sequence[Utilisateur], at: datetime, titre: str, dossiers: int
) -> tuple[Commission, list[Candidature]]:
    appel = make_appel_publie({"29": 10}, titre=titre)
    files = [depot(appel) for _ in range(dossiers)]
    for row in files:
        make_eligible(row, officer=officer)
    commission = make_commission(appel, membres=membres, etat=EtatCommission.DELIBERATION)
    with transaction():
        db.session.get_one(MembreCommission, commission.membres[1].id).qualite = Qualite.SECRETAIRE
    for membre in commission.membres[::2]:
        for row in files:
            make_notation(membre, row, [3, 4, 4, 2])
    # The second member, the secretary, is recused from everything: she goes out once, and stays out.
    for row in files:
        make_deport(commission.membres[1], row, conflit=True)
    for seat in commission.membres[:3]:
        act(service.note_movement, commission.id, seat.id, SensMouvement.ARRIVEE, auteur=officer, now=at)
    act(service.begin_sitting, commission.id, auteur=officer, now=at)
    return db.session.get_one(Commission, commission.id), files
