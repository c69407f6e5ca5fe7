"""Forms of the twelve months: the syntax of what is typed."""

from __future__ import annotations

from wtforms import Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from acia.cadre import THEMES
from acia.core.forms import VersionedForm, day_field
from acia.core.web import version_of
from acia.suivi.models import ActionQvct
from acia.suivi.rules import NIVEAUX_THEME
from acia.suivi.service import ActionCommand, BilanCommand, EtatCommand

REQUIRED = DataRequired("Cette réponse est nécessaire.")
LONG = Length(max=5000, message="5 000 caractères au plus.")
MAX_INDICATEURS = 4
SUITES = [
    ("meme_format", "Elle continue dans le même format"),
    ("autre_format", "Elle continue dans un format différent"),
    ("arret", "Elle s’arrête"),
]


class BaseEtatForm(VersionedForm):
    """The part of the form that does not depend on the themes."""

    fait_le = day_field("Quand l’avez-vous fait ?")

    def validate_fait_le(self, field: Field) -> None:
        """The day is needed: it says what the picture is of."""
        if not field.data and not field.errors:
            raise ValidationError("Écrivez une date, par exemple 12/03/2027.")

    repondants = StringField(
        "Qui a répondu ?",
        description="Des fonctions plutôt que des noms : direction, deux éducatrices, un élu du CSE…",
        validators=[REQUIRED, Length(max=300)],
    )

    def theme_fields(self) -> list[tuple[Field, Field]]:
        """(level, comment) of each theme, in order."""
        return [(self[f"niveau_{i}"], self[f"commentaire_{i}"]) for i in range(1, len(THEMES) + 1)]

    def to_command(self) -> EtatCommand:
        """What was typed."""
        themes = tuple((int(level.data), comment.data or "") for level, comment in self.theme_fields())
        return EtatCommand(self.fait_le.data, self.repondants.data.strip(), themes, version_of(self))


def _etat_form() -> type[BaseEtatForm]:
    fields: dict[str, Field] = {}
    choices = [SelectChoice(str(value), label) for value, label in enumerate(NIVEAUX_THEME)]
    for number, theme in enumerate(THEMES, start=1):
        fields[f"niveau_{number}"] = RadioField(
            f"{number}. {theme}", choices=choices, validators=[InputRequired("Choisissez un niveau.")]
        )
        fields[f"commentaire_{number}"] = TextAreaField("Ce qui s’est dit", validators=[Optional(), LONG])
    return type("EtatDesLieuxForm", (BaseEtatForm,), fields)


EtatDesLieuxForm = _etat_form()


class ActionForm(VersionedForm):
    """An action sheet."""

    titre = StringField("Nom de l’action", validators=[REQUIRED, Length(max=150)])
    theme = SelectField(
        "Thème", coerce=int, choices=[SelectChoice(i, f"{i}. {t}") for i, t in enumerate(THEMES, start=1)]
    )
    description = TextAreaField("Quoi, et comment ?", validators=[REQUIRED, LONG])
    perimetre = TextAreaField("Où, et pour qui ?", description="Un service, une équipe.", validators=[Optional(), LONG])
    moyens = TextAreaField("Avec quels moyens ?", validators=[Optional(), LONG])
    responsables = TextAreaField(
        "Qui en a la charge ?",
        description="Une personne par ligne, trois ou quatre en tout.",
        validators=[REQUIRED, LONG],
    )
    indicateurs = TextAreaField(
        "Comment saurez-vous que cela réussit ?",
        description="Un indicateur par ligne : ce que vous regardez ; ce que vous visez ; ce que vous avez observé. "
        "Par exemple : arrivées avec un tuteur ; 3 sur 3 ; 2 sur 3",
        validators=[Optional(), LONG],
    )
    debut = day_field("Début du test")
    fin_prevue = day_field("Fin prévue", description="Six mois de test, le plus souvent.")

    def to_command(self) -> ActionCommand:
        """What was typed."""
        people = tuple(line.strip()[:160] for line in (self.responsables.data or "").splitlines() if line.strip())
        return ActionCommand(
            self.titre.data.strip(),
            self.theme.data,
            self.description.data or "",
            self.perimetre.data or "",
            self.moyens.data or "",
            self.debut.data,
            self.fin_prevue.data,
            people,
            _indicators(self.indicateurs.data or ""),
            version_of(self),
        )

    def fill(self, action: ActionQvct) -> None:
        """Show a stored sheet."""
        self.version.data = str(action.version)
        for name in ("titre", "theme", "description", "perimetre", "moyens", "debut", "fin_prevue"):
            self[name].data = getattr(action, name)
        self.responsables.data = "\n".join(r.nom for r in action.responsables)
        self.indicateurs.data = "\n".join(
            " ; ".join(part for part in (i.libelle, i.cible, i.observe) if part) for i in action.indicateurs
        )


