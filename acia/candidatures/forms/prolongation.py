"""Form that moves a deadline for all."""

from __future__ import annotations

from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length

from acia.core.forms import VersionedForm, plausible_day, strip


class ProlongationForm(VersionedForm):
    """The last day to deposit, and why it moves."""

    date_limite = DateField(
        "Nouveau dernier jour pour déposer",
        validators=[InputRequired("Indiquez le nouveau dernier jour."), plausible_day],
    )
    motif = TextAreaField(
        "Motif, publié et envoyé à tous",
        filters=[strip],
        validators=[InputRequired("Dites pourquoi, en une phrase."), Length(max=1000)],
    )
