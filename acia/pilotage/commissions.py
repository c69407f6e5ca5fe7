"""What waits for an officer around her commissions: the next step of each, then the places to offer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from acia.commission.models import Commission, EtatCommission
from acia.commission.queries import (
    Restes,
    list_commissions,
    list_territories_without_commission,
    progress_of,
    waiting_lists,
    what_is_left,
    zone_of,
)
from acia.commission.queries.fermetures import AppelFerme, closed_calls
from acia.commission.rules.attente import list_is_over
from acia.comptes.models import Utilisateur
from acia.core.clock import date_in_words, local_day
from acia.core.filters import echeance, pluriel
from acia.pilotage.afaire import PARIS, SOON, AFaire


def commission_tasks(person: Utilisateur, now: datetime) -> list[AFaire]:
    """The next step of each commission of her territory, and the commissions still to be composed."""
    tasks = [
        AFaire(
            f"Composer la commission de {item.region.nom}",
            f"Pour l’appel « {item.appel.titre} », clos le {echeance(item.appel.cloture_at, item.appel.fuseau)}.",
            "Composer",
            "commission.nouvelle",
            {},
            local_day(item.appel.cloture_at, PARIS) if item.appel.cloture_at else None,
        )
        for item in list_territories_without_commission(person)
    ]
    closed = closed_calls(person)
    tasks += [_waits_for_reopening(one) for one in closed]
    shut = {one.appel.id for one in closed}
    commissions = [c for c in list_commissions(person) if c.appel_id not in shut]
    left = what_is_left([c.id for c in commissions if c.etat == EtatCommission.CLOSE])
    for commission in commissions:
        if commission.etat == EtatCommission.CLOSE:
            tasks += _after_sitting(commission, left.get(commission.id, Restes(0, 0)), person, now)
        else:
            tasks += _step(commission)
    return tasks


def _waits_for_reopening(closed: AppelFerme) -> AFaire:
    return AFaire(f"Commissions fermées – {closed.appel.titre}", closed.phrase, "Voir", "commission.liste")


def _step(commission: Commission) -> list[AFaire]:
    sitting = local_day(commission.seance_at, PARIS)
    here = {"commission_id": commission.id}
    if commission.etat == EtatCommission.PREPARATION:
        step = "Envoyer la convocation" if commission.convoquee_at is None else "Ouvrir la notation"
        detail = f"Séance du {date_in_words(sitting)} : la convocation part cinq jours avant au moins."
        return [AFaire(f"{step} – {commission.nom}", detail, "Préparer", "commission.fiche", here, sitting - SOON)]
    if commission.etat == EtatCommission.NOTATION:
        late = [p for p in progress_of(commission) if p.rendues < p.attendues]
        if late:
            detail = (
                ", ".join(f"{p.membre.utilisateur.nom_complet} : {p.rendues} sur {p.attendues}" for p in late[:4]) + "."
            )
            title = f"{pluriel(len(late), 'membre n’a', 'membres n’ont')} pas fini de noter – {commission.nom}"
            return [AFaire(title, detail, "Voir", "commission.fiche", here, sitting - timedelta(days=1))]
        return [
            AFaire(
                f"Clore la notation – {commission.nom}",
                "Toutes les notations sont rendues.",
                "Clore",
                "commission.fiche",
                here,
                sitting,
            )
        ]
    detail = "Présences, classement, propositions, puis procès-verbal."
    return [
        AFaire(f"Tenir la séance – {commission.nom}", detail, "Délibérer", "commission.deliberation", here, sitting)
    ]


def _after_sitting(commission: Commission, left: Restes, person: Utilisateur, now: datetime) -> list[AFaire]:
    here = {"commission_id": commission.id}
    planned = commission.appel.date_notification
    if left.a_decider:
        title = f"Arrêter les décisions – {commission.nom}"
        detail = "La commission a rendu son avis ; la décision est prise par l’autorité signataire."
        return [AFaire(title, detail, "Décider", "commission.decisions", here, planned)]
    if left.a_notifier:
        return _notices(commission, person, here, planned)
    if list_is_over(commission.appel.debut_accompagnement, local_day(now, zone_of(commission))):
        return []
    return [
        AFaire(
            f"Proposer {pluriel(waiting.attente.libres, 'place libre', 'places libres')}, {waiting.nom}",
            f"Le suivant de la liste d’attente est {waiting.suivante.selection.candidature.nom}.",
            "Proposer",
            "commission.liste_attente",
            here,
            commission.appel.debut_accompagnement,
        )
        for waiting in waiting_lists(commission, now)
        if waiting.suivante is not None
    ]


def _notices(commission: Commission, person: Utilisateur, here: dict[str, Any], planned: date | None) -> list[AFaire]:
    """Letters to read and ask for, then to release by somebody else."""
    if commission.envoi_demande_par is None:
        title = f"Envoyer les notifications – {commission.nom}"
        detail = "Relisez chaque lettre et demandez l’envoi : une autre personne le confirme."
        return [AFaire(title, detail, "Relire", "commission.notifications", here, planned)]
    if commission.envoi_demande_par_id == person.id:
        return []
    title = f"Confirmer l’envoi des notifications – {commission.nom}"
    detail = f"Demandé par {commission.envoi_demande_par.nom_complet}."
    return [AFaire(title, detail, "Confirmer", "commission.notifications", here, planned)]
