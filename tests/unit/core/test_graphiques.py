"""The geometry of the pictures: positions that say what the figures say."""

from datetime import date

import pytest

from acia.core.graphiques import (
    Axe,
    Etape,
    EtatDepartement,
    Evenement,
    GroupePoints,
    LigneBande,
    LigneEcart,
    Periode,
    Point,
    Rang,
    draw_bande,
    draw_carte_cohortes,
    draw_carte_tuiles,
    draw_classement,
    draw_ecarts,
    draw_entonnoir,
    draw_radar,
)
from acia.core.graphiques.bande import COLONNE, LARGEUR
from acia.core.graphiques.carte_cohortes import convex_hull, project
from acia.core.graphiques.mesures import cut, day_words, number_words, wrap
from acia.core.tuiles import TUILES

# --- Words and measures


@pytest.mark.parametrize(
    ("value", "words"),
    [(3.5, "3,5"), (4.0, "4"), (0, "0"), (100, "100"), (3.456, "3,46"), (1234, "1\u202f234"), (-1.5, "-1,5")],
)
def test_numbers_are_written_in_french(value: float, words: str) -> None:
    assert number_words(value) == words


def test_the_first_day_of_the_month_is_an_ordinal() -> None:
    assert day_words(date(2027, 4, 1)) == "1er avril 2027"
    assert day_words(date(2027, 4, 11)) == "11 avril 2027"


def test_a_long_label_is_cut_with_an_ellipsis_and_a_short_one_is_kept() -> None:
    assert cut("Foyer", 200, 14) == "Foyer"
    shortened = cut("Village d’enfants Les Hauts de Cornouaille", 100, 14)
    assert shortened.endswith("…")
    assert len(shortened) * 14 * 0.56 <= 100


def test_a_label_breaks_between_words_only() -> None:
    assert wrap("Relations de travail et dialogue", 16) == ("Relations de", "travail et", "dialogue")


# --- Funnel


def test_bars_are_proportional_and_start_together() -> None:
    drawing = draw_entonnoir([Etape("Enregistrées", 40), Etape("Déposées", 20), Etape("Places", 10)])
    widths = [barre.width for barre in drawing.barres]
    assert widths[1] == pytest.approx(widths[0] / 2, abs=0.2)
    assert widths[2] == pytest.approx(widths[0] / 4, abs=0.2)
    assert len({barre.x for barre in drawing.barres}) == 1
    assert [barre.nuance for barre in drawing.barres] == [1, 3, 4]


def test_bars_and_their_values_stay_inside_the_picture() -> None:
    drawing = draw_entonnoir([Etape("Une étape au nom particulièrement long pour une barre", 12345), Etape("B", 1)])
    assert all(barre.fin + 6 * 8 <= drawing.width for barre in drawing.barres)


def test_a_small_step_is_still_visible_and_an_empty_one_is_not() -> None:
    drawing = draw_entonnoir([Etape("A", 5000), Etape("B", 1), Etape("C", 0)])
    assert drawing.barres[1].width >= 2
    assert drawing.barres[2].width == 0


def test_a_funnel_without_steps_says_so() -> None:
    assert draw_entonnoir([]).phrase == "Aucune donnée"
    assert draw_entonnoir([Etape("A", 0), Etape("B", 0)]).barres[0].width == 0


# --- Tile map


def test_every_departement_has_its_own_square() -> None:
    assert len(TUILES) == 101
    assert len({(tuile.colonne, tuile.ligne) for tuile in TUILES.values()}) == 101
    assert {"2A", "2B", "971", "972", "973", "974", "976"} <= TUILES.keys()


@pytest.mark.parametrize(
    ("west", "east"), [("29", "35"), ("17", "69"), ("33", "13"), ("50", "67"), ("44", "25"), ("64", "06")]
)
def test_the_tile_map_keeps_west_and_east(west: str, east: str) -> None:
    assert TUILES[west].colonne < TUILES[east].colonne


