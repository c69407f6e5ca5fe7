"""What the officer looks for in her inbox, read from the address and turned into conditions."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from acia.appels.models import Appel
from acia.candidatures.models import Candidature, EtiquettePosee, PriseEnCharge
from acia.comptes.models import Utilisateur
from acia.core.clock import deadline_after
from acia.core.permissions import Role
from acia.referentiel.models import Etablissement
from acia.referentiel.rules import MOTS_MAX, normalise_numero, search_words

PARIS: Final = "Europe/Paris"
MOI: Final = "moi"
PERSONNE: Final = "personne"
CHAMPS: Final = ("texte", "appel", "departement", "etat", "etiquette", "charge", "recu_du", "recu_au")


@dataclass(frozen=True)
class CritereExterne:
    """A criterion that a later stage adds to the inbox: a value for each file, in words and tones."""

    nom: str
    libelle: str
    valeurs: Mapping[str, tuple[str, str]]
    expression: Callable[[], ColumnElement[str]]
    """The value of a file, as SQL correlated with `candidature`."""


_CRITERES: dict[str, CritereExterne] = {}


def register_critere(critere: CritereExterne) -> None:
    """Add a criterion to the inbox; a stage calls it when it starts, and this stage never imports it."""
    _CRITERES[critere.nom] = critere


def criteres() -> tuple[CritereExterne, ...]:
    """The criteria of the later stages, by name."""
    return tuple(_CRITERES[nom] for nom in sorted(_CRITERES))


@dataclass(frozen=True)
class Filtre:
    """What the officer looks for; every value is a text of the address, an unknown one finds nothing."""

    texte: str = ""
    appel: str = ""
    departement: str = ""
    etat: str = ""
    etiquette: str = ""
    charge: str = ""
    recu_du: str = ""
    recu_au: str = ""
    externes: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(args: Mapping[str, str]) -> Filtre:
        """Read the filter from the arguments of an address."""
        own = {nom: args.get(nom, "").strip()[:200] for nom in CHAMPS}
        externes = {c.nom: args.get(c.nom, "") for c in criteres() if args.get(c.nom)}
        return Filtre(**own, externes=externes)

    def as_args(self) -> dict[str, str]:
        """The arguments of the address, empty ones left out."""
        return {**{nom: getattr(self, nom) for nom in CHAMPS if getattr(self, nom)}, **self.externes}


def territory_of(person: Utilisateur) -> list[ColumnElement[bool]]:
    """The files of the régions a person works in; the national pilot has them all."""
    if person.role_enum is Role.PILOTE:
        return []
    return [Candidature.region_code.in_(person.regions)]


def conditions_of(filtre: Filtre, person: Utilisateur) -> list[ColumnElement[bool]]:
    """The conditions of a search, for a statement that joins the call and the establishment."""
    simple: dict[str, Callable[[str], ColumnElement[bool]]] = {
        "appel": lambda v: Appel.code == v,
        "departement": lambda v: Candidature.departement_code == v,
        "etat": lambda v: Candidature.etat == v,
        "etiquette": _labelled,
        "charge": lambda v: _in_charge(v, person),
        "recu_du": _received_from,
        "recu_au": _received_until,
        "texte": _text_condition,
    }
    found = [make(getattr(filtre, nom)) for nom, make in simple.items() if getattr(filtre, nom)]
    found += [c.expression() == filtre.externes[c.nom] for c in criteres() if c.nom in filtre.externes]
    return found


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _labelled(text: str) -> ColumnElement[bool]:
    key = _uuid(text)
    return Candidature.id.in_(select(EtiquettePosee.candidature_id).where(EtiquettePosee.etiquette_id == key))


def _in_charge(text: str, person: Utilisateur) -> ColumnElement[bool]:
    taken: Any = select(PriseEnCharge.candidature_id)
    if text == PERSONNE:
        return Candidature.id.not_in(taken)
    key = person.id if text == MOI else _uuid(text)
    return Candidature.id.in_(taken.where(PriseEnCharge.utilisateur_id == key))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2100 else None


def _received_from(text: str) -> ColumnElement[bool]:
    day = _day(text)
    if day is None:
        return false()
    return Candidature.deposee_at >= datetime.combine(day, datetime.min.time(), ZoneInfo(PARIS))


def _received_until(text: str) -> ColumnElement[bool]:
    day = _day(text)
    return Candidature.deposee_at < deadline_after(day, PARIS) if day else false()


def _text_condition(texte: str) -> ColumnElement[bool]:
    """What people call a file: its number, the FINESS number, the words of the name and of the commune."""
    found = [func.upper(Candidature.numero).contains(texte.upper(), autoescape=True)]
    numero = normalise_numero(texte)
    if numero:
        found.append(Candidature.numero_finess.startswith(numero, autoescape=True))
    mots = [Etablissement.nom_recherche.contains(mot) for mot in search_words(texte)[:MOTS_MAX]]
    return or_(*found, and_(true(), *mots)) if mots else or_(*found)


def days_between(debut: datetime, fin: datetime, zone: str) -> int:
    """Calendar days from one instant to another, in a zone."""
    there = ZoneInfo(zone)
    return (fin.astimezone(there).date() - debut.astimezone(there).date()) // timedelta(days=1)
