"""Forms of the register: a file to send, the reason of a return."""

from __future__ import annotations

from typing import Final

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from acia.core.forms import HouseForm, as_choices, strip
from acia.referentiel.models import Portee

PORTEES: Final = {
    Portee.AUTO.value: "Selon son contenu : registre national s’il décrit 90 départements ou plus, extrait sinon",
    Portee.NATIONAL.value: "Registre national, complet",
    Portee.DEPARTEMENTS.value: "Extrait complet des départements qu’il décrit",
    Portee.EXTRAIT.value: "Extrait partiel : rien n’est fermé",
}


class FichierForm(HouseForm):
    """A register file to read."""

    fichier = FileField(
        "Fichier du registre",
        description="Extraction FINESS (CSV etalab ou finess-plus, JSON FINESS+), compressée ou non, 25 Mo au plus. "
        "Compressez un registre national (.gz) avant de l’envoyer.",
        validators=[FileRequired("Choisissez le fichier.")],
    )
    portee = RadioField(
        "Ce que couvre ce fichier",
        description="Un établissement que le fichier ne liste plus est fermé là où le fichier est complet, nulle part "
        "ailleurs. Les différences le montrent avant que rien ne change.",
        choices=as_choices(PORTEES.items()),
        default=Portee.AUTO.value,
    )
    source = StringField(
        "D’où vient ce fichier",
        description="Par exemple : data.gouv.fr, fichier du 12 mai 2027. Sans réponse, son nom.",
        filters=[strip],
        validators=[Length(max=200)],
    )


class RetourForm(HouseForm):
    """Why the last import is undone."""

    motif = TextAreaField(
        "Pourquoi annuler cet import",
        filters=[strip],
        validators=[DataRequired("Dites pourquoi vous revenez au registre précédent."), Length(max=1000)],
    )
