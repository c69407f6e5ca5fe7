"""Ask somebody outside for an opinion, remind her, receive her answer once, cancel, erase what is of no more use.

An opinion decides nothing (RA1): no act here touches a finding, a judgement or a decision. The journal names the
function of the person asked, never her name nor her address: it cannot be erased.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from acia.candidatures.models import Candidature
from acia.candidatures.queries import living_pieces
from acia.candidatures.rules import Section
from acia.comptes.access import LienPerime
from acia.comptes.avis import give_notice
from acia.comptes.models import Utilisateur
from acia.comptes.rules import fingerprint
from acia.core.audit import declare_events, record
from acia.core.clock import deadline_after, local_day
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.core.filters import jour
from acia.core.mail import Courriel
from acia.eligibilite.mails import mail_moved, mail_question, mail_reminder, notice_given
from acia.eligibilite.models import AvisExterieur, LienAvis
from acia.eligibilite.policy import may_ask_opinion
from acia.eligibilite.queries.avis import find_opinion, get_opinion
from acia.eligibilite.rules.avis import (
    CONSERVATION,
    LIBELLES_SENS,
    LIBELLES_VOIE,
    SURSIS,
    Confidentialite,
    SensAvis,
    VoieAvis,
    due_refusal,
)
from acia.eligibilite.rules.catalogue import EN_UN_MOT
from acia.eligibilite.service.examen import lock_file
from acia.eligibilite.workflow import AVIS, EtatAvis

Lien = Callable[[str], str]
"""Gives the absolute address of a personal link, from its secret."""

declare_events(
    {
        "avis_demande": "Avis extérieur demandé ({fonction}), attendu au plus tard le {limite}.",
        "avis_rappele": "Rappel de l’avis extérieur attendu ({fonction}).",
        "avis_reporte": "Avis extérieur ({fonction}) attendu désormais au plus tard le {limite}.",
        "avis_lien_renvoye": "Lien de l’avis extérieur envoyé de nouveau ({fonction}).",
        "avis_rendu": "Avis extérieur reçu {voie} ({fonction}) : {sens}.",
        "avis_annule": "Demande d’avis extérieur annulée ({fonction}).",
        "avis_ouvert": "Avis extérieur ({fonction}) ouvert à la commission.",
        "avis_referme": "Avis extérieur ({fonction}) retiré de la lecture de la commission.",
        "avis_effaces": "{nombre} adresses de personnes consultées effacées, avec les courriels qui les portaient.",
    },
    keys={
        "avis_demande": ("fonction", "limite", "confidentialite"),
        "avis_rappele": ("fonction",),
        "avis_reporte": ("fonction", "limite"),
        "avis_lien_renvoye": ("fonction",),
        "avis_rendu": ("fonction", "sens", "voie"),
        "avis_annule": ("fonction",),
        "avis_ouvert": ("fonction",),
        "avis_referme": ("fonction",),
        "avis_effaces": ("nombre",),
    },
)


@dataclass(frozen=True)
class DemandeAvis:
    """Who is asked what, by when, and what she may see beside the question."""

    nom: str
    fonction: str
    courriel: str
    question: str
    confidentialite: Confidentialite
    limite: date | None
    rappel_jours: int = 0
    regle: str = ""
    sections: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True)
class AvisDonne:
    """What the person answers."""

    sens: SensAvis
    texte: str


@dataclass(frozen=True)
class AvisRecu:
    """An answer that came otherwise than by the link, written down by the officer."""

    sens: SensAvis
    texte: str
    voie: VoieAvis
    recu_le: date | None


def ask_opinion(
    candidature: Candidature, command: DemandeAvis, *, auteur: Utilisateur, now: datetime, lien: Lien
) -> AvisExterieur:
    """Ask, and send the personal link.

    Raises:
        ActionRefusee: the file is not being examined, or something is missing.
    """
    candidature = lock_file(candidature)
    allowed = may_ask_opinion(candidature)
    if not allowed:
        raise ActionRefusee(allowed.motif)
    zone = candidature.appel.fuseau
    _check(command, local_day(now, zone))
    if command.limite is None:
        raise ActionRefusee("Indiquez pour quand vous attendez cet avis.", "limite")
    known = {str(piece.id) for piece in living_pieces(candidature)}
    row = AvisExterieur(
        id=uuid.uuid4(),
        candidature_id=candidature.id,
        regle=command.regle if command.regle in EN_UN_MOT else "",
        nom=command.nom,
        fonction=command.fonction,
        courriel=command.courriel,
        question=command.question,
        confidentialite=command.confidentialite,
        sections=[section.value for section in Section if section.value in command.sections],
        pieces=sorted(known & set(command.pieces)),
        limite=command.limite,
        rappel_jours=command.rappel_jours,
        expire_at=deadline_after(command.limite + SURSIS, zone),
        demande_par_id=auteur.id,
        demande_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _record("avis_demande", row, auteur, now, limite=jour(command.limite), confidentialite=command.confidentialite)
    mail_question(row, lien(_new_link(row, now)), f"avis_demande:{row.id}", now)
    return row


def _check(command: DemandeAvis, today: date) -> None:
    asked = (
        (command.nom, "nom", "Indiquez le nom de la personne."),
        (command.fonction, "fonction", "Indiquez sa fonction : c’est elle qui dit ce que vaut son avis."),
        (command.courriel, "courriel", "Indiquez l’adresse où envoyer le lien."),
        (command.question, "question", "Posez la question : une personne extérieure ne connaît pas le dossier."),
    )
    for value, field, sentence in asked:
        if not value:
            raise ActionRefusee(sentence, field)
    refusal = due_refusal(command.limite, today)
    if refusal:
        raise ActionRefusee(refusal, "limite")


def _new_link(row: AvisExterieur, now: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    db.session.add(LienAvis(avis_id=row.id, empreinte=fingerprint(secret), cree_at=now))
    db.session.flush()
    return secret


def _record(code: str, row: AvisExterieur, auteur: Utilisateur | None, now: datetime, **donnees: str) -> None:
    motif = donnees.pop("motif", "")
    record(code, row.candidature, auteur=auteur, now=now, motif=motif, fonction=row.fonction, **donnees)


def resend_link(
    candidature: Candidature, avis_id: uuid.UUID, *, version: int | None, auteur: Utilisateur, now: datetime, lien: Lien
) -> None:
    """Send another personal link: the former mail was lost, or the person would rather be told again.

    Raises:
        ActionRefusee: no longer waited for, or its time is over.
    """
    row = _held(candidature, avis_id, version)
    if row.expire_at <= now:
        raise ActionRefusee("Le délai de cet avis est passé : choisissez d’abord un autre jour.")
    secret = _new_link(row, now)
    _record("avis_lien_renvoye", row, auteur, now)
    row.rappele_at = now
    mail_reminder(row, lien(secret), f"avis_renvoi:{row.id}:{fingerprint(secret)[:16]}", now)


def move_due_day(
    candidature: Candidature,
    avis_id: uuid.UUID,
    limite: date | None,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
    lien: Lien,
) -> None:
    """Wait until another day, sooner or later: the person is told, with a personal link; a reminder may leave again.

    Raises:
        ActionRefusee: no longer waited for, or a day that does not suit.
        ConflitVersion: changed since the page was opened.
    """
    row = _held(candidature, avis_id, version)
    zone = row.candidature.appel.fuseau
    refusal = due_refusal(limite, local_day(now, zone))
    if refusal or limite is None:
        raise ActionRefusee(refusal, "limite")
    if limite == row.limite:
        return
    row.limite, row.expire_at, row.rappele_at = limite, deadline_after(limite + SURSIS, zone), None
    _record("avis_reporte", row, auteur, now, limite=jour(limite))
    secret = _new_link(row, now)
    mail_moved(row, lien(secret), f"avis_reporte:{row.id}:{fingerprint(secret)[:16]}", now)


def remind_opinion(avis_id: uuid.UUID, *, now: datetime, lien: Lien) -> None:
    """Remind the person once; nothing when the opinion came meanwhile."""
    row = _lock(avis_id)
    if row.etat != EtatAvis.DEMANDE or row.rappele_at is not None:
        return
    row.rappele_at = now
    _record("avis_rappele", row, None, now)
    mail_reminder(row, lien(_new_link(row, now)), f"avis_rappel:{row.id}:{row.limite}", now)


def give_opinion(jeton: str, command: AvisDonne, *, now: datetime, lien: Callable[[AvisExterieur], str]) -> None:
    """The person asked answers, once.

    Raises:
        LienPerime: given, cancelled, expired or unknown.
        ActionRefusee: nothing written.
    """
    found = find_opinion(jeton, now)
    if found is None:
        raise LienPerime()
    lock_file(found.candidature)
    row = _lock(found.id)
    if row.etat != EtatAvis.DEMANDE or row.expire_at <= now:
        raise LienPerime()
    if not command.texte and command.sens is not SensAvis.SANS_AVIS:
        raise ActionRefusee("Dites pourquoi, en une phrase au moins : votre avis sera lu par le service.", "texte")
    today = local_day(now, row.candidature.appel.fuseau)
    _receive(row, AvisRecu(command.sens, command.texte, VoieAvis.LIEN, today), None, now)
    if row.demande_par.actif:
        give_notice(row.demande_par, notice_given(row, lien(row)), now=now)


def record_opinion(
    candidature: Candidature,
    avis_id: uuid.UUID,
    command: AvisRecu,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> None:
    """Write down an answer received by post, mail or telephone, with its day; the link then opens nothing.

    Raises:
        ActionRefusee: no longer waited for, nothing written, or a day that cannot be.
        ConflitVersion: changed since the page was opened.
    """
    row = _held(candidature, avis_id, version)
    zone = row.candidature.appel.fuseau
    today, first = local_day(now, zone), local_day(row.demande_at, zone)
    if command.recu_le is None or not first <= command.recu_le <= today:
        raise ActionRefusee("Indiquez le jour où l’avis est arrivé, entre la demande et aujourd’hui.", "recu_le")
    if not command.texte:
        raise ActionRefusee("Écrivez ce que dit l’avis.", "texte")
    _receive(row, command, auteur, now)


def _receive(row: AvisExterieur, command: AvisRecu, auteur: Utilisateur | None, now: datetime) -> None:
    who, state = auteur.id if auteur else None, AVIS.next_state(EtatAvis(row.etat), "rendre")
    row.etat, row.close_at, row.close_par_id, row.sens = state, now, who, command.sens
    row.texte, row.voie, row.recu_le = command.texte, command.voie, command.recu_le
    sens = LIBELLES_SENS[command.sens].lower()
    _record("avis_rendu", row, auteur, now, sens=sens, voie=LIBELLES_VOIE[command.voie])


def cancel_opinion(
    candidature: Candidature, avis_id: uuid.UUID, motif: str, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Stop waiting for an opinion, with the reason; the link then opens nothing.

    Raises:
        ActionRefusee: no longer waited for, or no reason.
        ConflitVersion: changed since the page was opened.
    """
    row = _held(candidature, avis_id, version)
    if not motif:
        raise ActionRefusee("Dites pourquoi vous n’attendez plus cet avis.", "motif")
    who, state = auteur.id, AVIS.next_state(EtatAvis(row.etat), "annuler")
    row.etat, row.close_at, row.close_par_id, row.motif_annulation = state, now, who, motif
    _record("avis_annule", row, auteur, now, motif=motif)


