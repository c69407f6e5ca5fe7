"""Forms of a call: one a section, each giving its command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from acia.appels.models import Appel
from acia.appels.queries import facts_of
from acia.appels.rules import NIVEAUX
from acia.appels.service import (
    CalendrierAppel,
    ContactAppel,
    CreationAppel,
    CritereSaisi,
    GrilleAppel,
    PieceSaisie,
    PiecesAppel,
    PresentationAppel,
)
from acia.cadre import PREAVIS_PIECE_JOURS
from acia.core.documents.kinds import LIBELLES_FORMAT, USUELS, Format
from acia.core.filters import nom_fuseau
from acia.core.forms import (
    HouseForm,
    SubForm,
    VersionedForm,
    as_choices,
    checkbox,
    day_field,
    email_field,
    long_text_field,
    strip,
    text_field,
)
from acia.referentiel.models import Departement

FUSEAUX: Final = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "Indian/Reunion",
    "Indian/Mayotte",
)
SECTIONS_PIECES: Final = (
    ("autorisation", "Autorisation"),
    ("avis_cse", "Avis du CSE"),
    ("projet", "Projet"),
    ("engagements", "Engagements"),
)
PIECES_NOUVELLES: Final = 2
PLACES_MAX: Final = 200
JAMAIS: Final = "jamais"
PAR_DEROGATION: Final = "derogation"


class PublicationForm(VersionedForm):
    """The act of publishing: nothing to type, the version seen."""


class CreationForm(HouseForm):
    """A new call."""

    titre = StringField(
        "Titre de l’appel",
        filters=[strip],
        validators=[DataRequired("Donnez un titre à l’appel."), Length(max=200)],
    )
    code = StringField(
        "Code court",
        filters=[strip, str.lower],
        description="Il figure dans l’adresse de la page et dans les numéros de dossier. Exemple : acia-2027.",
        validators=[
            DataRequired("Donnez un code à l’appel."),
            Regexp(r"[a-z0-9]+(-[a-z0-9]+)*\Z", message="Lettres sans accent, chiffres et tirets seulement."),
            Length(min=3, max=20, message="Le code compte de 3 à 20 caractères."),
        ],
    )

    modele = SelectField(
        "Partir de",
        description="Un appel copié donne ses textes, sa grille, ses questions et ses pièces ; jamais ses dates.",
        validate_choice=False,
    )

    def to_command(self) -> CreationAppel:
        """The call to create."""
        return CreationAppel(code=self.code.data or "", titre=self.titre.data or "", modele=self.modele.data or "")


class PresentationForm(VersionedForm):
    """What the call says of itself."""

    titre = text_field("Titre de l’appel")
    presentation = long_text_field(
        "Objectifs de l’appel", description="Ce que l’accompagnement apporte, en quelques phrases."
    )
    conditions = long_text_field("Qui peut candidater", description="Les conditions, telles qu’elles seront vérifiées.")

    @staticmethod
    def values_of(appel: Appel) -> dict[str, Any]:
        """What the form shows of a call."""
        return {nom: getattr(appel, nom) for nom in PresentationAppel.__dataclass_fields__}

    def to_command(self) -> PresentationAppel:
        """The texts as typed."""
        return PresentationAppel(self.titre.data or "", self.presentation.data or "", self.conditions.data or "")


def _bounded_derogation(form: Any, field: IntegerField) -> None:
    """A derogation has its bound; without derogation, whatever is typed there is left aside."""
    admise = form.depots_tardifs.data == PAR_DEROGATION
    if admise and field.data:
        return
    field.errors = []
    raise StopValidation("Indiquez jusqu’à combien de jours après la date limite." if admise else None)


class CalendrierForm(VersionedForm):
    """Days of the call."""

    fuseau = SelectField(
        "Heure de référence", choices=as_choices((zone, nom_fuseau(zone).capitalize()) for zone in FUSEAUX)
    )
    ouverture = day_field("Ouverture des candidatures", description="Dès 0 h ce jour-là.")
    date_limite = day_field(
        "Date limite de dépôt", description="La journée entière compte, jusqu’à 23 h 59 et 59 secondes."
    )
    commission = day_field("Commission")
    notification = day_field("Envoi des décisions")
    debut = day_field("Début de l’accompagnement")
    fin = day_field("Fin de l’accompagnement")
    depots_tardifs = RadioField(
        "Après la date limite",
        choices=as_choices(
            (
                (JAMAIS, "Aucun dépôt, sauf si la date limite est reportée pour tous"),
                (PAR_DEROGATION, "Le service peut accorder une dérogation à un établissement, avec son motif"),
            )
        ),
        default=JAMAIS,
    )
    derogation_jours = IntegerField(
        "Jours de dérogation, au plus",
        description="Après la date limite, de 1 à 60. C’est écrit sur la page publique.",
        validators=[_bounded_derogation, NumberRange(1, 60, "Indiquez un nombre de jours de 1 à 60.")],
    )

    @staticmethod
    def values_of(appel: Appel) -> dict[str, Any]:
        """What the form shows of a call."""
        faits = facts_of(appel, ())
        return {
            **{
                nom: getattr(faits, nom)
                for nom in ("ouverture", "date_limite", "commission", "notification", "debut", "fin")
            },
            "fuseau": appel.fuseau,
            "depots_tardifs": PAR_DEROGATION if appel.derogation_jours else JAMAIS,
            "derogation_jours": appel.derogation_jours,
        }

    def to_command(self) -> CalendrierAppel:
        """The days as typed."""
        noms = (
            "ouverture",
            "date_limite",
            "commission",
            "notification",
            "debut",
            "fin",
        )
        jours = self.derogation_jours.data if self.depots_tardifs.data == PAR_DEROGATION else None
        return CalendrierAppel(fuseau=self.fuseau.data, **{nom: self[nom].data for nom in noms}, derogation_jours=jours)


class NiveauForm(SubForm):
    """The word and the sentence of one mark."""

    mot = text_field("Mot", 40)
    phrase = text_field("Phrase", 300)


class CritereForm(SubForm):
    """One criterion."""

    libelle = text_field("Nom du critère", 120)
    description = long_text_field("Ce qu’il apprécie", 600)
    poids = IntegerField("Poids, en %", validators=[InputRequired(), NumberRange(1, 100)])
    niveaux = FieldList(FormField(NiveauForm), "Notes de 0 à 5", min_entries=NIVEAUX, max_entries=NIVEAUX)


class GrilleForm(VersionedForm):
    """The scoring grid."""

    seuil = IntegerField("Seuil, sur 100", validators=[InputRequired(), NumberRange(0, 100)])
    notes_minimum = IntegerField("Évaluations au moins par dossier", validators=[InputRequired(), NumberRange(1, 20)])
    plafond_gestionnaire = IntegerField(
        "Dossiers retenus au plus pour un même organisme gestionnaire, par département",
        description="Laissez vide s’il n’y a pas de plafond. C’est écrit sur la page publique.",
        validators=[Optional(), NumberRange(1, 20, "Indiquez un nombre de 1 à 20, ou rien.")],
    )
    criteres = FieldList(FormField(CritereForm), "Critères", min_entries=4, max_entries=4)

    @staticmethod
    def values_of(appel: Appel) -> dict[str, Any]:
        """What the form shows of a call."""
        return {
            "seuil": appel.seuil,
            "notes_minimum": appel.notes_minimum,
            "plafond_gestionnaire": appel.plafond_gestionnaire,
            "criteres": [
                {
                    "libelle": c.libelle,
                    "description": c.description,
                    "poids": c.poids,
                    "niveaux": [{"mot": mot, "phrase": phrase} for mot, phrase in c.niveaux],
                }
                for c in appel.criteres
            ],
        }

    def to_command(self) -> GrilleAppel:
        """The grid as typed."""
        criteres = tuple(
            CritereSaisi(
                c["libelle"], c["description"], c["poids"], tuple((n["mot"], n["phrase"]) for n in c["niveaux"])
            )
            for c in self.criteres.data
        )
        return GrilleAppel(self.seuil.data or 0, self.notes_minimum.data or 0, criteres, self.plafond_gestionnaire.data)


class PieceForm(SubForm):
    """One document asked for."""

    code = HiddenField()
    libelle = text_field("Nom de la pièce", 150)
    aide = text_field("Aide", 400)
    section = SelectField("Partie de la candidature", choices=as_choices(SECTIONS_PIECES))
    obligatoire = checkbox("Obligatoire")
    formats = SelectMultipleField(
        "Types de fichiers acceptés",
        choices=as_choices((f.value, LIBELLES_FORMAT[f]) for f in Format),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class PiecesForm(VersionedForm):
    """The documents asked for."""

    pieces = FieldList(FormField(PieceForm), "Pièces", max_entries=20)
    avis_differe_admis = checkbox("L’avis de l’instance peut être produit après le dépôt")
    avis_differe_limite = day_field("Jusqu’au")
    consultation_admise = checkbox("Sans instance, une consultation des salariés est examinée")
    preavis_piece_jours = IntegerField(
        "Jours laissés avant la date limite pour réunir une pièce exigée en plus",
        description="Une fois l’appel publié, plus rien ne devient obligatoire après. Assouplir reste possible.",
        validators=[Optional(), NumberRange(1, 60)],
    )

    @staticmethod
    def values_of(appel: Appel) -> dict[str, Any]:
        """What the form shows of a call: its documents, then two empty rows."""
        noms = ("code", "libelle", "aide", "section", "obligatoire")
        pieces = [
            {**{nom: getattr(piece, nom) for nom in noms}, "formats": sorted(piece.accepted)} for piece in appel.pieces
        ]
        vides = [{"section": "projet", "formats": sorted(USUELS)} for _ in range(PIECES_NOUVELLES)]
        return {
            "pieces": pieces + vides,
            "avis_differe_admis": appel.avis_differe_admis,
            "avis_differe_limite": appel.avis_differe_limite,
            "consultation_admise": appel.consultation_admise is not False,
            "preavis_piece_jours": appel.preavis_piece_jours or PREAVIS_PIECE_JOURS.valeur,
        }

    def to_command(self) -> PiecesAppel:
        """The documents as typed."""
        pieces = tuple(
            PieceSaisie(
                p["code"] or "", p["section"], p["libelle"], p["aide"], p["obligatoire"], tuple(p["formats"] or ())
            )
            for p in self.pieces.data
        )
        return PiecesAppel(
            pieces,
            self.avis_differe_admis.data,
            self.avis_differe_limite.data,
            self.consultation_admise.data,
            self.preavis_piece_jours.data,
        )


class ContactForm(VersionedForm):
    """Who answers, who signs."""

    contact_nom = text_field("Service", 120)
    contact_courriel = email_field("Courriel du service")
    contact_telephone = text_field("Téléphone", 30)
    contact_adresse = text_field("Adresse postale", 300)
    signataire_nom = text_field("Nom du signataire des décisions", 120)
    signataire_qualite = text_field("Sa qualité", 150)
    signataire_service = text_field("Son service", 150)
    tribunal = text_field("Tribunal compétent", 120)

    @staticmethod
    def values_of(appel: Appel) -> dict[str, Any]:
        """What the form shows of a call."""
        return {nom: getattr(appel, nom) for nom in ContactAppel.__dataclass_fields__}

    def to_command(self) -> ContactAppel:
        """The names as typed."""
        return ContactAppel(**{nom: self[nom].data or "" for nom in ContactAppel.__dataclass_fields__})


def territoire_form(departements: Sequence[Departement]) -> type[VersionedForm]:
    """The form of the places: one number a département; an empty one is not in the call."""
    champs = {
        f"places_{d.code}": IntegerField(d.nom, validators=[Optional(), NumberRange(1, PLACES_MAX)])
        for d in departements
    }
    return type("TerritoireForm", (VersionedForm,), champs)


def places_typed(form: VersionedForm) -> dict[str, int]:
    """The places of the départements filled in."""
    prefixe = "places_"
    return {
        nom.removeprefix(prefixe): champ.data
        for nom, champ in form._fields.items()
        if nom.startswith(prefixe) and champ.data
    }
