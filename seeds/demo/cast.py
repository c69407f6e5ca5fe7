"""The establishments of the story: which call each applies to, what it says, how well it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from acia.candidatures.rules import ResultatAvis
from seeds.demo.calls import DEUXIEME, PREMIERE, QUATRIEME, TROISIEME, Promotion
from seeds.demo.people import BILAN, BROUILLON, COHORTE, DEPOSEE, LETTRE, REFUSEE, SUIVI, DemoAccount


@dataclass(frozen=True)
class Dossier:
    """One file: its establishment, its call, what makes it different from an ordinary one."""

    finess: str
    promotion: Promotion
    niveau: float = 3.6
    """What the members think of it, from 0 to 5."""
    signataire: DemoAccount | None = None
    nature: str = "ase"
    avis: ResultatAvis = ResultatAvis.FAVORABLE
    accueille: bool = True
    tardif: bool = False
    """Deposited after the deadline, by derogation."""
    divise: float = 0.0
    """How far the first member thinks more of it, and the last one less."""

    @property
    def outre_mer(self) -> bool:
        """Whether the establishment lives in another time zone."""
        return self.finess.startswith("97")


PREMIERS: Final = (
    Dossier("290900018", PREMIERE, 4.4, SUIVI),
    Dossier("290900042", PREMIERE, 3.9, nature="ase_pjj"),
    Dossier("290900109", PREMIERE, 3.7, accueille=False),
    # On the waiting list, then called when the next one gives its place up.
    Dossier("290900208", PREMIERE, 3.0),
    Dossier("290900190", PREMIERE, 3.4),
    Dossier("290900240", PREMIERE, nature="pjj"),
    Dossier("970190013", PREMIERE, 4.5, BILAN),
    Dossier("970190047", PREMIERE, 4.0),
    Dossier("970190088", PREMIERE, 3.5),
    Dossier("970190104", PREMIERE, 3.3),
    Dossier("970190039", PREMIERE, 1.6, REFUSEE),
)
DEUXIEMES: Final = (
    Dossier("220900013", DEUXIEME, 4.2, COHORTE),
    Dossier("220900047", DEUXIEME, 3.8),
    Dossier("220900062", DEUXIEME, 3.6, avis=ResultatAvis.FAVORABLE_RESERVES),
    Dossier("220900070", DEUXIEME, 3.2, accueille=False),
    Dossier("290900067", DEUXIEME, 4.3),
    Dossier("290900133", DEUXIEME, 4.0),
    Dossier("290900158", DEUXIEME, 3.7),
    Dossier("290900182", DEUXIEME, 3.5, divise=1.4),
    Dossier("290900083", DEUXIEME, 3.1),
    Dossier("290900166", DEUXIEME, 1.8),
    Dossier("350900015", DEUXIEME, 4.1),
    Dossier("350900064", DEUXIEME, 3.6),
    Dossier("350900080", DEUXIEME, 3.0, avis=ResultatAvis.SANS_AVIS),
    Dossier("350900148", DEUXIEME, nature="pjj"),
    Dossier("560900011", DEUXIEME, 4.0, LETTRE),
    Dossier("560900045", DEUXIEME, 3.7),
    Dossier("560900078", DEUXIEME, 3.5),
    Dossier("560900102", DEUXIEME, 3.2),
    Dossier("970190021", DEUXIEME, 4.1),
    Dossier("970190054", DEUXIEME, 3.8),
    Dossier("970190062", DEUXIEME, 3.5),
    Dossier("970190096", DEUXIEME, 3.3),
    Dossier("970190112", DEUXIEME, 2.9),
)
TROISIEMES: Final = (
    Dossier("290900026", TROISIEME, 3.9),
    Dossier("290900141", TROISIEME, 3.4, tardif=True),
    Dossier("290900174", TROISIEME, 2.6),
    Dossier("350900106", TROISIEME, 4.2),
    Dossier("350900098", TROISIEME, 3.1),
    Dossier("970190070", TROISIEME, 3.8),
    Dossier("970190120", TROISIEME, 3.3, divise=1.6),
    Dossier("970190138", TROISIEME, 2.4, nature="lva_autre"),
)
A_EXAMINER: Final = (
    Dossier("290900125", QUATRIEME),
    Dossier("350900056", QUATRIEME, signataire=DEPOSEE),
    Dossier("290900216", QUATRIEME, nature="lva_autre"),
    Dossier("290900034", QUATRIEME, avis=ResultatAvis.ATTENDU),
    Dossier("220900088", QUATRIEME),
    Dossier("560900060", QUATRIEME, avis=ResultatAvis.DEFAVORABLE),
    Dossier("560900086", QUATRIEME),
)
"""Deposited in the open call; the last one is then withdrawn."""
EN_COURS: Final = (
    Dossier("290900117", QUATRIEME, signataire=BROUILLON),
    Dossier("970190039", QUATRIEME, signataire=REFUSEE),
)
"""Begun in the open call, not deposited."""
DEPOSES: Final = (*PREMIERS, *DEUXIEMES, *TROISIEMES, *A_EXAMINER)
