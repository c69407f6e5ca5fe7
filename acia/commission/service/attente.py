"""After the notices: places given up, offered down the waiting list, accepted or not (R46, R47)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from acia.candidatures.queries import droit_of
from acia.commission.mails import send_place_offer, send_place_outcome
from acia.commission.models import Commission, IssueSelection, PlaceProposee, Selection
from acia.commission.policy import may_speak_for
from acia.commission.queries import (
    get_commission,
    notified_selection,
    place_offered_to,
    waiting_lists,
    zone_of,
)
from acia.commission.rules.attente import answer_limit
from acia.commission.service.composition import require, touch
from acia.commission.workflow import PLACE, EtatPlace
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.filters import echeance, jour
from acia.core.permissions import Decision

declare_events(
    {
        "commission_desistement": "{etablissement} se désiste, désistement reçu le {recu_le}.",
        "commission_place_proposee": "Place proposée à {etablissement}, à accepter jusqu’au {limite}.",
        "commission_place_acceptee": "{etablissement} accepte la place proposée.",
        "commission_place_declinee": "{etablissement} refuse la place proposée.",
        "commission_place_expiree": "{etablissement} n’a pas répondu à temps à la place proposée.",
    },
    keys={
        "commission_desistement": ("etablissement", "recu_le"),
        "commission_place_proposee": ("etablissement", "limite"),
        "commission_place_acceptee": ("etablissement",),
        "commission_place_declinee": ("etablissement",),
        "commission_place_expiree": ("etablissement",),
    },
)
Suite = Callable[[Selection, Utilisateur, datetime], None]
_SUITES: Final[dict[str, Suite]] = {}


def after_giving_up(nom: str, suite: Suite) -> None:
    """Let a later stage follow a withdrawal, or refuse it: it registers when it starts."""
    _SUITES[nom] = suite


@dataclass(frozen=True)
class CommandeDesistement:
    """Why a place is given up, and the day the service was told."""

    motif: str
    recu_le: date | None = None


def _hold(selection: Selection) -> Commission:
    """Hold the commission: a withdrawal, an offer and an answer in one département follow each other (S57)."""
    commission = db.session.get_one(Commission, selection.commission_id, with_for_update=True)
    db.session.refresh(selection)
    touch(commission)
    return commission


def _may_speak(auteur: Utilisateur, selection: Selection) -> Decision:
    return may_speak_for(auteur, droit_of(selection.candidature_id, auteur), selection.candidature.region_code)


def give_up(
    candidature_id: uuid.UUID, command: CommandeDesistement, *, auteur: Utilisateur, now: datetime, lien: str
) -> Selection:
    """Record that an establishment gives its place up, or leaves the waiting list; said twice, it is written once.

    Raises:
        Introuvable: no notified decision.
        AccesRefuse: neither the person who signs nor an officer of the région.
        ActionRefusee: no reason, a day to come, or a later stage that must act first.
    """
    selection = notified_selection(candidature_id)
    commission = _hold(selection)
    require(_may_speak(auteur, selection))
    if selection.desistee_at is not None:
        return selection
    today = local_day(now, zone_of(commission))
    if not command.motif.strip():
        raise ActionRefusee("Dites en quelques mots pourquoi l’établissement se désiste.", "motif")
    if command.recu_le is not None and command.recu_le > today:
        raise ActionRefusee("Ce jour n’est pas encore venu.", "recu_le")
    selection.desistee_at, selection.desistee_par_id = now, auteur.id
    selection.desistement_recu_le, selection.motif_desistement = command.recu_le or today, command.motif.strip()
    for suite in _SUITES.values():
        suite(selection, auteur, now)
    place = place_offered_to(selection)
    if place is not None and place.etat == EtatPlace.PROPOSEE:
        _answer(place, "decliner", "L’établissement s’est désisté.", auteur, now)
    record(
        "commission_desistement",
        selection.candidature,
        auteur=auteur,
        now=now,
        motif=selection.motif_desistement,
        etablissement=selection.candidature.nom,
        recu_le=jour(selection.desistement_recu_le),
    )
    send_place_outcome(selection, "desistement", lien=lien, now=now)
    return selection


def offer_place(
    commission_id: uuid.UUID,
    departement: str,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
    lien: Callable[[uuid.UUID], str],
) -> PlaceProposee:
    """Offer a free place to the next file of the waiting list of a département.

    Raises:
        ActionRefusee: the list is over, no place is free, or nobody waits.
    """
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    touch(commission)
    db.session.flush()
    zone = zone_of(commission)
    here = next((row for row in waiting_lists(commission, now) if row.code == departement), None)
    if here is None:
        raise Introuvable()
    if here.close:
        raise ActionRefusee("L’accompagnement a commencé : la liste d’attente est close.")
    if here.suivante is None:
        raise ActionRefusee("Aucune place n’est libre, ou plus personne n’attend dans ce département.")
    selection = here.suivante.selection
    place = PlaceProposee(
        selection_id=selection.id,
        selection=selection,
        proposee_at=now,
        proposee_par_id=auteur.id,
        limite_at=answer_limit(now, zone, int(commission.appel.cadre.get("reponse_place_jours", 8))),
    )
    db.session.add(place)
    db.session.flush()
    record(
        "commission_place_proposee",
        selection.candidature,
        auteur=auteur,
        now=now,
        etablissement=selection.candidature.nom,
        limite=echeance(place.limite_at, zone),
    )
    send_place_offer(place, zone, lien=lien(selection.candidature_id), now=now)
    return place


def answer_place(
    candidature_id: uuid.UUID, accepte: bool, motif: str, *, auteur: Utilisateur, now: datetime, lien: str
) -> PlaceProposee:
    """Accept or decline the place that is offered; the same answer again changes nothing.

    Raises:
        Introuvable: no place is offered.
        AccesRefuse: neither the person who signs nor an officer of the région.
        ActionRefusee: too late, or answered otherwise before.
    """
    selection = notified_selection(candidature_id)
    commission = _hold(selection)
    require(_may_speak(auteur, selection))
    place = place_offered_to(selection)
    if place is None:
        raise Introuvable()
    wanted = EtatPlace.ACCEPTEE if accepte else EtatPlace.DECLINEE
    if place.etat == wanted:
        return place
    if place.etat != EtatPlace.PROPOSEE:
        raise ActionRefusee("Une réponse a déjà été enregistrée : écrivez au service si elle doit changer.")
    if now >= place.limite_at:
        raise ActionRefusee(
            f"La place était à accepter jusqu’au {echeance(place.limite_at, zone_of(commission))} : le délai est passé."
        )
    _answer(place, "accepter" if accepte else "decliner", motif.strip(), auteur, now)
    if accepte:
        offered, today = (local_day(at, zone_of(commission)) for at in (place.proposee_at, now))
        # The reason first: a decision that departs from the proposal never stands without one.
        selection.motif_decision = selection.motif_decision or (
            f"Place libérée, proposée le {jour(offered)} dans l’ordre de la liste d’attente et acceptée le "
            f"{jour(today)}."
        )
        selection.issue = IssueSelection.RETENUE
    send_place_outcome(selection, place.etat, lien=lien, now=now)
    return place


def _answer(place: PlaceProposee, act: str, motif: str, auteur: Utilisateur | None, now: datetime) -> None:
    place.etat = PLACE.next_state(EtatPlace(place.etat), act)
    place.repondue_at, place.motif = now, motif
    place.repondue_par_id = auteur.id if auteur else None
    file = place.selection.candidature
    record(f"commission_place_{place.etat}", file, auteur=auteur, now=now, motif=motif, etablissement=file.nom)


def expire_place(place_id: uuid.UUID, *, now: datetime, lien: Callable[[uuid.UUID], str]) -> bool:
    """Close an offer that nobody answered in time; the list goes on."""
    place = db.session.get_one(PlaceProposee, place_id)
    _hold(place.selection)
    db.session.refresh(place)
    if place.etat != EtatPlace.PROPOSEE or now < place.limite_at:
        return False
    _answer(place, "expirer", "", None, now)
    send_place_outcome(place.selection, place.etat, lien=lien(place.selection.candidature_id), now=now)
    return True
