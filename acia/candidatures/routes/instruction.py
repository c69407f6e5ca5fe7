"""A file as its officer reads it, with its journal."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_login import current_user

from acia.candidatures.models import Candidature, EtatCandidature
from acia.candidatures.policy import may_request_correction
from acia.candidatures.queries import (
    LIBELLES_CANAL,
    accuse_of,
    asked_more_since,
    canal_of,
    events_of,
    late_deposit_words,
    limit_of,
    may_still_deposit,
    papier_of,
)
from acia.candidatures.routes.blueprint import reading
from acia.candidatures.routes.corrections import correction_summary
from acia.candidatures.routes.echanges import exchange_summary
from acia.candidatures.routes.relais import relais_summary
from acia.candidatures.rules import TITRES_LECTEUR
from acia.candidatures.workflow import LIBELLES_ETAT, TONS_ETAT
from acia.core.audit import Evenement
from acia.core.filters import instant
from acia.core.web import now

_TONS_EVENEMENT = {
    "candidature_deposee": "vert",
    "papier_enregistre": "vert",
    "candidature_depot_refuse": "rouge",
    "candidature_retiree": "gris",
}


def officer_page(row: Candidature, interne: dict[str, Any]) -> str:
    """A deposited file as its officer reads it; `interne` is what officers keep beside it."""
    etat, canal = EtatCandidature(row.etat), canal_of(row.id)
    modifiable = etat is EtatCandidature.DEPOSEE and may_still_deposit(row, now())
    return render_template(
        "candidatures/dossier.html",
        dossier=row,
        interne=interne,
        lecture=reading(row, TITRES_LECTEUR),
        pieces_modifiees=asked_more_since(row),
        accuse=accuse_of(row.id),
        limite=limit_of(row),
        tardif=late_deposit_words(row),
        encore_modifiable=modifiable,
        etat=(LIBELLES_ETAT[etat], TONS_ETAT[etat]),
        canal=LIBELLES_CANAL[canal] if canal != "ligne" else None,
        papier=papier_of(row.id),
        echanges=exchange_summary(row),
        corrections=correction_summary(row),
        relais=None if modifiable else relais_summary(row),
        peut_corriger=bool(may_request_correction(current_user, row, None)),
        journal=[_as_line(evenement, row.appel.fuseau) for evenement in events_of(row.id)],
    )


def _as_line(evenement: Evenement, zone: str) -> dict[str, Any]:
    return {
        "quand": instant(evenement.survenu_at, zone),
        "iso": evenement.survenu_at.isoformat(),
        "titre": evenement.phrase,
        "auteur": evenement.auteur_libelle,
        "detail": evenement.motif,
        "ton": _TONS_EVENEMENT.get(evenement.code, "bleu"),
    }
