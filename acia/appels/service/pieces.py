"""Change the documents a published call asks for: a reasoned new version, never a line of the old one."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy.orm.attributes import flag_modified

from acia.appels.models import Appel, EtatAppel, PieceDemandee, VersionPieces
from acia.appels.queries import pieces_of
from acia.appels.rules import (
    PIECES_DEMANDEES_MAX,
    ChangementPiece,
    Echeance,
    ListePieces,
    asks_more,
    changed_list,
    changes_in_words,
    judge_change,
    list_as_stored,
)
from acia.appels.service.appel import open_appel
from acia.appels.service.versions import freeze_pieces
from acia.cadre import PREAVIS_PIECE_JOURS
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable

declare_events(
    {"pieces_modifiees": "Pièces demandées de l’appel {appel}, version {numero}. {changements}"},
    keys={"pieces_modifiees": ("appel", "numero", "changements")},
)


def change_pieces(
    appel_id: uuid.UUID, command: ChangementPiece, *, version: int | None, auteur: Utilisateur, now: datetime
) -> VersionPieces:
    """Make a new version of the list under lock: a deposit being made is judged on one list or the other.

    The stage of the files tells those who hold one.

    Raises:
        AccesRefuse: the author does not prepare this call.
        ActionRefusee: not published, nothing differs, no reason, or a rule stands in the way.
        ConflitVersion: changed by somebody else meanwhile.
    """
    appel = open_appel(appel_id, version, auteur, hold=True)
    if appel.etat != EtatAppel.PUBLIE:
        raise ActionRefusee("Cet appel n’est pas publié : changez ses pièces dans sa préparation.")
    avant = pieces_of(appel)
    if command.code and not avant.rank(command.code):
        raise Introuvable()
    apres = changed_list(avant, command)
    changements = changes_in_words(avant, apres)
    _check(command, avant, apres, changements, deadline_facts(appel, now))
    if not avant.numero:
        freeze_pieces(appel, auteur=None, now=appel.publie_at or now)
    row = VersionPieces(
        id=uuid.uuid4(),
        appel=appel,
        numero=max(avant.numero, 1) + 1,
        contenu=list_as_stored(apres),
        changements=changements,
        motif=command.motif,
        auteur_id=auteur.id,
        cree_at=now,
    )
    db.session.add(row)
    _put_in_place(appel, apres)
    # The list is rows of its own: the call's version must move with it.
    flag_modified(appel, "titre")
    record(
        "pieces_modifiees",
        appel,
        auteur=auteur,
        now=now,
        motif=command.motif,
        appel=appel.code,
        numero=row.numero,
        changements=" ".join(changements),
    )
    db.session.flush()
    return row


def deadline_facts(appel: Appel, now: datetime) -> Echeance:
    """Where a published call stands for a change of its list; the notice is its own, else the figure frozen with it."""
    if appel.cloture_at is None:
        raise ActionRefusee("Cet appel n’a pas de date limite.")
    return Echeance(
        dernier_jour=local_day(appel.cloture_at - timedelta(microseconds=1), appel.fuseau),
        jour=local_day(now, appel.fuseau),
        preavis=appel.preavis_piece_jours or int(appel.cadre.get("preavis_piece_jours", PREAVIS_PIECE_JOURS.valeur)),
        close=appel.cloture_at <= now,
    )


def _check(
    command: ChangementPiece, avant: ListePieces, apres: ListePieces, changements: list[str], echeance: Echeance
) -> None:
    refused = next((c for c in judge_change(avant, apres, echeance) if c.bloque), None)
    if refused is not None:
        raise ActionRefusee(refused.phrase, "obligatoire" if asks_more(avant, apres) else None)
    if not changements:
        raise ActionRefusee("Rien n’a changé : il n’y a rien à enregistrer.")
    if len({piece.libelle.casefold() for piece in apres.pieces}) < len(apres.pieces):
        raise ActionRefusee("Une autre pièce porte déjà ce nom.", "libelle")
    if len(apres.pieces) > PIECES_DEMANDEES_MAX:
        raise ActionRefusee(f"Un appel demande {PIECES_DEMANDEES_MAX} pièces au plus : retirez-en une d’abord.")
    if not command.motif:
        raise ActionRefusee("Dites pourquoi la liste change : le motif est publié.", "motif")


def _put_in_place(appel: Appel, liste: ListePieces) -> None:
    """Make the rows of the call those of its last version."""
    known = {row.code: row for row in appel.pieces}
    rows = []
    for rang, piece in enumerate(liste.pieces, 1):
        row = known.get(piece.code) or PieceDemandee(code=piece.code, section=piece.section)
        row.ordre, row.libelle, row.aide, row.obligatoire = rang, piece.libelle, piece.aide, piece.obligatoire
        row.formats = " ".join(piece.formats) or None
        rows.append(row)
    appel.pieces = rows
