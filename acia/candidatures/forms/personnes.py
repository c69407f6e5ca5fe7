"""Forms of the people of a file: invite, change a right, join, send back, hand over."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from acia.candidatures.rules import AIDES_DROIT, Droit
from acia.candidatures.service import NouveauCompte, Transfert
from acia.comptes.forms import ChoixForm, courriel_field, plain_name, plain_title
from acia.core.forms import HouseForm, as_choices, strip

QUITTE = "aucun"
TRANSMET = "transmettre"


def _motif(label: str) -> TextAreaField:
    validators = [DataRequired("Dites pourquoi, en une phrase."), Length(max=1000)]
    return TextAreaField(label, filters=[strip], validators=validators)


class InviterForm(HouseForm):
    """Invite somebody to a file."""

    courriel = courriel_field("Son adresse électronique")
    droit = RadioField(
        "Ce que cette personne pourra faire", choices=as_choices((d.value, AIDES_DROIT[d]) for d in AIDES_DROIT)
    )

    @property
    def chosen(self) -> Droit:
        """The right chosen, as the enum."""
        return Droit(self.droit.data)


class DroitForm(HouseForm):
    """Change what a person of the file may do."""

    droit = RadioField("Son droit")

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Fill the choices."""
        self.droit.choices = as_choices(choices)


class RejoindreForm(ChoixForm):
    """Join a file with a new account."""

    prenom = StringField(
        "Prénom", filters=[strip], validators=[DataRequired("Écrivez votre prénom."), Length(max=80), plain_name]
    )
    nom = StringField(
        "Nom", filters=[strip], validators=[DataRequired("Écrivez votre nom."), Length(max=80), plain_name]
    )
    fonction = StringField("Fonction", filters=[strip], validators=[Length(max=120), plain_title])

    def to_command(self) -> NouveauCompte:
        """The account to open."""
        return NouveauCompte(
            self.prenom.data or "", self.nom.data or "", self.fonction.data or "", self.mot_de_passe.data or ""
        )


class ActeForm(HouseForm):
    """An act without anything to type."""


class RenvoiForm(HouseForm):
    """Send the file back to those who write."""

    motif = _motif("Ce qu’il reste à corriger")


class TransfertForm(HouseForm):
    """Hand a file over because its signatory has left."""

    appel = SelectField("Appel")
    numero = StringField(
        "Numéro FINESS de l’établissement",
        filters=[strip],
        validators=[DataRequired("Indiquez le numéro FINESS de l’établissement.")],
    )
    courriel = courriel_field("Adresse électronique de la personne qui signera")
    motif = _motif("Pourquoi, et comment vous l’avez vérifié")

    def to_command(self) -> Transfert:
        """The file to hand over."""
        return Transfert(self.appel.data or "", self.numero.data or "", self.courriel.data or "", self.motif.data or "")
