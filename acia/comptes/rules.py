"""Rules of accounts: what a password must be (S23), how long links live, how guessing is slowed down (S26). Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from acia.core.clock import deadline_after, local_day
from acia.core.permissions import Role

LONGUEUR_MIN = 14
"""Fifty bits with limited tries, as the CNIL asks, without any composition rule; seven words always reach it."""
LONGUEUR_MAX = 128
SIGNES_DIFFERENTS_MIN = 6
RESTE_MIN = 6
"""Signs that must remain once every known word, sequence, name and date is taken away."""
MOTS_DU_SERVICE = ("acia", "anact", "aract", "finess", "qvct", "protection", "enfance")
_SUITES = ("0123456789", "01234567890", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_SUITE_MIN = 3
_MOT_MAX = 40
_PAREILS = str.maketrans("01l3456789@$!|€", "oiieasgtbgasiie")
"""Signs written for one another, brought to one; both sides of a comparison go through it."""


class UsageJeton(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    INSCRIPTION = "inscription"
    REINITIALISATION = "reinitialisation"


DUREE_LIEN: dict[UsageJeton, timedelta] = {
    UsageJeton.INVITATION: timedelta(days=7),
    UsageJeton.INSCRIPTION: timedelta(days=7),
    UsageJeton.REINITIALISATION: timedelta(hours=1),
}
LIENS_PAR_HEURE = 3
"""Links one account may ask for in an hour: nobody's mailbox is filled by somebody else."""
INSCRIPTIONS_PAR_HEURE = 30
"""Sign-ups from one address in an hour: an office that signs up together is served."""


IDLE_STAFF = timedelta(minutes=60)
IDLE_REPRESENTANT = timedelta(hours=4)
"""An establishment writes for long, often from a phone: its session waits longer (S33)."""


PREUVE_VALABLE = timedelta(minutes=10)
"""How long after the password was given a sensitive act needs no new proof (S18)."""


def idle_limit(role: Role) -> timedelta:
    """How long a session may stay unused."""
    return IDLE_REPRESENTANT if role is Role.REPRESENTANT else IDLE_STAFF


def fingerprint(token: str) -> str:
    """SHA-256 of a token: the database never holds the token itself."""
    return hashlib.sha256(token.encode()).hexdigest()


