"""Acia: the back office of the programme, from the call to the twelve months."""

from __future__ import annotations

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from acia.config import ROOT, Settings, from_environment
from acia.core.clock import Clock, SystemClock
from acia.core.db import db
from acia.core.filters import init_filters
from acia.core.mail.outbox import mail
from acia.core.web import declared_policies, init_web


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """Assemble the application: configuration, extensions, core, stages. Stops when a route declares no policy."""
    settings = settings or from_environment()
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config.update(settings.as_flask())
    app.extensions["acia_clock"] = clock or SystemClock()
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    mail.init_app(app)
    Bootstrap5(app)
    init_web(app)
    init_filters(app)
    _register_stages(app)
    declared_policies(app)
    if settings.PROXYS > 0:
        hops = settings.PROXYS
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    return app


def _register_stages(app: Flask) -> None:
    """Register each stage, in the order of the procedure. Imported late: the stages import `acia.core`."""
    from acia.stages import register_stages

    register_stages(app)