@pytest.mark.parametrize(
    ("north", "south"), [("59", "75"), ("75", "45"), ("45", "63"), ("63", "34"), ("67", "68"), ("2B", "2A")]
)
def test_the_tile_map_keeps_north_and_south(north: str, south: str) -> None:
    assert TUILES[north].ligne < TUILES[south].ligne


def test_tiles_come_in_reading_order_for_the_keyboard() -> None:
    tiles = draw_carte_tuiles([]).carreaux
    assert [(tile.y, tile.x) for tile in tiles] == sorted((tile.y, tile.x) for tile in tiles)


def test_tiles_carry_their_state_and_the_legend_counts_them() -> None:
    drawing = draw_carte_tuiles(
        [
            EtatDepartement("29", "vert", "Possible", "11"),
            EtatDepartement("35", "vert", "Possible"),
            EtatDepartement("56", "rouge", "Il en manque 2"),
        ]
    )
    assert [(entree.mot, entree.nombre) for entree in drawing.legende] == [("Possible", 2), ("Il en manque 2", 1)]
    assert {tile.code for tile in drawing.concernes} == {"29", "35", "56"}
    assert drawing.inconnus == ()


def test_a_code_that_is_not_on_the_map_is_not_lost() -> None:
    drawing = draw_carte_tuiles([EtatDepartement("988", "gris", "Pas ouvert")])
    assert [etat.code for etat in drawing.inconnus] == ["988"]
    assert drawing.concernes == ()


# --- Map of the cohortes

FINISTERE = [Point("Brest", 48.39, -4.48), Point("Quimper", 47.99, -4.1), Point("Morlaix", 48.58, -3.83)]


def test_projection_keeps_north_up_east_right_and_the_margin() -> None:
    brest, quimper, morlaix = project(FINISTERE, 400, 300, 20)
    assert morlaix[1] < brest[1] < quimper[1]
    assert brest[0] < quimper[0] < morlaix[0]
    for x, y in (brest, quimper, morlaix):
        assert 20 <= x <= 380
        assert 20 <= y <= 280


def test_projection_keeps_proportions() -> None:
    # One degree of longitude at 60° is half of a degree of latitude.
    north, south, east = project([Point("N", 60.5, 0), Point("S", 59.5, 0), Point("E", 59.5, 1)], 400, 400, 0)
    assert (east[0] - south[0]) / (south[1] - north[1]) == pytest.approx(0.5, abs=0.01)


def test_projection_of_no_point_one_point_or_one_place() -> None:
    assert project([], 400, 300, 20) == []
    assert project([Point("A", 48, -4)], 400, 300, 20) == [(200, 150)]
    assert project([Point("A", 48, -4), Point("B", 48, -4)], 400, 300, 20) == [(200, 150), (200, 150)]


def test_the_hull_keeps_the_corners_and_drops_the_inside() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
    assert set(convex_hull([*square, (2.0, 2.0), (2.0, 0.0)])) == set(square)


def test_the_hull_of_aligned_points_has_no_surface() -> None:
    assert len(convex_hull([(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)])) == 2
    assert convex_hull([(1.0, 1.0), (1.0, 1.0)]) == [(1.0, 1.0)]


def _two_cohortes() -> tuple[GroupePoints, GroupePoints]:
    north = GroupePoints(
        "Brest–Landerneau", [Point("Hôte", 48.45, -4.25, hote=True), *FINISTERE[:1], Point("C", 48.5, -4.4)]
    )
    south = GroupePoints("Quimper", [Point("D", 47.9, -4.0), Point("E", 47.95, -4.1), Point("F", 47.87, -3.9)])
    return north, south


def test_dotted_lines_go_from_each_member_to_the_host() -> None:
    north, south = draw_carte_cohortes(_two_cohortes()).groupes
    host = north.points[0]
    assert len(north.liens) == 2
    assert all(link[2:] == (host.x, host.y) for link in north.liens)
    assert south.liens == ()


