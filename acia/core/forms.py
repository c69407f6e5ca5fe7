"""Base of the forms: the house's French sentences, text trimmed, an hidden version for what may change meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Form, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from acia.core.text import clean_text

_PHRASES: Final[dict[str, str]] = {
    "This field is required.": "Ce champ est à remplir.",
    "Not a valid date value.": "Cette date n’existe pas. Exemple : 12/03/2027.",
    "Not a valid time value.": "Cette heure n’existe pas. Exemple : 13:30.",
    "Not a valid integer value.": "Indiquez un nombre entier.",
    "Not a valid decimal value.": "Indiquez un nombre.",
    "Not a valid choice.": "Choisissez dans la liste.",
    "Invalid Choice: could not coerce.": "Choisissez dans la liste.",
    "'%(value)s' is not a valid choice for this field.": "Choisissez dans la liste.",
    "'%(value)s' are not valid choices for this field.": "Choisissez dans la liste.",
    "Number must be at least %(min)s.": "Le nombre le plus petit accepté est %(min)s.",
    "Number must be at most %(max)s.": "Le nombre le plus grand accepté est %(max)s.",
    "Number must be between %(min)s and %(max)s.": "Indiquez un nombre de %(min)s à %(max)s.",
    "Field cannot be longer than %(max)d characters.": "Ce texte dépasse %(max)d caractères.",
    "Invalid input.": "Cette saisie ne convient pas.",
}


_ADRESSE: Final = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\".]+(?:\.[^@\s<>,;\".]+)+")


class _Francais:
    """Translations of WTForms' own sentences; those written in a validator pass unchanged."""

    def gettext(self, text: str) -> str:
        return _PHRASES.get(text, text)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return _PHRASES.get(plural, _PHRASES.get(singular, singular if n == 1 else plural))


class _Meta:
    def get_translations(self, form: Any) -> _Francais:
        return _Francais()


class SubForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """A group of fields inside a form."""

    class Meta(_Meta, Form.Meta):  # type: ignore[misc]  # WTForms ships no types
        """French sentences."""


PAGE_MAX: Final = 42


class HouseForm(FlaskForm):  # type: ignore[misc]  # WTForms ships no types
    """A form with its token."""

    class Meta(_Meta, FlaskForm.Meta):  # type: ignore[misc]  # WTForms ships no types
        """French sentences."""


class VersionedForm(HouseForm):
    """A form on an object that somebody else may change meanwhile."""

    version = HiddenField()


class WritingForm(VersionedForm):
    """A form that its page saves by itself; the script draws the key of the page (`core.pages`)."""

    page = HiddenField()

    @property
    def page_key(self) -> str:
        """The key of the open page and the rank of what it sends, nothing without a script."""
        return (self.page.data or "")[:PAGE_MAX]


def strip(value: str | None) -> str:
    """A clean text without blanks around it."""
    return clean_text(value or "").strip()


def expected(field: Any, sentence: str) -> None:
    """Refuse an empty field with the sentence that says what it is for."""
    if not field.data:
        raise ValidationError(sentence)


def text_field(label: str, longueur: int = 200, **kwargs: Any) -> StringField:
    """A line of text, never required by the form itself: completeness is a rule of the stage."""
    return StringField(label, filters=[strip], validators=[Length(max=longueur)], **kwargs)


def long_text_field(label: str, longueur: int = 5000, **kwargs: Any) -> TextAreaField:
    """A text of several lines."""
    return TextAreaField(label, filters=[strip], validators=[Length(max=longueur)], **kwargs)


def email_field(label: str, **kwargs: Any) -> StringField:
    """An address: empty, or well formed; its domain is never looked up."""
    validators = [Optional(), Length(max=254), plausible_address]
    return StringField(label, filters=[strip, str.casefold], validators=validators, **kwargs)


def plausible_address(_form: Any, field: Any) -> None:
    """Refuse what no mail could reach; whether the address lives is known when a message arrives."""
    if not _ADRESSE.fullmatch(field.data):
        raise ValidationError("Cette adresse n’est pas complète. Exemple : nom@organisme.fr.")


def day_field(label: str, **kwargs: Any) -> DateField:
    """A day, or nothing."""
    return DateField(label, validators=[Optional(), plausible_day], **kwargs)


def plausible_day(_form: Any, field: Any) -> None:
    """Refuse years typed with a slip, such as 0027."""
    if field.data is not None and not 1900 <= field.data.year <= 2100:
        raise ValidationError("Vérifiez l’année de cette date.")


def checkbox(label: str, **kwargs: Any) -> BooleanField:
    """A box to tick."""
    return BooleanField(label, **kwargs)


def as_choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Choices of a list, from (value, label) pairs."""
    return [SelectChoice(value, label) for value, label in pairs]
