"""The workbook of the proof of working."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Final

from acia.candidatures.queries import Preuve, beats_between
from acia.candidatures.rules import Interruption, Nature
from acia.core.exports import Colonne, Feuille, write_workbook
from acia.core.filters import echeance, instant_exact, nom_fuseau, nombre, pluriel

LIBELLES_NATURE: Final = {Nature.PANNE: "Panne constatée", Nature.SANS_MESURE: "Sans mesure"}
PROUVE: Final = (
    "Un dépôt entier (ouverture, écriture, deux fichiers, dépôt, accusé relu) a été essayé par les mêmes programmes et "
    "sur la même base que ceux des établissements, chaque minute, puis toutes les cinq secondes dans la dernière heure "
    "avant une date limite.",
    "Entre deux essais réussis qui se suivent, un dépôt était possible. Une interruption va du dernier essai réussi au "
    "premier qui réussit de nouveau : sa durée est donc un maximum, à un essai près de chaque côté.",
    "Chaque essai laisse une ligne que la base refuse de modifier, liée à la précédente par une empreinte ; il ne "
    "laisse ni dossier, ni numéro, ni courriel.",
)
NE_PROUVE_PAS: Final = (
    "Que le réseau ou l’appareil d’une personne donnée fonctionnait : seules ses tentatives reçues sont connues.",
    "Que rien ne marchait pendant « Sans mesure » : le programme qui essaie était arrêté, le service peut-être pas. "
    "Les actes du journal à ces heures-là le disent en partie.",
    "Que l’heure était juste quand aucune horloge de référence n’est réglée ou ne répondait.",
)


def percent(part: float) -> str:
    """A share in words, rounded down: what is proven is never overstated."""
    return f"{nombre(math.floor(part * 10_000) / 100, 2)}\u00a0%"


def duration(length: timedelta) -> str:
    """« 3 min 5 s », « 2 h 10 min », « 45 s »."""
    seconds = round(length.total_seconds())
    hours, minutes, rest = seconds // 3600, seconds % 3600 // 60, seconds % 60
    words = [(hours, "h"), (minutes, "min"), (0 if hours else rest, "s")]
    return " ".join(f"{nombre(value)}\u00a0{unit}" for value, unit in words if value) or "0\u00a0s"


def words_of_offset(ms: int | None) -> str:
    """How far our clock was from the reference."""
    if ms is None:
        return "jamais mesuré"
    return f"{nombre(abs(ms) / 1000, 3)}\u00a0s {'d’avance' if ms > 0 else 'de retard'}" if ms else "nul"


def total_of(preuve: Preuve, nature: Nature) -> timedelta:
    """The time of all the interruptions of one kind."""
    return sum((t.interruption.duree for t in preuve.trous if t.interruption.nature is nature), timedelta())


def proof_workbook(preuve: Preuve, reference: str, sonde: str) -> bytes:
    """The proof of a window: what it says, the interruptions, the attempts, the deadlines, every beat."""
    return write_workbook(
        [
            Feuille("Synthèse", (Colonne("Quoi"), Colonne("Réponse")), _summary(preuve, reference, sonde)),
            Feuille("Interruptions", _INTERRUPTIONS, [_row(t.interruption, t.actes) for t in preuve.trous]),
            Feuille("Dépôts refusés", _REFUS, [(r.recu_at, r.appel_code, r.nom, r.cause) for r in preuve.refus]),
            Feuille("Dates limites", _DATES, [(a.code, a.titre, a.cloture_at) for a in preuve.echeances]),
            Feuille("Essais", _ESSAIS, _beats(preuve)),
        ]
    )


_INTERRUPTIONS = (
    Colonne("Début, exact"),
    Colonne("Fin, exacte"),
    Colonne("Durée au plus (s)", "entier"),
    Colonne("Ce que c’est"),
    Colonne("Cause"),
    Colonne("Actes de personnes au journal", "entier"),
)
_REFUS = (Colonne("Reçu le", "instant"), Colonne("Appel"), Colonne("Établissement"), Colonne("Ce qui s’est passé"))
_DATES = (Colonne("Appel"), Colonne("Titre"), Colonne("Date limite (exclue)", "instant"))
_ESSAIS = (
    Colonne("N°", "entier"),
    Colonne("Instant (UTC)"),
    Colonne("Suivant attendu (s)", "entier"),
    Colonne("Durée (ms)", "entier"),
    Colonne("Issue"),
    Colonne("Page (statut)", "entier"),
    Colonne("Page (ms)", "entier"),
    Colonne("Écart d’horloge (ms)", "entier"),
    Colonne("Incertitude (ms)", "entier"),
    Colonne("Empreinte"),
)


def facts_of(preuve: Preuve, reference: str, sonde: str) -> list[tuple[str, str]]:
    """What is established of a window: the page and the workbook say the same."""
    mediane = preuve.duree_mediane_ms
    essais = pluriel(preuve.nombre, "essai")
    return [
        ("Du", instant_exact(preuve.debut)),
        ("Au", instant_exact(preuve.fin)),
        ("Temps où un dépôt était possible, prouvé", percent(preuve.part)),
        ("Panne constatée", duration(total_of(preuve, Nature.PANNE))),
        ("Sans mesure", duration(total_of(preuve, Nature.SANS_MESURE))),
        ("Dépôts d’essai", essais if mediane is None else f"{essais}, la moitié en moins de {nombre(mediane)}\u00a0ms"),
        ("Dépôts réels aboutis", f"{nombre(preuve.depots)}, dans tout le service"),
        ("Dépôts refusés", f"{nombre(len(preuve.refus))}, dans votre territoire"),
        ("Écart de l’horloge", _clock_words(preuve, reference)),
        ("Page publique", f"demandée à chaque essai : {sonde}" if sonde else "aucune n’est demandée"),
    ]


def _clock_words(preuve: Preuve, reference: str) -> str:
    if not preuve.mesures:
        return "pas mesuré" if reference else "pas mesuré : aucune horloge de référence n’est réglée"
    mute = f", {nombre(preuve.muettes)} sans réponse" if preuve.muettes else ""
    return f"{words_of_offset(preuve.ecart_max_ms)} au plus, en {pluriel(preuve.mesures, 'mesure')}{mute}"


def _summary(preuve: Preuve, reference: str, sonde: str) -> list[tuple[str, str]]:
    return [
        *facts_of(preuve, reference, sonde),
        ("Horloge de référence", reference or "aucune"),
        *(
            ("Date limite", f"{a.code} : {echeance(a.cloture_at, a.fuseau)} ({nom_fuseau(a.fuseau)})")
            for a in preuve.echeances
        ),
        *(("Ce que ce rapport prouve", phrase) for phrase in PROUVE),
        *(("Ce qu’il ne prouve pas", phrase) for phrase in NE_PROUVE_PAS),
    ]


def _row(one: Interruption, actes: int) -> tuple[object, ...]:
    seconds = round(one.duree.total_seconds())
    return (instant_exact(one.debut), instant_exact(one.fin), seconds, LIBELLES_NATURE[one.nature], one.cause, actes)


def _beats(preuve: Preuve) -> list[tuple[object, ...]]:
    return [
        (
            b.numero,
            b.battu_at.isoformat(timespec="milliseconds"),
            b.cadence_s,
            b.duree_ms,
            b.cause or "réussi",
            b.page_statut,
            b.page_ms,
            b.ecart_ms,
            b.incertitude_ms,
            b.empreinte,
        )
        for b in beats_between(preuve.debut, preuve.fin)
    ]
