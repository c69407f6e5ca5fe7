"""Form of the notice of ineligibility: reasons, facts, and the print of the letter that was read."""

from __future__ import annotations

from wtforms import HiddenField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from acia.core.forms import HouseForm, as_choices, long_text_field
from acia.eligibilite.rules.lettre import MOTIFS
from acia.eligibilite.service import LettreRedigee


class LettreForm(HouseForm):
    """What the letter says; `vu` is the print of the letter shown, empty before it is."""

    motifs = SelectMultipleField(
        "Motifs",
        choices=as_choices((code, motif.libelle) for code, motif in MOTIFS.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    faits = long_text_field(
        "Les faits",
        6000,
        description="Un paragraphe par motif, en phrases que l’établissement comprend. Il lira ce texte tel quel.",
        render_kw={"rows": 10},
    )
    vu = HiddenField()

    def to_command(self) -> LettreRedigee:
        """The letter as typed."""
        return LettreRedigee(tuple(self.motifs.data or ()), self.faits.data)
