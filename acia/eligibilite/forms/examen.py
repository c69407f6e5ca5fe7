"""Forms of the examination: run the rules, judge a finding, decide."""

from __future__ import annotations

from typing import Final

from wtforms import HiddenField, RadioField

from acia.core.forms import HouseForm, as_choices, long_text_field
from acia.core.rules import Resultat
from acia.eligibilite.models import IssueEligibilite
from acia.eligibilite.service import DecisionPrise, Jugement

JUGEMENTS: Final = ((Resultat.SATISFAIT.value, "Satisfait"), (Resultat.NON_SATISFAIT.value, "Non satisfait"))
ISSUES: Final = (
    (IssueEligibilite.ELIGIBLE.value, "Éligible : le dossier va à la commission"),
    (IssueEligibilite.INELIGIBLE.value, "Inéligible : le dossier n’ira pas à la commission"),
)


class LectureForm(HouseForm):
    """Run the rules; `seen` is the rank of the verdict the page showed."""

    seen = HiddenField()

    def last_seen(self) -> int:
        """The rank shown, 0 when there was no verdict."""
        raw = str(self.seen.data or "")
        return int(raw) if raw.isdigit() else 0


class JugementForm(HouseForm):
    """What a person says of a finding."""

    jugement = RadioField("Votre jugement", choices=as_choices(JUGEMENTS))
    motif = long_text_field("Sur quoi repose votre jugement", 2000, render_kw={"rows": 3})

    def to_command(self) -> Jugement:
        """The judgement as typed."""
        return Jugement(Resultat(self.jugement.data), self.motif.data)


class DecisionForm(HouseForm):
    """What the officer decides of the file."""

    issue = RadioField("Votre décision", choices=as_choices(ISSUES))
    motif = long_text_field(
        "Motif",
        4000,
        description="Obligatoire si vous vous écartez de ce que les règles suggèrent.",
        render_kw={"rows": 4},
    )

    def to_command(self) -> DecisionPrise:
        """The decision as typed."""
        return DecisionPrise(IssueEligibilite(self.issue.data), self.motif.data)
