"""What a call must hold before it is published (R1 to R4, E14), and the status its dates give it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from acia.core.clock import date_in_words
from acia.core.errors import ActionRefusee
from acia.core.rules import Constat, Niveau, Regle, Resultat
from acia.referentiel.calendrier import legal_holidays

POIDS_TOTAL: Final = 100
NIVEAUX: Final = 6
_DIMANCHE: Final = 6


class StatutAppel(StrEnum):
    """Where a call stands: derived from its publication and its dates, never stored."""

    BROUILLON = "brouillon"
    PROGRAMME = "programme"
    OUVERT = "ouvert"
    CLOS = "clos"


LIBELLES_STATUT: Final[dict[StatutAppel, str]] = {
    StatutAppel.BROUILLON: "Brouillon",
    StatutAppel.PROGRAMME: "Programmé",
    StatutAppel.OUVERT: "Ouvert",
    StatutAppel.CLOS: "Clos",
}
TONS_STATUT: Final[dict[StatutAppel, str]] = {
    StatutAppel.BROUILLON: "gris",
    StatutAppel.PROGRAMME: "bleu",
    StatutAppel.OUVERT: "vert",
    StatutAppel.CLOS: "gris",
}


def status_of(publie: bool, ouverture_at: datetime | None, cloture_at: datetime | None, now: datetime) -> StatutAppel:
    """Return the status of a call: open from its opening, included, to its deadline, excluded (S40)."""
    if not publie or cloture_at is None:
        return StatutAppel.BROUILLON
    if now >= cloture_at:
        return StatutAppel.CLOS
    if ouverture_at is not None and now < ouverture_at:
        return StatutAppel.PROGRAMME
    return StatutAppel.OUVERT


def local_instant(jour: date, heure: time, zone: str, champ: str) -> datetime:
    """Return the instant of a local day and hour.

    Raises:
        ActionRefusee: that hour does not exist, or exists twice, on the day the clocks change (S41).
    """
    local = datetime.combine(jour, heure, ZoneInfo(zone))
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise ActionRefusee(
            "Cette heure n’existe pas, ou existe deux fois, le jour du changement d’heure : choisissez-en une autre.",
            champ,
        )
    return local


class SectionAppel(StrEnum):
    """The parts of a call's form."""

    PRESENTATION = "presentation"
    CALENDRIER = "calendrier"
    WEBINAIRE = "webinaire"
    TERRITOIRE = "territoire"
    GRILLE = "grille"
    PIECES = "pieces"
    EXAMEN = "examen"
    CONTACT = "contact"


LIBELLES_SECTION: Final[dict[SectionAppel, str]] = {
    SectionAppel.PRESENTATION: "Présentation",
    SectionAppel.CALENDRIER: "Calendrier",
    SectionAppel.WEBINAIRE: "Webinaire d’information",
    SectionAppel.TERRITOIRE: "Départements et places",
    SectionAppel.GRILLE: "Grille d’évaluation",
    SectionAppel.PIECES: "Pièces demandées",
    SectionAppel.EXAMEN: "Examen des dossiers",
    SectionAppel.CONTACT: "Contact et signataire",
}


@dataclass(frozen=True)
class FaitsCritere:
    """One criterion, as the rules read it."""

    libelle: str
    poids: int
    niveaux: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FaitsAppel:
    """What the rules read of a call; days are those of its own zone."""

    titre: str = ""
    presentation: str = ""
    conditions: str = ""
    ouverture: date | None = None
    date_limite: date | None = None
    commission: date | None = None
    notification: date | None = None
    debut: date | None = None
    fin: date | None = None
    contact: Mapping[str, str] | None = None
    signataire: Mapping[str, str] | None = None
    places: Mapping[str, int] | None = None
    regions: tuple[str, ...] = ()
    criteres: tuple[FaitsCritere, ...] = ()
    pieces: tuple[str, ...] = ()
    etapes: int = 0
    avis_differe_admis: bool = False
    avis_differe_limite: date | None = None
    webinaire: date | None = None
    webinaire_lien: str = ""
    ecart_a_deux: bool = False


@dataclass(frozen=True)
class Controle:
    """A line of the checklist: what a rule found, and the section where it is put right."""

    section: SectionAppel
    constat: Constat


