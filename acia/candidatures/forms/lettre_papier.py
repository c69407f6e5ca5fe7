"""Form of the letter that refuses a paper file."""

from __future__ import annotations

from wtforms import HiddenField

from acia.candidatures.service import LettreRefusRedigee
from acia.core.forms import HouseForm, long_text_field


class LettreRefusForm(HouseForm):
    """The facts; `vu` is the print of the letter shown, empty before it is."""

    faits = long_text_field(
        "Les faits",
        4000,
        description="En phrases que l’établissement comprend. Il lira ce texte tel quel.",
        render_kw={"rows": 8},
    )
    vu = HiddenField()

    def to_command(self) -> LettreRefusRedigee:
        """The letter as typed, and as it was read."""
        return LettreRefusRedigee(self.faits.data or "", self.vu.data or "")
