"""The proof of working: when to beat, what the beats prove, what they say of our health (S46, S55). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final

CADENCE: Final = timedelta(seconds=60)
CADENCE_SERREE: Final = timedelta(seconds=5)
DERNIERE_HEURE: Final = timedelta(hours=1)
RETARD_ADMIS: Final = timedelta(seconds=10)
"""A beat that takes longer than usual is not an interruption."""
HORLOGE_DEGRADEE_MS: Final = 1_000
HORLOGE_ALARME_MS: Final = 30_000
SILENCE_DEGRADE: Final = timedelta(minutes=2)
SILENCE_ALARME: Final = timedelta(minutes=10)
ECHECS_ALARME: Final = 2


@dataclass(frozen=True)
class Coup:
    """What a beat says."""

    numero: int
    at: datetime
    cadence_s: int
    bon: bool
    cause: str = ""
    reference: str = ""
    ecart_ms: int | None = None
    incertitude_ms: int | None = None

    @property
    def covers_until(self) -> datetime:
        """The instant until which a good beat speaks for what follows it."""
        return self.at + max(timedelta(seconds=self.cadence_s) * 1.5, timedelta(seconds=self.cadence_s) + RETARD_ADMIS)


class Nature(StrEnum):
    """What an interruption is: a failure that was seen, or a time when nothing was measured."""

    PANNE = "panne"
    SANS_MESURE = "sans_mesure"


@dataclass(frozen=True)
class Interruption:
    """A stretch of time when nothing proves that a deposit was possible: from a good beat to the next good one."""

    debut: datetime
    fin: datetime
    nature: Nature
    cause: str = ""

    @property
    def duree(self) -> timedelta:
        """How long it lasted, at most."""
        return self.fin - self.debut


def next_beat(now: datetime, clotures: Iterable[datetime]) -> timedelta:
    """How long to wait after the beat of `now`: five seconds in the last hour before a deadline, a minute otherwise."""
    starts = [cloture - DERNIERE_HEURE for cloture in clotures if cloture > now]
    if any(start <= now for start in starts):
        return CADENCE_SERREE
    return max(CADENCE_SERREE, min([CADENCE, *(start - now for start in starts)]))


def interruptions(coups: Iterable[Coup], debut: datetime, fin: datetime) -> list[Interruption]:
    """The interruptions of a window, in order; `coups` begins before it and ends after it when there are such beats."""
    found: list[Interruption] = []
    last: Coup | None = None
    cause = ""
    for coup in coups:
        if not coup.bon:
            cause = cause or coup.cause
            continue
        if _broken(last, coup.at, cause):
            found.append(_between(last, coup.at, cause, debut, fin))
        last, cause = coup, ""
    if (last is None or last.at < fin) and _broken(last, fin, cause):
        found.append(_between(last, fin, cause, debut, fin))
    return [one for one in found if one.debut < one.fin]


def _broken(last: Coup | None, until: datetime, cause: str) -> bool:
    return bool(cause) or last is None or until > last.covers_until


def _between(last: Coup | None, until: datetime, cause: str, debut: datetime, fin: datetime) -> Interruption:
    start = max(debut, last.at) if last else debut
    return Interruption(start, min(until, fin), Nature.PANNE if cause else Nature.SANS_MESURE, cause)


def proven_share(found: Sequence[Interruption], debut: datetime, fin: datetime) -> float:
    """The share of a window, from 0 to 1, during which the beats prove that a deposit was possible."""
    if fin <= debut:
        return 0.0
    return 1 - sum((one.duree for one in found), timedelta()) / (fin - debut)


class Sante(IntEnum):
    """How the service is; the higher, the worse."""

    BON = 0
    DEGRADE = 1
    ALARME = 2


class Sujet(StrEnum):
    """What is wrong."""

    HORLOGE = "horloge"
    REFERENCE = "reference"
    DEPOT = "depot"
    SILENCE = "silence"
    JOURNAL = "journal"


@dataclass(frozen=True)
class Signe:
    """One thing that is wrong, how serious it is, and the sentence that says it."""

    sujet: Sujet
    sante: Sante
    phrase: str


def signs_of(coups: Sequence[Coup], mesures: Sequence[Coup]) -> list[Signe]:
    """What the last beats say; `coups` are the latest ones and `mesures` the latest that asked a reference clock, both
    from the most recent."""
    return [*_deposit_signs(coups), *_clock_signs(mesures)]


def _deposit_signs(coups: Sequence[Coup]) -> list[Signe]:
    if not coups or coups[0].bon:
        return []
    lasting = len(coups) >= ECHECS_ALARME and not any(coup.bon for coup in coups[:ECHECS_ALARME])
    return [Signe(Sujet.DEPOT, Sante.ALARME if lasting else Sante.DEGRADE, f"Dépôt d’essai : {coups[0].cause}")]


def _clock_signs(mesures: Sequence[Coup]) -> list[Signe]:
    if not mesures:
        return []
    last = mesures[0]
    if last.ecart_ms is None:
        mute = len(mesures) > 1 and mesures[1].ecart_ms is None
        return [Signe(Sujet.REFERENCE, Sante.DEGRADE, "L’horloge de référence ne répond pas.")] if mute else []
    sure = abs(last.ecart_ms) - (last.incertitude_ms or 0)
    if sure <= HORLOGE_DEGRADEE_MS:
        return []
    sens = "avance" if last.ecart_ms > 0 else "retarde"
    secondes = f"{abs(last.ecart_ms) / 1000:.1f}".replace(".", ",")
    grave = sure > HORLOGE_ALARME_MS
    phrase = f"L’horloge du serveur {sens} de {secondes} s sur la référence."
    return [Signe(Sujet.HORLOGE, Sante.ALARME if grave else Sante.DEGRADE, phrase)]


def silence_sign(last: Coup | None, now: datetime) -> list[Signe]:
    """What is wrong when no beat comes any more: the worker has stopped, or cannot write."""
    if last is None:
        return [Signe(Sujet.SILENCE, Sante.DEGRADE, "Aucun battement n’a encore été enregistré.")]
    silence = now - last.at
    if silence <= SILENCE_DEGRADE:
        return []
    sante = Sante.ALARME if silence > SILENCE_ALARME else Sante.DEGRADE
    minutes = int(silence / timedelta(minutes=1))
    return [Signe(Sujet.SILENCE, sante, f"Aucun battement depuis {minutes} minutes.")]


def worst(signes: Iterable[Signe]) -> Sante:
    """The worst of what is wrong; good when nothing is."""
    return max((signe.sante for signe in signes), default=Sante.BON)
