"""Forms of a file received on paper: whose it is, what the envelope says, why it is given up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from acia.appels.models import Appel
from acia.candidatures.service import Enveloppe, OuverturePapier
from acia.core.forms import (
    HouseForm,
    VersionedForm,
    as_choices,
    email_field,
    long_text_field,
    plausible_day,
    strip,
    text_field,
)

OUVRIR: Final = "ouvrir"
REFUSER: Final = "refuser"


class RecherchePapierForm(HouseForm):
    """The call and the number: read in the address, they write nothing."""

    appel = SelectField("Appel")
    numero = StringField(
        "Numéro FINESS de l’établissement",
        filters=[strip],
        validators=[DataRequired("Indiquez le numéro FINESS de l’établissement.")],
    )

    def __init__(self, appels: Sequence[Appel], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.appel.choices = as_choices((appel.code, appel.titre) for appel in appels)


class EnveloppeForm(VersionedForm):
    """What is read on the envelope and the first page."""

    cachet_lisible = RadioField(
        "Le cachet de la poste",
        choices=as_choices([("oui", "Se lit"), ("non", "Est illisible, ou absent")]),
        default="oui",
    )
    cachet_le = DateField(
        "Date du cachet, ou date que vous retenez", validators=[DataRequired("Indiquez cette date."), plausible_day]
    )
    cachet_motif = text_field("Si le cachet ne se lit pas : pourquoi cette date ?", 500)
    recue_le = DateField("Date d’arrivée", validators=[DataRequired("Indiquez cette date."), plausible_day])
    signataire = StringField(
        "Signé par",
        filters=[strip],
        validators=[DataRequired("Indiquez qui a signé le dossier."), Length(max=160)],
    )
    fonction = text_field("Fonction", 120)
    courriel = email_field("Courriel")
    telephone = text_field("Téléphone", 30)
    adresse = long_text_field("Adresse postale de réponse", 500)

    def to_enveloppe(self) -> Enveloppe:
        """The envelope as typed; a reason is kept only when the postmark cannot be read."""
        readable = self.cachet_lisible.data == "oui"
        return Enveloppe(
            cachet_le=self.cachet_le.data,
            recue_le=self.recue_le.data,
            signataire=self.signataire.data or "",
            cachet_lisible=readable,
            cachet_motif="" if readable else self.cachet_motif.data or "",
            fonction=self.fonction.data or "",
            courriel=self.courriel.data or "",
            telephone=self.telephone.data or "",
            adresse=self.adresse.data or "",
        )

    @staticmethod
    def values_of(enveloppe: Any) -> dict[str, Any]:
        """What the form shows of an envelope."""
        values = {champ: getattr(enveloppe, champ) for champ in Enveloppe.__dataclass_fields__}
        return {**values, "cachet_lisible": "oui" if values["cachet_lisible"] else "non"}


class OuverturePapierForm(EnveloppeForm):
    """An envelope to open."""

    appel = HiddenField()
    numero = HiddenField()
    motif = long_text_field("Pourquoi le dossier papier remplace-t-il le brouillon en ligne ?", 2000)

    def to_command(self) -> OuverturePapier:
        """The envelope with its call and its establishment."""
        return OuverturePapier(
            self.appel.data or "", self.numero.data or "", self.to_enveloppe(), self.motif.data or ""
        )


class AbandonPapierForm(VersionedForm):
    """Give the typing up."""

    motif = TextAreaField(
        "Pourquoi abandonnez-vous cette saisie ?",
        filters=[strip],
        validators=[DataRequired("Dites pourquoi, en une phrase."), Length(max=2000)],
    )
