"""Seats beside the members: an alternate who stands in for a recused member, a consultative voice, a proxy."""

from __future__ import annotations

import uuid
from typing import Any

from acia.commission import service
from acia.commission.workflow import Voix
from acia.core.web import absolute_url
from seeds.demo import sittings
from seeds.demo.cast import Dossier
from seeds.demo.files import file_of
from seeds.demo.people import CONSULTATIF, DEPORTEE, NOUVEAU, PRESIDENTE, SUPPLEANT, DemoAccount
from seeds.demo.scene import Stage
from seeds.demo.sittings import Sitting


def plan_seats(stage: Stage, sitting: Sitting, recused: Dossier) -> None:
    """From their invitation, before scoring goes far, to the file that the alternate opens and the proxy given."""
    stage.plan(-10, _invite, stage, sitting, at=(9, 0))
    for account in (SUPPLEANT, CONSULTATIF):
        stage.plan(-8, sittings.declare, stage, sitting, account, at=(9, 30))
        stage.plan(-7, _open, stage, sitting, account, recused, at=(16, 0))
    stage.plan(-5, _recuse_then_lift, stage, sitting, recused, at=(10, 0))
    stage.plan(-4, _give_proxy, stage, sitting, at=(17, 30))


def _invite(stage: Stage, sitting: Sitting) -> None:
    row = sitting.row()
    held = _seat_of(stage, sitting, DEPORTEE)
    alternate = service.CommandeMembre(stage.person(SUPPLEANT.courriel).id, titulaire_id=held)
    sittings.seat(stage, row.id, SUPPLEANT, alternate, by=sitting.by)
    voice = service.CommandeMembre(stage.person(CONSULTATIF.courriel).id, voix=Voix.CONSULTATIVE)
    sittings.seat(stage, row.id, CONSULTATIF, voice, by=sitting.by)


def _open(stage: Stage, sitting: Sitting, account: DemoAccount, dossier: Dossier) -> None:
    stage.act(service.clear_conflict, sitting.row().id, file_of(dossier).id, by=account.courriel)


def _recuse_then_lift(stage: Stage, sitting: Sitting, dossier: Dossier) -> None:
    """The chair takes a member off a file, then learns that it was a namesake."""
    ids = (sitting.row().id, _seat_of(stage, sitting, NOUVEAU), file_of(dossier).id)
    who: dict[str, Any] = {"lien": absolute_url("commission.mes_dossiers"), "version": None, "by": PRESIDENTE.courriel}
    stage.act(service.recuse_ex_officio, *ids, "Une personne du même nom dirige l’association.", **who)
    stage.act(service.lift_recusal, *ids, "C’est un homonyme : l’association l’a confirmé.", **who)


def _give_proxy(stage: Stage, sitting: Sitting) -> None:
    stage.act(service.give_proxy, sitting.row().id, _seat_of(stage, sitting, PRESIDENTE), by=NOUVEAU.courriel)


def _seat_of(stage: Stage, sitting: Sitting, account: DemoAccount) -> uuid.UUID:
    person = stage.person(account.courriel).id
    return next(m.id for m in sitting.row().membres if m.utilisateur_id == person)
