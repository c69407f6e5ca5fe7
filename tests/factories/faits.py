"""A complete file as facts for the rules, with no database; each piece may be replaced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from acia.candidatures.rules import (
    AutorisationDeclaree,
    AvisCse,
    EngagementsPris,
    Personne,
    Projet,
    Reponses,
    Representants,
)
from acia.core.rules import Constat, Resultat
from acia.eligibilite.rules import (
    Faits,
    FaitsAppel,
    FaitsRegistre,
    evaluate,
)
from tests.factories.registre_finess import with_key

NUMERO = with_key("29000012")
DEPOT = date(2027, 2, 12)
TRIO = Representants(
    direction=Personne("Anne", "Le Bihan", courriel="anne@exemple.test"),
    personnel=Personne("Yann", "Morvan", courriel="yann@exemple.test"),
    metier=Personne("Soizic", "Guéguen", courriel="soizic@exemple.test"),
)
REPONSES = Reponses(
    autorisation=AutorisationDeclaree(nature="ase", autorite="Département", date_arrete=date(2019, 5, 12)),
    avis_cse=AvisCse(instance="cse", resultat="favorable", date_avis=date(2027, 1, 28), pour=5, contre=0),
    projet=Projet(titre="Mieux accueillir", themes=(2,), objectifs="Moins de départs.", actions="Des binômes."),
    representants=TRIO,
    engagements=EngagementsPris(participation=True, premiere_seance=True, partage=True, exactitude=True),
)
FAITS = Faits(
    jour=date(2027, 2, 22),
    depot=DEPOT,
    departement="29",
    registre=FaitsRegistre(
        numero=NUMERO,
        date_donnees=date(2026, 12, 1),
        numero_ej=with_key("29000099"),
        departement="29",
        categorie="177",
        libelle_categorie="Maison d’enfants à caractère social",
        agregat="4501",
        mft="08",
    ),
    appel=FaitsAppel(departements=("22", "29")),
    reponses=REPONSES,
    pieces=("arrete", "avis_cse"),
)


A_LIRE = ("R15", "R17", "R18", "R21")


def facts(registre: dict[str, Any] | None = None, appel: dict[str, Any] | None = None, **sections: Any) -> Faits:
    """The complete file, with some facts replaced."""
    reponses = {name: sections.pop(name) for name in list(sections) if hasattr(REPONSES, name)}
    return replace(
        FAITS,
        registre=replace(FAITS.registre, **(registre or {})),
        appel=replace(FAITS.appel, **(appel or {})),
        reponses=replace(REPONSES, **reponses),
        **sections,
    )


def find(faits: Faits, code: str) -> Constat:
    """What one rule finds."""
    return next(c for c in evaluate(faits) if c.regle.code == code)


def result(faits: Faits, code: str) -> Resultat:
    """Outcome of one rule."""
    return find(faits, code).resultat


def avis(**changes: Any) -> AvisCse:
    """The favourable opinion, with some answers replaced."""
    return replace(REPONSES.avis_cse, **changes)


def autorisation(**changes: Any) -> AutorisationDeclaree:
    """The authorisation, with some answers replaced."""
    return replace(REPONSES.autorisation, **changes)
