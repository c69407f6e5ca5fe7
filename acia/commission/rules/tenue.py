"""A sitting conducted live: who attends at an instant, the quorum of the open file, the result of a vote. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from acia.commission.rules.places import PlaceTenue, Tenue
from acia.commission.rules.reglement import Reglement
from acia.commission.rules.seance import check_quorum
from acia.commission.workflow import MotifMouvement, SensMouvement, SensSuffrage
from acia.core.rules import Constat


class SituationMembre(StrEnum):
    """Where a member is."""

    ABSENT = "absent"
    PRESENT = "present"
    SORTI = "sorti"
    PARTI = "parti"


@dataclass(frozen=True)
class Pas:
    """One movement of a member, as it counts."""

    membre: str
    sens: SensMouvement
    at: datetime
    passage: str | None = None
    motif: str = ""


_APRES: Final = {
    SensMouvement.ARRIVEE: SituationMembre.PRESENT,
    SensMouvement.RETOUR: SituationMembre.PRESENT,
    SensMouvement.SORTIE: SituationMembre.SORTI,
    SensMouvement.DEPART: SituationMembre.PARTI,
}
POSSIBLES: Final[dict[SituationMembre, tuple[SensMouvement, ...]]] = {
    SituationMembre.ABSENT: (SensMouvement.ARRIVEE,),
    SituationMembre.PRESENT: (SensMouvement.SORTIE, SensMouvement.DEPART),
    SituationMembre.SORTI: (SensMouvement.RETOUR, SensMouvement.DEPART),
    SituationMembre.PARTI: (SensMouvement.RETOUR,),
}
_DEJA: Final = {
    SituationMembre.ABSENT: "n’est pas encore arrivé",
    SituationMembre.PRESENT: "est déjà dans la séance",
    SituationMembre.SORTI: "est déjà sorti",
    SituationMembre.PARTI: "est déjà parti",
}


def situation_at(present: bool, pas: Sequence[Pas], at: datetime) -> SituationMembre:
    """Where a member is at an instant, from her movements in order.

    `present` is what the attendance sheet says of her: it speaks alone when no movement was noted. A movement counts
    from its own instant.
    """
    before = [step for step in pas if step.at <= at]
    if before:
        return _APRES[before[-1].sens]
    if pas:
        return SituationMembre.ABSENT if pas[0].sens == SensMouvement.ARRIVEE else SituationMembre.PRESENT
    return SituationMembre.PRESENT if present else SituationMembre.ABSENT


def attending(presents: Collection[str], pas: Iterable[Pas], at: datetime, *, deports: bool = False) -> frozenset[str]:
    """Who is in the room at an instant; `pas` in the order of each member.

    With `deports`, who attends the sitting: those who stepped out for the file they are recused from still do.
    """
    moves = _by_member(pas)
    known = {*presents, *moves}
    return frozenset(m for m in known if _is_there(m in presents, moves.get(m, ()), at, deports))


def _is_there(present: bool, pas: Sequence[Pas], at: datetime, deports: bool) -> bool:
    if situation_at(present, pas, at) is SituationMembre.PRESENT:
        return True
    last = next((step for step in reversed(pas) if step.at <= at), None)
    return deports and last is not None and last.sens == SensMouvement.SORTIE and last.motif == MotifMouvement.DEPORT


def _by_member(pas: Iterable[Pas]) -> dict[str, list[Pas]]:
    moves: dict[str, list[Pas]] = {}
    for step in pas:
        moves.setdefault(step.membre, []).append(step)
    return moves


def refuse_step(
    nom: str, situation: SituationMembre, sens: SensMouvement, dernier: datetime | None, at: datetime
) -> str:
    """Why a movement cannot follow those already noted; nothing when it can."""
    if sens not in POSSIBLES[situation]:
        return f"{nom} {_DEJA[situation]} : ce mouvement n’est plus à noter."
    if dernier is not None and at < dernier:
        return f"Un mouvement plus récent de {nom} est déjà noté."
    return ""


def steps_out(presents: Collection[str], deportes: Collection[str]) -> frozenset[str]:
    """Who must leave the room when a file is opened: the recused among those present (CRPA art. R. 133-12)."""
    return frozenset(presents) & frozenset(deportes)


def steps_back(pas: Iterable[Pas], restent: Collection[str] = ()) -> frozenset[str]:
    """Who comes back when a file is closed, or another opened: those out for a recusal and who have not moved since.

    `restent` are recused from the file that follows: recused from files in a row, a member leaves once.
    """
    return frozenset(
        m
        for m, steps in _by_member(pas).items()
        if steps[-1].sens == SensMouvement.SORTIE and steps[-1].motif == MotifMouvement.DEPORT and m not in restent
    )


def count_quorum(tenues: Iterable[PlaceTenue], reglement: Reglement, *, seconde_convocation: bool = False) -> Constat:
    """The quorum when the places are held so (R38). Held as they are now, it is the quorum of the file live (E43)."""
    counted = [t for t in tenues if not (reglement.deport_reduit_total and t.tenue == Tenue.DEPORT)]
    there = sum(t.compte for t in counted)
    return check_quorum(there, len(counted), seconde_convocation=seconde_convocation, reglement=reglement)


@dataclass(frozen=True)
class VoixExprimee:
    """One voice: who cast it, for whom when it is by proxy."""

    membre: str
    sens: SensSuffrage
    par_procuration_de: str | None = None


@dataclass(frozen=True)
class ResultatVote:
    """What came of a vote, and the sentence that says it."""

    adoptee: bool
    pour: int
    contre: int
    abstentions: int
    preponderante: bool
    phrase: str


def count_votes(voix: Iterable[VoixExprimee], presidence: str | None, reglement: Reglement) -> ResultatVote:
    """The majority of the votes cast; at a tie the chair's own voice decides, where the règlement says so (R41).

    Abstentions are not votes cast. The chair's voice decides when she cast it herself: a proxy has her vote, not her
    chair.
    """
    rows = list(voix)
    pour, contre, abstentions = (sum(v.sens == s for v in rows) for s in SensSuffrage)
    chair = next((v.sens for v in rows if v.membre == presidence and v.par_procuration_de is None), None)
    tie = pour == contre and pour > 0
    casting = tie and reglement.voix_preponderante and chair in (SensSuffrage.POUR, SensSuffrage.CONTRE)
    adopted = pour > contre or (casting and chair == SensSuffrage.POUR)
    return ResultatVote(
        adopted, pour, contre, abstentions, casting, _phrase(adopted, pour, contre, abstentions, tie, casting)
    )


def _phrase(adopted: bool, pour: int, contre: int, abstentions: int, tie: bool, casting: bool) -> str:
    aside = f", {abstentions} abstention{'s' if abstentions > 1 else ''}" if abstentions else ""
    if pour + contre == 0:
        return "Personne ne s’est prononcé : la proposition n’est pas adoptée."
    word = "Adoptée" if adopted else "Rejetée"
    if tie:
        end = "la voix de la présidence l’emporte" if casting else "sans voix prépondérante"
        return f"{word} : {pour} voix contre {contre}{aside}, {end}."
    if adopted and not contre and not abstentions:
        return f"Adoptée à l’unanimité des {pour} voix." if pour > 1 else "Adoptée par une voix."
    most, least = max(pour, contre), min(pour, contre)
    return f"{word} par {most} voix contre {least}{aside}."


CONSENSUS: Final = "Adoptée par consensus, sans vote."


def votes_expected(tenues: Iterable[PlaceTenue]) -> Mapping[str, tuple[str, str | None]]:
    """By place that counts: who casts its voice, and for whom when it is by proxy."""
    found: dict[str, tuple[str, str | None]] = {}
    for row in tenues:
        if row.par is not None:
            holder = row.place.titulaire
            proxy = row.tenue == Tenue.PROCURATION and holder is not None
            found[row.place.cle] = (row.par, holder.id if proxy and holder is not None else None)
    return found
