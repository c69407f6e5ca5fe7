"""Use cases: open the commitments, keep the signed letter, tell the unavailable days. The caller commits."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from acia.candidatures.models import Candidature, Relais
from acia.candidatures.queries import holders_on
from acia.commission.models import Selection
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.documents import store_document
from acia.core.errors import ActionRefusee, Introuvable
from acia.core.filters import jour as day_in_words
from acia.core.permissions import Decision
from acia.engagements.documents import months_in_words, produce_addendum, produce_letter
from acia.engagements.mails import mail_opening
from acia.engagements.models import Avenant, Engagement, Indisponibilite, NiveauIndisponibilite
from acia.engagements.policy import may_follow
from acia.engagements.queries import candidatures_to_open, people_of, zone_of
from acia.engagements.rules import (
    LIBELLES_CRENEAU,
    MOIS_PREMIERE_SEANCE,
    FaitsLettre,
    addendum_refusal,
    check_lettre,
    refusal_of_day,
)
from acia.engagements.workflow import ENGAGEMENT, EtatEngagement
from acia.referentiel.models import Departement

declare_events(
    {
        "engagement_retire": "Engagement clos : l’établissement s’est désisté.",
        "engagement_ouvert": "Engagement ouvert, lettre envoyée à {personnes} personne(s) de l’établissement.",
        "lettre_signee": "Lettre d’engagement signée le {date_signature} par {representant_legal}.",
        "indisponibilite_ajoutee": "Indisponibilité ajoutée : {jour}, {creneau}.",
        "indisponibilite_retiree": "Indisponibilité retirée : {jour}, {creneau}.",
        "accueil_indique": "Possibilité d’accueil : {accueil}.",
        "disponibilites_completes": "Disponibilités déclarées complètes ({nombre} indisponibilités).",
        "avenant_ouvert": "Avenant à la lettre d’engagement, à signer par {personne}.",
        "avenant_signe": "Avenant à la lettre d’engagement signé le {date_signature} par {personne}.",
    },
    keys={
        "engagement_retire": (),
        "engagement_ouvert": ("personnes",),
        "lettre_signee": ("date_signature", "representant_legal", "empreinte"),
        "indisponibilite_ajoutee": ("jour", "creneau", "niveau"),
        "indisponibilite_retiree": ("jour", "creneau", "niveau"),
        "accueil_indique": ("accueil",),
        "disponibilites_completes": ("nombre",),
        "avenant_ouvert": ("personne",),
        "avenant_signe": ("date_signature", "personne", "empreinte"),
    },
)


@dataclass(frozen=True)
class LettreSignee:
    """The signed copy and what it says."""

    date_signature: date | None
    representant_legal: str
    qualite: str
    nom_fichier: str
    contenu: bytes


@dataclass(frozen=True)
class AvenantSigne:
    """The signed copy of an addendum, and its date."""

    date_signature: date | None
    nom_fichier: str
    contenu: bytes


@dataclass(frozen=True)
class JourIndisponible:
    """A day or half-day when the team cannot, or would rather not."""

    jour: date | None
    creneau: str
    niveau: NiveauIndisponibilite
    motif: str = ""


@dataclass(frozen=True)
class Accueil:
    """Whether the establishment can receive the others, and where."""

    peut_accueillir: bool
    lieu: str


def open_engagements(
    appel_id: uuid.UUID,
    departement: str,
    *,
    auteur: Utilisateur,
    now: datetime,
    lien: Callable[[uuid.UUID], str],
) -> list[Engagement]:
    """Open every retained and notified file of a département that is not open yet. Twice opens nothing more.

    `lien` gives the absolute address of the page of a commitment.

    Raises:
        Introuvable: the département is none of the officer's territory.
    """
    territoire = db.session.get(Departement, departement)
    if territoire is None or not auteur.covers_region(territoire.region_code):
        raise Introuvable()
    rows = candidatures_to_open(appel_id, departement, auteur)
    return [open_engagement(row, auteur=auteur, now=now, lien=lien) for row in rows]


def open_engagement(
    candidature: Candidature, *, auteur: Utilisateur, now: datetime, lien: Callable[[uuid.UUID], str]
) -> Engagement:
    """Open the commitment of a retained file: its letter is produced and sent to the people of the establishment.

    Raises:
        ActionRefusee: out of the officer's territory.
    """
    _ensure(may_follow(auteur, candidature))
    known = _lock(candidature)
    if known is not None:
        return known
    territoire = db.session.get_one(Departement, candidature.departement_code)
    jour = local_day(now, territoire.fuseau)
    lettre = produce_letter(candidature, territoire, jour=jour, auteur=auteur, now=now)
    engagement = Engagement(
        id=uuid.uuid4(), candidature_id=candidature.id, candidature=candidature, ouvert_at=now, lettre_id=lettre.id
    )
    db.session.add(engagement)
    db.session.flush()
    people = people_of(candidature.id)
    delay = months_in_words(int(candidature.appel.cadre[MOIS_PREMIERE_SEANCE]))
    for person in people:
        mail_opening(engagement, lettre, person, lien=lien(engagement.id), delai=delay, now=now)
    record("engagement_ouvert", candidature, auteur=auteur, now=now, personnes=len(people))
    return engagement


def _lock(candidature: Candidature) -> Engagement | None:
    """Hold the file, so that two officers opening at once open one commitment; return the one already there."""
    db.session.execute(select(Candidature.id).where(Candidature.id == candidature.id).with_for_update())
    return db.session.execute(
        select(Engagement).where(Engagement.candidature_id == candidature.id)
    ).scalar_one_or_none()


def _hold(engagement: Engagement) -> None:
    """Read the commitment again and hold it: two people of one establishment follow each other."""
    db.session.refresh(engagement, with_for_update=True)


def sign_engagement(
    engagement: Engagement, command: LettreSignee, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Keep the signed letter: its date starts the clock of the first session. The same copy sent again changes nothing.

    Raises:
        ActionRefusee: the letter lacks something (R56), or another one is already kept.
        ConflitVersion: the commitment has changed since the page was opened.
    """
    _hold(engagement)
    if _is_same_letter(engagement, command):
        return
    engagement.expect_version(version)
    state = ENGAGEMENT.next_state(EtatEngagement(engagement.etat), "signer")
    _refuse_incomplete(engagement, command, now)
    try:
        copy = store_document(command.nom_fichier, command.contenu, now=now, auteur_id=auteur.id)
    except ActionRefusee as refusal:
        raise ActionRefusee(refusal.motif, "fichier") from refusal
    engagement.lettre_signee_id = copy.id
    engagement.date_signature = command.date_signature
    engagement.representant_legal, engagement.qualite_representant = command.representant_legal, command.qualite
    engagement.etat = state
    record(
        "lettre_signee",
        engagement.candidature,
        auteur=auteur,
        now=now,
        date_signature=day_in_words(command.date_signature),
        representant_legal=command.representant_legal,
        empreinte=copy.sha256,
    )


