"""What the files of a département make while the call runs, and what is missing; the health of the journal. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from acia.candidatures.rules import Sante, Signe, Sujet
from acia.core.partage import agree, cohorte_counts, largest_feasible, smallest_feasible_from
from acia.eligibilite.rules.autotest import Situation, reading_of_category
from acia.eligibilite.rules.registre import CATEGORIE_PLACEMENT_FAMILIAL
from acia.referentiel.rules import CATEGORIE_LVA, CATEGORIES_PROTECTION_ENFANCE

CATEGORIES_A_ARBITRER: Final = frozenset({CATEGORIE_LVA, CATEGORIE_PLACEMENT_FAMILIAL})
"""Places of life and foster care: the Anact weighs each one (R14). Their address and telephone may be those of a home:
they leave in no mailing."""
CATEGORIES_ECARTEES: Final = frozenset(
    code
    for code, agregat in CATEGORIES_PROTECTION_ENFANCE.items()
    if reading_of_category(code, agregat) is Situation.OBSTACLE
)
"""Categories of youth justice alone: the register shows an obstacle, which an arrêté may contradict."""


class Contact(StrEnum):
    """What the files say of an establishment of the vivier."""

    DEPOSE = "depose"
    ANCIEN = "ancien"
    JAMAIS = "jamais"


LIBELLES_CONTACT: Final[dict[Contact, tuple[str, str]]] = {
    Contact.DEPOSE: ("Dossier déposé", "vert"),
    Contact.ANCIEN: ("Venu à un autre appel", "bleu"),
    Contact.JAMAIS: ("Jamais venu", "gris"),
}


@dataclass(frozen=True)
class Jauge:
    """The files of a département of a call, and the sizes of a cohorte this call has frozen."""

    deposes: int
    eligibles: int
    a_examiner: int
    """Deposited, not decided yet."""
    places: int
    minimum: int
    maximum: int

    @property
    def utiles(self) -> int:
        """Eligible files that places are open for."""
        return min(self.eligibles, self.places)

    @property
    def placables(self) -> int:
        """Most eligible files that cohortes can hold together, within the places."""
        return largest_feasible(self.utiles, self.minimum, self.maximum)

    @property
    def cohortes(self) -> range:
        """Numbers of cohortes that hold them; only zero when there is none."""
        return cohorte_counts(self.placables, self.minimum, self.maximum)

    @property
    def manque(self) -> int:
        """Eligible files to find so that one cohorte more is made, or the first; 0 when none is missing."""
        if self.placables and self.placables == self.utiles:
            return 0
        target = smallest_feasible_from(max(self.utiles, 1), self.minimum, self.maximum)
        return target - self.utiles if target <= self.places else 0

    @property
    def ton(self) -> str:
        """Green when all can be placed, amber when the files to read may be enough or some would wait."""
        if self.placables and not self.manque:
            return "vert"
        if self.placables or 0 < self.manque <= self.a_examiner:
            return "ambre"
        return "rouge"

    @property
    def mot(self) -> str:
        """The gauge in a few words, for a tag."""
        if not self.placables:
            return f"Il manque {self.manque}" if self.manque else "Trop peu de places"
        return _possible(self.cohortes)

    @property
    def phrase(self) -> str:
        """The gauge in a sentence."""
        if self.places < self.minimum:
            return f"{agree(self.places, 'place')} : il en faut {self.minimum} pour former une cohorte."
        missing = f"il manque {agree(self.manque, 'dossier éligible', 'dossiers éligibles')} pour former une cohorte"
        if not self.placables:
            return f"{missing[0].upper()}{missing[1:]}.{self._pending}"
        head = _possible(self.cohortes)
        waiting = self.utiles - self.placables
        if self.manque:
            left = agree(waiting, "dossier resterait", "dossiers resteraient")
            return f"{head}, {left} en attente : {missing} de plus.{self._pending}"
        full = " Toutes les places ont un dossier éligible." if self.eligibles >= self.places else ""
        return f"{head}.{full}"

    @property
    def _pending(self) -> str:
        if not self.a_examiner:
            return ""
        verb = "reste" if self.a_examiner == 1 else "restent"
        enough = "cela peut suffire" if self.a_examiner >= self.manque else "cela ne suffira pas"
        return f" {agree(self.a_examiner, 'dossier')} {verb} à examiner : {enough}."


def _possible(counts: range) -> str:
    first, last = counts[0], counts[-1]
    if first != last:
        return f"De {first} à {agree(last, 'cohorte possible', 'cohortes possibles')}"
    return agree(first, "cohorte possible", "cohortes possibles")


HEURE_ANCRAGE: Final = timedelta(hours=5)
"""Hour of Paris from which the day is anchored: long after the last minute of a call, before anybody is at work."""
ANCRE_EN_RETARD: Final = timedelta(hours=26)


def anchor_signs(posee_at: datetime, altere: bool, now: datetime) -> list[Signe]:
    """What the last anchor of the journal says of its health; `altere`: its check found something wrong (S114)."""
    if altere:
        phrase = "Le journal n’est plus d’accord avec lui-même ou avec ses ancres."
        return [Signe(Sujet.JOURNAL, Sante.ALARME, phrase)]
    late = now - posee_at
    if late <= ANCRE_EN_RETARD:
        return []
    phrase = f"Le journal n’a pas été ancré depuis {late // timedelta(hours=1)} heures."
    return [Signe(Sujet.JOURNAL, Sante.DEGRADE, phrase)]
