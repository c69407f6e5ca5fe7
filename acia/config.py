"""Typed settings read from the environment; one class an environment."""

from __future__ import annotations

import ipaddress
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from email.utils import getaddresses
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024
SHORTEST_SECRET = 32
MOST_PROXIES = 3
ARGON2_LEAST_KIB = 19 * 1024
ARGON2_LEAST_TIME = 2
SQLITE_PREFIX = "sqlite:///"
UNREADABLE = -1
DEPOSITAIRES_AU_MOINS = 2
BATTEMENTS_LEAST_DAYS = 366
"""The database itself refuses to remove a younger beat."""
NORMES_LECTURE: Mapping[str, int] = {
    "pilote_national": 250,
    "charge_de_mission": 150,
    "membre": 80,
    "intervenant": 60,
    "representant": 40,
    "financeur": 20,
}
"""More than twice what somebody who reads fast opens in ten minutes: one page every four seconds for an officer."""
NORMES_LECTURE_JOUR: Mapping[str, int] = {
    "pilote_national": 800,
    "charge_de_mission": 400,
    "membre": 160,
    "intervenant": 100,
    "representant": 60,
    "financeur": 40,
}
"""What the longest rightful day opens, once and a half. An officer who checks a whole région before its sitting: a
file every two minutes for eight hours (240), and its accounts. A member who marks reads six files an hour (48), and on
the eve of the sitting opens again all those of her commission (100). The pilot follows two régions a day; an
intervenant his cohortes; an establishment the files of one managing body. Nobody reads the programme in a day."""


