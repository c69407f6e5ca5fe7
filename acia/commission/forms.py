"""Forms of the stage. Those with a part for each criterion, member or file are made for the object they show."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import RadioField, SelectField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from acia.appels.models import Critere
from acia.appels.rules import local_instant
from acia.commission.models import Commission, MembreCommission, Notation
from acia.commission.queries import TerritoireAPourvoir
from acia.commission.rules import NOTE_MAX, Manque
from acia.commission.service import CommandeFeuille, CommandeSeance
from acia.commission.workflow import LIBELLES_ISSUE, LIBELLES_PRESENCE, LIBELLES_QUALITE, PresenceSeance, Qualite
from acia.comptes.models import Utilisateur
from acia.core.forms import HouseForm, VersionedForm, checkbox, day_field, long_text_field, strip, text_field

NOTES = tuple(str(mark) for mark in range(NOTE_MAX + 1))


class ActeForm(VersionedForm):
    """An act without anything to type, on the version that was seen."""


class SeanceForm(VersionedForm):
    """Name, day, hour and place of the sitting; the hour is that of the région."""

    nom = text_field("Nom de la commission", 150)
    jour = day_field("Jour de la séance")
    heure = TimeField("Heure de début", validators=[InputRequired("Indiquez l’heure de début.")])
    lieu = text_field("Lieu, ou lien de la visioconférence")

    def validate_nom(self, field: Any) -> None:
        """A commission has a name."""
        _expected(field, "Donnez un nom à la commission.")

    def validate_jour(self, field: Any) -> None:
        """A sitting has a day."""
        _expected(field, "Indiquez le jour de la séance.")

    def validate_lieu(self, field: Any) -> None:
        """A sitting has a place."""
        _expected(field, "Indiquez où se tient la séance.")

    def to_command(self, zone: str) -> CommandeSeance:
        """The sitting, as an instant of the région's zone."""
        at = local_instant(self.jour.data, self.heure.data, zone, "heure")
        return CommandeSeance(self.nom.data, at, self.lieu.data)


def _expected(field: Any, sentence: str) -> None:
    if not field.data:
        raise ValidationError(sentence)


class CreationForm(SeanceForm):
    """A new commission: its call and région, then its sitting."""

    territoire = SelectField("Appel et région")

    def offer(self, territoires: Sequence[TerritoireAPourvoir]) -> None:
        """List the régions that still need their commission."""
        self.territoire.choices = [(key_of(t), f"{t.region.nom} · {t.appel.titre}") for t in territoires]


def key_of(territoire: TerritoireAPourvoir) -> str:
    """The value of a région of a call in the list."""
    return f"{territoire.appel.id}:{territoire.region.code}"


class MembreForm(HouseForm):
    """A member to name."""

    utilisateur = SelectField("Personne")
    qualite = SelectField("Qualité", choices=[(q.value, LIBELLES_QUALITE[q]) for q in reversed(Qualite)])

    def offer(self, people: Iterable[Utilisateur]) -> None:
        """List the people who may sit."""
        self.utilisateur.choices = [
            (str(p.id), ", ".join(filter(None, (p.nom_complet, p.fonction, p.employeur)))) for p in people
        ]


class ConvocationForm(VersionedForm):
    """The sending of the convocation."""

    seconde = checkbox("Seconde convocation, sur le même ordre du jour, faute de quorum la première fois")


class DeclarationForm(HouseForm):
    """A member's general declaration of interests."""

    declaration = TextAreaField(
        "Vos liens avec les établissements de l’appel, leurs gestionnaires ou leurs salariés",
        filters=[strip],
        validators=[DataRequired("Décrivez vos liens, ou écrivez « aucun »."), Length(max=3000)],
    )
    atteste = checkbox("J’atteste que cette déclaration est complète et je m’engage à la tenir à jour")

    def validate_atteste(self, field: Any) -> None:
        """The declaration is attested."""
        _expected(field, "Attestez que votre déclaration est complète.")


class InteretsForm(HouseForm):
    """What a member says of her interests on one file."""

    choix = RadioField(
        "Votre situation",
        choices=[
            ("sans_conflit", "Je n’ai pas de conflit d’intérêts avec ce dossier"),
            ("deport", "Je me déporte"),
        ],
        validators=[InputRequired("Choisissez l’une des deux réponses.")],
    )
    motif = long_text_field("Si vous vous déportez, ce qui vous lie à ce dossier", 1000)


