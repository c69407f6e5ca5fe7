"""Pages of the register: look an establishment up, see what the register says of it and since when."""

from __future__ import annotations

import re
from typing import Final

from flask import render_template, request, url_for
from flask_login import current_user

from acia.core.errors import Introuvable
from acia.core.permissions import Permission, may
from acia.core.web import now, require
from acia.referentiel import queries
from acia.referentiel.differences import MOTS_CHANGEMENT
from acia.referentiel.queries import Recherche, Verification
from acia.referentiel.routes.blueprint import bp
from acia.referentiel.rules import LIBELLES_NATURE, PHRASES_REFUS, habilitation_hints, normalise_numero

PERIME_JOURS: Final = 90
_NUMERO_COMPLET: Final = re.compile(r"[0-9]{8}|[0-9][0-9AB][0-9]{7}", re.ASCII)


def _recherche() -> Recherche:
    """The search written in the address."""
    return Recherche(
        texte=request.args.get("q", "")[:200].strip(),
        departement=request.args.get("departement", "")[:3],
        toutes_categories=request.args.get("categories") == "toutes",
        fermes=request.args.get("fermes") == "oui",
    )


def _page_url(recherche: Recherche, page: int) -> str:
    """The address of one page of a search; only known filters are carried over."""
    return url_for(
        "referentiel.registre",
        q=recherche.texte or None,
        departement=recherche.departement or None,
        categories="toutes" if recherche.toutes_categories else None,
        fermes="oui" if recherche.fermes else None,
        page=page,
    )


def _numero_refuse(texte: str) -> Verification | None:
    """What to say when a whole number was typed and the register does not open its establishment."""
    if not _NUMERO_COMPLET.fullmatch(normalise_numero(texte)):
        return None
    verification = queries.verify_numero(texte)
    return verification if verification.refus else None


@bp.get("/")
@require(Permission.REGISTRE_LIRE)
def registre() -> str:
    """Search the register by number, name or commune."""
    recherche = _recherche()
    page = request.args.get("page", "1")
    resultats = queries.search(recherche, int(page) if page.isdecimal() and len(page) < 6 else 1)
    instantane = queries.latest_snapshot()
    return render_template(
        "referentiel/registre.html",
        recherche=recherche,
        resultats=resultats,
        verification=_numero_refuse(recherche.texte),
        phrases=PHRASES_REFUS,
        departements=queries.list_departements(),
        instantane=instantane,
        age=(now().date() - instantane.date_donnees).days if instantane else None,
        perime=PERIME_JOURS,
        peut_mettre_a_jour=may(current_user.role_enum, Permission.REGISTRE_METTRE_A_JOUR),
        prefixe=url_for("referentiel.registre"),
        page_url=lambda numero: _page_url(recherche, numero),
    )


@bp.get("/<numero>")
@require(Permission.REGISTRE_LIRE)
def etablissement(numero: str) -> str:
    """What the register says of one establishment."""
    trouve = queries.get_etablissement(numero)
    if trouve is None:
        raise Introuvable("Ce numéro ne figure pas dans le registre FINESS que nous avons.")
    voisins = [e for e in queries.etablissements_of_ej(trouve.numero_ej) if e is not trouve]
    return render_template(
        "referentiel/etablissement.html",
        e=trouve,
        categorie=queries.category_label(trouve),
        departement=queries.get_departement(trouve.departement_code),
        indices=habilitation_hints(
            trouve.categorie, trouve.agregat, trouve.mft, habilitation_justice=trouve.habilitation_justice
        ),
        natures=LIBELLES_NATURE,
        voisins=voisins,
        histoire=queries.history_of(trouve),
        changements=MOTS_CHANGEMENT,
        meme_lieu=queries.same_place_as(trouve),
        origine=queries.get_snapshot(trouve.instantane_id),
        instantane=queries.latest_snapshot(),
    )
