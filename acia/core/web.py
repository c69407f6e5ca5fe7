"""The web shell: deny by default, strict headers, French errors, absolute links from the configured address only."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Request,
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, CSRFProtect
from markupsafe import escape
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.utils import cached_property
from werkzeug.wrappers import Response as BaseResponse

from acia.core.db import db, is_duplicate, transaction
from acia.core.errors import ActionRefusee, ConflitVersion, Introuvable, Refus
from acia.core.filters import typographie
from acia.core.permissions import Decision, Permission, may
from acia.core.present import present
from acia.core.refus import init_refusals, note_refusal
from acia.core.renvoi import send_again
from acia.core.text import clean_text

P = ParamSpec("P")
R = TypeVar("R")
csrf = CSRFProtect()
_LIBRARY_ENDPOINTS = frozenset({"static", "bootstrap.static"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
_MESSAGES = {
    400: (
        "Demande incomprise",
        "Votre navigateur a envoyé une demande que nous n’avons pas comprise. Revenez en arrière et recommencez.",
    ),
    403: ("Accès réservé", "Cette page est réservée à d’autres personnes."),
    404: ("Page introuvable", "Cette page n’existe pas, ou elle ne vous est pas ouverte."),
    405: ("Acte impossible ici", "Cette adresse ne s’ouvre pas de cette façon. Repartez de l’accueil."),
    409: (
        "Ce n’est pas possible maintenant",
        "Rien n’a été modifié. Rechargez la page pour voir où en sont les choses.",
    ),
    413: ("Envoi trop lourd", "Ce fichier dépasse 25 Mo. Réduisez-le, puis envoyez-le de nouveau."),
    429: ("Trop d’essais", "Attendez quelques minutes avant de recommencer."),
    500: (
        "Un incident de notre côté",
        "Rien n’a été modifié. Recommencez dans quelques minutes ; si cela dure, donnez-nous la référence ci-dessous.",
    ),
    503: ("Service occupé", "Le service est très sollicité. Rien n’est perdu : recommencez dans quelques secondes."),
}
_DEJA_FAIT = (
    "Quelqu’un d’autre vient de faire la même chose, ou une chose qui l’exclut. Rien de ce que vous avez envoyé n’a "
    "été enregistré : revenez à la page pour voir où en sont les choses."
)
_BUSY_WORDS = ("locked", "timeout", "deadlock", "disk is full", "readonly", "disk i/o", "connection")


class CleanRequest(Request):
    """A request whose texts are cleaned at the door, in one place for every form (S90)."""

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        if self.mimetype == "application/x-www-form-urlencoded":
            # The library limits the fields of multipart forms only (S98).
            self.max_content_length = self.max_form_memory_size
        super()._load_form_data()
        form = self.__dict__["form"]
        if sum(len(values) for _, values in form.lists()) > (self.max_form_parts or 0):
            raise RequestEntityTooLarge()
        self.__dict__["form"] = _cleaned(form)

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """The query string, cleaned."""
        return _cleaned(super().args)


def _cleaned(values: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict([(key, clean_text(value)) for key, value in values.items(multi=True)])


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Declare a route open to everybody."""
    view.acia_policy = "public"  # type: ignore[attr-defined]  # the declaration is kept on the view itself
    return view


