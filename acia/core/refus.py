"""Acts that are refused, one line each, in a log kept apart from the journal (S112).

Not in the journal itself: nothing ever leaves it and each of its lines holds every other act up, so that whoever
sends a refused act again and again would fill it for good. Only a refused deposit is written there too (S45).
A line holds ids and the kind of refusal: neither a name, nor what was typed, nor an address that may carry a secret.
"""

from __future__ import annotations

import json
import logging
import uuid
from datetime import UTC

from flask import Flask, Response, current_app, g, has_app_context, request
from sqlalchemy import inspect

from acia.core.present import present

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOG = "refus"


def init_refusals(app: Flask) -> None:
    """Write the lines where the application writes its own, as `acia.refus`."""
    app.logger.getChild(_LOG).setLevel(logging.INFO)
    app.after_request(_trace)


def note_refusal(kind: str) -> None:
    """Remember that the current request was refused, whatever its page answers."""
    if has_app_context():
        g.refusal = kind


def _trace(response: Response) -> Response:
    kind, status = g.pop("refusal", ""), response.status_code
    refused = bool(kind) or 400 <= status < 500
    if status == 403 or (refused and status < 500 and request.method not in _READS):
        line = {
            "instant": present().astimezone(UTC).isoformat(timespec="milliseconds"),
            "acte": request.endpoint or "",
            "methode": request.method,
            "statut": status,
            "cause": kind,
            "personne": _person(),
            "objets": {name: str(key) for name, key in (request.view_args or {}).items() if _is_key(key)},
        }
        current_app.logger.getChild(_LOG).info(json.dumps(line, ensure_ascii=False))
    return response


def _person() -> str | None:
    """The id of who asks, without asking the database again."""
    state = inspect(g.get("_login_user"), raiseerr=False)
    return str(state.identity[0]) if state is not None and state.identity else None


def _is_key(value: object) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True
