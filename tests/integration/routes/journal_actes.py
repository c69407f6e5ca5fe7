"""What each act of the site leaves in the journal, and what it leaves when the journal cannot be written (S112)."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import func, select

from acia.core.audit import Evenement, verify_chain
from acia.core.db import db
from acia.core.jobs.engine import work_once
from tests.factories.instantane import fingerprints
from tests.factories.journal_ferme import closed_journal
from tests.factories.monde import MAINTENANT
from tests.factories.refus import refusals
from tests.integration.routes.jeux import Jeu, Jeux
from tests.integration.routes.paires import SESSIONS
from tests.integration.routes.promenade import VISITEUR

LUES = {
    "candidatures.verifier": "reads a receipt again; only its tries are counted",
    "eligibilite.autotest": "answers a question and keeps nothing",
    "eligibilite.parcours_liste": "reads a table over, before `parcours_inscription` writes it",
}
"""Requests that change nothing, sent as acts for their length, their file, or what an address must not hold."""
PAR_LE_TRAVAILLEUR = {
    "comptes.oubli": "whether the account exists must not be told by the time that the answer takes (S29)",
    "comptes.inscription": "the same",
}
"""The request is left to the worker, whose act is in the journal."""
MOTIF_TU = {
    "candidatures.depart": "why somebody leaves may speak of her health",
    "commission.invitation": "wanted from who declines; the world's member accepts",
    "commission.repondre_saisie": "it may speak of marks that nobody else reads yet",
    "engagements.disponibilites": "why somebody is away is her own",
}
"""Acts whose reason, kept where it belongs, stays out of the journal."""
ESSAIS = {"tentative_connexion"}
"""Counts of tries, for the throttles."""
SANS_LIGNE = {
    "commission_notation_enregistree": "each value a sheet ever had is in `trace_notation` and `trace_note`",
    "cohorte_membre_deplace": "what changes is the cohortes, which the event names, not the engagement it is about",
}
"""Events that hold no fingerprint of their object, before and after."""
SE_NOMMENT = {"comptes.connexion", "comptes.lien", "candidatures.invitation"}
"""Visitors who prove who they are by the act itself: its event names somebody."""


class Actes:
    """Each act of the world done twice: with a journal that cannot be written, then with the usual one."""

    def __init__(self, app: Flask, jeux: Jeux) -> None:
        self.app, self.jeux, self.monde = app, jeux, jeux.monde
        self.base = fingerprints()
        self.dans_le_journal: set[str] = set()
        self.sans_effet: set[str] = set()

    def faults(self, jeu: Jeu) -> list[str]:
        """What is wrong with an act; the world is put back."""
        try:
            return [f"{jeu}: {fault}" for fault in self._faults(jeu)]
        except LookupError as lack:
            return [f"{jeu}: {lack}"]
        finally:
            self.jeux.duel.restore()
            if VISITEUR in (jeu.ecran.nom, jeu.saisie.nom) or jeu.route in SESSIONS:
                self.jeux.promenade.enter(jeu.saisie.nom or jeu.ecran.nom)

    def _faults(self, jeu: Jeu) -> Iterator[str]:
        ecran, form = self.jeux.prepare(jeu)
        before = fingerprints() if jeu.saisie.avant is not None else self.base
        files, last = self.jeux.duel.stored().keys(), _last()
        with closed_journal():
            refused = self.jeux.send(ecran, form, jeu.saisie).status_code
        left, lost = _changes(before), files - self.jeux.duel.stored().keys()
        with refusals() as lines:
            answer = self.jeux.send(ecran, form, jeu.saisie)
        events = _since(last)
        if answer.status_code >= 500:
            yield f"an incident ({answer.status_code})"
        elif not events:
            yield from self._silent(jeu, _changes(before), answer.status_code)
            if answer.status_code >= 400 and [line["acte"] for line in lines] != [jeu.route]:
                yield f"refused ({answer.status_code}) and told by {lines}"
        else:
            self.dans_le_journal.add(jeu.route)
            sent = self.jeux.typed(ecran, form, jeu.saisie)
            yield from self._told(jeu, ecran.nom, events, sent)
            if refused not in (500, 503):
                yield f"answered {refused} when the journal could not be written"
            if left or lost:
                yield f"left {left} and lost {len(lost)} files when the journal could not be written"

    def _silent(self, jeu: Jeu, changed: list[str], status: int) -> Iterator[str]:
        if jeu.route in PAR_LE_TRAVAILLEUR and changed:
            last = _last()
            work_once(self.app)
            if _since(last):
                self.dans_le_journal.add(jeu.route)
                return
        if changed:
            yield f"changed {changed} and left no event"
        elif status == 200:
            self.sans_effet.add(jeu.route)

    def _told(self, jeu: Jeu, nom: str, events: list[Evenement], sent: dict[str, list[str]]) -> Iterator[str]:
        authors = {row.auteur_id for row in events} - {None}
        rightful = {self.monde.gens[nom]} if nom != VISITEUR else set()
        if authors != rightful and (nom != VISITEUR or bool(authors) != (jeu.route in SE_NOMMENT)):
            yield f"written by {authors}, not by {nom}"
        late = [row.code for row in events if row.survenu_at != MAINTENANT]
        if late:
            yield f"{late} not written at its instant"
        if not all(row.phrase and "{" not in row.phrase and row.phrase != row.code for row in events):
            yield "an event without its sentence"
        blind = [row.code for row in events if row.objet_type in db.metadata.tables and not (row.avant or row.apres)]
        if set(blind) - SANS_LIGNE.keys():
            yield f"{blind} without what their object was or is"
        motif = sent.get("motif", [""])[0]
        if jeu.route not in MOTIF_TU and not any(motif in row.motif for row in events):
            yield "without its reason"
        broken = verify_chain()[1]
        if broken:
            yield broken


def _last() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.max(Evenement.numero))) or 0


def _since(last: int) -> list[Evenement]:
    db.session.rollback()
    return list(db.session.scalars(select(Evenement).where(Evenement.numero > last).order_by(Evenement.numero)))


def _changes(before: dict[str, str]) -> list[str]:
    """Tables that are no longer what they were, the counts of tries left out."""
    return [table for table, digest in fingerprints().items() if digest != before[table] and table not in ESSAIS]
