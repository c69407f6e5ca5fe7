"""Declarations of interests, and the possible conflicts read from what is known of the members (R37)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from acia.candidatures.models import AccesCandidature, Candidature
from acia.commission.models import Commission, DeclarationInterets, Deport, LienDeclare, MembreCommission
from acia.commission.queries.commissions import files_of
from acia.commission.queries.sieges import members_in_office
from acia.commission.rules import Attaches, DossierJuge, Lien, conflict_grounds
from acia.commission.workflow import NatureLien
from acia.core.audit import Evenement
from acia.core.db import db
from acia.referentiel.models import Etablissement


def declarations_of(membres: Iterable[MembreCommission]) -> dict[uuid.UUID, list[DeclarationInterets]]:
    """Return the declarations of these members, the latest first."""
    rows = (
        select(DeclarationInterets)
        .where(DeclarationInterets.membre_id.in_([m.id for m in membres]))
        .options(selectinload(DeclarationInterets.liens))
        .order_by(DeclarationInterets.signee_at.desc(), DeclarationInterets.id)
    )
    found: dict[uuid.UUID, list[DeclarationInterets]] = defaultdict(list)
    for row in db.session.execute(rows).scalars():
        found[row.membre_id].append(row)
    return found


def ties_of(membres: Sequence[MembreCommission], files: Sequence[Candidature]) -> dict[uuid.UUID, Attaches]:
    """Return what is known of each member. Four statements, whatever the number of members and files."""
    declared = declarations_of(membres)
    latest = {m.id: rows[0].liens if (rows := declared.get(m.id)) else [] for m in membres}
    bodies = _managing_bodies(lien.numero for liens in latest.values() for lien in liens)
    written = _written_by([m.utilisateur_id for m in membres], [f.id for f in files])
    return {
        m.id: Attaches(
            m.utilisateur.employeur,
            m.utilisateur.courriel,
            tuple(_lien(row, bodies) for row in latest[m.id]),
            frozenset(written.get(m.utilisateur_id, ())),
        )
        for m in membres
    }


def _lien(row: LienDeclare, bodies: dict[str, str]) -> Lien:
    return Lien(NatureLien(row.nature), row.organisme, row.numero, bodies.get(row.numero, ""))


def _managing_bodies(numeros: Iterable[str]) -> dict[str, str]:
    wanted = {numero for numero in numeros if numero}
    rows = select(Etablissement.numero_finess, Etablissement.numero_ej).where(Etablissement.numero_finess.in_(wanted))
    return {number: body or "" for number, body in db.session.execute(rows)} if wanted else {}


def _written_by(people: Sequence[uuid.UUID], files: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """Files each person had a hand in: of their team, or author of an act in their journal."""
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    access = select(AccesCandidature.utilisateur_id, AccesCandidature.candidature_id).where(
        AccesCandidature.utilisateur_id.in_(people), AccesCandidature.candidature_id.in_(files)
    )
    for person, key in db.session.execute(access):
        found[person].add(str(key))
    known = {str(key) for key in files}
    acts = (
        select(Evenement.auteur_id, Evenement.objet_id)
        .where(Evenement.auteur_id.in_(people), Evenement.objet_type == Candidature.__tablename__)
        .distinct()
    )
    for author, written in db.session.execute(acts):
        if author is not None and written in known:
            found[author].add(written)
    return found


def judged_files(files: Sequence[Candidature]) -> dict[uuid.UUID, DossierJuge]:
    """Return what is compared of each file. Two statements, whatever their number."""
    bodies = {str(f.identite.get("numero_ej") or "") for f in files} - {""}
    neighbours: dict[str, list[str]] = defaultdict(list)
    siblings = select(Etablissement).where(Etablissement.numero_ej.in_(bodies)).order_by(Etablissement.numero_finess)
    for row in db.session.execute(siblings).scalars() if bodies else ():
        neighbours[row.numero_ej or ""].append(row.nom)
    with_people = (
        select(Candidature)
        .where(Candidature.id.in_([f.id for f in files]))
        .options(selectinload(Candidature.representants))
    )
    people = {row.id: row.representants for row in db.session.execute(with_people).scalars()}
    return {
        f.id: DossierJuge(
            str(f.id),
            f.nom,
            f.numero_finess,
            body := str(f.identite.get("numero_ej") or ""),
            tuple(name for name in neighbours.get(body, ()) if name != f.nom),
            tuple(r.courriel for r in people.get(f.id, ())),
        )
        for f in files
    }


def grounds_for(membre: MembreCommission, candidature: Candidature) -> tuple[str, ...]:
    """Return why this member may be in conflict on this file, as far as is known."""
    return grounds_on(membre, [candidature])[candidature.id]


def grounds_on(membre: MembreCommission, candidatures: Sequence[Candidature]) -> dict[uuid.UUID, tuple[str, ...]]:
    """The same for several files, in a number of statements that does not depend on them."""
    ties, judged = ties_of([membre], candidatures)[membre.id], judged_files(candidatures)
    return {f.id: conflict_grounds(ties, judged[f.id]) for f in candidatures}


@dataclass(frozen=True)
class ConflitPropose:
    """A possible conflict: whose, on which file, why, and what she answered."""

    membre: MembreCommission
    candidature: Candidature
    motifs: tuple[str, ...]
    deport: Deport | None

    @property
    def reponse(self) -> str:
        """`sans_reponse`, `sans_conflit`, `deport` or `office`."""
        if self.deport is None:
            return "sans_reponse"
        if not self.deport.conflit:
            return "sans_conflit"
        return "office" if self.deport.office_par_id else "deport"


def proposed_conflicts(commission: Commission) -> list[ConflitPropose]:
    """Return the possible conflicts and the recusals of the members in office, those without answer first."""
    files, members = files_of(commission), members_in_office(commission)
    ties, judged, said = ties_of(members, files), judged_files(files), _answers(members)
    found = []
    for m in members:
        for f in files:
            grounds, answer = conflict_grounds(ties[m.id], judged[f.id]), said.get((m.id, f.id))
            if grounds or (answer is not None and answer.conflit):
                found.append(ConflitPropose(m, f, grounds, answer))
    order = ("sans_reponse", "sans_conflit", "office", "deport")
    return sorted(found, key=lambda c: (order.index(c.reponse), c.membre.ordre, c.candidature.numero or ""))


def _answers(membres: Sequence[MembreCommission]) -> dict[tuple[uuid.UUID, uuid.UUID], Deport]:
    rows = select(Deport).where(Deport.membre_id.in_([m.id for m in membres])).options(joinedload(Deport.membre))
    return {(row.membre_id, row.candidature_id): row for row in db.session.execute(rows).scalars()}
