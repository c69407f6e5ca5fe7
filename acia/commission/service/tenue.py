"""A sitting conducted live: its agenda, then each file opened, its marks revealed, voted and closed."""

from __future__ import annotations

import uuid
from datetime import datetime

from acia.commission.models import ActeSeance, Commission, EtatPassage, MembreCommission, Passage
from acia.commission.queries import (
    agenda_order,
    as_steps,
    attending_at,
    current_passage,
    files_of,
    get_passage,
    get_revealing_seat,
    members_in_office,
    movements_of,
    open_reopened_sheets,
    passages_of,
    quorum_with,
    read_room,
    recused_by_file,
)
from acia.commission.rules import steps_back, steps_out
from acia.commission.service.gestes import Geste, held_commission, hold_commission, perform
from acia.commission.service.mouvements import write_steps
from acia.commission.workflow import (
    OUVRIR_DOSSIER,
    PASSAGE,
    REPORTER_DOSSIER,
    REPRENDRE_DOSSIER,
    REVELER_NOTES,
    MotifMouvement,
    PresenceSeance,
    SensMouvement,
)
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee

declare_events(
    {
        "commission_seance_commencee": "Séance de la commission « {nom} » commencée : {dossiers} dossiers à l’ordre du "
        "jour.",
        "commission_dossier_ouvert": "Dossier {numero} ouvert en séance.",
        "commission_notes_revelees": "Notes du dossier {numero} révélées en séance.",
        "commission_dossier_reporte": "Dossier {numero} reporté plus tard dans la séance.",
        "commission_dossier_rouvert": "Dossier {numero} repris : la proposition de la commission ne vaut plus.",
    },
    keys={
        "commission_seance_commencee": ("nom", "dossiers"),
        "commission_dossier_ouvert": ("numero", "a", "sortis"),
        "commission_notes_revelees": ("numero", "a"),
        "commission_dossier_reporte": ("numero", "a"),
        "commission_dossier_rouvert": ("numero", "a", "proposition", "resultat"),
    },
)


def begin_sitting(commission_id: uuid.UUID, geste: Geste, *, auteur: Utilisateur, now: datetime) -> ActeSeance:
    """Lay down the agenda; whoever is not marked as attending is absent until she arrives.

    Later in the sitting, the same act adds the files that have become eligible since.

    Raises:
        ActionRefusee: already begun, no file, or no quorum (R38).
    """
    commission = held_commission(commission_id, auteur)

    def change(at: datetime) -> None:
        known = [p.candidature_id for p in passages_of(commission)]
        if not known:
            _quorate(commission, at)
        late = (f.id for f in files_of(commission) if f.id not in known)
        added = list(late if known else agenda_order(commission))
        if not added:
            told = "La séance a déjà commencé." if known else "Cette commission n’a aucun dossier à examiner."
            raise ActionRefusee(told)
        db.session.add_all(
            Passage(commission_id=commission.id, candidature_id=key, ordre=rang)
            for rang, key in enumerate(added, len(known) + 1)
        )
        for membre in members_in_office(commission):
            membre.presence = membre.presence or PresenceSeance.ABSENT
        record(
            "commission_seance_commencee",
            commission,
            auteur=auteur,
            now=now,
            nom=commission.nom,
            dossiers=len(known) + len(added),
        )

    return perform(commission, "commencer", geste, change, auteur=auteur, now=now)


def _quorate(commission: Commission, at: datetime) -> None:
    quorum = quorum_with(commission, read_room(commission, at).held())
    if quorum.bloque:
        raise ActionRefusee(f"{quorum.phrase} Notez les arrivées, ou convoquez une seconde fois.")


def take_up(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    geste: Geste,
    *,
    version: int,
    auteur: Utilisateur,
    now: datetime,
) -> ActeSeance:
    """Put a file on the table: the recused who are present go out of themselves (R36).

    Raises:
        ActionRefusee: another file is open, or this one is not to be examined.
    """
    commission = held_commission(commission_id, auteur, candidature_id)

    def change(at: datetime) -> Passage:
        passage = get_passage(commission, candidature_id)
        here = current_passage(commission)
        if here is not None and here.id != passage.id:
            raise ActionRefusee("Un autre dossier est en cours : finissez-le, ou reportez-le.")
        passage.etat = next_of(passage, version, OUVRIR_DOSSIER)
        passage.ouvert_at, passage.notes_revelees_at, passage.clos_at = at, None, None
        recused = recused_by_file(commission, [candidature_id]).get(candidature_id, frozenset())
        _return(commission, candidature_id, passage, at, auteur, now)
        leaving = steps_out(attending_at(commission, at), recused)
        write_steps(
            named(commission, leaving),
            SensMouvement.SORTIE,
            at,
            motif=MotifMouvement.DEPORT,
            passage=passage,
            auteur=auteur,
            now=now,
        )
        say("commission_dossier_ouvert", passage, auteur, now, a=at.isoformat(), sortis=len(leaving))
        return passage

    return perform(commission, OUVRIR_DOSSIER, geste, change, auteur=auteur, now=now)


def named(commission: Commission, ids: frozenset[str]) -> list[MembreCommission]:
    """The members of these ids, in their order."""
    return [m for m in commission.membres if str(m.id) in ids]


