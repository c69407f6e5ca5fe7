"""Server-side sessions: the signed cookie holds a random token, the table says whether it still lives (S32)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import Flask, g, request, session
from flask_login import LoginManager
from sqlalchemy import select, update

from acia.comptes.models import SessionConnexion, Utilisateur
from acia.core.db import db, writing
from acia.core.permissions import Role
from acia.core.web import now

ABSOLUTE_LIFE = timedelta(hours=12)
IDLE_STAFF = timedelta(minutes=60)
IDLE_REPRESENTANT = timedelta(hours=4)
TOUCH_EVERY = timedelta(minutes=2)
COOKIE_KEY = "jeton"


def fingerprint(token: str) -> str:
    """SHA-256 of a token: the database never holds the token itself."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(utilisateur: Utilisateur, at: datetime) -> None:
    """Open a new session for a person, in the current transaction; the old cookie content is dropped (S39)."""
    token = secrets.token_urlsafe(32)
    session.clear()
    session[COOKIE_KEY] = token
    db.session.add(
        SessionConnexion(
            utilisateur_id=utilisateur.id,
            empreinte=fingerprint(token),
            ouverte_at=at,
            vue_at=at,
            expire_at=at + ABSOLUTE_LIFE,
            appareil=str(request.user_agent)[:200],
        )
    )


def close_session(at: datetime) -> None:
    """End the current session, in the current transaction."""
    token = session.get(COOKIE_KEY)
    session.clear()
    if token:
        db.session.execute(
            update(SessionConnexion).where(SessionConnexion.empreinte == fingerprint(token)).values(terminee_at=at)
        )


def close_all_sessions(utilisateur: Utilisateur, at: datetime) -> None:
    """End every session of a person: password changed, account disabled, role changed."""
    db.session.execute(
        update(SessionConnexion)
        .where(SessionConnexion.utilisateur_id == utilisateur.id, SessionConnexion.terminee_at.is_(None))
        .values(terminee_at=at)
    )


def load_user(_request: object) -> Utilisateur | None:
    """Return the person of the living session of this request, if any."""
    token = session.get(COOKIE_KEY)
    if not token:
        return None
    found = db.session.execute(
        select(SessionConnexion, Utilisateur)
        .join(Utilisateur, Utilisateur.id == SessionConnexion.utilisateur_id)
        .where(SessionConnexion.empreinte == fingerprint(token), SessionConnexion.terminee_at.is_(None))
    ).first()
    if found is None or not found.Utilisateur.actif:
        return None
    row, person, at = found.SessionConnexion, found.Utilisateur, now()
    idle = IDLE_REPRESENTANT if person.role_enum is Role.REPRESENTANT else IDLE_STAFF
    if at >= row.expire_at or at >= row.vue_at + idle:
        return None
    if at >= row.vue_at + TOUCH_EVERY:
        g.touch_session = (row.id, at)
    return person


def touch_session(response):  # type: ignore[no-untyped-def]  # Flask's after_request hook, any response
    """Note that the session is in use, in a transaction of its own, after the page is made."""
    seen = g.pop("touch_session", None)
    if seen is not None:
        db.session.rollback()
        token = writing.set(True)
        try:
            with db.engine.begin() as connection:
                connection.execute(
                    update(SessionConnexion).where(SessionConnexion.id == seen[0]).values(vue_at=seen[1])
                )
        finally:
            writing.reset(token)
    return response


def init_sessions(app: Flask) -> None:
    """Plug the session table into Flask-Login."""
    manager = LoginManager()
    manager.session_protection = None
    manager.request_loader(load_user)
    manager.init_app(app)
    app.after_request(touch_session)
