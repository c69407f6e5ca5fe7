"""Files received and documents produced: immutable bytes under random names, with their SHA-256."""

from acia.core.documents.antivirus import LIBELLES_ANTIVIRUS, etat_of, is_enabled, words_of
from acia.core.documents.integrity import check_all
from acia.core.documents.kinds import LIBELLES_FORMAT, USUELS, Format, TypeRefuse, accepted_words, recognise
from acia.core.documents.lecture import is_image, is_readable, reading_page, send_page
from acia.core.documents.pdf import compose_pdf, produce_document
from acia.core.documents.serving import send_document
from acia.core.documents.store import (
    AnalyseAntivirus,
    Document,
    EtatAntivirus,
    bytes_thrown_away,
    read_document,
    store_document,
)

__all__ = [
    "LIBELLES_ANTIVIRUS",
    "LIBELLES_FORMAT",
    "USUELS",
    "AnalyseAntivirus",
    "Document",
    "EtatAntivirus",
    "Format",
    "TypeRefuse",
    "accepted_words",
    "bytes_thrown_away",
    "check_all",
    "compose_pdf",
    "etat_of",
    "is_enabled",
    "is_image",
    "is_readable",
    "produce_document",
    "read_document",
    "reading_page",
    "recognise",
    "send_document",
    "send_page",
    "store_document",
    "words_of",
]
