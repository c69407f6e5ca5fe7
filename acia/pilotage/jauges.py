"""The gauges on the officer's home and on the page of a call."""

from __future__ import annotations

from datetime import datetime, timedelta

from acia.appels.models import Appel
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.filters import pluriel
from acia.pilotage.afaire import AFaire
from acia.pilotage.queries import calls_of
from acia.pilotage.vivier import JaugeDepartement, gauges_of

NOMMES = 6
"""Départements named in the line; the others are on the page it opens."""


def is_running(appel: Appel, now: datetime) -> bool:
    """A call still receives files: what is missing may still come."""
    opens, closes = appel.ouverture_at, appel.cloture_at
    return opens is not None and closes is not None and opens <= now < closes


def shortage_tasks(person: Utilisateur, now: datetime) -> list[AFaire]:
    """One line a running call: the départements whose eligible files do not make cohortes yet."""
    tasks = []
    for appel in calls_of(person):
        if not is_running(appel, now):
            continue
        short = [line for line in gauges_of(appel, person, vivier=False) if line.jauge.manque]
        if short:
            tasks.append(_task(appel, short))
    return tasks


def _task(appel: Appel, short: list[JaugeDepartement]) -> AFaire:
    named = ", ".join(f"{line.nom} {line.jauge.manque}" for line in short[:NOMMES])
    rest = len(short) - NOMMES
    more = f" et {pluriel(rest, 'autre département', 'autres départements')}" if rest > 0 else ""
    closes = appel.cloture_at
    return AFaire(
        f"Faire venir des établissements – {appel.titre}",
        f"Dossiers éligibles qui manquent pour former une cohorte : {named}{more}.",
        "Voir le vivier",
        "pilotage.vivier",
        {"appel": appel.code},
        local_day(closes - timedelta(seconds=1), appel.fuseau) if closes else None,
    )
