"""Notices: told at once, once a day, or never, as each person chose; what the law wants told never passes here."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from acia.comptes.models import AvisDiffere, PreferenceAvis, Utilisateur
from acia.comptes.rules import FamilleAvis, RythmeAvis, next_digest
from acia.core.audit import declare_events, record
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.mail import Courriel, prepare_mail
from acia.referentiel.models import Departement

RESUME = "resume_avis"

declare_events(
    {"comptes.avis": "Rythme des avis modifié : messages {messages}, corrections {corrections}, dates {calendrier}"},
    keys={"comptes.avis": ["messages", "corrections", "calendrier"]},
)


@dataclass(frozen=True)
class Avis:
    """Something to tell: the mail that tells it at once, and the sentence that tells it in a digest."""

    famille: FamilleAvis
    modele: str
    cle: str
    """What it is about; the person is added to it."""
    phrase: str
    lien: str
    zone: str
    """Zone of the object, for a person who has no région of her own."""
    contexte: Mapping[str, Any] = field(default_factory=dict)
    objet: Any = None


def rhythms_of(person: Utilisateur) -> dict[FamilleAvis, RythmeAvis]:
    """How a person wants each family of notices; at once unless she said otherwise."""
    rows = db.session.execute(
        select(PreferenceAvis.famille, PreferenceAvis.rythme).where(PreferenceAvis.utilisateur_id == person.id)
    ).all()
    chosen = {FamilleAvis(row.famille): RythmeAvis(row.rythme) for row in rows}
    return {famille: chosen.get(famille, RythmeAvis.TOUT_DE_SUITE) for famille in FamilleAvis}


def save_rhythms(person: Utilisateur, choices: Mapping[FamilleAvis, RythmeAvis], *, now: datetime) -> None:
    """Keep how a person wants her notices; those that wait for a digest no longer wanted are dropped."""
    known = {row.famille: row for row in db.session.query(PreferenceAvis).filter_by(utilisateur_id=person.id)}
    for famille, rythme in choices.items():
        row = known.get(famille)
        if row is None:
            db.session.add(PreferenceAvis(utilisateur_id=person.id, famille=famille, rythme=rythme))
        else:
            row.rythme = rythme
        if rythme is RythmeAvis.JAMAIS:
            for waiting in _waiting(person).filter_by(famille=famille):
                db.session.delete(waiting)
    record("comptes.avis", person, auteur=person, now=now, **{f.value: r.value for f, r in choices.items()})


def give_notice(person: Utilisateur, avis: Avis, *, now: datetime) -> bool:
    """Tell a person at once, keep it for her digest, or say nothing, as she chose; true when it was told just now.

    The same key tells once.
    """
    rythme = RythmeAvis.JAMAIS if not person.actif else rhythms_of(person)[avis.famille]
    cle = f"{avis.cle}:{person.id}"
    if rythme is RythmeAvis.JAMAIS or _is_told(cle):
        return False
    if rythme is RythmeAvis.RESUME:
        _keep_for_digest(person, avis, cle, now)
    else:
        prepare_mail(
            avis.modele,
            cle=cle,
            destinataire=person.courriel,
            nom=person.nom_complet,
            now=now,
            objet=avis.objet,
            contexte={**avis.contexte, "lien": avis.lien},
        )
    return True


def _is_told(cle: str) -> bool:
    told = select(Courriel.id).where(Courriel.cle == cle), select(AvisDiffere.id).where(AvisDiffere.cle == cle)
    return any(db.session.execute(rows).first() is not None for rows in told)


def _keep_for_digest(person: Utilisateur, avis: Avis, cle: str, now: datetime) -> None:
    zone = _zone_of(person) or avis.zone
    db.session.add(
        AvisDiffere(
            cle=cle,
            utilisateur_id=person.id,
            famille=avis.famille,
            phrase=avis.phrase,
            lien=avis.lien,
            cree_at=now,
            prevu_at=next_digest(now, zone),
            fuseau=zone,
        )
    )
    db.session.flush()


def _zone_of(person: Utilisateur) -> str:
    """The zone of the first région of a person, or nothing for those who have none."""
    zone = db.session.execute(
        select(Departement.fuseau)
        .where(Departement.region_code.in_(sorted(person.regions)))
        .order_by(Departement.code)
        .limit(1)
    ).scalar_one_or_none()
    return zone or ""


def _waiting(person: Utilisateur) -> Any:
    return db.session.query(AvisDiffere).filter_by(utilisateur_id=person.id, envoye_at=None)


def readers_due(now: datetime) -> list[uuid.UUID]:
    """The people whose digest has something to say at this instant."""
    rows = select(AvisDiffere.utilisateur_id).where(AvisDiffere.envoye_at.is_(None), AvisDiffere.prevu_at <= now)
    return sorted(set(db.session.execute(rows).scalars()))


def send_digest(utilisateur_id: uuid.UUID, *, now: datetime, lien_reglages: str) -> Courriel | None:
    """Put what waits for a person in one mail, one a day; nothing when nothing waits."""
    person = db.session.get_one(Utilisateur, utilisateur_id)
    rows = (
        _waiting(person)
        .filter(AvisDiffere.prevu_at <= now)
        .order_by(AvisDiffere.cree_at, AvisDiffere.cle)
        .with_for_update()
        .all()
    )
    if not rows:
        return None
    zone = rows[-1].fuseau
    jour = local_day(now, zone)
    cle = f"{RESUME}:{person.id}:{jour.isoformat()}"
    if db.session.execute(select(Courriel.id).where(Courriel.cle == cle)).first() is not None:
        # Today's digest has left: what came since waits for tomorrow's.
        return None
    for row in rows:
        row.envoye_at = now
    if not person.actif:
        return None
    return prepare_mail(
        "resume_avis",
        cle=cle,
        destinataire=person.courriel,
        nom=person.nom_complet,
        now=now,
        objet=person,
        contexte={"avis": rows, "jour": jour, "lien_reglages": lien_reglages},
    )
