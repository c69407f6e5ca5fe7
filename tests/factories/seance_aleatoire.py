"""Random sittings conducted through the use cases: on the attendance sheet alone, or live file by file."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any

from acia.candidatures.models import Candidature
from acia.commission import service
from acia.commission.models import Commission, EtatCommission, MembreCommission, Passage, ProcesVerbal
from acia.commission.queries import (
    attending_at,
    members_in_office,
    movements_of,
    on_the_sheet,
    passages_of,
    ranking_of,
    read_room,
)
from acia.commission.queries.tenue import as_steps
from acia.commission.rules import POSSIBLES, situation_at, votes_expected
from acia.commission.service import Deliberation, Geste, Proposition
from acia.commission.workflow import EtatPassage, IssueSelection, PresenceSeance, SensMouvement, SensSuffrage, Voix
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_representant_compte
from tests.factories.commission import make_commission, make_deport, make_eligible, make_membres, make_notation
from tests.factories.composition import make_procuration, make_siege

DEBUT = datetime.fromisoformat("2027-03-01T09:00:00+00:00")
DEPARTEMENTS = ("22", "29", "35", "56")


class SeanceAleatoire:
    """One sitting, from its files to its closed minutes; `hasard` decides everything."""

    def __init__(self, hasard: Random, officer: Utilisateur) -> None:
        self.hasard, self.officer, self.now = hasard, officer.id, DEBUT
        self.directe = hasard.random() < 0.7
        appel = make_appel_publie({code: hasard.randint(1, 2) for code in DEPARTEMENTS})
        candidat = make_representant_compte()
        files = []
        for _ in range(hasard.randint(1, 4)):
            row = make_candidature_deposee(appel, departement=hasard.choice(DEPARTEMENTS), auteur=candidat)
            make_eligible(row, officer=officer)
            files.append(row.id)
        people = make_membres(hasard.randint(2, 4))
        self.commission = make_commission(appel, membres=people, etat=EtatCommission.NOTATION).id
        self._others()
        for candidature_id in files:
            self._marks(db.session.get_one(Candidature, candidature_id))
        with transaction():
            self.row.etat = EtatCommission.DELIBERATION

    @property
    def row(self) -> Commission:
        """The commission, read again."""
        return db.session.get_one(Commission, self.commission)

    def _others(self) -> None:
        """A consultative member, an alternate, a proxy: sometimes."""
        seats = [m.id for m in self.row.membres]
        if self.hasard.random() < 0.4:
            make_siege(self.row, voix=Voix.CONSULTATIVE)
        if self.hasard.random() < 0.4:
            make_siege(self.row, titulaire_id=self.hasard.choice(seats))
        if len(seats) > 2 and self.hasard.random() < 0.5:
            giver, taker = self.hasard.sample(seats, 2)
            make_procuration(*(db.session.get_one(MembreCommission, key) for key in (giver, taker)))

    def _marks(self, candidature: Candidature) -> None:
        for key in [m.id for m in self.row.membres]:
            membre = db.session.get_one(MembreCommission, key)
            said = self.hasard.random()
            if said < 0.2:
                make_deport(membre, candidature, conflit=True)
            elif membre.vote and membre.titulaire_id is None and said < 0.9:
                make_notation(membre, candidature, [self.hasard.randint(2, 4) for _ in range(4)])
            elif said < 0.95:
                make_deport(membre, candidature)

    def act(self, use_case: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """One act; time passes, or not."""
        self.now += timedelta(minutes=self.hasard.choice((0, 1, 1, 4)))
        who = {"auteur": db.session.get_one(Utilisateur, self.officer), "now": self.now}
        with transaction():
            return use_case(self.commission, *args, **who, **values)

    def tap(self, use_case: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """One act of a sitting conducted live."""
        return self.act(use_case, *args, Geste(uuid.uuid4()), **values)

    def conduct(self) -> None:
        """Hold the sitting, until the proposals are settled."""
        proposals = self._live() if self.directe else self._on_the_sheet()
        lines = {uuid.UUID(line.id): line for line in ranking_of(self.row).lignes}
        while True:
            try:
                self.act(service.settle_proposals, proposals, version=None)
            except service.PropositionsIncompletes as refusal:
                for key in refusal.manques:
                    issue = proposals[key].issue or lines[key].proposition or "non_retenue"
                    proposals[key] = Proposition(issue, "La commission s’est prononcée ainsi.")
            else:
                return

    def close(self, observations: str = "", motif: str = "") -> ProcesVerbal:
        """Close the minutes, or correct them."""
        found = self.act(service.close_minutes, observations=observations, motif=motif, version=None)
        assert isinstance(found, ProcesVerbal)
        return found

    def _on_the_sheet(self) -> dict[uuid.UUID, Proposition]:
        ways = {m.id: self._way() for m in members_in_office(self.row)}
        for everybody in (False, True):
            if everybody:
                ways = dict.fromkeys(ways, PresenceSeance.PRESENT)
            self.act(service.record_attendance, ways, version=None)
            with suppress(ActionRefusee):
                self.act(service.settle_proposals, {}, version=None)
            if not service.proposals_settled(self.row) and self._quorate():
                break
        return {
            uuid.UUID(line.id): Proposition(
                str(self.hasard.choice([*IssueSelection, line.proposition or "", line.proposition or ""])), ""
            )
            for line in ranking_of(self.row).lignes
        }

    def _way(self) -> PresenceSeance:
        return self.hasard.choice((*PresenceSeance, PresenceSeance.PRESENT, PresenceSeance.PRESENT))

    def _quorate(self) -> bool:
        counted = [p for p in read_room(self.row, self.now).held() if p.compte]
        return 2 * len(counted) >= len(read_room(self.row, self.now).held())

    def _live(self) -> dict[uuid.UUID, Proposition]:
        assert self._until(lambda: self.tap(service.begin_sitting))
        while waiting := [p for p in passages_of(self.row) if p.etat != EtatPassage.DELIBERE]:
            self._examine(waiting[0].candidature_id)
            done = [p for p in passages_of(self.row) if p.etat == EtatPassage.DELIBERE]
            if done and self.hasard.random() < 0.1:
                again = self.hasard.choice(done)
                self.tap_on(service.take_up_again, again.candidature_id, "Un oubli.")
            self._stir()
        return {p.candidature_id: Proposition(str(p.proposition), p.motif) for p in passages_of(self.row)}

    def _until(self, act: Callable[[], Any]) -> bool:
        """Members come in one after the other until the quorum lets the act be done; false when nobody else can."""
        while True:
            try:
                act()
            except ActionRefusee:
                if not self._come_in():
                    return False
            else:
                return True

    def _come_in(self) -> bool:
        membres = members_in_office(self.row)
        self.hasard.shuffle(membres)
        keys = [m.id for m in membres]
        for key in keys:
            for sens in (SensMouvement.ARRIVEE, SensMouvement.RETOUR):
                if sens in self._possible(db.session.get_one(MembreCommission, key)):
                    with suppress(ActionRefusee):
                        self.tap(service.note_movement, key, sens)
                        return True
        return False

    def _possible(self, membre: MembreCommission) -> tuple[SensMouvement, ...]:
        steps = [s for s in as_steps(movements_of(self.row)) if s.membre == str(membre.id)]
        return POSSIBLES[situation_at(str(membre.id) in on_the_sheet(self.row), steps, self.now)]

    def _stir(self) -> None:
        """Somebody comes, goes out, comes back or leaves; an error is cancelled."""
        for membre in members_in_office(self.row):
            if self.hasard.random() < 0.15:
                possible = self._possible(membre)
                distant = self.hasard.random() < 0.3
                with suppress(ActionRefusee):
                    self.tap(service.note_movement, membre.id, self.hasard.choice(possible), a_distance=distant)
                if self.hasard.random() < 0.2:
                    last = [m for m in movements_of(self.row) if m.membre_id == membre.id][-1:]
                    with suppress(ActionRefusee):
                        for move in last:
                            self.tap(service.cancel_movement, move.id)

    def tap_on(self, use_case: Callable[..., Any], candidature_id: uuid.UUID, *args: Any) -> Any:
        """One act on a file."""
        version = db.session.query(Passage).filter_by(candidature_id=candidature_id).one().version
        return self.tap(use_case, candidature_id, *args, version=version)

    def _examine(self, candidature_id: uuid.UUID) -> None:
        self.tap_on(service.take_up, candidature_id)
        self._stir()
        if self.hasard.random() < 0.1:
            self.tap_on(service.put_off, candidature_id)
            return
        self.tap_on(service.reveal_marks, candidature_id)
        if not self._until(lambda: self._vote(candidature_id)):
            self.tap_on(service.put_off, candidature_id)
            while self._come_in():
                pass

    def _vote(self, candidature_id: uuid.UUID) -> None:
        line = next(x for x in ranking_of(self.row).lignes if x.id == str(candidature_id))
        issue = str(line.proposition or self.hasard.choice(list(IssueSelection)))
        candidature = db.session.get_one(Candidature, candidature_id)
        for unanime in (False, True):
            expected = votes_expected(read_room(self.row, self.now + timedelta(minutes=4)).held(candidature.id))
            self.now += timedelta(minutes=4)
            hands = {k: SensSuffrage.POUR if unanime else self.hasard.choice(list(SensSuffrage)) for k in expected}
            said = Deliberation(issue, "Un motif.", self.hasard.random() < 0.3, hands, self._dissents(candidature))
            try:
                self.tap_on(service.close_file, candidature_id, said)
            except ActionRefusee as refusal:
                if refusal.champ != "proposition":
                    raise
            else:
                return

    def _dissents(self, candidature: Candidature) -> Mapping[uuid.UUID, str]:
        here = attending_at(self.row, self.now)
        able = [m.id for m in members_in_office(self.row) if str(m.id) in here]
        recused = {d.membre_id for d in ranking_of(self.row).deports.get(candidature.id, [])}
        return {key: f"Désaccord sur {candidature.numero}." for key in able if key not in recused and self._rarely()}

    def _rarely(self) -> bool:
        return self.hasard.random() < 0.15
