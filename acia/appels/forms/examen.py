"""Form of the examination of the files: who may depart from the rules."""

from __future__ import annotations

from typing import Any, Final

from wtforms import RadioField

from acia.appels.models import Appel
from acia.appels.service import ExamenAppel
from acia.core.forms import VersionedForm, as_choices

SEUL: Final = "une"
A_DEUX: Final = "deux"


class ExamenForm(VersionedForm):
    """How the files of the call are examined."""

    ecart = RadioField(
        "Décider autrement que ce que les règles suggèrent",
        choices=as_choices(
            (
                (SEUL, "Une personne suffit, avec son motif"),
                (A_DEUX, "Un écart à la règle demande deux personnes : l’une propose, une autre confirme"),
            )
        ),
    )

    @staticmethod
    def values_of(appel: Appel) -> dict[str, Any]:
        """What the form shows of a call."""
        return {"ecart": A_DEUX if appel.ecart_a_deux else SEUL}

    def to_command(self) -> ExamenAppel:
        """The choice as typed."""
        return ExamenAppel(ecart_a_deux=self.ecart.data == A_DEUX)
