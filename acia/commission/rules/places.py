"""Who holds each place of the commission on one file: the member, her alternate, or her proxy. Pure.

A place is a seat and those who take it in turn: the member first named, whoever replaced her for the remaining term,
and their alternates. One person acts for it on a file, and one sheet counts at most (CRPA art. R. 133-3 and R. 133-4).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Siege:
    """A seat as the rules see it."""

    id: str
    ordre: int
    vote: bool = True
    en_fonction: bool = True
    """Named, accepted, and the mandate is running."""
    empeche: bool = False
    """Known not to sit: announced before, or absent on the day."""
    titulaire: str | None = None
    """Whose alternate she is."""
    remplace: str | None = None
    """Whose seat she took for the remaining term."""


@dataclass(frozen=True)
class Place:
    """One place: its members, the latest first, and their alternates in order."""

    cle: str
    vote: bool
    titulaires: tuple[Siege, ...]
    suppleants: tuple[Siege, ...] = ()

    @property
    def titulaire(self) -> Siege | None:
        """The member in office, if any."""
        return next((s for s in self.titulaires if s.en_fonction), None)

    @property
    def pourvue(self) -> bool:
        """True when somebody can hold it: an empty place does not make the commission larger."""
        return any(s.en_fonction for s in (*self.titulaires, *self.suppleants))

    def acting(self, deportes: Collection[str]) -> Siege | None:
        """Who acts for the place on a file: the member, or her first alternate when she is recused, away or gone."""
        able = [s for s in self.titulaires if s.en_fonction] + list(self.suppleants)
        return next((s for s in able if s.en_fonction and not s.empeche and s.id not in deportes), None)

    def sheet(self, rendues: Collection[str], deportes: Collection[str]) -> str | None:
        """Whose final sheet counts on a file, among those handed in: one at most.

        A member's own sheet comes first, that of a member since gone included; the alternate's counts where she acts.
        """
        acting = self.acting(deportes)
        heirs = [*self.titulaires, *([acting] if acting else [])]
        return next((s.id for s in heirs if s.id in rendues and s.id not in deportes), None)


def places_from(sieges: Iterable[Siege]) -> tuple[Place, ...]:
    """Group the seats by place, in the order in which they were first named."""
    known = {s.id: s for s in sieges}
    groups: dict[str, list[Siege]] = {}
    for siege in sorted(known.values(), key=lambda s: (s.ordre, s.id)):
        groups.setdefault(_root(siege, known), []).append(siege)
    return tuple(
        Place(
            root,
            known[root].vote,
            tuple(reversed([s for s in group if s.titulaire is None])),
            tuple(s for s in group if s.titulaire is not None),
        )
        for root, group in groups.items()
    )


def _root(siege: Siege, known: Mapping[str, Siege]) -> str:
    seen = {siege.id}
    while (before := siege.titulaire or siege.remplace) is not None and before in known and before not in seen:
        seen.add(before)
        siege = known[before]
    return siege.id


def acts_on(places: Iterable[Place], membre: str, deportes: Collection[str]) -> bool:
    """True when this member may open the file: hers unless recused, or an alternate's where she acts."""
    if membre in deportes:
        return False
    for place in places:
        if any(s.id == membre and s.en_fonction for s in place.titulaires):
            return True
        if any(s.id == membre for s in place.suppleants):
            acting = place.acting(deportes)
            return acting is not None and acting.id == membre
    return False


def place_of_seat(places: Iterable[Place], membre: str) -> Place | None:
    """The voting place a member holds or may hold; none for a consultative member, who reads every file."""
    for place in places:
        if any(s.id == membre for s in (*place.titulaires, *place.suppleants)):
            return place if place.vote else None
    return None


def counted_sheets(places: Iterable[Place], rendues: Collection[str], deportes: Collection[str]) -> frozenset[str]:
    """Members whose final sheet counts on a file: one a voting place at most."""
    found = (place.sheet(rendues, deportes) for place in places if place.vote)
    return frozenset(membre for membre in found if membre is not None)


class Tenue(StrEnum):
    """How a place is held for the vote on one file."""

    TITULAIRE = "titulaire"
    SUPPLEANT = "suppleant"
    PROCURATION = "procuration"
    DEPORT = "deport"
    ABSENT = "absent"


@dataclass(frozen=True)
class PlaceTenue:
    """One voting place on one file: held by whom, and how."""

    place: Place
    tenue: Tenue
    par: str | None = None

    @property
    def compte(self) -> bool:
        """True when the place is present or represented."""
        return self.par is not None


def hold_places(
    places: Iterable[Place],
    *,
    presents: Collection[str],
    deportes: Collection[str] = (),
    procurations: Mapping[str, str] | None = None,
) -> tuple[PlaceTenue, ...]:
    """How each voting place that somebody fills is held on a file (R36, R38).

    `procurations` goes from who gives to who receives. A proxy is void on a file from which either side is recused.
    """
    rows = [place for place in places if place.vote and place.pourvue]
    sitting = {t.id for p in rows if (t := p.titulaire) is not None and t.id in presents}
    return tuple(_hold(place, presents, deportes, procurations or {}, sitting) for place in rows)


def _hold(
    place: Place,
    presents: Collection[str],
    deportes: Collection[str],
    procurations: Mapping[str, str],
    sitting: Collection[str],
) -> PlaceTenue:
    titulaire = place.titulaire
    recused = titulaire is not None and titulaire.id in deportes
    if titulaire is not None and not recused and titulaire.id in presents:
        return PlaceTenue(place, Tenue.TITULAIRE, titulaire.id)
    able = (s for s in place.suppleants if s.en_fonction and s.id in presents and s.id not in deportes)
    alternate = next(able, None)
    if alternate is not None:
        return PlaceTenue(place, Tenue.SUPPLEANT, alternate.id)
    if titulaire is not None and not recused:
        proxy = procurations.get(titulaire.id)
        if proxy in sitting and proxy not in deportes:
            return PlaceTenue(place, Tenue.PROCURATION, proxy)
    return PlaceTenue(place, Tenue.DEPORT if recused else Tenue.ABSENT)