def _is_same_letter(engagement: Engagement, command: LettreSignee) -> bool:
    kept = engagement.lettre_signee
    if kept is None or engagement.date_signature != command.date_signature:
        return False
    return kept.sha256 == hashlib.sha256(command.contenu).hexdigest()


def _refuse_incomplete(engagement: Engagement, command: LettreSignee, now: datetime) -> None:
    zone = zone_of(engagement)
    problems = check_lettre(
        FaitsLettre(
            ouverture=local_day(engagement.ouvert_at, zone),
            aujourd_hui=local_day(now, zone),
            date_signature=command.date_signature,
            representant_legal=command.representant_legal,
            qualite=command.qualite,
            representants=len(holders_on(engagement.candidature, command.date_signature or local_day(now, zone))),
            copie=bool(command.contenu),
        )
    )
    if problems:
        field, constat = problems[0]
        raise ActionRefusee(constat.phrase, field or None)


def follow_naming(relais: Relais, auteur: Utilisateur, now: datetime) -> str:
    """Somebody takes a role over: a letter not signed yet names her, a signed one waits for her signature (E26)."""
    candidature = relais.candidature
    engagement = _lock(candidature)
    if engagement is None or engagement.etat == EtatEngagement.RETIRE:
        return ""
    territoire = db.session.get_one(Departement, candidature.departement_code)
    if engagement.date_signature is None:
        jour = max(local_day(now, territoire.fuseau), relais.premier_jour or date.min)
        engagement.lettre_id = produce_letter(candidature, territoire, jour=jour, auteur=auteur, now=now).id
        return "La lettre d’engagement à signer est refaite à son nom : téléchargez-la de nouveau."
    document = produce_addendum(relais, engagement.date_signature, territoire, auteur=auteur, now=now)
    engagement.avenants.append(Avenant(relais_id=relais.id, relais=relais, ouvert_at=now, document=document))
    qui = relais.nomme.nom_complet if relais.nomme else ""
    record("avenant_ouvert", candidature, auteur=auteur, now=now, personne=qui)
    return "La lettre d’engagement est déjà signée : un avenant à signer par cette personne vous attend."


def follow_giving_up(selection: Selection, auteur: Utilisateur, now: datetime) -> None:
    """An establishment gives its place up: its commitment, signed or not, ends there (R47)."""
    engagement = _lock(selection.candidature)
    if engagement is None or engagement.etat == EtatEngagement.RETIRE:
        return
    engagement.etat = ENGAGEMENT.next_state(EtatEngagement(engagement.etat), "retirer")
    record("engagement_retire", selection.candidature, auteur=auteur, now=now, motif=selection.motif_desistement or "")


