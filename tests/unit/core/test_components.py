"""Every component renders clean markup: strict CSP, unique ids, escaped text, a way on from everywhere."""

import re
from datetime import date

import pytest
from flask import Flask, flash, render_template_string

from acia.core.graphiques import (
    Axe,
    Etape,
    EtatDepartement,
    Evenement,
    GroupePoints,
    LigneBande,
    Periode,
    Point,
    Rang,
    draw_bande,
    draw_carte_cohortes,
    draw_carte_tuiles,
    draw_classement,
    draw_entonnoir,
    draw_radar,
)
from tests.unit.core.conftest import TEMPLATES, Render
from tests.unit.core.house_style import HOSTILE, Page, check_house_style

PIECES = {
    "page head": """{% call page.entete(h, h, h, [(h, "vert")], (h, "/r")) %}{{ ui.bouton(h, "/b") }}{% endcall %}""",
    "page head alone": """{{ page.entete(h) }}""",
    "notice": """{{ page.notice(h, h) }}""",
    "panel": """{% call ui.panneau(h, id="p", aside=h) %}<p>{{ h }}</p>{% endcall %}""",
    "buttons": """{% call ui.actions() %}{{ ui.bouton(h, h, true) }}
        {{ ui.bouton_envoi(h, nom="n", valeur=h) }}{% endcall %}""",
    "action form": """{{ ui.formulaire_action("/agir", h, champs={"k": h}, danger=true) }}""",
    "to do": """{% call ui.a_faire() %}{{ ui.tache(h, "rouge", h, h, h, "/t") }}{% endcall %}""",
    "empty state": """{{ ui.vide(h, h, "/v") }}""",
    "facts": """{{ ui.definition_liste([(h, h)]) }}""",
    "details": """{% call ui.detail(h) %}<p>{{ h }}</p>{% endcall %}""",
    "file": """{{ ui.fichier(h, "/f", h) }}""",
    "table": """{% call tableau.cadre(h, [h, {"libelle": h, "tri_url": "/t", "sens": "croissant",
        "classe": "nombre"}]) %}
        <tr><th scope="row">{{ h }}</th><td>{{ h }}</td></tr>{% endcall %}""",
    "filter": """{% call tableau.filtre("/l", "/l") %}{{ tableau.champ_filtre("q", h, h) }}
        {{ tableau.champ_filtre("etat", h, "x", [("x", h)]) }}{% endcall %}""",
    "task list": """{% call liste_taches.liste() %}{{ liste_taches.section(h, "/s", h, "complet") }}
        {{ liste_taches.section(h, etat=(h, "gris")) }}{% endcall %}""",
    "finding": """{% call constat.liste() %}{{ constat.constat("a_verifier", h, h, h, h, h) }}
        {% call constat.constat(("Dérogation", "bleu"), h) %}<p>{{ h }}</p>{% endcall %}{% endcall %}""",
    "timeline": """{{ chronologie.liste([{"quand": h, "titre": h, "auteur": h, "detail": h, "ton": "vert"}]) }}""",
}

PICTURES = {
    "entonnoir": draw_entonnoir([Etape(HOSTILE, 41, "/a"), Etape("Places", 18)]),
    "carte_tuiles": draw_carte_tuiles(
        [EtatDepartement("29", "vert", HOSTILE, HOSTILE, "/d/29"), EtatDepartement("999", "gris", "Fermé")]
    ),
    "carte_cohortes": draw_carte_cohortes(
        [GroupePoints(HOSTILE, [Point(HOSTILE, 48.4, -4.4, True), Point("B", 48.5, -4.3), Point("C", 48.3, -4.2)])],
        [Point(HOSTILE, 48.2, -3.6, precision=HOSTILE)],
    ),
    "bande_douze_mois": draw_bande(
        date(2027, 4, 1),
        date(2028, 3, 31),
        [
            LigneBande(
                HOSTILE,
                [
                    Evenement(date(2027, 5, 3), HOSTILE, "bleu", HOSTILE, "/s"),
                    Evenement(date(2027, 9, 3), "J2", "vert", "Tenue"),
                ],
            )
        ],
        [Periode(date(2027, 7, 3), date(2027, 8, 31), HOSTILE)],
        date(2027, 6, 1),
    ),
    "radar": draw_radar([Axe(HOSTILE, 2, 3), Axe("B", 1, 2), Axe("C", 3, 3)]),
    "points_classement": draw_classement([Rang(1, HOSTILE, 4, (3, 5), "/r"), Rang(2, "B", 2, (1, 3))], 1),
}


@pytest.mark.parametrize("name", PIECES)
def test_component_is_clean_and_escapes_what_people_typed(name: str, render: Render) -> None:
    page = check_house_style(render(PIECES[name]))
    assert not page.all("img")
    assert HOSTILE in page.text or name == "buttons"


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_clean_named_and_followed_by_its_table(name: str, render: Render) -> None:
    page = check_house_style(render(f'{{{{ graphiques.{name}(d, h, "dessin") }}}}', d=PICTURES[name]))
    (svg,) = page.all("svg")
    assert svg["aria-labelledby"] == "dessin-titre dessin-desc"
    assert svg["role"] == ("group" if [a for a in page.all("a") if a.get("aria-label")] else "img")
    assert len(page.all("details")) == len(page.all("table")) == 1
    assert "Voir les chiffres" in page.text
    assert not page.all("img")


