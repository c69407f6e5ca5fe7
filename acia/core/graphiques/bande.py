"""PURE. The twelve months as a band: sessions, holidays and today on one line of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from acia.core.graphiques.mesures import cut, day_words, px, text_width, wrap

LARGEUR = 1060
COLONNE = 164
LETTRES_PAR_LIGNE = 20
ENTETE = 46
HAUTEUR_LIGNE = 62
TAILLE_TEXTE = 12.5
RAYON = 8


@dataclass(frozen=True, slots=True)
class Evenement:
    jour: date
    libelle: str
    ton: str
    mot: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class LigneBande:
    libelle: str
    evenements: Sequence[Evenement]


@dataclass(frozen=True, slots=True)
class Periode:
    debut: date
    fin: date
    libelle: str


@dataclass(frozen=True, slots=True)
class Mois:
    libelle: str
    annee: str
    x: float
    milieu: float


@dataclass(frozen=True, slots=True)
class Fond:
    libelle: str
    dates: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Marque:
    libelle: str
    quand: str
    ton: str
    mot: str
    url: str
    x: float
    y: float
    texte_y: float | None


@dataclass(frozen=True, slots=True)
class LignePlacee:
    libelle: str
    noms: tuple[str, ...]
    y: float
    marques: tuple[Marque, ...]


@dataclass(frozen=True, slots=True)
class EntreeLegende:
    ton: str
    mot: str


@dataclass(frozen=True, slots=True)
class DessinBande:
    width: int
    height: float
    mois: tuple[Mois, ...]
    fonds: tuple[Fond, ...]
    lignes: tuple[LignePlacee, ...]
    aujourd_hui: float | None
    entete: int = ENTETE
    colonne: int = COLONNE
    rayon: int = RAYON

    @property
    def a_liens(self) -> bool:
        return any(marque.url for ligne in self.lignes for marque in ligne.marques)

    @property
    def legende(self) -> tuple[EntreeLegende, ...]:
        seen = {(marque.ton, marque.mot): None for ligne in self.lignes for marque in ligne.marques}
        return tuple(EntreeLegende(ton, mot) for ton, mot in seen)

    @property
    def phrase(self) -> str:
        total = sum(len(ligne.marques) for ligne in self.lignes)
        return f"{total} dates sur {len(self.mois)} mois" if total > 1 else f"{total} date sur {len(self.mois)} mois"


class _Time:
    """Days to pixels: a month takes the room of its days."""

    def __init__(self, debut: date, fin: date) -> None:
        self.debut, self.fin = debut, fin
        self.days = (fin - debut).days + 1

    def x(self, day: date) -> float:
        inside = min(max((day - self.debut).days, 0), self.days)
        return COLONNE + (LARGEUR - COLONNE - 10) * inside / self.days

    def has(self, day: date) -> bool:
        return self.debut <= day <= self.fin


def draw_bande(
    debut: date,
    fin: date,
    lignes: Sequence[LigneBande],
    periodes: Sequence[Periode] = (),
    aujourd_hui: date | None = None,
) -> DessinBande:
    time = _Time(debut, fin)
    fonds = tuple(
        _place_periode(periode, time) for periode in periodes if periode.fin >= debut and periode.debut <= fin
    )
    placed = tuple(_place_ligne(ligne, ENTETE + index * HAUTEUR_LIGNE, time) for index, ligne in enumerate(lignes))
    today = px(time.x(aujourd_hui)) if aujourd_hui and time.has(aujourd_hui) else None
    return DessinBande(LARGEUR, px(ENTETE + len(lignes) * HAUTEUR_LIGNE + 8), _months(time), fonds, placed, today)


def _months(time: _Time) -> tuple[Mois, ...]:
    months: list[Mois] = []
    first = time.debut
    while first <= time.fin:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        left, right = time.x(first), time.x(following)
        # The year is said once, on the first month and on each January.
        year = str(first.year) if not months or first.month == 1 else ""
        months.append(Mois(format_date(first, "MMM", locale="fr"), year, px(left), px((left + right) / 2)))
        first = following
    return tuple(months)


def _place_periode(periode: Periode, time: _Time) -> Fond:
    left, right = time.x(periode.debut), time.x(periode.fin + timedelta(days=1))
    dates = f"du {day_words(periode.debut)} au {day_words(periode.fin)}"
    return Fond(periode.libelle, dates, px(left), px(right - left))


def _place_ligne(ligne: LigneBande, top: float, time: _Time) -> LignePlacee:
    """Labels go under the mark, else above it; where both would cover a neighbour the table alone says it."""
    middle = top + HAUTEUR_LIGNE / 2
    lanes = {middle + 23: 0.0, middle - 14: 0.0}
    marks = []
    for evenement in sorted(ligne.evenements, key=lambda e: (e.jour, e.libelle)):
        # A mark stands at midday of its day.
        x = time.x(evenement.jour) + (LARGEUR - COLONNE - 10) / time.days / 2
        half = text_width(evenement.libelle, TAILLE_TEXTE) / 2
        lane = next((y for y, taken in lanes.items() if x - half > taken and x + half < LARGEUR), None)
        if lane is not None:
            lanes[lane] = x + half + 4
        marks.append(
            Marque(
                libelle=evenement.libelle,
                quand=day_words(evenement.jour),
                ton=evenement.ton,
                mot=evenement.mot,
                url=evenement.url,
                x=px(x),
                y=px(middle),
                texte_y=px(lane) if lane is not None else None,
            )
        )
    return LignePlacee(ligne.libelle, _name_lines(ligne.libelle), px(top), tuple(marks))


def _name_lines(libelle: str) -> tuple[str, ...]:
    """A name takes two lines at most; the table has it whole."""
    lines = wrap(libelle, LETTRES_PAR_LIGNE)
    if len(lines) > 2:
        lines = (lines[0], " ".join(lines[1:]))
    return tuple(cut(line, COLONNE - 8, 14) for line in lines)