def require(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare the permission a route needs; without it: sign-in for a visitor, 403 for anybody else."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not current_user.is_authenticated:
                if (again := send_again(401)) is not None:
                    return cast(R, again)
                return cast(R, redirect(url_for("comptes.connexion", suite=_local_path())))
            if not may(current_user.role_enum, permission):
                abort(403)
            return view(*args, **kwargs)

        guarded.acia_policy = permission.value  # type: ignore[attr-defined]  # see `public`
        return guarded

    return declare


def declared_policies(app: Flask) -> dict[str, str]:
    """Return endpoint → policy for every route.

    Raises:
        RuntimeError: an endpoint has neither `@require` nor `@public`.
    """
    policies = {}
    for endpoint, view in app.view_functions.items():
        policy = "public" if endpoint in _LIBRARY_ENDPOINTS else getattr(view, "acia_policy", None)
        if policy is None:
            raise RuntimeError(f"endpoint {endpoint} declares no policy")
        policies[endpoint] = policy
    return policies


def ensure(decision: Decision) -> None:
    """Stop with 403 and the policy's reason when it refuses."""
    if not decision:
        abort(403, description=decision.motif)


def now() -> datetime:
    """The present instant, from the application's clock."""
    return present()


def absolute_url(endpoint: str, **values: Any) -> str:
    """An address for mails and documents, made from the configured base address, never from the request (S31)."""
    base = urlsplit(str(current_app.config["BASE_URL"]))
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def safe_next(target: str | None, default: str) -> str:
    """Return `target` when it is a path of this site, `default` otherwise (S36)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default
    return default if any(ord(c) < 32 or c == "\\" for c in target) else target


def _local_path() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def apply_refusal(form: FlaskForm, refusal: ActionRefusee) -> None:
    """Put a refusal of the service at the field it names, or at the head of the form."""
    field = form._fields.get(refusal.champ or "")
    sentence = typographie(refusal.motif)
    if field is not None:
        field.errors = [*field.errors, sentence]
    else:
        form.form_errors.append(sentence)


def done_or_refused(form: FlaskForm, act: Callable[[], object]) -> bool:
    """Do one act of the service in its transaction; put its refusal on the form."""
    try:
        with transaction():
            act()
    except ActionRefusee as refusal:
        apply_refusal(form, refusal)
        return False
    return True


def version_of(form: FlaskForm) -> int | None:
    """The version the form was opened on, from its hidden field."""
    raw = str(form.version.data or "") if "version" in form else ""
    return int(raw) if raw.isdigit() else None


def done(message: str, endpoint: str, **values: Any) -> BaseResponse:
    """Say that the act is done, then go and see it."""
    flash(typographie(message), "succes")
    return redirect(url_for(endpoint, **values))


def parse_uuid(text: str) -> uuid.UUID:
    """Read an id from an address.

    Raises:
        Introuvable: it is not an id, which looks the same as an unknown one.
    """
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Introuvable() from None


def init_web(app: Flask) -> None:
    """Install guards, headers, errors and template globals."""
    app.request_class = CleanRequest
    csrf.init_app(app)
    app.before_request(_open_request)
    app.after_request(_set_headers)
    app.after_request(_wake_worker)
    init_refusals(app)
    app.register_error_handler(Refus, _refusal)
    app.register_error_handler(CSRFError, _csrf_refusal)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(PoolTimeout, _database_busy)
    app.register_error_handler(IntegrityError, _duplicate)
    app.register_error_handler(Exception, _unexpected)


def _open_request() -> None:
    view = app_view()
    if view is None or request.endpoint in _LIBRARY_ENDPOINTS:
        return
    if getattr(view, "acia_policy", None) is None:
        abort(404)


def app_view() -> Callable[..., Any] | None:
    """The view of the current request, or none when no route matches."""
    return current_app.view_functions.get(request.endpoint or "")


def _set_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.endpoint not in _LIBRARY_ENDPOINTS:
        response.headers["Cache-Control"] = "no-store, private"
        response.vary.add("Cookie")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def _wake_worker(response: Response) -> Response:
    wake = current_app.extensions.get("acia_wake")
    if wake is not None and g.pop("work_waiting", False):
        wake()
    return response


def _page(code: int, message: str, reference: str = "") -> tuple[str, int]:
    """A page that says what happened. If even that page fails, its bare text: the last resort never fails."""
    title, default = _MESSAGES.get(code, _MESSAGES[400])
    message = typographie(message or default)
    if code >= 500:
        # An incident page greets nobody: reading the account would use the database that has just failed.
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]  # set by Flask-Login
    try:
        words = {"titre": title, "message": message, "code": code, "reference": reference}
        back = _came_from() if code == 409 else ""
        suite = {"suite_texte": "Revenir à la page", "suite_url": back} if back else {}
        page = render_template("layout/erreur.html", **words, **suite)
    except Exception:
        current_app.logger.exception("the page of error %s cannot be made", code)
        page = _bare_page(title, message, reference)
    return page, code


def _came_from() -> str:
    """The path of our page whose form or link was followed, nothing when it is not known or opens no page."""
    seen, adapter = urlsplit(request.referrer or ""), request_ctx.url_adapter
    ours = seen.netloc == urlsplit(str(current_app.config["BASE_URL"])).netloc
    if not ours or adapter is None or not adapter.test(seen.path.removeprefix(request.root_path), "GET"):
        return ""
    return safe_next(seen._replace(scheme="", netloc="", fragment="").geturl(), "")


def _bare_page(title: str, message: str, reference: str = "") -> str:
    words = f"<p>Référence : {reference}</p>" if reference else ""
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(title)} – Acia</title></head>'
        f"<body><h1>{escape(title)}</h1><p>{escape(message)}</p>{words}</body></html>"
    )


def _refusal(error: Refus) -> tuple[str, int]:
    db.session.rollback()
    note_refusal(type(error).__name__)
    return _page(error.code if error.code in _MESSAGES else 400, error.motif)[0], error.code


def _csrf_refusal(error: CSRFError) -> ResponseReturnValue:
    note_refusal(type(error).__name__)
    return send_again(400) or _page(
        400,
        "Votre session a changé depuis l’ouverture de cette page. Revenez en arrière, rechargez, puis recommencez.",
    )


def _http_error(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    if request_ctx.url_adapter is None:
        # The host is not ours: no address of the site can be written on the page.
        return _bare_page("Adresse inconnue", "Ce service ne répond pas à cette adresse."), code
    # Only a reason given by a policy is shown; the library's own descriptions are in English.
    custom = error.description or "" if code == 403 and not (error.description or "").startswith("You don't") else ""
    return _page(code, custom)


def _database_busy(error: OperationalError | PoolTimeout) -> Any:
    _forget_session()
    if isinstance(error, OperationalError) and not any(word in str(error).lower() for word in _BUSY_WORDS):
        return _unexpected(error)
    current_app.logger.warning("database busy or unreachable", exc_info=error)
    return *_page(503, ""), {"Retry-After": "5"}


def _duplicate(error: IntegrityError) -> tuple[str, int]:
    """Two people did the same act at the same time: the second is told, as for any conflict."""
    _forget_session()
    # Whose page it is has to be read again: the account went with the session.
    g.pop("_login_user", None)
    return _refusal(ConflitVersion(_DEJA_FAIT)) if is_duplicate(error) else _unexpected(error)


def _unexpected(error: Exception) -> tuple[str, int]:
    reference = secrets.token_hex(4)
    current_app.logger.error("incident %s", reference, exc_info=error)
    _forget_session()
    return _page(500, "", reference)


def _forget_session() -> None:
    """Drop the database session; on a full disk the rollback itself may raise (security.md L11)."""
    try:
        db.session.remove()
    except OperationalError:
        current_app.logger.warning("the session could not be closed cleanly", exc_info=True)


def stage_blueprint(stage: str, prefix: str) -> Blueprint:
    """The blueprint of a stage: its templates are in `templates/<stage>/`."""
    return Blueprint(stage, f"acia.{stage}.routes", url_prefix=prefix)
