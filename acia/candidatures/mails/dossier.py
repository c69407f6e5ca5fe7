"""Mails about one file: deposit, people, corrections, representatives; the alarm of the service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from acia.appels.models import Appel
from acia.candidatures.mails.personne import mail_to
from acia.candidatures.models import (
    Accuse,
    Candidature,
    Cote,
    DemandeCorrection,
    DemandeDepot,
    Derogation,
    Droit,
    InvitationDossier,
    MessageDossier,
    Section,
)
from acia.candidatures.queries import limit_of
from acia.candidatures.rules import AIDES_DROIT, LIBELLES_MOTIF, LIBELLES_SECTION, MotifCorrection, Sante, Signe
from acia.comptes.avis import Avis
from acia.comptes.models import Utilisateur
from acia.comptes.rules import FamilleAvis
from acia.core.filters import echeance, nom_fuseau
from acia.core.mail import Courriel, prepare_mail


def mail_receipt(candidature: Candidature, accuse: Accuse, auteur: Utilisateur, lien: str, now: datetime) -> Courriel:
    """Write the receipt's mail, once a deposit, with its PDF."""
    return prepare_mail(
        "accuse",
        cle=f"accuse:{candidature.id}" if accuse.rang == 1 else f"accuse:{candidature.id}:{accuse.rang}",
        destinataire=auteur.courriel,
        nom=auteur.nom_complet,
        now=now,
        objet=candidature,
        contexte={"accuse": accuse.contenu, "lien": lien},
        document=accuse.document,
    )


def notice_message(candidature: Candidature, cote: Cote, premier: MessageDossier, lien: str) -> Avis:
    """Somebody wrote: who and where, never what. `premier` is the first message its reader has not read."""
    qui = "L’établissement" if cote is Cote.ETABLISSEMENT else "L’Aract"
    return Avis(
        famille=FamilleAvis.MESSAGES,
        modele="message_dossier",
        cle=f"message:{premier.id}",
        phrase=f"{qui} vous a écrit dans le dossier de {candidature.nom}.",
        lien=lien,
        zone=candidature.appel.fuseau,
        contexte={"qui": qui, "nom_dossier": candidature.nom, "numero": candidature.numero},
        objet=candidature,
    )


def mail_invitation(
    candidature: Candidature, invitation: InvitationDossier, auteur: Utilisateur, lien: str, now: datetime
) -> Courriel:
    """Bring the one-time link of an invitation to its address."""
    contexte = {
        "dossier": candidature,
        "droit": AIDES_DROIT[Droit(invitation.droit)],
        "remplace": invitation.remplace,
        "invite_par": auteur.nom_complet,
        "expire_at": invitation.expire_at,
        "lien": lien,
    }
    return prepare_mail(
        "dossier_invitation",
        cle=f"dossier_invitation:{invitation.id}",
        destinataire=invitation.courriel,
        nom="",
        now=now,
        objet=candidature,
        contexte=contexte,
    )


def mail_handover(
    candidature: Candidature, invitation: InvitationDossier, personne: Utilisateur, motif: str, now: datetime
) -> Courriel:
    """Tell who signs that the service hands the file over, so that an error is seen."""
    return mail_to(personne, "dossier_transfert", invitation.id, candidature, now, dossier=candidature, motif=motif)


def mail_ready(
    candidature: Candidature,
    demande: DemandeDepot,
    auteur: Utilisateur,
    personne: Utilisateur,
    lien: str,
    now: datetime,
) -> Courriel:
    """Tell who signs that the file waits for her deposit."""
    return mail_to(
        personne,
        "depot_demande",
        demande.id,
        candidature,
        now,
        dossier=candidature,
        demande_par=auteur.nom_complet,
        limite=_limit_in_words(candidature),
        lien=lien,
    )


def mail_sent_back(
    candidature: Candidature,
    demande: DemandeDepot,
    auteur: Utilisateur,
    personne: Utilisateur,
    lien: str,
    now: datetime,
) -> Courriel:
    """Tell who writes why the file is not deposited yet."""
    return mail_to(
        personne,
        "depot_renvoye",
        demande.id,
        candidature,
        now,
        dossier=candidature,
        renvoye_par=auteur.nom_complet,
        motif=demande.motif,
        limite=_limit_in_words(candidature),
        lien=lien,
    )


def _limit_in_words(candidature: Candidature) -> str:
    """The limit of this very file, with whose clock reads it."""
    zone = candidature.appel.fuseau
    return f"{echeance(limit_of(candidature), zone)} ({nom_fuseau(zone)})"


def mail_confiee(
    person: Utilisateur, auteur: Utilisateur, noms: list[str], motif: str, *, cle: str, lien: str, now: datetime
) -> Courriel:
    """Tell an officer which files she is now in charge of: one mail an act, however many files."""
    return prepare_mail(
        "dossiers_confies",
        cle=f"dossiers_confies:{cle}",
        destinataire=person.courriel,
        nom=person.nom_complet,
        now=now,
        contexte={"auteur": auteur.nom_complet, "noms": noms, "motif": motif, "lien": lien},
    )


def _correction_mail(
    modele: str,
    suffixe: str,
    demande: DemandeCorrection,
    candidature: Candidature,
    person: Utilisateur,
    now: datetime,
    **contexte: Any,
) -> Courriel:
    """Mails of a request always go: a delay depends on them."""
    return mail_to(
        person,
        modele,
        f"{demande.id}:{suffixe}",
        candidature,
        now,
        demande=demande,
        candidature=candidature,
        appel=candidature.appel,
        **contexte,
    )