def _indicators(text: str) -> tuple[tuple[str, str, str], ...]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    parts = [[part.strip() for part in line.split(";")] + ["", ""] for line in lines]
    return tuple((p[0][:200], p[1][:120], p[2][:120]) for p in parts)


class EtatActionForm(VersionedForm):
    """Move an action along its life."""

    acte = HiddenField()
    motif = StringField("Pourquoi ?", validators=[Optional(), Length(max=1000)])


class CompteRenduForm(VersionedForm):
    """Report of a session."""

    contenu = TextAreaField(
        "Ce qui s’est dit et décidé",
        description="Sans citer les personnes, et sans rien écrire des enfants ni des familles.",
        validators=[REQUIRED, LONG],
        id="compte-rendu",  # `contenu` is the id of the main part of every page
    )
    suites = TextAreaField("Ce que chacun fait d’ici la prochaine séance", validators=[Optional(), LONG])


class BaseBilanForm(VersionedForm):
    """The bilan; one pair of fields an action is added by `bilan_form`."""

    reussites = TextAreaField("Les réussites", validators=[Optional(), LONG])
    freins = TextAreaField("Les freins", validators=[Optional(), LONG])
    je_retiens = TextAreaField("Nous retenons", validators=[Optional(), LONG])
    je_laisse = TextAreaField("Nous laissons", validators=[Optional(), LONG])
    a_retravailler = TextAreaField("À retravailler", validators=[Optional(), LONG])
    restitution_le = day_field("Restitution aux équipes et au CSE")

    def suite_fields(self, actions: list[ActionQvct]) -> list[tuple[ActionQvct, Field, Field]]:
        """(action, suite, reasons) in order."""
        return [(a, self[f"suite_{a.id.hex}"], self[f"raisons_{a.id.hex}"]) for a in actions]

    def to_command(self, actions: list[ActionQvct]) -> BilanCommand:
        """What was typed."""
        suites = {
            str(action.id): (suite.data or "", reasons.data or "")
            for action, suite, reasons in self.suite_fields(actions)
        }
        return BilanCommand(
            reussites=self.reussites.data or "",
            freins=self.freins.data or "",
            je_retiens=self.je_retiens.data or "",
            je_laisse=self.je_laisse.data or "",
            a_retravailler=self.a_retravailler.data or "",
            restitution_le=self.restitution_le.data,
            suites=suites,
            version=version_of(self),
        )


def bilan_form(actions: list[ActionQvct]) -> type[BaseBilanForm]:
    """The form of an establishment's bilan: one suite for each of its actions."""
    fields: dict[str, Field] = {}
    for action in actions:
        fields[f"suite_{action.id.hex}"] = RadioField(
            f"Que devient « {action.titre} » ?",
            choices=[SelectChoice(*pair) for pair in SUITES],
            validators=[Optional()],
        )
        fields[f"raisons_{action.id.hex}"] = TextAreaField(
            "Pourquoi", description="Nécessaire quand l’action s’arrête.", validators=[Optional(), LONG]
        )
    return type("BilanForm", (BaseBilanForm,), fields)
