"""The answers of a file in words, for those who read them: task list, check page, officer. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from acia.appels.rules import PAR_DEFAUT, Questionnaire
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
Lignes = list[tuple[str, str]]


def in_words(
    reponses: Reponses, identite: Mapping[str, Any], questionnaire: Questionnaire = PAR_DEFAUT
) -> dict[Section, Lignes]:
    """Return, for each section, its answers as (question, value) pairs, in the words of the call."""
    return {
        Section.ETABLISSEMENT: _etablissement(reponses, identite, questionnaire),
        Section.AUTORISATION: _autorisation(reponses.autorisation, questionnaire),
        Section.AVIS_CSE: _avis(reponses.avis_cse, questionnaire),
        Section.PROJET: _projet(reponses, questionnaire),
        Section.REPRESENTANTS: [
            (titre, _personne(getattr(reponses.representants, role))) for role, titre in TITRES_ROLES.items()
        ],
        Section.ENGAGEMENTS: [
            (question.libelle, _oui(getattr(reponses.engagements, question.champ)))
            for question in questionnaire.of_section(Section.ENGAGEMENTS)
        ],
    }


def _etablissement(reponses: Reponses, identite: Mapping[str, Any], questionnaire: Questionnaire) -> Lignes:
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
        (questionnaire.label(Section.ETABLISSEMENT, "perimetre"), reponses.etablissement.perimetre),
        (questionnaire.label(Section.ETABLISSEMENT, "remarque"), reponses.etablissement.remarque),
    )
    return lignes + [(terme, valeur) for terme, valeur in facultatives if valeur]


def _autorisation(reponse: AutorisationDeclaree, questionnaire: Questionnaire) -> Lignes:
    nature = LIBELLES_NATURE[NatureAutorisation(reponse.nature)] if reponse.nature else NON_REPONDU
    known = {
        "nature": nature,
        "precision": reponse.precision,
        "autorite": reponse.autorite or NON_REPONDU,
        "reference": reponse.reference,
        "date_arrete": _jour(reponse.date_arrete),
        "renouvellement_tacite": _oui(reponse.renouvellement_tacite),
        "date_habilitation": _jour(reponse.date_habilitation) if reponse.date_habilitation else "",
    }
    questions = questionnaire.of_section(Section.AUTORISATION)
    return [(q.libelle, known[q.champ]) for q in questions if known[q.champ]]


def _avis(reponse: AvisCse, questionnaire: Questionnaire) -> Lignes:
    known = {
        "instance": LIBELLES_INSTANCE[InstanceAvis(reponse.instance)] if reponse.instance else NON_REPONDU,
        "resultat": LIBELLES_RESULTAT_AVIS[ResultatAvis(reponse.resultat)] if reponse.resultat else NON_REPONDU,
        "date_avis": _jour(reponse.date_avis) if reponse.date_avis else "",
        "reserves": reponse.reserves,
        "date_attendue": _jour(reponse.date_attendue) if reponse.date_attendue else "",
    }
    questions = [q for q in questionnaire.of_section(Section.AVIS_CSE) if known.get(q.champ)]
    lignes = [(q.libelle, known[q.champ]) for q in questions]
    if reponse.pour is not None:
        # The three counts are read together, before what the body adds.
        rank = sum(q.champ in ("instance", "resultat", "date_avis") for q in questions)
        lignes.insert(rank, ("Vote", _vote(reponse)))
    return lignes


def _vote(reponse: AvisCse) -> str:
    abstentions = reponse.abstention or 0
    mot = "abstentions" if abstentions > 1 else "abstention"
    return f"{reponse.pour} pour, {reponse.contre or 0} contre, {abstentions} {mot}"


def _projet(reponses: Reponses, questionnaire: Questionnaire) -> Lignes:
    projet = reponses.projet
    themes = " ; ".join(theme_names(projet.themes))
    return [
        (q.libelle, (themes if q.champ == "themes" else getattr(projet, q.champ)) or NON_REPONDU)
        for q in questionnaire.of_section(Section.PROJET)
    ]


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
        return f"Reconnu au FINESS : {numero[:3]}\u00a0{numero[3:6]}\u00a0{numero[6:]}"
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
