"""Forms of the representatives after the deposit: who leaves a role, who takes it over."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import InputRequired

from acia.candidatures.rules import LIBELLES_DEPART, MotifDepart, Personne, RoleRepresentant
from acia.candidatures.service import Depart, Succession
from acia.core.forms import VersionedForm, as_choices, day_field, email_field, text_field

CHAMPS = ("prenom", "nom", "fonction", "courriel", "telephone", "premier_jour")


class SuccesseurForm(VersionedForm):
    """Who takes a role over, and from which day."""

    premier_jour = day_field("Son premier jour dans ce rôle")
    prenom = text_field("Son prénom", 80)
    nom = text_field("Son nom", 80)
    fonction = text_field("Sa fonction", 120)
    courriel = email_field("Son courriel professionnel")
    telephone = text_field("Son téléphone", 30)
    pourquoi = text_field("Pourquoi vous le faites à la place de l’établissement", 500)

    def succession(self) -> Succession:
        """The person as typed."""
        values = (self[nom].data or "" for nom in CHAMPS[:-1])
        return Succession(Personne(*values), self.premier_jour.data)

    @property
    def reason(self) -> str:
        """Why an officer acts in the establishment's place."""
        return self.pourquoi.data or ""


class DepartForm(SuccesseurForm):
    """Who leaves a role: after which day, why; who comes next when it is known."""

    dernier_jour = day_field("Son dernier jour dans ce rôle")
    motif = RadioField(
        "Pourquoi",
        choices=as_choices((motif.value, libelle) for motif, libelle in LIBELLES_DEPART.items()),
        validators=[InputRequired("Choisissez une raison.")],
    )

    def to_command(self, role: RoleRepresentant) -> Depart:
        """The departure as typed; a successor as soon as one of her fields holds something."""
        typed = any(self[nom].data for nom in CHAMPS)
        return Depart(
            role,
            self.dernier_jour.data,
            MotifDepart(self.motif.data),
            self.succession() if typed else None,
            self.reason,
        )
