"""Texts of a register: spaces, controls and letters that two wrong decodings have spoilt. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

import numpy as np

from acia.referentiel.lecteurs.enregistrement import LigneInvalide

_SUITE: Final = "".join(sorted({bytes([n]).decode("cp1252", "replace") for n in range(0x80, 0xC0)} - {"\ufffd"}))
_ABIME: Final = re.compile(
    f"[Â-ß][{re.escape(_SUITE)}\x80-\x9f]|[à-ï][{re.escape(_SUITE)}\x80-\x9f]{{2}}"
)  # fmt: skip
_CONTROLES: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")
_ISOLE: Final = re.compile("[Ãâ]\u20ac|Ã[\u00a0-\u00bf]")


def repair_mojibake(texte: str) -> str:
    """Give back the letters of UTF-8 bytes once read as cp1252 (« Ã© » → « é »), up to three times over."""
    for _ in range(3):
        repare = _ABIME.sub(_decode_again, texte)
        if repare == texte:
            return texte
        texte = repare
    return texte


def _decode_again(trouve: re.Match[str]) -> str:
    try:
        octets = b"".join(bytes([ord(c)]) if ord(c) < 0xA0 else c.encode("cp1252") for c in trouve[0])
        return octets.decode("utf-8")
    except UnicodeError:
        return trouve[0]


def clean_text(texte: str) -> str:
    """Return a text on one line: composed letters, single spaces, no control character, letters repaired.

    Raises:
        LigneInvalide: a letter is lost for good.
    """
    if not texte:
        return ""
    if texte.isascii() and texte.isprintable():
        return " ".join(texte.split())
    return _repaired(texte)


@lru_cache(maxsize=4096)
def _repaired(texte: str) -> str:
    repare = repair_mojibake(texte)
    if "\ufffd" in repare or _ISOLE.search(repare):
        raise LigneInvalide(f"le texte « {texte[:40]} » est illisible")
    return " ".join(unicodedata.normalize("NFC", _CONTROLES.sub(" ", repare)).split())


def without_returns(lignes: bytes) -> bytes:
    """Return lines with one line feed between them; to look for the carriage return alone costs nothing."""
    return lignes.replace(b"\r\n", b"\n").removesuffix(b"\r") if b"\r" in lignes else lignes


_ESPACE, _FIN_CHAMP, _FIN_LIGNE = map(ord, " ;\n")
_LETTRES: Final = 0xC3
"""First byte of À to ÿ in UTF-8; before it comes that of what Latin-1 has beside letters."""


def is_plain(lignes: bytes) -> bool:
    """Tell whether `clean_text` would leave every field of these lines as it is; false only costs the cleaning.

    Single spaces inside the fields, no quote, and beyond ASCII only À to ÿ: a letter that a wrong decoding has spoilt
    holds another one (« Ã© », « â€™ »).
    """
    octets = np.frombuffer(b"\n%b\n" % lignes, np.uint8)
    if octets.max() > _LETTRES or any(rare in lignes for rare in (b'"', b"\x7f", b"\xc2")):
        return False
    bouts, espaces = octets == _FIN_LIGNE, octets == _ESPACE
    if np.count_nonzero(octets < _ESPACE) != np.count_nonzero(bouts):
        return False
    bouts |= octets == _FIN_CHAMP
    bouts |= espaces
    # A space beside another, or beside the end of a field; two ends may meet.
    return not ((espaces[1:] & bouts[:-1]) | (bouts[1:] & espaces[:-1])).any()
