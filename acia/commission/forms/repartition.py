"""Forms of the share-out: how many readers a file, a file given by hand."""

from __future__ import annotations

from wtforms import SelectField

from acia.commission.queries import Partage
from acia.core.forms import VersionedForm, as_choices

TOUS = "0"


class RepartitionForm(VersionedForm):
    """How many members read each file."""

    lecteurs = SelectField("Chaque dossier est lu par")

    def offer(self, minimum: int, places: int) -> None:
        """All the members, or any number from the minimum of marks."""
        counts = range(minimum, places)
        self.lecteurs.choices = as_choices([(TOUS, "tous les membres"), *((str(n), f"{n} membres") for n in counts)])


class ConfierForm(VersionedForm):
    """A file given to a member by hand."""

    candidature = SelectField("Dossier")
    membre = SelectField("Membre")

    def offer(self, partage: Partage) -> None:
        """The files and the voting places of the commission."""
        dossiers = ((str(d.id), f"{d.nom}, {d.commune} ({d.numero})") for d in partage.dossiers)
        self.candidature.choices = as_choices(dossiers)
        self.membre.choices = as_choices((p.cle, partage.name(p)) for p in partage.places)
