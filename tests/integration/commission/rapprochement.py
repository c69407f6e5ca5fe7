"""The minutes against the database, by another way than the one that wrote them: every difference is a sentence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from acia.candidatures.models import Candidature
from acia.commission.models import (
    Commission,
    Deport,
    MembreCommission,
    Mouvement,
    Passage,
    ProcesVerbal,
    Selection,
    Suffrage,
)
from acia.commission.workflow import LIBELLES_ISSUE, LIBELLES_PRESENCE, IssueSelection, PresenceSeance
from acia.core.audit import Evenement
from acia.core.db import db
from acia.core.documents import read_document

DEDANS = {"arrivee": True, "retour": True, "sortie": False, "depart": False}


def differences(minutes: ProcesVerbal) -> list[str]:
    """Everything that the minutes say otherwise than the rows; nothing when they agree."""
    commission = db.session.get_one(Commission, minutes.commission_id)
    said = {d["numero"]: d for g in minutes.contenu["departements"] for d in g["dossiers"]}
    rows = db.session.query(Selection).filter_by(commission_id=commission.id).all()
    numbers = {str(db.session.get_one(Candidature, r.candidature_id).numero): r for r in rows}
    found = [f"dossiers : {sorted(said)} / {sorted(numbers)}"] if set(said) != set(numbers) else []
    found += list(_sitting(minutes, commission))
    for numero, row in numbers.items():
        if numero in said:
            found += [f"{numero} {what}" for what in _item(said[numero], row, commission)]
    return found


def _sitting(minutes: ProcesVerbal, commission: Commission) -> Iterator[str]:
    content = minutes.contenu
    people = [(m.utilisateur.nom_complet, m.presence) for m in _members(commission) if m.presence]
    attending = [(n, str(LIBELLES_PRESENCE[PresenceSeance(p)])) for n, p in people]
    yield from _differ("membres", [(m["nom"], m["presence"]) for m in content["membres"]], attending)
    proxies = [
        f"{p.mandant.utilisateur.nom_complet} à {p.mandataire.utilisateur.nom_complet}" for p in commission.procurations
    ]
    yield from _differ("procurations", content["procurations"], proxies)
    yield from _differ("version", content["version"], minutes.rang)
    yield from _differ("contexte", minutes.document.contexte, content)
    bytes_ = read_document(minutes.document)
    sealed = [data["empreinte"] for data in _sealings(commission) if data["rang"] == minutes.rang]
    yield from _differ("empreinte", sealed, [hashlib.sha256(bytes_).hexdigest()])


def _sealings(commission: Commission) -> list[dict[str, Any]]:
    rows = db.session.query(Evenement).filter_by(code="commission_proces_verbal_clos", objet_id=str(commission.id))
    return [json.loads(row.donnees) for row in rows]


def _item(said: dict[str, Any], row: Selection, commission: Commission) -> Iterator[str]:
    mark = Fraction(row.note_numerateur, row.note_denominateur or 1) if row.note_numerateur is not None else None
    yield from _differ("note", Fraction(said["note_exacte"]) if said["note_exacte"] else None, mark)
    yield from _differ("notes", int(said["notes"].split("\u00a0")[0]), row.notes_comptees)
    yield from _differ("rang", said["rang"], str(row.rang or "—"))
    issue = LIBELLES_ISSUE[IssueSelection(row.proposition)]
    yield from _differ("proposition", (said["proposition"], said["motif"]), (issue, row.motif))
    recused = {
        m.id: m.utilisateur.nom_complet
        for m in _members(commission)
        if db.session.query(Deport).filter_by(membre_id=m.id, candidature_id=row.candidature_id, conflit=True).count()
    }
    yield from _differ("déports", said["deports"], list(recused.values()))
    passage = db.session.query(Passage).filter_by(candidature_id=row.candidature_id).one_or_none()
    yield from _attendance(said, commission, recused, passage)
    if passage is not None:
        yield from _timed(said, passage, recused, commission)


def _attendance(
    said: dict[str, Any], commission: Commission, recused: dict[Any, str], passage: Passage | None
) -> Iterator[str]:
    there, away = [], []
    for membre in _members(commission):
        if membre.id in recused:
            continue
        here = membre.presence in ("present", "distance")
        if passage is not None and passage.clos_at is not None:
            here = _in_the_room(membre, passage.clos_at)
        (there if here else away).append(membre.utilisateur.nom_complet)
    yield from _differ("présents", [name.split(" (")[0] for name in said["presents"]], there)
    yield from _differ("absents", said["absents"], away)
    for words in said["representes"]:
        giver, taker = words.split(" par ")
        known = {
            (p.mandant.utilisateur.nom_complet, p.mandataire.utilisateur.nom_complet) for p in commission.procurations
        }
        if (giver, taker) not in known or giver in there or taker not in there or giver in recused.values():
            yield f"représentés : {words}"


def _in_the_room(membre: MembreCommission, at: datetime) -> bool:
    """Replay her movements from the beginning."""
    moves = _moves(membre)
    here = membre.presence in ("present", "distance")
    if moves:
        here = moves[0].sens != "arrivee"
    for move in moves:
        if move.at <= at:
            here = DEDANS[move.sens]
    return here


def _moves(membre: MembreCommission) -> list[Mouvement]:
    rows = db.session.query(Mouvement).filter_by(membre_id=membre.id, annule_at=None)
    return sorted(rows, key=lambda m: m.rang)


def _timed(said: dict[str, Any], passage: Passage, recused: dict[Any, str], commission: Commission) -> Iterator[str]:
    yield from _differ(
        "heures", (said["ouverture"], said["cloture"]), (_hour(passage.ouvert_at), _hour(passage.clos_at))
    )
    cast = db.session.query(Suffrage).filter_by(passage_id=passage.id).all()
    voices = [s.sens for s in cast if s.sens]
    counted = {sens: voices.count(sens) for sens in ("pour", "contre", "abstention")}
    words = [f"{sens} : {n}" for sens, n in counted.items()] if voices else []
    yield from _differ("voix", said["voix"].lower().replace("\u00a0voix", "").rstrip(".").split(", "), words or [""])
    yield from _differ("vote", said["vote"], (passage.constat or {}).get("resultat"))
    yield from _differ("quorum", said["quorum"], (passage.constat or {}).get("quorum"))
    dissents = sorted(f"{s.membre.utilisateur.nom_complet} : {s.desaccord}" for s in cast if s.desaccord)
    yield from _differ("désaccords", sorted(said["desaccords"]), dissents)
    if passage.consensus and voices:
        yield "un consensus porte des voix"
    for key, name in recused.items():
        membre = db.session.get_one(MembreCommission, key)
        exits = [m for m in _moves(membre) if m.sens == "sortie" and m.passage_id == passage.id]
        written = next((w for w in said["sorties"] if w.startswith(f"{name} : ")), "")
        for move in exits:
            if _hour(move.at) not in written:
                yield f"sortie de {name} à {_hour(move.at)} : {written!r}"
        if not exits and not _out_throughout(membre, passage):
            yield from _stayed(membre, passage, name, written)


def _stayed(membre: MembreCommission, passage: Passage, name: str, written: str) -> Iterator[str]:
    assert passage.clos_at is not None
    if _in_the_room(membre, passage.clos_at) and "non notée" not in written:
        yield f"{name} est restée : {written!r}"


def _out_throughout(membre: MembreCommission, passage: Passage) -> bool:
    """She had left for the file before, and came back after this one."""
    moves = _moves(membre)
    assert passage.ouvert_at is not None
    assert passage.clos_at is not None
    return any(
        move.sens == "sortie" and move.at <= passage.ouvert_at and (after is None or after.at >= passage.clos_at)
        for move, after in zip_longest(moves, moves[1:])
    )


def _members(commission: Commission) -> list[MembreCommission]:
    rows = db.session.query(MembreCommission).filter_by(commission_id=commission.id)
    return sorted(rows, key=lambda m: m.ordre)


def _hour(at: datetime | None) -> str:
    assert at is not None
    local = at.astimezone(ZoneInfo("Europe/Paris"))
    return f"{local.hour}\u00a0h\u00a0{local.minute:02d}" if local.minute else f"{local.hour}\u00a0h"


def _differ(what: str, said: object, known: object) -> Iterator[str]:
    if said != known:
        yield f"{what} : le procès-verbal dit {said!r}, la base {known!r}"
