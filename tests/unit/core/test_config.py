"""Settings: production refuses to start with an unsafe one, and says which (S124)."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from acia.config import (
    NORMES_LECTURE,
    NORMES_LECTURE_JOUR,
    Settings,
    database_url,
    demo_settings,
    from_environment,
    reading_norms,
    unsafe_settings,
)
from acia.core.permissions import Role

SAFE_ENVIRONMENT = {
    "ACIA_SECRET_KEY": "k9Vw2mZrT4qLxB7nHs5PdYc8JfGtAe3U",
    "ACIA_URL": "https://acia.service-public.org",
    "DATABASE_URL": "postgresql://acia@base.interne/acia",
    "ACIA_SMTP": "smtp.interne",
    "ACIA_EXPEDITEUR": "acia@service-public.org",
    "ACIA_DEPOSITAIRES": "Greffe <greffe@service-public.org>, controle@autre-service.org",
}
SAFE = from_environment(SAFE_ENVIRONMENT)


def test_good_settings_start() -> None:
    assert unsafe_settings(SAFE) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"SECRET_KEY": ""}, "ACIA_SECRET_KEY manque"),
        ({"SECRET_KEY": "k9Vw2mZrT4qLxB7n"}, "trop courte"),
        ({"SECRET_KEY": "a" * 40}, "devinable"),
        ({"SECRET_KEY": "change-me-please-change-me-please-now"}, "devinable"),
        ({"SECRET_KEY": "0123456789abcdef0123456789abcdef"}, "devinable"),
        ({"SECRET_KEY": demo_settings(Path("demo.db"), 5000).SECRET_KEY}, "devinable"),
        ({"ENVIRONNEMENT": "demonstration"}, "ACIA_ENVIRONNEMENT"),
        ({"DEBUG": True}, "mise au point"),
        ({"TESTING": True}, "mise au point"),
        ({"BASE_URL": "http://acia.service-public.org"}, "https://"),
        ({"BASE_URL": "https://localhost"}, "adresse publique"),
        ({"BASE_URL": "https://127.0.0.1"}, "adresse publique"),
        ({"BASE_URL": "https://127.3.2.1"}, "adresse publique"),
        ({"BASE_URL": "https://[::1]"}, "adresse publique"),
        ({"BASE_URL": "https://0.0.0.0"}, "adresse publique"),
        ({"BASE_URL": "https://acia.invalid"}, "adresse publique"),
        ({"BASE_URL": ""}, "adresse publique"),
        ({"BASE_URL": "https://acia.service-public.org/acia"}, "sans chemin"),
        ({"BASE_URL": "https://anne:x@acia.service-public.org"}, "sans chemin ni compte"),
        ({"TRUSTED_HOSTS": None}, "sans joker"),
        ({"TRUSTED_HOSTS": []}, "sans joker"),
        ({"TRUSTED_HOSTS": ["*"]}, "sans joker"),
        ({"TRUSTED_HOSTS": [".service-public.org"]}, "sans joker"),
        ({"TRUSTED_HOSTS": ["autre.service-public.org"]}, "doit contenir le nom"),
        ({"PROXYS": -1}, "ACIA_PROXYS"),
        ({"NORMES_LECTURE": reading_norms("juge=10")}, "ACIA_NORMES_LECTURE"),
        ({"NORMES_LECTURE_JOUR": reading_norms("juge=10", NORMES_LECTURE_JOUR)}, "ACIA_NORMES_LECTURE_JOUR"),
        ({"NORMES_LECTURE_JOUR": reading_norms("membre=79", NORMES_LECTURE_JOUR)}, "ACIA_NORMES_LECTURE_JOUR"),
        ({"NORMES_LECTURE": reading_norms("membre=beaucoup")}, "ACIA_NORMES_LECTURE"),
        ({"PROXYS": 40}, "ACIA_PROXYS"),
        ({"MAIL_SERVER": ""}, "ACIA_SMTP manque"),
        ({"MAIL_SUPPRESS_SEND": True}, "envoi des courriels est coupé"),
        ({"MAIL_PORT": 0}, "ACIA_SMTP_PORT"),
        ({"MAIL_USERNAME": "acia", "MAIL_USE_TLS": False}, "ACIA_SMTP_TLS"),
        ({"MAIL_DEFAULT_SENDER": ""}, "ACIA_EXPEDITEUR"),
        ({"MAIL_DEFAULT_SENDER": "ne-pas-repondre@acia.invalid"}, "ACIA_EXPEDITEUR"),
        ({"SESSION_COOKIE_SECURE": False}, "réservés à https"),
        ({"SESSION_COOKIE_NAME": "session"}, "réservés à https"),
        ({"SESSION_COOKIE_HTTPONLY": False}, "échapper aux scripts"),
        ({"SESSION_COOKIE_SAMESITE": "None"}, "échapper aux scripts"),
        ({"ARGON2_MEMORY_KIB": 1024}, "trop léger"),
        ({"ARGON2_TIME": 1}, "trop léger"),
        ({"SQLALCHEMY_DATABASE_URI": "sqlite://"}, "DATABASE_URL"),
        ({"SQLALCHEMY_DATABASE_URI": "sqlite:///:memory:"}, "DATABASE_URL"),
        ({"SQLALCHEMY_DATABASE_URI": "mysql://base/acia"}, "DATABASE_URL"),
        ({"SQLALCHEMY_DATABASE_URI": ""}, "DATABASE_URL"),
        ({"HEURE_REFERENCE": "pool.exemple.fr"}, "ACIA_HEURE_REFERENCE"),
        ({"HEURE_REFERENCE": "ntp://"}, "ACIA_HEURE_REFERENCE"),
        ({"HEURE_REFERENCE": "ntp://temps.exemple.fr:x"}, "ACIA_HEURE_REFERENCE"),
        ({"SONDE": "file:///etc/passwd"}, "ACIA_SONDE"),
        ({"IMPORTS_JOURS": -1}, "ACIA_IMPORTS_JOURS"),
        ({"BATTEMENTS_JOURS": 30}, "ACIA_BATTEMENTS_JOURS"),
        ({"BATTEMENTS_JOURS": -1}, "ACIA_BATTEMENTS_JOURS"),
    ],
)
def test_s124_an_unsafe_setting_is_refused_with_its_reason(change: dict[str, object], reason: str) -> None:
    reasons = unsafe_settings(replace(SAFE, **change))
    assert any(reason in found for found in reasons), reasons
    assert all(found.endswith((".", ")")) for found in reasons)


@pytest.mark.parametrize(("mode", "refused"), [(0o600, False), (0o640, False), (0o644, True), (0o602, True)])
def test_s124_a_database_that_everybody_reads_is_refused(tmp_path: Path, mode: int, refused: bool) -> None:
    base = tmp_path / "acia.db"
    base.touch()
    os.chmod(base, mode)
    reasons = unsafe_settings(replace(SAFE, SQLALCHEMY_DATABASE_URI=f"sqlite:///{base}"))
    assert bool(reasons) is refused
    assert all("chmod 600" in reason for reason in reasons)


def test_s124_every_fault_is_said_at_once() -> None:
    assert len(unsafe_settings(Settings())) >= 6


def test_the_demonstration_never_passes_for_a_production() -> None:
    reasons = unsafe_settings(demo_settings(Path("demo.db"), 5000))
    assert len(reasons) >= 5


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("ACIA_PROXYS", "2", lambda s: s.PROXYS == 2),
        ("ACIA_PROXYS", "deux", lambda s: s.PROXYS == -1),
        ("ACIA_PROXYS", "-1", lambda s: s.PROXYS == -1),
        ("ACIA_SMTP_PORT", "587", lambda s: s.MAIL_PORT == 587),
        ("ACIA_SMTP_PORT", "", lambda s: s.MAIL_PORT == -1),
        ("ACIA_SMTP_TLS", "0", lambda s: s.MAIL_USE_TLS is False),
        ("ACIA_HOTES", "a.fr, b.fr ,", lambda s: s.TRUSTED_HOSTS == ["a.fr", "b.fr"]),
        ("ACIA_URL", "https://a.fr/", lambda s: s.BASE_URL == "https://a.fr"),
        ("ACIA_CONTACT", "acia@a.fr", lambda s: s.CONTACT == "acia@a.fr"),
    ],
)
def test_settings_are_read_from_the_environment(name: str, value: str, read: Callable[[Settings], bool]) -> None:
    assert read(from_environment({**SAFE_ENVIRONMENT, name: value}))


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u@h/b", "postgresql+psycopg://u@h/b"),
        ("postgresql://u@h/b", "postgresql+psycopg://u@h/b"),
        ("postgresql+psycopg://u@h/b", "postgresql+psycopg://u@h/b"),
        ("sqlite:////srv/acia.db", "sqlite:////srv/acia.db"),
        ("", "sqlite:////srv/acia/acia.db"),
    ],
)
def test_the_address_of_the_database(given: str, used: str) -> None:
    assert database_url(given, Path("/srv/acia")) == used


def test_flask_receives_every_setting() -> None:
    config = SAFE.as_flask()
    assert config["SECRET_KEY"] == SAFE.SECRET_KEY
    assert config["WTF_CSRF_TIME_LIMIT"] is None
    assert config["SESSION_COOKIE_NAME"] == "__Host-acia"


def test_every_role_has_a_reading_norm_and_the_environment_changes_one() -> None:
    assert set(NORMES_LECTURE) == set(NORMES_LECTURE_JOUR) == set(Role)
    assert all(NORMES_LECTURE_JOUR[role] > NORMES_LECTURE[role] for role in Role)
    read = from_environment({**SAFE_ENVIRONMENT, "ACIA_NORMES_LECTURE": "membre=100, financeur=5"})
    assert read.NORMES_LECTURE == {**NORMES_LECTURE, "membre": 100, "financeur": 5}
    assert read.NORMES_LECTURE_JOUR == NORMES_LECTURE_JOUR
    assert unsafe_settings(read) == []
