"""The session problem and its solution as frozen dataclasses; attributes keep the names of the file format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from acia.core.clock import add_months
from acia.seances.rules import first_seance_deadline

UN_JOUR = timedelta(days=1)


class ProblemError(ValueError):
    """The file is not a session problem; `messages` says, in French, everything that is wrong with it."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


class Creneau(StrEnum):
    """A half-day, or the whole day."""

    MATIN = "matin"
    APRES_MIDI = "apres_midi"
    JOURNEE = "journee"

    @property
    def halves(self) -> tuple[Creneau, ...]:
        """The half-days it occupies."""
        return DEMI_JOURNEES if self is Creneau.JOURNEE else (self,)


DEMI_JOURNEES = (Creneau.MATIN, Creneau.APRES_MIDI)
LIBELLES_CRENEAU = {Creneau.MATIN: "matin", Creneau.APRES_MIDI: "après-midi", Creneau.JOURNEE: "journée"}

DemiJournee = tuple[date, Creneau]


class TypeSeance(StrEnum):
    """Collective: the whole cohorte; individual: one establishment."""

    COLLECTIVE = "collective"
    INDIVIDUELLE = "individuelle"


class Modalite(StrEnum):
    """In presence or remote."""

    PRESENCE = "presence"
    DISTANCE = "distance"


class Duree(StrEnum):
    """Length of a session."""

    JOURNEE = "journee"
    DEMI_JOURNEE = "demi_journee"


@dataclass(frozen=True)
class Parametres:
    """Dates and limits of the whole problem."""

    debut: date
    fin: date
    aujourd_hui: date
    preavis_jours: int = 14
    delai_premiere_mois: int = 2
    absents_toleres: int = 1
    graine: int = 1
    limite_s: float = 60


@dataclass(frozen=True)
class Intervenant:
    """Who leads the sessions; without `max_demi_journees_semaine` there is no weekly cap."""

    id: str
    indisponibles: frozenset[DemiJournee] = frozenset()
    max_demi_journees_semaine: int | None = None


@dataclass(frozen=True)
class Etablissement:
    """A member of a cohorte; `lettre` is the signature of its commitment letter."""

    id: str
    lettre: date
    indisponibles: frozenset[DemiJournee] = frozenset()
    si_besoin: frozenset[DemiJournee] = frozenset()


@dataclass(frozen=True)
class Etape:
    """One line of the call's template of sessions."""

    code: str
    type: TypeSeance
    modalite: Modalite
    duree: Duree

    @property
    def creneaux(self) -> tuple[Creneau, ...]:
        """The slots that suit its length."""
        return (Creneau.JOURNEE,) if self.duree is Duree.JOURNEE else DEMI_JOURNEES


@dataclass(frozen=True)
class Cohorte:
    """A cohorte, its intervenant and its template of sessions."""

    id: str
    departement: str
    intervenant: str
    etablissements: tuple[Etablissement, ...]
    parcours: tuple[Etape, ...]
    ecart_min_jours: int = 14
    ecart_max_jours: int = 150

    @cached_property
    def seances(self) -> tuple[Seance, ...]:
        """Every session to hold, in the order of the template then of the establishments."""
        return tuple(
            Seance(self, rang, etape, etablissement)
            for rang, etape in enumerate(self.parcours)
            for etablissement in (
                (None,) if etape.type is TypeSeance.COLLECTIVE else sorted(self.etablissements, key=lambda e: e.id)
            )
        )

    @cached_property
    def collectives(self) -> tuple[Seance, ...]:
        """The collective sessions, in order."""
        return tuple(seance for seance in self.seances if seance.collective)


@dataclass(frozen=True, eq=False)
class Seance:
    """One session to plan: `rang` is its place in the template, `etablissement` is None when it is collective."""

    cohorte: Cohorte = field(repr=False)
    rang: int
    etape: Etape
    etablissement: Etablissement | None

    @cached_property
    def id(self) -> str:
        """« C1/J1 » or « C1/A1/E1 »."""
        parts = [self.cohorte.id, self.etape.code]
        return "/".join([*parts, self.etablissement.id] if self.etablissement else parts)

    @property
    def collective(self) -> bool:
        """True when the whole cohorte takes part."""
        return self.etablissement is None

    @property
    def en_presence(self) -> bool:
        """True when people meet in one place."""
        return self.etape.modalite is Modalite.PRESENCE

    @property
    def premiere(self) -> bool:
        """True for the first collective session of the cohorte."""
        return self.collective and self is self.cohorte.collectives[0]

    @property
    def participants(self) -> tuple[Etablissement, ...]:
        """The establishments concerned."""
        return (self.etablissement,) if self.etablissement else self.cohorte.etablissements