@dataclass(frozen=True)
class Settings:
    """Settings common to all environments. Field names in capitals are Flask configuration keys."""

    ENVIRONNEMENT: str = "developpement"
    SECRET_KEY: str = ""
    SQLALCHEMY_DATABASE_URI: str = ""
    BASE_URL: str = "http://127.0.0.1:5000"
    DONNEES: Path = ROOT / "instance"
    TRUSTED_HOSTS: list[str] | None = None
    PROXYS: int = 0
    MAIL_SERVER: str = ""
    MAIL_PORT: int = 25
    MAIL_USERNAME: str | None = None
    MAIL_PASSWORD: str | None = None
    MAIL_USE_TLS: bool = False
    MAIL_DEFAULT_SENDER: str = "ne-pas-repondre@acia.invalid"
    MAIL_DOMAIN: str = "acia.invalid"
    MAIL_SUPPRESS_SEND: bool = False
    DEPOSITAIRES: list[tuple[str, str]] = field(default_factory=list)
    """Names and addresses of those who receive the fingerprint of the journal every day (S114)."""
    CLAMD: str = ""
    """Antivirus: « hôte:port » or the path of a socket; empty means none."""
    HEURE_REFERENCE: str = ""
    """Clock to compare ours with: « ntp://hôte », or the address of a web server; empty means none."""
    SONDE: str = ""
    """One of our own pages, asked for at each beat of the proof of working; empty means none."""
    BATTEMENTS_JOURS: int = 1095
    """How long the beats are kept."""
    IMPORTS_JOURS: int = 365
    """How long the lines of the tables taken over are kept as they were received."""
    NORMES_LECTURE: dict[str, int] = field(default_factory=lambda: dict(NORMES_LECTURE))
    """Different files or accounts that each role reads at most in ten minutes, before its readings are braked (S22)."""
    NORMES_LECTURE_JOUR: dict[str, int] = field(default_factory=lambda: dict(NORMES_LECTURE_JOUR))
    """The same in a day."""
    MAX_CONTENT_LENGTH: int = 26 * MEGABYTE
    MAX_FORM_MEMORY_SIZE: int = 2 * MEGABYTE
    BOOTSTRAP_SERVE_LOCAL: bool = True
    WTF_CSRF_TIME_LIMIT: int | None = None
    SESSION_COOKIE_NAME: str = "__Host-acia"
    SESSION_COOKIE_SECURE: bool = True
    SESSION_COOKIE_HTTPONLY: bool = True
    SESSION_COOKIE_SAMESITE: str = "Lax"
    ARGON2_MEMORY_KIB: int = ARGON2_LEAST_KIB
    ARGON2_TIME: int = ARGON2_LEAST_TIME
    EDITEUR: str = ""
    DIRECTION_PUBLICATION: str = ""
    HEBERGEUR: str = ""
    CONTACT: str = ""
    CONTACT_DONNEES: str = ""
    TESTING: bool = False
    DEBUG: bool = False
    SQLALCHEMY_ENGINE_OPTIONS: dict[str, Any] = field(default_factory=dict)

    def as_flask(self) -> dict[str, Any]:
        """The settings as Flask wants them."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


def from_environment(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of a production or command-line run from the environment."""
    env = os.environ if env is None else env
    data = Path(env.get("ACIA_DONNEES", ROOT / "instance"))
    base_url = env.get("ACIA_URL", "http://127.0.0.1:5000").rstrip("/")
    host = urlsplit(base_url).hostname or ""
    return Settings(
        ENVIRONNEMENT=env.get("ACIA_ENVIRONNEMENT", "production"),
        SECRET_KEY=env.get("ACIA_SECRET_KEY", ""),
        SQLALCHEMY_DATABASE_URI=database_url(env.get("DATABASE_URL", ""), data),
        BASE_URL=base_url,
        DONNEES=data,
        TRUSTED_HOSTS=[h.strip() for h in env.get("ACIA_HOTES", host).split(",") if h.strip()],
        PROXYS=_whole(env.get("ACIA_PROXYS", "0")),
        MAIL_SERVER=env.get("ACIA_SMTP", ""),
        MAIL_PORT=_whole(env.get("ACIA_SMTP_PORT", "25")),
        MAIL_USERNAME=env.get("ACIA_SMTP_COMPTE"),
        MAIL_PASSWORD=env.get("ACIA_SMTP_SECRET"),
        MAIL_USE_TLS=env.get("ACIA_SMTP_TLS", "1") == "1",
        MAIL_DEFAULT_SENDER=env.get("ACIA_EXPEDITEUR", ""),
        MAIL_DOMAIN=host or "acia.invalid",
        DEPOSITAIRES=[one for one in getaddresses([env.get("ACIA_DEPOSITAIRES", "")]) if any(one)],
        CLAMD=env.get("ACIA_CLAMD", ""),
        HEURE_REFERENCE=env.get("ACIA_HEURE_REFERENCE", ""),
        SONDE=env.get("ACIA_SONDE", f"{base_url}/appels/"),
        BATTEMENTS_JOURS=_whole(env.get("ACIA_BATTEMENTS_JOURS", "1095")),
        IMPORTS_JOURS=_whole(env.get("ACIA_IMPORTS_JOURS", "365")),
        NORMES_LECTURE=reading_norms(env.get("ACIA_NORMES_LECTURE", "")),
        NORMES_LECTURE_JOUR=reading_norms(env.get("ACIA_NORMES_LECTURE_JOUR", ""), NORMES_LECTURE_JOUR),
        EDITEUR=env.get("ACIA_EDITEUR", ""),
        DIRECTION_PUBLICATION=env.get("ACIA_DIRECTION_PUBLICATION", ""),
        HEBERGEUR=env.get("ACIA_HEBERGEUR", ""),
        CONTACT=env.get("ACIA_CONTACT", ""),
        CONTACT_DONNEES=env.get("ACIA_CONTACT_DONNEES", ""),
    )


def _whole(text: str) -> int:
    """A whole number, or a value that `unsafe_settings` refuses with its reason: reading never stops a command."""
    return int(text) if text.isascii() and text.isdigit() else UNREADABLE


def reading_norms(text: str, ours: Mapping[str, int] = NORMES_LECTURE) -> dict[str, int]:
    """« membre=100, charge_de_mission=300 »: the norms that differ from ours; what cannot be read is refused later."""
    given = [part.partition("=") for part in text.split(",") if part.strip()]
    return {**ours, **{role.strip(): _whole(norm.strip()) for role, _, norm in given}}


def database_url(url: str, data: Path) -> str:
    """Return the SQLAlchemy address: PostgreSQL through psycopg 3, or SQLite in the data folder."""
    if not url:
        return f"sqlite:///{data / 'acia.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    return url


