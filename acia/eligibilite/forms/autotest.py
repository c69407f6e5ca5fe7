"""Form of « Suis-je éligible ? »: nothing in it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from wtforms import HiddenField, SelectField, ValidationError

from acia.candidatures.rules import LIBELLES_INSTANCE, LIBELLES_NATURE, LIBELLES_RESULTAT_AVIS
from acia.core.forms import HouseForm, as_choices, text_field
from acia.eligibilite.rules.autotest import Declaration
from acia.referentiel.rules import search_words

_PAS_ENCORE: Final = ("", "Je ne sais pas encore")


def _facultative(label: str, libelles: Mapping[Any, str]) -> SelectField:
    """A list that a button may leave out: what it does not know counts as not answered."""
    return SelectField(label, choices=as_choices([_PAS_ENCORE, *libelles.items()]), validate_choice=False)


class AutotestForm(HouseForm):
    """A number, or a name and a commune; then what one knows of the authorisation and of the opinion."""

    appel = HiddenField()
    numero = HiddenField()
    """Chosen in a list of establishments: it then replaces what was typed."""
    recherche = text_field(
        "Numéro FINESS ou nom de l’établissement",
        description="Neuf caractères, par exemple 290 000 123 ; ou quelques mots de son nom.",
    )
    commune = text_field("Commune", 80, description="Utile si vous cherchez par le nom.")
    nature = _facultative("Votre établissement est autorisé au titre de", LIBELLES_NATURE)
    instance = _facultative("Instance consultée", LIBELLES_INSTANCE)
    resultat = _facultative("Son avis sur le projet", LIBELLES_RESULTAT_AVIS)

    def validate_recherche(self, field: object) -> None:
        """Something to look for."""
        if not self.numero.data and not search_words(f"{self.recherche.data or ''} {self.commune.data or ''}"):
            raise ValidationError("Écrivez le numéro FINESS, ou le nom de l’établissement.")

    def to_declaration(self) -> Declaration:
        """What the visitor says besides her number."""
        return Declaration(
            nature=_known(self.nature.data, LIBELLES_NATURE),
            resultat=_known(self.resultat.data, LIBELLES_RESULTAT_AVIS),
            instance=_known(self.instance.data, LIBELLES_INSTANCE),
        )


def _known(value: str | None, libelles: Mapping[Any, str]) -> str:
    return value if value and value in set(libelles) else ""