def open_to_commission(
    candidature: Candidature,
    avis_id: uuid.UUID,
    ouvert: bool,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> None:
    """Let the members who mark the file read a given opinion, or stop letting them.

    Raises:
        ActionRefusee: not given yet.
        ConflitVersion: changed since the page was opened.
    """
    lock_file(candidature)
    row = _lock(get_opinion(candidature, avis_id).id)
    if row.etat != EtatAvis.RENDU:
        raise ActionRefusee("Cet avis n’est pas rendu : il n’y a rien à lire.")
    if (row.commission_at is not None) == ouvert:
        return
    row.expect_version(version)
    row.commission_at = now if ouvert else None
    _record("avis_ouvert" if ouvert else "avis_referme", row, auteur, now)


def _held(candidature: Candidature, avis_id: uuid.UUID, version: int | None) -> AvisExterieur:
    """An opinion of this file that waits, held after its file."""
    lock_file(candidature)
    row = _lock(get_opinion(candidature, avis_id).id)
    if row.etat == EtatAvis.RENDU:
        raise ActionRefusee("Cet avis vient d’être rendu : rechargez la page pour le lire.")
    if row.etat == EtatAvis.ANNULE:
        raise ActionRefusee("Cette demande d’avis est annulée.")
    row.expect_version(version)
    return row


def _lock(avis_id: uuid.UUID) -> AvisExterieur:
    again = select(AvisExterieur).where(AvisExterieur.id == avis_id).with_for_update()
    return db.session.execute(again.execution_options(populate_existing=True)).scalar_one()


def erase_addresses(*, now: datetime) -> int:
    """Erase the addresses of those who are no longer asked anything, and the mails that bore them; return how many."""
    rows = _to_erase(now)
    for row in rows:
        db.session.execute(
            delete(Courriel).where(Courriel.objet_type == AvisExterieur.__tablename__, Courriel.objet_id == str(row.id))
        )
        db.session.execute(delete(LienAvis).where(LienAvis.avis_id == row.id))
        row.courriel = ""
    if rows:
        record("avis_effaces", rows[0].candidature, auteur=None, now=now, nombre=len(rows))
    return len(rows)


def _to_erase(now: datetime) -> Sequence[AvisExterieur]:
    limit = now - CONSERVATION
    rows = select(AvisExterieur).where(AvisExterieur.courriel != "").order_by(AvisExterieur.id)
    return [
        row for row in db.session.execute(rows).scalars() if min(row.close_at or row.expire_at, row.expire_at) <= limit
    ]
