"""Who comes into the sitting and who goes out, each at her time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from acia.commission.models import ActeSeance, Commission, MembreCommission, Mouvement, Passage
from acia.commission.queries import (
    as_steps,
    current_passage,
    members_in_office,
    movements_of,
    moves_by_member,
    on_the_sheet,
    recused_by_file,
)
from acia.commission.rules import refuse_step, situation_at
from acia.commission.service.gestes import Geste, held_commission, perform
from acia.commission.workflow import LIBELLES_MOUVEMENT, MotifMouvement, PresenceSeance, SensMouvement
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable

declare_events(
    {
        "commission_mouvement": "{mouvement} de {membre} pendant la séance.",
        "commission_mouvement_annule": "{mouvement} de {membre} annulé : noté par erreur.",
    },
    keys={
        "commission_mouvement": ("mouvement", "membre", "a"),
        "commission_mouvement_annule": ("mouvement", "membre"),
    },
)


def note_movement(
    commission_id: uuid.UUID,
    membre_id: uuid.UUID,
    sens: SensMouvement,
    geste: Geste,
    *,
    a_distance: bool = False,
    auteur: Utilisateur,
    now: datetime,
) -> ActeSeance:
    """Note that a member comes in or goes out. The first coming in marks her as attending, on site or at a distance.

    Raises:
        Introuvable: not a member in office of this commission.
        ActionRefusee: she is already where this would bring her.
    """
    commission = held_commission(commission_id, auteur)

    def change(at: datetime) -> None:
        membre = _sitting(commission, membre_id)
        _follow(commission, membre, sens, at)
        if sens == SensMouvement.ARRIVEE:
            membre.presence = PresenceSeance.DISTANCE if a_distance else PresenceSeance.PRESENT
        recused = _open_file_recusing(commission, membre)
        motif = ""
        if sens == SensMouvement.SORTIE:
            motif = MotifMouvement.ABSENCE if recused is None else MotifMouvement.DEPORT
        write_steps([membre], sens, at, motif=motif, passage=recused, auteur=auteur, now=now)

    return perform(commission, f"mouvement_{sens.value}", geste, change, auteur=auteur, now=now)


def _sitting(commission: Commission, membre_id: uuid.UUID) -> MembreCommission:
    found = next((m for m in members_in_office(commission) if m.id == membre_id), None)
    if found is None:
        raise Introuvable()
    return found


def _follow(commission: Commission, membre: MembreCommission, sens: SensMouvement, at: datetime) -> None:
    steps = as_steps(moves_by_member(movements_of(commission)).get(membre.id, []))
    last = steps[-1].at if steps else None
    here = situation_at(str(membre.id) in on_the_sheet(commission), steps, max(at, last) if last else at)
    nom = membre.utilisateur.nom_complet
    refused = refuse_step(nom, here, sens, last, at)
    if refused:
        raise ActionRefusee(refused)
    if sens == SensMouvement.RETOUR and _open_file_recusing(commission, membre) is not None:
        raise ActionRefusee(f"{nom} est en déport du dossier en cours : son retour se note à la fin du dossier.")


def _open_file_recusing(commission: Commission, membre: MembreCommission) -> Passage | None:
    """The file on the table, when this member is recused from it: she is out for it, whoever noted her going."""
    current = current_passage(commission)
    if current is None:
        return None
    recused = recused_by_file(commission, [current.candidature_id]).get(current.candidature_id, frozenset())
    return current if str(membre.id) in recused else None


def write_steps(
    membres: Iterable[MembreCommission],
    sens: SensMouvement,
    at: datetime,
    *,
    motif: str = "",
    passage: Passage | None = None,
    auteur: Utilisateur,
    now: datetime,
) -> None:
    """Write one movement for each of these members, whatever was noted before."""
    for membre in membres:
        ranks = db.session.query(Mouvement.rang).filter_by(membre_id=membre.id)
        row = Mouvement(
            membre_id=membre.id,
            rang=max((rang for (rang,) in ranks), default=0) + 1,
            passage_id=passage.id if passage is not None else None,
            sens=sens,
            motif=motif,
            at=at,
            saisi_par_id=auteur.id,
            saisi_at=now,
        )
        db.session.add(row)
        record(
            "commission_mouvement",
            membre,
            auteur=auteur,
            now=now,
            mouvement=LIBELLES_MOUVEMENT[sens],
            membre=membre.utilisateur.nom_complet,
            a=at.isoformat(),
        )


def cancel_movement(
    commission_id: uuid.UUID, mouvement_id: uuid.UUID, geste: Geste, *, auteur: Utilisateur, now: datetime
) -> ActeSeance:
    """Cancel the last movement of a member, noted by mistake: the row stays, and no longer counts.

    Raises:
        Introuvable: no such movement here.
        ActionRefusee: another one came after it, or it is cancelled already.
    """
    commission = held_commission(commission_id, auteur)

    def change(_at: datetime) -> None:
        row = db.session.get(Mouvement, mouvement_id, populate_existing=True)
        if row is None or row.membre.commission_id != commission.id:
            raise Introuvable()
        membre = row.membre
        living = moves_by_member(movements_of(commission)).get(membre.id, [])
        if row.annule_at is not None or not living or living[-1].id != row.id:
            raise ActionRefusee("Seul le dernier mouvement d’un membre s’annule.")
        row.annule_at, row.annule_par_id = now, auteur.id
        if row.sens == SensMouvement.ARRIVEE:
            membre.presence = PresenceSeance.ABSENT
        record(
            "commission_mouvement_annule",
            membre,
            auteur=auteur,
            now=now,
            mouvement=LIBELLES_MOUVEMENT[SensMouvement(row.sens)],
            membre=membre.utilisateur.nom_complet,
        )

    return perform(commission, "annuler", geste, change, auteur=auteur, now=now)
