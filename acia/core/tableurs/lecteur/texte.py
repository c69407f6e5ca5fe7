"""CSV: its encoding and its separator are guessed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from .bornes import Illisible


def _decode(content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if wide else ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Illisible("Les caractères de ce fichier ne se lisent pas. Enregistrez-le en CSV UTF-8.")


def read_csv(content: bytes) -> Iterator[list[str]]:
    text = _decode(content)
    if "\x00" in text:
        raise Illisible("Ce fichier n’est pas un tableau. Envoyez un fichier CSV, XLSX ou ODS.")
    csv.field_size_limit(1_000_000)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    except csv.Error:
        raise Illisible(
            "Une ligne de ce fichier CSV ne se lit pas : un guillemet n’est sans doute pas fermé."
        ) from None


def _delimiter(text: str) -> str:
    """The separator that the titles use most, outside quotes."""
    head = re.sub(r'"[^"]*"', "", text[:20_000].lstrip().partition("\n")[0])
    return max(";\t,", key=head.count)
