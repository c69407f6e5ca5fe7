"""Which files a new register touches, and which verdicts would differ on it; no verdict changes by itself (S102)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from acia.candidatures.models import Candidature, EtatCandidature
from acia.core.db import db
from acia.core.rules import LIBELLES_RESULTAT, Constat, Resultat
from acia.eligibilite.adapter import facts_of, judgements_of, read_facts
from acia.eligibilite.models import Verdict
from acia.eligibilite.rules import LIBELLES_SYNTHESE, Faits, evaluate, suggest, with_register
from acia.referentiel.consequences import Apres, Consequences, DossierTouche, VerdictTouche

_DEPOSES = (EtatCandidature.DEPOSEE, EtatCandidature.EN_INSTRUCTION, EtatCandidature.CLOSE)


def watch_files(now: datetime) -> Apres:
    """Read what the rules read today of each file that has a verdict; then say what an import changes of it."""
    before = {row.id: read_facts(row, now)[0] for row in _deposited(with_verdict=True)}

    def after(numeros: Collection[str]) -> Consequences:
        verdicts = _last_verdicts(before)
        touched = []
        for row in _deposited():
            verdict = verdicts.get(row.id)
            found = _compare(verdict, before[row.id], read_facts(row, now)[0]) if verdict and verdict.faits else None
            if found is not None or row.numero_finess in numeros:
                touched.append(_line(row, found, verdict is not None))
        return Consequences(tuple(touched), _drafts(numeros), len(verdicts))

    return after


def _deposited(*, with_verdict: bool = False) -> list[Candidature]:
    rows = select(Candidature).where(Candidature.etat.in_(_DEPOSES)).order_by(Candidature.numero)
    if with_verdict:
        rows = rows.where(Candidature.id.in_(select(Verdict.candidature_id)))
    return list(db.session.execute(rows).scalars())


def _last_verdicts(files: Collection[uuid.UUID]) -> dict[uuid.UUID, Verdict]:
    """The verdict that counts, of each file: of several, the last rank wins."""
    rows = select(Verdict).options(selectinload(Verdict.constats)).order_by(Verdict.rang)
    return {row.candidature_id: row for row in db.session.execute(rows).scalars() if row.candidature_id in files}


def _drafts(numeros: Collection[str]) -> int:
    rows = select(Candidature.numero_finess).where(Candidature.etat == EtatCandidature.BROUILLON)
    return sum(numero in numeros for numero in db.session.execute(rows).scalars())


def _line(row: Candidature, verdict: VerdictTouche | None, has_verdict: bool) -> DossierTouche:
    return DossierTouche(
        str(row.id), row.numero or "", row.nom, row.appel.titre, row.numero_finess, "eligibilite.dossier", verdict,
        has_verdict,
    )  # fmt: skip


def _compare(verdict: Verdict, before: Faits, after: Faits) -> VerdictTouche | None:
    """What the rules of today find on the facts of a verdict, and on the same with the new register."""
    stored = facts_of(verdict.faits)
    old, new = evaluate(stored), evaluate(with_register(stored, before, after))
    moved = [(was, becomes) for was, becomes in zip(old, new, strict=True) if _said(was) != _said(becomes)]
    if not moved:
        return None
    judged = judgements_of(verdict.constats)
    # A judgement holds as long as its finding does.
    lost = {was.regle.code for was, _ in moved}
    kept = {code: result for code, result in judged.items() if code not in lost}
    changes = tuple((f"{was.regle.code} {was.regle.libelle}", _said(was), _said(becomes)) for was, becomes in moved)
    return VerdictTouche(_outcome(old, judged), _outcome(new, kept), changes)


def _said(constat: Constat) -> str:
    words = f"{LIBELLES_RESULTAT[constat.resultat]}. {constat.phrase}"
    return f"{words} ({constat.valeur})" if constat.valeur else words


def _outcome(constats: list[Constat], judgements: dict[str, Resultat]) -> str:
    return LIBELLES_SYNTHESE[suggest(constats, judgements)]
