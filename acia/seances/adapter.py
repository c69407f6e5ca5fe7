"""The only bridge between rows and the solver's files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from acia.appels.models import Appel
from acia.candidatures.models import Candidature
from acia.cohortes.models import Cohorte, MembreCohorte
from acia.core.clock import add_months
from acia.engagements.models import Engagement, Indisponibilite, NiveauIndisponibilite
from acia.referentiel.queries import departement_calendar
from acia.seances.models import Seance
from acia.seances.solver.files import FORMAT_PROBLEME

PREAVIS_JOURS = 14
LIMITE_S = 60
ECART_MIN_JOURS, ECART_MAX_JOURS = 14, 150


def build_problem(appel: Appel, cohortes: Iterable[Cohorte], engaged: Iterable[Seance], today: date) -> dict[str, Any]:
    """Return the `acia-seances/1` problem of some cohortes; `engaged` are the sessions their intervenants already hold.

    The period runs from the first day that the notice and the letters allow, for the length of the programme.
    """
    rows = list(cohortes)
    letters = [_letter(m.engagement) for c in rows for m in c.membres if m.actif]
    start = max(today + timedelta(days=PREAVIS_JOURS), min(letters) + timedelta(days=1))
    months = int(appel.cadre["duree_accompagnement_mois"])
    end = add_months(start, months) - timedelta(days=1)
    departements = sorted({c.departement_code for c in rows})
    calendars = {code: departement_calendar(code, start, end) for code in departements}
    busy: dict[str, list[str]] = {}
    for seance in engaged:
        busy.setdefault(str(seance.cohorte.intervenant_id), []).append(_half_day(seance.jour, seance.creneau))
    return {
        "format": FORMAT_PROBLEME,
        "parametres": {
            "debut": start.isoformat(),
            "fin": end.isoformat(),
            "aujourd_hui": today.isoformat(),
            "preavis_jours": PREAVIS_JOURS,
            "delai_premiere_mois": int(appel.cadre["delai_premiere_seance_mois"]),
            "absents_toleres": 1,
            "graine": 1,
            "limite_s": LIMITE_S,
        },
        "jours_fermes": {code: [d.isoformat() for d in calendars[code].fermes] for code in departements},
        "jours_evites": {code: [d.isoformat() for d in calendars[code].evites] for code in departements},
        "intervenants": [
            {"id": key, "indisponibles": sorted(busy.get(key, []))}
            for key in sorted({str(c.intervenant_id) for c in rows})
        ],
        "cohortes": [_cohorte(appel, c) for c in rows],
        "fixees": [],
    }


def _cohorte(appel: Appel, cohorte: Cohorte) -> dict[str, Any]:
    return {
        "id": str(cohorte.id),
        "departement": cohorte.departement_code,
        "intervenant": str(cohorte.intervenant_id),
        "etablissements": [_etablissement(m) for m in cohorte.membres if m.actif],
        "parcours": [{"code": e.code, "type": e.type, "modalite": e.modalite, "duree": e.duree} for e in appel.etapes],
        "ecart_min_jours": ECART_MIN_JOURS,
        "ecart_max_jours": ECART_MAX_JOURS,
    }


def _etablissement(membre: MembreCohorte) -> dict[str, Any]:
    engagement, candidature = membre.engagement, membre.engagement.candidature
    return {
        "id": candidature.numero_finess,
        "lettre": _letter(engagement).isoformat(),
        "lat": candidature.etablissement.lat,
        "lon": candidature.etablissement.lon,
        "indisponibles": _days(engagement.indisponibilites, NiveauIndisponibilite.IMPOSSIBLE),
        "si_besoin": _days(engagement.indisponibilites, NiveauIndisponibilite.SI_BESOIN),
    }


def _letter(engagement: Engagement) -> date:
    if engagement.date_signature is None:
        raise ValueError("a cohorte is formed of signed letters only")
    return engagement.date_signature


def _days(rows: Iterable[Indisponibilite], niveau: NiveauIndisponibilite) -> list[str]:
    return [_half_day(row.jour, row.creneau) for row in rows if row.niveau == niveau]


def _half_day(day: date, slot: str) -> str:
    return day.isoformat() if slot == "journee" else f"{day.isoformat()}/{slot}"


def place_of(seance_modalite: str, host: Candidature, host_place: str) -> str:
    """Where a session is held: at the host's place, or remote."""
    if seance_modalite == "distance":
        return "À distance : l’intervenant envoie le lien de connexion"
    identite = host.identite
    address = host_place or ", ".join(str(identite[k]) for k in ("adresse", "commune") if identite.get(k))
    return f"{host.nom}, {address}" if address else host.nom
