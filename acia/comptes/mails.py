"""Mails of accounts. Each says what is expected first, and holds one link."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from acia.comptes.models import Jeton, Utilisateur
from acia.comptes.rules import LIBELLES_PERIODE, Exces, UsageJeton
from acia.core.mail import Courriel, prepare_mail

MODELES: dict[UsageJeton, str] = {
    UsageJeton.INVITATION: "compte_invitation",
    UsageJeton.INSCRIPTION: "compte_inscription",
    UsageJeton.REINITIALISATION: "compte_reinitialisation",
}
DEJA_INSCRIT = "compte_deja_inscrit"
CHANGE = "compte_mot_de_passe_change"
ALERTE_LECTURES = "alerte_lectures"


def write_link_mail(
    compte: Utilisateur, jeton: Jeton, lien: str, *, now: datetime, modele: str, invite_par: str
) -> Courriel:
    """The mail that brings a one-time link."""
    contexte: dict[str, Any] = {"lien": lien, "expire_at": jeton.expire_at, "invite_par": invite_par}
    return prepare_mail(
        modele,
        cle=f"{modele}:{jeton.id}",
        destinataire=compte.courriel,
        nom=compte.nom_complet,
        now=now,
        objet=compte,
        contexte=contexte,
    )


def write_change_notice(compte: Utilisateur, *, now: datetime, lien: str) -> Courriel:
    """Tell the owner that the password has changed, so that a theft is seen (S30)."""
    return prepare_mail(
        CHANGE,
        cle=f"{CHANGE}:{compte.id}:{now.isoformat()}",
        destinataire=compte.courriel,
        nom=compte.nom_complet,
        now=now,
        objet=compte,
        contexte={"quand": now, "lien": lien},
    )


def write_reading_alert(
    pilote: Utilisateur, person: Utilisateur, excess: Exces, *, now: datetime, lien: str
) -> Courriel:
    """Tell a national pilot that somebody reads abnormally many files, and what to do (S22)."""
    return prepare_mail(
        ALERTE_LECTURES,
        cle=f"{ALERTE_LECTURES}:{person.id}:{now.isoformat()}:{pilote.id}",
        destinataire=pilote.courriel,
        nom=pilote.nom_complet,
        now=now,
        objet=person,
        contexte={
            "personne": person,
            "exces": excess,
            "periode": LIBELLES_PERIODE[excess.periode],
            "quand": now,
            "lien": lien,
        },
    )
