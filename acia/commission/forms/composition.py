"""Forms of the composition: the sitting, the members, the convocation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, TimeField
from wtforms.validators import InputRequired

from acia.appels.rules import local_instant
from acia.commission.queries import TerritoireAPourvoir
from acia.commission.service import CommandeSeance
from acia.core.forms import VersionedForm, as_choices, checkbox, day_field, expected, long_text_field, text_field


class ActeForm(VersionedForm):
    """An act without anything to type, on the version that was seen."""


class SeanceForm(VersionedForm):
    """Name, day, hour and place of the sitting; the hour is that of the région."""

    nom = text_field("Nom de la commission", 150)
    jour = day_field("Jour de la séance")
    heure = TimeField("Heure de début", validators=[InputRequired("Indiquez l’heure de début.")])
    lieu = text_field("Lieu, ou lien de la visioconférence")

    def validate_nom(self, field: Any) -> None:
        """A commission has a name."""
        expected(field, "Donnez un nom à la commission.")

    def validate_jour(self, field: Any) -> None:
        """A sitting has a day."""
        expected(field, "Indiquez le jour de la séance.")

    def validate_lieu(self, field: Any) -> None:
        """A sitting has a place."""
        expected(field, "Indiquez où se tient la séance.")

    def to_command(self, zone: str) -> CommandeSeance:
        """The sitting, as an instant of the région's zone."""
        at = local_instant(self.jour.data, self.heure.data, zone, "heure")
        return CommandeSeance(self.nom.data, at, self.lieu.data)


class CreationForm(SeanceForm):
    """A new commission: its call and région, then its sitting."""

    territoire = SelectField("Appel et région")

    def offer(self, territoires: Sequence[TerritoireAPourvoir]) -> None:
        """List the régions that still need their commission."""
        self.territoire.choices = as_choices((key_of(t), f"{t.region.nom} · {t.appel.titre}") for t in territoires)


def key_of(territoire: TerritoireAPourvoir) -> str:
    """The value of a région of a call in the list."""
    return f"{territoire.appel.id}:{territoire.region.code}"


class ConvocationForm(VersionedForm):
    """The sending of the convocation."""

    points = long_text_field("Points ajoutés à l’ordre du jour, un par ligne", 3000)
    seconde = checkbox("Seconde convocation, sur le même ordre du jour, faute de quorum la première fois")

    def to_points(self) -> list[str]:
        """The points typed, one a line."""
        return [line.strip() for line in (self.points.data or "").splitlines() if line.strip()]
