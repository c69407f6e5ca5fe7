"""Pages of the stage: officers compose and decide, members mark, applicants read their result."""

from __future__ import annotations

from flask import Flask

from acia.candidatures.queries import register_avancee
from acia.commission import jobs
from acia.commission.queries import commission_reached
from acia.commission.routes import (
    attente,
    calibrage,
    communication,
    composition,
    conduite,
    convocation,
    decisions,
    deliberation,
    deports,
    extraits,
    facon,
    fermeture,
    interets,
    interets_seance,
    lecture,
    membres,
    notation,
    ordre,
    papier,
    pieces,
    quorum,
    recours,
    repartition,
    reprises,
    resultats,
    suivi_notifications,
    suivre,
)
from acia.commission.routes.socle import bp

__all__ = ["init_app", "jobs"]
PAGES = (
    composition,
    convocation,
    membres,
    quorum,
    ordre,
    interets,
    interets_seance,
    deports,
    calibrage,
    repartition,
    notation,
    pieces,
    papier,
    reprises,
    facon,
    lecture,
    deliberation,
    conduite,
    suivre,
    extraits,
    decisions,
    resultats,
    attente,
    suivi_notifications,
    recours,
    communication,
    fermeture,
)


def init_app(app: Flask) -> None:
    """Register the pages; importing their modules has declared their routes."""
    app.register_blueprint(bp)
    register_avancee(commission_reached)
