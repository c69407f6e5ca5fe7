"""Argon2id, tuned so that a rush of sign-ins does not starve the site (S24)."""

from __future__ import annotations

import os
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

_SLOTS = BoundedSemaphore(os.cpu_count() or 2)


def _hasher() -> PasswordHasher:
    config = current_app.config
    return PasswordHasher(time_cost=config["ARGON2_TIME"], memory_cost=config["ARGON2_MEMORY_KIB"], parallelism=1)


def hash_password(password: str) -> str:
    """Return the Argon2id hash."""
    with _SLOTS:
        return _hasher().hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether the password is right. An unknown account costs the same time as a known one (S29)."""
    hasher = _hasher()
    with _SLOTS:
        reference = stored or current_app.extensions.setdefault("acia_dummy_hash", hasher.hash("no such account"))
        try:
            return hasher.verify(reference, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """True when the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)
