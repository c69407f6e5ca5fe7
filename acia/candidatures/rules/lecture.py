"""The answers of a file in words, for those who read them: task list, check page, officer. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from acia.candidatures.rules.completude import (
    QUESTIONS_PROJET,
    ROLES,
    Avancement,
    EtatSection,
    answered_questions,
    theme_names,
)
from acia.candidatures.rules.reponses import (
    LIBELLES_INSTANCE,
    LIBELLES_NATURE,
    LIBELLES_RESULTAT_AVIS,
    AutorisationDeclaree,
    AvisCse,
    InstanceAvis,
    NatureAutorisation,
    Personne,
    Reponses,
    ResultatAvis,
    Section,
)
from acia.core.clock import date_in_words

TITRES_LECTEUR: Final[dict[Section, str]] = {
    Section.ETABLISSEMENT: "L’établissement",
    Section.AUTORISATION: "L’autorisation",
    Section.AVIS_CSE: "L’avis de l’instance",
    Section.PROJET: "Le projet",
    Section.REPRESENTANTS: "Les trois représentants",
    Section.ENGAGEMENTS: "Les engagements",
}
"""Titles for those who did not write the file."""
NON_REPONDU: Final = "Pas de réponse"
TITRES_ROLES: Final[dict[str, str]] = {
    "direction": "Membre de la direction",
    "personnel": "Représentant du personnel",
    "metier": "Représentant métier",
}
_PROJET: Final = (
    ("titre", "Titre"),
    ("objectifs", "Objectifs"),
    ("actions", "Actions"),
    ("calendrier", "Calendrier"),
    ("moyens", "Moyens"),
    ("evaluation", "Évaluation"),
    ("partage", "Partage"),
)
_ENGAGEMENTS: Final = (
    ("participation", "Participer aux quatre temps collectifs"),
    ("premiere_seance", "Être présents à la première réunion"),
    ("partage", "Partager les enseignements"),
    ("exactitude", "Réponses certifiées exactes"),
)
Lignes = list[tuple[str, str]]


def in_words(reponses: Reponses, identite: Mapping[str, Any]) -> dict[Section, Lignes]:
    """Return, for each section, its answers as (term, value) pairs."""
    return {
        Section.ETABLISSEMENT: _etablissement(reponses, identite),
        Section.AUTORISATION: _autorisation(reponses.autorisation),
        Section.AVIS_CSE: _avis(reponses.avis_cse),
        Section.PROJET: _projet(reponses),
        Section.REPRESENTANTS: [
            (titre, _personne(getattr(reponses.representants, role))) for role, titre in TITRES_ROLES.items()
        ],
        Section.ENGAGEMENTS: [(titre, _oui(getattr(reponses.engagements, nom))) for nom, titre in _ENGAGEMENTS],
    }


def _etablissement(reponses: Reponses, identite: Mapping[str, Any]) -> Lignes:
    adresse = f"{identite.get('adresse', '')}, {identite.get('code_postal', '')} {identite.get('commune', '')}"
    numero = str(identite.get("numero_finess", ""))
    lignes = [
        ("Nom au registre", str(identite.get("nom", ""))),
        ("Numéro FINESS", f"{numero[:3]}\u00a0{numero[3:6]}\u00a0{numero[6:]}"),
        ("Adresse", adresse.strip(", ")),
        ("Catégorie", str(identite.get("libelle_categorie", "")) or NON_REPONDU),
        ("Identité confirmée", _oui(reponses.etablissement.identite_confirmee)),
    ]
    facultatives = (
        ("Service ou site", reponses.etablissement.perimetre),
        ("Remarque", reponses.etablissement.remarque),
    )
    return lignes + [(terme, valeur) for terme, valeur in facultatives if valeur]


def _autorisation(reponse: AutorisationDeclaree) -> Lignes:
    nature = LIBELLES_NATURE[NatureAutorisation(reponse.nature)] if reponse.nature else NON_REPONDU
    lignes = [
        ("Nature", nature),
        ("Autorité", reponse.autorite or NON_REPONDU),
        ("Date de l’arrêté", _jour(reponse.date_arrete)),
        ("Renouvellement tacite", _oui(reponse.renouvellement_tacite)),
    ]
    habilitation = _jour(reponse.date_habilitation) if reponse.date_habilitation else ""
    facultatives = (
        ("Numéro de l’arrêté", reponse.reference),
        ("Habilitation justice", habilitation),
        ("Précision", reponse.precision),
    )
    return lignes + [(terme, valeur) for terme, valeur in facultatives if valeur]


def _avis(reponse: AvisCse) -> Lignes:
    lignes = [
        ("Instance", LIBELLES_INSTANCE[InstanceAvis(reponse.instance)] if reponse.instance else NON_REPONDU),
        ("Avis", LIBELLES_RESULTAT_AVIS[ResultatAvis(reponse.resultat)] if reponse.resultat else NON_REPONDU),
    ]
    if reponse.date_avis:
        lignes.append(("Date de l’avis", _jour(reponse.date_avis)))
    if reponse.pour is not None:
        abstentions = reponse.abstention or 0
        mot = "abstentions" if abstentions > 1 else "abstention"
        lignes.append(("Vote", f"{reponse.pour} pour, {reponse.contre or 0} contre, {abstentions} {mot}"))
    if reponse.reserves:
        lignes.append(("Réserves", reponse.reserves))
    if reponse.date_attendue:
        lignes.append(("Avis attendu le", _jour(reponse.date_attendue)))
    return lignes


def _projet(reponses: Reponses) -> Lignes:
    projet = reponses.projet
    lignes = [(titre, getattr(projet, nom) or NON_REPONDU) for nom, titre in _PROJET]
    lignes.insert(1, ("Thèmes", " ; ".join(theme_names(projet.themes)) or NON_REPONDU))
    return lignes


def _personne(personne: Personne) -> str:
    if personne == Personne():
        return NON_REPONDU
    parties = (personne.nom_complet, personne.fonction, personne.courriel, personne.telephone)
    return ", ".join(partie for partie in parties if partie)


def _jour(jour: date | None) -> str:
    return date_in_words(jour) if jour else NON_REPONDU


def _oui(vrai: bool) -> str:
    return "Oui" if vrai else "Non"


def summary_of(etat: EtatSection, reponses: Reponses, identite: Mapping[str, Any], enregistree: str) -> str:
    """Return the line under a section of the task list: what is known when complete, else what comes next."""
    if etat.avancement == Avancement.COMPLET:
        return _summary_complete(etat.section, reponses, identite)
    if etat.section is Section.PROJET and etat.avancement == Avancement.EN_COURS:
        nombre = answered_questions(reponses.projet)
        posees = f"{nombre} question{'s' if nombre > 1 else ''} sur {len(QUESTIONS_PROJET)}"
        return f"{posees} · {enregistree}" if enregistree else posees
    return etat.manques[0].phrase.rstrip(".")


def _summary_complete(section: Section, reponses: Reponses, identite: Mapping[str, Any]) -> str:
    if section is Section.ETABLISSEMENT:
        numero = str(identite.get("numero_finess", ""))
        return f"Reconnu au FINESS : {numero[:3]}\u00a0{numero[3:6]}\u00a0{numero[6:]}"
    if section is Section.AUTORISATION:
        return f"Arrêté du {_jour(reponses.autorisation.date_arrete)} joint"
    if section is Section.AVIS_CSE:
        avis = reponses.avis_cse
        libelle = LIBELLES_RESULTAT_AVIS[ResultatAvis(avis.resultat)]
        return f"{libelle}, le {_jour(avis.date_avis)}" if avis.date_avis else libelle
    if section is Section.PROJET:
        return reponses.projet.titre
    if section is Section.REPRESENTANTS:
        return ", ".join(getattr(reponses.representants, role).nom_complet for role in ROLES)
    return "Les quatre engagements sont pris"
