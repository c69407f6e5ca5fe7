"""Forms of the exchanges: write a message, say that one has read."""

from __future__ import annotations

import uuid
from typing import Final

from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from acia.candidatures.service import EnvoiMessage
from acia.core.forms import HouseForm, strip

LONGUEUR_MESSAGE: Final = 5000


def _as_uuid(value: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(value or "")
    except ValueError:
        return None


class LectureForm(HouseForm):
    """Up to where the person has read."""

    dernier = HiddenField()

    @property
    def last_shown(self) -> uuid.UUID | None:
        """The last message the page showed."""
        return _as_uuid(self.dernier.data)


class MessageForm(LectureForm):
    """A message to the other side, with its documents."""

    envoi = HiddenField()
    contenu = TextAreaField(
        "Votre message",
        filters=[strip],
        validators=[DataRequired("Écrivez votre message."), Length(max=LONGUEUR_MESSAGE)],
        id="texte-message",
    )
    fichiers = MultipleFileField("Fichiers à joindre")

    def validate_envoi(self, field: HiddenField) -> None:
        """The key drawn with the page came back."""
        if _as_uuid(field.data) is None:
            raise ValidationError("Rechargez la page, puis envoyez de nouveau votre message.")

    def to_command(self) -> EnvoiMessage:
        """The message to send."""
        received = [f for f in self.fichiers.data or () if isinstance(f, FileStorage) and f.filename]
        return EnvoiMessage(
            envoi=uuid.UUID(self.envoi.data),
            contenu=self.contenu.data or "",
            fichiers=tuple((f.filename or "", f.read()) for f in received),
            dernier=self.last_shown,
        )
