"""The establishments of the register that could apply to a call, and how far each département is from its cohortes.

Lists are plain rows: two statements for the gauges, three more for the page, whatever the number of establishments.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Select, case, exists, func, select

from acia.appels.models import Appel, AppelDepartement
from acia.appels.queries import bornes_of
from acia.candidatures.models import Candidature, EtatCandidature
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.exports import Colonne, Feuille, write_workbook
from acia.core.permissions import Role
from acia.eligibilite.models import DecisionEligibilite, IssueEligibilite
from acia.pilotage.rules import (
    CATEGORIES_A_ARBITRER,
    CATEGORIES_ECARTEES,
    LIBELLES_CONTACT,
    Contact,
    Jauge,
)
from acia.referentiel.models import CategorieFiness, Departement, Etablissement
from acia.referentiel.rules import MOTS_MAX, search_words

PAR_PAGE: Final = 200
CHAMPS: Final = ("departement", "contact", "categorie", "texte")
_ECARTES: Final = (EtatCandidature.RETIREE, EtatCandidature.REMPLACEE)
NON_EXPORTES: Final = "Adresse et téléphone non exportés : ce peut être un domicile."


@dataclass(frozen=True)
class JaugeDepartement:
    """A département of a call within a person's territory."""

    code: str
    nom: str
    jauge: Jauge
    brouillons: int
    contacts: Mapping[Contact, int]
    """Establishments of the vivier by what the files say of them."""

    @property
    def vivier(self) -> int:
        """Establishments that could apply."""
        return sum(self.contacts.values())


@dataclass(frozen=True)
class FiltreVivier:
    """What the officer looks for; every value is a text of the address, an unknown one finds nothing."""

    departement: str = ""
    contact: str = ""
    categorie: str = ""
    texte: str = ""

    @staticmethod
    def of(args: Mapping[str, str]) -> FiltreVivier:
        """Read the filter from the arguments of an address or of a form."""
        return FiltreVivier(**{name: args.get(name, "").strip()[:200] for name in CHAMPS})

    def as_args(self) -> dict[str, str]:
        """The arguments of the address, empty ones left out."""
        return {name: getattr(self, name) for name in CHAMPS if getattr(self, name)}


@dataclass(frozen=True)
class ListeVivier:
    """One page of the list: plain rows, and how many there are in all."""

    lignes: list[tuple[Any, ...]]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Number of pages, one at least."""
        return max(1, -(-self.total // PAR_PAGE))


def gauges_of(appel: Appel, person: Utilisateur, *, vivier: bool = True) -> list[JaugeDepartement]:
    """The gauge of each département of a call in the person's territory; two statements, one more with the vivier."""
    bornes, files = bornes_of(appel), _count_files(appel.id)
    found = _count_vivier(appel, person) if vivier else {}
    rows = (
        select(Departement.code, Departement.nom, AppelDepartement.places)
        .join(AppelDepartement, AppelDepartement.departement_code == Departement.code)
        .where(AppelDepartement.appel_id == appel.id, *_territory(person))
        .order_by(Departement.nom)
    )
    lines = []
    for code, nom, places in db.session.execute(rows):
        drafts, filed, eligible, decided = files.get(code, (0, 0, 0, 0))
        jauge = Jauge(filed, eligible, filed - decided, places, bornes.minimum, bornes.maximum)
        contacts = {contact: found.get((code, contact), 0) for contact in Contact}
        lines.append(JaugeDepartement(code, nom, jauge, drafts, contacts))
    return lines


def _territory(person: Utilisateur) -> list[ColumnElement[bool]]:
    return [] if person.role_enum is Role.PILOTE else [Departement.region_code.in_(person.regions)]


def _count_files(appel_id: uuid.UUID) -> dict[str, tuple[int, int, int, int]]:
    """Drafts, deposited, eligible and decided files by département."""
    filed = Candidature.numero.is_not(None)
    eligible = DecisionEligibilite.issue == IssueEligibilite.ELIGIBLE
    sums = (~filed, filed, filed & eligible, filed & DecisionEligibilite.id.is_not(None))
    rows = (
        select(Candidature.departement_code, *(func.sum(case((condition, 1), else_=0)) for condition in sums))
        .outerjoin(DecisionEligibilite, DecisionEligibilite.candidature_id == Candidature.id)
        .where(Candidature.appel_id == appel_id, Candidature.etat.not_in(_ECARTES))
        .group_by(Candidature.departement_code)
    )
    return {code: (int(a), int(b), int(c), int(d)) for code, a, b, c, d in db.session.execute(rows)}


def _contact(appel_id: uuid.UUID) -> ColumnElement[str]:
    """What the files say of an establishment; a draft says nothing of its author until it is deposited."""
    filed = exists().where(
        Candidature.numero_finess == Etablissement.numero_finess,
        Candidature.numero.is_not(None),
        Candidature.etat.not_in(_ECARTES),
    )
    here = filed.where(Candidature.appel_id == appel_id)
    elsewhere = filed.where(Candidature.appel_id != appel_id)
    return case((here, Contact.DEPOSE.value), (elsewhere, Contact.ANCIEN.value), else_=Contact.JAMAIS.value)


def _possible(appel: Appel, person: Utilisateur) -> list[ColumnExpressionArgument[bool]]:
    """Open establishments of child protection, in départements of the call, that their category does not set aside."""
    codes = (
        select(AppelDepartement.departement_code)
        .join(Departement, Departement.code == AppelDepartement.departement_code)
        .where(AppelDepartement.appel_id == appel.id, *_territory(person))
    )
    return [
        Etablissement.departement_code.in_(codes),
        Etablissement.protection_enfance,
        Etablissement.ouvert.is_(True),
        Etablissement.categorie.not_in(CATEGORIES_ECARTEES),
    ]


