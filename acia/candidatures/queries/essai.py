"""The dry run of a table of files gathered elsewhere: every problem by line and column, and what would be created."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from acia.appels.models import Appel
from acia.candidatures.models import Candidature, Derogation, EtatCandidature, Importation, OrigineDossier
from acia.candidatures.queries.derogations import living_derogations, words_of
from acia.candidatures.rules import LigneLue, Probleme, is_late, key_of, read_line
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.filters import echeance, finess, jour
from acia.core.permissions import Role
from acia.referentiel.models import Departement, Etablissement
from acia.referentiel.rules import PHRASES_REFUS, NumeroLu, Refus, is_protection_enfance, read_numero


class Issue(StrEnum):
    """What becomes of a line."""

    CREEE = "creee"
    DEJA = "deja"
    ECARTEE = "ecartee"


@dataclass
class LigneEssai:
    """A line tried: what was read, what is wrong, what would be done."""

    rang: int
    """Number of the line in the file, the titles being line 1."""
    lue: LigneLue
    problemes: list[Probleme]
    etablissement: Etablissement | None = None
    issue: Issue = Issue.CREEE
    etat: EtatCandidature = EtatCandidature.DEPOSEE
    compte_id: uuid.UUID | None = None
    numero: str = ""
    candidature_id: str = ""
    par_derogation: bool = False
    """Deposited after everybody's deadline, in the one given to this establishment (S47)."""
    connue: str = ""
    """Sentence on the file already there."""

    def refuse(self, champ: str, phrase: str) -> None:
        """Leave the line out."""
        self.problemes.append(Probleme(champ, phrase, True))

    def warn(self, champ: str, phrase: str) -> None:
        """Point something out."""
        self.problemes.append(Probleme(champ, phrase))

    @property
    def nom(self) -> str:
        """Name of the establishment: the register's, else the table's."""
        return self.etablissement.nom if self.etablissement else self.lue.nom or self.lue.finess or self.lue.siret

    def as_report(self) -> dict[str, Any]:
        """What is kept of the line once the table is taken over."""
        return {
            "rang": self.rang,
            "nom": self.nom,
            "issue": self.issue,
            "etat": self.etat,
            "numero": self.numero,
            "candidature_id": self.candidature_id,
            "connue": self.connue,
            "problemes": [[p.champ, p.phrase, p.bloquant] for p in self.problemes],
        }


@dataclass
class _Registre:
    """Everything the lines are compared with, read in a handful of statements."""

    appel: Appel
    auteur: Utilisateur
    now: datetime
    options: dict[str, Any]
    etablissements: dict[str, Etablissement]
    sirets: dict[str, list[Etablissement]]
    entites: dict[str, list[Etablissement]]
    departements: dict[str, Departement]
    vivantes: dict[str, str]
    """FINESS → number (or « brouillon ») of its living file."""
    origines: dict[str, str]
    comptes: dict[str, uuid.UUID]
    derogations: dict[str, Derogation]
    """FINESS → its own later deadline."""
    vues: dict[str, int] = field(default_factory=dict)
    """Key of a line already met in the table → its number."""


def essai_of(importation: Importation, auteur: Utilisateur, now: datetime) -> list[LigneEssai]:
    """Try every line of a table; nothing is written."""
    appel = db.session.get_one(Appel, importation.appel_id)
    rank = {titre: k for k, titre in enumerate(importation.colonnes)}
    columns = [(code, rank[titre]) for code, titre in importation.association.items() if titre in rank]
    lignes = []
    for k, cells in enumerate(importation.lignes):
        if any(cells):
            lue, problemes = read_line({code: cells[column] for code, column in columns}, appel.fuseau)
            lignes.append(LigneEssai(k + 2, lue, problemes))
    registre = _read_registre(appel, lignes, importation.options, auteur, now)
    for ligne in lignes:
        _try(ligne, registre)
    return lignes


def _numero(saisie: str, zeros: bool) -> NumeroLu:
    lu = read_numero(saisie)
    return NumeroLu(lu.proposition) if zeros and lu.proposition else lu


