"""What surrounds the marks in the story: files shared out, an abstention, a sheet reopened, a reminder."""

from __future__ import annotations

from collections.abc import Sequence

from acia.commission import service
from acia.commission.models import MembreCommission, Notation
from acia.commission.rules import TEXTE_CALIBRAGE, TITRE_CALIBRAGE
from acia.core.db import db
from acia.core.filters import typographie
from acia.core.web import absolute_url
from seeds.demo.cast import Dossier
from seeds.demo.files import file_of
from seeds.demo.people import DEPORTEE, MEMBRE, DemoAccount
from seeds.demo.scene import Stage
from seeds.demo.sittings import Sitting

ABSTENTION = "Je connais trop mal les lieux de vie pour juger ce calendrier."
REOUVERTURE = "Le critère 3 a été lu à l’envers : la discussion en séance préparatoire l’a montré."


def plan_readings(
    stage: Stage, breizh: Sitting, antilles: Sitting, hers: Sequence[Dossier], theirs: Sequence[Dossier]
) -> None:
    """The third commissions: an abstention and a reminder in Bretagne, a sheet reopened in Guadeloupe."""
    stage.plan(-8, abstain, stage, breizh, DEPORTEE, hers[3], at=(11, 0))
    stage.plan(-3, remind, stage, breizh, at=(9, 0))
    stage.plan(-1, reopen, stage, antilles, MEMBRE, theirs[0], at=(17, 40))
    stage.plan(-1, hand_in_again, stage, antilles, MEMBRE, theirs[0], at=(18, 20))


def share_out(stage: Stage, sitting: Sitting) -> None:
    """Three readers a file."""
    stage.act(service.share_files, sitting.row().id, 3, version=None, by=sitting.by)


def train(stage: Stage, sitting: Sitting) -> None:
    """A fictitious file for everybody, marked by the chair first."""
    commission_id = sitting.row().id
    words = (TITRE_CALIBRAGE, typographie(TEXTE_CALIBRAGE))
    stage.act(service.propose_calibration, commission_id, *words, version=None, by=sitting.by)
    command = service.CommandeFeuille((3, 2, 2, 2), ("", "", "", ""))
    stage.act(service.mark_calibration, commission_id, command, by=sitting.membres[0].courriel)


def abstain(stage: Stage, sitting: Sitting, account: DemoAccount, dossier: Dossier) -> None:
    """Read a file and not mark it."""
    commission_id, candidature_id = sitting.row().id, file_of(dossier).id
    stage.act(service.clear_conflict, commission_id, candidature_id, by=account.courriel)
    stage.act(service.abstain, commission_id, candidature_id, ABSTENTION, version=0, by=account.courriel)


def remind(stage: Stage, sitting: Sitting) -> None:
    """Remind everybody who has sheets to hand in."""
    lien = absolute_url("commission.mes_dossiers")
    stage.act(service.remind_members, sitting.row().id, None, lien=lien, by=sitting.by)


def _sheet(stage: Stage, sitting: Sitting, account: DemoAccount, dossier: Dossier) -> Notation:
    person = stage.person(account.courriel)
    rows = db.session.query(Notation).join(MembreCommission, MembreCommission.id == Notation.membre_id)
    mine = rows.filter(MembreCommission.commission_id == sitting.row().id, MembreCommission.utilisateur_id == person.id)
    return mine.filter(Notation.candidature_id == file_of(dossier).id).one()


def reopen(stage: Stage, sitting: Sitting, account: DemoAccount, dossier: Dossier) -> None:
    """The chair reopens a member's sheet."""
    commission_id, candidature_id = sitting.row().id, file_of(dossier).id
    lien = absolute_url("commission.dossier", commission_id=commission_id, candidature_id=candidature_id)
    sheet_id = _sheet(stage, sitting, account, dossier).id
    chair = sitting.membres[0].courriel
    stage.act(service.reopen_sheet, commission_id, sheet_id, REOUVERTURE, lien=lien, version=None, by=chair)


def hand_in_again(stage: Stage, sitting: Sitting, account: DemoAccount, dossier: Dossier) -> None:
    """The member gives one level more on the third criterion."""
    sheet = _sheet(stage, sitting, account, dossier)
    order = {critere.id: critere.ordre for critere in sitting.row().appel.criteres}
    notes = sorted(sheet.notes, key=lambda note: order[note.critere_id])
    marks = [int(note.valeur or 0) for note in notes]
    marks[2] = min(5, marks[2] + 1)
    words = tuple(note.justification or "La discussion a éclairé ce point." for note in notes)
    command = service.CommandeFeuille(tuple(marks), words)
    where = (sitting.row().id, file_of(dossier).id)
    stage.act(service.submit_sheet, *where, command, version=sheet.version, by=account.courriel)
