"""Close the space of the commissions at once, of one call or of all, and open it again (S21)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from acia.appels.models import Appel
from acia.commission.queries.fermetures import ESPACE
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import AccesRefuse, ActionRefusee, Introuvable
from acia.core.fermetures import Fermeture, key_of, open_closings
from acia.core.permissions import Permission, may

PARTOUT: Final = "tous les appels"

declare_events(
    {
        "commission_espace_ferme": "Espace des commissions fermé ({portee}).",
        "commission_espace_rouvert": "Espace des commissions rouvert ({portee}).",
    },
    keys={"commission_espace_ferme": ("portee",), "commission_espace_rouvert": ("portee",)},
)


def close_space(portee_id: uuid.UUID | None, motif: str, *, auteur: Utilisateur | None, now: datetime) -> Fermeture:
    """Close the pages of the commissions of one call, or of all: every one of them refuses from the next request on.

    `auteur` is nobody from the command line.

    Raises:
        AccesRefuse: not a national pilot.
        ActionRefusee: no reason, or closed already.
        Introuvable: unknown call.
    """
    _check(auteur, motif)
    where = _scope_words(portee_id)
    key = key_of(ESPACE, portee_id)
    if any(row.cle == key for row in open_closings(ESPACE)):
        raise ActionRefusee("Cet espace est déjà fermé.")
    row = Fermeture(
        espace=ESPACE,
        portee_id=portee_id,
        cle=key,
        motif=motif.strip(),
        fermee_at=now,
        fermee_par_id=auteur.id if auteur else None,
    )
    db.session.add(row)
    record("commission_espace_ferme", row, auteur=auteur, now=now, motif=row.motif, portee=where)
    return row


def reopen_space(fermeture_id: uuid.UUID, motif: str, *, auteur: Utilisateur | None, now: datetime) -> Fermeture:
    """Open again what was closed; the closing is kept.

    Raises:
        AccesRefuse: not a national pilot.
        ActionRefusee: no reason, or open already.
        Introuvable: no such closing.
    """
    _check(auteur, motif)
    row = db.session.get(Fermeture, fermeture_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Introuvable()
    if row.cle is None:
        raise ActionRefusee("Cet espace est déjà rouvert.")
    row.cle, row.rouverte_at, row.motif_reouverture = None, now, motif.strip()
    row.rouverte_par_id = auteur.id if auteur else None
    where = _scope_words(row.portee_id)
    record("commission_espace_rouvert", row, auteur=auteur, now=now, motif=row.motif_reouverture, portee=where)
    return row


def _check(auteur: Utilisateur | None, motif: str) -> None:
    if auteur is not None and not may(auteur.role_enum, Permission.ESPACE_FERMER):
        raise AccesRefuse("Seul le pilote national ferme ou rouvre l’espace des commissions.")
    if not motif.strip():
        raise ActionRefusee("Dites pourquoi, en une phrase : le journal la garde.", "motif")


def _scope_words(portee_id: uuid.UUID | None) -> str:
    if portee_id is None:
        return PARTOUT
    appel = db.session.get(Appel, portee_id)
    if appel is None:
        raise Introuvable()
    return appel.titre
