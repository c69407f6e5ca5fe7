"""Forms of what follows a notice: sent again, come back, registered letter."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from acia.commission.rules.suites import LIBELLES_ISSUE_RECOMMANDE, IssueRecommande
from acia.commission.service import Recommande
from acia.comptes.models import Utilisateur
from acia.core.forms import VersionedForm, as_choices, day_field, expected, long_text_field, text_field


class RenvoiForm(VersionedForm):
    """The notice sent once more by mail."""

    destinataire = SelectField("À qui")
    motif = long_text_field("Pourquoi la renvoyer", 500)

    def offer(self, people: Iterable[Utilisateur]) -> None:
        """List the people of the file."""
        self.destinataire.choices = as_choices((str(p.id), f"{p.nom_complet}, {p.courriel}") for p in people)

    def validate_motif(self, field: Any) -> None:
        """A mail sent again has a reason."""
        expected(field, "Dites pourquoi vous la renvoyez.")

    @property
    def person_id(self) -> uuid.UUID:
        """The person chosen."""
        return uuid.UUID(self.destinataire.data)


class RetourForm(VersionedForm):
    """A mail that came back to the service's own mailbox."""

    motif = long_text_field("Ce que dit le message d’erreur", 1000)

    def validate_motif(self, field: Any) -> None:
        """What the server said is kept."""
        expected(field, "Recopiez ce que dit le message d’erreur.")


class RecommandeForm(VersionedForm):
    """A registered letter posted."""

    expedie_le = day_field("Postée le")
    numero_suivi = text_field("Numéro de suivi", 40)

    def validate_expedie_le(self, field: Any) -> None:
        """It has a day."""
        expected(field, "Indiquez le jour de l’envoi.")

    def validate_numero_suivi(self, field: Any) -> None:
        """It can be followed."""
        expected(field, "Recopiez le numéro de suivi.")

    def to_command(self) -> Recommande:
        """The letter."""
        return Recommande(self.expedie_le.data, self.numero_suivi.data)


class IssueRecommandeForm(VersionedForm):
    """What became of a registered letter."""

    issue = RadioField(
        "Ce qu’elle est devenue",
        choices=as_choices((i.value, LIBELLES_ISSUE_RECOMMANDE[i]) for i in IssueRecommande),
        validators=[InputRequired("Choisissez l’une des deux réponses.")],
    )
    jour = day_field("Le")

    def validate_jour(self, field: Any) -> None:
        """It has a day."""
        expected(field, "Indiquez le jour écrit sur l’avis de réception.")
