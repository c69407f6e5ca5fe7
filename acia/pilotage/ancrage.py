"""The anchor of the journal: each morning its head is noted and sent out, the older ones are compared (S114)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from flask import current_app
from sqlalchemy import select

from acia.candidatures.queries import list_pilots
from acia.candidatures.rules import Signe
from acia.core.audit import (
    Ancre,
    Evenement,
    Repere,
    check_journal,
    complete_registre,
    contradicted,
    declare_events,
    head_of_journal,
    kept_anchors,
    last_anchor,
    record,
)
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.mail import Courriel, prepare_mail
from acia.pilotage.afaire import PARIS
from acia.pilotage.rules import HEURE_ANCRAGE, anchor_signs

JOURNAL: Final = ("journal", "acia")
RECONNU: Final = "journal.ecart_reconnu"
ALTERE: Final = "journal.altere"

declare_events(
    {
        ALTERE: "Le journal n’est plus d’accord avec lui-même ou avec ses ancres. {constats}",
        RECONNU: "Écart reconnu entre le journal et son ancre de l’événement n° {numero}",
    },
    keys={ALTERE: ["constats"], RECONNU: ["numero", "empreinte"]},
)


@dataclass(frozen=True)
class EcartReconnu:
    """An anchor the journal rightly contradicts, a backup was restored for instance: who says so, when and why."""

    evenement: int
    repere: Repere
    par: str
    quand: datetime
    motif: str


def registre() -> Path:
    """The file of the anchors, beside the documents: rewriting the database does not change it."""
    return Path(current_app.config["DONNEES"]) / "ancres.txt"


def acknowledged() -> list[EcartReconnu]:
    """The contradictions somebody has answered for, in order."""
    rows = select(Evenement).where(Evenement.code == RECONNU).order_by(Evenement.numero)
    found = []
    for row in db.session.execute(rows).scalars():
        said = json.loads(row.donnees)
        repere = Repere(said["numero"], said["empreinte"])
        found.append(EcartReconnu(row.numero, repere, row.auteur_libelle, row.survenu_at, row.motif))
    return found


def verify_journal(received: Iterable[Repere] = ()) -> tuple[int, list[str]]:
    """Check the chain against every anchor kept here, and those a custodian has `received`.

    Return the number of events, and a sentence for each thing that is wrong.
    """
    anchors: dict[Repere, date | None] = {**dict.fromkeys(received), **kept_anchors(registre())}
    return check_journal(anchors, [ecart.repere for ecart in acknowledged()])


def lay_anchor(jour: date, constats: list[str], *, now: datetime, lien: str) -> None:
    """Note the head of the journal for a day, and tell the custodians; the pilots too when something is wrong."""
    before = last_anchor()
    if before is not None and before.jour >= jour:
        return
    if constats:
        record(ALTERE, JOURNAL, auteur=None, now=now, constats=" ".join(constats))
    head = head_of_journal()
    ancre = Ancre(
        numero=before.numero + 1 if before else 1,
        jour=jour,
        posee_at=now,
        evenement=head.numero,
        empreinte=head.empreinte,
        constats="\n".join(constats),
    )
    db.session.add(ancre)
    db.session.flush()
    told = [ecart for ecart in acknowledged() if before is not None and _is_since(ecart, before)]
    depositaires = [(nom or adresse, adresse) for nom, adresse in current_app.config["DEPOSITAIRES"]]
    pilotes = [(person.nom_complet, person.courriel) for person in list_pilots()] if constats else []
    for nom, adresse in dict.fromkeys(depositaires + pilotes):
        _mail_anchor(ancre, _recall(before), told, nom, adresse, lien)


def _is_since(ecart: EcartReconnu, before: Ancre) -> bool:
    """By its instant, or by its number: an instant can be made up, a number cannot without changing what is recalled.
    After a cut, the number alone would be too small."""
    return ecart.quand > before.posee_at or ecart.evenement > before.evenement


def _recall(before: Ancre | None) -> tuple[date, Repere | None] | None:
    """What the journal says today of the event anchored last time: read again, for the mail of that day to be compared
    with it, and never copied from what was written down that day."""
    if before is None or not before.evenement:
        return None
    row = select(Evenement.empreinte).where(Evenement.numero == before.evenement)
    empreinte = db.session.execute(row).scalar_one_or_none()
    return before.jour, Repere(before.evenement, empreinte) if empreinte else None


def _mail_anchor(
    ancre: Ancre,
    rappel: tuple[date, Repere | None] | None,
    reconnus: list[EcartReconnu],
    nom: str,
    adresse: str,
    lien: str,
) -> Courriel:
    return prepare_mail(
        "ancre_journal",
        cle=f"ancre_journal:{ancre.jour}:{adresse}",
        destinataire=adresse,
        nom=nom,
        now=ancre.posee_at,
        contexte={
            "ancre": ancre,
            "rappel": rappel,
            "constats": ancre.constats.splitlines(),
            "reconnus": reconnus,
            "lien": lien,
        },
    )


def acknowledge(motif: str, *, now: datetime) -> list[Repere]:
    """Answer for every anchor the journal contradicts at this moment, after a backup was restored for instance; the
    custodians read the reason in their next mail. A chain that is itself broken cannot be answered for."""
    known = [ecart.repere for ecart in acknowledged()]
    found = list(contradicted(kept_anchors(registre()), known))
    for repere in found:
        record(RECONNU, JOURNAL, auteur=None, now=now, motif=motif, numero=repere.numero, empreinte=repere.empreinte)
    return found


def list_anchors(limit: int) -> list[Ancre]:
    """The latest anchors, the most recent first."""
    return list(db.session.execute(select(Ancre).order_by(Ancre.jour.desc()).limit(limit)).scalars())


def journal_signs(now: datetime) -> list[Signe]:
    """What is wrong with the journal, for the health of the service."""
    last = last_anchor()
    return anchor_signs(last.posee_at, bool(last.constats), now) if last else []


def complete_anchors() -> None:
    """Write in the file what the database has anchored, after the commit."""
    complete_registre(registre())


def anchor_due(now: datetime) -> date | None:
    """The day to anchor now, if it is not done yet and the hour of Paris has come."""
    jour, last = local_day(now - HEURE_ANCRAGE, PARIS), last_anchor()
    return jour if last is None or last.jour < jour else None