def normalize_courriel(text: str) -> str:
    """The form under which an address is kept: two spellings of one address are one account."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def normalize_password(text: str) -> str:
    """One form for a password typed on any keyboard, so that the same signs always give the same hash."""
    return unicodedata.normalize("NFKC", text)


def password_refusal(password: str, *, contexte: Iterable[str] = (), interdits: frozenset[str] = frozenset()) -> str:
    """Return why a password is refused, in French, or an empty text when it is accepted.

    `contexte` holds the person's names and address, `interdits` the common words (already passed through `kernel`).
    """
    text = normalize_password(password)
    if len(text) > LONGUEUR_MAX:
        return f"Ce mot de passe dépasse {LONGUEUR_MAX} caractères. Raccourcissez-le."
    if len(text) < LONGUEUR_MIN:
        return (
            f"Ce mot de passe est trop court : il faut au moins {LONGUEUR_MIN} caractères. "
            "Une phrase de sept mots que vous seul connaissez convient très bien."
        )
    signs = "".join(text.casefold().split())
    if len(set(signs)) < SIGNES_DIFFERENTS_MIN or len(_shortest_unit(signs)) < min(len(signs), LONGUEUR_MIN):
        return "Ce mot de passe répète toujours la même chose. Choisissez une phrase plus variée."
    words = frozenset(interdits | {kernel(w) for w in _context_words(contexte)})
    if what_remains(text, words) < RESTE_MIN:
        return (
            "Ce mot de passe est trop facile à deviner : il n’est fait que de mots très répandus, de suites, de dates "
            "ou de votre nom. Ajoutez des mots que personne n’associerait."
        )
    return ""


def kernel(word: str) -> str:
    """A word without case, accents or punctuation, alike signs made one: « M0t-de-Passe » → « motdepasse »."""
    folded = unicodedata.normalize("NFKD", word.casefold().translate(_PAREILS))
    return "".join(c for c in folded if c.isalnum())


def _context_words(contexte: Iterable[str]) -> list[str]:
    found = [w for text in contexte for w in re.split(r"[^\w]+", text) if len(w) >= _SUITE_MIN]
    return [*found, *MOTS_DU_SERVICE]


def _shortest_unit(signs: str) -> str:
    """The part whose repetition makes the whole: « abcabc » → « abc »."""
    return signs[: (signs + signs).find(signs, 1)]


_SEQUENCES = tuple(kernel(s) for suite in (*_SUITES, _ALPHABET) for s in (suite, suite[::-1]))


def what_remains(password: str, words: frozenset[str]) -> int:
    """Count the signs left once known words, keyboard and number sequences, and outer figures are taken away.

    Each sign is read once with each word length: linear, whatever the text (S97).
    """
    signs = [c for c in unicodedata.normalize("NFKD", password.casefold()) if unicodedata.category(c)[0] not in "ZM"]
    letters = [kernel(c) or c for c in signs]
    first, last = _inner_bounds(signs)
    best = [0] * (len(signs) + 1)
    for end in range(1, len(signs) + 1):
        best[end] = best[end - 1] + (first <= end - 1 < last and not _is_ornament(signs[end - 1]))
        for start in range(max(0, end - _MOT_MAX), end - _SUITE_MIN + 1):
            piece = "".join(letters[start:end])
            if best[start] < best[end] and (piece in words or any(piece in s for s in _SEQUENCES)):
                best[end] = best[start]
    return best[-1]


def _is_ornament(sign: str) -> bool:
    """Ordinary punctuation adds nothing to a common word; an emoji or a letter of any script does."""
    return sign.isascii() and not sign.isalnum()


def _inner_bounds(signs: Sequence[str]) -> tuple[int, int]:
    """Bounds of the signs between the outer figures and ornaments: « 2027-soleil13! » → those of « soleil »."""
    outer = [c.isdigit() or _is_ornament(c) for c in signs]
    if all(outer):
        return 0, 0
    return outer.index(False), len(outer) - outer[::-1].index(False)


@dataclass(frozen=True)
class Client:
    """Where a sign-in comes from: an opaque key, and whether this device has signed in to the account before."""

    cle: str
    connu: bool = False


@dataclass(frozen=True)
class Frein:
    """A limit on failed sign-ins: at most `essais` in `periode`."""

    essais: int
    periode: timedelta


FREIN_CLIENT = Frein(5, timedelta(minutes=15))
"""One account from one address."""
FREIN_APPAREIL = Frein(10, timedelta(minutes=15))
"""One account from a device that has already signed in to it: its owner is never shut out by others (S27)."""
FREIN_COMPTE = Frein(50, timedelta(hours=1))
"""One account from all unknown devices together: with the known device, at most 90 guesses an hour (S26)."""


def wait_before_retry(failures: Sequence[datetime], frein: Frein, now: datetime) -> timedelta:
    """Return how long to wait before the next try, given the instants of past failures; zero when free."""
    recent = sorted(f for f in failures if now - f < frein.periode)
    if len(recent) < frein.essais:
        return timedelta(0)
    return recent[-frein.essais] + frein.periode - now


TRANCHE_LECTURE = timedelta(minutes=5)
"""Readings are counted over the running slot and the one before: from five to ten minutes."""
FREIN_LECTURE = timedelta(minutes=15)
"""How long whoever has read beyond the norm reads neither file nor account (S22)."""
OUBLI_LECTURES = timedelta(hours=1)
LOT_LECTURES = 10
"""Readings a process keeps in its memory before it writes them: a page costs no writing of its own."""


ZONE_LECTURES = "Europe/Paris"
"""The day of the readings is the one of the service."""


class PeriodeLecture(StrEnum):
    """Over what readings are counted."""

    DIX_MINUTES = "dix_minutes"
    JOUR = "jour"


LIBELLES_PERIODE: dict[PeriodeLecture, str] = {
    PeriodeLecture.DIX_MINUTES: "en dix minutes",
    PeriodeLecture.JOUR: "dans la journée",
}


@dataclass(frozen=True)
class NormesLecture:
    """How many different files or accounts a role reads at most."""

    dix_minutes: int
    jour: int


@dataclass(frozen=True)
class Exces:
    """Readings beyond the norm: over what, how many, until when they are braked."""

    periode: PeriodeLecture
    nombre: int
    norme: int
    jusqu_at: datetime


def excess_of(recents: int, du_jour: int, normes: NormesLecture, now: datetime) -> Exces | None:
    """Say what goes beyond the norms: a whole day of them brakes until midnight, a burst for a quarter of an hour."""
    if du_jour > normes.jour:
        midnight = deadline_after(local_day(now, ZONE_LECTURES), ZONE_LECTURES)
        return Exces(PeriodeLecture.JOUR, du_jour, normes.jour, max(midnight, now + FREIN_LECTURE))
    if recents > normes.dix_minutes:
        return Exces(PeriodeLecture.DIX_MINUTES, recents, normes.dix_minutes, now + FREIN_LECTURE)
    return None


def reading_slot(now: datetime) -> datetime:
    """The beginning of the slot an instant falls in."""
    since = now.astimezone(UTC)
    length = int(TRANCHE_LECTURE.total_seconds())
    return datetime.fromtimestamp(int(since.timestamp()) // length * length, UTC)


ROLES_A_TERRITOIRE = frozenset({Role.CHARGE, Role.MEMBRE, Role.INTERVENANT})
"""Roles bounded by regions: an account of theirs without one would see nothing."""
ROLES_INVITABLES: dict[Role, tuple[Role, ...]] = {
    Role.PILOTE: (Role.CHARGE, Role.MEMBRE, Role.INTERVENANT, Role.FINANCEUR, Role.PILOTE, Role.REPRESENTANT),
    Role.CHARGE: (Role.MEMBRE, Role.INTERVENANT),
}


ROLES_A_MOTIF = frozenset({Role.PILOTE, Role.CHARGE})
"""Roles that decide for others: such an account is opened with a reason (S18)."""


def territory_refusal(role: Role, regions: Sequence[str]) -> str:
    """Return why these regions do not suit the role, or an empty text."""
    if role in ROLES_A_TERRITOIRE and not regions:
        return "Choisissez au moins une région : sans elle, ce compte ne verrait rien."
    if role not in ROLES_A_TERRITOIRE and regions:
        return "Ce rôle n’est pas lié à une région : n’en choisissez aucune."
    return ""


_NAVIGATEURS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMES = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"))


def device_name(agent: str) -> str:
    """The browser and the system in words, from what the browser says of itself: « Firefox sur Windows »."""
    browser = next((name for sign, name in _NAVIGATEURS if sign in agent), "Navigateur inconnu")
    system = next((name for sign, name in (*_SYSTEMES, ("Linux", "Linux")) if sign in agent), "")
    return f"{browser} sur {system}" if system else browser


class FamilleAvis(StrEnum):
    """Families of notices that each person tunes; receipts, decisions and corrections asked for are never notices."""

    MESSAGES = "messages"
    CORRECTIONS = "corrections"
    CALENDRIER = "calendrier"


class RythmeAvis(StrEnum):
    """When a person wants a family of notices."""

    TOUT_DE_SUITE = "tout_de_suite"
    RESUME = "resume"
    JAMAIS = "jamais"


LIBELLES_FAMILLE_AVIS: dict[FamilleAvis, str] = {
    FamilleAvis.MESSAGES: "Messages dans les dossiers",
    FamilleAvis.CORRECTIONS: "Réponses aux demandes de correction",
    FamilleAvis.CALENDRIER: "Dates qui approchent",
}
LIBELLES_RYTHME: dict[RythmeAvis, str] = {
    RythmeAvis.TOUT_DE_SUITE: "Tout de suite",
    RythmeAvis.RESUME: "Une fois par jour, dans un résumé",
    RythmeAvis.JAMAIS: "Jamais",
}
HEURE_RESUME = time(7)
"""When the daily digest leaves, in the zone of its reader."""


def next_digest(now: datetime, zone: str) -> datetime:
    """The instant of the next digest: seven in the morning, strictly after `now`, in the zone of the reader."""
    here = now.astimezone(ZoneInfo(zone))
    day = here.date() if here.time() < HEURE_RESUME else here.date() + timedelta(days=1)
    return datetime.combine(day, HEURE_RESUME, ZoneInfo(zone)).astimezone(UTC)
