"""The blueprint of the stage."""

from __future__ import annotations

from werkzeug.wrappers import Response

from acia.core.web import stage_blueprint

bp = stage_blueprint("eligibilite", "")
FILE = "/candidatures/<uuid:candidature_id>/eligibilite"
Page = str | Response | tuple[str, int]
