"""Forms of the appeals: lodged by an establishment, recorded by an officer, answered."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError

from acia.commission.rules.recours import (
    LIBELLES_GENRE_RECOURS,
    LIBELLES_ISSUE_RECOURS,
    LIBELLES_MOYEN,
    GenreRecours,
    IssueRecours,
    MoyenRecours,
)
from acia.commission.service import RecoursEcrit, RecoursRecu, ReponseRecours
from acia.core.forms import HouseForm, VersionedForm, as_choices, day_field, expected, long_text_field, text_field


def _file(field: FileField) -> tuple[str, bytes] | None:
    received = field.data
    if not isinstance(received, FileStorage) or not received.filename:
        return None
    return received.filename, received.read()


class _EnvoiForm(HouseForm):
    """A form whose key is drawn with its page: sent twice, it is one appeal."""

    envoi = HiddenField()
    objet = long_text_field("Ce qui est demandé, et pourquoi", 8000)
    fichier = FileField("Document joint")

    def validate_envoi(self, field: Any) -> None:
        """The key came back."""
        try:
            uuid.UUID(field.data or "")
        except ValueError:
            raise ValidationError("Rechargez la page, puis envoyez de nouveau.") from None

    def validate_objet(self, field: Any) -> None:
        """An appeal asks for something."""
        expected(field, "Écrivez ce qui est demandé, et pourquoi.")

    def draw_key(self) -> None:
        """Give the page its key, once."""
        if not self.envoi.data:
            self.envoi.data = str(uuid.uuid4())


class RecoursEtablissementForm(_EnvoiForm):
    """A gracious appeal of the establishment."""

    def to_command(self) -> RecoursEcrit:
        """What it asks."""
        return RecoursEcrit(uuid.UUID(self.envoi.data), self.objet.data or "", _file(self.fichier))


class RecoursForm(_EnvoiForm):
    """An appeal that came another way."""

    numero = text_field("Numéro du dossier", 40)
    genre = SelectField(
        "Sorte de recours", choices=as_choices((g.value, LIBELLES_GENRE_RECOURS[g]) for g in GenreRecours)
    )
    moyen = SelectField(
        "Reçu par",
        choices=as_choices((m.value, LIBELLES_MOYEN[m]) for m in MoyenRecours if m is not MoyenRecours.ACIA),
    )
    auteur_nom = text_field("Qui le forme", 160)
    recu_le = day_field("Reçu le")

    def validate_numero(self, field: Any) -> None:
        """It is about a file."""
        expected(field, "Écrivez le numéro du dossier.")

    def validate_auteur_nom(self, field: Any) -> None:
        """Somebody makes it."""
        expected(field, "Écrivez qui forme ce recours.")

    def validate_recu_le(self, field: Any) -> None:
        """It came one day."""
        expected(field, "Indiquez le jour de réception.")

    def to_command(self) -> RecoursRecu:
        """What came."""
        return RecoursRecu(
            uuid.UUID(self.envoi.data),
            self.numero.data,
            GenreRecours(self.genre.data),
            MoyenRecours(self.moyen.data),
            self.auteur_nom.data,
            self.objet.data or "",
            self.recu_le.data,
            _file(self.fichier),
        )


class ReponseRecoursForm(VersionedForm):
    """How an appeal ended."""

    issue = RadioField("Réponse", validators=[InputRequired("Choisissez la réponse.")])
    repondu_le = day_field("Réponse donnée le")
    motif = long_text_field("Motifs de la réponse", 8000)
    fichier = FileField("Lettre de réponse")

    def offer(self, issues: Iterable[IssueRecours]) -> None:
        """List the ends that this kind of appeal may have."""
        self.issue.choices = as_choices((i.value, LIBELLES_ISSUE_RECOURS[i]) for i in issues)

    def validate_repondu_le(self, field: Any) -> None:
        """It was given one day."""
        expected(field, "Indiquez le jour de la réponse.")

    def to_command(self) -> ReponseRecours:
        """The answer."""
        issue = IssueRecours(self.issue.data)
        return ReponseRecours(issue, self.repondu_le.data, self.motif.data or "", _file(self.fichier))