R1: Final = Regle("R1", "L’appel dit tout ce qu’un candidat doit savoir", "AMI Acia 2024")
R2: Final = Regle("R2", "Les départements et leurs places sont nommés", "AMI Acia 2024")
R3: Final = Regle("R3", "Les dates se suivent", "AMI Acia 2024")
R4: Final = Regle(
    "R4", "La grille et les pièces sont connues avant l’ouverture", "AMI Acia 2024, CASF art. R. 313-4-1 (modèle)"
)
R6: Final = Regle("R6", "Un webinaire présente l’appel", "AMI Acia 2024", Niveau.INFORMATION)
R43: Final = Regle(
    "R43", "L’appel dit qui peut s’écarter des règles", "CASF art. R. 313-7, pris pour modèle", Niveau.INFORMATION
)
SECTIONS_VIVANTES: Final = frozenset({SectionAppel.WEBINAIRE, SectionAppel.CONTACT})
"""What still changes once the call is published."""
E5: Final = Regle("E5", "L’avis de l’instance est là quand la commission se réunit", "Choix du programme")
E14: Final = Regle(
    "E14", "La date limite tombe un jour ouvré", "Aucun report automatique : CRPA art. L. 112-1", Niveau.ALERTE
)


def check_appel(faits: FaitsAppel) -> list[Controle]:
    """Return the whole checklist of a call, in the order of its form."""
    return [
        *_check_presentation(faits),
        *_check_calendrier(faits),
        *_check_webinaire(faits),
        *_check_territoire(faits),
        *_check_grille(faits),
        *_check_pieces(faits),
        *_check_examen(faits),
        *_check_contact(faits),
    ]


def is_publishable(controles: list[Controle]) -> bool:
    """True when no blocking rule is broken."""
    return not any(c.constat.bloque for c in controles)


def _controle(section: SectionAppel, regle: Regle, manque: str, bon: str) -> Controle:
    """A line of the checklist: `manque` says what is missing, empty when all is well."""
    resultat = Resultat.NON_SATISFAIT if manque else Resultat.SATISFAIT
    return Controle(section, Constat(regle, resultat, manque or bon))


def _check_presentation(faits: FaitsAppel) -> list[Controle]:
    absents = [
        nom
        for nom, texte in (
            ("le titre", faits.titre),
            ("les objectifs", faits.presentation),
            ("les conditions pour candidater", faits.conditions),
        )
        if not texte.strip()
    ]
    manque = f"Il manque {_enumerate(absents)}." if absents else ""
    return [_controle(SectionAppel.PRESENTATION, R1, manque, "Titre, objectifs et conditions sont écrits.")]


def _check_calendrier(faits: FaitsAppel) -> list[Controle]:
    dates = [
        ("l’ouverture", faits.ouverture),
        ("la date limite", faits.date_limite),
        ("la commission", faits.commission),
        ("le début de l’accompagnement", faits.debut),
        ("la fin de l’accompagnement", faits.fin),
    ]
    absentes = [nom for nom, jour in dates if jour is None]
    if absentes:
        manque = f"Il manque {_enumerate(absentes)}."
        return [_controle(SectionAppel.CALENDRIER, R1, manque, "")]
    controles = [
        _controle(SectionAppel.CALENDRIER, R1, "", "Toutes les dates sont fixées."),
        _controle(SectionAppel.CALENDRIER, R3, dates_disorder(faits), "L’ordre des dates est le bon."),
    ]
    return [*controles, *_check_date_limite(faits)]


def dates_disorder(faits: FaitsAppel) -> str:
    """R3: opening ≤ deadline < commission < start < end. Return the sentence of the first fault, empty when none."""
    pairs = (
        (faits.ouverture, faits.date_limite, "La date limite est avant l’ouverture.", False),
        (faits.date_limite, faits.commission, "La commission doit se réunir après la date limite.", True),
        (
            faits.commission,
            faits.notification,
            "Les notifications partent au plus tôt le jour de la commission.",
            False,
        ),
        (faits.commission, faits.debut, "L’accompagnement doit commencer après la commission.", True),
        (faits.debut, faits.fin, "L’accompagnement doit finir après son début.", True),
    )
    for avant, apres, phrase, strict in pairs:
        if avant and apres and (apres < avant or (strict and apres == avant)):
            return phrase
    return ""


def _check_date_limite(faits: FaitsAppel) -> list[Controle]:
    nom = closed_day_name(faits.date_limite, tuple(faits.places or ()))
    if not nom:
        return []
    phrase = f"La date limite tombe {nom}. Elle n’est pas reportée d’elle-même : gardez-la si vous le voulez ainsi."
    return [Controle(SectionAppel.CALENDRIER, Constat(E14, Resultat.A_VERIFIER, phrase))]


