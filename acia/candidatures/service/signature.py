"""Between who writes and who signs: the file is ready, or goes back with a reason."""

from __future__ import annotations

import uuid
from datetime import datetime

from acia.candidatures.mails import mail_ready, mail_sent_back
from acia.candidatures.models import DemandeDepot, Droit, Ecrit
from acia.candidatures.policy import may_deposit, may_request_deposit, require
from acia.candidatures.queries import (
    exigences_of,
    get_own,
    hold_candidature,
    list_holders,
    open_request,
    piece_codes,
    reponses_of,
    written_of,
)
from acia.candidatures.rules import LIBELLES_SECTION, is_complete, states_of
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee

declare_events(
    {
        "candidature_prete": "Candidature dite prête à ceux qui signent ({nombre}).",
        "candidature_renvoyee": "Candidature renvoyée à ceux qui écrivent.",
    },
    keys={"candidature_prete": ("nombre",)},
)


def request_deposit(candidature_id: uuid.UUID, *, auteur: Utilisateur, now: datetime, lien: str) -> DemandeDepot:
    """Tell those who sign that the file is ready; asked twice, it is one request and one mail each.

    Raises:
        AccesRefuse: the author signs herself, or only reads.
        ActionRefusee: something is missing, or nobody who signs can be reached.
    """
    hold_candidature(candidature_id)
    row, droit = get_own(candidature_id, auteur)
    ecrit = written_of(row, now)
    require(may_request_deposit(row, droit, reprise=ecrit is not row))
    _check_ready(ecrit, now)
    waiting = open_request(row.id)
    if waiting is not None:
        return waiting
    signers = list_holders(row.id, [Droit.SIGNE])
    if not signers:
        raise ActionRefusee(f"Aucune personne qui signe n’a de compte ouvert : écrivez à {row.appel.contact_courriel}.")
    demande = DemandeDepot(id=uuid.uuid4(), candidature_id=row.id, demandee_par_id=auteur.id, demandee_at=now)
    db.session.add(demande)
    db.session.flush()
    for person in signers:
        mail_ready(row, demande, auteur, person, lien, now)
    record("candidature_prete", row, auteur=auteur, now=now, nombre=len(signers))
    return demande


def _check_ready(row: Ecrit, now: datetime) -> None:
    etats = states_of(reponses_of(row), piece_codes(row), exigences_of(row, now))
    if not is_complete(etats):
        first = next(etat for etat in etats if etat.manques)
        raise ActionRefusee(
            f"Il manque encore quelque chose. {LIBELLES_SECTION[first.section]} : {first.manques[0].phrase}"
        )


def send_back(candidature_id: uuid.UUID, motif: str, *, auteur: Utilisateur, now: datetime, lien: str) -> None:
    """Give the file back to those who write, with the reason.

    Raises:
        AccesRefuse: the author does not sign.
        ActionRefusee: nobody asked, or the answer has been given already.
    """
    hold_candidature(candidature_id)
    row, droit = get_own(candidature_id, auteur)
    require(may_deposit(droit))
    demande = open_request(row.id)
    if demande is None:
        raise ActionRefusee("Cette demande a déjà reçu une réponse : rechargez la page.")
    demande.close_at, demande.renvoyee_par_id, demande.motif = now, auteur.id, motif
    for person in list_holders(row.id, [Droit.ECRIT]):
        mail_sent_back(row, demande, auteur, person, lien, now)
    record("candidature_renvoyee", row, auteur=auteur, now=now, motif=motif)


def close_request(candidature_id: uuid.UUID, now: datetime) -> None:
    """The deposit answers the request."""
    demande = open_request(candidature_id)
    if demande is not None:
        demande.close_at = now
