"""Pages of the calls: those of everybody, and those of the officers who prepare them."""

from __future__ import annotations

from flask import Flask

from acia.appels import jobs
from acia.appels.routes import echanges, preparation, publiques, questionnaire
from acia.appels.routes.blueprint import bp

__all__ = ["echanges", "init_app", "jobs", "preparation", "publiques", "questionnaire"]


def init_app(app: Flask) -> None:
    """Register the pages of the calls."""
    app.register_blueprint(bp)
