"""Server-side sessions: the signed cookie holds a random token, the table says whether it still lives (S32)."""

from __future__ import annotations

import ipaddress
import secrets
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, Response, after_this_request, current_app, g, request, session
from flask_login import LoginManager
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from acia.comptes.lectures import braked_until
from acia.comptes.models import SessionConnexion, Utilisateur
from acia.comptes.rules import Client, fingerprint, idle_limit
from acia.core.db import db, writing
from acia.core.fermetures import any_closed, note_closed
from acia.core.web import now

ABSOLUTE_LIFE = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=2)
DEVICE_LIFE = timedelta(days=365)
ACCOUNTS_PER_DEVICE = 8
COOKIE_KEY = "jeton"


def open_session(utilisateur: Utilisateur, at: datetime) -> None:
    """Open a new session for a person, in the current transaction; the old cookie content is dropped (S39)."""
    token = secrets.token_urlsafe(32)
    close_session(at)
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


def current_fingerprint() -> str:
    """Fingerprint of the session of this request, to tell it from the person's other ones."""
    return fingerprint(session.get(COOKIE_KEY, ""))


def load_user(_request: object) -> Utilisateur | None:
    """Return the person of the living session of this request, if any."""
    token = session.get(COOKIE_KEY)
    if not token:
        return None
    found = db.session.execute(
        select(SessionConnexion, Utilisateur, any_closed().label("ferme"), braked_until().label("freinee"))
        .join(Utilisateur, Utilisateur.id == SessionConnexion.utilisateur_id)
        .where(SessionConnexion.empreinte == fingerprint(token), SessionConnexion.terminee_at.is_(None))
    ).first()
    if found is None or not found.Utilisateur.actif:
        return None
    row, person, at = found.SessionConnexion, cast(Utilisateur, found.Utilisateur), now()
    if at >= row.expire_at or at >= row.vue_at + idle_limit(person.role_enum):
        return None
    if at >= row.vue_at + TOUCH_EVERY:
        g.touch_session = (row.id, at)
    note_closed(bool(found.ferme))
    g.freinee_jusqu_at = found.freinee if found.freinee is not None and found.freinee > at else None
    g.lecteur = (person.id, person.role)
    g.preuve_at = row.confirmee_at or row.ouverte_at
    g.session_fin = min(row.expire_at, at + idle_limit(person.role_enum))
    return person


def touch_session(response: Response) -> Response:
    """Note that the session is in use, in a transaction of its own, after the page is made."""
    seen = g.pop("touch_session", None)
    if seen is None:
        return response
    token = writing.set(True)
    try:
        db.session.rollback()
        with db.engine.begin() as connection:
            connection.execute(update(SessionConnexion).where(SessionConnexion.id == seen[0]).values(vue_at=seen[1]))
    except OperationalError:
        # The page is made: a busy database only costs the person two minutes of session.
        current_app.logger.warning("the session could not be marked as seen", exc_info=True)
    finally:
        writing.reset(token)
    return response


def client_of(courriel: str) -> Client:
    """Who tries to sign in to this account: a device that has already done it, or an address (S26, S27).

    The device is proved by a signed cookie; the address is the one the declared proxies vouch for, never a raw header.
    """
    device, accounts = _read_device()
    if device and _account_mark(courriel) in accounts:
        return Client(f"a:{fingerprint(device)[:62]}", connu=True)
    return Client(f"c:{fingerprint(network_of(request.remote_addr or ''))[:62]}", connu=False)


def remember_device(courriel: str) -> None:
    """Let this device be recognised at the next sign-in to this account. It opens nothing by itself."""
    device, accounts = _read_device()
    mark = _account_mark(courriel)
    kept = [mark, *(a for a in accounts if a != mark)][:ACCOUNTS_PER_DEVICE]
    value = _signer().dumps([device or secrets.token_urlsafe(16), kept])

    @after_this_request
    def send_cookie(response: Response) -> Response:
        response.set_cookie(
            _device_cookie(),
            value,
            max_age=DEVICE_LIFE,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def _read_device() -> tuple[str, list[str]]:
    try:
        device, accounts = _signer().loads(request.cookies.get(_device_cookie(), ""))
    except (BadSignature, ValueError, TypeError):
        return "", []
    return str(device), [str(a) for a in accounts]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="appareil")


def _device_cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-appareil"


def _account_mark(courriel: str) -> str:
    return fingerprint(courriel)[:24]


def network_of(address: str) -> str:
    """One IPv6 subscriber holds a whole /64: its addresses are one client."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address


def init_sessions(app: Flask) -> None:
    """Plug the session table into Flask-Login."""
    manager = LoginManager()
    manager.session_protection = None
    manager.request_loader(load_user)
    manager.init_app(app)
    app.after_request(touch_session)
