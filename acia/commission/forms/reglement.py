"""Forms of the règlement intérieur, of the proxies and of the alternate of last resort."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from acia.commission.forms.membres import as_people
from acia.commission.models import MembreCommission
from acia.commission.rules import (
    LIBELLES_DEPARTAGE,
    PART_QUORUM,
    PREAVIS,
    Departage,
    Reglement,
    settled_steps,
)
from acia.commission.service import CommandeMembre
from acia.comptes.models import Utilisateur
from acia.core.forms import HouseForm, VersionedForm, as_choices, checkbox, expected, long_text_field

_ETAPES = as_choices(
    [("", "Rien de plus"), *((s.value, LIBELLES_DEPARTAGE[s]) for s in Departage if s != Departage.TIRAGE)]
)
RANGS = ("premier", "deuxieme", "troisieme", "quatrieme", "cinquieme")


class ReglementForm(VersionedForm):
    """How the commission sits."""

    preavis_jours = SelectField(
        "Préavis de convocation", choices=as_choices((str(d), f"{d} jours ({source})") for d, source in PREAVIS.items())
    )
    quorum = SelectField("Quorum", choices=as_choices((key, words) for key, (_, words) in PART_QUORUM.items()))
    distance_compte = checkbox("La présence à distance compte dans le quorum")
    seconde_sans_quorum = checkbox("Une seconde convocation, sur le même ordre du jour, délibère sans quorum")
    deport_reduit_total = checkbox("Un membre déporté d’un dossier sort aussi du total des membres")
    voix_preponderante = checkbox("La voix de la présidence est prépondérante en cas de partage")
    procurations = checkbox("Un membre peut donner procuration, une au plus par personne qui la reçoit")
    premier = SelectField("À égalité de note, d’abord", choices=_ETAPES)
    deuxieme = SelectField("Ensuite", choices=_ETAPES)
    troisieme = SelectField("Ensuite (troisième)", choices=_ETAPES)
    quatrieme = SelectField("Ensuite (quatrième)", choices=_ETAPES)
    cinquieme = SelectField("Ensuite (cinquième)", choices=_ETAPES)

    @staticmethod
    def values_of(reglement: Reglement) -> dict[str, Any]:
        """The settings as the form shows them."""
        steps = [s.value for s in reglement.departages if s != Departage.TIRAGE]
        ranks = dict(zip(RANGS, [*steps, *[""] * len(RANGS)], strict=False))
        return {**reglement.stored(), "preavis_jours": str(reglement.preavis_jours), **ranks}

    def to_reglement(self) -> Reglement:
        """The settings as typed; the draw always ends the order."""
        chosen = tuple(Departage(self[rank].data) for rank in RANGS if self[rank].data)
        return Reglement(
            preavis_jours=int(self.preavis_jours.data),
            quorum=self.quorum.data,
            distance_compte=self.distance_compte.data,
            seconde_sans_quorum=self.seconde_sans_quorum.data,
            deport_reduit_total=self.deport_reduit_total.data,
            voix_preponderante=self.voix_preponderante.data,
            procurations=self.procurations.data,
            departages=settled_steps(chosen, self.voix_preponderante.data),
        )


def _seats(members: Iterable[MembreCommission]) -> list[SelectChoice]:
    return as_choices((str(m.id), m.utilisateur.nom_complet) for m in members)


class ProcurationForm(HouseForm):
    """To whom a member gives her voice."""

    mandataire = SelectField("À qui donner procuration")

    def offer(self, members: Iterable[MembreCommission]) -> None:
        """List the members who may receive it."""
        self.mandataire.choices = _seats(members)


class ProcurationEcriteForm(VersionedForm):
    """A proxy received in writing, recorded by the officer."""

    mandant = SelectField("Qui donne procuration")
    mandataire = SelectField("À qui")

    def offer(self, members: Iterable[MembreCommission]) -> None:
        """List the voting members."""
        self.mandant.choices = self.mandataire.choices = _seats(members)


class SuppleanceForm(HouseForm):
    """An alternate of another région, on the chair's decision (E40)."""

    utilisateur = SelectField("Personne")
    titulaire = SelectField("Supplée")
    decision_presidence = long_text_field("Décision de la présidence, telle qu’elle sera au procès-verbal", 1000)

    def offer(self, people: Iterable[Utilisateur], titulaires: Iterable[MembreCommission]) -> None:
        """List the people of the other régions, and the members."""
        self.utilisateur.choices = as_people(people)
        self.titulaire.choices = _seats(titulaires)

    def validate_decision_presidence(self, field: Any) -> None:
        """The chair decides, and says why."""
        expected(field, "Écrivez la décision de la présidence : elle seule fait appel à une autre région.")

    def to_command(self) -> CommandeMembre:
        """The person, and for whom."""
        return CommandeMembre(
            uuid.UUID(self.utilisateur.data),
            titulaire_id=uuid.UUID(self.titulaire.data),
            decision_presidence=self.decision_presidence.data,
        )
