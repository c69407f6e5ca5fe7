"""A member's acts: declare her interests, pass the gate of a file or step back, mark it, hand her sheet in."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from acia.commission.models import (
    Commission,
    DeclarationInterets,
    Deport,
    LienDeclare,
    MembreCommission,
    Notation,
    Note,
    Selection,
)
from acia.commission.policy import is_declared, may_recuse, may_score
from acia.commission.queries import (
    DossierMembre,
    declarations_of,
    get_commission,
    get_seat,
    grounds_for,
    open_cleared_file,
)
from acia.commission.queries.dossiers import asked_file
from acia.commission.rules import Manque, missing_in_sheet
from acia.commission.service.composition import require, touch
from acia.commission.service.ecriture import CommandeFeuille, FeuilleEcrite, write_sheet
from acia.commission.workflow import CLORE_NOTATION, COMMISSION, EtatCommission, EtatNotation, NatureLien
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee

declare_events(
    {
        "commission_interets_declares": "Déclaration d’intérêts de {membre}.",
        "commission_sans_conflit": "{membre} déclare n’avoir pas de conflit d’intérêts sur le dossier {numero}.",
        "commission_deport": "{membre} se déporte du dossier {numero}.",
        "commission_notation_enregistree": "Brouillon de notation de {membre} enregistré, dossier {numero}.",
        "commission_notation_rendue": "Notation de {membre} rendue, dossier {numero}.",
        "commission_notation_close": "Notation de la commission « {nom} » close.",
    },
    keys={
        "commission_interets_declares": ("membre",),
        "commission_sans_conflit": ("membre", "numero"),
        "commission_deport": ("membre", "numero"),
        "commission_notation_enregistree": ("membre", "numero"),
        "commission_notation_rendue": ("membre", "numero"),
        "commission_notation_close": ("nom",),
    },
)


class FeuilleIncomplete(ActionRefusee):
    """The sheet lacks something on one or more criteria."""

    def __init__(self, manques: tuple[Manque, ...]) -> None:
        super().__init__("Votre notation n’est pas complète.")
        self.manques = manques


def _held_seat(commission_id: uuid.UUID, auteur: Utilisateur) -> MembreCommission:
    """The member's seat, held: what she says twice at once is said once (S57)."""
    seat = get_seat(commission_id, auteur)
    db.session.refresh(seat, ["declaration_at"], with_for_update=True)
    return seat


@dataclass(frozen=True)
class CommandeLien:
    """One tie that a member declares."""

    nature: NatureLien
    organisme: str
    numero: str = ""
    precisions: str = ""


def declare_interests(
    commission_id: uuid.UUID,
    declaration: str,
    *,
    liens: Sequence[CommandeLien] = (),
    vues: int | None = None,
    auteur: Utilisateur,
    now: datetime,
) -> MembreCommission:
    """Sign a declaration of interests: before it, no file exists for the member (S8). The earlier ones are kept.

    `vues` is how many declarations the form showed; none asks that there be no valid one yet.

    Raises:
        ActionRefusee: already declared, here or in another window.
    """
    seat = _held_seat(commission_id, auteur)
    earlier = declarations_of([seat])[seat.id]
    if (vues is None and is_declared(seat)) or (vues is not None and vues != len(earlier)):
        raise ActionRefusee("Votre déclaration est déjà enregistrée.")
    row = DeclarationInterets(membre_id=seat.id, signee_at=now, texte=declaration)
    row.liens = [
        LienDeclare(ordre=rank, nature=x.nature, organisme=x.organisme, numero=x.numero, precisions=x.precisions)
        for rank, x in enumerate(liens, start=1)
    ]
    db.session.add(row)
    seat.declaration, seat.declaration_at = declaration, now
    record("commission_interets_declares", seat, auteur=auteur, now=now, membre=auteur.nom_complet)
    return seat


def clear_conflict(
    commission_id: uuid.UUID, candidature_id: uuid.UUID, *, motif: str = "", auteur: Utilisateur, now: datetime
) -> Deport:
    """Say « pas de conflit d’intérêts » on one file, which opens it.

    Raises:
        ActionRefusee: a possible conflict is proposed, and nothing says why it is none (R37).
    """
    seat = _held_seat(commission_id, auteur)
    dossier = asked_file(seat, candidature_id)
    _require_open(seat.commission)
    if dossier.deport is not None:
        return dossier.deport
    if dossier.notation is not None and dossier.notation.etat == EtatNotation.RENDUE:
        # Her recusal was lifted: what she handed in before counts again, which frozen proposals cannot take in.
        hold(seat.commission)
        require(may_recuse(seat.commission, proposals_settled(seat.commission)))
        touch(seat.commission)
    grounds = grounds_for(seat, dossier.candidature)
    if grounds and not motif.strip():
        raise ActionRefusee("Un lien possible est signalé : dites pourquoi il ne vous met pas en conflit.", "motif")
    row = Deport(
        membre_id=seat.id,
        candidature_id=candidature_id,
        conflit=False,
        motif=motif.strip() if grounds else "",
        liens_signales="\n".join(grounds),
        declare_at=now,
    )
    db.session.add(row)
    record(
        "commission_sans_conflit",
        row,
        auteur=auteur,
        now=now,
        motif=row.motif,
        membre=auteur.nom_complet,
        numero=dossier.candidature.numero,
    )
    return row