class FeuilleForm(VersionedForm):
    """Base of a marking sheet; `sheet_form` adds two fields a criterion."""

    criteres: Sequence[Critere] = ()

    def note(self, critere: Critere) -> Any:
        """The scale of a criterion."""
        return self[f"note_{critere.ordre}"]

    def justification(self, critere: Critere) -> Any:
        """The justification of a criterion."""
        return self[f"justification_{critere.ordre}"]

    def to_command(self) -> CommandeFeuille:
        """The sheet as typed, in the order of the grid."""
        return CommandeFeuille(
            tuple(int(self.note(c).data) if self.note(c).data else None for c in self.criteres),
            tuple(self.justification(c).data or "" for c in self.criteres),
        )

    def show_missing(self, manques: Iterable[Manque]) -> None:
        """Put what the sheet lacks at its fields."""
        for manque in manques:
            critere = self.criteres[manque.index]
            field = self.note(critere) if manque.partie == "note" else self.justification(critere)
            field.errors = [*field.errors, manque.phrase]


def sheet_form(criteres: Sequence[Critere], notation: Notation | None) -> FeuilleForm:
    """The sheet of the call's grid, filled from what was saved."""
    fields: dict[str, Any] = {"criteres": tuple(criteres)}
    for critere in criteres:
        fields[f"note_{critere.ordre}"] = RadioField(
            f"{critere.ordre}. {critere.libelle}",
            choices=[(n, n) for n in NOTES],
            validate_choice=False,
            validators=[_known_mark],
        )
        fields[f"justification_{critere.ordre}"] = long_text_field(f"Justification : {critere.libelle}", 3000)
    form: FeuilleForm = type("FeuilleDeLaGrille", (FeuilleForm,), fields)(data=_saved(criteres, notation))
    return form


def _known_mark(_form: Any, field: Any) -> None:
    if field.data and field.data not in NOTES:
        raise ValidationError("Choisissez une note de 0 à 5.")


def _saved(criteres: Sequence[Critere], notation: Notation | None) -> dict[str, Any]:
    marks = {note.critere_id: note for note in notation.notes} if notation else {}
    data: dict[str, Any] = {"version": str(notation.version) if notation else "0"}
    for critere in criteres:
        note = marks.get(critere.id)
        data[f"note_{critere.ordre}"] = str(note.valeur) if note is not None and note.valeur is not None else None
        data[f"justification_{critere.ordre}"] = note.justification if note else ""
    return data


class PresencesForm(VersionedForm):
    """Base of the attendance; `attendance_form` adds one choice a member."""

    def presences(self, membres: Iterable[MembreCommission]) -> dict[uuid.UUID, PresenceSeance]:
        """How each member attends."""
        return {m.id: PresenceSeance(self[f"presence_{m.id.hex}"].data) for m in membres}


def attendance_form(commission: Commission) -> PresencesForm:
    """One choice a member of the commission."""
    fields = {
        f"presence_{m.id.hex}": SelectField(
            m.utilisateur.nom_complet,
            choices=[(p.value, LIBELLES_PRESENCE[p]) for p in PresenceSeance],
        )
        for m in commission.membres
    }
    values = {f"presence_{m.id.hex}": m.presence or PresenceSeance.PRESENT.value for m in commission.membres}
    form: PresencesForm = type("PresencesDeLaSeance", (PresencesForm,), fields)(
        data={**values, "version": str(commission.version)}
    )
    # The page holds two versioned forms: an id is unique in it.
    form.version.id = "version-presences"
    return form


class IssuesForm(VersionedForm):
    """Base of proposals and decisions; `issues_form` adds an issue and a reason a file."""

    def issue(self, key: uuid.UUID) -> Any:
        """The issue of a file."""
        return self[f"issue_{key.hex}"]

    def motif(self, key: uuid.UUID) -> Any:
        """The reason of a file."""
        return self[f"motif_{key.hex}"]

    def show_missing(self, manques: Mapping[uuid.UUID, tuple[str, str]]) -> None:
        """Put what is missing at its fields."""
        for key, (part, sentence) in manques.items():
            field = self.issue(key) if part == "issue" else self.motif(key)
            field.errors = [*field.errors, sentence]


def issues_form(mot: str, dossiers: Sequence[tuple[uuid.UUID, str, str | None]], version: int) -> IssuesForm:
    """An issue, called `mot`, and a reason for each `(key, name, default issue)`."""
    fields: dict[str, Any] = {}
    values: dict[str, Any] = {"version": str(version)}
    choices = [("", "À choisir"), *((issue.value, libelle) for issue, libelle in LIBELLES_ISSUE.items())]
    for key, name, default in dossiers:
        fields[f"issue_{key.hex}"] = SelectField(f"{mot} pour {name}", choices=choices)
        fields[f"motif_{key.hex}"] = long_text_field(f"Motif pour {name}", 2000)
        values[f"issue_{key.hex}"] = default or ""
    form: IssuesForm = type("IssuesDesDossiers", (IssuesForm,), fields)(data=values)
    return form


class ProcesVerbalForm(VersionedForm):
    """Closing of the minutes."""

    observations = long_text_field("Observations, désaccords à mentionner", 5000)
    motif = long_text_field("Ce que cette version rectifie, et pourquoi", 2000)
