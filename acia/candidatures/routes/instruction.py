"""The officer's pages: her inbox, a file and its journal."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from acia.appels.queries import list_appels_for
from acia.candidatures.models import Candidature, EtatCandidature
from acia.candidatures.queries import Filtre, accuse_of, events_of, list_inbox
from acia.candidatures.routes.blueprint import Page, bp, reading
from acia.candidatures.routes.echanges import exchange_summary
from acia.candidatures.rules import TITRES_LECTEUR
from acia.candidatures.workflow import LIBELLES_ETAT, TONS_ETAT
from acia.core.audit import Evenement
from acia.core.filters import instant
from acia.core.permissions import Permission
from acia.core.web import require
from acia.referentiel.models import Departement
from acia.referentiel.queries import list_departements

_ETATS = (
    EtatCandidature.DEPOSEE,
    EtatCandidature.EN_INSTRUCTION,
    EtatCandidature.CLOSE,
    EtatCandidature.RETIREE,
    EtatCandidature.REMPLACEE,
)
_TONS_EVENEMENT = {"candidature_deposee": "vert", "candidature_depot_refuse": "rouge", "candidature_retiree": "gris"}


@bp.get("/")
@require(Permission.CANDIDATURE_INSTRUIRE)
def boite() -> Page:
    """The deposited files of the officer's territory."""
    filtre = Filtre(**{nom: request.args.get(nom, "") for nom in ("appel", "departement", "etat", "texte")})
    page = request.args.get("page", 1, type=int)
    recherche = {nom: valeur for nom, valeur in vars(filtre).items() if valeur}
    return render_template(
        "candidatures/boite.html",
        boite=list_inbox(current_user, filtre, page),
        filtre=filtre,
        appels=[("", "Tous"), *((a.code, a.titre) for a in list_appels_for(current_user))],
        departements=[
            ("", "Tous"),
            *(
                (d.code, f"{d.nom} ({d.code})")
                for d in list_departements()
                if current_user.covers_region(d.region_code)
            ),
        ],
        etats=[("", "Tous"), *((e.value, LIBELLES_ETAT[e]) for e in _ETATS)],
        libelles=LIBELLES_ETAT,
        tons=TONS_ETAT,
        url_page=lambda numero: url_for("candidatures.boite", **recherche, page=numero),
    )


def _territory() -> list[Departement]:
    return [d for d in list_departements() if current_user.covers_region(d.region_code)]


def officer_page(row: Candidature) -> str:
    """A deposited file as its officer reads it."""
    etat = EtatCandidature(row.etat)
    return render_template(
        "candidatures/dossier.html",
        dossier=row,
        lecture=reading(row, TITRES_LECTEUR),
        accuse=accuse_of(row.id),
        etat=(LIBELLES_ETAT[etat], TONS_ETAT[etat]),
        echanges=exchange_summary(row),
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
