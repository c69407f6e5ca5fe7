"""Forms of the sitting and of what follows it: attendance, proposals, decisions, minutes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import SelectField

from acia.commission.models import Commission, MembreCommission
from acia.commission.queries import mandate_words, members_in_office
from acia.commission.workflow import LIBELLES_ISSUE, LIBELLES_PRESENCE, PresenceSeance
from acia.core.forms import VersionedForm, as_choices, long_text_field


class PresencesForm(VersionedForm):
    """Base of the attendance; `attendance_form` adds one choice a member."""

    def presences(self, membres: Iterable[MembreCommission]) -> dict[uuid.UUID, PresenceSeance]:
        """How each member attends."""
        return {m.id: PresenceSeance(self[f"presence_{m.id.hex}"].data) for m in membres}


def attendance_form(commission: Commission) -> PresencesForm:
    """One choice a member in office, alternates and consultative members included."""
    sitting = members_in_office(commission)
    fields = {
        f"presence_{m.id.hex}": SelectField(
            f"{m.utilisateur.nom_complet} ({mandate_words(m)})",
            choices=as_choices((p.value, LIBELLES_PRESENCE[p]) for p in PresenceSeance),
        )
        for m in sitting
    }
    values = {f"presence_{m.id.hex}": m.presence or PresenceSeance.PRESENT.value for m in sitting}
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


def issues_form(
    mot: str,
    dossiers: Sequence[tuple[uuid.UUID, str, str | None]],
    version: int,
    motifs: Mapping[uuid.UUID, str] | None = None,
) -> IssuesForm:
    """An issue, called `mot`, and a reason for each `(key, name, default issue)`; `motifs` are those already given."""
    fields: dict[str, Any] = {}
    values: dict[str, Any] = {"version": str(version)}
    choices = as_choices([("", "À choisir"), *((issue.value, libelle) for issue, libelle in LIBELLES_ISSUE.items())])
    for key, name, default in dossiers:
        fields[f"issue_{key.hex}"] = SelectField(f"{mot} pour {name}", choices=choices)
        fields[f"motif_{key.hex}"] = long_text_field(f"Motif pour {name}", 2000)
        values[f"issue_{key.hex}"] = default or ""
        values[f"motif_{key.hex}"] = (motifs or {}).get(key, "")
    form: IssuesForm = type("IssuesDesDossiers", (IssuesForm,), fields)(data=values)
    return form


class ProcesVerbalForm(VersionedForm):
    """Closing of the minutes."""

    observations = long_text_field("Observations, désaccords à mentionner", 5000)
    motif = long_text_field("Ce que cette version rectifie, et pourquoi", 2000)