def next_of(passage: Passage, version: int, acte: str) -> EtatPassage:
    """Where an act leads a file that the person has seen as it is.

    Raises:
        ConflitVersion: it has moved since.
        TransitionRefusee: the act does not exist from where it is.
    """
    passage.expect_version(version)
    return PASSAGE.next_state(EtatPassage(passage.etat), acte)


def say(
    code: str,
    passage: Passage,
    auteur: Utilisateur,
    now: datetime,
    *,
    motif: str = "",
    **data: str | int | bool | None,
) -> None:
    """Write the act on a file in the journal."""
    record(code, passage, auteur=auteur, now=now, motif=motif, numero=str(passage.candidature.numero), **data)


def reveal_marks(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    geste: Geste,
    *,
    version: int,
    auteur: Utilisateur,
    now: datetime,
) -> ActeSeance:
    """Reveal the marks of the open file: only then do they show on the screens.

    Raises:
        ActionRefusee: the file is not open, or a reopened sheet is not handed in again.
    """
    return _reveal(held_commission(commission_id, auteur, candidature_id), candidature_id, geste, version, auteur, now)


def reveal_marks_from_seat(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    geste: Geste,
    *,
    version: int,
    auteur: Utilisateur,
    now: datetime,
) -> ActeSeance:
    """The same, by the chair or the secretary of the commission, from her own screen.

    Raises:
        Introuvable: not their seat, or the file is not theirs to read (S7).
        ActionRefusee: as `reveal_marks`.
    """
    hold_commission(commission_id)
    seat = get_revealing_seat(commission_id, candidature_id, auteur)
    return _reveal(seat.commission, candidature_id, geste, version, auteur, now)


def _reveal(
    commission: Commission, candidature_id: uuid.UUID, geste: Geste, version: int, auteur: Utilisateur, now: datetime
) -> ActeSeance:
    def change(at: datetime) -> Passage:
        passage = get_passage(commission, candidature_id)
        rows = open_reopened_sheets(commission)
        waiting = [s.membre.utilisateur.nom_complet for s, file in rows if file.id == candidature_id]
        if waiting:
            raise ActionRefusee(f"Une notation rouverte n’est pas encore rendue : {', '.join(waiting)}.")
        passage.etat = next_of(passage, version, REVELER_NOTES)
        passage.notes_revelees_at = at
        say("commission_notes_revelees", passage, auteur, now, a=at.isoformat())
        return passage

    return perform(commission, REVELER_NOTES, geste, change, auteur=auteur, now=now)


def put_off(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    geste: Geste,
    *,
    version: int,
    auteur: Utilisateur,
    now: datetime,
) -> ActeSeance:
    """Leave the open file for later in the sitting; the recused come back.

    Raises:
        ActionRefusee: the file is not open.
    """
    commission = held_commission(commission_id, auteur, candidature_id)

    def change(at: datetime) -> Passage:
        passage = get_passage(commission, candidature_id)
        passage.etat = next_of(passage, version, REPORTER_DOSSIER)
        bring_back(commission, passage, at, auteur, now)
        say("commission_dossier_reporte", passage, auteur, now, a=at.isoformat())
        return passage

    return perform(commission, REPORTER_DOSSIER, geste, change, auteur=auteur, now=now)


def bring_back(commission: Commission, passage: Passage, at: datetime, auteur: Utilisateur, now: datetime) -> None:
    """Write the return of those who are out for a recusal, when a file is left: not of those recused from the next."""
    waiting = (p for p in passages_of(commission) if p.etat == EtatPassage.ATTENDU and p.id != passage.id)
    after = next(waiting, None)
    _return(commission, after.candidature_id if after else None, passage, at, auteur, now)


def _return(
    commission: Commission,
    suivant: uuid.UUID | None,
    passage: Passage,
    at: datetime,
    auteur: Utilisateur,
    now: datetime,
) -> None:
    staying = recused_by_file(commission, [suivant]).get(suivant, frozenset()) if suivant else frozenset()
    back = steps_back(as_steps(movements_of(commission)), staying)
    write_steps(named(commission, back), SensMouvement.RETOUR, at, passage=passage, auteur=auteur, now=now)


def take_up_again(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    motif: str,
    geste: Geste,
    *,
    version: int,
    auteur: Utilisateur,
    now: datetime,
) -> ActeSeance:
    """Take a deliberated file again: what was voted is kept by the journal alone.

    Raises:
        ActionRefusee: not deliberated, or no reason given.
    """
    commission = held_commission(commission_id, auteur, candidature_id)

    def change(at: datetime) -> Passage:
        passage = get_passage(commission, candidature_id)
        if not motif.strip():
            raise ActionRefusee("Dites pourquoi la commission reprend ce dossier.", "motif")
        passage.etat = next_of(passage, version, REPRENDRE_DOSSIER)
        said = (passage.constat or {}).get("resultat", "")
        say(
            "commission_dossier_rouvert",
            passage,
            auteur,
            now,
            motif=motif.strip(),
            a=at.isoformat(),
            proposition=passage.proposition,
            resultat=said,
        )
        passage.suffrages.clear()
        passage.proposition, passage.motif, passage.consensus, passage.constat = None, "", False, None
        passage.clos_at = None
        return passage

    return perform(commission, REPRENDRE_DOSSIER, geste, change, auteur=auteur, now=now)