def sign_addendum(
    avenant: Avenant, command: AvenantSigne, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Keep the signed addendum. The same copy sent again changes nothing.

    Raises:
        ActionRefusee: no copy, a day that does not suit, or another copy is kept already.
        ConflitVersion: the addendum has changed since the page was opened.
    """
    db.session.refresh(avenant, with_for_update=True)
    if avenant.signe is not None and avenant.signe.sha256 == hashlib.sha256(command.contenu).hexdigest():
        return
    avenant.expect_version(version)
    engagement = avenant.engagement
    refusal = addendum_refusal(
        command.date_signature,
        nomination=local_day(avenant.ouvert_at, zone_of(engagement)),
        aujourd_hui=local_day(now, zone_of(engagement)),
        signe=avenant.signe is not None,
        copie=bool(command.contenu),
    )
    if refusal:
        raise ActionRefusee(*refusal)
    try:
        copy = store_document(command.nom_fichier, command.contenu, now=now, auteur_id=auteur.id)
    except ActionRefusee as error:
        raise ActionRefusee(error.motif, "fichier") from error
    avenant.signe_id, avenant.date_signature = copy.id, command.date_signature
    record(
        "avenant_signe",
        engagement.candidature,
        auteur=auteur,
        now=now,
        date_signature=day_in_words(command.date_signature),
        personne=avenant.relais.nomme.nom_complet if avenant.relais.nomme else "",
        empreinte=copy.sha256,
    )


def add_indisponibilite(
    engagement: Engagement, command: JourIndisponible, *, auteur: Utilisateur, now: datetime
) -> Indisponibilite:
    """Add a day or half-day to the list; a whole day takes the place of its halves.

    Raises:
        ActionRefusee: the day is past, after the programme, or already there.
    """
    _hold(engagement)
    known = {(row.jour, row.creneau): row for row in engagement.indisponibilites}
    refusal = refusal_of_day(
        command.jour,
        command.creneau,
        known,
        today=local_day(now, zone_of(engagement)),
        until=engagement.candidature.appel.fin_accompagnement,
    )
    if command.jour is None or refusal:
        raise ActionRefusee(refusal, "jour")
    if command.creneau == "journee":
        for half in ("matin", "apres_midi"):
            if (command.jour, half) in known:
                engagement.indisponibilites.remove(known[command.jour, half])
    row = Indisponibilite(jour=command.jour, creneau=command.creneau, niveau=command.niveau, motif=command.motif)
    engagement.indisponibilites.append(row)
    _record_day("indisponibilite_ajoutee", engagement, row, auteur, now)
    return row


def remove_indisponibilite(
    engagement: Engagement, indisponibilite_id: uuid.UUID, *, auteur: Utilisateur, now: datetime
) -> None:
    """Take a day off the list.

    Raises:
        Introuvable: it is not of this establishment.
    """
    _hold(engagement)
    row = next((r for r in engagement.indisponibilites if r.id == indisponibilite_id), None)
    if row is None:
        raise Introuvable()
    engagement.indisponibilites.remove(row)
    _record_day("indisponibilite_retiree", engagement, row, auteur, now)


def _record_day(code: str, engagement: Engagement, row: Indisponibilite, auteur: Utilisateur, now: datetime) -> None:
    """The reason stays out of the journal: it may speak of a person."""
    slot = LIBELLES_CRENEAU[row.creneau].lower()
    candidature = engagement.candidature
    record(code, candidature, auteur=auteur, now=now, jour=day_in_words(row.jour), creneau=slot, niveau=row.niveau)


def set_accueil(
    engagement: Engagement, command: Accueil, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Say whether the establishment can receive the others, and where.

    Raises:
        ActionRefusee: it can, but no place is given.
        ConflitVersion: the commitment has changed since the page was opened.
    """
    engagement.expect_version(version)
    if command.peut_accueillir and not command.lieu:
        raise ActionRefusee("Indiquez la salle ou l’adresse où les autres établissements viendraient.", "lieu")
    engagement.peut_accueillir = command.peut_accueillir
    engagement.lieu_accueil = command.lieu if command.peut_accueillir else ""
    said = "oui" if command.peut_accueillir else "non"
    record("accueil_indique", engagement.candidature, auteur=auteur, now=now, accueil=said)


def complete_disponibilites(engagement: Engagement, *, auteur: Utilisateur, now: datetime) -> None:
    """The establishment says that its list is complete, be it empty. Saying it twice keeps the first date."""
    _hold(engagement)
    if engagement.disponibilites_at is not None:
        return
    engagement.disponibilites_at = now
    count = len(engagement.indisponibilites)
    record("disponibilites_completes", engagement.candidature, auteur=auteur, now=now, nombre=count)


def _ensure(decision: Decision) -> None:
    if not decision:
        raise ActionRefusee(decision.motif)
