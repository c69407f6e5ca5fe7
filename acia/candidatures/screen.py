"""The inbox as it is read: columns chosen, sort, cells in words. Dates are said once here, never in the template."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from acia.appels.models import Appel
from acia.candidatures.models import EtatCandidature
from acia.candidatures.queries import CRITERE_DEROGATION, Boite, criteres
from acia.candidatures.queries.derogations import PAR_DEROGATION
from acia.candidatures.rules import Suspension, date_rejet_implicite, silence_start
from acia.candidatures.workflow import LIBELLES_ETAT, TONS_ETAT
from acia.core.clock import local_day
from acia.core.filters import finess, jour_abrege, pluriel

ALERTE_REJET: Final = timedelta(days=15)
"""R31: the officer is warned this long before silence becomes a refusal."""
EN_COURS: Final = frozenset({EtatCandidature.DEPOSEE, EtatCandidature.EN_INSTRUCTION})
COLONNES: Final[dict[str, tuple[str, str]]] = {
    "departement": ("Département", "departement"),
    "appel": ("Appel", ""),
    "finess": ("FINESS", ""),
    "recu": ("Déposée le", "recu"),
    "jours": ("Depuis", "recu"),
    "rejet": ("Rejet implicite", "recu"),
    "charge": ("Suivi par", "charge"),
    "etiquettes": ("Étiquettes", ""),
    "etat": ("État", "etat"),
    "modifiee": ("Modifiée le", ""),
}
"""Column → its title and the sort its title gives."""
PAR_DEFAUT: Final = ("departement", "recu", "rejet", "charge", "etiquettes", "etat")
Pauses = Mapping[uuid.UUID, Sequence[Suspension]]
"""What stops the clock of silence of each file."""
Cellule = tuple[str, str, Sequence[tuple[str, str]]]
"""Title of the column, text, tags (words and tone)."""


@dataclass(frozen=True)
class Ligne:
    """A line of the inbox."""

    id: uuid.UUID
    nom: str
    precision: str
    cellules: list[Cellule]


def columns_known() -> dict[str, tuple[str, str]]:
    """Every column, those of later stages included."""
    return {**COLONNES, **{critere.nom: (critere.libelle, "") for critere in criteres()}}


def columns_wanted(noms: Iterable[str]) -> tuple[str, ...]:
    """The columns asked for, in the order of the house; the usual ones when none is."""
    asked = set(noms)
    return tuple(nom for nom in columns_known() if nom in asked) or PAR_DEFAUT


def lines_of(
    boite: Boite, colonnes: Sequence[str], appels: Mapping[uuid.UUID, Appel], pauses: Pauses, now: datetime
) -> list[Ligne]:
    """The lines of a page, in words."""
    known, makers = columns_known(), _makers(boite, appels, pauses, now)
    titles = [(nom, known[nom][0]) for nom in colonnes]
    return [
        Ligne(
            row.id,
            row.nom,
            f"{row.commune} · {row.numero}{_by_derogation(row)}",
            [(title, *makers[nom](row)) for nom, title in titles],
        )
        for row in boite.lignes
    ]


def _by_derogation(row: Any) -> str:
    """Said on each line, whatever the columns chosen: a late deposit is never silent."""
    return " · par dérogation" if getattr(row, f"externe_{CRITERE_DEROGATION.nom}", "") == PAR_DEROGATION else ""


def _makers(
    boite: Boite, appels: Mapping[uuid.UUID, Appel], pauses: Pauses, now: datetime
) -> dict[str, Callable[[Any], tuple[str, Sequence[tuple[str, str]]]]]:
    def zone(row: Any) -> str:
        return appels[row.appel_id].fuseau

    tags = {etat.value: [(LIBELLES_ETAT[etat], TONS_ETAT[etat])] for etat in EtatCandidature}
    makers: dict[str, Callable[[Any], tuple[str, Sequence[tuple[str, str]]]]] = {
        "departement": lambda row: (row.departement, ()),
        "appel": lambda row: (appels[row.appel_id].titre, ()),
        "finess": lambda row: (finess(row.numero_finess), ()),
        "recu": lambda row: (jour_abrege(row.deposee_at, zone(row)), ()),
        "jours": lambda row: (_since(row.deposee_at, now, zone(row)), ()),
        "rejet": lambda row: rejection_cell(
            row.etat, row.deposee_at, row.recue_le, appels[row.appel_id], pauses.get(row.id, ()), now
        ),
        "charge": lambda row: (f"{row.charge_prenom or ''} {row.charge_nom or ''}".strip() or "–", ()),
        "etiquettes": lambda row: ("", boite.etiquettes.get(row.id, ())),
        "etat": lambda row: ("", tags[row.etat]),
        "modifiee": lambda row: (jour_abrege(row.modifiee_at, zone(row)), ()),
    }
    for critere in criteres():
        makers[critere.nom] = _external(f"externe_{critere.nom}", critere.valeurs)
    return makers


def _external(
    nom: str, valeurs: Mapping[str, tuple[str, str]]
) -> Callable[[Any], tuple[str, Sequence[tuple[str, str]]]]:
    return lambda row: ("", [valeurs[value]]) if (value := getattr(row, nom)) in valeurs else ("–", ())


def _since(deposee_at: datetime, now: datetime, zone: str) -> str:
    return pluriel((local_day(now, zone) - local_day(deposee_at, zone)).days, "jour")


def rejection_date(deposee_at: datetime, recue_le: date | None, appel: Appel, pauses: Sequence[Suspension]) -> date:
    """R31: the day when silence becomes a refusal."""
    depot = silence_start(deposee_at, appel.fuseau, recue_le)
    return date_rejet_implicite(depot, pauses, int(appel.cadre["rejet_implicite_mois"]))


def rejection_cell(
    etat: str,
    deposee_at: datetime,
    recue_le: date | None,
    appel: Appel,
    pauses: Sequence[Suspension],
    now: datetime,
) -> tuple[str, list[tuple[str, str]]]:
    """The clock of R31 in sight: only while the file waits for an answer."""
    if etat not in EN_COURS:
        return "–", []
    day = rejection_date(deposee_at, recue_le, appel, pauses)
    return "", [(jour_abrege(day), rejection_tone(day, local_day(now, appel.fuseau)))]


def rejection_tone(day: date, today: date) -> str:
    """Red once silence has become a refusal, amber within the alert, grey before."""
    if day < today:
        return "rouge"
    return "ambre" if day - today <= ALERTE_REJET else "gris"