def demo_settings(database: Path, port: int) -> Settings:
    """Settings of the demonstration: one SQLite file, this machine only, mails kept and never sent."""
    return Settings(
        ENVIRONNEMENT="demonstration",
        SECRET_KEY="demonstration-sur-cette-machine-seulement",  # noqa: S106 - a demo on 127.0.0.1 holds no secret
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{database}",
        BASE_URL=f"http://127.0.0.1:{port}",
        DONNEES=database.parent,
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        MAIL_SUPPRESS_SEND=True,
        DEPOSITAIRES=[("Camille Tessier", "depositaire1@demo.invalid"), ("Noé Garrec", "depositaire2@demo.invalid")],
        SONDE=f"http://127.0.0.1:{port}/appels/",
        SESSION_COOKIE_NAME="acia-demo",
        SESSION_COOKIE_SECURE=False,
    )


def unsafe_settings(settings: Settings) -> list[str]:
    """Return the French reasons why a production server must not start with these settings (S124)."""
    checks = [
        (settings.ENVIRONNEMENT != "production", "ACIA_ENVIRONNEMENT doit être « production »."),
        (settings.DEBUG or settings.TESTING, "Le mode de mise au point est actif."),
        *_secret_checks(settings.SECRET_KEY),
        *_address_checks(settings),
        *_mail_checks(settings),
        (
            not _are_depositaries(settings.DEPOSITAIRES),
            "ACIA_DEPOSITAIRES doit nommer au moins deux personnes, à des adresses différentes, qui reçoivent chaque "
            "jour l’empreinte du journal : Anne Le Goff <anne@org.fr>, Paul Roy <paul@org.fr>.",
        ),
        *_sign_in_checks(settings),
        *_database_checks(settings),
        *_proof_checks(settings),
    ]
    return [reason for broken, reason in checks if broken]


Check = tuple[bool, str]


def _secret_checks(secret: str) -> list[Check]:
    long_enough = len(secret) >= SHORTEST_SECRET
    return [
        (not secret, "ACIA_SECRET_KEY manque : les sessions ne seraient pas signées."),
        (
            bool(secret) and not long_enough,
            f"ACIA_SECRET_KEY est trop courte : il faut au moins {SHORTEST_SECRET} caractères tirés au hasard.",
        ),
        (long_enough and _is_guessable(secret), "ACIA_SECRET_KEY est devinable : tirez-la au hasard."),
    ]


def _address_checks(settings: Settings) -> list[Check]:
    url, hosts = urlsplit(settings.BASE_URL), settings.TRUSTED_HOSTS or []
    named = bool(hosts) and not any(h.startswith((".", "*")) for h in hosts)
    return [
        (url.scheme != "https", "ACIA_URL doit commencer par https:// : les mots de passe circuleraient en clair."),
        (_is_local(url.hostname), "ACIA_URL doit être l’adresse publique du service."),
        (
            bool(url.path.strip("/") or url.query or url.fragment or url.username),
            "ACIA_URL ne contient que https:// et le nom du service, sans chemin ni compte.",
        ),
        (not named, "ACIA_HOTES doit nommer chaque nom d’hôte, sans joker."),
        (
            named and url.hostname not in hosts,
            "ACIA_HOTES doit contenir le nom de ACIA_URL : aucune page ne répondrait.",
        ),
        (
            not 0 <= settings.PROXYS <= MOST_PROXIES,
            "ACIA_PROXYS doit être le nombre de proxys devant Acia : 0, 1, 2 ou 3.",
        ),
    ]


def _mail_checks(settings: Settings) -> list[Check]:
    sender = settings.MAIL_DEFAULT_SENDER
    return [
        (not settings.MAIL_SERVER, "ACIA_SMTP manque : aucun courriel ne partirait."),
        (settings.MAIL_SUPPRESS_SEND, "L’envoi des courriels est coupé."),
        (not 0 < settings.MAIL_PORT < 65536, "ACIA_SMTP_PORT doit être un numéro de port."),
        (
            bool(settings.MAIL_USERNAME) and not settings.MAIL_USE_TLS,
            "ACIA_SMTP_TLS doit être actif : le mot de passe de la messagerie circulerait en clair.",
        ),
        (
            "@" not in sender or sender.endswith((".invalid", ".test", ".example")),
            "ACIA_EXPEDITEUR doit être une adresse de votre service.",
        ),
    ]


