"""Forms: each field tied to its words, each refusal said at the top and at the field."""

from flask import Flask
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from tests.unit.core.conftest import Render
from tests.unit.core.house_style import HOSTILE, Page, check_house_style


class ListeCases(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Personne(Form):
    prenom = StringField("Prénom")
    nom = StringField("Nom", [InputRequired("Indiquez le nom.")])


class Dossier(FlaskForm):
    version = HiddenField()
    nom = StringField("Nom", [InputRequired("Indiquez le nom.")], description="Tel qu’il figure au FINESS.")
    telephone = StringField("Téléphone", [Optional()])
    projet = TextAreaField("Votre projet", [InputRequired("Décrivez le projet.")])
    jour = DateField("Date de l’avis", [InputRequired("Indiquez la date.")])
    departement = SelectField("Département", choices=["Finistère"], validate_choice=False)
    avis = RadioField("Avis du CSE", choices=["Favorable", HOSTILE], validators=[InputRequired("Choisissez l’avis.")])
    themes = ListeCases("Thèmes", choices=["Nuit", "Dialogue"])
    accord = BooleanField("Je m’engage", [InputRequired("Cet engagement est nécessaire.")])
    piece = FileField("Procès-verbal")
    representant = FormField(Personne, "Représentant métier")
    dates = FieldList(
        StringField("Date possible", [InputRequired("Indiquez une date.")]), "Dates possibles", min_entries=2
    )
    note = RadioField("Pertinence", choices=[str(i) for i in range(6)], default="4")


def _form(galerie: Flask, data: dict[str, str] | None) -> Dossier:
    galerie.config["WTF_CSRF_ENABLED"] = False
    form = Dossier(data=None) if data is None else Dossier(meta={"csrf": False}, formdata=None)
    if data is not None:
        form.validate()
    return form


FORM = """{% call formulaire.cadre(form, "Enregistrer et continuer", fichiers=true, secondaire=("Revenir", "/r")) %}
  {% for field in form if field.name not in ("version", "note", "csrf_token") %}
    {{ formulaire.champ(field) }}
  {% endfor %}
  {{ formulaire.echelle(form.note, [(0, "Hors sujet", "Sans lien.", true), (4, "Solide", h, true)], "35 %") }}
{% endcall %}"""


def test_a_fresh_form_ties_each_field_to_its_label_and_its_help(galerie: Flask, render: Render) -> None:
    page = check_house_style(render(FORM, form=_form(galerie, None)))
    (form,) = page.all("form")
    assert form["enctype"] == "multipart/form-data"
    assert "novalidate" in form
    assert page.all("input", name="nom")[0]["aria-describedby"] == "nom-aide"
    assert not page.all("div", id="resume-erreurs")
    assert [a for _, a in page.tags if "aria-invalid" in a] == []
    assert page.all("input", type="hidden", name="version")
    assert "required" in page.all("input", name="nom")[0]


def test_only_optional_fields_say_so(galerie: Flask, render: Render) -> None:
    form = _form(galerie, None)
    assert "facultatif" in render("{{ formulaire.champ(form.telephone) }}", form=form)
    assert "facultatif" not in render("{{ formulaire.champ(form.nom) }}", form=form)
    assert "facultatif" in render("{{ formulaire.champ(form.nom, facultatif=true) }}", form=form)
    assert "facultatif" not in render("{{ formulaire.champ(form.telephone, facultatif=false) }}", form=form)


def test_a_refused_form_says_each_point_twice_at_the_top_and_at_the_field(galerie: Flask, render: Render) -> None:
    form = _form(galerie, {})
    form.form_errors.append(HOSTILE)
    page = check_house_style(render(FORM, form=form))
    (summary,) = page.all("div", id="resume-erreurs")
    assert summary["tabindex"] == "-1"
    assert summary["role"] == "alert"
    ids = {attributes.get("id") for _, attributes in page.tags}
    targets = [a["href"][1:] for a in page.all("a") if a["href"].startswith("#")]
    assert {"nom", "projet", "jour", "avis", "accord", "representant-nom", "dates-0"} <= set(targets)
    assert set(targets) <= ids
    assert page.text.count("Indiquez la date.") == 2
    name = page.all("input", name="nom")[0]
    assert name["aria-invalid"] == "true"
    assert name["aria-describedby"] == "nom-aide nom-refus"
    assert page.all("fieldset", id="avis")[0]["aria-describedby"] == "avis-refus"
    assert "Représentant métier, Nom : Indiquez le nom." in page.text
    assert f"{page.text.count('À corriger') + 1} points sont à corriger" in page.text
    assert HOSTILE in page.text


def test_one_point_to_correct_is_said_in_the_singular(galerie: Flask, render: Render) -> None:
    form = _form(galerie, None)
    form.form_errors.append("La date limite est passée.")
    assert "Un point est à corriger" in render("{{ ui.resume_erreurs(form) }}", form=form)


def test_the_scale_is_a_named_group_of_radios_with_the_sense_of_each_level(galerie: Flask, render: Render) -> None:
    levels = [(value, f"Mot {value}", f"Sens {value}", value in (0, 5)) for value in range(6)]
    page = check_house_style(render("{{ formulaire.echelle(form.note, n) }}", form=_form(galerie, None), n=levels))
    radios = page.all("input", type="radio", name="note")
    assert [radio["value"] for radio in radios] == ["0", "1", "2", "3", "4", "5"]
    assert [radio["value"] for radio in radios if "checked" in radio] == ["4"]
    assert [radio["value"] for radio in radios if "data-motif" in radio] == ["0", "5"]
    assert "Mot 3. Sens 3" in page.text
    assert page.all("fieldset", id="note")


def test_an_autosaved_form_has_its_address_and_its_live_region(galerie: Flask, render: Render) -> None:
    source = """{% call formulaire.cadre(form, "Rendre", autosave_url="/brouillon") %}{% endcall %}"""
    page = check_house_style(render(source, form=_form(galerie, None)))
    assert page.all("form", data_autosave_url="/brouillon")
    assert [a for a in page.all("p") if "data-autosave-state" in a and a["role"] == "status"]


def test_forms_that_change_something_carry_the_token(render: Render) -> None:
    page = Page(render("""{{ ui.formulaire_action("/agir", "Agir") }}"""))
    (token,) = page.all("input", name="csrf_token")
    assert len(token["value"]) > 20
