"""The minutes: their data read once from frozen rows, then laid out by a versioned template."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from acia.commission.documents.marks import mark_of, mark_words
from acia.commission.documents.points import LecteurDePoints
from acia.commission.models import Commission, EtatNotation, MembreCommission, Notation, ProcesVerbal, Selection
from acia.commission.queries import (
    Reprise,
    abstentions_of,
    departements_of,
    lifted_recusals,
    mandate_words,
    minutes_of,
    ranking_of,
    reglement_of,
    reopenings_of,
    selections_of,
    zone_of,
)
from acia.commission.rules import (
    R38,
    R39,
    R41,
    LigneClassement,
    articles_of,
)
from acia.commission.rules.extrait import files_in
from acia.commission.workflow import (
    LIBELLES_ISSUE,
    LIBELLES_PRESENCE,
    IssueSelection,
    PresenceSeance,
)
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.documents import produce_document
from acia.core.filters import instant, jour, pluriel
from acia.referentiel.models import Region

MODELE_PV: Final = "proces_verbal/v2"


def produce_minutes(
    commission: Commission, *, rang: int, observations: str, motif: str, auteur: Utilisateur, now: datetime
) -> ProcesVerbal:
    """Compose one version of the minutes from the frozen proposals and keep it with its data."""
    content = minutes_content(commission, rang=rang, observations=observations, motif=motif, auteur=auteur, now=now)
    name = f"proces-verbal-{commission.appel.code}-{commission.region_code}-v{rang}.pdf"
    document = produce_document(MODELE_PV, name, content, now=now, auteur_id=auteur.id)
    row = ProcesVerbal(
        commission_id=commission.id,
        rang=rang,
        contenu=content,
        document=document,
        clos_at=now,
        clos_par_id=auteur.id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def minutes_content(
    commission: Commission, *, rang: int, observations: str, motif: str, auteur: Utilisateur, now: datetime
) -> dict[str, Any]:
    """Everything the minutes say, as plain data (R42, S116)."""
    zone = zone_of(commission)
    ranking = ranking_of(commission)
    lines = {uuid.UUID(line.id): line for line in ranking.lignes}
    selections = selections_of(commission)
    departements = departements_of(commission)
    sheets = sheets_words(commission)
    points, sealed = LecteurDePoints(commission), _sealed(commission)
    return {
        "titre": f"Procès-verbal de la commission « {commission.nom} »",
        "appel": commission.appel.titre,
        "region": db.session.get_one(Region, commission.region_code).nom,
        "version": rang,
        "rectification": motif,
        "seance": instant(commission.seance_at, zone),
        "lieu": commission.lieu,
        "convocation": jour(commission.convoquee_at, zone) if commission.convoquee_at else "",
        "seconde_convocation": commission.seconde_convocation,
        "membres": [_member_content(m) for m in commission.membres if m.presence],
        "horaires": points.horaires(),
        "mouvements": points.allees_et_venues(),
        "quorum": points.quorum([]).phrase,
        "departements": [
            {
                "nom": departements[code].nom,
                "places": pluriel(ranking.places.get(code, 0), "place"),
                "dossiers": [
                    _file_content(s, lines.get(s.candidature_id))
                    | points.point(s.candidature_id, ranking.deports.get(s.candidature_id, []))
                    | sheets[s.candidature_id]
                    | sealed.get(str(s.candidature.numero), {})
                    for s in selections
                    if s.candidature.departement_code == code
                ],
            }
            for code in sorted({s.candidature.departement_code for s in selections})
        ],
        "seuil": commission.appel.seuil,
        "minimum": commission.appel.notes_minimum,
        "plafond": commission.appel.plafond_gestionnaire or 0,
        "graine": commission.graine,
        "reglement": [
            f"{article.objet} : {article.valeur} ({article.source})"
            for article in articles_of(reglement_of(commission))
        ],
        "procurations": [
            f"{p.mandant.utilisateur.nom_complet} à {p.mandataire.utilisateur.nom_complet}"
            for p in commission.procurations
        ],
        "regles": [f"{rule.code} · {rule.libelle} ({rule.source})" for rule in (R38, R39, R41)],
        "observations": observations,
        "clos_le": instant(now, zone),
        "clos_par": auteur.libelle,
    }


SCELLES: Final = ("departage", "plafond", "abstentions", "reouvertures", "levees")
"""What the ranking and the sheets say of a file: a correction takes it from the first version, and reads no mark."""


def _sealed(commission: Commission) -> dict[str, dict[str, Any]]:
    versions = minutes_of(commission)
    first = files_in(versions[-1].contenu) if versions else []
    return {f["numero"]: {key: f[key] for key in SCELLES if key in f} for f in first}


def sheets_words(commission: Commission) -> Mapping[uuid.UUID, dict[str, list[str]]]:
    """By file: abstentions, recusals lifted, sheets reopened with their reason, before and after (S6, R42)."""
    words: dict[uuid.UUID, dict[str, list[str]]] = defaultdict(
        lambda: {"abstentions": [], "reouvertures": [], "levees": []}
    )
    for candidature_id, sheets in abstentions_of(commission).items():
        words[candidature_id]["abstentions"] = [
            f"{s.membre.utilisateur.nom_complet} ({s.motif_abstention})" for s in sheets
        ]
    for candidature_id, lifted in lifted_recusals(commission).items():
        words[candidature_id]["levees"] = [f"{row.membre.utilisateur.nom_complet} ({row.motif})" for row in lifted]
    order = [c.id for c in commission.appel.criteres]
    for candidature_id, reopened in reopenings_of(commission).items():
        words[candidature_id]["reouvertures"] = [
            _reopened_words(r.notation, v.contenu, after, v.motif)
            for r in reopened
            for v, after in zip(r.versions, _later_contents(r, order), strict=True)
        ]
    return words


def _later_contents(reprise: Reprise, order: Sequence[uuid.UUID]) -> list[list[Any]]:
    """What each version became: the next one, and the sheet as it stands for the last."""
    marks = {note.critere_id: note for note in reprise.notation.notes}
    return [*(v.contenu for v in reprise.versions[1:]), [[marks[c].valeur, marks[c].justification] for c in order]]


def _reopened_words(notation: Notation, before: list[Any], after: list[Any], motif: str) -> str:
    """« Anne Le Bihan : 4, 3, 3, 2 devient 3, 3, 3, 2 (motif) »."""
    marks = [", ".join(str(mark) for mark, _ in sheet) for sheet in (before, after)]
    if notation.etat != EtatNotation.RENDUE:
        marks[1] = "abstention"
    return f"{notation.membre.utilisateur.nom_complet} : {marks[0]} devient {marks[1]} ({motif})"


def _member_content(membre: MembreCommission) -> dict[str, str]:
    person, mandate = membre.utilisateur, mandate_words(membre)
    return {
        "nom": person.nom_complet,
        "qualite": mandate[:1].upper() + mandate[1:],
        "fonction": ", ".join(filter(None, (person.fonction, person.employeur))),
        "presence": LIBELLES_PRESENCE[PresenceSeance(membre.presence)],
    }


def _file_content(selection: Selection, line: LigneClassement | None) -> dict[str, Any]:
    return {
        "numero": selection.candidature.numero,
        "etablissement": f"{selection.candidature.nom}, {selection.candidature.commune}",
        "rang": str(selection.rang or "—"),
        "note": mark_words(mark_of(selection)),
        "note_exacte": f"{selection.note_numerateur}/{selection.note_denominateur}"
        if selection.note_numerateur is not None
        else "",
        "notes": pluriel(selection.notes_comptees, "note"),
        "departage": line.departage if line else "",
        "plafond": line.plafond if line else "",
        "proposition": LIBELLES_ISSUE[IssueSelection(selection.proposition)],
        "motif": selection.motif,
    }
