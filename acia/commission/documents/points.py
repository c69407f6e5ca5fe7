"""What the minutes say of each file: hours, who was there, who stepped out and came back, quorum, vote, dissent."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from acia.commission.models import Commission, Deport, MembreCommission, Mouvement, Passage
from acia.commission.queries import (
    as_steps,
    members_in_office,
    movements_of,
    moves_by_member,
    on_the_sheet,
    passages_of,
    places_in,
    proxies_of,
    quorum_reader,
    zone_of,
)
from acia.commission.rules import SituationMembre, Tenue, attending, hold_places, situation_at
from acia.commission.workflow import LIBELLES_MOUVEMENT, MotifMouvement, SensMouvement, SensSuffrage
from acia.core.filters import heure, pluriel


class LecteurDePoints:
    """Reads the sitting once, then says each file: from its passage when it was conducted live, else from the sheet."""

    def __init__(self, commission: Commission) -> None:
        self.commission, self.zone = commission, zone_of(commission)
        self.passages = {p.candidature_id: p for p in passages_of(commission) if p.clos_at is not None}
        self.mouvements = movements_of(commission)
        self.par_membre = moves_by_member(self.mouvements)
        self.feuille, self.membres = on_the_sheet(commission), members_in_office(commission)
        self.places, self.procurations = places_in(commission), proxies_of(commission)
        self.quorum = quorum_reader(commission)
        self.noms = {str(m.id): m.utilisateur.nom_complet for m in commission.membres}

    def horaires(self) -> str:
        """When the first file was opened and the last one closed; nothing when the sitting was not timed."""
        opened = [p.ouvert_at for p in self.passages.values() if p.ouvert_at]
        closed = [p.clos_at for p in self.passages.values() if p.clos_at]
        if not opened or not closed:
            return ""
        return f"Premier dossier ouvert à {self._heure(min(opened))}, dernier clos à {self._heure(max(closed))}."

    def allees_et_venues(self) -> list[str]:
        """The movements of the sitting that no recusal explains, in the order of time."""
        away = {(m.membre_id, m.rang) for m in self.mouvements if m.motif == MotifMouvement.DEPORT}
        # The return that follows an exit for a recusal is said with its file.
        rows = [
            m
            for m in self.mouvements
            if (m.membre_id, m.rang) not in away and not (m.sens == SensMouvement.RETOUR and self._follows_recusal(m))
        ]
        return [
            f"{m.membre.utilisateur.nom_complet} : {LIBELLES_MOUVEMENT[SensMouvement(m.sens)].lower()} à "
            f"{self._heure(m.at)}"
            for m in sorted(rows, key=lambda m: (m.at, m.membre.ordre, m.rang))
        ]

    def _follows_recusal(self, move: Mouvement) -> bool:
        earlier = [m for m in self.par_membre[move.membre_id] if m.rang < move.rang]
        return bool(earlier) and earlier[-1].motif == MotifMouvement.DEPORT

    def point(self, candidature_id: uuid.UUID, deports: Sequence[Deport]) -> dict[str, Any]:
        """One file, as plain words."""
        passage = self.passages.get(candidature_id)
        recused = {str(d.membre_id) for d in deports}
        if passage is None or passage.clos_at is None:
            return self._untimed(deports, recused)
        frozen = passage.constat or {}
        there = attending(self.feuille, as_steps(self.mouvements), passage.clos_at)
        return {
            "ordre": passage.ordre,
            "ouverture": self._heure(passage.ouvert_at),
            "cloture": self._heure(passage.clos_at),
            **self._attendance(there, recused, frozen.get("places", [])),
            "deports": [self._recused(d, frozen.get("deports", [])) for d in deports],
            "sorties": [words for d in deports if (words := self._exits(d.membre, passage))],
            "quorum": frozen.get("quorum") or self.quorum(deports).phrase,
            "vote": frozen.get("resultat", ""),
            "voix": _voices(passage),
            "desaccords": [f"{s.membre.utilisateur.nom_complet} : {s.desaccord}" for s in _dissents(passage)],
        }

    def _untimed(self, deports: Sequence[Deport], recused: Collection[str]) -> dict[str, Any]:
        held = hold_places(self.places, presents=self.feuille, deportes=recused, procurations=self.procurations)
        places = [
            {
                "titulaire": self.noms[(p.place.titulaire or p.place.titulaires[0]).id],
                "tenue": p.tenue.value,
                "par": self.noms.get(p.par or "", ""),
            }
            for p in held
        ]
        return {
            "ordre": 0,
            "ouverture": "",
            "cloture": "",
            **self._attendance(self.feuille, recused, places),
            "deports": [d.membre.utilisateur.nom_complet for d in deports],
            "sorties": [],
            "quorum": self.quorum(deports).phrase,
            "vote": "",
            "voix": "",
            "desaccords": [],
        }

    def _attendance(
        self, there: Collection[str], recused: Collection[str], places: Sequence[Mapping[str, str]]
    ) -> dict[str, list[str]]:
        standing = {p["par"]: p["titulaire"] for p in places if p["tenue"] == Tenue.SUPPLEANT}
        able = [m for m in self.membres if str(m.id) not in recused]
        return {
            "presents": [_present_words(m, standing) for m in able if str(m.id) in there],
            "representes": [f"{p['titulaire']} par {p['par']}" for p in places if p["tenue"] == Tenue.PROCURATION],
            "absents": [m.utilisateur.nom_complet for m in able if str(m.id) not in there],
        }

    def _recused(self, deport: Deport, frozen: Collection[str]) -> str:
        name = deport.membre.utilisateur.nom_complet
        return name if name in frozen else f"{name} (déclaré après la délibération de ce dossier)"

    def _exits(self, membre: MembreCommission, passage: Passage) -> str:
        """« Anne Le Bihan : de 9 h 12 à 9 h 31 »; nothing for a recused member who was not attending."""
        moves = self.par_membre.get(membre.id, [])
        out = [
            f"de {self._heure(move.at)} à {self._heure(after.at)}"
            if after
            else f"à {self._heure(move.at)}, sans retour"
            for move, after in zip_longest(moves, moves[1:])
            if move.sens == SensMouvement.SORTIE and _concerns(move, after, passage)
        ]
        name = membre.utilisateur.nom_complet
        if out:
            return f"{name} : {', puis '.join(out)}"
        sheet, at = str(membre.id) in self.feuille, passage.clos_at
        there = at is not None and situation_at(sheet, as_steps(moves), at) is SituationMembre.PRESENT
        return f"{name} : sortie non notée" if there else ""

    def _heure(self, at: datetime | None) -> str:
        return heure(at, self.zone)


def _concerns(move: Mouvement, after: Mouvement | None, passage: Passage) -> bool:
    """True when an exit was made for this file, or lasted while it was examined."""
    if move.passage_id == passage.id or passage.ouvert_at is None or passage.clos_at is None:
        return move.passage_id == passage.id
    if move.at <= passage.ouvert_at and (after is None or after.at >= passage.clos_at):
        return True
    return move.at < passage.clos_at and (after is None or after.at > passage.ouvert_at)


def _present_words(membre: MembreCommission, standing: Mapping[str, str]) -> str:
    name = membre.utilisateur.nom_complet
    if name in standing:
        return f"{name} (pour {standing[name]})"
    return name if membre.vote else f"{name} (voix consultative)"


def _voices(passage: Passage) -> str:
    """« Pour : 4 voix, contre : 1 voix, abstention : 0 voix »; nothing without a vote."""
    cast = [s for s in passage.suffrages if s.sens is not None]
    if not cast:
        return ""
    counts = {sens: sum(s.sens == sens for s in cast) for sens in SensSuffrage}
    words = ", ".join(f"{sens.value} : {pluriel(n, 'voix', 'voix')}" for sens, n in counts.items())
    return f"{words[:1].upper()}{words[1:]}."


def _dissents(passage: Passage) -> list[Any]:
    return sorted((s for s in passage.suffrages if s.desaccord), key=lambda s: s.membre.ordre)
