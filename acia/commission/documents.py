"""Minutes and letters: their data read once from frozen rows, then laid out by a versioned template."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from acia.candidatures.documents import MODELE_LETTRE
from acia.candidatures.queries import living_pieces, pieces_filed, questionnaire_read, reponses_of
from acia.candidatures.rules.lecture import TITRES_LECTEUR, in_words
from acia.candidatures.rules.recours import Lettre, missing_in_letter, remedies_in_words, remedy_months
from acia.commission.models import Commission, EtatNotation, MembreCommission, Notation, ProcesVerbal, Selection
from acia.commission.queries import (
    Classement,
    Reprise,
    abstentions_of,
    departements_of,
    final_sheets,
    grid_of,
    lifted_recusals,
    mandate_words,
    places_of,
    quorum_reader,
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
    Situation,
    articles_of,
    criterion_reasons,
    decimal_words,
    facts_of,
)
from acia.commission.rules.communication import means_to_tell
from acia.commission.workflow import (
    LIBELLES_ISSUE,
    LIBELLES_PRESENCE,
    IssueSelection,
    PresenceSeance,
)
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.documents import Document, produce_document
from acia.core.errors import ActionRefusee
from acia.core.filters import instant, jour, pluriel
from acia.core.rules import Constat
from acia.eligibilite.documents import heading_of
from acia.referentiel.models import Region

MODELE_PV: Final = "proces_verbal/v1"
MODELE_COMMUNICATION: Final = "communication/v1"


def mark_of(selection: Selection) -> Fraction | None:
    """The frozen mark out of 100, exact."""
    if selection.note_numerateur is None or selection.note_denominateur is None:
        return None
    return Fraction(selection.note_numerateur, selection.note_denominateur)


def _mark_words(mark: Fraction | None) -> str:
    return "non classé" if mark is None else f"{decimal_words(mark)} / 100"


# Minutes


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
    quorum = quorum_reader(commission)
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
        "quorum": quorum([]).phrase,
        "departements": [
            {
                "nom": departements[code].nom,
                "places": pluriel(ranking.places.get(code, 0), "place"),
                "dossiers": [
                    _file_content(
                        commission,
                        quorum(ranking.deports.get(s.candidature_id, [])),
                        ranking,
                        s,
                        lines.get(s.candidature_id),
                    )
                    | sheets[s.candidature_id]
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
            f"{article.objet} : {article.valeur} ({article.source})"
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
    return f"{notation.membre.utilisateur.nom_complet} : {marks[0]} devient {marks[1]} ({motif})"


def _member_content(membre: MembreCommission) -> dict[str, str]:
    person, mandate = membre.utilisateur, mandate_words(membre)
    return {
        "nom": person.nom_complet,
        "qualite": mandate[:1].upper() + mandate[1:],
        "fonction": ", ".join(filter(None, (person.fonction, person.employeur))),
        "presence": LIBELLES_PRESENCE[PresenceSeance(membre.presence)],
    }


def _file_content(
    commission: Commission,
    quorum: Constat,
    ranking: Classement,
    selection: Selection,
    line: LigneClassement | None,
) -> dict[str, Any]:
    recused = ranking.deports.get(selection.candidature_id, [])
    return {
        "numero": selection.candidature.numero,
        "etablissement": f"{selection.candidature.nom}, {selection.candidature.commune}",
        "rang": str(selection.rang or "—"),
        "note": _mark_words(mark_of(selection)),
        "note_exacte": f"{selection.note_numerateur}/{selection.note_denominateur}"
        if selection.note_numerateur is not None
        else "",
        "notes": pluriel(selection.notes_comptees, "note"),
        "departage": line.departage if line else "",
        "plafond": line.plafond if line else "",
        "deports": [deport.membre.utilisateur.nom_complet for deport in recused],
        "absents": [m.utilisateur.nom_complet for m in commission.membres if m.presence == PresenceSeance.ABSENT],
        "quorum": quorum.phrase,
        "proposition": LIBELLES_ISSUE[IssueSelection(selection.proposition)],
        "motif": selection.motif,
    }


# Letters


def letter_of(selection: Selection, ranking: Classement, selections: list[Selection]) -> Lettre:
    """What the notice of one decided file says (R44)."""
    commission = db.session.get_one(Commission, selection.commission_id)
    appel = commission.appel
    candidature = selection.candidature
    line = next((x for x in ranking.lignes if x.id == str(candidature.id)), None)
    _, criteria = grid_of(commission)
    marked = line is not None and line.notes_comptees > 0
    motifs = criterion_reasons(criteria, line.moyennes) if line is not None and marked else ()
    own_words = tuple(filter(None, (selection.motif, selection.motif_decision)))
    situation = Situation(
        issue=str(selection.issue),
        departement=departements_of(commission)[candidature.departement_code].locution,
        places=places_of(commission).get(candidature.departement_code, 0),
        seuil=appel.seuil,
        note=mark_of(selection) if selection.rang else None,
        rang_attente=_waiting_rank(selection, selections),
    )
    base = int(appel.cadre.get("recours_mois", 2))
    return Lettre(
        motifs=(*motifs, *own_words),
        faits=facts_of(situation),
        signataire=appel.signataire_nom,
        qualite=appel.signataire_qualite,
        service=appel.signataire_service,
        tribunal=appel.tribunal,
        delai_mois=remedy_months(candidature.departement_code, appel.tribunal, base),
    )


def _waiting_rank(selection: Selection, selections: list[Selection]) -> int | None:
    """Position on the waiting list of the département, in the order of the ranking (R46)."""
    waiting = [
        s.id
        for s in selections
        if s.issue == IssueSelection.LISTE_ATTENTE
        and s.candidature.departement_code == selection.candidature.departement_code
    ]
    return waiting.index(selection.id) + 1 if selection.id in waiting else None


_DECISIONS: Final = {
    IssueSelection.RETENUE: "Votre candidature est retenue.",
    IssueSelection.LISTE_ATTENTE: "Votre candidature est placée sur la liste d’attente.",
    IssueSelection.NON_RETENUE: "Votre candidature n’est pas retenue.",
}
_SUITES: Final = {
    IssueSelection.RETENUE: "Vous pouvez dès maintenant compléter votre dossier dans Acia : représentant légal, lettre "
    "d’engagement signée, jours où vous n’êtes pas disponibles.",
    IssueSelection.LISTE_ATTENTE: "Vous n’avez rien à faire pour le moment. Nous vous écrivons dès qu’une place se "
    "libère ; vous pouvez aussi vous désister.",
    IssueSelection.NON_RETENUE: "Le service dont les coordonnées figurent en tête répond à vos questions sur cette "
    "décision.",
}


def produce_letter(
    selection: Selection, ranking: Classement, selections: list[Selection], *, auteur: Utilisateur, now: datetime
) -> Document:
    """Compose the letter of one decided file.

    Raises:
        ActionRefusee: R44 asks for something the letter lacks.
    """
    lettre = letter_of(selection, ranking, selections)
    missing = missing_in_letter(lettre)
    if missing:
        raise ActionRefusee(
            f"La lettre de {selection.candidature.nom} ({selection.candidature.numero}) ne peut pas être préparée : "
            f"il manque {', '.join(missing)}."
        )
    content = letter_content(selection, lettre, selections)
    name = f"decision-{selection.candidature.numero}.pdf"
    return produce_document(MODELE_LETTRE, name, content, now=now, auteur_id=auteur.id)


def letter_content(selection: Selection, lettre: Lettre, selections: list[Selection]) -> dict[str, Any]:
    """The letter as plain data."""
    commission = db.session.get_one(Commission, selection.commission_id)
    candidature = selection.candidature
    issue = IssueSelection(str(selection.issue))
    return {
        "titre": f"Décision sur la candidature {candidature.numero}",
        **heading_of(candidature),
        "date": jour(selection.decidee_at, zone_of(commission)),
        "decision": _DECISIONS[issue],
        "faits": list(lettre.faits),
        "motifs": list(lettre.motifs),
        "suite": _SUITES[issue],
        "retenus": [
            f"{s.candidature.nom}, {s.candidature.commune}"
            for s in selections
            if s.issue == IssueSelection.RETENUE and s.candidature.departement_code == candidature.departement_code
        ],
        "departement": departements_of(commission)[candidature.departement_code].locution,
        "recours": remedies_in_words(lettre),
        "signataire": {"nom": lettre.signataire, "qualite": lettre.qualite, "service": lettre.service},
    }


# Communication


def produce_communication(selection: Selection, *, auteur: Utilisateur, now: datetime) -> Document:
    """Compose the export of one file for its applicant (E46)."""
    name = f"dossier-{selection.candidature.numero}.pdf"
    return produce_document(
        MODELE_COMMUNICATION, name, communication_content(selection, now), now=now, auteur_id=auteur.id
    )


def communication_content(selection: Selection, now: datetime) -> dict[str, Any]:
    """Her own answers, the means of her own marks, the reasons: no rank, no member, no other applicant (R45, S9)."""
    commission = db.session.get_one(Commission, selection.commission_id)
    candidature = selection.candidature
    letter = (selection.document.contexte if selection.document else None) or {}
    answers = in_words(reponses_of(candidature), candidature.identite, questionnaire_read(candidature))
    liste = pieces_filed(candidature)
    living = sorted(living_pieces(candidature), key=lambda p: (liste.rank(p.code) or 0, p.code, p.document.nom))
    return {
        "titre": f"Dossier de candidature {candidature.numero}",
        **heading_of(candidature),
        "date": jour(now, zone_of(commission)),
        "cadre": "Communiqué à la demande de l’établissement (code des relations entre le public et l’administration, "
        "art. L. 311-1 et L. 311-6). Ce qui concerne d’autres candidats et la notation de chaque membre n’y figurent "
        "pas.",
        "decision": _DECISIONS[IssueSelection(str(selection.issue))],
        "faits": list(letter.get("faits", [])),
        "motifs": list(letter.get("motifs", [])),
        "notes": _marks_told(commission, selection),
        "sections": [
            {"titre": TITRES_LECTEUR[section], "lignes": [list(pair) for pair in lines]}
            for section, lines in answers.items()
        ],
        "pieces": [f"{liste.label(p.code)} : {p.document.nom}" for p in living],
    }


def _marks_told(commission: Commission, selection: Selection) -> dict[str, Any]:
    sheets = final_sheets(commission, selection.candidature_id).get(selection.candidature_id, [])
    means = means_to_tell([sheet.notes for sheet in sheets])
    if means is None:
        words = "Le nombre de notations ne permet pas de donner une moyenne sans montrer celle d’un membre."
        return {"phrase": words, "lignes": []}
    _, criteria = grid_of(commission)
    words = f"Note : {_mark_words(mark_of(selection))}, moyenne de {pluriel(len(sheets), 'notation')}."
    lines = [[c.libelle, f"{c.poids} %", decimal_words(mean)] for c, mean in zip(criteria, means, strict=True)]
    return {"phrase": words, "lignes": lines}
