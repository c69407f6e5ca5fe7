"""Reading the scores before the commission talks: dispersion, line, what the line makes, and whether it holds."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from flask import render_template, request
from flask_login import current_user

from acia.appels.queries import bornes_of
from acia.commission import queries
from acia.commission.models import Commission
from acia.commission.policy import may_see_marks
from acia.commission.queries import Lecture
from acia.commission.routes.composition import state_tag
from acia.commission.routes.socle import bp
from acia.commission.rules import LigneClassement, decimal_words
from acia.commission.rules.accord import (
    DOSSIERS_MINIMUM,
    Coefficient,
    alpha_with_interval,
    intraclass,
    words_for_alpha,
    words_for_correlation,
)
from acia.commission.rules.dispersion import Dispersion, dispersion_of
from acia.commission.rules.grille import weighted_mark
from acia.commission.rules.robustesse import try_line
from acia.commission.workflow import LIBELLES_ISSUE, TONS_ISSUE, IssueSelection
from acia.core.filters import nombre, pluriel
from acia.core.graphiques import draw_histogramme, histogramme_words
from acia.core.partage import share_out
from acia.core.permissions import Permission
from acia.core.web import ensure, require

TRIS = {"rang": "Par rang", "desaccord": "Désaccords d’abord"}


@bp.get("/<uuid:commission_id>/lecture")
@require(Permission.COMMISSION_GERER)
def lecture(commission_id: uuid.UUID) -> str:
    """Every file with its mean, median, spread and place, and what the line makes in each département."""
    commission = _seen(commission_id)
    reading = queries.reading_of(commission)
    names = {code: row.nom for code, row in queries.departements_of(commission).items()}
    order = request.args.get("tri", "rang")
    asked = request.args.get("departement", "")
    spreads = {note.id: dispersion_of(note, reading.grille.poids) for note in reading.notes}
    lines = [line for line in reading.lignes if asked in ("", line.departement)]
    if order == "desaccord":
        lines.sort(key=lambda line: _disagreement(spreads[line.id]), reverse=True)
    return render_template(
        "commission/lecture.html",
        commission=commission,
        etat=state_tag(commission),
        lignes=_rows(reading, lines, spreads),
        total=len(reading.lignes),
        a_debattre=sum(bool(spread and spread.desaccord) for spread in spreads.values()),
        departements=_line(commission, reading, names),
        demandes=_requests(commission, reading, names),
        choix_departements=[("", "Tous"), *((code, names[code]) for code in sorted(reading.places))],
        choix_tris=list(TRIS.items()),
        tri=order,
        departement=asked,
    )


def _seen(commission_id: uuid.UUID) -> Commission:
    commission = queries.get_commission(commission_id, current_user)
    ensure(may_see_marks(commission))
    return commission


def _disagreement(spread: Dispersion | None) -> tuple[int, float]:
    return (len(spread.criteres), spread.ecart_type) if spread else (0, 0.0)


def _rows(
    reading: Lecture, lines: Iterable[LigneClassement], spreads: dict[str, Dispersion | None]
) -> list[tuple[Any, ...]]:
    """One tuple a file, ready to be printed: two thousand rows leave no time for macros."""
    several = len(reading.places) > 1
    members = len(reading.membres)
    rows = []
    for line in lines:
        file, spread = reading.dossiers[line.id], spreads[line.id]
        where = f"{file.commune} ({file.departement})" if several else file.commune
        issue = line.proposition
        rows.append(
            (
                line.rang or "—",
                file.nom,
                f"{where} · {file.numero}",
                *(_spread_cells(spread, members) if spread else ("—", "—", "—", "", "aucune note", "")),
                line.notes_comptees,
                LIBELLES_ISSUE[issue] if issue else "À décider",
                TONS_ISSUE[issue] if issue else "rouge",
                f"{line.departage}{' · ' if line.departage and line.plafond else ''}{line.plafond}",
            )
        )
    return rows


def _spread_cells(spread: Dispersion, members: int) -> tuple[str, str, str, str, str, str]:
    return (
        decimal_words(spread.moyenne, 1),
        decimal_words(spread.mediane, 1),
        f"{decimal_words(spread.basse, 0)} à {decimal_words(spread.haute, 0)}",
        draw_histogramme(spread.niveaux, members).contour,
        histogramme_words(spread.niveaux),
        _to_discuss(spread),
    )


def _to_discuss(spread: Dispersion) -> str:
    """Why the file is worth a discussion; nothing when members agree enough."""
    if spread.criteres:
        numbers = ", ".join(str(i + 1) for i in spread.criteres)
        return f"critère{'s' if len(spread.criteres) > 1 else ''} {numbers}"
    return "notes dispersées" if spread.desaccord else ""


def _line(commission: Commission, reading: Lecture, names: dict[str, str]) -> list[dict[str, Any]]:
    """By département: places, what the line gives, and what that number makes."""
    bornes = bornes_of(commission.appel)
    counts = {code: Counter[IssueSelection | None]() for code in sorted(reading.places)}
    for line in reading.lignes:
        counts.setdefault(line.departement, Counter())[line.proposition] += 1
    return [
        {
            "nom": names[code],
            "places": reading.places.get(code, 0),
            "retenues": count[IssueSelection.RETENUE],
            "attente": count[IssueSelection.LISTE_ATTENTE],
            "non_retenues": count[IssueSelection.NON_RETENUE],
            "a_decider": count[None],
            "partage": share_out(count[IssueSelection.RETENUE], bornes),
        }
        for code, count in counts.items()
    ]


def _requests(commission: Commission, reading: Lecture, names: dict[str, str]) -> list[tuple[str, list[Any]]]:
    """The territorial view: by département, then by category, files deposited, eligible and within the line."""
    requests = queries.requests_of(commission)
    kept = [reading.dossiers[line.id] for line in reading.lignes if line.proposition is IssueSelection.RETENUE]
    by_place = [(names[row.departement], row.eligibles, row.nombre) for row in requests]
    by_kind = [(row.categorie or "Non précisée", row.eligibles, row.nombre) for row in requests]
    return [
        ("Département", _shares(by_place, Counter(names[file.departement] for file in kept))),
        ("Catégorie d’établissement", _shares(by_kind, Counter(file.categorie or "Non précisée" for file in kept))),
    ]


def _shares(requests: Sequence[tuple[str, bool, int]], kept: Counter[str]) -> list[tuple[str, int, int, str]]:
    deposited, eligible = Counter[str](), Counter[str]()
    for name, yes, count in requests:
        deposited[name] += count
        eligible[name] += count * yes
    return [
        (name, deposited[name], eligible[name], f"{kept[name]} sur {eligible[name]}" if eligible[name] else "—")
        for name in sorted(deposited)
    ]


@bp.get("/<uuid:commission_id>/tenue")
@require(Permission.COMMISSION_GERER)
def tenue(commission_id: uuid.UUID) -> str:
    """« La sélection tient-elle ? »: the few files whose fate depends on a member, a weight or the method."""
    commission = _seen(commission_id)
    reading = queries.reading_of(commission)
    held = try_line(reading.notes, reading.grille, reading.places, reading.membres)
    ranks = {line.id: line for line in reading.lignes}
    return render_template(
        "commission/tenue.html",
        commission=commission,
        etat=state_tag(commission),
        criteres=reading.criteres,
        essais=held.essais,
        classes=len(held.dossiers),
        fragiles=[
            {
                "dossier": reading.dossiers[row.id],
                "ligne": ranks[row.id],
                "retenu": row.retenu,
                "contraires": len(row.bascules),
                "essais": row.essais,
                "bascules": row.bascules,
                "tient": row.tient,
            }
            for row in held.fragiles
        ],
        **_agreement(commission, reading),
    )


def _agreement(commission: Commission, reading: Lecture) -> dict[str, Any]:
    """Coefficients of agreement, or why there are none."""
    files = [note.feuilles for note in reading.notes if len(note.feuilles) > 1]
    if len(files) < DOSSIERS_MINIMUM:
        reason = (
            f"{pluriel(len(files), 'dossier a', 'dossiers ont')} au moins deux notes : sous {DOSSIERS_MINIMUM}, "
            "un coefficient ne voudrait rien dire. Lisez plutôt les désaccords, dossier par dossier."
        )
        return {"accords": [], "fidelite": [], "sans_accord": reason}
    rows = []
    for i, label in enumerate(reading.criteres):
        found = alpha_with_interval([[sheet.notes[i] for sheet in sheets] for sheets in files], commission.graine)
        rows.append((label, _coefficient_words(found), words_for_alpha(found.valeur) if found else ""))
    return {"accords": rows, "fidelite": _reliability(reading), "sans_accord": ""}


def _reliability(reading: Lecture) -> list[tuple[str, str, str]]:
    """The two correlations, read on the files that every member has marked."""
    complete = [
        [float(_mark(reading, sheet.notes)) for sheet in note.feuilles]
        for note in reading.notes
        if len(note.feuilles) == len(reading.membres)
    ]
    found = intraclass(complete) if len(complete) >= DOSSIERS_MINIMUM else None
    if found is None:
        return []
    where = f"sur {pluriel(found.dossiers, 'dossier noté', 'dossiers notés')} par les {found.membres} membres"
    return [
        (f"D’un membre seul, {where}", _coefficient_words(found.seul), words_for_correlation(found.seul.bas)),
        (f"De la moyenne, {where}", _coefficient_words(found.moyenne), words_for_correlation(found.moyenne.bas)),
    ]


def _mark(reading: Lecture, notes: tuple[int, ...]) -> Fraction:
    return weighted_mark(reading.grille.poids, notes) or Fraction(0)


def _coefficient_words(found: Coefficient | None) -> str:
    if found is None:
        return "sans objet : toutes les notes sont les mêmes"
    return f"{nombre(found.valeur, 2)} (de {nombre(found.bas, 2)} à {nombre(found.haut, 2)})"
