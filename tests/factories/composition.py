"""Members of a commission in every situation, for the tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from acia.commission.models import Commission, MembreCommission, Procuration, Qualite
from acia.commission.workflow import ReponseInvitation, Voix
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from tests.factories.commission import SEANCE, make_membres


def make_siege(commission: Commission, person: Utilisateur | None = None, **values: Any) -> MembreCommission:
    """One more seat, accepted and declared unless `values` says otherwise."""
    person = person or make_membres(1, commission.region_code)[0]
    with transaction():
        commission = db.session.get_one(Commission, commission.id)
        seat = MembreCommission(
            commission_id=commission.id,
            utilisateur_id=person.id,
            ordre=max((m.ordre for m in commission.membres), default=0) + 1,
            **{
                "qualite": Qualite.MEMBRE,
                "declaration_at": SEANCE - timedelta(days=12),
                "declaration": "Aucun lien d’intérêts.",
                **values,
            },
        )
        db.session.add(seat)
    db.session.expire_all()
    return seat


def make_invite(commission: Commission, person: Utilisateur | None = None, *, expire_at: datetime) -> MembreCommission:
    """A person invited who has not answered."""
    return make_siege(
        commission,
        person,
        reponse=ReponseInvitation.ATTENTE,
        invitee_at=expire_at - timedelta(days=10),
        invitation_expire_at=expire_at,
        declaration_at=None,
        declaration="",
    )


def make_procuration(mandant: MembreCommission, mandataire: MembreCommission) -> Procuration:
    """A proxy, as the member gave it."""
    with transaction():
        row = Procuration(
            commission_id=mandant.commission_id,
            mandant_id=mandant.id,
            mandataire_id=mandataire.id,
            donnee_at=SEANCE - timedelta(days=6),
            saisie_par_id=mandant.utilisateur_id,
        )
        db.session.add(row)
    db.session.expire_all()
    return row


def make_seats(commission: Commission) -> dict[str, MembreCommission]:
    """A consultative member, an alternate, somebody who cannot sit, and an invitation without answer."""
    with transaction():
        db.session.get_one(Commission, commission.id).seance_at = SEANCE + timedelta(days=90)
    first, _, third = commission.membres
    fourth = make_siege(commission)
    make_siege(commission, voix=Voix.CONSULTATIVE)
    make_siege(commission, titulaire_id=first.id)
    empeche = make_siege(commission, empechee_at=SEANCE - timedelta(days=3), motif_empechement="Congé de maladie.")
    invite = make_invite(commission, expire_at=SEANCE + timedelta(days=90))
    make_procuration(third, fourth)
    make_procuration(first, empeche)
    return {"siege_empeche": empeche, "siege_invite": invite}