def test_each_cohorte_has_its_series_and_its_outline() -> None:
    drawing = draw_carte_cohortes(_two_cohortes(), [Point("Carhaix", 48.27, -3.57, precision="rang 11")])
    assert [groupe.serie for groupe in drawing.groupes] == [1, 2]
    assert all(len(groupe.contour.split()) == 3 for groupe in drawing.groupes)
    assert drawing.etiquettes_attente[0].texte == "en attente (rang 11)"
    assert drawing.phrase.endswith("en attente\u00a0: 1")


def test_names_of_cohortes_in_the_same_town_do_not_cover_each_other() -> None:
    here = [Point(str(i), 48.4 + i / 1000, -4.4 + (i % 2) / 1000) for i in range(4)]
    drawing = draw_carte_cohortes([GroupePoints("Brest", here), GroupePoints("Brest", here)])
    first, second = (groupe.etiquette for groupe in drawing.groupes)
    assert abs(first.y - second.y) >= 14
    assert all(0 < label.y < drawing.height for label in (first, second))


def test_a_map_without_cohorte_says_so() -> None:
    assert draw_carte_cohortes([]).phrase == "Aucune cohorte"
    assert draw_carte_cohortes([GroupePoints("Vide", [])]).groupes[0].contour == ""


# --- Band of the twelve months

DEBUT, FIN = date(2027, 4, 1), date(2028, 3, 31)


def test_the_band_has_twelve_months_and_says_each_year_once() -> None:
    months = draw_bande(DEBUT, FIN, []).mois
    assert len(months) == 12
    assert months[0].libelle == "avr."
    assert [month.annee for month in months if month.annee] == ["2027", "2028"]
    assert months[0].x == COLONNE


def test_days_follow_each_other_inside_the_band() -> None:
    events = [Evenement(jour, "J", "bleu", "Prévue") for jour in (FIN, DEBUT, date(2027, 10, 1))]
    (ligne,) = draw_bande(DEBUT, FIN, [LigneBande("Brest", events)]).lignes
    xs = [marque.x for marque in ligne.marques]
    assert xs == sorted(xs)
    assert xs[0] > COLONNE
    assert xs[-1] < LARGEUR


def test_today_is_shown_inside_the_twelve_months_only() -> None:
    assert draw_bande(DEBUT, FIN, [], aujourd_hui=date(2027, 4, 1)).aujourd_hui == COLONNE
    assert draw_bande(DEBUT, FIN, [], aujourd_hui=date(2028, 4, 1)).aujourd_hui is None
    assert draw_bande(DEBUT, FIN, []).aujourd_hui is None


def test_holidays_are_clipped_to_the_band_and_those_outside_are_left_out() -> None:
    drawing = draw_bande(
        DEBUT,
        FIN,
        [],
        [
            Periode(date(2027, 3, 20), date(2027, 4, 10), "Printemps"),
            Periode(date(2028, 4, 8), date(2028, 4, 24), "Après"),
        ],
    )
    (fond,) = drawing.fonds
    assert fond.x == COLONNE
    assert fond.width == pytest.approx(10 / 366 * (LARGEUR - COLONNE - 10), abs=0.1)
    assert fond.dates == "du 20 mars 2027 au 10 avril 2027"


def test_labels_of_close_dates_do_not_cover_each_other() -> None:
    events = [Evenement(date(2027, 6, day), "Individuelle", "ambre", "À confirmer") for day in (1, 2, 3, 4)]
    (ligne,) = draw_bande(DEBUT, FIN, [LigneBande("Brest", events)]).lignes
    shown = [marque.texte_y for marque in ligne.marques if marque.texte_y is not None]
    assert len(shown) == 2
    assert shown[0] != shown[1]
    assert len(ligne.marques) == 4


def test_a_long_name_takes_two_lines_at_most() -> None:
    (ligne,) = draw_bande(DEBUT, FIN, [LigneBande("Saint-Germain et les communes du littoral nord", [])]).lignes
    assert len(ligne.noms) == 2


# --- Radar

THEMES = [Axe(f"Thème {i}", 2.0, 4.0) for i in range(8)]


