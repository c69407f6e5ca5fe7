"""The règlement intérieur, settled before scoring opens; proxies, given before the sitting."""

from __future__ import annotations

import uuid
from datetime import datetime

from acia.commission.models import Commission, MembreCommission, Procuration
from acia.commission.policy import may_change_mandate, may_give_proxy, may_set_rules
from acia.commission.queries import get_commission, get_seat, members_in_office, reglement_of
from acia.commission.rules import PREAVIS, Reglement, articles_of
from acia.commission.service.composition import require, touch
from acia.commission.service.gestes import hold_commission
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.errors import ActionRefusee, Introuvable

declare_events(
    {
        "commission_reglement_modifie": "Règlement intérieur de la commission « {nom} » : {ecarts}.",
        "commission_procuration_donnee": "{mandant} donne procuration à {mandataire}.",
        "commission_procuration_retiree": "La procuration de {mandant} à {mandataire} est retirée.",
    },
    keys={
        "commission_reglement_modifie": ("nom", "ecarts"),
        "commission_procuration_donnee": ("mandant", "mandataire"),
        "commission_procuration_retiree": ("mandant", "mandataire"),
    },
)


def set_rules(
    commission_id: uuid.UUID, reglement: Reglement, *, version: int | None, auteur: Utilisateur, now: datetime
) -> Commission:
    """Settle the règlement intérieur: it is frozen when scoring opens.

    Raises:
        AccesRefuse: scoring is open.
        ActionRefusee: a notice shorter than the texts ask for.
    """
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    require(may_set_rules(commission))
    if reglement.preavis_jours < min(PREAVIS):
        raise ActionRefusee(f"Le préavis est d’au moins {min(PREAVIS)} jours (CRPA art. R. 133-8).", "preavis_jours")
    if not reglement.procurations and commission.procurations:
        raise ActionRefusee("Des procurations sont déjà données : retirez-les d’abord.", "procurations")
    commission.reglement = reglement.stored()
    touch(commission)
    changed = [f"{article.objet.lower()} : {article.valeur}" for article in articles_of(reglement) if article.ecart]
    record(
        "commission_reglement_modifie",
        commission,
        auteur=auteur,
        now=now,
        nom=commission.nom,
        ecarts=" ; ".join(changed) or "les valeurs par défaut",
    )
    return commission


def give_proxy(
    commission_id: uuid.UUID, mandataire_id: uuid.UUID, *, auteur: Utilisateur, now: datetime
) -> Procuration:
    """A member gives her voice to another voting member, before the sitting.

    Raises:
        AccesRefuse: the sitting has begun, or she does not vote.
        ActionRefusee: the other one does not vote, has received a proxy, or has given her own.
    """
    seat = get_seat(commission_id, auteur)
    return _give(seat.commission, seat.id, mandataire_id, auteur, now)


def record_proxy(
    commission_id: uuid.UUID,
    mandant_id: uuid.UUID,
    mandataire_id: uuid.UUID,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> Procuration:
    """The officer records a proxy received in writing, on the same conditions."""
    commission = get_commission(commission_id, auteur)
    commission.expect_version(version)
    return _give(commission, mandant_id, mandataire_id, auteur, now)


def _give(
    commission: Commission, mandant_id: uuid.UUID, mandataire_id: uuid.UUID, auteur: Utilisateur, now: datetime
) -> Procuration:
    # Held: two proxies given at once to one person are one.
    hold_commission(commission.id)
    voters = {m.id: m for m in members_in_office(commission) if m.vote and m.titulaire_id is None}
    mandant = voters.get(mandant_id)
    if mandant is None:
        raise ActionRefusee("Seul un membre titulaire à voix délibérative donne procuration.", "mandant")
    require(may_give_proxy(commission, reglement_of(commission).procurations, now))
    mandataire = voters.get(mandataire_id)
    if mandataire is None or mandataire.id == mandant.id:
        raise ActionRefusee("Choisissez un autre membre à voix délibérative.", "mandataire")
    _check_chain(commission, mandant, mandataire)
    row = Procuration(mandant=mandant, mandataire=mandataire, donnee_at=now, saisie_par_id=auteur.id)
    commission.procurations.append(row)
    touch(commission)
    record("commission_procuration_donnee", mandant, auteur=auteur, now=now, **_names(row))
    return row


def _check_chain(commission: Commission, mandant: MembreCommission, mandataire: MembreCommission) -> None:
    given = {p.mandant_id for p in commission.procurations}
    received = {p.mandataire_id for p in commission.procurations}
    name = mandataire.utilisateur.nom_complet
    if mandant.id in given:
        raise ActionRefusee("Une procuration est déjà donnée : retirez-la d’abord.", "mandant")
    if mandant.id in received:
        raise ActionRefusee("Ce membre a reçu une procuration : il ne peut pas donner la sienne.", "mandant")
    if mandataire.id in received:
        raise ActionRefusee(f"{name} a déjà reçu une procuration : une au plus par personne.", "mandataire")
    if mandataire.id in given:
        raise ActionRefusee(f"{name} a donné sa propre procuration.", "mandataire")


def _names(row: Procuration) -> dict[str, str]:
    return {
        "mandant": row.mandant.utilisateur.nom_complet,
        "mandataire": row.mandataire.utilisateur.nom_complet,
    }


def withdraw_proxy(
    commission_id: uuid.UUID, mandant_id: uuid.UUID | None, *, auteur: Utilisateur, now: datetime
) -> Commission:
    """Take a proxy back, before the sitting: the member her own (`mandant_id` None), or the officer hers.

    Raises:
        Introuvable: there is none.
        AccesRefuse: the sitting has begun.
    """
    if mandant_id is None:
        seat = get_seat(commission_id, auteur)
        commission, mandant_id = seat.commission, seat.id
    else:
        commission = get_commission(commission_id, auteur)
        require(may_change_mandate(commission))
    row = next((p for p in commission.procurations if p.mandant_id == mandant_id), None)
    if row is None:
        raise Introuvable()
    require(may_give_proxy(commission, True, now))
    names = _names(row)
    touch(commission)
    commission.procurations.remove(row)
    record("commission_procuration_retiree", row.mandant, auteur=auteur, now=now, **names)
    return commission