def _count_vivier(appel: Appel, person: Utilisateur) -> dict[tuple[str, Contact], int]:
    inner = (
        select(Etablissement.departement_code.label("code"), _contact(appel.id).label("contact"))
        .where(*_possible(appel, person))
        .subquery()
    )
    rows = select(inner.c.code, inner.c.contact, func.count()).group_by(inner.c.code, inner.c.contact)
    return {(code, Contact(contact)): count for code, contact, count in db.session.execute(rows)}


def list_vivier(appel: Appel, person: Utilisateur, filtre: FiltreVivier, page: int = 1) -> ListeVivier:
    """One page of the establishments that could apply, by département and name; two statements."""
    total = db.session.execute(_found(appel, person, filtre, func.count())).scalar_one()
    page = min(max(page, 1), max(1, -(-total // PAR_PAGE)))
    rows = _found(
        appel,
        person,
        filtre,
        Etablissement.numero_finess,
        Etablissement.raison_sociale,
        Etablissement.commune,
        Departement.nom,
        _label(),
        Etablissement.categorie.in_(CATEGORIES_A_ARBITRER),
        _contact(appel.id),
    )
    found = db.session.execute(rows.order_by(*_ORDRE).limit(PAR_PAGE).offset((page - 1) * PAR_PAGE))
    return ListeVivier([tuple(row) for row in found], total, page)


_ORDRE: Final = (Etablissement.departement_code, Etablissement.nom_recherche, Etablissement.numero_finess)


def _label() -> ColumnElement[str]:
    return func.coalesce(CategorieFiness.libelle, Etablissement.libelle_categorie)


def _found(appel: Appel, person: Utilisateur, filtre: FiltreVivier, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Etablissement)
        .join(Departement, Departement.code == Etablissement.departement_code)
        .outerjoin(CategorieFiness, CategorieFiness.code == Etablissement.categorie)
        .where(*_possible(appel, person), *_conditions(appel, filtre))
    )


def _conditions(appel: Appel, filtre: FiltreVivier) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filtre.departement:
        conditions.append(Etablissement.departement_code == filtre.departement)
    if filtre.contact:
        conditions.append(_contact(appel.id) == filtre.contact)
    if filtre.categorie:
        conditions.append(Etablissement.categorie == filtre.categorie)
    words = search_words(filtre.texte)[:MOTS_MAX]
    return conditions + [Etablissement.nom_recherche.contains(word) for word in words]


def categories_of(appel: Appel, person: Utilisateur) -> list[tuple[str, str]]:
    """Categories met in the vivier, by name, for the filter."""
    rows = _found(appel, person, FiltreVivier(), Etablissement.categorie, func.max(_label()))
    found = [(code, label or code) for code, label in db.session.execute(rows.group_by(Etablissement.categorie))]
    return sorted(found, key=lambda choice: choice[1])


def count_set_aside(appel: Appel, person: Utilisateur) -> int:
    """Open establishments of the same départements whose category is that of youth justice alone."""
    *same, _kept = _possible(appel, person)
    rows = select(func.count()).select_from(Etablissement)
    return db.session.execute(rows.where(*same, Etablissement.categorie.in_(CATEGORIES_ECARTEES))).scalar_one()


_COLONNES: Final = (
    Colonne("FINESS"),
    Colonne("Établissement"),
    Colonne("Catégorie"),
    Colonne("Organisme gestionnaire (FINESS)"),
    Colonne("Département"),
    Colonne("Adresse"),
    Colonne("Code postal"),
    Colonne("Commune"),
    Colonne("Téléphone"),
    Colonne("Dossier"),
    Colonne("Remarque"),
)


def mailing_rows(appel: Appel, person: Utilisateur, filtre: FiltreVivier) -> list[tuple[str, ...]]:
    """The rows of a mailing, without the address nor the telephone of what may be somebody's home."""
    rows = _found(
        appel,
        person,
        filtre,
        Etablissement.categorie,
        Etablissement.numero_finess,
        Etablissement.raison_sociale,
        _label(),
        Etablissement.numero_ej,
        Departement.nom,
        Etablissement.adresse,
        Etablissement.code_postal,
        Etablissement.commune,
        Etablissement.telephone,
        _contact(appel.id),
    ).order_by(*_ORDRE)
    return [_mailing_row(*row) for row in db.session.execute(rows)]


def _mailing_row(categorie: str, *values: str) -> tuple[str, ...]:
    *identity, adresse, code_postal, commune, telephone, contact = values
    words = LIBELLES_CONTACT[Contact(contact)][0]
    if categorie in CATEGORIES_A_ARBITRER:
        return (*identity, "", "", commune, "", words, NON_EXPORTES)
    return (*identity, adresse, code_postal, commune, telephone, words, "")


def mailing_workbook(appel: Appel, rows: list[tuple[str, ...]]) -> bytes:
    """The .xlsx of a mailing."""
    counted: dict[str, int] = defaultdict(int)
    for row in rows:
        counted[row[4]] += 1
    summary = Feuille(
        "Par département", (Colonne("Département"), Colonne("Établissements", "entier")), sorted(counted.items())
    )
    return write_workbook([Feuille("Vivier", _COLONNES, rows), summary], zone=appel.fuseau)
