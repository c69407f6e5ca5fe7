"""The sitting: attendance, proposals settled once, minutes closed and corrected by new versions only."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from acia.commission.documents import produce_minutes
from acia.commission.models import Commission, Deport, Passage, ProcesVerbal, Selection
from acia.commission.queries import (
    Classement,
    current_passage,
    get_commission,
    is_live,
    members_in_office,
    minutes_of,
    open_reopened_sheets,
    quorum_of,
    quorum_reader,
    ranking_of,
    voted_in_sitting,
)
from acia.commission.rules import LigneClassement, needs_reason
from acia.commission.service.composition import touch
from acia.commission.service.notation import proposals_settled
from acia.commission.workflow import (
    CLORE_PROCES_VERBAL,
    COMMISSION,
    LIBELLES_ISSUE,
    EtatCommission,
    IssueSelection,
    PresenceSeance,
)
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.core.rules import Constat

declare_events(
    {
        "commission_presences": "Présences relevées : {presents} membres sur {membres}.",
        "commission_propositions_arretees": "Propositions de la commission « {nom} » arrêtées : {retenues} retenues "
        "sur {dossiers} dossiers.",
        "commission_proces_verbal_clos": "Procès-verbal de la commission « {nom} » clos, version {rang}, "
        "empreinte {empreinte}.",
    },
    keys={
        "commission_presences": ("presents", "membres"),
        "commission_propositions_arretees": ("nom", "retenues", "dossiers"),
        "commission_proces_verbal_clos": ("nom", "rang", "empreinte"),
    },
)


@dataclass(frozen=True)
class Proposition:
    """What the commission proposes on a file, and why when it departs from the line."""

    issue: str
    motif: str = ""


class PropositionsIncompletes(ActionRefusee):
    """One or more files lack a proposal or its reason: `manques` gives the field and the sentence by file."""

    def __init__(self, manques: Mapping[uuid.UUID, tuple[str, str]]) -> None:
        super().__init__("Les propositions ne sont pas complètes.")
        self.manques = manques


def record_attendance(
    commission_id: uuid.UUID,
    presences: Mapping[uuid.UUID, PresenceSeance],
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> Commission:
    """Record how each member attends the sitting.

    Raises:
        ActionRefusee: not deliberating, proposals already settled, or a sitting conducted live.
    """
    commission = _deliberating(commission_id, version, auteur)
    if is_live(commission):
        raise ActionRefusee("La séance est conduite en direct : arrivées et sorties se notent sur sa page.")
    sitting = members_in_office(commission)
    for membre in sitting:
        membre.presence = presences.get(membre.id, PresenceSeance.ABSENT)
    touch(commission)
    present = sum(m.presence != PresenceSeance.ABSENT for m in sitting)
    record(
        "commission_presences",
        commission,
        auteur=auteur,
        now=now,
        presents=present,
        membres=len(sitting),
    )
    return commission


def _deliberating(commission_id: uuid.UUID, version: int | None, auteur: Utilisateur) -> Commission:
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    if commission.etat != EtatCommission.DELIBERATION:
        raise ActionRefusee("La commission ne délibère pas : la notation doit être close, et le procès-verbal ouvert.")
    if proposals_settled(commission):
        raise ActionRefusee("Les propositions sont déjà arrêtées.")
    return commission


def settle_proposals(
    commission_id: uuid.UUID,
    propositions: Mapping[uuid.UUID, Proposition],
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> list[Selection]:
    """Freeze the commission's proposals, with rank and exact mark. The line proposes, the commission disposes (E44).

    Raises:
        ActionRefusee: attendance missing, no quorum (R38), or no file.
        PropositionsIncompletes: a file lacks its proposal, or its reason.
    """
    commission = _deliberating(commission_id, version, auteur)
    _check_sitting(commission)
    ranking = ranking_of(commission)
    if not ranking.lignes:
        raise ActionRefusee("Cette commission n’a aucun dossier à proposer.")
    quorum, voted = quorum_reader(commission), voted_in_sitting(commission)
    missing = {}
    for line in ranking.lignes:
        key = uuid.UUID(line.id)
        proposal = propositions.get(key)
        gap = _other_than_voted(voted.get(key), proposal) or _gap(quorum, ranking, line, proposal)
        if gap is not None:
            missing[key] = gap
    if missing:
        raise PropositionsIncompletes(missing)
    rows = [_freeze(commission, line, propositions[uuid.UUID(line.id)]) for line in ranking.lignes]
    db.session.add_all(rows)
    touch(commission)
    record(
        "commission_propositions_arretees",
        commission,
        auteur=auteur,
        now=now,
        nom=commission.nom,
        retenues=sum(row.proposition == IssueSelection.RETENUE for row in rows),
        dossiers=len(rows),
    )
    return rows


def _check_sitting(commission: Commission) -> None:
    if current_passage(commission) is not None:
        raise ActionRefusee("Un dossier est encore ouvert en séance : finissez-le, ou reportez-le.")
    waiting = open_reopened_sheets(commission)
    if waiting:
        names = ", ".join(f"{sheet.membre.utilisateur.nom_complet} sur {file.numero}" for sheet, file in waiting)
        raise ActionRefusee(f"Une notation rouverte n’est pas encore rendue : {names}.")
    if any(not m.presence for m in members_in_office(commission)):
        raise ActionRefusee("Relevez d’abord les présences : le quorum en dépend.")
    quorum = quorum_of(commission)
    if quorum.bloque:
        raise ActionRefusee(
            f"{quorum.phrase} Convoquez la commission une seconde fois, sur le même ordre du jour : "
            "elle délibérera alors sans quorum."
        )


def _other_than_voted(passage: Passage | None, proposal: Proposition | None) -> tuple[str, str] | None:
    """What a sitting conducted live has voted is settled as it was voted."""
    if passage is None or proposal is None or proposal.issue == passage.proposition:
        return None
    said = LIBELLES_ISSUE[IssueSelection(passage.proposition or "")].lower()
    return "issue", f"La commission a voté « {said} » en séance : reprenez ce dossier en séance pour en changer."


def _gap(
    quorum: Callable[[Sequence[Deport]], Constat],
    ranking: Classement,
    line: LigneClassement,
    proposal: Proposition | None,
) -> tuple[str, str] | None:
    if proposal is None or proposal.issue not in set(IssueSelection):
        return "issue", "Choisissez ce que la commission propose pour ce dossier."
    reached = not quorum(ranking.deports.get(uuid.UUID(line.id), [])).bloque
    if needs_reason(line, proposal.issue, reached) and not proposal.motif.strip():
        return "motif", reason_expected(line, reached)
    return None


def reason_expected(line: LigneClassement, quorum_atteint: bool) -> str:
    """Why a reason is needed for this file."""
    if line.proposition is None:
        return "Ce dossier n’est pas classé : dites pourquoi la commission se prononce ainsi."
    if not quorum_atteint:
        return "Les déports privent ce dossier du quorum : dites comment la commission s’est prononcée."
    return "Vous vous écartez de la ligne de sélection : dites pourquoi."


def _freeze(commission: Commission, line: LigneClassement, proposal: Proposition) -> Selection:
    return Selection(
        commission_id=commission.id,
        candidature_id=uuid.UUID(line.id),
        rang=line.rang,
        note_numerateur=line.note.numerator if line.note is not None else None,
        note_denominateur=line.note.denominator if line.note is not None else None,
        notes_comptees=line.notes_comptees,
        proposition=proposal.issue,
        motif=proposal.motif.strip(),
    )


def close_minutes(
    commission_id: uuid.UUID,
    *,
    observations: str,
    motif: str,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> ProcesVerbal:
    """Close the minutes, or a corrected version of them: bytes, fingerprint and data are kept for ever (R42).

    Raises:
        ActionRefusee: proposals not settled, or a correction without its reason.
    """
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    if not proposals_settled(commission):
        raise ActionRefusee("Arrêtez d’abord les propositions : le procès-verbal en rend compte.")
    state = COMMISSION.next_state(EtatCommission(commission.etat), CLORE_PROCES_VERBAL)
    earlier = minutes_of(commission)
    if earlier and not motif.strip():
        raise ActionRefusee("Dites ce que cette version rectifie, et pourquoi.", "motif")
    row = produce_minutes(
        commission,
        rang=len(earlier) + 1,
        observations=observations.strip(),
        motif=motif.strip() if earlier else "",
        auteur=auteur,
        now=now,
    )
    commission.etat = state
    touch(commission)
    record(
        "commission_proces_verbal_clos",
        commission,
        auteur=auteur,
        now=now,
        motif=row.contenu["rectification"],
        nom=commission.nom,
        rang=row.rang,
        empreinte=row.document.sha256,
    )
    return row
