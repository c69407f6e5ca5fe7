"""Forms of the outside opinions: ask, answer, write an answer down, cancel."""

from __future__ import annotations

from typing import Final

from wtforms import DateField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from acia.candidatures.rules import TITRES_LECTEUR
from acia.core.filters import pluriel
from acia.core.forms import (
    HouseForm,
    VersionedForm,
    as_choices,
    day_field,
    email_field,
    long_text_field,
    plausible_day,
    text_field,
)
from acia.eligibilite.rules.avis import (
    LIBELLES_CONFIDENTIALITE,
    LIBELLES_SENS,
    RAPPELS,
    Confidentialite,
    SensAvis,
    VoieAvis,
)
from acia.eligibilite.service import AvisDonne, AvisRecu, DemandeAvis

RAPPEL_USUEL: Final = 3
_VOIES: Final = (
    (VoieAvis.COURRIER.value, "Par courrier"),
    (VoieAvis.COURRIEL.value, "Par courriel"),
    (VoieAvis.TELEPHONE.value, "Par téléphone"),
)


def _boxes(label: str, description: str = "") -> SelectMultipleField:
    return SelectMultipleField(
        label,
        description=description,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def _sens(label: str) -> RadioField:
    return RadioField(
        label,
        choices=as_choices((s.value, LIBELLES_SENS[s]) for s in SensAvis),
        validators=[InputRequired("Choisissez une réponse.")],
    )


class DemandeAvisForm(HouseForm):
    """Who is asked what, and what she may see; the boxes are those of the file."""

    regle = SelectField("Sur quoi porte l’avis")
    question = long_text_field(
        "La question",
        2000,
        description="La personne ne connaît pas le dossier : une question précise, qui se comprend seule.",
        render_kw={"rows": 4},
    )
    nom = text_field("Nom de la personne", 120)
    fonction = text_field("Sa fonction", 150, description="Exemple : cheffe du service de l’enfance du département.")
    courriel = email_field("Son adresse électronique", description="Elle y reçoit un lien personnel, sans compte.")
    sections = _boxes(
        "Parties du dossier qu’elle peut lire", "Sans rien cocher, elle ne voit que la question et l’établissement."
    )
    pieces = _boxes("Pièces qu’elle peut ouvrir")
    confidentialite = RadioField(
        "Qui pourra lire l’avis, en plus du service",
        choices=as_choices((c.value, LIBELLES_CONFIDENTIALITE[c]) for c in Confidentialite),
        default=Confidentialite.INTERNE.value,
    )
    limite = day_field("Pour quand", description="Le lien répond encore sept jours après ce jour.")
    rappel = SelectField(
        "Rappel",
        choices=as_choices((str(n), f"{pluriel(n, 'jour')} avant" if n else "Aucun rappel") for n in RAPPELS),
        default=str(RAPPEL_USUEL),
    )

    def offer(self, regles: list[tuple[str, str]], pieces: list[tuple[str, str]]) -> None:
        """Set what may be chosen: the findings and the documents of this file."""
        self.regle.choices = as_choices([("", "Le dossier entier"), *regles])
        self.pieces.choices = as_choices(pieces)
        self.sections.choices = as_choices((s.value, titre) for s, titre in TITRES_LECTEUR.items())

    def to_command(self) -> DemandeAvis:
        """The request as typed."""
        return DemandeAvis(
            nom=self.nom.data or "",
            fonction=self.fonction.data or "",
            courriel=self.courriel.data or "",
            question=self.question.data or "",
            confidentialite=Confidentialite(self.confidentialite.data),
            limite=self.limite.data,
            rappel_jours=int(self.rappel.data),
            regle=self.regle.data or "",
            sections=tuple(self.sections.data or ()),
            pieces=tuple(self.pieces.data or ()),
        )


class AvisForm(HouseForm):
    """What the person asked answers, on her page."""

    sens = _sens("Votre avis")
    texte = long_text_field(
        "Vos raisons",
        6000,
        description="En phrases simples. Ne nommez pas d’enfant ni de famille.",
        render_kw={"rows": 8},
    )

    def to_command(self) -> AvisDonne:
        """The answer as typed."""
        return AvisDonne(SensAvis(self.sens.data), self.texte.data)


class AvisRecuForm(VersionedForm):
    """An answer that came by post, mail or telephone."""

    sens = _sens("L’avis est")
    texte = long_text_field("Ce que dit l’avis", 6000, render_kw={"rows": 5})
    voie = RadioField(
        "Comment est-il arrivé",
        choices=as_choices(_VOIES),
        validators=[InputRequired("Dites comment il est arrivé.")],
    )
    recu_le = DateField("Reçu le", validators=[InputRequired("Indiquez le jour où l’avis est arrivé."), plausible_day])

    def to_command(self) -> AvisRecu:
        """The answer as written down."""
        return AvisRecu(SensAvis(self.sens.data), self.texte.data, VoieAvis(self.voie.data), self.recu_le.data)


class ReportAvisForm(VersionedForm):
    """Another day to wait for."""

    limite = day_field("Pour quand", description="La personne reçoit la nouvelle date, avec un nouveau lien.")


class AnnulationAvisForm(VersionedForm):
    """Why the opinion is no longer waited for."""

    motif = long_text_field("Pourquoi l’annuler", 1000, render_kw={"rows": 2})


class ActeAvisForm(VersionedForm):
    """An act without words on an opinion: the version seen."""
