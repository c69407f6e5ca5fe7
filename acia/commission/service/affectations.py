"""Share the files out between the members: computed, adjusted by hand, refused by a member with a reason."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from sqlalchemy import delete, select

from acia.candidatures.models import Candidature
from acia.commission.models import Affectation, Commission, MembreCommission, PlanAffectation
from acia.commission.policy import may_refuse, may_share_out
from acia.commission.queries import Partage, get_commission, get_seat, open_file, place_of, share_out_of
from acia.commission.rules import Lot, Place, explain, share_out
from acia.commission.service.composition import require, touch
from acia.commission.service.notation import hold
from acia.commission.workflow import EtatAffectation, EtatCommission
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable

declare_events(
    {
        "commission_dossiers_repartis": "Commission « {nom} » : {dossiers} dossiers, {lecteurs} lecteurs chacun, "
        "graine {graine}.",
        "commission_dossiers_a_tous": "Commission « {nom} » : chaque membre lit tous les dossiers.",
        "commission_dossier_confie": "Dossier {numero} confié à {membre}.",
        "commission_dossier_repris": "Dossier {numero} repris à {membre}.",
        "commission_dossier_refuse": "{membre} refuse le dossier {numero}.",
    },
    keys={
        "commission_dossiers_repartis": ("nom", "dossiers", "lecteurs", "graine"),
        "commission_dossiers_a_tous": ("nom",),
        "commission_dossier_confie": ("numero", "membre"),
        "commission_dossier_repris": ("numero", "membre"),
        "commission_dossier_refuse": ("numero", "membre"),
    },
)


def share_files(
    commission_id: uuid.UUID, lecteurs: int, *, version: int | None, auteur: Utilisateur, now: datetime
) -> PlanAffectation:
    """Give each file to `lecteurs` members. Before scoring, all but choices made by hand is computed afresh; during
    scoring, everything given stays and free places are filled.

    Raises:
        ActionRefusee: fewer readers than the minimum of marks, or more than there are members.
        AccesRefuse: scoring is over.
    """
    commission = _held(commission_id, version, auteur)
    state = share_out_of(commission)
    _check_count(commission, len(state.places), lecteurs)
    seed = state.plan.graine if state.plan else secrets.token_hex(16)
    lots = [_lot(state, dossier) for dossier in state.dossiers]
    found = share_out(lots, [p.cle for p in state.places], lecteurs, seed)
    names = {p.cle: state.name(p) for p in state.places}
    recused = {p.cle: sum(state.acting(p, d.id) is None for d in state.dossiers) for p in state.places}
    plan = state.plan or PlanAffectation(commission_id=commission.id, graine=seed)
    plan.lecteurs, plan.calcule_at, plan.explication = lecteurs, now, explain(found, recused, names)
    db.session.add(plan)
    _write(state, {(place, uuid.UUID(d)) for d, who in found.lecteurs.items() for place in who}, now)
    touch(commission)
    record(
        "commission_dossiers_repartis",
        commission,
        auteur=auteur,
        now=now,
        nom=commission.nom,
        dossiers=len(lots),
        lecteurs=lecteurs,
        graine=seed,
    )
    return plan


def _held(commission_id: uuid.UUID, version: int | None, auteur: Utilisateur) -> Commission:
    commission = get_commission(commission_id, auteur)
    hold(commission)
    commission.expect_version(version)
    require(may_share_out(commission))
    return commission


def _check_count(commission: Commission, places: int, lecteurs: int) -> None:
    minimum = commission.appel.notes_minimum
    if lecteurs < minimum:
        raise ActionRefusee(f"Il faut au moins {minimum} notes par dossier : choisissez {minimum} ou plus.", "lecteurs")
    if lecteurs > places:
        raise ActionRefusee(f"La commission ne compte que {places} voix délibératives.", "lecteurs")


def _lot(state: Partage, dossier: Candidature) -> Lot:
    able = [p for p in state.places if state.may_read(p, dossier.id)]
    out = frozenset(p.cle for p in state.places if p not in able)
    return Lot(
        str(dossier.id), dossier.departement_code, out, frozenset(p.cle for p in able if _stays(state, p, dossier))
    )


def _stays(state: Partage, place: Place, dossier: Candidature) -> bool:
    """A sheet begun is never lost, nor a choice made by hand, nor what members already have during scoring."""
    row = state.etats.get((place.cle, dossier.id))
    scoring = state.commission.etat != EtatCommission.PREPARATION
    return state.begun(place, dossier.id) or (row is not None and (row.a_la_main or scoring))


def _write(state: Partage, given: set[tuple[str, uuid.UUID]], now: datetime) -> None:
    for key, row in state.etats.items():
        if row.etat == EtatAffectation.CONFIEE and key not in given:
            db.session.delete(row)
    for place, candidature_id in sorted(given - state.etats.keys()):
        db.session.add(
            Affectation(
                membre_id=uuid.UUID(place),
                candidature_id=candidature_id,
                etat=EtatAffectation.CONFIEE,
                decidee_at=now,
            )
        )


def give_to_all(commission_id: uuid.UUID, *, version: int | None, auteur: Utilisateur, now: datetime) -> Commission:
    """Let every member read every file: the default."""
    commission = _held(commission_id, version, auteur)
    seats = select(MembreCommission.id).where(MembreCommission.commission_id == commission.id)
    kept = Affectation.etat != EtatAffectation.REFUSEE
    db.session.execute(delete(Affectation).where(Affectation.membre_id.in_(seats), kept))
    db.session.execute(delete(PlanAffectation).where(PlanAffectation.commission_id == commission.id))
    touch(commission)
    record("commission_dossiers_a_tous", commission, auteur=auteur, now=now, nom=commission.nom)
    return commission


def give_file(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    membre_id: uuid.UUID,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> Affectation:
    """Give one file to one member by hand; one she refused may be given to her again.

    Raises:
        ActionRefusee: she is recused from it, or already reads it.
    """
    choice = _Choice(commission_id, candidature_id, membre_id, version, auteur)
    if choice.state.acting(choice.place, candidature_id) is None:
        raise ActionRefusee(f"{choice.nom} s’est déporté de ce dossier ou ne siège pas.")
    if choice.state.reads(choice.place, candidature_id):
        raise ActionRefusee(f"{choice.nom} lit déjà ce dossier.")
    row = choice.row or Affectation(membre_id=membre_id, candidature_id=candidature_id)
    row.etat, row.a_la_main, row.motif, row.decidee_at = EtatAffectation.CONFIEE, True, "", now
    db.session.add(row)
    choice.say("commission_dossier_confie", auteur, now)
    return row


def take_file(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    membre_id: uuid.UUID,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> Affectation:
    """Take one file back from one member by hand, unless she has begun her sheet: that is never lost.

    Raises:
        ActionRefusee: her sheet is begun, or the file is not hers.
    """
    choice = _Choice(commission_id, candidature_id, membre_id, version, auteur)
    row = choice.row
    if row is None or row.etat != EtatAffectation.CONFIEE:
        raise ActionRefusee(f"{choice.nom} ne lit pas ce dossier.")
    if choice.state.begun(choice.place, candidature_id):
        raise ActionRefusee(
            f"{choice.nom} a commencé sa notation de ce dossier : elle n’est pas perdue, le dossier lui reste."
        )
    row.etat, row.a_la_main, row.decidee_at = EtatAffectation.RETIREE, True, now
    choice.say("commission_dossier_repris", auteur, now)
    return row


class _Choice:
    """One file and one place that an officer chose, the commission held."""

    def __init__(
        self,
        commission_id: uuid.UUID,
        candidature_id: uuid.UUID,
        membre_id: uuid.UUID,
        version: int | None,
        auteur: Utilisateur,
    ) -> None:
        self.commission = _held(commission_id, version, auteur)
        self.state = share_out_of(self.commission)
        place = next((p for p in self.state.places if p.cle == str(membre_id)), None)
        dossier = next((d for d in self.state.dossiers if d.id == candidature_id), None)
        if place is None or dossier is None:
            raise Introuvable()
        if self.state.plan is None:
            raise ActionRefusee("Chaque membre lit tous les dossiers : répartissez-les d’abord.")
        self.place, self.dossier, self.nom = place, dossier, self.state.name(place)
        self.row = self.state.etats.get((place.cle, candidature_id))

    def say(self, code: str, auteur: Utilisateur, now: datetime) -> None:
        """Journal the choice."""
        touch(self.commission)
        record(code, self.commission, auteur=auteur, now=now, numero=self.dossier.numero, membre=self.nom)


def refuse_file(
    commission_id: uuid.UUID, candidature_id: uuid.UUID, motif: str, *, auteur: Utilisateur, now: datetime
) -> Affectation:
    """Refuse a file one was given, with a reason: it leaves one's space, its place is to be filled. A draft is kept.

    Raises:
        ActionRefusee: no reason given.
        AccesRefuse: her sheet is final, or scoring is over.
    """
    seat = get_seat(commission_id, auteur)
    hold(seat.commission)
    dossier = open_file(seat, candidature_id)
    require(may_refuse(seat.commission, dossier.notation))
    if not motif.strip():
        raise ActionRefusee("Dites pourquoi vous ne pouvez pas lire ce dossier.", "motif")
    place = place_of(seat)
    if place is None:
        raise ActionRefusee("Vous siégez avec voix consultative : aucun dossier ne vous est confié.")
    mine = {"membre_id": uuid.UUID(place.cle), "candidature_id": candidature_id}
    known = select(Affectation).filter_by(**mine).with_for_update()
    row = db.session.execute(known).scalar_one_or_none() or Affectation(**mine)
    row.etat, row.motif, row.decidee_at = EtatAffectation.REFUSEE, motif.strip(), now
    db.session.add(row)
    record(
        "commission_dossier_refuse",
        seat.commission,
        auteur=auteur,
        now=now,
        motif=row.motif,
        numero=dossier.candidature.numero,
        membre=auteur.nom_complet,
    )
    return row