def _by(column: InstrumentedAttribute[Any], values: Iterable[str]) -> list[Etablissement]:
    """The establishments whose column holds one of these values."""
    wanted = sorted(set(values) - {""})
    rows = select(Etablissement).where(column.in_(wanted)).order_by(Etablissement.numero_finess)
    return list(db.session.execute(rows).scalars())


def _read_registre(
    appel: Appel, lignes: Sequence[LigneEssai], options: dict[str, Any], auteur: Utilisateur, now: datetime
) -> _Registre:
    numeros = [_numero(ligne.lue.finess, True).numero for ligne in lignes]
    sirets: dict[str, list[Etablissement]] = {}
    for row in _by(Etablissement.siret, (ligne.lue.siret for ligne in lignes)):
        sirets.setdefault(row.siret, []).append(row)
    entites: dict[str, list[Etablissement]] = {}
    for row in _by(Etablissement.numero_ej, numeros):
        entites.setdefault(row.numero_ej or "", []).append(row)
    alive = select(Candidature.numero_finess, Candidature.numero).where(
        Candidature.appel_id == appel.id,
        Candidature.etat.not_in((EtatCandidature.RETIREE, EtatCandidature.REMPLACEE)),
    )
    known = (
        select(OrigineDossier.cle, Candidature.numero)
        .join(Candidature, Candidature.id == OrigineDossier.candidature_id)
        .where(OrigineDossier.appel_id == appel.id)
    )
    people = select(Utilisateur.courriel, Utilisateur.id).where(
        Utilisateur.role == Role.REPRESENTANT, Utilisateur.actif
    )
    return _Registre(
        appel,
        auteur,
        now,
        options,
        {row.numero_finess: row for row in _by(Etablissement.numero_finess, numeros)},
        sirets,
        entites,
        {row.code: row for row in db.session.execute(select(Departement)).scalars()},
        {row[0]: row[1] or "brouillon" for row in db.session.execute(alive)},
        {row[0]: row[1] or "brouillon" for row in db.session.execute(known)},
        {row[0]: row[1] for row in db.session.execute(people)},
        living_derogations(appel.id),
    )


def _try(ligne: LigneEssai, registre: _Registre) -> None:
    ligne.etablissement = _find(ligne, registre)
    if ligne.etablissement is not None:
        _check_territory(ligne, ligne.etablissement, registre)
        _check_known(ligne, ligne.etablissement, registre)
    _check_deposit(ligne, registre)
    ligne.compte_id = registre.comptes.get(ligne.lue.courriel)
    _settle_state(ligne, registre)
    if ligne.connue:
        ligne.issue = Issue.DEJA
    elif any(p.bloquant for p in ligne.problemes):
        ligne.issue = Issue.ECARTEE


def _find(ligne: LigneEssai, registre: _Registre) -> Etablissement | None:
    """The establishment of a line: its FINESS number, else its SIRET when one establishment alone bears it."""
    if not ligne.lue.finess:
        return _find_by_siret(ligne, registre)
    lu = _numero(ligne.lue.finess, bool(registre.options.get("zeros")))
    if lu.refus is not None:
        suite = f" Un zéro de tête s’est sans doute perdu : {finess(lu.proposition)} ?" if lu.proposition else ""
        ligne.refuse("finess", PHRASES_REFUS[lu.refus] + suite)
        return None
    if lu.numero in registre.etablissements:
        return registre.etablissements[lu.numero]
    candidats = registre.entites.get(lu.numero, [])
    noms = " ; ".join(f"{e.nom}, {finess(e.numero_finess)}" for e in candidats[:5])
    refus = Refus.ENTITE_JURIDIQUE if candidats else Refus.INCONNU
    ligne.refuse("finess", PHRASES_REFUS[refus] + (f" Ses établissements : {noms}." if noms else ""))
    return None


def _find_by_siret(ligne: LigneEssai, registre: _Registre) -> Etablissement | None:
    if not ligne.lue.siret:
        ligne.refuse("finess", "Ni numéro FINESS, ni SIRET : rien ne dit de quel établissement il s’agit.")
        return None
    found = [e for e in registre.sirets.get(ligne.lue.siret, []) if e.ouvert]
    if len(found) == 1:
        return found[0]
    if not found:
        ligne.refuse("siret", "Aucun établissement du registre FINESS ne porte ce SIRET.")
    else:
        noms = " ; ".join(f"{e.nom}, {finess(e.numero_finess)}" for e in found[:5])
        ligne.refuse("siret", f"Plusieurs établissements portent ce SIRET : {noms}. Ajoutez le numéro FINESS.")
    return None


