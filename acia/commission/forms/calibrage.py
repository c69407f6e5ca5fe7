"""Form of the fictitious file."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from acia.core.forms import VersionedForm, long_text_field, strip


class CalibrageForm(VersionedForm):
    """The fictitious file, as the officer words it."""

    titre = StringField(
        "Titre du projet", filters=[strip], validators=[DataRequired("Donnez un titre."), Length(max=200)]
    )
    texte = long_text_field("Texte du dossier", 8000)
