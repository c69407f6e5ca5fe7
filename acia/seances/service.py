"""Use cases of the sessions: compute a plan, publish it, record attendance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from acia.appels.models import Appel
from acia.candidatures.models import Relais, RoleRepresentant
from acia.candidatures.queries import holders_on
from acia.cohortes.models import Cohorte
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.core.filters import heure, jour, pluriel
from acia.core.jobs import request_job
from acia.core.mail import prepare_mail
from acia.engagements.models import Engagement
from acia.referentiel.models import Departement
from acia.seances.adapter import build_problem, place_of
from acia.seances.mails import invitation
from acia.seances.models import EtatPlan, EtatSeance, PlanSeances, Presence, Seance
from acia.seances.queries import (
    CohorteAPlanifier,
    cohortes_of_plan,
    establishments_of,
    sessions_of_intervenants,
    upcoming_for,
)

JOB = "planifier_seances"
HOURS: dict[str, tuple[time, time]] = {
    "matin": (time(9), time(12, 30)),
    "apres_midi": (time(13, 30), time(17)),
    "journee": (time(9), time(17)),
}
ROLES = tuple(RoleRepresentant)

declare_events(
    {
        "seances.plan_demande": "Calcul des séances demandé pour {cohortes} cohortes",
        "seances.plan_publie": "{seances} séances publiées",
        "seances.presences": "Présences notées : {presents} sur {attendus}",
    },
    keys={
        "seances.plan_demande": ["cohortes"],
        "seances.plan_publie": ["seances"],
        "seances.presences": ["presents", "attendus"],
    },
)


@dataclass(frozen=True)
class PresenceCommand:
    """Who was there: for each establishment and role, present or not, and the name of who came."""

    numero_finess: str
    role: str
    present: bool
    nom: str


def request_plan(
    appel: Appel, region_code: str, waiting: list[CohorteAPlanifier], *, auteur: Utilisateur, now: datetime
) -> PlanSeances:
    """Write the problem of the waiting cohortes and ask the worker to solve it.

    Raises:
        ActionRefusee: nothing to plan, or a cohorte without an intervenant.
    """
    if not waiting:
        raise ActionRefusee("Toutes les cohortes validées ont déjà leurs séances.")
    unled = [item.cohorte.nom for item in waiting if item.cohorte.intervenant_id is None]
    if unled:
        raise ActionRefusee(f"Choisissez d’abord l’intervenant de : {', '.join(unled)}.")
    cohortes = [item.cohorte for item in waiting]
    engaged = sessions_of_intervenants(c.intervenant_id for c in cohortes)
    rank = db.session.execute(
        select(func.coalesce(func.max(PlanSeances.rang), 0)).where(
            PlanSeances.appel_id == appel.id, PlanSeances.region_code == region_code
        )
    ).scalar_one()
    plan = PlanSeances(
        appel_id=appel.id,
        region_code=region_code,
        rang=rank + 1,
        etat=EtatPlan.EN_CALCUL,
        probleme=build_problem(appel, cohortes, engaged, local_day(now, appel.fuseau)),
        demande_at=now,
        demande_par_id=auteur.id,
    )
    db.session.execute(
        update(PlanSeances)
        .where(
            PlanSeances.appel_id == appel.id,
            PlanSeances.region_code == region_code,
            PlanSeances.etat.in_([EtatPlan.EN_CALCUL, EtatPlan.PROPOSE, EtatPlan.ECHEC]),
        )
        .values(etat=EtatPlan.REMPLACE)
    )
    db.session.add(plan)
    record("seances.plan_demande", plan, auteur=auteur, now=now, cohortes=len(cohortes))
    request_job(JOB, cle=f"{JOB}/{plan.id}", donnees={"plan": str(plan.id)}, now=now)
    return plan


def publish_plan(
    plan: PlanSeances, lien: Callable[[Seance], str], *, auteur: Utilisateur, now: datetime
) -> list[Seance]:
    """Publish every planned session and invite each person by mail; publishing again changes nothing.

    Raises:
        ActionRefusee: the computation is not finished, has failed, or a session is not placed.
    """
    if plan.etat == EtatPlan.PUBLIE:
        return []
    if plan.etat != EtatPlan.PROPOSE or plan.solution is None:
        raise ActionRefusee("Ce plan ne peut pas être publié : relancez le calcul.")
    if plan.solution["non_planifiees"]:
        raise ActionRefusee("Des séances n’ont pas de date : réglez-les avant de publier.")
    taken = db.session.execute(
        update(PlanSeances)
        .where(PlanSeances.id == plan.id, PlanSeances.etat == EtatPlan.PROPOSE)
        .values(etat=EtatPlan.PUBLIE, publie_at=now)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]  # rowcount exists on the cursor result of an UPDATE
        return []
    cohortes = cohortes_of_plan(plan)
    titles = {step.code: step for step in db.session.get_one(Appel, plan.appel_id).etapes}
    seances = [_seance(item, cohortes, titles, now) for item in plan.solution["seances"]]
    db.session.add_all(seances)
    record("seances.plan_publie", plan, auteur=auteur, now=now, seances=len(seances))
    for seance in seances:
        _invite(seance, cohortes[str(seance.cohorte_id)], lien(seance), now)
    return seances


def _seance(item: dict[str, Any], cohortes: dict[str, Cohorte], titles: dict[str, Any], now: datetime) -> Seance:
    cohorte_id, code, *numero = item["seance"].split("/")
    cohorte, step = cohortes[cohorte_id], titles[code]
    active = [m for m in cohorte.membres if m.actif]
    own = next((m.engagement for m in active if numero and m.engagement.candidature.numero_finess == numero[0]), None)
    host = own or next((m.engagement for m in active if m.hote), active[0].engagement)
    zone = db.session.get_one(Departement, cohorte.departement_code).fuseau
    day = date.fromisoformat(item["date"])
    begin, end = (datetime.combine(day, t, ZoneInfo(zone)) for t in HOURS[item["creneau"]])
    return Seance(
        cohorte=cohorte,
        cohorte_id=cohorte.id,
        engagement_id=own.id if own else None,
        cle="/".join([code, *numero]),
        code=code,
        titre=step.titre,
        type=step.type,
        modalite=step.modalite,
        duree=step.duree,
        jour=day,
        creneau=item["creneau"],
        debut_at=begin,
        fin_at=end,
        fuseau=zone,
        lieu=place_of(step.modalite, host.candidature, host.lieu_accueil),
        publiee_at=now,
    )


def invite_successor(relais: Relais, now: datetime, *, lien: Callable[[Seance], str]) -> str:
    """Announce to who takes a role over the sessions to come of her establishment (E26); her first day included."""
    nomme, premier_jour = relais.nomme, relais.premier_jour
    if nomme is None or premier_jour is None:
        return ""
    coming = [s for s in upcoming_for(relais.candidature_id, now) if s.jour >= premier_jour]
    for seance in coming:
        _invite(seance, seance.cohorte, lien(seance), now, only=[(nomme.nom_complet, nomme.courriel)])
    if not coming:
        return ""
    return f"{nomme.nom_complet} reçoit l’invitation à {pluriel(len(coming), 'séance')} à venir."


def _invite(
    seance: Seance, cohorte: Cohorte, lien: str, now: datetime, only: Sequence[tuple[str, str]] | None = None
) -> None:
    organiser = (cohorte.appel.contact_nom or "Acia", cohorte.appel.contact_courriel)
    db.session.flush()
    for name, address in only if only is not None else _guests(seance, cohorte):
        text = invitation(seance, organisateur=organiser, invite=(name, address), lien=lien, now=now)
        prepare_mail(
            "seance_publiee",
            cle=f"seance/{seance.id}/{seance.sequence}/{address}",
            destinataire=address,
            nom=name,
            now=now,
            objet=seance,
            contexte={
                "titre": seance.titre,
                "jour": jour(seance.debut_at, seance.fuseau),
                "debut": heure(seance.debut_at, seance.fuseau),
                "fin": heure(seance.fin_at, seance.fuseau),
                "lieu": seance.lieu,
                "cohorte": cohorte.nom,
                "lien": lien,
            },
            calendrier=text,
            calendrier_methode="REQUEST",
        )


def _guests(seance: Seance, cohorte: Cohorte) -> list[tuple[str, str]]:
    people = [
        (r.nom_complet, r.courriel)
        for m in cohorte.membres
        if m.actif and seance.engagement_id in (None, m.engagement_id)
        for r in holders_on(m.engagement.candidature, seance.jour).values()
    ]
    if cohorte.intervenant is not None:
        people.append((cohorte.intervenant.nom_complet, cohorte.intervenant.courriel))
    return list(dict.fromkeys(people))


def record_presences(
    seance: Seance, lines: list[PresenceCommand], *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Record who was there, by establishment and role (R66); it may be corrected.

    Raises:
        ActionRefusee: the session has not begun.
        ConflitVersion: somebody else recorded it meanwhile.
    """
    seance.expect_version(version)
    if now < seance.debut_at:
        raise ActionRefusee("La séance n’a pas encore commencé : les présences se notent à partir de son début.")
    engagements: dict[str, Engagement] = {e.candidature.numero_finess: e for e in establishments_of(seance)}
    known = {(p.engagement_id, p.role): p for p in seance.presences}
    for line in lines:
        engagement = engagements[line.numero_finess]
        row = known.get((engagement.id, line.role)) or Presence(engagement_id=engagement.id, role=line.role)
        row.present, row.nom = line.present, line.nom
        if (engagement.id, line.role) not in known:
            seance.presences.append(row)
    seance.etat, seance.presences_at = EtatSeance.TENUE, now
    came = sum(line.present for line in lines)
    record("seances.presences", seance, auteur=auteur, now=now, presents=came, attendus=len(lines))
