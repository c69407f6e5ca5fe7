"""The proof that a deposit was possible, for any window: a page and a workbook (S46)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flask import Response, current_app, render_template, request
from flask_login import current_user

from acia.candidatures.exports import NE_PROUVE_PAS, PROUVE, duration, facts_of, proof_workbook
from acia.candidatures.queries import closed_before, first_beat_at, preuve_of, signs_now
from acia.candidatures.routes.blueprint import Page, bp
from acia.core.clock import local_day
from acia.core.filters import PARIS
from acia.core.permissions import Permission
from acia.core.web import now, require

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JOURS_MAX: Final = 100
LIGNES_MAX: Final = 200
_VEILLE: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Fenetre:
    """The window asked for, as typed and as instants; the sentence that says why another one is shown, if any."""

    debut: datetime
    fin: datetime
    refus: str = ""

    @property
    def champs(self) -> dict[str, str]:
        """The window as the form and the addresses write it, in Paris time."""
        debut, fin = self.debut.astimezone(ZoneInfo(PARIS)), self.fin.astimezone(ZoneInfo(PARIS))
        return {
            "du": debut.date().isoformat(),
            "de": f"{debut:%H:%M}",
            "au": fin.date().isoformat(),
            "a": f"{fin:%H:%M}",
        }


def _asked_window(at: datetime) -> Fenetre:
    """The window of the address: today when nothing is said, or when it cannot be read; never before the first beat."""
    first = first_beat_at()
    midnight = _instant(local_day(at, PARIS), time())
    usual = Fenetre(max(midnight, first) if first else midnight, at)
    if "du" not in request.args:
        return usual
    try:
        du = date.fromisoformat(request.args["du"])
        au = date.fromisoformat(request.args.get("au") or request.args["du"])
        debut = _instant(du, time.fromisoformat(request.args.get("de") or "00:00"))
        fin = _instant(au, time.fromisoformat(request.args["a"])) if request.args.get("a") else _end_of(au)
    except ValueError:
        return Fenetre(usual.debut, usual.fin, "Ces dates ne se lisent pas : voici aujourd’hui.")
    if fin <= debut:
        return Fenetre(usual.debut, usual.fin, "La fin doit venir après le début : voici aujourd’hui.")
    if fin - debut > timedelta(days=JOURS_MAX):
        return Fenetre(usual.debut, usual.fin, f"Demandez {JOURS_MAX} jours au plus : voici aujourd’hui.")
    return Fenetre(debut, fin)


def _instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour.replace(tzinfo=None), ZoneInfo(PARIS))


def _end_of(day: date) -> datetime:
    return _instant(day + timedelta(days=1), time())


@bp.get("/preuve-de-fonctionnement")
@require(Permission.CANDIDATURE_INSTRUIRE)
def preuve() -> Page:
    """What proves that a deposit was possible during a window, and what does not."""
    at = now()
    fenetre = _asked_window(at)
    raccourcis = [
        (appel, Fenetre(appel.cloture_at - _VEILLE, appel.cloture_at).champs)
        for appel in closed_before(at, 3)
        if appel.cloture_at is not None
    ]
    found = preuve_of(current_user, fenetre.debut, fenetre.fin, at)
    return render_template(
        "candidatures/preuve.html",
        fenetre=fenetre,
        preuve=found,
        faits=facts_of(found, *_settings()),
        prouve=PROUVE,
        ne_prouve_pas=NE_PROUVE_PAS,
        duree=duration,
        signes=signs_now(at),
        premier=first_beat_at(),
        raccourcis=raccourcis,
        lignes_max=LIGNES_MAX,
    )


def _settings() -> tuple[str, str]:
    return current_app.config["HEURE_REFERENCE"], current_app.config["SONDE"]


@bp.get("/preuve-de-fonctionnement.xlsx")
@require(Permission.CANDIDATURE_INSTRUIRE)
def preuve_xlsx() -> Response:
    """The same as a workbook, with every beat of the window."""
    at = now()
    fenetre = _asked_window(at)
    found = preuve_of(current_user, fenetre.debut, fenetre.fin, at)
    content = proof_workbook(found, *_settings())
    headers = {"Content-Disposition": 'attachment; filename="preuve-de-fonctionnement.xlsx"'}
    return Response(content, mimetype=XLSX, headers=headers)
