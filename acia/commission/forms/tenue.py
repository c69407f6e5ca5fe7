"""Forms of a sitting conducted live: a tap with its key, and the commission's word on a file."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from wtforms import HiddenField, RadioField

from acia.commission.models import MembreCommission
from acia.commission.queries import Votant
from acia.commission.service import Deliberation, Geste
from acia.commission.workflow import LIBELLES_ISSUE, LIBELLES_SUFFRAGE, SensMouvement, SensSuffrage
from acia.core.errors import ActionRefusee
from acia.core.forms import VersionedForm, as_choices, long_text_field

VOTE, CONSENSUS = "vote", "consensus"


class GesteForm(VersionedForm):
    """One tap: the key its button drew, and the milliseconds it waited for the network."""

    cle = HiddenField()
    retard = HiddenField()

    def geste(self) -> Geste:
        """The tap, as the service wants it.

        Raises:
            ActionRefusee: a button without its key.
        """
        try:
            key = uuid.UUID(str(self.cle.data))
        except ValueError:
            raise ActionRefusee("Ce bouton a vieilli : rechargez la page, puis recommencez.") from None
        waited = str(self.retard.data or "0")
        if not waited.isdecimal() or len(waited) > 9:
            raise ActionRefusee("L’heure de cet acte ne se lit pas : recommencez.")
        return Geste(key, timedelta(milliseconds=int(waited)))


class MouvementForm(GesteForm):
    """A member comes in or goes out."""

    sens = HiddenField()
    a_distance = HiddenField()

    def movement(self) -> SensMouvement:
        """Which way.

        Raises:
            ActionRefusee: none that is known.
        """
        if self.sens.data not in set(SensMouvement):
            raise ActionRefusee("Ce mouvement ne se comprend pas : rechargez la page.")
        return SensMouvement(self.sens.data)


class RepriseForm(GesteForm):
    """A deliberated file is taken again."""

    motif = long_text_field("Pourquoi reprendre ce dossier", 1000)


class DeliberationForm(GesteForm):
    """Base of the word on a file; `deliberation_form` adds a voice a place and a dissent a member."""

    proposition = RadioField(
        "Proposition de la commission",
        choices=as_choices([(issue.value, words) for issue, words in LIBELLES_ISSUE.items()]),
        validate_choice=False,
    )
    motif = long_text_field("Motif", 2000)
    maniere = RadioField(
        "Comment la commission se prononce",
        choices=as_choices([(VOTE, "À main levée"), (CONSENSUS, "Par consensus, sans vote")]),
        validate_choice=False,
    )

    def voices(self) -> list[Any]:
        """The fields of the voices."""
        return [field for field in self if field.short_name.startswith("voix_")]

    def dissents(self) -> list[Any]:
        """The fields of the dissents."""
        return [field for field in self if field.short_name.startswith("desaccord_")]

    def to_command(self) -> Deliberation:
        """What the commission says."""
        voices = {
            str(uuid.UUID(field.short_name.removeprefix("voix_"))): SensSuffrage(field.data)
            for field in self.voices()
            if field.data in set(SensSuffrage)
        }
        words = {uuid.UUID(f.short_name.removeprefix("desaccord_")): f.data or "" for f in self.dissents()}
        return Deliberation(
            str(self.proposition.data or ""), self.motif.data or "", self.maniere.data == CONSENSUS, voices, words
        )


def deliberation_form(
    votants: Sequence[Votant], presents: Sequence[MembreCommission], shown: Mapping[str, Any] | None = None
) -> DeliberationForm:
    """A voice for each place that counts and a dissent for each member present.

    `shown` is what a new page proposes: everybody « pour ». A form sent is read without it: a voice that it does not
    hold is never taken for one.
    """
    choices = as_choices([(sens.value, words) for sens, words in LIBELLES_SUFFRAGE.items()])
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {} if shown is None else {"maniere": VOTE, **shown}
    for votant in votants:
        name = f"voix_{uuid.UUID(votant.place).hex}"
        fields[name] = RadioField(votant.nom, choices=choices, validate_choice=False)
        if shown is not None:
            data[name] = SensSuffrage.POUR.value
    for membre in presents:
        fields[f"desaccord_{membre.id.hex}"] = long_text_field(f"Désaccord de {membre.utilisateur.nom_complet}", 1000)
    form: DeliberationForm = type("DeliberationDuDossier", (DeliberationForm,), fields)(data=data)
    return form
