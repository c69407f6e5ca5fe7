"""Forms of a file: one a section. A partial section is always accepted; completeness is asked at the deposit only."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Final

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import FormField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from acia.appels.rules import Piece
from acia.candidatures.models import PieceJointe, PieceReprise
from acia.candidatures.rules import (
    LIBELLES_INSTANCE,
    LIBELLES_NATURE,
    LIBELLES_RESULTAT_AVIS,
    LIBELLES_THEMES,
    AutorisationDeclaree,
    AvisCse,
    EngagementsPris,
    EtablissementDeclare,
    Personne,
    Projet,
    Reponses,
    Representants,
    ResultatAvis,
    Section,
)
from acia.candidatures.service import EnregistrementSection, Fichier
from acia.core.forms import (
    SubForm,
    WritingForm,
    as_choices,
    checkbox,
    day_field,
    email_field,
    long_text_field,
    text_field,
)

VOTE_MAX: Final = 999


class SectionForm(WritingForm):
    """What all sections share: their documents to add and to remove."""

    retirer = SelectMultipleField(
        "Fichiers à retirer", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    @classmethod
    def values_of(cls, reponses: Reponses) -> dict[str, Any]:
        """What the form shows of the answers."""
        raise NotImplementedError

    def to_reponse(self) -> Any:
        """The answers of the section as typed."""
        raise NotImplementedError

    def to_command(self, section: Section, codes: Sequence[str], *, automatique: bool) -> EnregistrementSection:
        """The section as written, with the documents received under the headings the call asks for."""
        return EnregistrementSection(
            section=section,
            reponse=self.to_reponse(),
            fichiers=tuple(f for f in (self._fichier(code) for code in codes) if f is not None),
            retraits=() if automatique else tuple(uuid.UUID(value) for value in self.retirer.data or ()),
            automatique=automatique,
            page=self.page_key,
        )

    def keep_valid(self, stored: dict[str, Any]) -> list[str]:
        """Put back the stored value of each field that does not hold yet, and return their names: what is half typed
        must not keep the rest from being saved."""
        return _keep_valid(self, stored)

    def _fichier(self, code: str) -> Fichier | None:
        received = self[f"fichier_{code}"].data
        if not isinstance(received, FileStorage) or not received.filename:
            return None
        return Fichier(code, received.filename, received.read())


class EtablissementForm(SectionForm):
    """Section 1."""

    identite_confirmee = checkbox("Oui, c’est bien notre établissement")
    perimetre = text_field(
        "Service ou site concerné", description="Si le numéro FINESS couvre plusieurs services ou plusieurs sites."
    )
    remarque = long_text_field(
        "Une information du registre est inexacte ?", 2000, description="Dites-nous laquelle : le service la vérifiera."
    )

    @classmethod
    def values_of(cls, reponses: Reponses) -> dict[str, Any]:
        return dict(vars(reponses.etablissement))

    def to_reponse(self) -> EtablissementDeclare:
        return EtablissementDeclare(self.identite_confirmee.data, self.perimetre.data or "", self.remarque.data or "")


class AutorisationForm(SectionForm):
    """Section 2."""

    nature = RadioField(
        "Votre établissement est autorisé au titre de",
        choices=as_choices(LIBELLES_NATURE.items()),
        validate_choice=False,
    )
    precision = long_text_field(
        "Précisez votre situation", 2000, description="Pour un lieu de vie et d’accueil, ou toute autre situation."
    )
    autorite = text_field(
        "Autorité qui a signé l’arrêté",
        description="Le président du conseil départemental ; pour une double autorisation, avec le préfet.",
    )
    reference = text_field("Numéro de l’arrêté", 80)
    date_arrete = day_field("Date de l’arrêté d’autorisation")
    renouvellement_tacite = checkbox("L’arrêté a plus de quinze ans et l’autorisation a été renouvelée tacitement")
    date_habilitation = day_field("Date de l’habilitation justice, si vous en avez une")

    @classmethod
    def values_of(cls, reponses: Reponses) -> dict[str, Any]:
        return dict(vars(reponses.autorisation))

    def to_reponse(self) -> AutorisationDeclaree:
        return AutorisationDeclaree(
            nature=_known(self.nature.data, LIBELLES_NATURE),
            autorite=self.autorite.data or "",
            reference=self.reference.data or "",
            date_arrete=self.date_arrete.data,
            renouvellement_tacite=self.renouvellement_tacite.data,
            date_habilitation=self.date_habilitation.data,
            precision=self.precision.data or "",
        )


def _vote(label: str) -> IntegerField:
    return IntegerField(label, validators=[Optional(), NumberRange(0, VOTE_MAX)])


class AvisCseForm(SectionForm):
    """Section 3."""

    instance = SelectField(
        "Instance consultée",
        choices=as_choices([("", "Choisissez"), *LIBELLES_INSTANCE.items()]),
    )
    resultat = RadioField(
        "Son avis sur le projet",
        choices=as_choices(LIBELLES_RESULTAT_AVIS.items()),
        validate_choice=False,
    )
    date_avis = day_field("Date de l’avis")
    pour = _vote("Votes pour")
    contre = _vote("Votes contre")
    abstention = _vote("Abstentions")
    reserves = long_text_field("Réserves de l’instance", 3000, description="Si l’avis est favorable avec réserves.")
    date_attendue = day_field("Jour où l’avis est attendu", description="Seulement si l’appel l’admet.")

    @classmethod
    def values_of(cls, reponses: Reponses) -> dict[str, Any]:
        return dict(vars(reponses.avis_cse))

    def to_reponse(self) -> AvisCse:
        return AvisCse(
            instance=_known(self.instance.data, LIBELLES_INSTANCE),
            resultat=_known(self.resultat.data, LIBELLES_RESULTAT_AVIS),
            date_avis=self.date_avis.data,
            pour=self.pour.data,
            contre=self.contre.data,
            abstention=self.abstention.data,
            reserves=self.reserves.data or "",
            date_attendue=self.date_attendue.data,
        )


class ProjetForm(SectionForm):
    """Section 4."""

    titre = text_field("Titre du projet")
    themes = SelectMultipleField(
        "Thèmes concernés",
        choices=as_choices((str(numero), libelle) for numero, libelle in LIBELLES_THEMES.items()),
        description="Un ou plusieurs. Le choix du thème ne compte pas dans la sélection.",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    objectifs = long_text_field("Que voulez-vous améliorer, et pourquoi ?")
    actions = long_text_field("Quelles actions envisagez-vous ?")
    calendrier = long_text_field("Quelles étapes, à quelles dates ?")
    moyens = long_text_field("Quel temps et quels moyens y consacrez-vous ?")
    evaluation = long_text_field("Comment mesurerez-vous les effets ?")
    partage = long_text_field("Comment partagerez-vous les enseignements ?")

    @classmethod
    def values_of(cls, reponses: Reponses) -> dict[str, Any]:
        projet = reponses.projet
        return {**vars(projet), "themes": [str(numero) for numero in projet.themes]}

    def to_reponse(self) -> Projet:
        noms = ("titre", "objectifs", "actions", "calendrier", "moyens", "evaluation", "partage")
        themes = tuple(sorted(int(numero) for numero in self.themes.data or ()))
        return Projet(themes=themes, **{nom: self[nom].data or "" for nom in noms})


class PersonneForm(SubForm):
    """One representative."""

    prenom = text_field("Prénom", 80)
    nom = text_field("Nom", 80)
    fonction = text_field("Fonction", 120)
    courriel = email_field("Courriel professionnel")
    telephone = text_field("Téléphone", 30)

    def to_personne(self) -> Personne:
        """The person as typed."""
        return Personne(**{nom: self[nom].data or "" for nom in Personne.__dataclass_fields__})


class RepresentantsForm(SectionForm):
    """Section 5."""

    direction = FormField(PersonneForm, "Membre de la direction")
    personnel = FormField(PersonneForm, "Représentant du personnel", description="Un élu de l’instance, ou un délégué.")
    metier = FormField(PersonneForm, "Représentant métier", description="Un professionnel de terrain.")

    @classmethod
    def values_of(cls, reponses: Reponses) -> dict[str, Any]:
        return {role: vars(personne) for role, personne in vars(reponses.representants).items()}

    def to_reponse(self) -> Representants:
        return Representants(
            direction=self.direction.form.to_personne(),
            personnel=self.personnel.form.to_personne(),
            metier=self.metier.form.to_personne(),
        )


class EngagementsForm(SectionForm):
    """Section 6."""

    participation = checkbox("Nos trois représentants participeront aux quatre temps collectifs")
    premiere_seance = checkbox(
        "Nous serons présents à la première réunion, dans les deux mois de la lettre d’engagement"
    )
    partage = checkbox("Nous partagerons les enseignements : témoignages, récits ou vidéo")
    exactitude = checkbox("Je certifie que les réponses de cette candidature sont exactes")

    @classmethod
    def values_of(cls, reponses: Reponses) -> dict[str, Any]:
        return dict(vars(reponses.engagements))

    def to_reponse(self) -> EngagementsPris:
        return EngagementsPris(**{nom: self[nom].data for nom in EngagementsPris.__dataclass_fields__})


FORMS: Final[dict[Section, type[SectionForm]]] = {
    Section.ETABLISSEMENT: EtablissementForm,
    Section.AUTORISATION: AutorisationForm,
    Section.AVIS_CSE: AvisCseForm,
    Section.PROJET: ProjetForm,
    Section.REPRESENTANTS: RepresentantsForm,
    Section.ENGAGEMENTS: EngagementsForm,
}


def open_section_form(
    section: Section,
    reponses: Reponses,
    version: int,
    demandees: Sequence[Piece],
    jointes: Sequence[PieceJointe | PieceReprise],
    *,
    avis_differe: bool = False,
) -> SectionForm:
    """Build the form of a section with one file field for each document the call asks for in it.

    An awaited opinion is offered only where the call admits it (E5).
    """
    base = FORMS[section]
    fichiers = {f"fichier_{p.code}": FileField(f"Ajouter : {p.libelle}", description=p.aide) for p in demandees}
    form: SectionForm = type(base.__name__, (base,), fichiers)(data={**base.values_of(reponses), "version": version})
    if isinstance(form, AvisCseForm) and not avis_differe:
        form.resultat.choices = as_choices(
            (valeur, mots) for valeur, mots in LIBELLES_RESULTAT_AVIS.items() if valeur != ResultatAvis.ATTENDU
        )
    form.retirer.choices = as_choices((str(p.id), f"Retirer {p.document.nom}") for p in jointes)
    return form


def _known(value: str | None, libelles: Any) -> str:
    return value if value and value in set(libelles) else ""


def _keep_valid(form: Any, stored: dict[str, Any]) -> list[str]:
    kept = []
    for nom, champ in form._fields.items():
        if isinstance(champ, FormField):
            kept += _keep_valid(champ.form, stored.get(nom, {}))
        elif champ.errors:
            champ.data = stored.get(nom)
            kept.append(champ.label.text)
    return kept
