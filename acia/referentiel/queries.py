"""Reads: establishments by number, name or commune; snapshots; calendars."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnExpressionArgument, Row, Select, and_, func, or_, select

from acia.core.audit import Evenement
from acia.core.db import db
from acia.core.errors import Introuvable
from acia.referentiel import calendrier
from acia.referentiel.calendrier import Vacances
from acia.referentiel.differences import Difference, compare
from acia.referentiel.models import (
    CategorieFiness,
    Departement,
    Etablissement,
    EtablissementAnterieur,
    Instantane,
    MiseAJour,
    PeriodeScolaire,
    Region,
)
from acia.referentiel.rules import (
    LONGUEUR_SAISIE_MAX,
    MOTS_MAX,
    Refus,
    normalise_numero,
    read_numero,
    search_words,
)

PAR_PAGE: Final = 50
_NUMERO_PARTIEL: Final = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{2,7}", re.ASCII)


def get_etablissement(numero: str) -> Etablissement | None:
    """Return the establishment that bears this number, None when the register does not know it."""
    return db.session.get(Etablissement, normalise_numero(numero))


def etablissements_of_ej(numero_ej: str) -> list[Etablissement]:
    """Return the establishments of a legal entity, by name."""
    requete = select(Etablissement).where(Etablissement.numero_ej == numero_ej)
    return list(
        db.session.execute(requete.order_by(Etablissement.nom_recherche, Etablissement.numero_finess)).scalars()
    )


@dataclass(frozen=True)
class Recherche:
    """What to look for in the register."""

    texte: str = ""
    departement: str = ""
    toutes_categories: bool = False
    fermes: bool = False


@dataclass(frozen=True)
class Resultats:
    """One page of a search: plain rows, how many there are in all."""

    lignes: list[Row[Any]]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Number of pages, one at least."""
        return max(1, -(-self.total // PAR_PAGE))


def search(recherche: Recherche, page: int = 1) -> Resultats:
    """Return the establishments whose number begins so, or whose names and commune hold every word."""
    condition = _conditions(recherche)
    total = db.session.execute(select(func.count()).select_from(Etablissement).where(*condition)).scalar_one()
    page = min(max(page, 1), max(1, -(-total // PAR_PAGE)))
    requete = (
        select(
            Etablissement.numero_finess,
            Etablissement.raison_sociale,
            Etablissement.commune,
            Etablissement.departement_code,
            func.coalesce(CategorieFiness.libelle, Etablissement.libelle_categorie),
            Etablissement.ouvert,
        )
        .outerjoin(CategorieFiness, CategorieFiness.code == Etablissement.categorie)
        .where(*condition)
        .order_by(Etablissement.departement_code, Etablissement.nom_recherche, Etablissement.numero_finess)
        .limit(PAR_PAGE)
        .offset((page - 1) * PAR_PAGE)
    )
    return Resultats(list(db.session.execute(requete)), total, page)


def _conditions(recherche: Recherche) -> list[ColumnExpressionArgument[bool]]:
    conditions: list[ColumnExpressionArgument[bool]] = []
    if recherche.departement:
        conditions.append(Etablissement.departement_code == recherche.departement)
    if not recherche.toutes_categories:
        conditions.append(Etablissement.protection_enfance)
    if not recherche.fermes:
        conditions.append(Etablissement.ouvert.is_(True))
    numero = normalise_numero(recherche.texte)
    if _NUMERO_PARTIEL.fullmatch(numero):
        conditions.append(
            or_(Etablissement.numero_finess.startswith(numero), Etablissement.numero_ej.startswith(numero))
        )
    else:
        mots = search_words(recherche.texte[:200])[:MOTS_MAX]
        conditions.extend(Etablissement.nom_recherche.contains(mot) for mot in mots)
    return conditions


def _snapshots() -> Select[Instantane]:
    return (
        select(Instantane)
        .where(Instantane.annule_at.is_(None))
        .order_by(Instantane.importe_at.desc(), Instantane.id)
        .limit(1)
    )


def latest_snapshot() -> Instantane | None:
    """Return the last import that holds, None when the register is empty."""
    return db.session.execute(_snapshots()).scalar_one_or_none()


def last_national_snapshot() -> Instantane | None:
    """Return the last import of a national file."""
    return db.session.execute(_snapshots().where(Instantane.national)).scalar_one_or_none()


def get_snapshot(instantane_id: uuid.UUID) -> Instantane:
    """Return the import that last changed an establishment."""
    return db.session.get_one(Instantane, instantane_id)


def list_snapshots() -> list[Instantane]:
    """Return every import, undone ones included, the last one first."""
    return list(db.session.execute(select(Instantane).order_by(Instantane.importe_at.desc(), Instantane.id)).scalars())


def list_updates() -> list[MiseAJour]:
    """Return the files sent to update the register, the last one first."""
    return list(db.session.execute(select(MiseAJour).order_by(MiseAJour.demandee_at.desc(), MiseAJour.id)).scalars())


def get_update(mise_a_jour_id: uuid.UUID) -> MiseAJour:
    """Return a file sent to update the register.

    Raises:
        Introuvable: unknown.
    """
    row = db.session.get(MiseAJour, mise_a_jour_id)
    if row is None:
        raise Introuvable()
    return row


def acts_on_snapshots() -> dict[str, dict[str, Evenement]]:
    """Return the journal's lines on imports: identifier of the import → code of the act → its event."""
    found: dict[str, dict[str, Evenement]] = {}
    rows = select(Evenement).where(Evenement.code.in_(("registre_importe", "registre_repris")))
    for evenement in db.session.execute(rows).scalars():
        found.setdefault(evenement.objet_id, {})[evenement.code] = evenement
    return found


def history_of(etablissement: Etablissement) -> list[tuple[Instantane, Difference]]:
    """Return what each import that holds changed of an establishment, the last one first."""
    rows = (
        select(EtablissementAnterieur, Instantane)
        .join(Instantane, Instantane.id == EtablissementAnterieur.remplace_par)
        .where(EtablissementAnterieur.numero_finess == etablissement.numero_finess, Instantane.annule_at.is_(None))
        .order_by(Instantane.importe_at.desc(), Instantane.id)
    )
    found, apres = [], _values(etablissement)
    for anterieur, instantane in db.session.execute(rows):
        avant = _values(anterieur)
        found.append((instantane, compare(avant, apres)))
        apres = avant
    return found


def _values(row: Etablissement | EtablissementAnterieur) -> dict[str, Any]:
    return {colonne.name: getattr(row, colonne.name) for colonne in Etablissement.__table__.columns}


def same_place_as(etablissement: Etablissement) -> list[Etablissement]:
    """Return the other open establishments of child protection with the same SIRET, or the same names and address:
    perhaps two numbers for one place. Somebody judges."""
    meme_adresse = and_(
        Etablissement.nom_recherche == etablissement.nom_recherche,
        Etablissement.adresse == etablissement.adresse,
        Etablissement.code_postal == etablissement.code_postal,
        Etablissement.adresse != "",
    )
    meme_siret = and_(Etablissement.siret == etablissement.siret, Etablissement.siret != "")
    rows = (
        select(Etablissement)
        .where(
            Etablissement.departement_code == etablissement.departement_code,
            Etablissement.protection_enfance,
            Etablissement.ouvert,
            Etablissement.numero_finess != etablissement.numero_finess,
            or_(meme_siret, meme_adresse),
        )
        .order_by(Etablissement.numero_finess)
    )
    return list(db.session.execute(rows).scalars())


def get_departement(code: str) -> Departement | None:
    """Return a département, None when the code is not one."""
    return db.session.get(Departement, code)


def category_label(etablissement: Etablissement) -> str:
    """Return the name of a category as it is said today, or as the file wrote it outside child protection."""
    categorie = db.session.get(CategorieFiness, etablissement.categorie)
    return categorie.libelle if categorie else etablissement.libelle_categorie or f"Catégorie {etablissement.categorie}"


def count_protection_enfance() -> int:
    """Count the open establishments of child protection."""
    requete = select(func.count()).select_from(Etablissement)
    return db.session.execute(requete.where(Etablissement.protection_enfance, Etablissement.ouvert)).scalar_one()


@dataclass(frozen=True)
class Verification:
    """What the register says of a typed number; `refus` is None when the establishment can be accepted."""

    numero: str
    refus: Refus | None
    proposition: str | None = None
    etablissement: Etablissement | None = None
    candidats: tuple[Etablissement, ...] = ()
    """Establishments of the legal entity whose number was typed by mistake."""


def verify_numero(saisie: str) -> Verification:
    """Check a typed number against its key, then against the register (R12, S104)."""
    lu = read_numero(saisie)
    if lu.refus:
        return Verification(lu.numero[:LONGUEUR_SAISIE_MAX], lu.refus, lu.proposition)
    etablissement = db.session.get(Etablissement, lu.numero)
    if etablissement is None:
        candidats = tuple(etablissements_of_ej(lu.numero))
        return Verification(lu.numero, Refus.ENTITE_JURIDIQUE if candidats else Refus.INCONNU, candidats=candidats)
    refus = None
    if not etablissement.ouvert:
        refus = Refus.FERME
    elif not etablissement.protection_enfance:
        refus = Refus.CATEGORIE
    return Verification(lu.numero, refus, etablissement=etablissement)


def list_departements() -> list[Departement]:
    """Return the départements by code."""
    return list(db.session.execute(select(Departement).order_by(Departement.code)).scalars())


def list_regions() -> list[Region]:
    """Return the regions by name."""
    return sorted(db.session.execute(select(Region).order_by(Region.code)).scalars(), key=lambda region: region.nom)


@dataclass(frozen=True)
class CalendrierDepartement:
    """Days of a département over a period: closed, to avoid and why, and how far school breaks are known."""

    fermes: dict[date, str]
    evites: dict[date, tuple[str, ...]]
    vacances_connues_jusqu_au: date | None


def departement_calendar(code: str, debut: date, fin: date) -> CalendrierDepartement:
    """Return the calendar of a département between two days included."""
    departement = db.session.get_one(Departement, code)
    zone = departement.zone_scolaire
    requete = select(PeriodeScolaire).where(PeriodeScolaire.zone.in_([code, zone] if zone else [code]))
    vacances = [
        Vacances(p.zone, p.nom, p.debut, p.fin, p.source)
        for p in db.session.execute(requete.order_by(PeriodeScolaire.debut, PeriodeScolaire.zone)).scalars()
    ]
    return CalendrierDepartement(
        calendrier.closed_days(code, debut, fin),
        calendrier.discouraged_days(code, debut, fin, zone, vacances),
        calendrier.school_calendar_end(code, zone, vacances),
    )
