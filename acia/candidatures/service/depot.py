"""Deposit a file once, with its receipt; keep the trace of refused attempts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update

from acia.appels.models import Appel, EtatAppel
from acia.appels.queries import pieces_of, questionnaire_of
from acia.candidatures.documents import Provenance, deposited_data, produce_receipt, receipt_content
from acia.candidatures.mails import mail_receipt
from acia.candidatures.models import Accuse, Candidature, Ecrit, EtatCandidature
from acia.candidatures.policy import may_deposit, require
from acia.candidatures.queries import (
    accuse_of,
    droit_of,
    exigences_of,
    get_own,
    hold_candidature,
    last_numero,
    last_withdrawn,
    limit_of,
    list_accuses,
    piece_codes,
    reponses_of,
    reprise_of,
)
from acia.candidatures.rules import LIBELLES_SECTION, is_late, numero_of_depot, rank_after, states_of
from acia.candidatures.service.accuses import deposit_of
from acia.candidatures.service.corrections import answer_by_deposit
from acia.candidatures.service.derogations import use_derogation
from acia.candidatures.service.dossier import identity_of
from acia.candidatures.service.reprise import put_in_place
from acia.candidatures.service.signature import close_request
from acia.candidatures.workflow import CANDIDATURE
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee, Introuvable, Refus
from acia.core.filters import echeance, instant, instant_exact, nom_fuseau
from acia.referentiel.models import Etablissement, Instantane

declare_events(
    {
        "candidature_deposee": "Candidature déposée sous le numéro {numero}, empreinte {empreinte}.",
        "candidature_redeposee": "Nouveau dépôt (n° {rang}), qui remplace le précédent ; empreinte {empreinte}.",
        "candidature_depot_refuse": "Dépôt refusé : {cause}.",
        "candidature_depot_echoue": "Dépôt non abouti de notre fait ({cause}) ; la personne peut recommencer.",
    },
    keys={
        "candidature_deposee": ("numero", "empreinte"),
        "candidature_redeposee": ("rang", "empreinte"),
        "candidature_depot_refuse": ("cause",),
        "candidature_depot_echoue": ("cause",),
    },
)


class DepotRefuse(ActionRefusee):
    """The deposit is refused; `cause` is what the journal keeps of it (S45)."""

    def __init__(self, motif: str, cause: str) -> None:
        super().__init__(motif)
        self.cause = cause


def deposit_candidature(
    candidature_id: uuid.UUID,
    *,
    auteur: Utilisateur,
    now: datetime,
    lien: str,
    reprise_id: uuid.UUID | None = None,
    verification: str = "",
) -> Accuse:
    """Deposit a complete file, or its working copy `reprise_id`; the same request repeated meets its receipt (S43).

    `now` is the instant the whole request was received (S40); `lien` is the absolute address of the file, for the mail;
    `verification` that of the public page where a receipt is checked.

    Raises:
        AccesRefuse: the author does not sign.
        DepotRefuse: late, incomplete, or the copy is gone; nothing has changed.
    """
    droit = droit_of(candidature_id, auteur)
    if droit is None:
        raise Introuvable()
    require(may_deposit(droit))
    known = _receipt_of(candidature_id, reprise_id)
    if known is not None:
        return known
    appel = _lock_appel(candidature_id)
    hold_candidature(candidature_id)
    row, _ = get_own(candidature_id, auteur)
    known = _receipt_of(candidature_id, reprise_id)
    if known is not None:
        return known
    precedent = accuse_of(candidature_id)
    copy = reprise_of(candidature_id, hold=True) if precedent else None
    if precedent is not None and (copy is None or copy.id != reprise_id):
        raise DepotRefuse(
            "Ces modifications ont été abandonnées entre-temps : la candidature déposée n’a pas changé.",
            "modifications abandonnées",
        )
    _check_deadline(row, appel, now)
    _check_complete(copy or row, now)
    _take(row, appel, now)
    use_derogation(row, appel, auteur=auteur, now=now)
    if precedent is not None and copy is not None:
        if precedent.donnees is None:
            precedent.donnees = deposit_of(row, precedent)
        put_in_place(row, copy, now)
        answer_by_deposit(row, auteur, now, lien)
    accuse = issue_receipt(
        row,
        auteur,
        now,
        DepotFait(now, precedent=precedent, reprise_id=reprise_id, verification=verification),
    )
    if precedent is None:
        record("candidature_deposee", row, auteur=auteur, now=now, numero=accuse.numero, empreinte=accuse.empreinte)
    else:
        record("candidature_redeposee", row, auteur=auteur, now=now, rang=accuse.rang, empreinte=accuse.empreinte)
    close_request(row.id, now)
    mail_receipt(row, accuse, auteur, lien, now)
    return accuse


def _receipt_of(candidature_id: uuid.UUID, reprise_id: uuid.UUID | None) -> Accuse | None:
    """The receipt of this very deposit, when it was done already."""
    return next((a for a in list_accuses(candidature_id) if a.reprise_id == reprise_id), None)


def _take(row: Candidature, appel: Appel, now: datetime) -> None:
    """Move the file to deposited, for this transaction alone; the first deposit gives its number."""
    etat = EtatCandidature(row.etat)
    first = row.numero is None
    numero = row.numero or numero_of_depot(appel.code, rank_after(appel.code, last_numero(appel.id)))
    if not first and etat is not EtatCandidature.DEPOSEE:
        raise DepotRefuse(
            "Le service a commencé l’examen de votre candidature : le dépôt précédent compte, il ne se remplace plus.",
            "examen commencé",
        )
    target = CANDIDATURE.next_state(etat, "deposer" if first else "redeposer")
    if not _claim(row, target, numero, now):
        raise DepotRefuse("Votre candidature vient de changer d’état : rechargez la page.", "changement simultané")


@dataclass(frozen=True)
class DepotFait:
    """A deposit that a receipt tells of: its instant, what it replaces, how it came when not online."""

    depose_at: datetime
    precedent: Accuse | None = None
    reprise_id: uuid.UUID | None = None
    verification: str = ""
    provenance: Provenance | None = None
    pdf_apres: bool = False
    """Whether the PDF waits for the end of the transaction: many files at once."""


def issue_receipt(row: Candidature, auteur: Utilisateur, now: datetime, depot: DepotFait) -> Accuse:
    """Seal what was deposited and keep its receipt; the caller writes the event.

    A receipt is that of the first deposit, unless `depot.precedent` is given.
    """
    etablissement = db.session.get_one(Etablissement, row.numero_finess)
    row.identite = identity_of(etablissement, db.session.get_one(Instantane, etablissement.instantane_id))
    row.version_questionnaire = questionnaire_of(row.appel_id).numero
    row.version_pieces = pieces_of(row.appel).numero
    contenu = receipt_content(
        row,
        auteur,
        row.deposee_at or depot.depose_at,
        precedent=depot.precedent,
        verification=depot.verification,
        provenance=depot.provenance,
    )
    # A paper file is registered later than the day it counts as deposited: the receipt keeps its own instant.
    contenu["depose_at"] = depot.depose_at.astimezone(UTC).isoformat()
    accuse = Accuse(
        candidature_id=row.id,
        numero=row.numero,
        rang=contenu["rang"],
        reprise_id=depot.reprise_id,
        depose_at=depot.depose_at,
        depose_par_id=auteur.id,
        empreinte=contenu["empreinte"],
        contenu=contenu,
        donnees=deposited_data(row),
        document=None if depot.pdf_apres else produce_receipt(contenu, auteur.id, now),
    )
    db.session.add(accuse)
    return accuse


def _lock_appel(candidature_id: uuid.UUID) -> Appel:
    """Read the call again and hold it: its deadline cannot move, nor two files take one number, before the commit."""
    return db.session.execute(
        select(Appel)
        .join(Candidature, Candidature.appel_id == Appel.id)
        .where(Candidature.id == candidature_id)
        .with_for_update(of=Appel)
        .execution_options(populate_existing=True)
    ).scalar_one()


def _check_deadline(row: Candidature, appel: Appel, received_at: datetime) -> None:
    cloture = limit_of(row)
    if appel.etat != EtatAppel.PUBLIE or cloture is None:
        raise DepotRefuse("Cet appel n’est pas ouvert aux candidatures.", "appel non publié")
    if is_late(received_at, cloture):
        limite = f"{echeance(cloture, appel.fuseau)} ({nom_fuseau(appel.fuseau)})"
        recu = instant_exact(received_at, appel.fuseau)
        retiree = last_withdrawn(appel.id, row.numero_finess)
        reprise = ""
        if retiree is not None:
            quand, motif = instant(retiree.retiree_at, appel.fuseau), retiree.motif_retrait.rstrip(".")
            reprise = f"La dérogation accordée par le service a été retirée le {quand} : {motif}. "
        raise DepotRefuse(
            f"La date limite est passée : c’était le {limite}. Votre demande nous est parvenue le {recu}. "
            f"{reprise}Vos réponses restent enregistrées. "
            f"Pour toute question : {appel.contact_courriel}, {appel.contact_telephone}.",
            f"demande reçue le {recu}, après la date limite du {limite}",
        )


def _check_complete(row: Ecrit, now: datetime) -> None:
    etats = states_of(reponses_of(row), piece_codes(row), exigences_of(row, now))
    manques = [(etat.section, manque) for etat in etats for manque in etat.manques]
    if manques:
        section, premier = manques[0]
        detail = " ".join(manque.phrase for _, manque in manques)
        raise DepotRefuse(
            f"Votre candidature n’est pas complète. {LIBELLES_SECTION[section]} : {premier.phrase}",
            f"candidature incomplète. {detail}"[:1000],
        )


def _claim(row: Candidature, target: EtatCandidature, numero: str, now: datetime) -> bool:
    """Take the deposit for this transaction alone: the update changes one row, or another act came first."""
    claimed = db.session.execute(
        update(Candidature)
        .where(Candidature.id == row.id, Candidature.etat == row.etat, Candidature.version == row.version)
        .values(etat=target, numero=numero, deposee_at=now, recue_le=None, modifiee_at=now, version=row.version + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(row)
    return bool(claimed.rowcount)  # type: ignore[attr-defined]  # rowcount exists on the cursor result of an UPDATE


def record_refused_deposit(candidature_id: uuid.UUID, refus: Refus, *, auteur: Utilisateur, now: datetime) -> None:
    """Keep the trace of a refused deposit, in a transaction of its own: the refused one was undone (S45)."""
    row, _ = get_own(candidature_id, auteur)
    cause = refus.cause if isinstance(refus, DepotRefuse) else refus.motif
    record("candidature_depot_refuse", row, auteur=auteur, now=now, motif=refus.motif, cause=cause.rstrip("."))


def record_failed_deposit(candidature_id: uuid.UUID, error: Exception, *, auteur: Utilisateur, now: datetime) -> None:
    """Keep the trace of a deposit that failed through our own fault (S45): proof for the person, whatever follows."""
    row, _ = get_own(candidature_id, auteur)
    record("candidature_depot_echoue", row, auteur=auteur, now=now, cause=type(error).__name__)
