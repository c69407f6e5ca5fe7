"""One act on several files: prepared with its preview, done once, with a report line by line."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from acia.candidatures.mails import mail_confiee
from acia.candidatures.models import (
    ActeGroupe,
    Candidature,
    EtatActe,
    EtatCandidature,
    Etiquette,
    EtiquettePosee,
    PriseEnCharge,
)
from acia.candidatures.queries import get_acte, get_etiquette, territory_of
from acia.candidatures.rules import LIBELLES_ACTE, LIMITE_GROUPE, Acte, Effet, FaitsGroupe, effect_of
from acia.candidatures.service.interne import is_officer_there, put_in_charge, put_label, take_label
from acia.candidatures.workflow import CANDIDATURE
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.core.filters import pluriel

declare_events(
    {
        "candidature_en_instruction": "Dossier passé en cours d’examen.",
        "acte_groupe_prepare": "Acte de groupe préparé : {acte}, sur {dossiers}.",
    },
    keys={"acte_groupe_prepare": ("acte", "dossiers")},
)

CHANGE_ENTRE_TEMPS = "Ce dossier a changé depuis l’aperçu : rien n’y a été fait. Préparez un nouvel acte si besoin."


@dataclass(frozen=True)
class PreparationGroupe:
    """An act to prepare: on which files, and what it needs (a person, a label, a reason)."""

    acte: Acte
    candidatures: tuple[uuid.UUID, ...]
    cible: str = ""
    """Id of the person or of the label."""
    motif: str = ""


@dataclass(frozen=True)
class _Contexte:
    acte: Acte
    personne: Utilisateur | None
    etiquette: Etiquette | None
    charges: dict[uuid.UUID, PriseEnCharge]
    posees: dict[uuid.UUID, EtiquettePosee]

    @property
    def cible(self) -> str:
        if self.personne is not None:
            return self.personne.nom_complet
        return self.etiquette.nom if self.etiquette is not None else ""

    def effect(self, row: Candidature) -> tuple[Effet, str]:
        charge = self.charges.get(row.id)
        faits = FaitsGroupe(
            etat=EtatCandidature(row.etat),
            titulaire=charge.titulaire.nom_complet if charge else "",
            titulaire_est_le_meme=bool(charge and self.personne and charge.utilisateur_id == self.personne.id),
            titulaire_couvre=is_officer_there(self.personne, row.region_code),
            etiquette_posee=row.id in self.posees,
            etiquette_de_la_region=bool(self.etiquette and self.etiquette.region_code == row.region_code),
        )
        return effect_of(self.acte, faits, self.cible)

    def seen(self, row: Candidature) -> list[Any]:
        """What the preview stands on: the act leaves the file alone when any of it has changed."""
        charge = self.charges.get(row.id)
        return [row.version, str(charge.utilisateur_id) if charge else "", row.id in self.posees]


def prepare_acte(command: PreparationGroupe, *, auteur: Utilisateur, now: datetime) -> ActeGroupe:
    """Keep what an act would do to each file; nothing is done yet.

    Raises:
        ActionRefusee: no file, too many, or what the act needs is missing.
    """
    rows = _files(command.candidatures, auteur)
    if not rows:
        raise ActionRefusee("Choisissez au moins un dossier.")
    if len(rows) > LIMITE_GROUPE:
        raise ActionRefusee(
            f"Un acte porte sur {LIMITE_GROUPE} dossiers au plus, et vous en avez choisi {len(rows)} : "
            "resserrez la recherche."
        )
    contexte = _context(command.acte, command.cible, rows, auteur)
    lignes = [_line(row, *contexte.effect(row), contexte.seen(row)) for row in rows]
    acte = ActeGroupe(
        auteur_id=auteur.id,
        acte=command.acte,
        parametres={"cible": command.cible, "libelle": contexte.cible, "motif": command.motif},
        lignes=lignes,
        prepare_at=now,
    )
    db.session.add(acte)
    what = {"acte": LIBELLES_ACTE[command.acte], "dossiers": pluriel(len(lignes), "dossier")}
    record("acte_groupe_prepare", acte, auteur=auteur, now=now, motif=command.motif, **what)
    return acte


def _line(row: Candidature, effet: Effet, phrase: str, vu: list[Any]) -> dict[str, Any]:
    return {"id": str(row.id), "numero": row.numero, "nom": row.nom, "effet": effet, "phrase": phrase, "vu": vu}


def _files(ids: Sequence[uuid.UUID], auteur: Utilisateur, *, hold: bool = False) -> list[Candidature]:
    rows = (
        select(Candidature)
        .where(Candidature.id.in_(ids), Candidature.numero.is_not(None), *territory_of(auteur))
        .order_by(Candidature.id)
        .limit(LIMITE_GROUPE + 1)
    )
    if hold:
        rows = rows.with_for_update(of=Candidature).execution_options(populate_existing=True)
    return sorted(db.session.execute(rows).scalars(), key=lambda row: row.numero or "")


def _context(acte: Acte, cible: str, rows: Sequence[Candidature], auteur: Utilisateur) -> _Contexte:
    ids = [row.id for row in rows]
    personne = etiquette = None
    if acte is Acte.CONFIER:
        personne = db.session.get(Utilisateur, _key(cible, "Choisissez la personne à qui confier ces dossiers."))
        if personne is None or not any(is_officer_there(personne, row.region_code) for row in rows):
            raise ActionRefusee("Choisissez une personne qui travaille dans la région de ces dossiers.")
    elif acte in (Acte.ETIQUETER, Acte.DESETIQUETER):
        etiquette = get_etiquette(_key(cible, "Choisissez l’étiquette."), auteur)
    held = select(PriseEnCharge).options(joinedload(PriseEnCharge.titulaire))
    charges = db.session.execute(held.where(PriseEnCharge.candidature_id.in_(ids))).scalars()
    posees: list[EtiquettePosee] = []
    if etiquette is not None:
        here = EtiquettePosee.candidature_id.in_(ids) & (EtiquettePosee.etiquette_id == etiquette.id)
        posees = list(db.session.execute(select(EtiquettePosee).where(here)).scalars())
    return _Contexte(
        acte,
        personne,
        etiquette,
        {charge.candidature_id: charge for charge in charges},
        {posee.candidature_id: posee for posee in posees},
    )


def _key(cible: str, sinon: str) -> uuid.UUID:
    try:
        return uuid.UUID(cible)
    except ValueError:
        raise ActionRefusee(sinon) from None


def perform_acte(acte_id: uuid.UUID, *, auteur: Utilisateur, now: datetime, lien: str) -> ActeGroupe:
    """Do a prepared act once, in one transaction, and keep its report; done again, it returns the same report.

    A file that has changed since the preview is left alone and said so.
    """
    db.session.execute(select(ActeGroupe.id).where(ActeGroupe.id == acte_id).with_for_update())
    acte = get_acte(acte_id, auteur)
    if acte.etat == EtatActe.FAIT:
        return acte
    rows = {str(row.id): row for row in _files([uuid.UUID(line["id"]) for line in acte.lignes], auteur, hold=True)}
    contexte = _context(Acte(acte.acte), acte.parametres["cible"], list(rows.values()), auteur)
    rapport = [_perform_line(line, rows.get(line["id"]), contexte, acte, auteur, now) for line in acte.lignes]
    acte.lignes, acte.etat, acte.fait_at = rapport, EtatActe.FAIT, now
    changed = [line["nom"] for line in rapport if line["effet"] == Effet.CHANGE]
    if contexte.personne is not None and changed and contexte.personne.id != auteur.id:
        motif = acte.parametres["motif"]
        mail_confiee(contexte.personne, auteur, changed, motif, cle=f"acte:{acte.id}", lien=lien, now=now)
    db.session.flush()
    return acte


def _perform_line(
    line: dict[str, Any],
    row: Candidature | None,
    contexte: _Contexte,
    acte: ActeGroupe,
    auteur: Utilisateur,
    now: datetime,
) -> dict[str, Any]:
    if row is None:
        return {**line, "effet": Effet.IMPOSSIBLE, "phrase": "Ce dossier n’est plus dans votre territoire."}
    effet, phrase = contexte.effect(row)
    if effet is not Effet.CHANGE:
        return {**line, "effet": effet, "phrase": phrase}
    if contexte.seen(row) != line["vu"]:
        return {**line, "effet": Effet.IMPOSSIBLE, "phrase": CHANGE_ENTRE_TEMPS}
    _change(row, contexte, acte, auteur, now)
    return {**line, "effet": effet, "phrase": phrase}


def _change(row: Candidature, contexte: _Contexte, acte: ActeGroupe, auteur: Utilisateur, now: datetime) -> None:
    motif = str(acte.parametres["motif"])
    if contexte.personne is not None:
        put_in_charge(row, contexte.charges.get(row.id), contexte.personne, motif, auteur=auteur, now=now)
    elif contexte.etiquette is None:
        row.etat = CANDIDATURE.next_state(EtatCandidature(row.etat), "instruire")
        record("candidature_en_instruction", row, auteur=auteur, now=now, motif=motif)
    elif row.id in contexte.posees:
        take_label(row, contexte.posees[row.id], auteur=auteur, now=now)
    else:
        put_label(row, contexte.etiquette, auteur=auteur, now=now)
