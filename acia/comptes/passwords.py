"""Argon2id, tuned so that a rush of sign-ins does not starve the site (S24), and the list of common words."""

from __future__ import annotations

import os
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from acia.comptes.rules import kernel, normalize_password
from acia.config import ROOT

_SLOTS = BoundedSemaphore(os.cpu_count() or 2)
_DUMMY = "acia_dummy_hash"


@cache
def common_words() -> frozenset[str]:
    """The French block list, each word as `kernel` sees it."""
    lines = (ROOT / "seeds" / "referentiel" / "mots_de_passe.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(kernel(word) for line in lines if not line.startswith("#") for word in line.split())


def _hasher() -> PasswordHasher:
    config = current_app.config
    return PasswordHasher(time_cost=config["ARGON2_TIME"], memory_cost=config["ARGON2_MEMORY_KIB"], parallelism=1)


def hash_password(password: str) -> str:
    """Return the Argon2id hash."""
    with _SLOTS:
        return _hasher().hash(normalize_password(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether the password is right. An unknown account costs the same time as a known one (S29)."""
    hasher = _hasher()
    with _SLOTS:
        # Made before the first comparison of any account, known or not, and kept: it must not tell them apart.
        if _DUMMY not in current_app.extensions:
            current_app.extensions[_DUMMY] = hasher.hash("no such account")
        try:
            right = hasher.verify(stored or current_app.extensions[_DUMMY], normalize_password(password))
        except (VerificationError, InvalidHashError):
            return False
        return right and stored is not None


def needs_rehash(stored: str) -> bool:
    """True when the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)
