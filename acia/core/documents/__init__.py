"""Files received and documents produced: immutable bytes under random names, with their SHA-256."""

from acia.core.documents.pdf import compose_pdf, produce_document
from acia.core.documents.store import Document, TypeRefuse, read_document, send_document, sniff, store_document

__all__ = [
    "Document",
    "TypeRefuse",
    "compose_pdf",
    "produce_document",
    "read_document",
    "send_document",
    "sniff",
    "store_document",
]
