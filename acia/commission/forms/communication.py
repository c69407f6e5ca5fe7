"""Form of a communication: who asks, and when."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from acia.commission.service import DemandeCommunication
from acia.core.forms import HouseForm, day_field, expected, text_field


class CommunicationForm(HouseForm):
    """A request of access to one's own file."""

    envoi = HiddenField()
    demandeur_nom = text_field("Qui demande", 160)
    demandee_le = day_field("Demande reçue le")

    def validate_envoi(self, field: Any) -> None:
        """The key came back."""
        try:
            uuid.UUID(field.data or "")
        except ValueError:
            raise ValidationError("Rechargez la page, puis recommencez.") from None

    def validate_demandeur_nom(self, field: Any) -> None:
        """Somebody asks."""
        expected(field, "Écrivez qui demande le dossier.")

    def validate_demandee_le(self, field: Any) -> None:
        """It came one day."""
        expected(field, "Indiquez le jour de la demande.")

    def to_command(self) -> DemandeCommunication:
        """The request."""
        return DemandeCommunication(uuid.UUID(self.envoi.data), self.demandeur_nom.data, self.demandee_le.data)
