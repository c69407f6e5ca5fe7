"""Small readable PDF files that the people of the story join: an arrêté, an opinion, a diagnosis."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from acia.core.clock import date_in_words


def arrete(nom: str, autorite: str, jour: date) -> bytes:
    """The order that authorises the establishment."""
    return plain_pdf(
        "Arrêté d’autorisation",
        [
            f"{autorite},",
            "vu le code de l’action sociale et des familles, notamment ses articles L. 312-1 et L. 313-1,",
            "arrête :",
            f"Article 1er. {nom} est autorisé à accueillir des mineurs confiés",
            "au titre de l’aide sociale à l’enfance.",
            f"Fait le {date_in_words(jour)}.",
        ],
    )


def avis_cse(nom: str, jour: date, pour: int, contre: int, abstention: int) -> bytes:
    """The extract of the minutes of the staff body."""
    return plain_pdf(
        "Comité social et économique : extrait du procès-verbal",
        [
            f"{nom}, séance du {date_in_words(jour)}.",
            "Point 3 : candidature à l’action collective innovante et apprenante.",
            f"Votes pour : {pour}. Votes contre : {contre}. Abstentions : {abstention}.",
        ],
    )


def diagnostic(nom: str) -> bytes:
    """The state of play that an establishment already has."""
    return plain_pdf("Diagnostic interne", [f"{nom}.", "Compte rendu de l’atelier du groupe de travail paritaire."])


def plain_pdf(title: str, lines: Sequence[str]) -> bytes:
    """One page of text that any reader opens, marked as fictitious."""
    body = [*lines, "", "Document fictif, fabriqué pour la démonstration."]
    drawn = [f"BT /F1 16 Tf 60 770 Td ({_escaped(title)}) Tj ET"]
    drawn += [f"BT /F1 11 Tf 60 {730 - 20 * rang} Td ({_escaped(line)}) Tj ET" for rang, line in enumerate(body)]
    stream = "\n".join(drawn).encode("cp1252", "replace")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Lang(fr-FR)>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(stream), stream),
    ]
    return assemble(objects)


def assemble(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from one; the first is its catalog."""
    content, offsets = b"%PDF-1.4\n", []
    for number, value in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, value)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return content + end % (size, table, size, len(content))


def _escaped(text: str) -> str:
    plain = text.replace("\u00a0", " ").replace("\u202f", " ")
    return plain.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
