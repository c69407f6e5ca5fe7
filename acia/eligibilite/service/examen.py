"""Use cases: run the rules, judge what a person must judge, decide. The caller opens the transaction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from acia.candidatures.models import Candidature, EtatCandidature
from acia.candidatures.queries import open_demande
from acia.candidatures.workflow import CANDIDATURE
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.core.permissions import Decision
from acia.core.rules import LIBELLES_RESULTAT, Constat, Resultat
from acia.eligibilite.adapter import as_stored, constat_of, judgements_of, read_facts, row_of
from acia.eligibilite.models import ConstatEligibilite, DecisionEligibilite, IssueEligibilite, Verdict
from acia.eligibilite.policy import may_change, may_judge
from acia.eligibilite.queries import get_decision, last_verdict
from acia.eligibilite.rules import LIBELLES_SYNTHESE, VERSION_REGLES, Synthese, evaluate, suggest, to_judge
from acia.eligibilite.rules.ecart import departs
from acia.eligibilite.service.propositions import clear_proposal, void_proposal

LIBELLES_ISSUE: Final[dict[IssueEligibilite, str]] = {
    IssueEligibilite.ELIGIBLE: "éligible",
    IssueEligibilite.INELIGIBLE: "inéligible",
}
CORRECTION_OUVERTE: Final = (
    "Une correction est demandée et l’établissement n’a pas encore répondu : "
    "dites pourquoi vous décidez sans l’attendre."
)
A_DEUX: Final = (
    "Vous décidez autrement que les règles ne le suggèrent, et cet appel demande deux personnes pour un écart : "
    "proposez-le, une autre personne le confirmera."
)
declare_events(
    {
        "verdict_rendu": "Règles d’éligibilité appliquées (lecture n° {rang}) : {synthese}.",
        "constat_juge": "Règle {regle} jugée : {jugement}.",
        "eligibilite_decidee": "Candidature déclarée {issue}.",
    },
    keys={
        "verdict_rendu": ("rang", "synthese", "version"),
        "constat_juge": ("regle", "jugement"),
        "eligibilite_decidee": ("issue", "suggestion", "ecart"),
    },
)


@dataclass(frozen=True)
class Jugement:
    """What a person says of a rule that no computation settles."""

    resultat: Resultat
    motif: str


@dataclass(frozen=True)
class DecisionPrise:
    """What the officer decides of the file, and why when she departs from the rules."""

    issue: IssueEligibilite
    motif: str = ""


@dataclass(frozen=True)
class Pesee:
    """A decision about to be taken: on which verdict, against which suggestion."""

    verdict: Verdict
    constats: list[Constat]
    jugements: dict[str, Resultat]
    suggestion: Synthese

    def departs(self, issue: IssueEligibilite) -> bool:
        """True when the decision is not what the rules suggest."""
        return departs(self.suggestion, issue.value)


def render_verdict(
    candidature: Candidature, *, auteur: Utilisateur | None, now: datetime, lien: str, seen: int | None = None
) -> Verdict:
    """Run the rules on the facts of today and keep what they find; an earlier verdict stays as it was (S102).

    `seen` is the rank of the verdict the person had before her: when a newer one exists, it is returned. What a
    person had judged on a finding that has not changed stays judged.

    Raises:
        ActionRefusee: the file is not deposited, or already decided.
    """
    candidature = lock_file(candidature)
    _ensure(may_change(candidature, get_decision(candidature.id)))
    previous = last_verdict(candidature.id)
    if previous is not None and seen is not None and previous.rang > seen:
        return previous
    void_proposal(candidature, "Les règles ont été relues.", auteur=auteur, now=now, lien=lien)
    faits, instantane = read_facts(candidature, now)
    findings = evaluate(faits)
    rows = [row_of(constat, ordre) for ordre, constat in enumerate(findings, start=1)]
    if previous is not None:
        _keep_judgements(previous.constats, rows)
    verdict = Verdict(
        candidature_id=candidature.id,
        rang=previous.rang + 1 if previous else 1,
        version_regles=VERSION_REGLES,
        faits=as_stored(faits),
        instantane_id=instantane.id,
        synthese=suggest(findings, judgements_of(rows)),
        rendu_at=now,
        constats=rows,
    )
    if candidature.etat == EtatCandidature.DEPOSEE:
        candidature.etat = CANDIDATURE.next_state(EtatCandidature.DEPOSEE, "instruire")
    db.session.add(verdict)
    label = LIBELLES_SYNTHESE[Synthese(verdict.synthese)].lower()
    record(
        "verdict_rendu", candidature, auteur=auteur, now=now, rang=verdict.rang, synthese=label, version=VERSION_REGLES
    )
    return verdict


def _keep_judgements(before: list[ConstatEligibilite], after: list[ConstatEligibilite]) -> None:
    known = {(c.regle, c.resultat, c.phrase, c.valeur, c.limite): c for c in before if c.jugement}
    for row in after:
        judged = known.get((row.regle, row.resultat, row.phrase, row.valeur, row.limite))
        if judged is not None:
            row.jugement, row.motif_jugement = judged.jugement, judged.motif_jugement
            row.juge_par_id, row.juge_at = judged.juge_par_id, judged.juge_at


def judge_constat(
    constat: ConstatEligibilite, command: Jugement, *, auteur: Utilisateur, now: datetime, lien: str
) -> None:
    """Keep a person's judgement on a finding, with its reason. Judging again replaces it; the journal keeps both.

    Raises:
        ActionRefusee: no reason, a rule settled by computation, or a file already decided.
    """
    verdict = constat.verdict
    candidature = lock_file(verdict.candidature)
    _ensure(may_change(candidature, get_decision(candidature.id)))
    _ensure(may_judge(constat))
    newest = last_verdict(candidature.id)
    if newest is not None and newest.id != verdict.id:
        raise ActionRefusee("Les règles ont été relues entre-temps : jugez sur le dernier verdict.")
    if command.resultat not in (Resultat.SATISFAIT, Resultat.NON_SATISFAIT):
        raise ActionRefusee("Dites si le point est satisfait ou non.", "jugement")
    if not command.motif:
        raise ActionRefusee("Dites sur quoi repose votre jugement : il sera relu.", "motif")
    void_proposal(candidature, f"Le jugement sur {constat.regle} a changé.", auteur=auteur, now=now, lien=lien)
    constat.jugement, constat.motif_jugement = command.resultat, command.motif
    constat.juge_par_id, constat.juge_at = auteur.id, now
    label = LIBELLES_RESULTAT[command.resultat].lower()
    record(
        "constat_juge", candidature, auteur=auteur, now=now, motif=command.motif, regle=constat.regle, jugement=label
    )


def decide_eligibilite(
    candidature: Candidature, command: DecisionPrise, *, auteur: Utilisateur, now: datetime, lien: str
) -> DecisionEligibilite:
    """Decide once whether the file may go to the commission. The same decision sent twice is one decision.

    Raises:
        ActionRefusee: no verdict, a finding still to be judged, another decision, no reason for departing from the
            rules or for not waiting for a correction, or a departure that the call wants proposed, then confirmed.
    """
    candidature = lock_file(candidature)
    known = get_decision(candidature.id)
    if known is not None and (known.issue, known.decide_par_id) == (command.issue, auteur.id):
        return known
    pesee = weigh(candidature, command)
    clear_proposal(candidature, auteur=auteur, now=now, lien=lien)
    if takes_two(candidature, pesee, command):
        raise ActionRefusee(A_DEUX, "issue")
    return store_decision(candidature, pesee, command, auteur=auteur, now=now)


def weigh(candidature: Candidature, command: DecisionPrise) -> Pesee:
    """Check everything a decision on a file held needs.

    Raises:
        ActionRefusee: the file cannot be decided now, or a reason is missing.
    """
    _ensure(may_change(candidature, get_decision(candidature.id)))
    verdict = last_verdict(candidature.id)
    if verdict is None:
        raise ActionRefusee("Appliquez d’abord les règles d’éligibilité à ce dossier.")
    findings, judgements = [constat_of(row) for row in verdict.constats], judgements_of(verdict.constats)
    waiting = to_judge(findings, judgements)
    if waiting:
        raise ActionRefusee(f"Jugez d’abord ce qui reste à vérifier : {', '.join(waiting)}.")
    pesee = Pesee(verdict, findings, judgements, suggest(findings, judgements))
    if pesee.departs(command.issue) and not command.motif:
        label = LIBELLES_SYNTHESE[pesee.suggestion].lower()
        raise ActionRefusee(f"Les règles suggèrent « {label} » : dites pourquoi vous décidez autrement.", "motif")
    if open_demande(candidature.id) is not None and not command.motif:
        raise ActionRefusee(CORRECTION_OUVERTE, "motif")
    return pesee


def takes_two(candidature: Candidature, pesee: Pesee, command: DecisionPrise) -> bool:
    """True when the call wants a second person to confirm this decision."""
    return bool(candidature.appel.ecart_a_deux) and pesee.departs(command.issue)


def store_decision(
    candidature: Candidature, pesee: Pesee, command: DecisionPrise, *, auteur: Utilisateur, now: datetime
) -> DecisionEligibilite:
    """Keep the decision of a file, once everything was checked."""
    departing = pesee.departs(command.issue)
    decision = DecisionEligibilite(
        id=uuid.uuid4(),
        candidature_id=candidature.id,
        verdict_id=pesee.verdict.id,
        issue=command.issue,
        ecart=departing,
        motif=command.motif,
        decide_par_id=auteur.id,
        decide_at=now,
    )
    db.session.add(decision)
    record(
        "eligibilite_decidee",
        candidature,
        auteur=auteur,
        now=now,
        motif=command.motif,
        issue=LIBELLES_ISSUE[command.issue],
        suggestion=pesee.suggestion.value,
        ecart=departing,
    )
    return decision


def lock_file(candidature: Candidature) -> Candidature:
    """Read the file again and hold it: two officers on one file follow each other."""
    rows = select(Candidature).where(Candidature.id == candidature.id).with_for_update()
    return db.session.execute(rows.execution_options(populate_existing=True)).scalar_one()


def _ensure(decision: Decision) -> None:
    if not decision:
        raise ActionRefusee(decision.motif)
