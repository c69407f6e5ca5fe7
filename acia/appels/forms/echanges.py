"""Forms of the webinar and of the questions: the officer's, and those of everybody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from wtforms import IntegerField, StringField, TextAreaField, TimeField, ValidationError
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from acia.appels.models import Appel, QuestionAppel
from acia.appels.rules import WEBINAIRE_MINUTES
from acia.appels.service import QuestionPosee, ReponsePubliee, WebinaireAppel
from acia.core.forms import HouseForm, VersionedForm, day_field, email_field, plausible_address, strip, text_field


class WebinaireForm(VersionedForm):
    """When and where the webinar is held."""

    jour = day_field("Jour du webinaire", description="Laissez vide s’il n’y a pas de webinaire.")
    heure = TimeField("Heure de début", description="À l’heure de référence de l’appel.", validators=[Optional()])
    minutes = IntegerField("Durée, en minutes", validators=[Optional(), NumberRange(10, 480)])
    lien = text_field(
        "Lien de connexion",
        500,
        description="Il n’est jamais affiché : seules les personnes inscrites le reçoivent, par courriel.",
    )

    @staticmethod
    def values_of(appel: Appel) -> dict[str, Any]:
        """What the form shows of a call."""
        debut = appel.webinaire_at.astimezone(ZoneInfo(appel.fuseau)) if appel.webinaire_at else None
        return {
            "jour": debut.date() if debut else None,
            "heure": debut.time() if debut else None,
            "minutes": appel.webinaire_minutes or WEBINAIRE_MINUTES,
            "lien": appel.webinaire_lien,
        }

    def validate_jour(self, _field: Any) -> None:
        """The day and the hour go together; the link is one of the web."""
        if self.jour.data and not self.heure.data:
            raise ValidationError("Indiquez aussi l’heure du webinaire.")

    def validate_lien(self, field: StringField) -> None:
        """A link that a browser opens, and nothing else."""
        parts = urlsplit(field.data or "")
        if field.data and (parts.scheme != "https" or not parts.netloc):
            raise ValidationError("Le lien commence par https://.")

    def to_command(self) -> WebinaireAppel:
        """The webinar as typed."""
        return WebinaireAppel(self.jour.data, self.heure.data, self.minutes.data, self.lien.data or "")


class InscriptionForm(HouseForm):
    """Sign up to the webinar."""

    courriel = StringField(
        "Votre adresse de courriel",
        filters=[strip, str.casefold],
        validators=[DataRequired("Indiquez votre adresse de courriel."), Length(max=254), plausible_address],
    )


class DesinscriptionForm(HouseForm):
    """Change one's mind: nothing to type."""


class QuestionForm(HouseForm):
    """Ask a question."""

    texte = TextAreaField(
        "Votre question",
        filters=[strip],
        description="N’y mettez aucun nom d’enfant, ni de professionnel.",
        validators=[DataRequired("Écrivez votre question."), Length(min=10, max=2000)],
    )
    courriel = email_field(
        "Votre adresse de courriel", description="Pour recevoir la réponse. Elle n’est jamais publiée."
    )

    def to_command(self) -> QuestionPosee:
        """The question as typed."""
        return QuestionPosee(self.texte.data or "", self.courriel.data or "")


class ReponseForm(HouseForm):
    """Answer a question, for everybody."""

    question = TextAreaField(
        "La question, telle qu’elle sera publiée",
        filters=[strip],
        description="Reformulez-la au besoin : rien ne doit dire qui l’a posée.",
        validators=[DataRequired("Écrivez la question à publier."), Length(max=2000)],
    )
    reponse = TextAreaField(
        "La réponse", filters=[strip], validators=[DataRequired("Écrivez la réponse."), Length(max=5000)]
    )

    @staticmethod
    def values_of(question: QuestionAppel) -> dict[str, Any]:
        """What the form shows of a question."""
        return {"question": question.question_publiee or question.texte, "reponse": question.reponse}

    def to_command(self) -> ReponsePubliee:
        """The answer as typed."""
        return ReponsePubliee(self.question.data or "", self.reponse.data or "")


class EcartForm(HouseForm):
    """Set a question aside: nothing to type."""


class ExportForm(HouseForm):
    """Export the list of those who signed up: nothing to type."""
