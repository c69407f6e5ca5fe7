"""Pages of the stage: the visitor's own check, and the officers' examination."""

from __future__ import annotations

from flask import Flask

from acia.candidatures.queries import register_avancee, register_critere, register_sans_commission
from acia.eligibilite import jobs, queries
from acia.eligibilite.routes import autotest, avis, avis_public, ecart, examen, lettre, parcours, pieces
from acia.eligibilite.routes.blueprint import bp
from acia.referentiel.consequences import register_consequences

__all__ = [
    "autotest",
    "avis",
    "avis_public",
    "ecart",
    "examen",
    "init_app",
    "jobs",
    "lettre",
    "parcours",
    "pieces",
]


def init_app(app: Flask) -> None:
    """Register the pages of the stage."""
    app.register_blueprint(bp)
    register_critere(queries.CRITERE_ELIGIBILITE)
    register_avancee(queries.screening_reached)
    register_sans_commission(queries.was_told_ineligible)
    register_consequences(queries.watch_files)
    queries.register_parcours(queries.earlier_acia)
