"""Forms of a correction request: ask, answer, withdraw."""

from __future__ import annotations

from typing import Any, Final

from wtforms import FormField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from acia.candidatures.rules import LIBELLES_MOTIF, TITRES_LECTEUR, MotifCorrection, Section
from acia.candidatures.service import NouvelleDemande, PointDemande
from acia.core.forms import HouseForm, SubForm, VersionedForm, as_choices, day_field, long_text_field, strip

PRECISION_MAX: Final = 1000


class PointForm(SubForm):
    """What one section lacks, or nothing."""

    motif = SelectField("Raison", choices=as_choices([("", "Rien à corriger"), *LIBELLES_MOTIF.items()]))
    precision = long_text_field("Précision", PRECISION_MAX)

    def validate_precision(self, field: Any) -> None:
        """Another reason is told in words."""
        if self.motif.data == MotifCorrection.AUTRE and not field.data:
            raise ValidationError("Écrivez la raison.")
        if field.data and not self.motif.data:
            raise ValidationError("Choisissez aussi une raison.")


def _point(section: Section) -> FormField:
    return FormField(PointForm, TITRES_LECTEUR[section])


class DemandeForm(HouseForm):
    """The sections to correct, a reason for each, the last day to answer."""

    etablissement = _point(Section.ETABLISSEMENT)
    autorisation = _point(Section.AUTORISATION)
    avis_cse = _point(Section.AVIS_CSE)
    projet = _point(Section.PROJET)
    representants = _point(Section.REPRESENTANTS)
    engagements = _point(Section.ENGAGEMENTS)
    limite = day_field("Réponse attendue au plus tard le")
    texte = long_text_field("Message à l’établissement", 3000)

    def to_command(self) -> NouvelleDemande:
        """The request to send."""
        points = [
            PointDemande(section, MotifCorrection(self[section].form.motif.data), self[section].form.precision.data)
            for section in Section
            if self[section].form.motif.data
        ]
        return NouvelleDemande(tuple(points), self.limite.data, self.texte.data or "")


class ReponseForm(VersionedForm):
    """Send the corrections, with a word when one is useful."""

    texte = long_text_field("Votre réponse", 3000)


class RetraitDemandeForm(VersionedForm):
    """Withdraw a request, with its reason."""

    motif = TextAreaField(
        "Pourquoi la retirez-vous ?",
        filters=[strip],
        validators=[DataRequired("Dites pourquoi, en une phrase."), Length(max=1000)],
    )
