"""Commissions of the story: composed, convened, marking, deliberating, decided, notified."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from acia.commission import queries, service
from acia.commission.models import Commission
from acia.commission.workflow import IssueSelection, PresenceSeance, Qualite
from acia.core.db import db
from acia.core.web import absolute_url
from seeds.demo.calls import OFFICERS, Promotion, appel_of
from seeds.demo.cast import Dossier
from seeds.demo.files import file_of, signer_of
from seeds.demo.people import BRETAGNE, COMMISSION_BRETAGNE, COMMISSION_GUADELOUPE, PILOTE, DemoAccount
from seeds.demo.scene import ANTILLES, PARIS, Stage
from seeds.demo.texts import JUSTIFICATIONS

QUALITES: Final = (Qualite.PRESIDENT, Qualite.SECRETAIRE, Qualite.MEMBRE, Qualite.MEMBRE)
ECARTS: Final = ((0.0, 0.3, -0.3, 0.1), (0.4, -0.2, 0.2, -0.4), (-0.4, 0.1, 0.4, 0.3), (0.2, -0.4, 0.0, 0.5))
"""How each member departs from what a file is worth, by criterion."""
PROPOSITION_ECARTEE: Final = "Le classement place ce dossier sous le seuil ; la commission propose de l’attendre."
PRUDENCE: Final = "Le conseil d’administration n’a pas confirmé le calendrier ; la commission propose d’attendre."
CALENDRIER_CONFIRME: Final = "Le conseil d’administration a confirmé le calendrier depuis la séance."
DECISION_ECARTEE: Final = "Une place s’est libérée depuis la séance : l’établissement rejoint la cohorte."


@dataclass(frozen=True)
class Sitting:
    """The commission of a région for a call; `seance` counts from the anchor."""

    promotion: Promotion
    region: str
    seance: int

    @property
    def membres(self) -> Sequence[DemoAccount]:
        """Who sits, the chair first."""
        return COMMISSION_BRETAGNE if self.region == BRETAGNE else COMMISSION_GUADELOUPE

    @property
    def by(self) -> str:
        """The officer who keeps it."""
        return OFFICERS[self.region].courriel

    @property
    def zone(self) -> str:
        """Where its hours are counted."""
        return PARIS if self.region == BRETAGNE else ANTILLES

    def row(self) -> Commission:
        """The commission itself."""
        appel = appel_of(self.promotion.code)
        rows = select(Commission).where(Commission.appel_id == appel.id, Commission.region_code == self.region)
        return db.session.execute(rows).scalar_one()


def compose(stage: Stage, sitting: Sitting) -> None:
    """Create the commission and name its members."""
    place = "Rennes, salle du Conseil" if sitting.region == BRETAGNE else "Basse-Terre, salle des Alizés"
    name = "Commission de Bretagne" if sitting.region == BRETAGNE else "Commission de Guadeloupe"
    order = sitting.promotion.titre.rsplit(", ", 1)[-1]
    when = service.CommandeSeance(f"{name}, {order}", stage.instant(sitting.seance, 9, 30, sitting.zone), place)
    appel = appel_of(sitting.promotion.code)
    commission_id = stage.act(service.create_commission, appel.id, sitting.region, when, by=sitting.by).id
    for account, qualite in zip(sitting.membres, QUALITES, strict=True):
        command = service.CommandeMembre(stage.person(account.courriel).id, qualite)
        seat(stage, commission_id, account, command, by=sitting.by)


def seat(
    stage: Stage, commission_id: uuid.UUID, account: DemoAccount, command: service.CommandeMembre, *, by: str
) -> None:
    """Invite a person, who accepts."""
    lien = absolute_url("commission.invitation", commission_id=commission_id)
    stage.act(service.add_member, commission_id, command, lien=lien, by=by)
    stage.act(service.answer_invitation, commission_id, accepte=True, motif="", by=account.courriel)


def convene(stage: Stage, sitting: Sitting) -> None:
    """Send the convocation."""
    row = sitting.row()
    lien = absolute_url("commission.mes_dossiers")
    stage.act(service.convene, row.id, lien=lien, seconde=False, version=None, by=sitting.by)


def open_scoring(stage: Stage, sitting: Sitting) -> None:
    """Open the files to the members."""
    stage.act(service.open_scoring, sitting.row().id, sans_attendre=False, version=None, by=sitting.by)


def declare(stage: Stage, sitting: Sitting, account: DemoAccount) -> None:
    """The general declaration of interests."""
    words = "Je ne détiens aucun mandat dans une association gestionnaire de l’appel."
    stage.act(service.declare_interests, sitting.row().id, words, by=account.courriel)


def recuse(stage: Stage, sitting: Sitting, account: DemoAccount, dossier: Dossier) -> None:
    """Step back from one file."""
    motif = "J’ai dirigé cet établissement jusqu’il y a deux ans."
    stage.act(service.recuse, sitting.row().id, file_of(dossier).id, motif, by=account.courriel)


def mark(stage: Stage, sitting: Sitting, account: DemoAccount, dossier: Dossier, rendre: bool = True) -> None:
    """Say « pas de conflit », then mark; a draft leaves its last criterion for later."""
    commission_id, candidature_id = sitting.row().id, file_of(dossier).id
    stage.act(service.clear_conflict, commission_id, candidature_id, by=account.courriel)
    seat = sitting.membres.index(account)
    apart = dossier.divise * ((seat == 0) - (seat == len(sitting.membres) - 1))
    notes = [max(0, min(5, round(dossier.niveau + apart + gap))) for gap in ECARTS[seat]]
    words = tuple(_why(note, rank) for rank, note in enumerate(notes))
    use_case = service.submit_sheet if rendre else service.save_draft
    command = service.CommandeFeuille(tuple(notes) if rendre else (*notes[:-1], None), words)
    stage.act(use_case, commission_id, candidature_id, command, version=0, by=account.courriel)


def _why(note: int, rank: int) -> str:
    low, high = JUSTIFICATIONS[rank]
    return high if note >= 4 else low if note <= 1 else ""


def mark_everything(stage: Stage, sitting: Sitting, dossiers: Sequence[Dossier]) -> None:
    """Each member declares her interests and hands in every sheet."""
    for account in sitting.membres:
        declare(stage, sitting, account)
        for dossier in dossiers:
            mark(stage, sitting, account, dossier)


def close_scoring(stage: Stage, sitting: Sitting) -> None:
    """Close scoring: the officers read the marks."""
    stage.act(service.close_scoring, sitting.row().id, version=None, by=sitting.by)


def attend(stage: Stage, sitting: Sitting) -> None:
    """Record who sits: on the spot, at a distance, absent."""
    row = sitting.row()
    ways = (PresenceSeance.PRESENT, PresenceSeance.DISTANCE, PresenceSeance.PRESENT, PresenceSeance.ABSENT)
    presences = {m.id: way for m, way in zip(row.membres, ways, strict=True)}
    stage.act(service.record_attendance, row.id, presences, version=None, by=sitting.by)


def settle(stage: Stage, sitting: Sitting, departures: Mapping[str, tuple[IssueSelection, str]] | None = None) -> None:
    """Freeze the proposals as the line draws them, but for what the commission explains, and close the minutes."""
    row = sitting.row()
    wanted = departures or {}
    proposals = {}
    ranking = queries.ranking_of(row)
    for line in ranking.lignes:
        finess = ranking.dossiers[line.id].numero_finess
        issue, motif = wanted.get(finess, (line.proposition or IssueSelection.NON_RETENUE, ""))
        proposals[uuid.UUID(line.id)] = service.Proposition(issue, motif)
    stage.act(service.settle_proposals, row.id, proposals, version=None, by=sitting.by)
    words = "Les débats ont porté sur le temps réellement dégagé pour les trois représentants."
    stage.act(service.close_minutes, row.id, observations=words, motif="", version=None, by=sitting.by)


def decide(stage: Stage, sitting: Sitting, departures: Mapping[str, tuple[IssueSelection, str]] | None = None) -> None:
    """The authority follows the proposals, but for what it explains."""
    row = sitting.row()
    wanted = departures or {}
    decisions = {}
    for selection in queries.selections_of(row):
        issue, motif = wanted.get(selection.candidature.numero_finess, (selection.proposition, ""))
        decisions[selection.id] = service.DecisionDossier(issue, motif)
    stage.act(service.decide_selections, row.id, decisions, version=None, by=sitting.by)


def prepare(stage: Stage, sitting: Sitting) -> None:
    """Compose the letters, held until they are read."""

    def lien(candidature: object) -> str:
        return absolute_url("commission.resultat", candidature_id=candidature.id)  # type: ignore[attr-defined]

    stage.act(service.prepare_notices, sitting.row().id, lien=lien, version=None, by=sitting.by)


def notify(stage: Stage, sitting: Sitting) -> None:
    """Two people let every notice go: the officer asks, the pilot confirms."""
    stage.act(service.ask_release, sitting.row().id, "Toutes les lettres sont relues.", version=None, by=sitting.by)
    lien = absolute_url("commission.mon_extrait", commission_id=sitting.row().id)
    stage.act(
        service.send_notices, sitting.row().id, "Décisions signées.", lien_membre=lien, version=None, by=PILOTE.courriel
    )


def _result(candidature_id: uuid.UUID) -> str:
    return absolute_url("commission.resultat", candidature_id=candidature_id)


def give_up(stage: Stage, dossier: Dossier) -> None:
    """A retained establishment gives its place up."""
    key = file_of(dossier).id
    command = service.CommandeDesistement("La direction change en avril : l’équipe ne peut pas dégager le temps.")
    stage.act(service.give_up, key, command, lien=_result(key), by=signer_of(dossier))


def offer_place(stage: Stage, sitting: Sitting, departement: str) -> None:
    """The officer calls the next of the waiting list."""
    stage.act(service.offer_place, sitting.row().id, departement, version=None, lien=_result, by=sitting.by)


def accept_place(stage: Stage, dossier: Dossier) -> None:
    """The establishment called accepts the place."""
    key = file_of(dossier).id
    stage.act(service.answer_place, key, True, "", lien=_result(key), by=signer_of(dossier))


def correct_minutes(stage: Stage, sitting: Sitting) -> None:
    """A second version of the minutes, with its reason."""
    words = "Les débats ont porté sur le temps réellement dégagé pour les trois représentants."
    motif = "Le nom de la salle était erroné dans la première version."
    stage.act(service.close_minutes, sitting.row().id, observations=words, motif=motif, version=None, by=sitting.by)
