"""Forms of what officers keep beside the files, and of the acts on several files."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from acia.candidatures.models import Etiquette, Ton
from acia.candidatures.rules import LIBELLES_ACTE, Acte
from acia.candidatures.service import Attribution, PreparationGroupe
from acia.comptes.models import Utilisateur
from acia.core.forms import HouseForm, as_choices, strip
from acia.referentiel.models import Region

LIBELLES_TON = {
    Ton.GRIS: "Gris",
    Ton.BLEU: "Bleu",
    Ton.VERT: "Vert",
    Ton.AMBRE: "Orangé",
    Ton.ROUGE: "Rouge",
}
AIDE_NOTE = "Lue par les chargés de mission et le pilotage seulement. Jamais de donnée sur un enfant ou une famille."


def keys_of(values: Iterable[str]) -> tuple[uuid.UUID, ...]:
    """The ids among texts sent by a form; what is not an id is left out."""
    found = []
    for value in values:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return tuple(found)


class NoteInterneForm(HouseForm):
    """An internal note."""

    texte = TextAreaField(
        "Nouvelle note",
        description=AIDE_NOTE,
        filters=[strip],
        validators=[DataRequired("Écrivez votre note."), Length(max=5000)],
    )


class NoteRepriseForm(NoteInterneForm):
    """One's own note, written again or removed."""

    texte = TextAreaField(
        "Votre note",
        description=AIDE_NOTE,
        filters=[strip],
        validators=[DataRequired("Écrivez votre note, ou retirez-la."), Length(max=5000)],
    )
    avant = HiddenField()


class AttributionForm(HouseForm):
    """Hand a file over."""

    avant = HiddenField()
    personne = SelectField("Suivi par", validators=[DataRequired("Choisissez une personne.")])
    motif = StringField("Motif du changement", filters=[strip], validators=[Length(max=500)])

    def __init__(self, officers: Sequence[Utilisateur], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        people = [(str(person.id), person.nom_complet) for person in officers]
        self.personne.choices = as_choices([("", "Choisir une personne"), *people])

    def to_command(self) -> Attribution:
        """The file to hand over."""
        return Attribution(uuid.UUID(self.personne.data), self.motif.data or "", self.avant.data or "")


class EtiquettesForm(HouseForm):
    """The labels of one file."""

    etiquettes = SelectMultipleField(
        "Étiquettes du dossier", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(self, etiquettes: Sequence[Etiquette], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.etiquettes.choices = as_choices([(str(e.id), e.nom) for e in etiquettes])


class EtiquetteForm(HouseForm):
    """A new label."""

    nom = StringField(
        "Nom de l’étiquette", filters=[strip], validators=[DataRequired("Donnez-lui un nom."), Length(max=40)]
    )
    ton = SelectField("Couleur", choices=as_choices([(ton.value, mot) for ton, mot in LIBELLES_TON.items()]))
    region = SelectField("Région")

    def __init__(self, regions: Sequence[Region], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.region.choices = as_choices([(r.code, r.nom) for r in regions])


class VueForm(HouseForm):
    """A search to keep."""

    requete = HiddenField(validators=[Length(max=2000)])
    nom = StringField(
        "Nom de la recherche",
        filters=[strip],
        validators=[DataRequired("Donnez un nom à cette recherche."), Length(max=80)],
    )
    partage = SelectField("Visible par")

    def __init__(self, regions: Sequence[Region], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        shared = [(r.code, f"Les chargés de mission de la région {r.nom}") for r in regions]
        self.partage.choices = as_choices([("", "Moi seulement"), *shared])


class GroupeForm(HouseForm):
    """An act on several files: which act, and what it needs."""

    requete = HiddenField()
    acte = SelectField("Acte", choices=as_choices([(a.value, mot) for a, mot in LIBELLES_ACTE.items()]))
    # Whether the person or the label suits is for the service to say, once it knows the act.
    personne = SelectField("Personne", validate_choice=False)
    etiquette = SelectField("Étiquette", validate_choice=False)
    motif = StringField("Motif", filters=[strip], validators=[Length(max=500)])

    def __init__(self, officers: Sequence[Utilisateur], etiquettes: Sequence[Etiquette], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        people = [(str(person.id), person.nom_complet) for person in officers]
        self.personne.choices = as_choices([("", "–"), *people])
        self.etiquette.choices = as_choices([("", "–"), *((str(e.id), e.nom) for e in etiquettes)])

    def to_command(self, candidatures: tuple[uuid.UUID, ...]) -> PreparationGroupe:
        """The act to prepare on these files."""
        acte = Acte(self.acte.data)
        cible = self.personne.data if acte is Acte.CONFIER else self.etiquette.data
        return PreparationGroupe(
            acte, candidatures, "" if acte is Acte.INSTRUIRE else cible or "", self.motif.data or ""
        )


class ActeGroupeForm(HouseForm):
    """Do a prepared act: nothing to type."""
