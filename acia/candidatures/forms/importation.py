"""Forms of the files gathered elsewhere: the table, its columns, what is consented to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from acia.appels.models import Appel
from acia.candidatures.rules import CHAMPS_IMPORT
from acia.core.forms import HouseForm, as_choices, strip


class TableauForm(HouseForm):
    """A table to send."""

    appel = SelectField("Appel", validators=[DataRequired("Choisissez l’appel.")])
    fichier = FileField(
        "Tableau",
        description="CSV, XLSX ou ODS, 10 Mo et 2 000 lignes au plus : une ligne par dossier, sous les titres.",
        validators=[FileRequired("Choisissez le fichier.")],
    )

    def __init__(self, appels: Sequence[Appel], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.appel.choices = as_choices([(appel.code, appel.titre) for appel in appels])


class _ColonnesForm(HouseForm):
    modele = StringField(
        "Garder cette lecture sous le nom",
        description="Elle vous sera proposée pour le prochain tableau.",
        filters=[strip],
        validators=[Length(max=80)],
    )

    @property
    def association(self) -> dict[str, str]:
        """Field → title of its column."""
        found = {champ.code: str(self._fields[champ.code].data or "") for champ in CHAMPS_IMPORT}
        return {code: titre for code, titre in found.items() if titre}


def columns_form(colonnes: Sequence[str], association: dict[str, str]) -> _ColonnesForm:
    """The form of the columns of one table: one list a field."""
    choices = as_choices([("", "Aucune colonne"), *((titre, titre) for titre in colonnes)])
    fields = {champ.code: SelectField(champ.libelle, choices=choices, default="") for champ in CHAMPS_IMPORT}
    form: _ColonnesForm = type("ColonnesForm", (_ColonnesForm,), fields)(data=association)
    return form


class OptionsForm(HouseForm):
    """What the officer consents to."""

    zeros = BooleanField(
        "Rétablir les zéros de tête perdus par un tableur",
        description="Un numéro FINESS de huit chiffres dont la clé tombe juste avec un zéro devant.",
    )
    incomplets = RadioField(
        "Les dossiers incomplets",
        choices=as_choices(
            [
                ("deposes", "Les créer comme déposés, à compléter ensuite"),
                ("brouillons", "Les créer comme brouillons de leur demandeur"),
                ("ecartes", "Les laisser de côté"),
            ]
        ),
    )
    ecrire = BooleanField(
        "Écrire aux demandeurs dont l’adresse est connue",
        description="Sans cette case, personne ne reçoit de message.",
    )
