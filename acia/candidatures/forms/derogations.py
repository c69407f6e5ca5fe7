"""Forms of the derogations: give one, extend it, take it back."""

from __future__ import annotations

from wtforms import DateField, RadioField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length

from acia.candidatures.rules import LIBELLES_DEROGATION, NatureDerogation
from acia.candidatures.service import OctroiDerogation, ProlongationDerogation
from acia.core.forms import HouseForm, VersionedForm, as_choices, plausible_day, strip


def _jour() -> DateField:
    return DateField("Dernier jour", validators=[InputRequired("Indiquez le dernier jour."), plausible_day])


def _heure() -> TimeField:
    return TimeField(
        "Avant quelle heure", description="À l’heure de l’appel.", validators=[InputRequired("Indiquez l’heure.")]
    )


def _motif(label: str, description: str = "") -> TextAreaField:
    validators = [DataRequired("Dites pourquoi, en une phrase."), Length(max=1000)]
    return TextAreaField(label, description=description, filters=[strip], validators=validators)


class DerogationForm(HouseForm):
    """Let one establishment deposit after the deadline."""

    numero = StringField(
        "Numéro FINESS de l’établissement",
        filters=[strip],
        validators=[DataRequired("Indiquez le numéro FINESS de l’établissement.")],
    )
    nature = RadioField(
        "Ce qui s’est passé",
        choices=as_choices((n.value, LIBELLES_DEROGATION[n]) for n in NatureDerogation),
        validators=[InputRequired("Choisissez ce qui s’est passé.")],
    )
    motif = _motif("Motif", "Lu par l’établissement et par la commission, et porté à l’accusé de réception.")
    jour = _jour()
    heure = _heure()

    def to_command(self) -> OctroiDerogation:
        """The derogation to give."""
        return OctroiDerogation(
            self.numero.data or "",
            NatureDerogation(self.nature.data),
            self.motif.data or "",
            self.jour.data,
            self.heure.data,
        )


class ProlongationDerogationForm(VersionedForm):
    """A later limit, and why."""

    jour = _jour()
    heure = _heure()
    motif = _motif("Pourquoi prolonger")

    def to_command(self) -> ProlongationDerogation:
        """The extension to make."""
        return ProlongationDerogation(self.jour.data, self.heure.data, self.motif.data or "")


class RetraitDerogationForm(VersionedForm):
    """Take a derogation back, with the reason."""

    motif = _motif("Pourquoi la retirer", "Envoyé aux personnes du dossier.")
