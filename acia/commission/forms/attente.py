"""Forms of what follows the notices: a withdrawal, an answer to the place that is offered."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from acia.commission.models import Selection
from acia.commission.service import CommandeDesistement
from acia.core.forms import HouseForm, as_choices, day_field, long_text_field


class DesistementForm(HouseForm):
    """An establishment gives its place up."""

    motif = long_text_field("Pourquoi l’établissement se désiste", 1000)

    def to_command(self) -> CommandeDesistement:
        """The withdrawal, told today."""
        return CommandeDesistement(self.motif.data)


class DesistementRecuForm(DesistementForm):
    """A withdrawal told to an officer by letter, mail or telephone."""

    dossier = SelectField("Établissement")
    recu_le = day_field("Reçu le")

    def offer(self, selections: Iterable[Selection]) -> None:
        """List the files that can still be given up."""
        self.dossier.choices = as_choices(
            (str(s.candidature_id), f"{s.candidature.nom}, {s.candidature.commune}") for s in selections
        )

    @property
    def candidature_id(self) -> uuid.UUID:
        """The file chosen."""
        return uuid.UUID(self.dossier.data)

    def to_command(self) -> CommandeDesistement:
        """The withdrawal, with the day it was told."""
        return CommandeDesistement(self.motif.data, self.recu_le.data)


class ReponsePlaceForm(HouseForm):
    """The answer to the place that is offered."""

    choix = RadioField(
        "Votre réponse",
        choices=as_choices([("accepter", "Nous acceptons la place"), ("decliner", "Nous refusons la place")]),
        validators=[InputRequired("Choisissez l’une des deux réponses.")],
    )
    motif = long_text_field("Si vous refusez, pourquoi", 1000)
