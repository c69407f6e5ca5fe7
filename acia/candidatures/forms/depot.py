"""Forms of the acts on a file: open, deposit, withdraw."""

from __future__ import annotations

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from acia.candidatures.service import OuvertureCandidature
from acia.core.forms import (
    HouseForm,
    VersionedForm,
    strip,
)


class OuvertureForm(HouseForm):
    """Confirm the establishment recognised in the register."""

    appel = StringField(filters=[strip])
    numero = StringField(
        "Numéro FINESS de l’établissement",
        filters=[strip],
        validators=[DataRequired("Indiquez le numéro FINESS de l’établissement.")],
    )

    def to_command(self) -> OuvertureCandidature:
        """The file to open."""
        return OuvertureCandidature(self.appel.data or "", self.numero.data or "")


class DepotForm(HouseForm):
    """The act of depositing: nothing to type. `reprise` is the working copy read, none for the first deposit."""

    reprise = HiddenField()


class RetraitForm(VersionedForm):
    """Withdraw, with a reason."""

    motif = TextAreaField(
        "Pourquoi retirez-vous cette candidature ?",
        filters=[strip],
        validators=[DataRequired("Dites-nous pourquoi, en une phrase."), Length(max=2000)],
    )
