"""Reads: published calls for everybody, calls of her territory for an officer, facts for the rules."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from acia.appels.models import Appel, AppelDepartement, EtatAppel
from acia.appels.policy import may_manage
from acia.appels.rules import FaitsAppel, FaitsCritere, StatutAppel, status_of
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.core.partage import Bornes
from acia.core.permissions import Permission, Role, may
from acia.referentiel.models import Departement, Region


@dataclass(frozen=True)
class PlaceDepartement:
    """A département of a call, with its places and its zone."""

    code: str
    nom: str
    locution: str
    region_code: str
    region: str
    fuseau: str
    places: int


def status(appel: Appel, now: datetime) -> StatutAppel:
    """Where the call stands at this instant."""
    return status_of(appel.etat == EtatAppel.PUBLIE, appel.ouverture_at, appel.cloture_at, now)


def get_published(code: str) -> Appel:
    """Return a published call with its grid and documents.

    Raises:
        Introuvable: unknown, or not published yet.
    """
    appel = db.session.execute(_whole().where(Appel.code == code, Appel.etat == EtatAppel.PUBLIE)).scalar_one_or_none()
    if appel is None:
        raise Introuvable()
    return appel


def list_published() -> list[Appel]:
    """Return the published calls, the latest deadline first."""
    rows = select(Appel).where(Appel.etat == EtatAppel.PUBLIE).order_by(Appel.cloture_at.desc(), Appel.code)
    return list(db.session.execute(rows).scalars())


def list_appels_for(person: Utilisateur) -> list[Appel]:
    """Return the calls a person works on: her territory for an officer, the published ones for the others.

    A representative or a facilitator reads the public list.
    """
    rows = select(Appel).order_by(Appel.cloture_at.desc(), Appel.code)
    if not may(person.role_enum, Permission.APPEL_GERER):
        rows = rows.where(Appel.etat == EtatAppel.PUBLIE)
    if person.role_enum in (Role.CHARGE, Role.MEMBRE):
        listed = select(AppelDepartement.appel_id)
        hers = listed.join(Departement).where(Departement.region_code.in_(person.regions))
        rows = rows.where(Appel.id.in_(hers) | Appel.id.not_in(listed))
    return list(db.session.execute(rows).scalars())


def get_for_officer(code: str, person: Utilisateur) -> Appel:
    """Return a call that an officer may prepare.

    Raises:
        Introuvable: unknown, or out of her territory.
    """
    appel = db.session.execute(_whole().where(Appel.code == code)).scalar_one_or_none()
    if appel is None or not may_manage(person, {p.region_code for p in places_of(appel.id)}):
        raise Introuvable()
    return appel


def _whole() -> Select[Appel]:
    return select(Appel).options(
        selectinload(Appel.departements),
        selectinload(Appel.criteres),
        selectinload(Appel.pieces),
        selectinload(Appel.etapes),
    )


def places_of(appel_id: uuid.UUID) -> list[PlaceDepartement]:
    """Return the départements of a call with their region and places, by code."""
    rows = (
        select(Departement, Region.nom.label("region"), AppelDepartement.places)
        .join(AppelDepartement, AppelDepartement.departement_code == Departement.code)
        .join(Region, Region.code == Departement.region_code)
        .where(AppelDepartement.appel_id == appel_id)
        .order_by(Departement.code)
    )
    return [
        PlaceDepartement(d.code, d.nom, d.locution, d.region_code, region, d.fuseau, places)
        for d, region, places in db.session.execute(rows)
    ]


def local_zones(places: Sequence[PlaceDepartement], fuseau: str) -> list[tuple[str, str]]:
    """Return (zone, names of its départements) for the départements that do not live at the call's own hour (R10)."""
    zones: dict[str, list[str]] = {}
    for place in places:
        if place.fuseau != fuseau:
            zones.setdefault(place.fuseau, []).append(place.nom)
    return [(zone, ", ".join(noms)) for zone, noms in sorted(zones.items())]


def facts_of(appel: Appel, places: Sequence[PlaceDepartement]) -> FaitsAppel:
    """Read a call as the rules want it."""
    cloture = appel.cloture_at
    return FaitsAppel(
        titre=appel.titre,
        presentation=appel.presentation,
        conditions=appel.conditions,
        ouverture=local_day(appel.ouverture_at, appel.fuseau) if appel.ouverture_at else None,
        date_limite=local_day(cloture - timedelta(microseconds=1), appel.fuseau) if cloture else None,
        commission=appel.date_commission,
        notification=appel.date_notification,
        debut=appel.debut_accompagnement,
        fin=appel.fin_accompagnement,
        contact={
            "le nom du service": appel.contact_nom,
            "le courriel du service": appel.contact_courriel,
            "le téléphone du service": appel.contact_telephone,
            "l’adresse du service": appel.contact_adresse,
        },
        signataire={
            "le nom du signataire": appel.signataire_nom,
            "la qualité du signataire": appel.signataire_qualite,
            "le service du signataire": appel.signataire_service,
            "le tribunal compétent": appel.tribunal,
        },
        places={place.code: place.places for place in places},
        regions=tuple(sorted({place.region_code for place in places})),
        criteres=tuple(
            FaitsCritere(c.libelle, c.poids, tuple((str(mot), str(phrase)) for mot, phrase in c.niveaux))
            for c in appel.criteres
        ),
        pieces=tuple(p.code for p in appel.pieces if p.obligatoire),
        etapes=len(appel.etapes),
        avis_differe_admis=appel.avis_differe_admis,
        avis_differe_limite=appel.avis_differe_limite,
        webinaire=local_day(appel.webinaire_at, appel.fuseau) if appel.webinaire_at else None,
        webinaire_lien=appel.webinaire_lien or "",
        ecart_a_deux=bool(appel.ecart_a_deux),
    )


def territories_of(appel_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the names of the départements of several calls, in one statement."""
    rows = (
        select(AppelDepartement.appel_id, Departement.nom)
        .join(Departement, Departement.code == AppelDepartement.departement_code)
        .where(AppelDepartement.appel_id.in_(appel_ids))
        .order_by(Departement.code)
    )
    names: dict[uuid.UUID, list[str]] = {}
    for appel_id, nom in db.session.execute(rows):
        names.setdefault(appel_id, []).append(nom)
    return {appel_id: ", ".join(noms) for appel_id, noms in names.items()}


def bornes_of(appel: Appel) -> Bornes:
    """Sizes of a cohorte, as the call froze them when it was published."""
    return Bornes(int(appel.cadre["taille_cohorte_min"]), int(appel.cadre["taille_cohorte_max"]))
