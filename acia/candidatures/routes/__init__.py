"""Pages of the files: those of the applicant, the deposit, and the officer's side."""

from __future__ import annotations

from flask import Flask

from acia.candidatures import jobs
from acia.candidatures.queries import CRITERE_CANAL, CRITERE_DEROGATION, register_critere
from acia.candidatures.routes import (
    accuses,
    boite,
    corrections,
    depot,
    derogations,
    echanges,
    groupes,
    importation,
    instruction,
    interne,
    lettre_papier,
    papier,
    personnes,
    pieces,
    preuve,
    prolongation,
    refus,
    relais,
    relances,
    reprise,
    saisie,
    vierge,
)
from acia.candidatures.routes.blueprint import bp

__all__ = [
    "accuses",
    "boite",
    "corrections",
    "depot",
    "derogations",
    "echanges",
    "groupes",
    "importation",
    "init_app",
    "instruction",
    "interne",
    "jobs",
    "lettre_papier",
    "papier",
    "personnes",
    "pieces",
    "preuve",
    "prolongation",
    "refus",
    "relais",
    "relances",
    "reprise",
    "saisie",
    "vierge",
]


def init_app(app: Flask) -> None:
    """Register the pages of the files."""
    register_critere(CRITERE_DEROGATION)
    app.register_blueprint(bp)
    register_critere(CRITERE_CANAL)
