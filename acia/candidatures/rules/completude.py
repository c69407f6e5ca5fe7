"""What each section of a file still lacks before it can be deposited, and what deserves a warning. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from acia.appels.rules import PAR_DEFAUT, Questionnaire
from acia.cadre import DUREE_AUTORISATION_ANS, THEMES
from acia.candidatures.rules.reponses import (
    AVIS_FAVORABLES,
    AutorisationDeclaree,
    AvisCse,
    EngagementsPris,
    EtablissementDeclare,
    InstanceAvis,
    NatureAutorisation,
    Personne,
    Projet,
    Reponse,
    Reponses,
    Representants,
    ResultatAvis,
    Section,
)
from acia.core.clock import add_months, date_in_words


@dataclass(frozen=True)
class PieceExigee:
    """A document that the call asks for."""

    code: str
    section: Section
    libelle: str
    obligatoire: bool = True


@dataclass(frozen=True)
class Exigences:
    """What the call wants, and the day the file is looked at."""

    jour: date
    pieces: tuple[PieceExigee, ...] = ()
    avis_differe_admis: bool = False
    avis_differe_limite: date | None = None
    consultation_admise: bool = True
    questionnaire: Questionnaire = PAR_DEFAUT


@dataclass(frozen=True)
class Manque:
    """One thing missing: the field where it is put right, and its sentence."""

    champ: str
    phrase: str


class Avancement:
    """Words of the task list, as its component knows them."""

    COMPLET: Final = "complet"
    EN_COURS: Final = "en_cours"
    A_COMPLETER: Final = "a_completer"


@dataclass(frozen=True)
class EtatSection:
    """Where a section stands."""

    section: Section
    avancement: str
    manques: tuple[Manque, ...]


LIBELLES_SECTION: Final[dict[Section, str]] = {
    Section.ETABLISSEMENT: "Votre établissement",
    Section.AUTORISATION: "Autorisation ASE",
    Section.AVIS_CSE: "Avis du CSE",
    Section.PROJET: "Votre projet",
    Section.REPRESENTANTS: "Les trois représentants",
    Section.ENGAGEMENTS: "Engagements",
}
QUESTIONS_PROJET: Final[dict[str, str]] = {
    "titre": "Donnez un titre à votre projet.",
    "themes": "Choisissez au moins un thème.",
    "objectifs": "Dites ce que vous voulez améliorer.",
    "actions": "Décrivez les actions envisagées.",
    "calendrier": "Indiquez les étapes et leurs dates.",
    "moyens": "Indiquez le temps et les moyens prévus.",
    "evaluation": "Dites comment vous mesurerez les effets.",
    "partage": "Dites comment vous partagerez les enseignements.",
}
ROLES: Final[dict[str, str]] = {
    "direction": "le membre de la direction",
    "personnel": "le représentant du personnel",
    "metier": "le représentant métier",
}
PROMESSES: Final[dict[str, str]] = {
    "participation": "Engagez-vous à participer aux quatre temps collectifs.",
    "premiere_seance": "Engagez-vous à être présents à la première réunion.",
    "partage": "Engagez-vous à partager les enseignements.",
    "exactitude": "Certifiez que les réponses sont exactes.",
}


def states_of(reponses: Reponses, pieces: Iterable[str], exigences: Exigences) -> list[EtatSection]:
    """Return the state of the six sections, in order; `pieces` are the codes of the documents joined."""
    jointes = frozenset(pieces)
    return [_state_of(section, reponses, jointes, exigences) for section in Section]


def is_complete(etats: Iterable[EtatSection]) -> bool:
    """True when nothing is missing: the file may be deposited."""
    return all(not etat.manques for etat in etats)


def _state_of(section: Section, reponses: Reponses, jointes: frozenset[str], exigences: Exigences) -> EtatSection:
    reponse: Reponse = getattr(reponses, section.value)
    manques = (
        *_asked_by_call(section, reponse, _MANQUES[section](reponse, exigences), exigences),
        *_missing_pieces(section, reponses, jointes, exigences),
    )
    if not manques:
        return EtatSection(section, Avancement.COMPLET, ())
    joined_here = any(p.section == section and p.code in jointes for p in exigences.pieces)
    started = joined_here or reponse != type(reponse)()
    return EtatSection(section, Avancement.EN_COURS if started else Avancement.A_COMPLETER, manques)


def _asked_by_call(section: Section, reponse: Reponse, manques: list[Manque], exigences: Exigences) -> list[Manque]:
    """What the call has made optional is not missing; what it has made compulsory is."""
    adjustable = {q.champ: q for q in exigences.questionnaire.of_section(section) if q.reglable}
    kept = [m for m in manques if m.champ not in adjustable or adjustable[m.champ].obligatoire]
    known = {m.champ for m in manques}
    for prefix, part in _parts_of(reponse):
        kept += [
            Manque(f"{prefix}{champ}", f"Répondez à « {q.libelle} ».")
            for champ, q in adjustable.items()
            if q.obligatoire and f"{prefix}{champ}" not in known and not getattr(part, champ)
        ]
    return kept


def _parts_of(reponse: Reponse) -> list[tuple[str, Any]]:
    """An answer, or its three persons, with what their fields are prefixed by in the form."""
    if not isinstance(reponse, Representants):
        return [("", reponse)]
    people = ((f"{role}-", getattr(reponse, role)) for role in ROLES)
    return [(prefix, person) for prefix, person in people if person != Personne()]


def _missing_pieces(
    section: Section, reponses: Reponses, jointes: frozenset[str], exigences: Exigences
) -> list[Manque]:
    sans_avis = reponses.avis_cse.resultat in (ResultatAvis.ATTENDU, ResultatAvis.SANS_AVIS)
    return [
        Manque(f"fichier_{piece.code}", f"Joignez : {piece.libelle[0].lower()}{piece.libelle[1:]}.")
        for piece in exigences.pieces
        if piece.section == section
        and piece.obligatoire
        and piece.code not in jointes
        and not (piece.code == "avis_cse" and sans_avis)
    ]


def _check_etablissement(reponse: EtablissementDeclare, _exigences: Exigences) -> list[Manque]:
    if reponse.identite_confirmee:
        return []
    return [Manque("identite_confirmee", "Confirmez qu’il s’agit bien de votre établissement.")]


def _check_autorisation(reponse: AutorisationDeclaree, exigences: Exigences) -> list[Manque]:
    autre = reponse.nature == NatureAutorisation.LVA_AUTRE
    return _only(
        ("nature", not reponse.nature, "Choisissez la nature de votre autorisation."),
        ("precision", autre and not reponse.precision, "Précisez votre situation : le service l’examinera."),
        ("autorite", not reponse.autorite, "Indiquez l’autorité qui a signé l’arrêté."),
        ("date_arrete", reponse.date_arrete is None, "Indiquez la date de l’arrêté."),
        ("date_arrete", _is_future(reponse.date_arrete, exigences), "La date de l’arrêté est dans le futur."),
    )


def _check_avis_cse(reponse: AvisCse, exigences: Exigences) -> list[Manque]:
    manques = _only(
        ("instance", not reponse.instance, "Choisissez l’instance consultée."),
        (
            "instance",
            reponse.instance == InstanceAvis.AUCUNE and not exigences.consultation_admise,
            "Cet appel demande l’avis d’une instance : une consultation des salariés ne suffit pas.",
        ),
        ("resultat", not reponse.resultat, "Indiquez le résultat de l’avis."),
        (
            "resultat",
            reponse.resultat == ResultatAvis.ATTENDU and not exigences.avis_differe_admis,
            "Cet appel demande l’avis avant le dépôt : un avis attendu ne suffit pas.",
        ),
    )
    if reponse.resultat == ResultatAvis.ATTENDU and exigences.avis_differe_admis:
        return manques + _check_avis_attendu(reponse, exigences)
    if reponse.resultat in (*AVIS_FAVORABLES, ResultatAvis.DEFAVORABLE):
        return manques + _check_avis_rendu(reponse, exigences)
    return manques


def _check_avis_attendu(reponse: AvisCse, exigences: Exigences) -> list[Manque]:
    limite = exigences.avis_differe_limite
    tard = bool(limite and reponse.date_attendue and reponse.date_attendue > limite)
    return _only(
        ("date_attendue", reponse.date_attendue is None, "Indiquez le jour où l’avis est attendu."),
        ("date_attendue", tard, f"L’avis doit être rendu au plus tard le {date_in_words(limite) if limite else ''}."),
    )


def _check_avis_rendu(reponse: AvisCse, exigences: Exigences) -> list[Manque]:
    avec_reserves = reponse.resultat == ResultatAvis.FAVORABLE_RESERVES
    vote = None in (reponse.pour, reponse.contre, reponse.abstention)
    return _only(
        ("date_avis", reponse.date_avis is None, "Indiquez la date de l’avis."),
        ("date_avis", _is_future(reponse.date_avis, exigences), "La date de l’avis est dans le futur."),
        ("pour", vote, "Indiquez le vote : pour, contre, abstentions (0 s’il n’y en a pas)."),
        ("reserves", avec_reserves and not reponse.reserves, "Recopiez les réserves de l’instance."),
    )


def _check_projet(reponse: Projet, _exigences: Exigences) -> list[Manque]:
    return [Manque(nom, phrase) for nom, phrase in QUESTIONS_PROJET.items() if not getattr(reponse, nom)]


def answered_questions(reponse: Projet) -> int:
    """Count the questions of the project that have an answer."""
    return sum(bool(getattr(reponse, nom)) for nom in QUESTIONS_PROJET)


def _check_representants(reponse: Representants, _exigences: Exigences) -> list[Manque]:
    manques = []
    for role, libelle in ROLES.items():
        personne: Personne = getattr(reponse, role)
        if personne == Personne():
            manques.append(Manque(f"{role}-prenom", f"Il manque {libelle}."))
            continue
        for champ, mot in (("prenom", "prénom"), ("nom", "nom"), ("fonction", "fonction"), ("courriel", "courriel")):
            if not getattr(personne, champ):
                manques.append(Manque(f"{role}-{champ}", f"{libelle.capitalize()} : complétez « {mot} »."))
    doublon = same_person(reponse)
    if doublon:
        manques.append(Manque(f"{doublon}-prenom", "Il faut trois personnes différentes."))
    return manques


def same_person(reponse: Representants) -> str:
    """R22, E25: return the role whose holder, by name or by address, already holds another; empty when none."""
    seen: set[str] = set()
    for role in ROLES:
        personne: Personne = getattr(reponse, role)
        signes = {s for s in (personne.nom_complet.casefold(), personne.courriel.casefold()) if s}
        if seen & signes:
            return role
        seen |= signes
    return ""


def _check_engagements(reponse: EngagementsPris, _exigences: Exigences) -> list[Manque]:
    return [Manque(f.name, PROMESSES[f.name]) for f in fields(reponse) if not getattr(reponse, f.name)]


_MANQUES: Final[dict[Section, Callable[..., list[Manque]]]] = {
    Section.ETABLISSEMENT: _check_etablissement,
    Section.AUTORISATION: _check_autorisation,
    Section.AVIS_CSE: _check_avis_cse,
    Section.PROJET: _check_projet,
    Section.REPRESENTANTS: _check_representants,
    Section.ENGAGEMENTS: _check_engagements,
}


def warnings_of(reponses: Reponses, pieces: Iterable[str], exigences: Exigences) -> list[str]:
    """Return what may make the file ineligible: said before the deposit, and never in its way."""
    autorisation, avis = reponses.autorisation, reponses.avis_cse
    constats = [
        (
            autorisation.nature == NatureAutorisation.PJJ,
            "L’appel s’adresse aux établissements autorisés au titre de l’aide sociale à l’enfance : une autorisation "
            "PJJ seule ne permet pas d’être retenu.",
        ),
        (
            is_arrete_old(autorisation, exigences.jour)
            and not autorisation.renouvellement_tacite
            and "renouvellement" not in set(pieces),
            f"Votre arrêté a plus de {DUREE_AUTORISATION_ANS.valeur} ans. Il est sans doute renouvelé tacitement : "
            "cochez-le, ou joignez l’arrêté de renouvellement.",
        ),
        (
            avis.resultat in (ResultatAvis.DEFAVORABLE, ResultatAvis.SANS_AVIS),
            "L’appel demande un avis favorable de l’instance : un avis défavorable, ou l’absence d’avis, ne permet pas "
            "d’être retenu.",
        ),
        (
            avis.instance == InstanceAvis.AUCUNE,
            "Sans instance représentative, le service examinera la consultation des salariés que vous avez jointe.",
        ),
    ]
    return [phrase for vrai, phrase in constats if vrai]


def is_arrete_old(autorisation: AutorisationDeclaree, jour: date) -> bool:
    """R16: the arrêté is older than an authorisation lasts; PJJ ones have no term."""
    if autorisation.date_arrete is None or autorisation.nature == NatureAutorisation.PJJ:
        return False
    return add_months(autorisation.date_arrete, 12 * DUREE_AUTORISATION_ANS.valeur) < jour


def theme_names(themes: Iterable[int]) -> list[str]:
    """Return the names of themes numbered from 1 to 8."""
    return [THEMES[numero - 1] for numero in sorted(themes) if 1 <= numero <= len(THEMES)]


def _only(*cas: tuple[str, bool, str]) -> list[Manque]:
    return [Manque(champ, phrase) for champ, manque, phrase in cas if manque]


def _is_future(jour: date | None, exigences: Exigences) -> bool:
    return jour is not None and jour > exigences.jour