def _check_territory(ligne: LigneEssai, row: Etablissement, registre: _Registre) -> None:
    departement = registre.departements[row.departement_code]
    where = "siret" if not ligne.lue.finess else "finess"
    if departement.code not in {d.departement_code for d in registre.appel.departements}:
        ligne.refuse(where, f"L’appel n’est pas ouvert dans ce département : {departement.nom} ({departement.code}).")
    elif not registre.auteur.covers_region(departement.region_code):
        ligne.refuse(where, f"Cet établissement n’est pas dans votre territoire : {departement.nom}.")
    if not row.ouvert:
        ligne.warn(where, PHRASES_REFUS[Refus.FERME])
    if not is_protection_enfance(row.categorie, row.agregat):
        ligne.warn(where, PHRASES_REFUS[Refus.CATEGORIE])


def _check_known(ligne: LigneEssai, row: Etablissement, registre: _Registre) -> None:
    """The same file as before, or the establishment's living file: nothing is created (R28)."""
    cle = key_of(ligne.lue.identifiant, row.numero_finess)
    if cle in registre.origines:
        ligne.connue = f"Déjà importé : {registre.origines[cle]}."
    elif row.numero_finess in registre.vivantes:
        ligne.connue = f"Cet établissement a déjà un dossier pour cet appel : {registre.vivantes[row.numero_finess]}."
    else:
        for key in {cle, f"finess:{row.numero_finess}"}:
            if key in registre.vues:
                ligne.refuse("finess", f"Même dossier que la ligne {registre.vues[key]} de ce tableau.")
                return
        if not any(p.bloquant for p in ligne.problemes):
            registre.vues |= {cle: ligne.rang, f"finess:{row.numero_finess}": ligne.rang}


def _check_deposit(ligne: LigneEssai, registre: _Registre) -> None:
    at, appel = ligne.lue.deposee_at, registre.appel
    if at is None:
        return
    if at > registre.now:
        ligne.refuse("deposee_le", f"Cette date est à venir : {jour(at, appel.fuseau)}.")
    elif appel.cloture_at is not None and is_late(at, appel.cloture_at):
        _check_late(ligne, at, registre)


def _check_late(ligne: LigneEssai, at: datetime, registre: _Registre) -> None:
    """A late deposit is left out, unless this establishment was given a later deadline of its own."""
    zone = registre.appel.fuseau
    said = f"Déposé après la date limite ({echeance(registre.appel.cloture_at, zone)})"
    derogation = registre.derogations.get(ligne.etablissement.numero_finess) if ligne.etablissement else None
    if derogation is None:
        ligne.refuse("deposee_le", f"{said}.")
    elif is_late(at, derogation.limite_at):
        ligne.refuse("deposee_le", f"{said}, et après celle de sa dérogation ({echeance(derogation.limite_at, zone)}).")
    else:
        ligne.par_derogation = True
        ligne.warn("deposee_le", f"{said}, accepté. {words_of(derogation)}")


def _settle_state(ligne: LigneEssai, registre: _Registre) -> None:
    """Deposited, unless it was a draft there, or incomplete and the officer wants drafts."""
    ligne.etat, manques = ligne.lue.etat, ligne.lue.manques
    if manques:
        ligne.warn("", f"Dossier incomplet, il manque : {', '.join(manques)}.")
        choix = registre.options.get("incomplets")
        if choix == "brouillons":
            ligne.etat = EtatCandidature.BROUILLON
        elif choix == "ecartes":
            ligne.refuse("", "Dossier incomplet : vous avez choisi de le laisser de côté.")
    if ligne.etat is EtatCandidature.BROUILLON and ligne.compte_id is None:
        ligne.refuse("courriel", "Un brouillon appartient à qui l’écrit, et personne n’a de compte avec cette adresse.")
    elif ligne.etat is not EtatCandidature.BROUILLON and "la date de dépôt" in manques:
        ligne.warn("deposee_le", "Sans date de dépôt, le dossier porte la date de l’import.")