def test_links_of_a_picture_carry_their_state_in_words(render: Render) -> None:
    drawing = draw_carte_tuiles([EtatDepartement("29", "rouge", "Il en manque 2", "2", "/d/29")])
    page = Page(render('{{ graphiques.carte_tuiles(d, "Carte", "c") }}', d=drawing))
    assert page.all("a", href="/d/29")[0]["aria-label"] == "Finistère (29)\u00a0: Il en manque 2, 2"


def test_two_pictures_of_one_kind_share_no_id(render: Render) -> None:
    source = '{{ graphiques.radar(d, "A", "a") }}{{ graphiques.radar(d, "B", "b") }}'
    check_house_style(render(source, d=PICTURES["radar"]))


@pytest.mark.parametrize(
    ("shown", "total", "words"),
    [
        (0, 0, "Aucun résultat\u00a0: 0 candidature."),
        (1, 1, "1 candidature."),
        (41, 41, "41 candidatures."),
        (1, 41, "1 candidature sur 41."),
        (12, 41, "12 candidatures sur 41."),
    ],
)
def test_a_list_says_how_many_of_how_many(shown: int, total: int, words: str, render: Render) -> None:
    html = render("""{{ tableau.compte(a, t, "candidature", "candidatures") }}""", a=shown, t=total)
    assert " ".join(re.sub(r"<[^>]+>", "", html).replace("&nbsp;", "\u00a0").split(" ")).split() == words.split()


def test_pages_of_a_list_lead_both_ways(render: Render) -> None:
    source = "{{ tableau.pagination(p, 3, url) }}"
    middle = check_house_style(render(source, p=2, url=lambda n: f"/l?page={n}"))
    assert [a["href"] for a in middle.all("a")] == ["/l?page=1", "/l?page=3"]
    assert render("{{ tableau.pagination(1, 1, none) }}").strip() == ""


def test_the_layout_has_its_landmarks_its_title_and_its_messages(galerie: Flask) -> None:
    class Personne:
        is_authenticated = True

    with galerie.test_request_context():
        flash("C’est enregistré.", "succes")
        flash(HOSTILE, "refus")
        html = render_template_string(
            """{% extends "layout/base.html" %}{% import "components/page.html" as page %}
            {% block titre %}Candidatures – Finistère{% endblock %}
            {% block entete %}{{ page.entete("Titre") }}{% endblock %}""",
            navigation=[
                {"libelle": HOSTILE, "url": "/n", "actif": True},
                {"libelle": "Suivi", "url": "/s", "actif": False},
            ],
            identite=HOSTILE,
            liens_pied=[{"libelle": "Accessibilité", "url": "/accessibilite"}],
            demo_banner="Démonstration",
            deconnexion_url="/sortir",
            current_user=Personne(),
        )
    page = check_house_style(html)
    assert page.all("html", lang="fr")
    assert "Candidatures – Finistère – Acia" in page.text
    assert page.all("a", href="#contenu")
    assert len(page.all("main", id="contenu")) == len(page.all("h1")) == len(page.all("header")) == 1
    assert [a["href"] for a in page.all("a", aria_current="page")] == ["/n"]
    assert len(page.all("div", role="status")) == len(page.all("div", role="alert")) == 1
    assert page.all("form", method="post", action="/sortir")
    assert page.all("a", href="/accessibilite")


def test_a_visitor_sees_no_way_out_and_an_error_page_leads_somewhere(galerie: Flask) -> None:
    with galerie.test_request_context():
        html = render_template_string(
            """{% extends "layout/erreur.html" %}""", titre="Page introuvable", message=HOSTILE, reference="ab12"
        )
    page = check_house_style(html)
    assert not page.all("form")
    assert "Page introuvable – Acia" in page.text
    assert "ab12" in page.text
    assert page.all("a", class_="btn-acc")[0]["href"] == "/"


def test_the_list_of_components_names_every_macro_and_no_other() -> None:
    listed = set(re.findall(r"`(?:\w+\.)?(\w+)\(", (TEMPLATES / "components" / "README.md").read_text("utf-8")))
    existing: set[str] = set()
    for path in sorted((TEMPLATES / "components").glob("*.html")):
        existing |= set(re.findall(r"{%-?\s*macro\s+(\w+)\(", path.read_text("utf-8")))
    inner = {"jeton", "lignes_erreur", "refus", "mention", "aide_et_erreur", "decrit_par", "saisie", "ensemble"}
    inner |= {"image", "chiffres", "lien", "lien_ou_texte", "legende", "marque", "mots_etat"}
    assert existing - inner == listed & existing
    assert inner <= existing
