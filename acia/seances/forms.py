"""Forms of the sessions."""

from __future__ import annotations

from wtforms import BooleanField, Field, StringField
from wtforms.validators import Length, Optional

from acia.candidatures.models import RoleRepresentant
from acia.candidatures.queries import holders_on
from acia.core.forms import HouseForm, VersionedForm
from acia.engagements.models import Engagement
from acia.seances.models import Seance
from acia.seances.service import PresenceCommand

LIBELLES_ROLE = {
    RoleRepresentant.DIRECTION: "Direction",
    RoleRepresentant.PERSONNEL: "Représentant du personnel",
    RoleRepresentant.METIER: "Représentant métier",
}


class PlanForm(HouseForm):
    """Ask for a computation, or publish it: nothing to type."""


class BasePresencesForm(VersionedForm):
    """Attendance; one pair of fields for each establishment and role is added by `presences_form`."""

    def rows(self, engagements: list[Engagement]) -> list[tuple[Engagement, list[tuple[str, Field, Field]]]]:
        """(establishment, [(role in words, present, name)]) in order."""
        return [
            (
                engagement,
                [
                    (
                        LIBELLES_ROLE[role],
                        self[f"present_{_key(engagement, role)}"],
                        self[f"nom_{_key(engagement, role)}"],
                    )
                    for role in RoleRepresentant
                ],
            )
            for engagement in engagements
        ]

    def fill(self, seance: Seance, engagements: list[Engagement]) -> None:
        """Show what is recorded, or the expected people when nothing is."""
        self.version.data = str(seance.version)
        recorded = {(p.engagement_id, p.role): p for p in seance.presences}
        for engagement in engagements:
            expected = {
                role: person.nom_complet for role, person in holders_on(engagement.candidature, seance.jour).items()
            }
            for role in RoleRepresentant:
                row = recorded.get((engagement.id, role))
                self[f"present_{_key(engagement, role)}"].data = row.present if row else False
                self[f"nom_{_key(engagement, role)}"].data = row.nom if row else expected.get(role, "")

    def to_commands(self, engagements: list[Engagement]) -> list[PresenceCommand]:
        """What was ticked and typed."""
        return [
            PresenceCommand(
                engagement.candidature.numero_finess,
                role,
                bool(self[f"present_{_key(engagement, role)}"].data),
                (self[f"nom_{_key(engagement, role)}"].data or "").strip(),
            )
            for engagement in engagements
            for role in RoleRepresentant
        ]


def _key(engagement: Engagement, role: RoleRepresentant) -> str:
    return f"{engagement.candidature.numero_finess}_{role}"


def presences_form(engagements: list[Engagement]) -> type[BasePresencesForm]:
    """The attendance form of a session."""
    fields: dict[str, Field] = {}
    for engagement in engagements:
        for role in RoleRepresentant:
            label = f"{LIBELLES_ROLE[role]}, {engagement.candidature.nom}"
            fields[f"present_{_key(engagement, role)}"] = BooleanField(f"{label} : présent")
            fields[f"nom_{_key(engagement, role)}"] = StringField(
                f"{label} : qui est venu", validators=[Optional(), Length(max=160)]
            )
    return type("PresencesForm", (BasePresencesForm,), fields)
