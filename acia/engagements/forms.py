"""Forms of a commitment: opening, signed letter, unavailable days, hosting."""

from __future__ import annotations

import uuid
from typing import Final

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired

from acia.core.forms import HouseForm, VersionedForm, as_choices, checkbox, day_field, strip, text_field
from acia.engagements.models import NiveauIndisponibilite
from acia.engagements.rules import LIBELLES_CRENEAU
from acia.engagements.service import Accueil, AvenantSigne, JourIndisponible, LettreSignee

NIVEAUX: Final = (
    (NiveauIndisponibilite.IMPOSSIBLE.value, "Impossible"),
    (NiveauIndisponibilite.SI_BESOIN.value, "À éviter, possible si besoin"),
)


class OuvertureForm(HouseForm):
    """Open the commitments of a département of a call."""

    appel_id = HiddenField(validators=[DataRequired()])
    departement = HiddenField(validators=[DataRequired()], filters=[strip])

    def appel(self) -> uuid.UUID | None:
        """The call, None when the field was tampered with."""
        try:
            return uuid.UUID(str(self.appel_id.data))
        except ValueError:
            return None


class LettreForm(VersionedForm):
    """The signed copy, its date and its legal signatory."""

    date_signature = day_field(
        "Date de signature", description="Celle qui est écrite sur la lettre : elle fait courir le délai."
    )
    representant_legal = text_field("Représentant légal", 160, description="La personne qui a signé pour l’organisme.")
    qualite = text_field("Sa qualité", 160, description="Exemple : présidente de l’association.")
    fichier = FileField("Copie signée", description="PDF, ou image PNG ou JPEG, de 25 Mo au plus.")

    def to_command(self) -> LettreSignee:
        """The letter as typed and joined."""
        joined = self.fichier.data
        return LettreSignee(
            date_signature=self.date_signature.data,
            representant_legal=self.representant_legal.data,
            qualite=self.qualite.data,
            nom_fichier=joined.filename or "" if joined else "",
            contenu=joined.read() if joined else b"",
        )


class AvenantForm(VersionedForm):
    """The signed copy of an addendum and its date."""

    date_signature = day_field("Date de signature", description="Celle qui est écrite sur l’avenant.")
    fichier = FileField("Copie signée", description="PDF, ou image PNG ou JPEG, de 25 Mo au plus.")

    def to_command(self) -> AvenantSigne:
        """The addendum as typed and joined."""
        joined = self.fichier.data
        return AvenantSigne(
            self.date_signature.data, joined.filename or "" if joined else "", joined.read() if joined else b""
        )


class IndisponibiliteForm(HouseForm):
    """A day or half-day."""

    jour = day_field("Jour")
    creneau = SelectField("Moment", choices=as_choices(tuple(LIBELLES_CRENEAU.items())), default="journee")
    niveau = RadioField("Ce jour-là", choices=as_choices(NIVEAUX), default=NiveauIndisponibilite.IMPOSSIBLE.value)
    motif = text_field("Raison", 200, description="Exemple : formation interne, remplacement difficile.")

    def to_command(self) -> JourIndisponible:
        """The day as typed."""
        niveau = NiveauIndisponibilite(self.niveau.data)
        return JourIndisponible(self.jour.data, self.creneau.data, niveau, self.motif.data)


class AccueilForm(VersionedForm):
    """Whether the others can be received."""

    peut_accueillir = checkbox("Nous pouvons accueillir une journée collective")
    lieu = text_field("Salle ou adresse", 300, description="Utile seulement si vous pouvez accueillir.")

    def to_command(self) -> Accueil:
        """Hosting as typed."""
        return Accueil(bool(self.peut_accueillir.data), self.lieu.data)