def clear_conflicts(
    commission_id: uuid.UUID, dossiers: Iterable[uuid.UUID], *, auteur: Utilisateur, now: datetime
) -> list[Deport]:
    """Say « pas de conflit d’intérêts » on each of these files, all or none.

    Raises:
        ActionRefusee: a possible conflict is proposed on one of them, which wants its own answer.
    """
    return [clear_conflict(commission_id, key, auteur=auteur, now=now) for key in dossiers]


def recuse(
    commission_id: uuid.UUID, candidature_id: uuid.UUID, motif: str, *, auteur: Utilisateur, now: datetime
) -> Deport:
    """Step back from one file: it leaves the member's space at once, her sheet no longer counts (R36).

    Raises:
        ActionRefusee: no reason given.
    """
    seat = _held_seat(commission_id, auteur)
    dossier = asked_file(seat, candidature_id)
    require(may_recuse(seat.commission, proposals_settled(seat.commission)))
    if not motif.strip():
        raise ActionRefusee("Dites en quelques mots ce qui vous lie à ce dossier.", "motif")
    if dossier.deport is not None and dossier.deport.conflit and dossier.deport.motif == motif.strip():
        return dossier.deport
    row = dossier.deport or Deport(membre_id=seat.id, candidature_id=candidature_id)
    row.conflit, row.motif, row.declare_at = True, motif.strip(), now
    row.liens_signales = "\n".join(grounds_for(seat, dossier.candidature))
    db.session.add(row)
    record(
        "commission_deport",
        row,
        auteur=auteur,
        now=now,
        motif=row.motif,
        membre=auteur.nom_complet,
        numero=dossier.candidature.numero,
    )
    return row


def proposals_settled(commission: Commission) -> bool:
    """True once the commission's proposals are frozen."""
    return bool(db.session.execute(select(exists().where(Selection.commission_id == commission.id))).scalar())


def _require_open(commission: Commission) -> None:
    if commission.etat not in (EtatCommission.NOTATION, EtatCommission.DELIBERATION):
        raise ActionRefusee("Les dossiers s’ouvrent quand la notation est ouverte.")


def save_draft(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    command: CommandeFeuille,
    *,
    version: int,
    auteur: Utilisateur,
    now: datetime,
) -> FeuilleEcrite:
    """Save a sheet as it is. `version` is the one the member saw, 0 when she had no sheet yet.

    Raises:
        ConflitVersion: another tab has saved meanwhile (S58).
        AccesRefuse: the sheet is final, or scoring is not open.
    """
    saved = write_sheet(commission_id, candidature_id, command, version=version, rendue=False, auteur=auteur, now=now)
    _record("commission_notation_enregistree", saved, auteur, now)
    return saved


def submit_sheet(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    command: CommandeFeuille,
    *,
    version: int,
    auteur: Utilisateur,
    now: datetime,
) -> FeuilleEcrite:
    """Hand a complete sheet in: it is final, and the others' marks become readable (R40).

    Raises:
        FeuilleIncomplete: a mark or a justification is missing.
        ConflitVersion: another tab has saved meanwhile.
        AccesRefuse: the sheet is final, or scoring is not open.
    """
    missing = missing_in_sheet(command.notes, command.justifications)
    if missing:
        raise FeuilleIncomplete(missing)
    saved = write_sheet(commission_id, candidature_id, command, version=version, rendue=True, auteur=auteur, now=now)
    _record("commission_notation_rendue", saved, auteur, now)
    return saved


def _record(code: str, saved: FeuilleEcrite, auteur: Utilisateur, now: datetime) -> None:
    where = (Notation.__tablename__, saved.id)
    record(code, where, auteur=auteur, now=now, membre=auteur.nom_complet, numero=saved.numero)


def hold(commission: Commission) -> None:
    """Read the commission again and hold it alone, to change it."""
    row = select(Commission).where(Commission.id == commission.id).with_for_update(of=Commission)
    db.session.execute(row.execution_options(populate_existing=True)).scalar_one()


def held_file(
    commission_id: uuid.UUID, candidature_id: uuid.UUID, auteur: Utilisateur
) -> tuple[MembreCommission, DossierMembre]:
    """The member's seat and one cleared file of hers; the commission keeps its state meanwhile."""
    db.session.execute(select(Commission.id).where(Commission.id == commission_id).with_for_update(read=True))
    seat = get_seat(commission_id, auteur, appel=False)
    dossier = open_cleared_file(seat, candidature_id)
    require(may_score(seat))
    return seat, dossier


def fill(notation: Notation, criteria: Sequence[uuid.UUID], command: CommandeFeuille) -> None:
    """Put the marks and justifications in the sheet, criterion by criterion."""
    known = {note.critere_id: note for note in notation.notes}
    for critere_id, value, words in zip(criteria, command.notes, command.justifications, strict=True):
        note = known.get(critere_id)
        if note is None:
            note = Note(critere_id=critere_id)
            notation.notes.append(note)
        note.valeur, note.justification = value, words


def close_scoring(commission_id: uuid.UUID, *, version: int | None, auteur: Utilisateur, now: datetime) -> Commission:
    """Close scoring: sheets no longer change, officers may read the marks (R45)."""
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    commission.etat = COMMISSION.next_state(EtatCommission(commission.etat), CLORE_NOTATION)
    record("commission_notation_close", commission, auteur=auteur, now=now, nom=commission.nom)
    return commission
