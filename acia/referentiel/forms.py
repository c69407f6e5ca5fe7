"""Forms of the register: a file to send, the reason of a return."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from acia.core.forms import HouseForm, strip


class FichierForm(HouseForm):
    """A register file to read."""

    fichier = FileField(
        "Fichier du registre",
        description="Extraction FINESS (CSV etalab ou finess-plus, JSON FINESS+), compressée ou non, 25 Mo au plus. "
        "Compressez un registre national (.gz) avant de l’envoyer.",
        validators=[FileRequired("Choisissez le fichier.")],
    )
    source = StringField(
        "D’où vient ce fichier",
        description="Par exemple : data.gouv.fr, fichier du 12 mai 2027. Sans réponse, son nom.",
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
