"""Several people on one file, and files modified after their deposit."""

from __future__ import annotations

from dataclasses import replace

from acia.appels.service import ReportDateLimite
from acia.candidatures import service
from acia.candidatures.models import Droit
from acia.candidatures.queries import reponses_of, reprise_of
from acia.candidatures.rules import EngagementsPris, Section
from acia.core.clock import local_day
from acia.core.db import transaction
from acia.core.web import absolute_url
from seeds.demo import cast, files
from seeds.demo.calls import QUATRIEME, appel_of
from seeds.demo.cast import Dossier
from seeds.demo.people import BREIZH, DEMO_PASSWORD
from seeds.demo.scene import Stage


def plan_teams(stage: Stage, writer: files.Writer) -> None:
    """Put in the agenda what teams do on the files of the open call."""
    # Hours grow, so that days brought back to one Friday keep their order.
    ecrit, (attente, depose) = cast.EN_COURS[1], cast.A_EXAMINER[:2]
    titre = "Accueillir, former et garder les nouveaux professionnels"
    stage.plan(-5, invite, stage, ecrit, at=(17, 30))
    stage.plan(-5, finish_and_tell, stage, writer, ecrit, at=(18, 0))
    stage.plan(-4, send_back, stage, ecrit, at=(18, 30))
    stage.plan(-4, modify, stage, writer, depose, titre, at=(18, 40))
    stage.plan(-3, deposit_again, stage, depose, at=(18, 50))
    stage.plan(-3, modify, stage, writer, attente, "Un titre encore à discuter", at=(19, 0))
    stage.plan(-2, hand_over, stage, attente, at=(19, 10))
    stage.plan(-2, extend, stage, at=(19, 20))


def _colleague(dossier: Dossier) -> str:
    return f"collegue.{dossier.finess}@demo.invalid"


def invite(stage: Stage, dossier: Dossier) -> None:
    """Who signs invites a colleague to write; she opens her account from the link and joins, as does a reader."""
    links: list[str] = []

    def lien(secret: str) -> str:
        links.append(secret)
        return absolute_url("candidatures.invitation", jeton=secret)

    row, by = files.file_of(dossier), files.signer_of(dossier)
    for courriel, droit, nom in (
        (_colleague(dossier), Droit.ECRIT, ("Maïwenn", "Tanguy-Rio", "Cheffe de service")),
        (f"siege.{dossier.finess}@demo.invalid", Droit.LIT, ("Ewen", "Kerloc’h", "Directeur général")),
    ):
        stage.act(service.invite_person, row.id, courriel, droit, lien=lien, by=by)
        with transaction():
            service.join_file_with_account(links[-1], service.NouveauCompte(*nom, DEMO_PASSWORD), now=stage.now)
    stage.act(service.invite_person, row.id, f"elu.{dossier.finess}@demo.invalid", Droit.LIT, lien=lien, by=by)


def finish_and_tell(stage: Stage, writer: files.Writer, dossier: Dossier) -> None:
    """The colleague takes the file to its end, and tells who signs."""
    writer.save(dossier, Section.ENGAGEMENTS, EngagementsPris(True, True, True, True))
    row = files.file_of(dossier)
    lien = absolute_url("candidatures.verification", candidature_id=row.id)
    stage.act(service.request_deposit, row.id, lien=lien, by=_colleague(dossier))


def send_back(stage: Stage, dossier: Dossier) -> None:
    """Who signs finds something to correct."""
    row = files.file_of(dossier)
    lien = absolute_url("candidatures.dossier", candidature_id=row.id)
    motif = "Le calendrier ne dit pas quand se réunit le groupe de travail."
    stage.act(service.send_back, row.id, motif, lien=lien, by=files.signer_of(dossier))


def modify(stage: Stage, writer: files.Writer, dossier: Dossier, titre: str) -> None:
    """A deposited file is opened again, its title written anew."""
    row, by = files.file_of(dossier), files.signer_of(dossier)
    stage.act(service.reopen_candidature, row.id, rang=1, by=by)
    projet = replace(reponses_of(files.file_of(dossier)).projet, titre=titre)
    writer.save(dossier, Section.PROJET, projet)


def deposit_again(stage: Stage, dossier: Dossier) -> None:
    """The working copy takes the place of the first deposit."""
    row, by = files.file_of(dossier), files.signer_of(dossier)
    copy = reprise_of(row.id)
    lien = absolute_url("candidatures.dossier", candidature_id=row.id)
    stage.act(
        service.deposit_candidature,
        row.id,
        lien=lien,
        reprise_id=copy.id if copy else None,
        verification=absolute_url("candidatures.verifier"),
        by=by,
    )


def extend(stage: Stage) -> None:
    """A day more for all, after an incident."""
    appel = appel_of(QUATRIEME.code)
    if appel.cloture_at is None:
        raise LookupError(appel.code)
    command = ReportDateLimite(
        local_day(appel.cloture_at, appel.fuseau), "Service interrompu deux heures pour une réparation."
    )
    lien = absolute_url("appels.page", code=appel.code)
    stage.act(service.extend_for_all, appel.id, command, version=None, lien=lien, by=BREIZH.courriel)


def hand_over(stage: Stage, dossier: Dossier) -> None:
    """The signatory has left: the service invites somebody else to sign."""
    command = service.Transfert(
        dossier.promotion.code,
        dossier.finess,
        f"direction.{dossier.finess}@demo.invalid",
        "Départ de la directrice, confirmé par le siège de l’association.",
    )

    def lien(secret: str) -> str:
        return absolute_url("candidatures.invitation", jeton=secret)

    stage.act(service.transfer_file, command, lien=lien, by=files.officer_of(dossier))