def mail_correction_requested(
    demande: DemandeCorrection, candidature: Candidature, person: Utilisateur, lien: str, now: datetime
) -> Courriel:
    """What is to correct, why, and until which day."""
    points = [
        (LIBELLES_SECTION[Section(p.section)], LIBELLES_MOTIF[MotifCorrection(p.motif)], p.precision)
        for p in demande.points
    ]
    gardees = [LIBELLES_SECTION[Section(s)] for s in (demande.non_depose or {}).get("gardees", [])]
    contexte = {"lien": lien, "points": points, "gardees": gardees}
    return _correction_mail("correction_demandee", "", demande, candidature, person, now, **contexte)


def mail_correction_reminder(
    demande: DemandeCorrection, candidature: Candidature, person: Utilisateur, jours: int, lien: str, now: datetime
) -> Courriel:
    """The last day comes; a reminder is that of one day and one number of days ahead."""
    suffixe = f"{demande.limite.isoformat()}:{jours}"
    return _correction_mail("correction_rappel", suffixe, demande, candidature, person, now, lien=lien, jours=jours)


def mail_correction_received(
    demande: DemandeCorrection, candidature: Candidature, person: Utilisateur, lien: str, now: datetime
) -> Courriel:
    """The proof that the answer came, and when."""
    return _correction_mail("correction_recue", "", demande, candidature, person, now, lien=lien)


def mail_correction_ended(
    demande: DemandeCorrection, candidature: Candidature, person: Utilisateur, phrase: str, lien: str, now: datetime
) -> Courriel:
    """A request ended without an answer: withdrawn, or its last day over."""
    return _correction_mail("correction_finie", "", demande, candidature, person, now, lien=lien, phrase=phrase)


def notice_correction(demande: DemandeCorrection, candidature: Candidature, phrase: str, lien: str) -> Avis:
    """For the officers: a request was answered, or was not."""
    return Avis(
        famille=FamilleAvis.CORRECTIONS,
        modele="correction_close",
        cle=f"correction_close:{demande.id}",
        phrase=phrase,
        lien=lien,
        zone=candidature.appel.fuseau,
        contexte={"phrase": phrase, "numero": candidature.numero},
        objet=candidature,
    )


def mail_imported(candidature: Candidature, appel: Appel, courriel: str, lien: str, now: datetime) -> Courriel:
    """Tell an applicant, when asked to, that her file is now here; `lien` is empty when she has no account."""
    return prepare_mail(
        "dossier_importe",
        cle=f"dossier_importe:{candidature.id}",
        destinataire=courriel,
        nom="",
        now=now,
        objet=candidature,
        contexte={"dossier": candidature, "appel": appel, "lien": lien},
    )


def notice_unfinished(candidature: Candidature, cle: str, lien: str) -> Avis:
    """A draft whose deadline comes: it is not deposited yet."""
    appel = candidature.appel
    limite = _limit_in_words(candidature)
    return Avis(
        famille=FamilleAvis.CALENDRIER,
        modele="relance_inacheve",
        cle=cle,
        phrase=f"La candidature de {candidature.nom} n’est pas encore déposée. Date limite : {limite}.",
        lien=lien,
        zone=appel.fuseau,
        contexte={"candidature": candidature, "appel": appel, "limite": limite},
        objet=candidature,
    )


def mail_derogation(
    candidature: Candidature, derogation: Derogation, personne: Utilisateur, lien: str, now: datetime
) -> Courriel:
    """Tell somebody of a file that it may be deposited later than the others: given, then each time extended."""
    sujet = f"{derogation.id}:{derogation.limite_at:%Y%m%d%H%M}"
    dernier = derogation.prolongations[-1] if derogation.prolongations else None
    return mail_to(
        personne,
        "derogation_accordee",
        sujet,
        candidature,
        now,
        dossier=candidature,
        derogation=derogation,
        prolongee=dernier is not None,
        motif=dernier["motif"] if dernier else derogation.motif,
        limite=_limit_in_words(candidature),
        lien=lien,
    )


def mail_derogation_withdrawn(
    candidature: Candidature, derogation: Derogation, personne: Utilisateur, lien: str, now: datetime
) -> Courriel:
    """Tell somebody of a file that the deadline of the call counts again."""
    return mail_to(
        personne,
        "derogation_retiree",
        derogation.id,
        candidature,
        now,
        dossier=candidature,
        derogation=derogation,
        limite=_limit_in_words(candidature),
        lien=lien,
    )


def mail_alert(personne: Utilisateur, sante: Sante, signes: Sequence[Signe], now: datetime, lien: str) -> Courriel:
    """Tell a national pilot that the service has become worse, once an hour for each degree."""
    return prepare_mail(
        "alerte_service",
        cle=f"alerte_service:{sante.name}:{now:%Y%m%d%H}:{personne.id}",
        destinataire=personne.courriel,
        nom=personne.nom_complet,
        now=now,
        contexte={"alarme": sante is Sante.ALARME, "signes": signes, "quand": now, "lien": lien},
    )


def mail_relais(
    candidature: Candidature, cle: str, phrases: Sequence[str], personne: Utilisateur, lien: str, now: datetime
) -> Courriel:
    """Tell somebody of the file who leaves a role and who takes it over."""
    contexte = {"candidature": candidature, "appel": candidature.appel, "phrases": phrases, "lien": lien}
    return mail_to(personne, "representant_change", cle, candidature, now, **contexte)


def notice_relais(candidature: Candidature, cle: str, phrases: Sequence[str], lien: str) -> Avis:
    """The same for the officers."""
    return Avis(
        famille=FamilleAvis.MESSAGES,
        modele="representant_change",
        cle=f"representant_change:{cle}",
        phrase=f"{candidature.nom} : {phrases[0]}",
        lien=lien,
        zone=candidature.appel.fuseau,
        contexte={"candidature": candidature, "appel": candidature.appel, "phrases": phrases},
        objet=candidature,
    )
