"""The register files that people send, kept beside the documents under the identifier of their row."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from flask import current_app


def path_of(mise_a_jour_id: uuid.UUID) -> Path:
    """Where the bytes of a file are."""
    return Path(current_app.config["DONNEES"]) / "registres" / mise_a_jour_id.hex


def write_file(mise_a_jour_id: uuid.UUID, contenu: bytes) -> None:
    """Write the bytes durably, before the row that names them."""
    path = path_of(mise_a_jour_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as handle:
        handle.write(contenu)
        handle.flush()
        os.fsync(handle.fileno())


def forget_file(mise_a_jour_id: uuid.UUID) -> None:
    """Remove the bytes of a file that will never be applied."""
    path_of(mise_a_jour_id).unlink(missing_ok=True)
