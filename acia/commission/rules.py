"""Marks, ranking, selection line, quorum and reasons of the letters: labelled rules in exact arithmetic. Pure.

Nothing is rounded before it is shown: two files are tied only when their fractions are equal.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from acia import cadre
from acia.commission.workflow import IssueSelection
from acia.core.rules import Constat, Niveau, Regle, Resultat

NOTE_MAX = 5
NBSP = "\u00a0"

R33 = Regle("R33", "Une commission locale par territoire de l’appel", "AMI Acia 2024")
R34 = Regle("R34", "Chaque dossier est noté sur tous les critères de l’appel", "AMI Acia 2024")
R35 = Regle(
    "R35", "Convocation au moins 5 jours avant la séance", "CRPA art. R. 133-8, pris pour modèle", Niveau.ALERTE
)
R36 = Regle(
    "R36",
    "Intérêts déclarés avant tout accès, déport dossier par dossier",
    "CGFP art. L. 122-1 3° ; CRPA art. R. 133-12",
)
R38 = Regle("R38", "Moitié des membres présents, sur place ou à distance", "CRPA art. R. 133-10, pris pour modèle")
R39 = Regle("R39", "Nombre minimum de notes pour classer un dossier", "réglage de l’appel")
R40 = Regle("R40", "Une notation rendue ne change plus ; les autres ne se voient qu’ensuite", "réglage de l’appel")
R41 = Regle(
    "R41",
    "Classement motivé, départage dans un ordre connu",
    "CRPA art. R. 133-11, pris pour modèle",
    Niveau.INFORMATION,
)
R42 = Regle("R42", "Procès-verbal complet et immuable", "CRPA art. R. 133-13, pris pour modèle")
R43 = Regle(
    "R43", "L’autorité décide ; un écart avec la proposition est motivé", "CASF art. R. 313-7, pris pour modèle"
)
R44 = Regle(
    "R44",
    "Notification motivée, avec signataire, recours, tribunal et délai",
    "CRPA art. L. 211-5 et L. 212-1 ; CJA art. R. 421-1, R. 421-5 et R. 421-7",
)
R45 = Regle("R45", "Notes et classement tus avant la décision", "CRPA art. L. 311-2 et L. 311-6", Niveau.INFORMATION)
R46 = Regle(
    "R46", "Liste d’attente par département, dans l’ordre du classement", "réglage de l’appel", Niveau.INFORMATION
)
REGLES: tuple[Regle, ...] = (R33, R34, R35, R36, R38, R39, R40, R41, R42, R43, R44, R45, R46)


@dataclass(frozen=True)
class CritereGrille:
    """A criterion as the frozen grid words it; `niveaux` holds a word and a sentence for each mark from 0 to 5."""

    libelle: str
    poids: int
    niveaux: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Manque:
    """What a sheet still lacks before it can be final: the criterion's index, the part at fault, a sentence."""

    index: int
    partie: str
    phrase: str


def needs_justification(note: int) -> bool:
    """A mark at either end of the scale is explained."""
    return note <= 1 or note >= NOTE_MAX - 1


def missing_in_sheet(notes: Sequence[int | None], justifications: Sequence[str]) -> tuple[Manque, ...]:
    """What keeps a sheet from being final (R34): a criterion without a mark, an extreme mark without its reason."""
    missing = []
    for index, (note, justification) in enumerate(zip(notes, justifications, strict=True)):
        if note is None:
            missing.append(Manque(index, "note", "Donnez une note de 0 à 5 sur ce critère."))
        elif needs_justification(note) and not justification.strip():
            missing.append(
                Manque(
                    index,
                    "justification",
                    f"Dites pourquoi vous donnez {note}{NBSP}: la justification est attendue à 0, 1, 4 et 5.",
                )
            )
    return tuple(missing)


def weighted_mark(poids: Sequence[int], notes: Sequence[int | None]) -> Fraction | None:
    """A member's mark out of 100 on the criteria she has marked; none when she has marked nothing.

    The weights of the marked criteria are taken alone, so that a draft shows where it stands; a final sheet has all.
    """
    given = [(weight, note) for weight, note in zip(poids, notes, strict=True) if note is not None]
    if not given:
        return None
    return Fraction(100 * sum(w * n for w, n in given), NOTE_MAX * sum(w for w, _ in given))


def mean(values: Sequence[Fraction]) -> Fraction:
    """Exact mean of at least one value."""
    return sum(values, Fraction(0)) / len(values)


@dataclass(frozen=True)
class Grille:
    """What the call fixed before opening, and the seed fixed when scoring opened."""

    poids: tuple[int, ...]
    notes_minimum: int
    seuil: int
    graine: str
    plafond_gestionnaire: int | None = None
    """Files of one managing body proposed at most in a département (R29); none: no cap."""


@dataclass(frozen=True)
class Feuille:
    """A final sheet of a member who is not recused: one mark a criterion."""

    membre: str
    notes: tuple[int, ...]