@dataclass(frozen=True, order=True)
class Placement:
    """A day and a slot."""

    date: date
    creneau: Creneau

    @property
    def halves(self) -> tuple[DemiJournee, ...]:
        """The half-days it occupies."""
        return tuple((self.date, half) for half in self.creneau.halves)


Plan = dict[str, Placement]
"""Session id → where it is planned; what is absent is not planned."""


@dataclass(frozen=True)
class Problem:
    """Everything the solver knows."""

    parametres: Parametres
    intervenants: Mapping[str, Intervenant]
    cohortes: tuple[Cohorte, ...]
    jours_fermes: Mapping[str, frozenset[date]] = field(default_factory=dict)
    jours_evites: Mapping[str, frozenset[date]] = field(default_factory=dict)
    fixees: Mapping[str, Placement] = field(default_factory=dict)

    @cached_property
    def seances(self) -> dict[str, Seance]:
        """Every session by its id, in the order of the file."""
        return {seance.id: seance for cohorte in self.cohortes for seance in cohorte.seances}

    def intervenant(self, seance: Seance) -> Intervenant:
        """Who leads this session."""
        return self.intervenants[seance.cohorte.intervenant]

    def ferme(self, seance: Seance, day: date) -> bool:
        """True when the département is closed that day."""
        return day in self.jours_fermes.get(seance.cohorte.departement, frozenset())

    def evite(self, seance: Seance, day: date) -> bool:
        """True when the day is to be avoided in the département."""
        return day in self.jours_evites.get(seance.cohorte.departement, frozenset())

    def earliest_first(self, cohorte: Cohorte) -> date:
        """Earliest possible day of the first collective session: notice, last letter and start of the period."""
        parametres = self.parametres
        notice = parametres.aujourd_hui + parametres.preavis_jours * UN_JOUR
        return max(parametres.debut, notice, max(e.lettre for e in cohorte.etablissements) + UN_JOUR)

    def first_deadline(self, cohorte: Cohorte) -> date:
        """Last day of the first collective session (R58), by the rule the screens use."""
        letters = [etablissement.lettre for etablissement in cohorte.etablissements]
        return first_seance_deadline(letters, self.parametres.delai_premiere_mois)

    def ideals(self, cohorte: Cohorte) -> dict[str, date]:
        """Ideal day of each collective session: 1, 3, 6, 10 months after the earliest day, else evenly from 1 to 10."""
        start, count = self.earliest_first(cohorte), len(cohorte.collectives)
        if count == len(MOIS_IDEAUX):
            days = [add_months(start, months) for months in MOIS_IDEAUX]
        else:
            first = add_months(start, MOIS_IDEAUX[0])
            span = (add_months(start, MOIS_IDEAUX[-1]) - first).days
            days = [first + (2 * k * span + count - 1) // max(2 * (count - 1), 1) * UN_JOUR for k in range(count)]
        return {seance.id: day for seance, day in zip(cohorte.collectives, days, strict=True)}


MOIS_IDEAUX = (1, 3, 6, 10)
DERANGEMENT = ("personnes_derangees", "seances_deplacees", "jours_decales")
"""Objectives that only exist beside a published plan, in their order."""


@dataclass(frozen=True)
class Objectif:
    """One level of the lexicographic objective: what the plan reaches, and what no plan can beat."""

    nom: str
    valeur: int
    borne: int


@dataclass(frozen=True)
class SeancePlanifiee:
    """A session and where it lies; `absents` are the establishments that will miss it."""

    seance: str
    placement: Placement
    absents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manquement:
    """A rule that a fixed session breaches."""

    seance: str
    regle: str
    motif: str


@dataclass(frozen=True)
class DateExclue:
    """A date of the window of a session that could not be planned, and the first reason that kills it."""

    date: date
    code: str
    motif: str


@dataclass(frozen=True)
class NonPlanifiee:
    """A session that could not be planned, with the dates of its window."""

    seance: str
    code: str
    motif: str
    dates: tuple[DateExclue, ...] = ()


@dataclass(frozen=True)
class Solution:
    """A plan, its proof and its explanations."""

    statut: str
    objectifs: tuple[Objectif, ...]
    seances: tuple[SeancePlanifiee, ...]
    non_planifiees: tuple[NonPlanifiee, ...] = ()
    manquements: tuple[Manquement, ...] = ()
    duree_s: float = 0.0

    @cached_property
    def plan(self) -> Plan:
        """Session id → where it is planned."""
        return {item.seance: item.placement for item in self.seances}
