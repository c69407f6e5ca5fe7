"""Small files of every kind, genuine and hostile."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from seeds.demo.documents import assemble


def make_pdf(pages: int = 1) -> bytes:
    """A PDF of blank pages, as short as one can be."""
    kids = b" ".join(b"%d 0 R" % (3 + page) for page in range(pages))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages)]
    objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * pages
    return assemble(objects)


PDF = make_pdf()


def make_png(width: int = 2, height: int = 2) -> bytes:
    """A PNG whose header says these sizes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * (min(width, 4) + 1) * min(height, 4))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def make_jpeg(width: int = 2, height: int = 2, *, after: bytes = b"") -> bytes:
    """A JPEG with its application block, as phones write it; `after` follows the end of the image."""
    app0 = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + app0 + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00" + b"\xff\xd9" + after


def make_zip(entries: dict[str, bytes]) -> bytes:
    """An archive of these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def make_docx(**more: bytes) -> bytes:
    """The skeleton of a Word document, with more entries."""
    return make_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>", **more})


def make_xlsx(**more: bytes) -> bytes:
    """The skeleton of an Excel workbook, with more entries."""
    return make_zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **more})


def make_odf(kind: str = "text") -> bytes:
    """The skeleton of a Writer (`text`) or Calc (`spreadsheet`) document."""
    mime = f"application/vnd.oasis.opendocument.{kind}".encode()
    return make_zip({"mimetype": mime, "content.xml": b"<office/>"})
