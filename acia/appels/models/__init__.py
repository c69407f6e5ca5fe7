"""Tables of the calls: the call itself with its grid, documents and session template."""

from acia.appels.models.appel import (
    Appel,
    AppelDepartement,
    Critere,
    EtapeParcours,
    EtatAppel,
    PieceDemandee,
)

__all__ = [
    "Appel",
    "AppelDepartement",
    "Critere",
    "EtapeParcours",
    "EtatAppel",
    "PieceDemandee",
]
