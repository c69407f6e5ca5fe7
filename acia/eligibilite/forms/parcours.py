"""Forms of the establishments accompanied elsewhere: one to write down, a list to take over, one to take off."""

from __future__ import annotations

import json
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from acia.core.forms import HouseForm, as_choices, strip
from acia.eligibilite.rules.parcours import LIBELLES_DISPOSITIF, Dispositif, LigneParcours
from acia.eligibilite.service import Inscription

_DERNIERE_ANNEE = 2099


def _source() -> StringField:
    return StringField(
        "D’où vient l’information",
        description="Par exemple « Liste Pas-à-pas de septembre 2025 » ou « dit par la directrice ».",
        filters=[strip],
        validators=[DataRequired("Dites d’où vient l’information."), Length(max=200)],
    )


class AccompagnementForm(HouseForm):
    """One establishment to write down."""

    numero = StringField(
        "Numéro FINESS de l’établissement",
        filters=[strip],
        validators=[DataRequired("Indiquez le numéro FINESS de l’établissement."), Length(max=40)],
    )
    dispositif = RadioField(
        "Dispositif",
        choices=as_choices((d.value, LIBELLES_DISPOSITIF[d]) for d in Dispositif),
        validators=[InputRequired("Choisissez le dispositif.")],
    )
    annee_debut = IntegerField(
        "Année de début", validators=[InputRequired("Indiquez l’année."), NumberRange(2000, _DERNIERE_ANNEE)]
    )
    annee_fin = IntegerField(
        "Année de fin",
        description="Vide si l’accompagnement est en cours.",
        validators=[Optional(), NumberRange(2000, _DERNIERE_ANNEE)],
    )
    source = _source()

    def to_command(self) -> Inscription:
        """The row to write."""
        return Inscription(
            self.numero.data,
            Dispositif(self.dispositif.data),
            self.annee_debut.data or 0,
            self.annee_fin.data,
            self.source.data,
        )


class ListeForm(HouseForm):
    """A list to try."""

    fichier = FileField(
        "Tableau",
        description="CSV, XLSX ou ODS. Colonnes : FINESS, Dispositif, Début et, si vous l’avez, Fin.",
        validators=[FileRequired("Choisissez le fichier.")],
    )
    source = _source()


class ListeLueForm(HouseForm):
    """A list that was tried, carried back by the page: the good lines are tried again before they are written."""

    lignes = HiddenField()
    source = HiddenField(validators=[DataRequired(), Length(max=200)])

    def validate_lignes(self, field: Any) -> None:
        """The lines come back as the page wrote them."""
        try:
            self.lues = [
                LigneParcours(
                    int(rang), str(numero)[:40], Dispositif(scheme), int(debut), None if fin is None else int(fin)
                )
                for rang, numero, scheme, debut, fin in json.loads(field.data or "")
            ]
        except (ValueError, TypeError) as error:
            raise ValidationError("Ce tableau ne se lit plus : renvoyez-le.") from error

    @staticmethod
    def written(lines: list[LigneParcours]) -> str:
        """The lines as the page carries them."""
        return json.dumps([[line.rang, line.numero, line.dispositif, line.debut, line.fin] for line in lines])


class RetraitParcoursForm(HouseForm):
    """Take a row off the list, with the reason."""

    motif = TextAreaField(
        "Pourquoi la retirer",
        filters=[strip],
        validators=[DataRequired("Dites pourquoi, en une phrase."), Length(max=1000)],
    )
