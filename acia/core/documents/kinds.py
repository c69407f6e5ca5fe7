"""What a file is, read from its content: accepted kinds, and the reason in French when it is refused (S78, S83)."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from acia.core.errors import ActionRefusee

MAX_BYTES: Final = 25 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
MAX_ENTRIES: Final = 1_000
MAX_UNPACKED: Final = 100 * 1024 * 1024
MAX_RATIO: Final = 100
_CHUNK: Final = 64 * 1024
_TAIL: Final = 2048
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})$")
_ENCRYPTED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R|/Encrypt\s*<<")
_LENGTHLESS = frozenset({0x01, *range(0xD0, 0xD8)})


class TypeRefuse(ActionRefusee):
    """The file is not of an accepted type, or not readable."""


class Format(StrEnum):
    """Families of files that a call accepts for a document."""

    PDF = "pdf"
    IMAGE = "image"
    BUREAUTIQUE = "bureautique"


USUELS: Final = frozenset({Format.PDF, Format.IMAGE})
LIBELLES_FORMAT: Final = {
    Format.PDF: "PDF",
    Format.IMAGE: "image PNG ou JPEG",
    Format.BUREAUTIQUE: "document Word, Excel, Writer ou Calc",
}


@dataclass(frozen=True)
class Genre:
    """A kind of file: what it is served as, the extension it is kept with, those it may come with."""

    format: Format
    mime: str
    extension: str
    nom: str
    autres: frozenset[str] = frozenset()


PDF: Final = Genre(Format.PDF, "application/pdf", ".pdf", "un PDF")
PNG: Final = Genre(Format.IMAGE, "image/png", ".png", "une image PNG")
JPEG: Final = Genre(Format.IMAGE, "image/jpeg", ".jpg", "une image JPEG", frozenset({".jpeg", ".jfif"}))
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
DOCX: Final = Genre(
    Format.BUREAUTIQUE, f"{_OOXML}wordprocessingml.document", ".docx", "un document Word", frozenset({".docm"})
)
XLSX: Final = Genre(
    Format.BUREAUTIQUE, f"{_OOXML}spreadsheetml.sheet", ".xlsx", "un classeur Excel", frozenset({".xlsm"})
)
ODT: Final = Genre(Format.BUREAUTIQUE, f"{_ODF}text", ".odt", "un document Writer")
ODS: Final = Genre(Format.BUREAUTIQUE, f"{_ODF}spreadsheet", ".ods", "un classeur Calc")
GENRES: Final = (PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS)
_EXTENSIONS: Final = {ext: genre for genre in GENRES for ext in (genre.extension, *genre.autres)}


def accepted_words(formats: frozenset[Format]) -> str:
    """The accepted kinds in words, such as « PDF ou image PNG ou JPEG »."""
    return ", ".join(LIBELLES_FORMAT[f] for f in Format if f in formats)


def extensions_of(formats: frozenset[Format]) -> str:
    """What a file field offers to choose: « .pdf,.png,.jpg »."""
    return ",".join(ext for ext, genre in _EXTENSIONS.items() if genre.format in formats)


def recognise(content: bytes, formats: frozenset[Format] = USUELS, name: str = "") -> Genre:
    """Return the kind of a file, from its content; `name`, when given, must not say another kind.

    Raises:
        TypeRefuse: empty, too large, of another kind, cut, protected by a password, or larger than it seems.
    """
    if not content:
        raise TypeRefuse("Ce fichier est vide. Choisissez-en un autre.")
    if len(content) > MAX_BYTES:
        raise TypeRefuse("Ce fichier dépasse 25 Mo. Réduisez-le, ou numérisez-le dans une définition plus basse.")
    genre = _read(content)
    if genre is None or genre.format not in formats:
        raise TypeRefuse(
            f"Ce fichier n’est pas d’un type accepté ici ({accepted_words(formats)}). Enregistrez-le en PDF."
        )
    said = _EXTENSION.search(name)
    expected = _EXTENSIONS.get(f".{said[1].lower()}") if said else None
    if said and expected is not None and expected is not genre:
        raise TypeRefuse(
            f"Ce fichier se termine par « .{said[1]} », mais c’est {genre.nom}. Enregistrez-le de nouveau sous son "
            "vrai type, puis joignez-le."
        )
    return genre


def _read(content: bytes) -> Genre | None:
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        _check_png(content)
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        _check_jpeg(content)
        return JPEG
    return _read_office(content) if content.startswith(b"PK\x03\x04") else None


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-_TAIL:]:
        raise TypeRefuse("Ce PDF est incomplet : il a sans doute été coupé. Enregistrez-le de nouveau.")
    if _ENCRYPTED.search(content):
        raise TypeRefuse("Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection, puis joignez-le.")
    if b"PK\x05\x06" in content[-_TAIL:]:
        raise TypeRefuse("Ce PDF cache une archive. Imprimez-le en PDF de nouveau, puis joignez-le.")


def _check_png(content: bytes) -> None:
    if len(content) < 33 or content[12:16] != b"IHDR" or b"IEND" not in content[-_TAIL:]:
        raise TypeRefuse("Cette image est incomplète : elle a sans doute été coupée. Enregistrez-la de nouveau.")
    width, height = struct.unpack(">II", content[16:24])
    _check_pixels(width, height)


def _check_jpeg(content: bytes) -> None:
    # Phones write data of their own after the end of the image: the end may be anywhere.
    size = _jpeg_size(content)
    if size is None or content.rfind(b"\xff\xd9") < 0:
        raise TypeRefuse("Cette image est incomplète : elle a sans doute été coupée. Enregistrez-la de nouveau.")
    _check_pixels(*size)


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height, from the first frame header (ITU T.81, B.2.2)."""
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF or marker in _LENGTHLESS:
            place += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return None


def _check_pixels(width: int, height: int) -> None:
    if not width or not height or width * height > MAX_PIXELS:
        raise TypeRefuse("Cette image est trop grande : 50 millions de points au plus. Réduisez-la, puis joignez-la.")


def _read_office(content: bytes) -> Genre | None:
    """An office document is an archive: it is measured before and while it is unpacked, and never interpreted."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {e.filename for e in entries}
            if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
                raise TypeRefuse(_TROP_GROS)
            if any(e.flag_bits & 1 for e in entries):
                raise TypeRefuse("Ce document est protégé par un mot de passe. Enregistrez-le sans protection.")
            if any(n.lower().endswith("vbaproject.bin") or n.startswith("Basic/") for n in names):
                raise TypeRefuse("Ce document contient des macros. Enregistrez-le en PDF, puis joignez-le.")
            _unpack(archive, entries, len(content))
            return _office_kind(archive, names)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        raise TypeRefuse("Ce document ne s’ouvre pas : il est incomplet ou abîmé. Enregistrez-le de nouveau.") from None


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int) -> None:
    """Read every entry by pieces: what an archive says of its size may be a lie."""
    total = 0
    for entry in entries:
        with archive.open(entry) as stream:
            while piece := stream.read(_CHUNK):
                total += len(piece)
                if total > MAX_UNPACKED or total > MAX_RATIO * packed:
                    raise TypeRefuse(_TROP_GROS)


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> Genre | None:
    if "[Content_Types].xml" in names:
        return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        said = archive.read("mimetype").decode("ascii", "replace").strip()
        return {ODT.mime: ODT, ODS.mime: ODS}.get(said)
    return None


_TROP_GROS: Final = "Ce document est bien plus gros qu’il n’en a l’air une fois ouvert. Enregistrez-le en PDF."
