"""Pages of the register: what it says, and how a new file takes its place."""

from __future__ import annotations

from flask import Flask

from acia.referentiel import jobs
from acia.referentiel.noms import readable_name, readable_town
from acia.referentiel.routes import consultation, mises_a_jour
from acia.referentiel.routes.blueprint import bp

__all__ = ["consultation", "init_app", "jobs", "mises_a_jour"]


def init_app(app: Flask) -> None:
    """Register the pages of the stage."""
    app.register_blueprint(bp)
    app.jinja_env.filters |= {"nom_lisible": readable_name, "commune_lisible": readable_town}
