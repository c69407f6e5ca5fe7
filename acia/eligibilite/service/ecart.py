"""A departure from the rules that takes two people: proposed, then confirmed, refused or withdrawn (R43).

Each act holds the file first, then the proposal: two people who answer at once follow each other.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from acia.candidatures.models import Candidature
from acia.comptes.avis import give_notice
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import AccesRefuse, ActionRefusee
from acia.core.filters import instant
from acia.eligibilite.mails import notice_answered, notice_proposed
from acia.eligibilite.models import DecisionEligibilite, IssueEligibilite, PropositionEcart
from acia.eligibilite.policy import may_answer_proposal, may_withdraw_proposal
from acia.eligibilite.queries import get_decision
from acia.eligibilite.queries.ecart import confirmers_of, get_proposal, is_stale, state_of_file
from acia.eligibilite.rules.ecart import concerned_by
from acia.eligibilite.service.examen import (
    LIBELLES_ISSUE,
    DecisionPrise,
    Pesee,
    decide_eligibilite,
    lock_file,
    store_decision,
    takes_two,
    weigh,
)
from acia.eligibilite.service.propositions import clear_proposal, close_proposal
from acia.eligibilite.workflow import LIBELLES_PROPOSITION, EtatProposition

PERIMEE = (
    "Le dossier ou ses constats ont changé depuis cette proposition : elle ne vaut plus. Relisez-les, puis décidez, "
    "ou proposez de nouveau un écart."
)
declare_events(
    {
        "ecart_propose": "Écart aux règles proposé : candidature {issue}. Une autre personne doit le confirmer.",
        "ecart_confirme": "Écart proposé par {propose_par} confirmé : candidature {issue}.",
        "ecart_refuse": "Écart proposé par {propose_par} refusé.",
        "ecart_retire": "Proposition d’écart retirée par son auteur.",
    },
    keys={
        "ecart_propose": ("issue", "suggestion", "regles"),
        "ecart_confirme": ("issue", "propose_par"),
        "ecart_refuse": ("propose_par",),
    },
)


@dataclass(frozen=True)
class ReponseEcart:
    """What the second person answers, and why."""

    confirme: bool
    motif: str


def decide_or_propose(
    candidature: Candidature, command: DecisionPrise, *, auteur: Utilisateur, now: datetime, lien: str
) -> DecisionEligibilite | PropositionEcart:
    """Decide; where the call wants two people for a departure, propose it to the others. Told which by what returns.

    Raises:
        ActionRefusee: the file cannot be decided now, or a reason is missing.
    """
    candidature = lock_file(candidature)
    if get_decision(candidature.id) is None:
        pesee = weigh(candidature, command)
        if takes_two(candidature, pesee, command):
            clear_proposal(candidature, auteur=auteur, now=now, lien=lien)
            return _propose(candidature, pesee, command, auteur=auteur, now=now, lien=lien)
    return decide_eligibilite(candidature, command, auteur=auteur, now=now, lien=lien)


def _propose(
    candidature: Candidature, pesee: Pesee, command: DecisionPrise, *, auteur: Utilisateur, now: datetime, lien: str
) -> PropositionEcart:
    row = PropositionEcart(
        id=uuid.uuid4(),
        candidature_id=candidature.id,
        verdict_id=pesee.verdict.id,
        suggestion=pesee.suggestion.value,
        issue=command.issue,
        motif=command.motif,
        constats=list(concerned_by(pesee.constats, pesee.jugements)),
        empreinte=state_of_file(candidature, pesee.verdict),
        propose_par_id=auteur.id,
        propose_at=now,
    )
    db.session.add(row)
    db.session.flush()
    record(
        "ecart_propose",
        candidature,
        auteur=auteur,
        now=now,
        motif=command.motif,
        issue=LIBELLES_ISSUE[command.issue],
        suggestion=pesee.suggestion.value,
        regles=", ".join(str(constat["regle"]) for constat in row.constats),
    )
    for person in confirmers_of(candidature, auteur.id):
        give_notice(person, notice_proposed(row, LIBELLES_ISSUE[command.issue], lien), now=now)
    return row


def answer_proposal(
    candidature: Candidature,
    proposition_id: uuid.UUID,
    command: ReponseEcart,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
    lien: str,
) -> DecisionEligibilite | None:
    """Confirm a departure, which decides the file, or refuse it, which leaves the file to be decided.

    Raises:
        AccesRefuse: the author of the proposal, or somebody of another territory.
        ActionRefusee: answered or withdrawn meanwhile, no reason, or the file has changed since.
        ConflitVersion: changed since the page was opened.
    """
    candidature, row = _held(candidature, proposition_id, version)
    allowed = may_answer_proposal(auteur, row)
    if not allowed:
        raise AccesRefuse(allowed.motif)
    if not command.motif:
        raise ActionRefusee("Dites sur quoi repose votre réponse : elle sera relue.", "motif")
    if is_stale(row):
        raise ActionRefusee(PERIMEE)
    proposer, decision = row.propose_par, None
    if command.confirme:
        decision = _confirm(candidature, row, command.motif, auteur=auteur, now=now)
    else:
        close_proposal(row, "refuser", command.motif, auteur=auteur, now=now)
        name = proposer.nom_complet
        record("ecart_refuse", candidature, auteur=auteur, now=now, motif=command.motif, propose_par=name)
    db.session.flush()
    give_notice(proposer, notice_answered(row, auteur, lien), now=now)
    return decision


def _confirm(
    candidature: Candidature, row: PropositionEcart, motif: str, *, auteur: Utilisateur, now: datetime
) -> DecisionEligibilite:
    decided = DecisionPrise(IssueEligibilite(row.issue), row.motif)
    decision = store_decision(candidature, weigh(candidature, decided), decided, auteur=auteur, now=now)
    close_proposal(row, "confirmer", motif, auteur=auteur, now=now)
    row.decision_id = decision.id
    record(
        "ecart_confirme",
        candidature,
        auteur=auteur,
        now=now,
        motif=motif,
        issue=LIBELLES_ISSUE[decided.issue],
        propose_par=row.propose_par.nom_complet,
    )
    return decision


def withdraw_proposal(
    candidature: Candidature, proposition_id: uuid.UUID, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Take back what one has proposed, as long as nobody has answered.

    Raises:
        AccesRefuse: proposed by somebody else.
        ActionRefusee: answered meanwhile.
    """
    candidature, row = _held(candidature, proposition_id, version)
    allowed = may_withdraw_proposal(auteur, row)
    if not allowed:
        raise AccesRefuse(allowed.motif)
    close_proposal(row, "retirer", "", auteur=auteur, now=now)
    record("ecart_retire", candidature, auteur=auteur, now=now)


def _held(
    candidature: Candidature, proposition_id: uuid.UUID, version: int | None
) -> tuple[Candidature, PropositionEcart]:
    """The file, then its proposal that waits, both held."""
    candidature = lock_file(candidature)
    get_proposal(candidature, proposition_id)
    again = select(PropositionEcart).where(PropositionEcart.id == proposition_id).with_for_update()
    row = db.session.execute(again.execution_options(populate_existing=True)).scalar_one()
    if row.etat != EtatProposition.PROPOSEE:
        label, who = LIBELLES_PROPOSITION[EtatProposition(row.etat)].lower(), ""
        when = instant(row.close_at, candidature.appel.fuseau) if row.close_at else ""
        if row.close_par is not None:
            who = f" par {row.close_par.nom_complet}"
        raise ActionRefusee(f"Cette proposition n’attend plus : {label}{who} le {when}.")
    row.expect_version(version)
    return candidature, row
