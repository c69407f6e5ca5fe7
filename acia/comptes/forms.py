"""Forms of accounts: the syntax of what is typed, nothing more."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, PasswordField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from acia.comptes.rules import (
    LIBELLES_FAMILLE_AVIS,
    LIBELLES_RYTHME,
    LONGUEUR_MAX,
    FamilleAvis,
    RythmeAvis,
    normalize_courriel,
)
from acia.comptes.service import Identite, Inscription, Invitation
from acia.core.forms import HouseForm, VersionedForm, as_choices, plausible_address
from acia.core.permissions import LIBELLES_ROLE, Role
from acia.core.text import clean_line

_ADRESSE_REFUSEE = "Cette adresse ne peut pas recevoir de courriel. Exemple : prenom.nom@organisme.fr."
_MARKS = " '’-."
_PASSWORD_LIMIT = Length(max=4 * LONGUEUR_MAX, message="Ce mot de passe est trop long.")


def valid_courriel(form: Any, field: Any) -> None:
    """Accept an address that a mail server can take; the domain is not looked up while a form is read."""
    plausible_address(form, field)
    name, _, domain = normalize_courriel(field.data).rpartition("@")
    try:
        field.data = f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise ValidationError(_ADRESSE_REFUSEE) from None
    if not name.isascii():
        raise ValidationError(_ADRESSE_REFUSEE)


def plain_name(_form: Any, field: Any) -> None:
    """Accept a name of any alphabet, and nothing that a mail reader would turn into a link."""
    text = field.data or ""
    known = all(unicodedata.category(c)[0] in "LM" or c in _MARKS for c in text)
    dotted = any(c == "." and text[i + 1 : i + 2].strip() for i, c in enumerate(text))
    if not known or dotted:
        raise ValidationError("Écrivez-le avec des lettres, des espaces, des traits d’union ou des apostrophes.")


def plain_title(_form: Any, field: Any) -> None:
    """Refuse an address of a site in a function or an employer: these texts are quoted in mails."""
    if "://" in (field.data or "") or "www." in (field.data or "").casefold():
        raise ValidationError("N’écrivez pas d’adresse de site ici.")


def _line(value: str | None) -> str:
    return clean_line(value or "")


def _required(message: str) -> DataRequired:
    return DataRequired(message=message)


def courriel_field(label: str = "Adresse électronique") -> StringField:
    """An address, required."""
    validators = [_required("Écrivez votre adresse électronique."), Length(max=254), valid_courriel]
    return StringField(
        label, filters=[_line], validators=validators, render_kw={"type": "email", "autocomplete": "email"}
    )


def _name_field(label: str, message: str, autocomplete: str) -> StringField:
    validators = [_required(message), Length(max=80), plain_name]
    return StringField(label, filters=[_line], validators=validators, render_kw={"autocomplete": autocomplete})


def _title_field(label: str, longueur: int, autocomplete: str) -> StringField:
    validators = [Length(max=longueur), plain_title]
    return StringField(label, filters=[_line], validators=validators, render_kw={"autocomplete": autocomplete})


def _password_field(label: str, message: str, autocomplete: str) -> PasswordField:
    validators = [InputRequired(message=message), _PASSWORD_LIMIT]
    return PasswordField(label, validators=validators, render_kw={"autocomplete": autocomplete})


def _motif_field() -> TextAreaField:
    validators = [_required("Dites pourquoi, en une phrase : le journal la garde."), Length(max=500)]
    return TextAreaField("Motif", filters=[_line], validators=validators, render_kw={"rows": 2})


class ConnexionForm(HouseForm):
    """Sign in."""

    courriel = StringField(
        "Adresse électronique",
        filters=[_line],
        validators=[_required("Écrivez votre adresse électronique."), Length(max=254)],
        render_kw={"type": "email", "autocomplete": "username"},
    )
    mot_de_passe = _password_field("Mot de passe", "Écrivez votre mot de passe.", "current-password")
    suite = HiddenField()


class OubliForm(HouseForm):
    """Ask for a one-time link."""

    courriel = courriel_field()


class ChoixForm(HouseForm):
    """Choose a password from a one-time link."""

    mot_de_passe = _password_field("Nouveau mot de passe", "Choisissez un mot de passe.", "new-password")


class ChangementForm(HouseForm):
    """Change one's own password."""

    actuel = _password_field("Mot de passe actuel", "Écrivez votre mot de passe actuel.", "current-password")
    nouveau = _password_field("Nouveau mot de passe", "Choisissez un nouveau mot de passe.", "new-password")