def _are_depositaries(people: Sequence[tuple[str, str]]) -> bool:
    """Two witnesses at least: one alone may lose the mail, or be the person who rewrites the journal."""
    addresses = {address.lower() for _, address in people}
    return len(addresses) == len(people) >= DEPOSITAIRES_AU_MOINS and all("@" in address for address in addresses)


def _sign_in_checks(settings: Settings) -> list[Check]:
    bound = settings.SESSION_COOKIE_SECURE and settings.SESSION_COOKIE_NAME.startswith("__Host-")
    sheltered = settings.SESSION_COOKIE_HTTPONLY and settings.SESSION_COOKIE_SAMESITE in ("Lax", "Strict")
    strong = settings.ARGON2_MEMORY_KIB >= ARGON2_LEAST_KIB and settings.ARGON2_TIME >= ARGON2_LEAST_TIME
    return [
        (not bound, "Les cookies doivent être réservés à https."),
        (not sheltered, "Les cookies de session doivent échapper aux scripts et aux autres sites."),
        (not strong, "Le calcul des mots de passe est trop léger : un vol de la base les livrerait."),
    ]


def _database_checks(settings: Settings) -> list[Check]:
    uri = settings.SQLALCHEMY_DATABASE_URI
    kept = uri.startswith("postgresql") or (uri.startswith(SQLITE_PREFIX) and ":memory:" not in uri)
    return [
        (not kept, "DATABASE_URL doit désigner un serveur PostgreSQL ou un fichier SQLite."),
        (
            _world_readable(settings),
            "Le fichier de la base est lisible par tous les comptes de la machine (chmod 600).",
        ),
    ]


def _proof_checks(settings: Settings) -> list[Check]:
    reference, sonde = settings.HEURE_REFERENCE, settings.SONDE
    return [
        (
            bool(reference) and not _is_address(reference, ("ntp", "http", "https")),
            "ACIA_HEURE_REFERENCE doit être une adresse : ntp://serveur, ou https://serveur.",
        ),
        (
            bool(sonde) and not _is_address(sonde, ("http", "https")),
            "ACIA_SONDE doit être l’adresse d’une page de ce service.",
        ),
        (
            settings.BATTEMENTS_JOURS < BATTEMENTS_LEAST_DAYS,
            f"ACIA_BATTEMENTS_JOURS doit valoir au moins {BATTEMENTS_LEAST_DAYS} : "
            "la preuve de fonctionnement sert après coup.",
        ),
        (
            settings.NORMES_LECTURE.keys() != NORMES_LECTURE.keys() or min(settings.NORMES_LECTURE.values()) < 1,
            "ACIA_NORMES_LECTURE doit donner un nombre à des rôles connus : charge_de_mission=150,membre=80.",
        ),
        (
            _below(settings.NORMES_LECTURE_JOUR, settings.NORMES_LECTURE),
            "ACIA_NORMES_LECTURE_JOUR doit donner à des rôles connus un nombre qui n’est pas au-dessous de celui de "
            "dix minutes : charge_de_mission=400,membre=160.",
        ),
        (settings.IMPORTS_JOURS < 1, "ACIA_IMPORTS_JOURS doit être un nombre de jours."),
    ]


def _below(day: Mapping[str, int], ten_minutes: Mapping[str, int]) -> bool:
    return day.keys() != NORMES_LECTURE_JOUR.keys() or any(day[role] < ten_minutes.get(role, 1) for role in day)


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_local(host: str | None) -> bool:
    """True for an address that only this machine can reach, or that exists nowhere."""
    if not host or host == "localhost" or host.endswith((".localhost", ".invalid", ".test", ".example")):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified or address.is_link_local


def _is_guessable(secret: str) -> bool:
    lowered = secret.lower()
    return len(set(secret)) < 10 or any(
        word in lowered
        for word in ("secret", "demonstration", "change", "password", "motdepasse", "0123456789", "abcdefghij")
    )


def _world_readable(settings: Settings) -> bool:
    if not settings.SQLALCHEMY_DATABASE_URI.startswith(SQLITE_PREFIX):
        return False
    path = Path(settings.SQLALCHEMY_DATABASE_URI[len(SQLITE_PREFIX) :])
    return path.exists() and bool(path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))
