"""A corpus of files, made rather than kept: genuine ones as tools write them, hostile ones as people try them (S78)."""

from __future__ import annotations

from itertools import product
from typing import Final

from tests.factories.fichiers import PDF, make_docx, make_jpeg, make_odf, make_png, make_xlsx, make_zip

_CORPS: Final = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
_FIN: Final = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 3/Root 1 0 R>>\nstartxref\n9\n%%EOF"
_AUTRES: Final = {
    "html": b"<!doctype html><html><script>alert(1)</script></html>",
    "xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "js": b"alert(document.cookie)",
    "texte": b"Un simple texte.",
    "csv": b"a;b;c\n=cmd|' /C calc'!A0;1;2\n",
    "rtf": rb"{\rtf1\ansi {\object\objdata 0105}}",
    "exe": b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00PE\x00\x00",
    "elf": b"\x7fELF\x02\x01\x01" + b"\x00" * 60,
    "macho": b"\xcf\xfa\xed\xfe\x07\x00\x00\x01" + b"\x00" * 40,
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "lot": b"@echo off\r\ndel *.*\r\n",
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512,
    "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "bmp": b"BM" + b"\x00" * 60,
    "tiff": b"II*\x00\x08\x00\x00\x00" + b"\x00" * 20,
    "webp": b"RIFF\x1a\x00\x00\x00WEBPVP8L" + b"\x00" * 16,
    "heic": b"\x00\x00\x00\x18ftypheic" + b"\x00" * 20,
    "mp4": b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 20,
    "rar": b"Rar!\x1a\x07\x01\x00" + b"\x00" * 20,
    "7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\x00" * 20,
    "gz": b"\x1f\x8b\x08\x00" + b"\x00" * 20,
    "tar": b"a.txt" + b"\x00" * 252 + b"ustar\x0000" + b"\x00" * 243,
    "postscript": b"%!PS-Adobe-3.0\nshowpage\n",
    "java": b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + b"\x00" * 20,
    "raccourci": b"L\x00\x00\x00\x01\x14\x02\x00" + b"\x00" * 60,
    "php": b"<?php system($_GET['c']); ?>",
    "courriel": b"From: a@exemple.test\r\nSubject: x\r\n\r\n",
    "zip": make_zip({"a.html": b"<script>alert(1)</script>"}),
    "jar": make_zip({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\n"}),
    "apk": make_zip({"AndroidManifest.xml": b"x", "classes.dex": b"dex"}),
    "epub": make_zip({"mimetype": b"application/epub+zip"}),
    "vide": b"",
    "zeros": b"\x00" * 4096,
}
_NOMS: Final = ("arrete.pdf", "capture.png", "photo.jpg", "projet.docx")
_VRAIS: Final = {
    ".pdf": PDF,
    ".png": make_png(),
    ".jpg": make_jpeg(),
    ".docx": make_docx(),
    ".xlsx": make_xlsx(),
    ".odt": make_odf(),
    ".ods": make_odf("spreadsheet"),
}


def hostile_files() -> list[tuple[str, bytes]]:
    """Names and contents that no field may accept."""
    found = [(f"{quoi}-{nom}", contenu) for (quoi, contenu), nom in product(_AUTRES.items(), _NOMS)]
    found += [
        (f"faux{extension}", contenu)
        for (vraie, contenu), extension in product(_VRAIS.items(), _VRAIS)
        if extension != vraie
    ]
    found += [
        (f"coupe-{part}{extension}", contenu[: len(contenu) * part // 100])
        for (extension, contenu), part in product(_VRAIS.items(), (5, 40, 70))
    ]
    found += [
        (f"precede{extension}", devant + contenu)
        for (extension, contenu), devant in product(_VRAIS.items(), (b"<html>", b"\n\n", b"MZ\x90\x00"))
    ]
    found += [(f"cache-{quoi}.pdf", PDF + _AUTRES[quoi] + b"\n%%EOF\n") for quoi in ("zip", "jar", "apk", "epub")]
    return found


def genuine_files() -> list[tuple[str, bytes]]:
    """Names and contents as scanners, phones and office suites write them."""
    found = []
    for version, fin in product(("1.3", "1.4", "1.5", "1.6", "1.7", "2.0"), (b"", b"\n", b"\r\n", b"\n\n  \n")):
        entete = f"%PDF-{version}\n%".encode() + b"\xe2\xe3\xcf\xd3\n"
        found.append((f"scan-{version}.pdf", entete + _CORPS + _FIN + fin))
    revise = b"%PDF-1.4\r\n" + _CORPS + _FIN + b"\n3 0 obj\n<</Type/Annot>>\nendobj\n" + _FIN + b"\n"
    found += [("annote.pdf", revise), ("Arrêté n° 2024-12.PDF", PDF), ("sans extension", PDF), ("avis.v2.pdf", PDF)]
    sizes = ((1, 1), (640, 480), (1654, 2339), (2480, 3508), (4000, 3000), (6000, 8000))
    found += [(f"capture-{w}x{h}.png", make_png(w, h)) for w, h in sizes]
    found += [(f"IMG_{w}{h}{suffix}", make_jpeg(w, h)) for (w, h), suffix in product(sizes, (".jpg", ".JPEG"))]
    found += [("animee.jpg", make_jpeg(after=b"\x00" * 64 + b"MotionPhoto_Data"))]
    styles = {"word/styles.xml": b"<w:styles/>", "docProps/core.xml": b"<cp:coreProperties/>"}
    found += [("projet.docx", make_docx()), ("Projet (2).docx", make_docx(**styles)), ("PROJET.DOCX", make_docx())]
    found += [("budget.xlsx", make_xlsx(**{"xl/worksheets/sheet1.xml": b"<worksheet/>"})), ("budget.xlsx", make_xlsx())]
    found += [("projet.odt", make_odf()), ("budget.ods", make_odf("spreadsheet"))]
    return found


def hostile_names() -> list[str]:
    """Three hundred names and more: paths, controls, bidirectional marks, devices, alphabets, lengths."""
    devant = (
        "",
        "../",
        "..\\",
        "/etc/",
        "C:\\Temp\\",
        "\\\\serveur\\",
        "%2e%2e/",
        " ",
        ".",
        "-",
        "\u202e",
        "\ufeff",
        "\x00",
    )
    milieux = (
        *("lettre", "CON", "nul", "Ελληνικά", "Привет", "文件", "مستند", "e\u0301te\u0301", "🦊", "…", "a\r\nX: y"),
        *(
            "<b>gras</b>",
            'dit "oui"',
            "a;b=c",
            "l’avis d’été",
            "a" * 300,
            "é" * 200,
            "a\u200bb",
            "%00",
            "$(id)",
            "`id`",
        ),
    )
    suites = (".pdf", ".PDF", ".pdf.exe", "")
    return [a + b + c for a in devant[:4] + devant[7:] for b in milieux for c in suites[:2]] + [
        a + b + c for a in devant for b in milieux[:3] for c in suites[2:]
    ]
