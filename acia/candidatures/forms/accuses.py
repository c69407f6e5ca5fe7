"""Form of the public check of a receipt."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from acia.core.forms import HouseForm, strip


class VerificationForm(HouseForm):
    """Number and fingerprint, as printed on the receipt."""

    numero = StringField(
        "Numéro",
        filters=[strip],
        validators=[DataRequired("Recopiez le numéro, par exemple ACIA-2027-0042."), Length(max=60)],
    )
    empreinte = TextAreaField(
        "Empreinte SHA-256 des réponses",
        filters=[strip],
        validators=[DataRequired("Recopiez l’empreinte : 64 chiffres et lettres."), Length(max=200)],
    )
