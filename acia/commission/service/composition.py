"""Form a commission: the sitting, its members, their convocation, the opening of scoring."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from acia.appels.models import Appel
from acia.appels.queries import places_of, status
from acia.appels.rules import StatutAppel
from acia.candidatures.queries import running_derogations
from acia.commission.mails import send_convocation_mails
from acia.commission.models import Commission, Convocation, ConvocationMembre
from acia.commission.policy import may_compose, may_manage
from acia.commission.queries import (
    convocations_of,
    files_without_decision,
    get_commission,
    members_in_office,
    reglement_of,
    voting_places,
    zone_of,
)
from acia.commission.rules import R33
from acia.commission.workflow import COMMISSION, OUVRIR_NOTATION, EtatCommission
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import AccesRefuse, ActionRefusee, Introuvable
from acia.core.filters import echeance
from acia.core.permissions import Decision

declare_events(
    {
        "commission_creee": "Commission « {nom} » créée.",
        "commission_modifiee": "Séance de la commission « {nom} » modifiée.",
        "commission_convoquee": "Commission « {nom} » convoquée : {membres} courriels.",
        "commission_notation_ouverte": "Notation de la commission « {nom} » ouverte, graine du tirage {graine}.",
    },
    keys={
        "commission_creee": ("nom",),
        "commission_modifiee": ("nom",),
        "commission_convoquee": ("nom", "membres"),
        "commission_notation_ouverte": ("nom", "graine"),
    },
)


@dataclass(frozen=True)
class CommandeSeance:
    """When and where the commission sits."""

    nom: str
    seance_at: datetime
    lieu: str


def require(decision: Decision) -> None:
    """Refuse with the policy's reason.

    Raises:
        AccesRefuse: the policy says no.
    """
    if not decision:
        raise AccesRefuse(decision.motif)


def touch(commission: Commission) -> None:
    """Move the version of the commission when rows around it change: two officers never cross each other (S57)."""
    flag_modified(commission, "nom")


def create_commission(
    appel_id: uuid.UUID, region_code: str, command: CommandeSeance, *, auteur: Utilisateur, now: datetime
) -> Commission:
    """Create the commission of a published call for one région.

    Raises:
        Introuvable: unknown call, or région out of the author's territory.
        ActionRefusee: the région is not in the call, has its commission, or the sitting comes before the deadline.
    """
    appel = db.session.get(Appel, appel_id)
    if appel is None or not may_manage(auteur, region_code):
        raise Introuvable()
    if region_code not in {place.region_code for place in places_of(appel.id)}:
        raise ActionRefusee(f"{R33.libelle} : cette région n’a aucun département dans l’appel.", "territoire")
    known = select(Commission.id).where(Commission.appel_id == appel.id, Commission.region_code == region_code)
    if db.session.execute(known).first():
        raise ActionRefusee("Cette région a déjà sa commission pour cet appel.", "territoire")
    _check_date(appel, command)
    row = Commission(
        appel_id=appel.id, region_code=region_code, nom=command.nom, seance_at=command.seance_at, lieu=command.lieu
    )
    db.session.add(row)
    db.session.flush()
    record("commission_creee", row, auteur=auteur, now=now, nom=row.nom)
    return row


def _check_date(appel: Appel, command: CommandeSeance) -> None:
    if appel.cloture_at is not None and command.seance_at < appel.cloture_at:
        raise ActionRefusee("La commission se réunit après la date limite de dépôt.", "jour")


def edit_seance(
    commission_id: uuid.UUID, command: CommandeSeance, *, version: int | None, auteur: Utilisateur, now: datetime
) -> Commission:
    """Change the sitting; a new date or place calls for a new convocation."""
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    require(may_compose(commission))
    _check_date(commission.appel, command)
    if (commission.seance_at, commission.lieu) != (command.seance_at, command.lieu):
        commission.convoquee_at = None
    commission.nom, commission.seance_at, commission.lieu = command.nom, command.seance_at, command.lieu
    touch(commission)
    record("commission_modifiee", commission, auteur=auteur, now=now, nom=commission.nom)
    return commission


def convene(
    commission_id: uuid.UUID,
    *,
    lien: str,
    seconde: bool,
    points: Sequence[str] = (),
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> int:
    """Send the convocation to each member in office; return how many mails leave. Short notice is said, not refused.

    `seconde` marks a second convening after a lack of quorum, on the same agenda: `points` are then those of the first
    (R35, R38).

    Raises:
        ActionRefusee: nobody to convene, the sitting is over, or a second convening of what was never convened.
    """
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    convened = members_in_office(commission)
    if not convened:
        raise ActionRefusee("Personne n’a encore accepté de siéger : nommez les membres, puis attendez leurs réponses.")
    if commission.seance_at <= now:
        raise ActionRefusee("La séance est déjà passée : fixez une nouvelle date avant de convoquer.")
    if commission.etat == EtatCommission.CLOSE:
        raise ActionRefusee("Le procès-verbal est clos : la commission ne se réunit plus.")
    earlier = convocations_of(commission)
    if seconde and not earlier and commission.convoquee_at is None:
        raise ActionRefusee(
            "Il n’y a pas eu de première convocation : celle-ci ne peut pas être la seconde.", "seconde"
        )
    row = _convocation(commission, earlier, seconde, points, auteur, now)
    commission.seconde_convocation = seconde
    commission.convoquee_at = now
    touch(commission)
    record(
        "commission_convoquee",
        commission,
        auteur=auteur,
        now=now,
        nom=commission.nom,
        membres=len(convened),
    )
    moved = bool(earlier) and (earlier[0].seance_at, earlier[0].lieu) != (row.seance_at, row.lieu)
    row.destinataires = [
        ConvocationMembre(membre=membre, courriel=courriel)
        for membre, courriel in send_convocation_mails(
            row, convened, avant=earlier[0] if moved else None, lien=lien, now=now
        )
    ]
    db.session.flush()
    return len(convened)


def _convocation(
    commission: Commission,
    earlier: Sequence[Convocation],
    seconde: bool,
    points: Sequence[str],
    auteur: Utilisateur,
    now: datetime,
) -> Convocation:
    zone = zone_of(commission)
    row = Convocation(
        commission=commission,
        rang=len(earlier) + 1,
        seconde=seconde,
        envoyee_at=now,
        envoyee_par_id=auteur.id,
        seance_at=commission.seance_at,
        lieu=commission.lieu,
        points=list(earlier[0].points) if seconde and earlier else [point for point in points if point],
        preavis_jours=(local_day(commission.seance_at, zone) - local_day(now, zone)).days,
        preavis_attendu=reglement_of(commission).preavis_jours,
    )
    db.session.add(row)
    db.session.flush()
    return row


def open_scoring(
    commission_id: uuid.UUID, *, sans_attendre: bool, version: int | None, auteur: Utilisateur, now: datetime
) -> Commission:
    """Open scoring and fix the seed of the draw, before anybody knows a mark.

    `sans_attendre` says that files still without a decision on eligibility, and establishments that may still deposit
    by derogation, are known of.

    Raises:
        ActionRefusee: the call is not closed, members are too few, or what may still come was not seen.
    """
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    state = COMMISSION.next_state(EtatCommission(commission.etat), OUVRIR_NOTATION)
    if status(commission.appel, now) is not StatutAppel.CLOS:
        raise ActionRefusee("L’appel n’est pas clos : la notation s’ouvre après la date limite de dépôt.")
    minimum = commission.appel.notes_minimum
    missing = minimum - len(voting_places(commission))
    if missing > 0:
        raise ActionRefusee(
            f"Il faut au moins {minimum} membres pour noter : il en manque {missing}. "
            "Comptent ceux qui ont voix délibérative et qui ont accepté de siéger."
        )
    pending = files_without_decision(commission)
    if pending and not sans_attendre:
        names = ", ".join(f"{f.nom} ({f.numero})" for f in pending)
        raise ActionRefusee(f"Sans décision d’éligibilité : {names}.")
    expected = running_derogations(commission.appel_id, commission.region_code, now)
    if expected and not sans_attendre:
        zone = commission.appel.fuseau
        names = ", ".join(f"{d.etablissement.nom} (jusqu’au {echeance(d.limite_at, zone)})" for d in expected)
        raise ActionRefusee(f"Peuvent encore déposer par dérogation : {names}.")
    commission.reglement = reglement_of(commission).stored()
    commission.graine = secrets.token_hex(16)
    commission.etat = state
    record(
        "commission_notation_ouverte",
        commission,
        auteur=auteur,
        now=now,
        nom=commission.nom,
        graine=commission.graine,
    )
    return commission
