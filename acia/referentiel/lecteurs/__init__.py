"""Readers of register files: one streamed record per establishment, whatever the layout.

A structural defect refuses the whole file by raising `FichierRefuse`, possibly while iterating: whoever
consumes a reading writes in one transaction and undoes it. A defect of one row is counted and listed, and the
reading goes on.
"""

from __future__ import annotations

from pathlib import Path

from acia.referentiel.lecteurs.enregistrement import (
    EnTete,
    EtablissementLu,
    FichierRefuse,
    LigneRejetee,
    Observation,
)
from acia.referentiel.lecteurs.lecture import Lecture
from acia.referentiel.lecteurs.lot import Lot
from acia.referentiel.lecteurs.ouverture import first_bytes

__all__ = [
    "EnTete",
    "EtablissementLu",
    "FichierRefuse",
    "Lecture",
    "LigneRejetee",
    "Lot",
    "Observation",
    "read_register",
]


def read_register(path: Path) -> Lecture:
    """Recognise the layout of a register file by its content and return its reading, header already read.

    Raises:
        FichierRefuse: the file is in no known layout, or its structure does not hold.
    """
    # The readers bring numpy and ijson: pages that read no file do without them.
    from acia.referentiel.lecteurs.plats import LecturePlate
    from acia.referentiel.lecteurs.structures import LectureStructures

    debut = first_bytes(path).removeprefix(b"\xef\xbb\xbf").lstrip()
    if debut.startswith(b"{"):
        return LectureStructures(path)
    return LecturePlate(path)
