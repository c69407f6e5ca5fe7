"""French words for dates, instants, numbers and sizes: Jinja filters and functions for documents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from acia.core.documents import is_image, is_readable, words_of

NBSP = "\u00a0"
PARIS = "Europe/Paris"
_ZONES = {
    "Europe/Paris": "heure de Paris",
    "America/Guadeloupe": "heure de la Guadeloupe",
    "America/Martinique": "heure de la Martinique",
    "America/Cayenne": "heure de la Guyane",
    "Indian/Reunion": "heure de La Réunion",
    "Indian/Mayotte": "heure de Mayotte",
    "America/Miquelon": "heure de Saint-Pierre-et-Miquelon",
}


def jour(value: date | datetime | None, zone: str = PARIS) -> str:
    """« vendredi 12 mars 2027 », « lundi 1er mars 2027 »."""
    return _date(value, "EEEE d MMMM y", zone)


def jour_court(value: date | datetime | None, zone: str = PARIS) -> str:
    """« 12 mars 2027 »."""
    return _date(value, "d MMMM y", zone)


def jour_abrege(value: date | datetime | None, zone: str = PARIS) -> str:
    """« 12 nov. 2027 » on one line, for the columns of a dense table."""
    return _date(value, "d MMM y", zone).replace(" ", NBSP)


def jour_sans_annee(value: date | datetime | None, zone: str = PARIS) -> str:
    """« vendredi 12 mars »."""
    return _date(value, "EEEE d MMMM", zone)


def _date(value: date | datetime | None, pattern: str, zone: str) -> str:
    if value is None:
        return "—"
    day = value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else value
    text = format_date(day, pattern, locale="fr")
    return text.replace("1 ", "1er ", 1) if day.day == 1 and " 1 " in f" {text}" and "1er" not in text else text


def heure(value: datetime | None, zone: str = PARIS) -> str:
    """« 23 h 59 », « 9 h »."""
    if value is None:
        return "—"
    local = value.astimezone(ZoneInfo(zone))
    return f"{local.hour}{NBSP}h" + (f"{NBSP}{local.minute:02d}" if local.minute else "")


def instant(value: datetime | None, zone: str = PARIS) -> str:
    """« vendredi 12 mars 2027 à 14 h 32 »."""
    return "—" if value is None else f"{jour(value, zone)} à {heure(value, zone)}"


def instant_exact(value: datetime, zone: str = PARIS) -> str:
    """With seconds and offset, for receipts: « 20 février 2027 à 23:59:59 (heure de Paris, UTC+01:00) »."""
    local = value.astimezone(ZoneInfo(zone))
    offset = local.strftime("%z")
    return f"{jour_court(local.date())} à {local:%H:%M:%S} ({nom_fuseau(zone)}, UTC{offset[:3]}:{offset[3:]})"


def echeance(value: datetime | None, zone: str = PARIS) -> str:
    """An exclusive deadline in words: midnight is said « 23 h 59 » of the day before."""
    if value is None:
        return "—"
    local = value.astimezone(ZoneInfo(zone))
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{jour(local.date() - timedelta(days=1))}, 23{NBSP}h{NBSP}59"
    return f"{jour(local.date())}, {heure(value, zone)}"


def nom_fuseau(zone: str) -> str:
    """« heure de Paris »."""
    return _ZONES.get(zone, f"heure de {zone.rsplit('/', 1)[-1]}")


def nombre(value: float | None, decimales: int = 0) -> str:
    """« 1 234,5 »."""
    if value is None:
        return "—"
    pattern = "#,##0" + ("." + "0" * decimales if decimales else "")
    return format_decimal(value, pattern, locale="fr").replace("\u202f", NBSP)


def taille(octets: int) -> str:
    """« 212 ko », « 1,4 Mo »."""
    if octets < 999_500:
        return f"{max(1, round(octets / 1000))}{NBSP}ko"
    return f"{nombre(octets / 1_000_000, 1)}{NBSP}Mo"


def pluriel(n: int, singulier: str, pluriel_: str = "") -> str:
    """« 1 dossier », « 3 dossiers »: French counts 0 as singular."""
    return f"{nombre(n)}{NBSP}{singulier if n < 2 else (pluriel_ or singulier + 's')}"


def finess(numero: str) -> str:
    """« 290 001 239 »."""
    return NBSP.join((numero[:3], numero[3:6], numero[6:]))


_BEFORE = re.compile(r" (?=»|[:;?!](?:[\s<»]|$))")
_AFTER = re.compile(r"(?<=«) ")


def typographie(texte: str) -> str:
    """Put the no-break spaces of French before : ; ? ! » and after «."""
    return _AFTER.sub(NBSP, _BEFORE.sub(NBSP, texte))


class FrenchTypography(Extension):
    """Give its no-break spaces to every text written in a template, and to nothing that people typed."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Pass each token on, its French spaces set when it is a text of the page or between quotes."""
        for token in stream:
            written = token.type in ("data", "string")
            yield Token(token.lineno, token.type, typographie(token.value)) if written else token


def init_filters(app: Flask) -> None:
    """Install the filters under their own names."""
    words_of_time = (jour, jour_court, jour_sans_annee, heure, instant, instant_exact, echeance, nom_fuseau)
    for function in (*words_of_time, nombre, taille, pluriel, finess, typographie):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.filters["antivirus"] = words_of
    app.jinja_env.tests["lisible"] = is_readable
    app.jinja_env.tests["image"] = is_image
    app.jinja_env.add_extension(FrenchTypography)
