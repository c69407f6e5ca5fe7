"""Forms of the stage: the syntax of what is typed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from acia.cohortes.rules import Retenu
from acia.cohortes.service import ReglagesCohorte
from acia.core.forms import SubForm, VersionedForm, as_choices, long_text_field, text_field


class DeplacementForm(VersionedForm):
    """Where an establishment goes."""

    cible = RadioField("Où placer cet établissement ?", validators=[InputRequired("Choisissez une destination.")])


class ValidationForm(VersionedForm):
    """What the validation of the cohortes rests on."""

    motif = long_text_field("Sur quoi repose cette validation", 1000)


class ReglagesForm(VersionedForm):
    """Name, host and intervenant of a cohorte."""

    nom = text_field("Nom de la cohorte", 120, description="Proposé d’après les communes.")
    hote = RadioField(
        "Qui accueille les journées en présence ?",
        validators=[InputRequired("Choisissez un établissement.")],
        description="Le trajet indiqué est la somme des trajets des autres jusqu’à cet hôte.",
    )
    intervenant = SelectField("Intervenant", description="Les intervenants actifs de la région.")

    def keep_intervenant_only(self) -> None:
        """Once the cohorte is validated, its name and its host no longer change."""
        del self.nom
        del self.hote

    def to_command(self) -> ReglagesCohorte:
        """What was typed."""
        return ReglagesCohorte(
            nom=self.nom.data if self.nom else "",
            hote=uuid.UUID(self.hote.data) if self.hote else None,
            intervenant=uuid.UUID(self.intervenant.data) if self.intervenant.data else None,
        )


class SouhaitForm(SubForm):
    """Two establishments one would like together; a question, kept in the address."""

    a = SelectField("Réunir")
    b = SelectField("et")

    def offer(self, retenus: Iterable[Retenu]) -> None:
        """List the establishments that may be placed."""
        choices = as_choices([("", "Choisissez"), *((r.id, f"{r.nom} ({r.commune})") for r in retenus)])
        self.a.choices = self.b.choices = choices

    @property
    def pair(self) -> tuple[str, str] | None:
        """The two establishments, when both are chosen."""
        known = {choice.value for choice in self.a.choices if choice.value}
        chosen = (self.a.data, self.b.data)
        return chosen if known.issuperset(chosen) else None
