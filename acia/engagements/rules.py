"""Rules of the commitment: the letter (R56), the limit it starts (R57), reminders (R59), unavailable days. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from acia import cadre
from acia.core.clock import add_months, date_in_words
from acia.core.rules import Constat, Niveau, Regle, Resultat
from acia.engagements.workflow import EtatEngagement

R56: Final = Regle(
    "R56",
    "La lettre d’engagement est signée par le représentant légal et les trois représentants ; sa date est conservée",
    "AMI Acia 2024",
)
R59: Final = Regle(
    "R59", "Un rappel part trente, quinze et sept jours avant la limite", "Choix du programme", Niveau.INFORMATION
)
RAPPELS_JOURS: Final = (30, 15, 7)
LIBELLES_CRENEAU: Final[dict[str, str]] = {
    "journee": "Toute la journée",
    "matin": "Le matin",
    "apres_midi": "L’après-midi",
}
MOIS_PREMIERE_SEANCE: Final = "delai_premiere_seance_mois"
"""Name of the figure among those a call freezes at its publication."""


@dataclass(frozen=True)
class FaitsLettre:
    """What is known of a letter when its signed copy is handed in."""

    ouverture: date
    """Day the commitment was opened, where the establishment is."""
    aujourd_hui: date
    date_signature: date | None
    representant_legal: str
    qualite: str
    representants: int
    copie: bool


def check_lettre(faits: FaitsLettre) -> list[tuple[str, Constat]]:
    """R56: what a signed letter lacks, each with the field it concerns; nothing when it can be kept."""
    problems = [
        ("fichier", faits.copie, "La copie signée est à joindre."),
        ("representant_legal", bool(faits.representant_legal), "Le nom du représentant légal est à indiquer."),
        ("qualite", bool(faits.qualite), "La qualité du signataire est à indiquer : directrice, président…"),
        (
            "",
            faits.representants == cadre.REPRESENTANTS.valeur,
            f"{cadre.REPRESENTANTS.valeur} représentants signent : le dossier en compte {faits.representants}.",
        ),
    ]
    found = [(field, _refused(phrase)) for field, there, phrase in problems if not there]
    wrong_day = _wrong_day(faits)
    return [*found, ("date_signature", _refused(wrong_day))] if wrong_day else found


def _wrong_day(faits: FaitsLettre) -> str:
    if faits.date_signature is None:
        return "La date de signature est à indiquer."
    if faits.date_signature > faits.aujourd_hui:
        return "Cette date n’est pas encore passée : indiquez le jour où la lettre a été signée."
    if faits.date_signature < faits.ouverture:
        return f"La lettre n’existait pas avant le {date_in_words(faits.ouverture)} : vérifiez la date de signature."
    return ""


def addendum_refusal(
    date_signature: date | None, *, nomination: date, aujourd_hui: date, signe: bool, copie: bool
) -> tuple[str, str | None] | None:
    """Why a signed addendum cannot be kept, with the field it concerns; nothing when it can (E26)."""
    if signe:
        return "Un avenant signé est déjà enregistré. Écrivez au service de l’appel s’il faut le remplacer.", None
    if date_signature is None:
        return "La date de signature est à indiquer.", "date_signature"
    if date_signature > aujourd_hui:
        return "Cette date n’est pas encore passée : indiquez le jour de la signature.", "date_signature"
    if date_signature < nomination:
        return f"L’avenant n’existait pas avant le {date_in_words(nomination)} : vérifiez la date.", "date_signature"
    return None if copie else ("La copie signée est à joindre.", "fichier")


def _refused(phrase: str) -> Constat:
    return Constat(R56, Resultat.NON_SATISFAIT, phrase)


def first_seance_limit(signature: date, months: int = cadre.DELAI_PREMIERE_SEANCE_MOIS.valeur) -> date:
    """Last day, included, of the establishment's own first session (R57), clipped to the month's end (E33)."""
    return add_months(signature, months)


def days_left(limit: date, today: date) -> int:
    """Days between today and a limit; negative once it is passed."""
    return (limit - today).days


class Avancement(StrEnum):
    """Where an establishment stands, derived from its commitment."""

    A_SIGNER = "a_signer"
    DISPONIBILITES = "disponibilites"
    COMPLET = "complet"
    RETIRE = "retire"


LIBELLES_AVANCEMENT: Final[dict[Avancement, str]] = {
    Avancement.A_SIGNER: "Lettre à signer",
    Avancement.DISPONIBILITES: "Disponibilités attendues",
    Avancement.COMPLET: "Complet",
    Avancement.RETIRE: "Retiré",
}


def progress_of(etat: EtatEngagement, availabilities_complete: bool) -> Avancement:
    """Where an establishment stands."""
    if etat is EtatEngagement.RETIRE:
        return Avancement.RETIRE
    if etat is EtatEngagement.OUVERT:
        return Avancement.A_SIGNER
    return Avancement.COMPLET if availabilities_complete else Avancement.DISPONIBILITES


def reminder_phrase(left: int) -> str:
    """R59: what to say of the time left before the first session must have been held."""
    if left < 0:
        return f"La limite est dépassée de {_jours(-left)} : une décision motivée est nécessaire."
    if left == 0:
        return "La limite est aujourd’hui."
    due = next((step for step in sorted(RAPPELS_JOURS) if left <= step), None)
    if due is None:
        return f"Il reste {_jours(left)}."
    return f"Il reste {_jours(left)} : le rappel des {due} jours est passé."


def tone_of(left: int) -> str:
    """Tone of a limit: late, act soon, planned."""
    if left < 0:
        return "rouge"
    return "ambre" if left <= max(RAPPELS_JOURS) else "bleu"


def _jours(count: int) -> str:
    return f"{count} jour{'s' if count > 1 else ''}"


def refusal_of_day(
    jour: date | None, creneau: str, known: Collection[tuple[date, str]], *, today: date, until: date | None
) -> str:
    """Why an unavailable half-day cannot be added; empty when it can. A whole day already holds its half-days."""
    if jour is None:
        return "Indiquez un jour."
    if jour < today:
        return "Ce jour est passé."
    if until is not None and jour > until:
        return f"L’accompagnement se termine le {date_in_words(until)} : ce jour est après."
    if (jour, creneau) in known or (jour, "journee") in known:
        return "Ce moment est déjà dans votre liste."
    return ""
