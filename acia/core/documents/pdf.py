"""Tagged PDF documents, composed by Typst from a versioned template and plain data."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from flask import current_app

from acia.core.documents.store import Document, store_document


def compose_pdf(modele: str, contexte: dict[str, Any]) -> bytes:
    """Compose `templates/documents/<modele>.typ` with `contexte` (JSON data, inert) as a PDF/UA-1 document.

    The template reads its data with `json(bytes(sys.inputs.contexte))`; only the template folder can be read.
    """
    root = Path(current_app.root_path).parent / "templates" / "documents"
    return bytes(
        typst.compile(
            str(root / f"{modele}.typ"),
            root=str(root),
            format="pdf",
            sys_inputs={"contexte": json.dumps(contexte, ensure_ascii=False)},
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    )


def produce_document(
    modele: str, name: str, contexte: dict[str, Any], *, now: datetime, auteur_id: uuid.UUID | None
) -> Document:
    """Compose and keep a document, with its template version and its data."""
    return store_document(
        name, compose_pdf(modele, contexte), now=now, auteur_id=auteur_id, modele=modele, contexte=contexte
    )
