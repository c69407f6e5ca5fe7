"""PURE. Geometry of the pictures drawn by templates/components/graphiques.html: positions and words, never markup."""

from acia.core.graphiques.bande import DessinBande, Evenement, LigneBande, Periode, draw_bande
from acia.core.graphiques.carte_cohortes import DessinCarteCohortes, GroupePoints, Point, draw_carte_cohortes
from acia.core.graphiques.carte_tuiles import DessinCarteTuiles, EtatDepartement, draw_carte_tuiles
from acia.core.graphiques.classement import DessinClassement, Rang, draw_classement
from acia.core.graphiques.ecarts import DessinEcarts, LigneEcart, draw_ecarts
from acia.core.graphiques.entonnoir import DessinEntonnoir, Etape, draw_entonnoir
from acia.core.graphiques.histogramme import DessinHistogramme, draw_histogramme, histogramme_words
from acia.core.graphiques.radar import Axe, DessinRadar, draw_radar

__all__ = [
    "Axe",
    "DessinBande",
    "DessinCarteCohortes",
    "DessinCarteTuiles",
    "DessinClassement",
    "DessinEcarts",
    "DessinEntonnoir",
    "DessinHistogramme",
    "DessinRadar",
    "Etape",
    "EtatDepartement",
    "Evenement",
    "GroupePoints",
    "LigneBande",
    "LigneEcart",
    "Periode",
    "Point",
    "Rang",
    "draw_bande",
    "draw_carte_cohortes",
    "draw_carte_tuiles",
    "draw_classement",
    "draw_ecarts",
    "draw_entonnoir",
    "draw_histogramme",
    "draw_radar",
    "histogramme_words",
]