def _check_webinaire(faits: FaitsAppel) -> list[Controle]:
    """R6: nothing is compulsory; a link that is missing, or a webinar after the deadline, is pointed out."""
    resultat, phrase = Resultat.SATISFAIT, "Aucun webinaire n’est prévu."
    if faits.webinaire and faits.date_limite and faits.webinaire > faits.date_limite:
        resultat, phrase = Resultat.A_VERIFIER, "Le webinaire se tient après la date limite."
    elif faits.webinaire and not faits.webinaire_lien:
        resultat, phrase = Resultat.A_VERIFIER, "Il manque le lien du webinaire, que recevront les inscrits."
    elif faits.webinaire:
        phrase = f"Le {date_in_words(faits.webinaire)}."
    return [Controle(SectionAppel.WEBINAIRE, Constat(R6, resultat, phrase))]


def closed_day_name(jour: date | None, departements: tuple[str, ...]) -> str:
    """E14: « un dimanche », « un jour férié (Toussaint) », or nothing for a working day."""
    if jour is None:
        return ""
    for code in (*departements, ""):
        nom = legal_holidays(code, jour.year).get(jour)
        if nom:
            return f"un jour férié ({nom})"
    return "un dimanche" if jour.weekday() == _DIMANCHE else ""


def _check_territoire(faits: FaitsAppel) -> list[Controle]:
    places = faits.places or {}
    manque = ""
    if not places:
        manque = "Nommez au moins un département et son nombre de places."
    elif sans := sorted(code for code, n in places.items() if n < 1):
        manque = f"Indiquez au moins une place pour : {', '.join(sans)}."
    bon = f"{len(places)} département{'s' if len(places) > 1 else ''}, {sum(places.values())} places."
    return [_controle(SectionAppel.TERRITOIRE, R2, manque, bon)]


def _check_grille(faits: FaitsAppel) -> list[Controle]:
    return [
        _controle(
            SectionAppel.GRILLE, R4, grille_fault(faits.criteres), "Quatre critères, 100 %, une phrase par niveau."
        )
    ]


def grille_fault(criteres: tuple[FaitsCritere, ...]) -> str:
    """R4: named criteria whose weights make 100, each mark with its word and its sentence."""
    total = sum(c.poids for c in criteres)
    if not criteres or any(not c.libelle.strip() for c in criteres):
        return "Chaque critère doit avoir un nom."
    if total != POIDS_TOTAL:
        return f"Les poids font {total} %, il faut 100 %."
    for critere in criteres:
        mots = [texte.strip() for niveau in critere.niveaux for texte in niveau]
        if len(critere.niveaux) != NIVEAUX or not all(mots):
            return f"« {critere.libelle} » : chaque note, de 0 à 5, doit avoir son mot et sa phrase."
    return ""


def _check_pieces(faits: FaitsAppel) -> list[Controle]:
    absentes = [nom for code, nom in (("arrete", "l’arrêté d’autorisation"), ("avis_cse", "l’avis de l’instance"))
                if code not in faits.pieces]  # fmt: skip
    manque = f"Demandez aussi {_enumerate(absentes)} (R15, R19)." if absentes else ""
    if not manque and faits.avis_differe_admis and faits.avis_differe_limite is None:
        manque = "Indiquez jusqu’à quand l’avis de l’instance peut être produit après le dépôt."
    return [
        *_check_avis_differe(faits),
        _controle(
            SectionAppel.PIECES, R4, manque, f"{len(faits.pieces)} pièces obligatoires, {faits.etapes} séances types."
        ),
    ]


def _check_avis_differe(faits: FaitsAppel) -> list[Controle]:
    """E5: an opinion produced after the deposit is there before the commission reads the files."""
    limite = faits.avis_differe_limite
    if not faits.avis_differe_admis or limite is None:
        return []
    manque = ""
    if faits.date_limite and limite < faits.date_limite:
        manque = "La limite de l’avis attendu est avant la date limite de dépôt."
    elif faits.commission and limite >= faits.commission:
        manque = "L’avis attendu doit arriver avant la commission."
    return [_controle(SectionAppel.PIECES, E5, manque, f"L’avis attendu arrive avant le {date_in_words(limite)}.")]


def _check_examen(faits: FaitsAppel) -> list[Controle]:
    nombre = "deux personnes" if faits.ecart_a_deux else "une seule personne"
    return [_controle(SectionAppel.EXAMEN, R43, "", f"Un écart à la règle demande {nombre}, et son motif.")]


def _check_contact(faits: FaitsAppel) -> list[Controle]:
    manquants = [
        nom for groupe in (faits.contact, faits.signataire) for nom, v in (groupe or {}).items() if not v.strip()
    ]
    manque = f"Il manque {_enumerate(manquants)}." if manquants else ""
    return [_controle(SectionAppel.CONTACT, R1, manque, "Le service, ses coordonnées et le signataire sont nommés.")]


def _enumerate(mots: list[str]) -> str:
    return " et ".join(filter(None, (", ".join(mots[:-1]), mots[-1])))
