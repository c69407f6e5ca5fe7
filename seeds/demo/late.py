"""One establishment let in after the deadline by derogation, another given one ahead of it."""

from __future__ import annotations

import uuid
from datetime import date, time

from acia.candidatures import service
from acia.candidatures.queries import derogation_of
from acia.candidatures.rules import NatureDerogation
from acia.core.web import absolute_url
from seeds.demo import cast, files
from seeds.demo.calls import appel_of
from seeds.demo.cast import Dossier
from seeds.demo.scene import Stage

OCTROI = 3
DEPOT = 4
"""Days from the deadline to the derogation, and to the late deposit: never brought back before the deadline itself."""


def plan_late_files(stage: Stage) -> None:
    """Put in the agenda the derogations given."""
    tardif = next(dossier for dossier in cast.TROISIEMES if dossier.tardif)
    limite = tardif.promotion.limite
    motif = "Coupure d’électricité dans la commune le dernier jour, attestée par la mairie."
    cause = NatureDerogation.PANNE_ETABLISSEMENT
    stage.plan(limite + OCTROI, grant, stage, tardif, cause, motif, stage.working_day(limite + DEPOT), at=(8, 30))
    attendu = cast.EN_COURS[0]
    motif = "La directrice, seule à signer, est hospitalisée jusqu’à la semaine qui suit la date limite."
    jour = stage.working_day(attendu.promotion.limite + 6)
    stage.plan(-2, grant, stage, attendu, NatureDerogation.IMPREVU, motif, jour, at=(19, 30))
    confondu, motif = cast.EN_COURS[1], "Coupure d’Internet signalée par téléphone."
    stage.plan(-2, grant, stage, confondu, NatureDerogation.PANNE_ETABLISSEMENT, motif, jour, at=(19, 40))
    stage.plan(-2, withdraw, stage, confondu, at=(19, 50))


def grant(stage: Stage, dossier: Dossier, nature: NatureDerogation, motif: str, jour: date) -> None:
    """The officer lets one establishment deposit later than the others."""
    command = service.OctroiDerogation(dossier.finess, nature, motif, jour, time(18))
    appel = appel_of(dossier.promotion.code)
    stage.act(service.grant_derogation, appel.id, command, lien=_link, by=files.officer_of(dossier))


def withdraw(stage: Stage, dossier: Dossier) -> None:
    """The officer takes back what she gave to the wrong establishment."""
    given = derogation_of(appel_of(dossier.promotion.code).id, dossier.finess)
    if given is None:
        raise LookupError(dossier.finess)
    motif, by = "Accordée par erreur : l’appel venait d’un autre établissement.", files.officer_of(dossier)
    stage.act(service.withdraw_derogation, given.id, motif, version=None, lien=_link, by=by)


def _link(candidature_id: uuid.UUID) -> str:
    return absolute_url("candidatures.dossier", candidature_id=candidature_id)
