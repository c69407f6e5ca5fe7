"""Reading a line of a table of files gathered elsewhere: fields, guesses, dates, states. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

from acia.candidatures.rules.reponses import LIBELLES_RESULTAT_AVIS, NatureAutorisation
from acia.candidatures.workflow import EtatCandidature
from acia.core.clock import MOIS
from acia.referentiel.rules import search_words

_ROLES: Final = {
    "direction": ("de la direction", "direction directeur directrice"),
    "personnel": ("du personnel", "personnel elu rp"),
    "metier": ("métier", "metier professionnel"),
}
_TEXTES_PROJET: Final = {
    "titre": "Titre du projet",
    "objectifs": "Objectifs du projet",
    "actions": "Actions prévues",
    "calendrier": "Calendrier du projet",
    "moyens": "Moyens du projet",
    "evaluation": "Évaluation du projet",
    "partage": "Partage avec les autres",
}


@dataclass(frozen=True)
class ChampImport:
    """A field that a column may fill; `indices` are titles that point to it."""

    code: str
    libelle: str
    indices: tuple[str, ...] = ()
    longueur: int = 5000


def _people() -> list[ChampImport]:
    return [
        ChampImport(f"{role}_{part}", f"Représentant {titre} : {mot}", (f"{mot} {titre}", f"{titre} {mot}"), longueur)
        for role, (titre, _) in _ROLES.items()
        for part, mot, longueur in (("prenom", "prénom", 80), ("nom", "nom", 80), ("courriel", "courriel", 254))
    ]


CHAMPS_IMPORT: Final[tuple[ChampImport, ...]] = (
    ChampImport(
        "identifiant", "Numéro du dossier d’origine", ("ID", "Numéro de dossier", "Dossier ID", "N° dossier"), 120
    ),
    ChampImport(
        "finess", "Numéro FINESS de l’établissement", ("FINESS", "Numéro FINESS", "FINESS ET", "N° FINESS"), 40
    ),
    ChampImport("siret", "SIRET de l’établissement", ("Établissement SIRET", "SIRET", "Numéro SIRET"), 40),
    ChampImport(
        "nom",
        "Nom de l’établissement",
        ("Nom de l’établissement", "Établissement raison sociale", "Raison sociale"),
        200,
    ),
    ChampImport(
        "courriel", "Courriel du demandeur", ("Email", "E-mail", "Courriel", "Adresse électronique", "Mail"), 254
    ),
    ChampImport("deposee_le", "Date de dépôt", ("Déposé le", "Date de dépôt", "Déposée le", "Date dépôt"), 60),
    ChampImport("etat", "État du dossier", ("État du dossier", "État", "Statut"), 60),
    ChampImport("autorisation_nature", "Nature de l’autorisation", ("Autorisation", "Habilitation"), 200),
    ChampImport("autorisation_reference", "Référence de l’arrêté", ("Arrêté", "Référence de l’arrêté"), 120),
    ChampImport("autorisation_date_arrete", "Date de l’arrêté", ("Date de l’arrêté", "Date arrêté"), 60),
    ChampImport("avis_cse_resultat", "Avis du CSE", ("Avis du CSE", "Avis CSE"), 200),
    ChampImport("avis_cse_date_avis", "Date de l’avis du CSE", ("Date de l’avis du CSE", "Date avis CSE"), 60),
    *(ChampImport(f"projet_{code}", libelle, (libelle,)) for code, libelle in _TEXTES_PROJET.items()),
    *_people(),
)
CODES_IMPORT: Final = frozenset(champ.code for champ in CHAMPS_IMPORT)
ATTENDUS: Final[dict[str, str]] = {
    "courriel": "le courriel du demandeur",
    "deposee_le": "la date de dépôt",
    "projet_titre": "le titre du projet",
    "projet_objectifs": "les objectifs du projet",
}
"""Without these, a file taken over is said to be incomplete."""
_ETATS: Final[dict[str, EtatCandidature]] = {
    "": EtatCandidature.DEPOSEE,
    "en construction": EtatCandidature.DEPOSEE,
    "depose": EtatCandidature.DEPOSEE,
    "deposee": EtatCandidature.DEPOSEE,
    "recu": EtatCandidature.DEPOSEE,
    "en instruction": EtatCandidature.EN_INSTRUCTION,
    "en cours d examen": EtatCandidature.EN_INSTRUCTION,
    "brouillon": EtatCandidature.BROUILLON,
}
_ETATS_FINAUX: Final = frozenset({"accepte", "refuse", "classe sans suite", "sans suite"})


def _plain(text: str) -> str:
    return " ".join(search_words(text.replace("_", " ")))


def guess_association(colonnes: Sequence[str]) -> dict[str, str]:
    """Return field → title of the column that seems to hold it; a column serves once, an exact title wins."""
    plain = {titre: _plain(titre) for titre in colonnes}
    found: dict[str, str] = {}
    for exact in (True, False):
        for champ in CHAMPS_IMPORT:
            if champ.code in found:
                continue
            for indice in map(_plain, champ.indices):
                match = next((t for t, p in plain.items() if t not in found.values() and _fits(p, indice, exact)), None)
                if match is not None:
                    found[champ.code] = match
                    break
    return found


def _fits(titre: str, indice: str, exact: bool) -> bool:
    """A long enough hint may be a part of the title: « Quel est le numéro FINESS ? »."""
    return titre == indice or (not exact and len(indice) >= 5 and f" {indice} " in f" {titre} ")


@dataclass(frozen=True)
class Probleme:
    """What is wrong in a cell; a blocking one leaves the line out."""

    champ: str
    phrase: str
    bloquant: bool = False


@dataclass(frozen=True)
class LigneLue:
    """A line, typed as far as it could be."""

    identifiant: str = ""
    finess: str = ""
    siret: str = ""
    nom: str = ""
    courriel: str = ""
    deposee_at: datetime | None = None
    etat: EtatCandidature = EtatCandidature.DEPOSEE
    sections: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    representants: Mapping[str, dict[str, str]] = field(default_factory=dict)
    manques: tuple[str, ...] = ()


def read_line(valeurs: Mapping[str, str], zone: str) -> tuple[LigneLue, list[Probleme]]:
    """Read the values of a line, field by field."""
    problemes: list[Probleme] = []
    textes = {c.code: _cut(c, valeurs.get(c.code, ""), problemes) for c in CHAMPS_IMPORT}
    depot = _read_deposit(textes["deposee_le"], zone, problemes)
    manques = tuple(mots for code, mots in ATTENDUS.items() if not textes[code])
    return LigneLue(
        identifiant=" ".join(textes["identifiant"].split()),
        finess=textes["finess"],
        siret=re.sub(r"\D", "", textes["siret"], flags=re.ASCII),
        nom=" ".join(textes["nom"].split()),
        courriel=_read_address(textes["courriel"], problemes),
        deposee_at=depot,
        etat=_read_state(textes["etat"], problemes),
        sections=_read_sections(textes, zone, problemes),
        representants=_read_people(textes),
        manques=manques,
    ), problemes


def _cut(champ: ChampImport, texte: str, problemes: list[Probleme]) -> str:
    if len(texte) > champ.longueur:
        problemes.append(Probleme(champ.code, f"Ce texte dépasse {champ.longueur} caractères : la fin est laissée."))
    return texte.strip()[: champ.longueur]


def _read_address(texte: str, problemes: list[Probleme]) -> str:
    if texte and not re.fullmatch(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\".]+(?:\.[^@\s<>,;\".]+)+", texte):
        problemes.append(Probleme("courriel", "Cette adresse n’est pas complète : elle est laissée de côté."))
        return ""
    return texte.casefold()


def _read_deposit(texte: str, zone: str, problemes: list[Probleme]) -> datetime | None:
    instant = read_instant(texte, zone)
    if texte and instant is None:
        problemes.append(Probleme("deposee_le", "Cette date ne se lit pas. Exemple : 12/02/2027 14:32.", True))
    return instant


def _read_state(texte: str, problemes: list[Probleme]) -> EtatCandidature:
    plain = _plain(texte)
    if plain in _ETATS_FINAUX:
        problemes.append(
            Probleme("etat", "La décision prise ailleurs n’est pas importée : le dossier est importé comme déposé.")
        )
        return EtatCandidature.DEPOSEE
    if plain not in _ETATS:
        problemes.append(Probleme("etat", "Cet état est inconnu : le dossier est importé comme déposé."))
    return _ETATS.get(plain, EtatCandidature.DEPOSEE)


def _read_sections(textes: Mapping[str, str], zone: str, problemes: list[Probleme]) -> dict[str, dict[str, Any]]:
    projet = {code: textes[f"projet_{code}"] for code in _TEXTES_PROJET if textes[f"projet_{code}"]}
    autorisation = {
        "nature": _read_nature(textes["autorisation_nature"], problemes),
        "reference": textes["autorisation_reference"],
        "date_arrete": _read_day("autorisation_date_arrete", textes, zone, problemes),
    }
    avis = {
        "resultat": _read_avis(textes["avis_cse_resultat"], problemes),
        "date_avis": _read_day("avis_cse_date_avis", textes, zone, problemes),
    }
    sections: dict[str, dict[str, Any]] = {"projet": projet, "autorisation": autorisation, "avis_cse": avis}
    kept = {nom: {code: v for code, v in valeurs.items() if v} for nom, valeurs in sections.items()}
    return {nom: valeurs for nom, valeurs in kept.items() if valeurs}


def _read_day(code: str, textes: Mapping[str, str], zone: str, problemes: list[Probleme]) -> str | None:
    texte = textes[code]
    instant = read_instant(texte, zone)
    if texte and instant is None:
        problemes.append(Probleme(code, "Cette date ne se lit pas : elle est laissée de côté."))
    return instant.astimezone(ZoneInfo(zone)).date().isoformat() if instant else None


def _read_nature(texte: str, problemes: list[Probleme]) -> str:
    words = set(search_words(texte))
    ase, pjj = bool(words & {"ase", "enfance"}), bool(words & {"pjj", "justice", "judiciaire"})
    if texte and not ase and not pjj:
        problemes.append(Probleme("autorisation_nature", "Ni ASE, ni PJJ : la nature reste à préciser."))
    if ase and pjj:
        return NatureAutorisation.ASE_PJJ
    if ase:
        return NatureAutorisation.ASE
    return NatureAutorisation.PJJ if pjj else ""


def _read_avis(texte: str, problemes: list[Probleme]) -> str:
    known = {_plain(libelle): resultat for resultat, libelle in LIBELLES_RESULTAT_AVIS.items()}
    known |= {_plain(resultat): resultat for resultat in LIBELLES_RESULTAT_AVIS}
    if texte and _plain(texte) not in known:
        problemes.append(Probleme("avis_cse_resultat", "Cet avis n’est pas reconnu : il reste à préciser."))
    return known.get(_plain(texte), "")


def _read_people(textes: Mapping[str, str]) -> dict[str, dict[str, str]]:
    people = {role: {part: textes[f"{role}_{part}"] for part in ("prenom", "nom", "courriel")} for role in _ROLES}
    return {role: person for role, person in people.items() if person["nom"]}


_HEURE: Final = r"(?:[T ,]*(?:à\s*)?(\d{1,2})\s*[:h]\s*(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?"
_ISO: Final = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_HEURE}\s*(Z|UTC|[+-]\d{{2}}:?\d{{2}})?", re.ASCII)
_FR: Final = re.compile(rf"(\d{{1,2}})[/.\-](\d{{1,2}})[/.\-](\d{{4}}){_HEURE}", re.ASCII)
_MOTS: Final = re.compile(rf"(?:[a-zA-Z]+ )?(\d{{1,2}})(?:er)?\s+([^\W\d]+)\.?\s+(\d{{4}}){_HEURE}")
_RANG_MOIS: Final = {" ".join(search_words(mot)): rang for rang, mot in enumerate(MOIS, start=1)}


def read_instant(texte: str, zone: str) -> datetime | None:
    """Read a date with or without its hour, as people and tools write them; a day alone is its first instant."""
    texte = " ".join(texte.split())[:60]
    parts: list[str | None]
    offset = ""
    if found := _ISO.fullmatch(texte):
        *parts, offset = found.groups()
    elif found := _FR.fullmatch(texte):
        d, m, y, *rest = found.groups()
        parts = [y, m, d, *rest]
    elif found := _MOTS.fullmatch(texte):
        d, m, y, *rest = found.groups()
        parts = [y, str(_RANG_MOIS.get(" ".join(search_words(m)), 0)), d, *rest]
    else:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    if not 1900 <= year <= 2100:
        return None
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone_of(offset, zone))
    except ValueError:
        return None


def _zone_of(offset: str | None, zone: str) -> tzinfo:
    if not offset:
        return ZoneInfo(zone)
    if offset in ("Z", "UTC"):
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1))


def key_of(identifiant: str, numero_finess: str) -> str:
    """What makes a line the same file as before: its number where it comes from, else its establishment."""
    return f"id:{identifiant}" if identifiant else f"finess:{numero_finess}"
