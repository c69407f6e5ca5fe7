"""Forms of the members: naming, mandate, departure, answer to an invitation."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from acia.commission.models import MembreCommission
from acia.commission.service import CommandeMembre
from acia.commission.workflow import LIBELLES_QUALITE, LIBELLES_VOIX, Qualite, Voix
from acia.comptes.models import Utilisateur
from acia.core.forms import HouseForm, VersionedForm, as_choices, day_field, expected, long_text_field


def as_people(people: Iterable[Utilisateur]) -> list[SelectChoice]:
    """People to choose among, each with what tells her from another of the same name."""
    return as_choices((str(p.id), ", ".join(filter(None, (p.nom_complet, p.fonction, p.employeur)))) for p in people)


class MembreForm(HouseForm):
    """A member to name, and her mandate."""

    utilisateur = SelectField("Personne")
    qualite = SelectField("Qualité", choices=as_choices((q.value, LIBELLES_QUALITE[q]) for q in reversed(Qualite)))
    voix = SelectField("Voix", choices=as_choices((v.value, LIBELLES_VOIX[v]) for v in Voix))
    titulaire = SelectField("Siège")
    mandat_debut = day_field("Premier jour du mandat")
    mandat_fin = day_field("Dernier jour du mandat")
    decision_presidence = long_text_field("Décision de la présidence", 1000)

    def offer(self, people: Iterable[Utilisateur], titulaires: Iterable[MembreCommission]) -> None:
        """List the people who may sit, and whom they may stand in for."""
        self.utilisateur.choices = as_people(people)
        alternates = [(str(m.id), f"Suppléance de {m.utilisateur.nom_complet}") for m in titulaires]
        self.titulaire.choices = as_choices([("", "En son nom, comme titulaire"), *alternates])

    def to_command(self) -> CommandeMembre:
        """The person and her mandate."""
        return CommandeMembre(
            uuid.UUID(self.utilisateur.data),
            Qualite(self.qualite.data),
            Voix(self.voix.data),
            uuid.UUID(self.titulaire.data) if self.titulaire.data else None,
            self.mandat_debut.data,
            self.mandat_fin.data,
            self.decision_presidence.data or "",
        )


class MandatForm(VersionedForm):
    """The days of a mandate; nothing: it lasts as long as the commission."""

    debut = day_field("Premier jour du mandat")
    fin = day_field("Dernier jour du mandat")


class SortieForm(VersionedForm):
    """The end of a mandate, and who takes the seat for the remaining term."""

    motif = long_text_field("Pourquoi le mandat prend fin", 1000)
    remplacant = SelectField("Qui prend sa place")

    def offer(self, people: Iterable[Utilisateur]) -> None:
        """List the people who may take the seat."""
        self.remplacant.choices = [*as_choices([("", "Personne pour l’instant")]), *as_people(people)]

    def validate_motif(self, field: Any) -> None:
        """A departure has a reason."""
        expected(field, "Dites pourquoi le mandat prend fin.")


class EmpechementForm(VersionedForm):
    """What keeps a member from sitting."""

    motif = long_text_field("Ce qui l’empêche de siéger", 1000)

    def validate_motif(self, field: Any) -> None:
        """An impediment has a reason."""
        expected(field, "Dites ce qui l’empêche de siéger.")


class OfficeForm(VersionedForm):
    """A recusal that the chair applies."""

    motif = long_text_field("La raison que donne la présidence", 1000)

    def validate_motif(self, field: Any) -> None:
        """A recusal has a reason."""
        expected(field, "Écrivez la raison que donne la présidence.")


class InvitationForm(HouseForm):
    """The answer to an invitation."""

    reponse = RadioField(
        "Votre réponse",
        choices=as_choices([("accepte", "J’accepte de siéger"), ("decline", "Je décline")]),
        validators=[InputRequired("Choisissez l’une des deux réponses.")],
    )
    motif = long_text_field("Si vous déclinez, pourquoi", 1000)