@dataclass(frozen=True)
class DossierNote:
    """A file and its counted sheets; `numero` is public and feeds the draw."""

    id: str
    numero: str
    departement: str
    feuilles: tuple[Feuille, ...]
    gestionnaire: str = ""
    """Number of the managing body; empty when the register does not say it: no cap applies then."""


@dataclass(frozen=True)
class LigneClassement:
    """Where a file stands: exact mark, rank in its département, what the line proposes, how a tie was ended."""

    id: str
    numero: str
    departement: str
    note: Fraction | None
    moyennes: tuple[Fraction, ...]
    notes_comptees: int
    rang: int | None
    proposition: IssueSelection | None
    departage: str = ""
    plafond: str = ""
    """Why a file within the places is not proposed: its managing body has as many as the call allows."""
    gestionnaire: str = ""


def draw_key(graine: str, numero: str) -> str:
    """The ticket of a file in the draw: anybody can recompute it from the printed seed."""
    return hashlib.sha256(f"{graine}:{numero}".encode()).hexdigest()


def _line_of(dossier: DossierNote, grille: Grille) -> LigneClassement:
    count = len(dossier.feuilles)
    marks = [m for f in dossier.feuilles if (m := weighted_mark(grille.poids, f.notes)) is not None]
    by_criterion = tuple(
        mean([Fraction(f.notes[i]) for f in dossier.feuilles]) if count else Fraction(0)
        for i in range(len(grille.poids))
    )
    mark = mean(marks) if marks else None
    return LigneClassement(
        *(dossier.id, dossier.numero, dossier.departement, mark, by_criterion, count, None, None),
        gestionnaire=dossier.gestionnaire,
    )


def _order(line: LigneClassement, graine: str) -> tuple[Fraction, Fraction, Fraction, str, str]:
    first, second = (*line.moyennes, Fraction(0), Fraction(0))[:2]
    return (-(line.note or Fraction(0)), -first, -second, draw_key(graine, line.numero), line.numero)


_DEPARTAGE = (
    "à égalité de note, départagé par le premier critère",
    "à égalité de note et de premier critère, départagé par le deuxième critère",
    "à égalité de note et de critères, départagé par tirage au sort",
)


def _tie_break(line: LigneClassement, neighbours: Sequence[LigneClassement], graine: str) -> str:
    """How the file was separated from its neighbours of the same mark; nothing when it has none."""
    depths = []
    mine = _order(line, graine)
    for other in neighbours:
        theirs = _order(other, graine)
        if mine[0] == theirs[0]:
            depths.append(next(i for i in range(1, len(mine)) if mine[i] != theirs[i]))
    if not depths:
        return ""
    depth = min(max(depths), len(_DEPARTAGE))
    draw = f" (ticket {draw_key(graine, line.numero)[:12]})" if depth == len(_DEPARTAGE) else ""
    return _DEPARTAGE[depth - 1] + draw


def rank_files(
    dossiers: Sequence[DossierNote], grille: Grille, places: Mapping[str, int]
) -> tuple[LigneClassement, ...]:
    """Rank the files of each département (R39, R41, R46).

    Total order: mark, mean of criterion 1, mean of criterion 2, draw. A file under the minimum number of marks has no
    rank and no proposal: the commission decides, with its reason. A file beyond the cap of its managing body (R29)
    keeps its rank and leaves its place to the next one.
    """
    ranked: list[LigneClassement] = []
    for departement in sorted({d.departement for d in dossiers}):
        lines = [_line_of(d, grille) for d in dossiers if d.departement == departement]
        enough = [line for line in lines if line.note is not None and line.notes_comptees >= grille.notes_minimum]
        ranked.extend(_place(enough, grille, places.get(departement, 0)))
        placed = {line.id for line in enough}
        ranked.extend(sorted((line for line in lines if line.id not in placed), key=lambda line: line.numero))
    return tuple(ranked)


def _place(lines: Sequence[LigneClassement], grille: Grille, places: int) -> list[LigneClassement]:
    ordered = sorted(lines, key=lambda line: _order(line, grille.graine))
    placed: list[LigneClassement] = []
    retained: Counter[str] = Counter()
    for rang, line in enumerate(ordered, start=1):
        over = _over_cap(line, retained, grille)
        if (line.note or Fraction(0)) < grille.seuil:
            proposition, over = IssueSelection.NON_RETENUE, ""
        elif retained.total() == places:
            proposition, over = IssueSelection.LISTE_ATTENTE, ""
        elif over:
            proposition = IssueSelection.LISTE_ATTENTE
        else:
            proposition = IssueSelection.RETENUE
            retained[line.gestionnaire] += 1
        neighbours = ordered[max(0, rang - 2) : rang - 1] + ordered[rang : rang + 1]
        tie = _tie_break(line, neighbours, grille.graine)
        placed.append(replace(line, rang=rang, proposition=proposition, departage=tie, plafond=over))
    return placed


def _over_cap(line: LigneClassement, retained: Counter[str], grille: Grille) -> str:
    """Why the managing body of the file can have no more (R29); empty when it can."""
    cap = grille.plafond_gestionnaire
    if not cap or not line.gestionnaire or retained[line.gestionnaire] < cap:
        return ""
    plural = "s" if cap > 1 else ""
    return f"son gestionnaire a déjà {cap} dossier{plural} proposé{plural}, le plafond de l’appel"


