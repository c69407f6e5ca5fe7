"""What the establishment's page shows: the band of twelve months, the radar, what is late, the next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import url_for

from acia.cadre import THEMES
from acia.core.graphiques import Axe, Evenement, LigneBande, draw_bande, draw_radar
from acia.engagements.models import Engagement
from acia.seances.models import Seance
from acia.suivi import queries
from acia.suivi.models import ActionQvct, Bilan, CompteRendu, EtatDesLieux
from acia.suivi.rules import LIBELLES_JALON, EtatJalon, Jalon, milestones, programme_bounds
from acia.suivi.workflow import ACTION, TONS, EtatAction

TONS_JALON = {
    EtatJalon.FAIT: "vert",
    EtatJalon.EN_RETARD: "rouge",
    EtatJalon.BIENTOT: "ambre",
    EtatJalon.PREVU: "bleu",
    EtatJalon.SANS_DATE: "gris",
}
MAX_LEVEL = 4


@dataclass(frozen=True)
class EcranSuivi:
    """Everything the page shows."""

    bornes: tuple[date, date] | None
    jalons: list[tuple[Jalon, str, str]]
    retards: list[Jalon]
    bande: Any
    radar: Any
    seances: list[tuple[Seance, CompteRendu | None]]
    actions: list[tuple[ActionQvct, str, str]]
    depart: EtatDesLieux | None
    final: EtatDesLieux | None
    bilan: Bilan | None
    today: date


def follow_up_screen(engagement: Engagement, today: date) -> EcranSuivi:
    """Read and arrange the page of one establishment."""
    parcours = queries.read_parcours([engagement])[engagement.id]
    sessions = queries.sessions_of([engagement.id])[engagement.id]
    reports = queries.reports_of([s.id for s in sessions])
    actions = queries.actions_of(engagement)
    before, after = queries.get_etat(engagement, "depart"), queries.get_etat(engagement, "final")
    bounds = programme_bounds(parcours)
    steps = milestones(parcours, today)
    return EcranSuivi(
        bornes=bounds,
        jalons=[(j, LIBELLES_JALON[j.etat(today)], TONS_JALON[j.etat(today)]) for j in steps],
        retards=[j for j in steps if j.etat(today) is EtatJalon.EN_RETARD],
        bande=_band(bounds, sessions, steps, actions, today) if bounds else None,
        radar=_radar(before, after) if before else None,
        seances=[(s, reports.get(s.id)) for s in sessions],
        actions=[(a, ACTION.libelles[EtatAction(a.etat)], TONS[EtatAction(a.etat)]) for a in actions],
        depart=before,
        final=after,
        bilan=queries.get_bilan(engagement),
        today=today,
    )


def _band(
    bounds: tuple[date, date], sessions: list[Seance], steps: list[Jalon], actions: list[ActionQvct], today: date
) -> Any:
    held = [
        Evenement(
            s.jour,
            s.code,
            "vert" if s.etat == "tenue" else "bleu",
            "tenue" if s.etat == "tenue" else "prévue",
            url_for("suivi.compte_rendu", seance_id=s.id),
        )
        for s in sessions
    ]
    due = [
        Evenement(j.echeance, j.libelle, TONS_JALON[j.etat(today)], LIBELLES_JALON[j.etat(today)].lower())
        for j in steps
        if j.echeance and not j.code.startswith("compte_rendu")
    ]
    tests = [
        Evenement(a.debut, a.titre, "bleu", "début du test", url_for("suivi.action", action_id=a.id))
        for a in actions
        if a.debut
    ]
    lines = [LigneBande("Séances", held), LigneBande("Échéances", due), LigneBande("Actions", tests)]
    return draw_bande(bounds[0], bounds[1] + timedelta(days=1), lines, aujourd_hui=today)


def _radar(before: EtatDesLieux, after: EtatDesLieux | None) -> Any:
    last = {t.theme: float(t.niveau) for t in after.themes} if after else {}
    axes = [Axe(THEMES[t.theme - 1], float(t.niveau), last.get(t.theme)) for t in before.themes]
    return draw_radar(axes, maximum=MAX_LEVEL)
