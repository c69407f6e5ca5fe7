"""Forms of a proposed departure: the answer of the second person, the withdrawal by its author."""

from __future__ import annotations

from typing import Final

from wtforms import RadioField
from wtforms.validators import InputRequired

from acia.core.forms import VersionedForm, as_choices, long_text_field
from acia.eligibilite.service import ReponseEcart

CONFIRMER: Final = "confirmer"
REPONSES: Final = (
    (CONFIRMER, "Je confirme l’écart : la décision est prise"),
    ("refuser", "Je refuse l’écart : le dossier reste à décider"),
)


class ReponseEcartForm(VersionedForm):
    """What the second person answers."""

    reponse = RadioField(
        "Votre réponse", choices=as_choices(REPONSES), validators=[InputRequired("Dites si vous confirmez ou non.")]
    )
    motif = long_text_field("Vos raisons", 4000, description="Conservées avec votre nom.", render_kw={"rows": 3})

    def to_command(self) -> ReponseEcart:
        """The answer as typed."""
        return ReponseEcart(self.reponse.data == CONFIRMER, self.motif.data)


class RetraitEcartForm(VersionedForm):
    """Take back one's own proposal: nothing to type, the version seen."""
