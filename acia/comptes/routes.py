"""Pages of accounts: sign-in, sign-out."""

from __future__ import annotations

from flask import Flask

from acia.comptes.sessions import init_sessions


def init_app(app: Flask) -> None:
    """Register sessions and pages."""
    init_sessions(app)
