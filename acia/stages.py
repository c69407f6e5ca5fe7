"""The stages with pages, in the order of the procedure."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from acia import models  # noqa: F401 - loads every table, so that relationships between stages resolve

STAGES = (
    "comptes",
    "referentiel",
    "appels",
    "candidatures",
    "eligibilite",
    "commission",
    "engagements",
    "cohortes",
    "seances",
    "suivi",
    "pilotage",
)


def register_stages(app: Flask) -> None:
    """Give each stage its routes: `routes.init_app(app)` registers its blueprint and what it needs."""
    for stage in STAGES:
        import_module(f"acia.{stage}.routes").init_app(app)
