"""Forms of a member: her interests, her sheets."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from wtforms import FieldList, FormField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from acia.appels.models import Critere
from acia.candidatures.models import Candidature
from acia.commission.models import DeclarationInterets, Notation
from acia.commission.queries import LigneGrille
from acia.commission.rules import NOTE_MAX, Manque
from acia.commission.service import CommandeFeuille, CommandeLien
from acia.commission.workflow import LIBELLES_LIEN, NatureLien
from acia.core.forms import (
    HouseForm,
    SubForm,
    VersionedForm,
    WritingForm,
    as_choices,
    checkbox,
    expected,
    long_text_field,
    strip,
    text_field,
)

LigneDeGrille = Critere | LigneGrille
"""A criterion as a page has it, or as a save needs it."""
NOTES = tuple(str(mark) for mark in range(NOTE_MAX + 1))


class LienForm(SubForm):
    """One tie with an organisation."""

    nature = SelectField("Nature du lien", choices=as_choices((n.value, LIBELLES_LIEN[n]) for n in NatureLien))
    organisme = text_field("Établissement ou organisme")
    numero = text_field("Son numéro FINESS, si vous le connaissez", 9)
    precisions = text_field("Dates, fonction", 300)

    def validate_numero(self, field: Any) -> None:
        """A FINESS number has nine characters."""
        if field.data and not re.fullmatch(r"\d[\dAB]\d{7}", field.data):
            raise ValidationError("Un numéro FINESS a neuf chiffres. Laissez vide si vous ne le connaissez pas.")


LIENS = 3
"""Ties that the form offers beyond those already declared."""


class DeclarationForm(VersionedForm):
    """A member's general declaration of interests; `version` is how many she has signed."""

    liens = FieldList(FormField(LienForm), label="Vos liens, un par organisme", max_entries=20)

    declaration = TextAreaField(
        "Vos liens avec les établissements de l’appel, leurs gestionnaires ou leurs salariés",
        filters=[strip],
        validators=[DataRequired("Décrivez vos liens, ou écrivez « aucun »."), Length(max=3000)],
    )
    atteste = checkbox("J’atteste que cette déclaration est complète et je m’engage à la tenir à jour")

    def validate_atteste(self, field: Any) -> None:
        """The declaration is attested."""
        expected(field, "Attestez que votre déclaration est complète.")

    def to_ties(self) -> list[CommandeLien]:
        """The ties that name an organisation."""
        rows = (entry.form for entry in self.liens.entries)
        return [
            CommandeLien(NatureLien(r.nature.data), r.organisme.data, r.numero.data, r.precisions.data)
            for r in rows
            if r.organisme.data or r.numero.data
        ]


def declaration_form(signees: Sequence[DeclarationInterets]) -> DeclarationForm:
    """The form, filled from the latest declaration, with empty rows to add ties."""
    latest = signees[0] if signees else None
    known = [
        {"nature": x.nature, "organisme": x.organisme, "numero": x.numero, "precisions": x.precisions}
        for x in (latest.liens if latest else ())
    ]
    values = {"liens": [*known, *({} for _ in range(LIENS))], "declaration": latest.texte if latest else ""}
    return DeclarationForm(data={**values, "version": str(len(signees))})


class InteretsForm(HouseForm):
    """What a member says of her interests on one file."""

    choix = RadioField(
        "Votre situation",
        choices=as_choices(
            [
                ("sans_conflit", "Je n’ai pas de conflit d’intérêts avec ce dossier"),
                ("deport", "Je me déporte"),
            ]
        ),
        validators=[InputRequired("Choisissez l’une des deux réponses.")],
    )
    motif = long_text_field("Vos raisons", 1000)

    @property
    def se_deporte(self) -> bool:
        """True when she steps back from the file."""
        return bool(self.choix.data == "deport")


class InteretsSeanceForm(HouseForm):
    """The files of the sitting on which the secretary says « pas de conflit » at once; each is ticked."""

    dossiers = SelectMultipleField(
        "Je n’ai pas de conflit d’intérêts avec",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired("Cochez les dossiers avec lesquels vous n’avez pas de conflit d’intérêts.")],
    )

    def offer(self, candidatures: Sequence[Candidature]) -> None:
        """Offer these files; one answered meanwhile in another window is no longer among them."""
        self.dossiers.choices = as_choices((str(f.id), f"{f.nom}, {f.commune}") for f in candidatures)
        known = {str(f.id) for f in candidatures}
        self.dossiers.data = [key for key in self.dossiers.data or () if key in known]

    @property
    def ticked(self) -> list[uuid.UUID]:
        """The files that were ticked."""
        return [uuid.UUID(key) for key in self.dossiers.data or ()]


class MotifForm(VersionedForm):
    """An act on a sheet that wants its reason."""

    motif = long_text_field("Motif", 1000)


class ContestationForm(HouseForm):
    """What a member answers to a sheet entered for her from paper."""

    motif = long_text_field("Ce qui diffère", 1000, id="saisie-motif")


class FeuilleForm(WritingForm):
    """Base of a marking sheet; `sheet_form` adds two fields a criterion."""

    criteres: Sequence[LigneDeGrille] = ()

    def note(self, critere: LigneDeGrille) -> Any:
        """The scale of a criterion."""
        return self[f"note_{critere.ordre}"]

    def justification(self, critere: LigneDeGrille) -> Any:
        """The justification of a criterion."""
        return self[f"justification_{critere.ordre}"]

    def to_command(self) -> CommandeFeuille:
        """The sheet as typed, in the order of the grid."""
        return CommandeFeuille(
            tuple(int(self.note(c).data) if self.note(c).data else None for c in self.criteres),
            tuple(self.justification(c).data or "" for c in self.criteres),
            self.page_key,
        )

    def show_missing(self, manques: Iterable[Manque]) -> None:
        """Put what the sheet lacks at its fields."""
        for manque in manques:
            critere = self.criteres[manque.index]
            field = self.note(critere) if manque.partie == "note" else self.justification(critere)
            field.errors = [*field.errors, manque.phrase]


def sheet_form(criteres: Sequence[LigneDeGrille], notation: Notation | None) -> FeuilleForm:
    """The sheet of the call's grid, filled from what was saved."""
    form = _class_of(tuple((c.ordre, c.libelle) for c in criteres))(data=_saved(criteres, notation))
    form.criteres = tuple(criteres)
    return form


@lru_cache(maxsize=64)
def _class_of(grille: tuple[tuple[int, str], ...]) -> type[FeuilleForm]:
    fields: dict[str, Any] = {}
    for ordre, libelle in grille:
        fields[f"note_{ordre}"] = RadioField(
            f"{ordre}. {libelle}",
            choices=as_choices((n, n) for n in NOTES),
            validate_choice=False,
            validators=[_known_mark],
        )
        fields[f"justification_{ordre}"] = long_text_field(f"Justification : {libelle}", 3000)
    return type("FeuilleDeLaGrille", (FeuilleForm,), fields)


def _known_mark(_form: Any, field: Any) -> None:
    if field.data and field.data not in NOTES:
        raise ValidationError("Choisissez une note de 0 à 5.")


def _saved(criteres: Sequence[LigneDeGrille], notation: Notation | None) -> dict[str, Any]:
    marks = {note.critere_id: note for note in notation.notes} if notation else {}
    data: dict[str, Any] = {"version": str(notation.version) if notation else "0"}
    for critere in criteres:
        note = marks.get(critere.id)
        data[f"note_{critere.ordre}"] = str(note.valeur) if note is not None and note.valeur is not None else None
        data[f"justification_{critere.ordre}"] = note.justification if note else ""
    return data
