"""Remind those who have not deposited: by itself on the days of the call, or by an officer; set these days."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from acia.appels.models import Appel
from acia.candidatures.mails import notice_unfinished
from acia.candidatures.models import Candidature, Droit, EtatCandidature, ReglageRelance
from acia.candidatures.queries import limit_of, may_still_deposit, people_of, reminder_days, unfinished_files
from acia.candidatures.rules import read_days
from acia.comptes.avis import give_notice
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import ActionRefusee

declare_events(
    {
        "relances_reglees": "Relances des dossiers inachevés : {jours} jours avant la date limite.",
        "dossiers_relances": "{nombre} dossier(s) inachevé(s) relancé(s).",
    },
    keys={"relances_reglees": ("jours",), "dossiers_relances": ("nombre",)},
)


@dataclass(frozen=True)
class Relance:
    """What a reminder is about: its key says which one, so that it leaves once for a file and a deadline."""

    genre: str
    lien: str


def remind_file(candidature_id: uuid.UUID, relance: Relance, *, now: datetime) -> int:
    """Remind those who write a draft; return how many are told by it.

    Nobody when it was deposited or withdrawn meanwhile, or too late, nor who already had this reminder.
    """
    row = db.session.get_one(Candidature, candidature_id)
    limite = limit_of(row)
    if row.etat != EtatCandidature.BROUILLON or limite is None or now >= limite:
        return 0
    notice = notice_unfinished(row, f"relance:{relance.genre}:{row.id}:{limite:%Y%m%d%H%M}", relance.lien)
    people = people_of(row.id, droits=(Droit.ECRIT, Droit.SIGNE))
    return sum(give_notice(person, notice, now=now) for person in people)


def remind_unfinished(appel: Appel, liens: dict[uuid.UUID, str], *, auteur: Utilisateur, now: datetime) -> int:
    """Remind the unfinished files of a call in the officer's territory, each once a day.

    Return how many are reminded now.

    Raises:
        ActionRefusee: the deadline has passed for each of them, or nobody is left to remind.
    """
    # Held: of two officers who ask at once, one reminds.
    db.session.refresh(appel, with_for_update=True)
    genre = f"main:{local_day(now, appel.fuseau):%Y%m%d}"
    drafts = [row for row in unfinished_files(appel.id, auteur) if row.id in liens]
    files = [row for row in drafts if may_still_deposit(row, now)]
    if drafts and not files:
        raise ActionRefusee("La date limite est passée : il n’y a plus rien à relancer.")
    if not files:
        raise ActionRefusee("Aucun dossier inachevé dans votre territoire : personne à relancer.")
    reminded = sum(remind_file(row.id, Relance(genre, liens[row.id]), now=now) > 0 for row in files)
    if not reminded:
        raise ActionRefusee("La relance du jour est déjà partie, ou personne ne veut en recevoir.")
    record("dossiers_relances", appel, auteur=auteur, now=now, nombre=reminded)
    return reminded


def set_reminder_days(appel: Appel, texte: str, *, auteur: Utilisateur, now: datetime) -> None:
    """Keep the days before the deadline when a call reminds its unfinished files.

    Raises:
        ActionRefusee: what was typed is not a list of days.
    """
    jours = read_days(texte)
    if jours is None:
        raise ActionRefusee("Écrivez des nombres de jours, de 1 à 60, six au plus. Exemple : 15, 7, 2.")
    if jours == reminder_days(appel.id):
        return
    row = db.session.query(ReglageRelance).filter_by(appel_id=appel.id).one_or_none()
    if row is None:
        row = ReglageRelance(appel_id=appel.id, jours=[])
        db.session.add(row)
    row.jours = list(jours)
    words = ", ".join(str(day) for day in jours) or "aucun"
    record("relances_reglees", appel, auteur=auteur, now=now, jours=words)