class ConfirmationForm(HouseForm):
    """The password again, before a sensitive act."""

    mot_de_passe_confirme = _password_field("Votre mot de passe", "Écrivez votre mot de passe.", "current-password")


class ProfilForm(VersionedForm):
    """One's own name and function."""

    prenom = _name_field("Prénom", "Écrivez votre prénom.", "given-name")
    nom = _name_field("Nom", "Écrivez votre nom.", "family-name")
    fonction = _title_field("Fonction", 120, "organization-title")
    employeur = _title_field("Employeur", 150, "organization")

    def to_command(self) -> Identite:
        """The fields as a command."""
        return Identite(self.prenom.data, self.nom.data, self.fonction.data or "", self.employeur.data or "")


class InscriptionForm(HouseForm):
    """An establishment opens its own account."""

    courriel = courriel_field("Adresse électronique professionnelle")
    prenom = _name_field("Prénom", "Écrivez votre prénom.", "given-name")
    nom = _name_field("Nom", "Écrivez votre nom.", "family-name")
    fonction = _title_field("Fonction", 120, "organization-title")
    employeur = _title_field("Établissement ou association", 150, "organization")

    def to_command(self) -> Inscription:
        """The fields as a command."""
        identite = Identite(self.prenom.data, self.nom.data, self.fonction.data or "", self.employeur.data or "")
        return Inscription(self.courriel.data, identite)


class _TerritoireForm(VersionedForm):
    """A role and its regions; the choices are those the person may give."""

    role = SelectField("Rôle")
    regions = SelectMultipleField("Régions", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())

    def offer(self, roles: Iterable[Role], regions: Iterable[tuple[str, str]]) -> None:
        """Fill the choices."""
        self.role.choices = as_choices((r.value, LIBELLES_ROLE[r]) for r in roles)
        self.regions.choices = as_choices(regions)

    @property
    def chosen_role(self) -> Role:
        """The role chosen, as the enum."""
        return Role(self.role.data)


class InvitationForm(_TerritoireForm):
    """Invite somebody."""

    courriel = courriel_field()
    prenom = _name_field("Prénom", "Écrivez son prénom.", "off")
    nom = _name_field("Nom", "Écrivez son nom.", "off")
    fonction = _title_field("Fonction", 120, "off")
    employeur = _title_field("Employeur", 150, "off")
    motif = TextAreaField("Pourquoi ce compte", filters=[_line], validators=[Length(max=500)], render_kw={"rows": 2})

    def to_command(self) -> Invitation:
        """The fields as a command."""
        identite = Identite(self.prenom.data, self.nom.data, self.fonction.data or "", self.employeur.data or "")
        regions, motif = tuple(self.regions.data or ()), self.motif.data or ""
        return Invitation(self.courriel.data, identite, self.chosen_role, regions, motif)


class RoleForm(_TerritoireForm):
    """Give another role or territory."""

    motif = _motif_field()


class MotifForm(VersionedForm):
    """An act that needs a reason."""

    motif = _motif_field()


def _rythme_field(famille: FamilleAvis, description: str) -> RadioField:
    choices = as_choices((rythme.value, libelle) for rythme, libelle in LIBELLES_RYTHME.items())
    # Its own id: `messages` is the one of the flashed messages.
    return RadioField(LIBELLES_FAMILLE_AVIS[famille], choices=choices, description=description, id=f"avis-{famille}")


class AvisForm(HouseForm):
    """How the person wants each family of notices."""

    messages = _rythme_field(FamilleAvis.MESSAGES, "Quelqu’un vous écrit dans un dossier, ou un représentant change.")
    corrections = _rythme_field(FamilleAvis.CORRECTIONS, "Une correction demandée est faite, ou retirée.")
    calendrier = _rythme_field(FamilleAvis.CALENDRIER, "La date limite d’un dossier inachevé approche.")

    def to_command(self) -> dict[FamilleAvis, RythmeAvis]:
        """One rhythm a family."""
        return {famille: RythmeAvis(self[famille.value].data) for famille in FamilleAvis}