def needs_reason(line: LigneClassement, proposition: str, quorum_atteint: bool) -> bool:
    """The commission explains a proposal that is not the line's (E44), or that had no rank (R39) or no quorum (E43)."""
    return line.proposition is None or proposition != line.proposition or not quorum_atteint


def check_minimum(notes_comptees: int, minimum: int) -> Constat:
    """R39: enough members have marked the file to rank it."""
    enough = notes_comptees >= minimum
    return Constat(
        R39,
        Resultat.SATISFAIT if enough else Resultat.NON_SATISFAIT,
        "Assez de membres ont noté ce dossier."
        if enough
        else "Trop peu de notes pour classer ce dossier : la commission se prononce et dit pourquoi.",
        valeur=str(notes_comptees),
        limite=str(minimum),
    )


def check_quorum(presents: int, membres: int, *, seconde_convocation: bool = False) -> Constat:
    """R38: half of the members attend, on the spot or at a distance.

    For one file, `presents` leaves out the recused members while `membres` stays the whole commission (E43).
    """
    reached = membres > 0 and 2 * presents >= membres
    count = f"{presents} présent{'s' if presents > 1 else ''} pour {membres} membre{'s' if membres > 1 else ''}"
    if reached:
        sentence = f"Le quorum est atteint : {count}."
    elif seconde_convocation:
        sentence = f"{count} : seconde convocation, le quorum n’est plus requis."
    else:
        sentence = f"Le quorum n’est pas atteint : {count}, il en faut {-(-membres // 2)}."
    ok = reached or (seconde_convocation and presents > 0)
    return Constat(R38, Resultat.SATISFAIT if ok else Resultat.NON_SATISFAIT, sentence, str(presents), str(membres))


def check_notice(convocation: date, seance: date, jours: int = cadre.PREAVIS_CONVOCATION_JOURS.valeur) -> Constat:
    """R35: days between the convocation and the sitting."""
    delay = (seance - convocation).days
    if delay >= jours:
        result, sentence = Resultat.SATISFAIT, f"La convocation part {delay} jours avant la séance."
    else:
        result = Resultat.NON_SATISFAIT
        sentence = (
            f"La convocation part {delay} jour{'s' if delay > 1 else ''} avant la séance, il en faut {jours}. "
            "Reportez la séance, ou mentionnez l’urgence au procès-verbal."
            if delay >= 0
            else "La séance est déjà passée."
        )
    return Constat(R35, result, sentence, str(delay), str(jours))


def decimal_words(value: Fraction, decimals: int = 2) -> str:
    """« 70,83 »: exact half-up rounding of a positive fraction, for display alone."""
    scale = 10**decimals
    units = (2 * value.numerator * scale + value.denominator) // (2 * value.denominator)
    whole, rest = divmod(units, scale)
    tail = f"{rest:0{decimals}d}".rstrip("0")
    return f"{whole},{tail}" if tail else str(whole)


def ordinal(rang: int) -> str:
    """« 1re », « 2e »."""
    return "1re" if rang == 1 else f"{rang}e"


def criterion_reasons(criteres: Sequence[CritereGrille], moyennes: Sequence[Fraction]) -> tuple[str, ...]:
    """One sentence a criterion, in the words of the published grid: the level nearest to the commission's mean."""
    sentences = []
    for critere, moyenne in zip(criteres, moyennes, strict=True):
        level = min(NOTE_MAX, (2 * moyenne.numerator + moyenne.denominator) // (2 * moyenne.denominator))
        word, sense = critere.niveaux[level]
        sentences.append(f"{critere.libelle} ({critere.poids}{NBSP}% de la note) : niveau « {word} ». {sense}")
    return tuple(sentences)


@dataclass(frozen=True)
class Situation:
    """Where a decided file stands in its département (« du Finistère »), for the facts of its letter."""

    issue: str
    departement: str
    places: int
    seuil: int
    note: Fraction | None
    rang_attente: int | None = None


def facts_of(situation: Situation) -> tuple[str, ...]:
    """The facts of the decision: places, threshold, position."""
    rooms = "1 place est ouverte" if situation.places == 1 else f"{situation.places} places sont ouvertes"
    opening = f"{rooms} dans le département {situation.departement}."
    if situation.issue == IssueSelection.RETENUE:
        return (opening, "Votre candidature obtient l’une d’elles.")
    if situation.issue == IssueSelection.LISTE_ATTENTE:
        place = f"Votre candidature est {ordinal(situation.rang_attente or 1)} sur la liste d’attente du département."
        return (opening, place, "Elle sera appelée, dans cet ordre, si une place se libère.")
    if situation.note is None:
        return (opening, "Votre candidature n’a pas pu être classée.")
    if situation.note < situation.seuil:
        return (opening, f"Votre candidature n’atteint pas la note de {situation.seuil} sur 100 demandée par l’appel.")
    return (opening, "D’autres candidatures du département ont été classées avant la vôtre.")