def test_the_first_theme_points_up_and_values_grow_outwards() -> None:
    drawing = draw_radar(THEMES)
    assert drawing.avant.points[0][0] == drawing.centre_x
    before = drawing.centre_y - drawing.avant.points[0][1]
    after = drawing.centre_y - drawing.apres.points[0][1]
    assert after == pytest.approx(2 * before, abs=0.2)
    assert len(drawing.anneaux) == 5


def test_a_missing_value_breaks_the_shape_but_keeps_the_points() -> None:
    drawing = draw_radar([*THEMES[:7], Axe("Thème 7", 2.0, None)])
    assert drawing.avant.contour
    assert drawing.apres.contour == ""
    assert len(drawing.apres.points) == 7
    assert drawing.axes[7].apres == "–"
    assert drawing.axes[7].ecart == "–"


def test_values_outside_the_scale_stay_on_the_picture() -> None:
    drawing = draw_radar([Axe("A", 9, -3), Axe("B", 0, 0), Axe("C", 0, 0)])
    assert drawing.avant.points[0] == (drawing.axes[0].x, drawing.axes[0].y)
    assert drawing.apres.points[0] == (drawing.centre_x, drawing.centre_y)


def test_differences_are_signed_words() -> None:
    gaps = [axe.ecart for axe in draw_radar([Axe("A", 2, 3.5), Axe("B", 3, 2), Axe("C", 1, 1)]).axes]
    assert gaps == ["+\u00a01,5", "−\u00a01", "0"]


# --- Ranking


def test_the_selection_line_passes_after_the_last_place() -> None:
    drawing = draw_classement([Rang(3, "C", 2), Rang(1, "A", 4, (3, 4, 5)), Rang(2, "B", 3)], places=2)
    assert [rang.nom for rang in drawing.rangs] == ["A", "B", "C"]
    assert [rang.retenu for rang in drawing.rangs] == [True, True, False]
    assert drawing.ligne_y is not None
    assert drawing.rangs[1].y < drawing.ligne_y < drawing.rangs[2].y


def test_there_is_no_selection_line_when_there_is_room_for_all_or_nobody() -> None:
    rangs = [Rang(1, "A", 4), Rang(2, "B", 3)]
    assert draw_classement(rangs, places=2).ligne_y is None
    assert draw_classement(rangs, places=0).ligne_y is None
    assert draw_classement([], places=4).phrase.startswith("0 dossiers")


def test_equal_ranks_fall_on_the_same_side_of_the_line() -> None:
    drawing = draw_classement([Rang(1, "A", 4), Rang(2, "B", 3), Rang(2, "C", 3), Rang(4, "D", 1)], places=2)
    assert [rang.retenu for rang in drawing.rangs] == [True, True, True, False]


def test_the_spread_covers_all_marks_and_says_them() -> None:
    (rang,) = draw_classement([Rang(1, "A", 4, (3, 5, 4))], places=1).rangs
    assert (rang.bas_x, rang.haut_x) == (min(rang.notes_x), max(rang.notes_x))
    assert rang.bas_x < rang.moyenne_x < rang.haut_x
    assert rang.etendue == "de 3 à 5"


def test_gaps_share_one_scale_and_stay_inside_the_picture() -> None:
    lines = [LigneEcart("Ensemble", 3.0, 2.0, "+ 3 points"), LigneEcart("Faisabilité", -1.0, 1.0, "− 1 point")]
    drawn = draw_ecarts(lines)
    first, second = drawn.lignes
    assert second.haut_x == drawn.milieu_x
    assert first.bas_x > drawn.milieu_x
    assert (first.x - drawn.milieu_x) == pytest.approx(3 * (drawn.milieu_x - second.x), abs=0.3)
    assert all(0 <= line.bas_x <= line.x <= line.haut_x <= drawn.width for line in drawn.lignes)
    assert drawn.phrase == "Ensemble + 3 points, Faisabilité − 1 point"
    assert draw_ecarts([LigneEcart("Rien", 0.0, 0.0, "0")]).lignes[0].x == drawn.milieu_x
