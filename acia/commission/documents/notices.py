"""Letters of decision and files communicated to their applicants."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from acia.candidatures.documents import MODELE_LETTRE
from acia.candidatures.queries import living_pieces, pieces_filed, questionnaire_read, reponses_of
from acia.candidatures.rules.lecture import TITRES_LECTEUR, in_words
from acia.candidatures.rules.recours import Lettre, missing_in_letter, remedies_in_words, remedy_months
from acia.commission.documents.marks import mark_of, mark_words
from acia.commission.models import Commission, Selection
from acia.commission.queries import (
    Classement,
    departements_of,
    final_sheets,
    grid_of,
    places_of,
    zone_of,
)
from acia.commission.rules import (
    Situation,
    criterion_reasons,
    decimal_words,
    facts_of,
)
from acia.commission.rules.communication import means_to_tell
from acia.commission.workflow import (
    IssueSelection,
)
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.documents import Document, produce_document
from acia.core.errors import ActionRefusee
from acia.core.filters import jour, pluriel
from acia.eligibilite.documents import heading_of

MODELE_COMMUNICATION: Final = "communication/v1"


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
        "pieces": [f"{liste.label(p.code)} : {p.document.nom}" for p in living],
    }


def _marks_told(commission: Commission, selection: Selection) -> dict[str, Any]:
    sheets = final_sheets(commission, selection.candidature_id).get(selection.candidature_id, [])
    means = means_to_tell([sheet.notes for sheet in sheets])
    if means is None:
        words = "Le nombre de notations ne permet pas de donner une moyenne sans montrer celle d’un membre."
        return {"phrase": words, "lignes": []}
    _, criteria = grid_of(commission)
    words = f"Note : {mark_words(mark_of(selection))}, moyenne de {pluriel(len(sheets), 'notation')}."
    lines = [[c.libelle, f"{c.poids} %", decimal_words(mean)] for c, mean in zip(criteria, means, strict=True)]
    return {"phrase": words, "lignes": lines}
