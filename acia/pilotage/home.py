"""What each person must do now. Every line is derived from the rows of the stages; nothing is stored."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from acia.appels.models import Appel, EtatAppel
from acia.appels.queries import list_appels_for, waiting_questions
from acia.candidatures.models import Candidature, EtatCandidature
from acia.candidatures.queries import list_mine
from acia.cohortes.models import Cohorte, EtatCohorte
from acia.commission.queries import ResultatCandidat, result_for_applicant
from acia.commission.workflow import EtatPlace
from acia.comptes.models import Utilisateur
from acia.core.clock import date_in_words, local_day
from acia.core.db import db
from acia.core.filters import echeance, jour, pluriel
from acia.core.permissions import Role
from acia.eligibilite.queries import letter_of, list_work
from acia.engagements.queries import FiltreEngagements, limit_of, list_followed, list_own, list_to_open
from acia.engagements.rules import Avancement
from acia.engagements.workflow import EtatEngagement
from acia.pilotage.afaire import PARIS, SOON, AFaire
from acia.pilotage.commissions import commission_tasks
from acia.pilotage.dossiers import applicant_addenda, applicant_vacancies, file_tasks
from acia.pilotage.echanges import applicant_exchanges, officer_exchanges
from acia.pilotage.examen import examination_tasks
from acia.pilotage.freins import brake_tasks
from acia.pilotage.jauges import shortage_tasks
from acia.pilotage.membres import marking_tasks
from acia.pilotage.queries import LigneDepartement, calls_of, departements_of
from acia.pilotage.suites import appeal_tasks, notice_tasks
from acia.seances.models import EtatPlan, Seance
from acia.seances.queries import GroupePlan, groups_to_plan, list_seances
from acia.suivi.queries import list_suivi, reports_of

PLANNING_NOTICE = timedelta(days=15)
"""Later than this before the limit, the first session could no longer be announced two weeks ahead."""
FAR = date.max
Builder = Callable[[Utilisateur, datetime], list[AFaire]]


def tasks_for(person: Utilisateur, now: datetime) -> list[AFaire]:
    """What the person must do, the most pressing first."""
    officer: list[Builder] = [
        brake_tasks,
        _calls,
        _questions,
        officer_exchanges,
        file_tasks,
        shortage_tasks,
        examination_tasks,
        _eligibility,
        commission_tasks,
        notice_tasks,
        appeal_tasks,
        _letters,
        _cohortes,
    ]
    officer += [_planning, _attendance, _reports]
    builders: dict[Role, list[Builder]] = {
        Role.PILOTE: officer,
        Role.CHARGE: officer,
        Role.MEMBRE: [marking_tasks],
        Role.REPRESENTANT: [
            _drafts,
            applicant_exchanges,
            applicant_vacancies,
            _results,
            _own_letters,
            applicant_addenda,
            _follow_up,
        ],
        Role.INTERVENANT: [_attendance, _reports],
        Role.FINANCEUR: [],
    }
    found = [task for builder in builders[person.role_enum] for task in builder(person, now)]
    return sorted(found, key=lambda task: (task.echeance or FAR, task.titre))


def _calls(person: Utilisateur, now: datetime) -> list[AFaire]:
    return [
        AFaire(
            f"Compléter et publier « {appel.titre} »",
            "L’appel n’est visible de personne tant qu’il n’est pas publié.",
            "Compléter",
            "appels.preparation",
            {"code": appel.code},
            local_day(appel.ouverture_at, PARIS) if appel.ouverture_at else None,
        )
        for appel in list_appels_for(person)
        if appel.etat == EtatAppel.BROUILLON
    ]


def _questions(person: Utilisateur, now: datetime) -> list[AFaire]:
    """Questions of visitors that wait for an answer, one line a call."""
    calls = {appel.id: appel for appel in list_appels_for(person) if appel.etat == EtatAppel.PUBLIE}
    return [
        AFaire(
            f"Répondre à {pluriel(count, 'question')} – {calls[appel_id].titre}",
            "La réponse est publiée pour tous sur la page de l’appel.",
            "Répondre",
            "appels.questions_recues",
            {"code": calls[appel_id].code},
            local_day(since, PARIS) + SOON,
        )
        for appel_id, (count, since) in waiting_questions(list(calls)).items()
    ]


def _eligibility(person: Utilisateur, now: datetime) -> list[AFaire]:
    waiting = list_work(person)
    if not waiting:
        return []
    names = ", ".join(line.nom for line in waiting[:3]) + ("…" if len(waiting) > 3 else ".")
    title = f"Trancher l’éligibilité de {pluriel(len(waiting), 'candidature')}"
    return [AFaire(title, names, "Examiner", "eligibilite.a_decider", {}, local_day(now, PARIS) + SOON)]


def _letters(person: Utilisateur, now: datetime) -> list[AFaire]:
    tasks = [
        AFaire(
            f"Ouvrir {pluriel(item.nombre, 'engagement')} {item.locution}",
            "Les établissements retenus reçoivent leur lettre d’engagement à signer.",
            "Ouvrir",
            "engagements.liste",
            {},
            local_day(now, PARIS),
        )
        for item in list_to_open(person)
    ]
    unsigned = [e for e in list_followed(person, FiltreEngagements(), now) if e.avancement is Avancement.A_SIGNER]
    if unsigned:
        names = ", ".join(e.nom for e in unsigned[:3]) + ("…" if len(unsigned) > 3 else ".")
        title = (
            f"{pluriel(len(unsigned), 'lettre d’engagement attend', 'lettres d’engagement attendent')} une signature"
        )
        tasks.append(AFaire(title, names, "Voir", "engagements.liste"))
    return tasks


def _cohortes(person: Utilisateur, now: datetime) -> list[AFaire]:
    return [
        task for appel in calls_of(person) for line in departements_of(appel, person) for task in _forming(appel, line)
    ]


def _forming(appel: Appel, line: LigneDepartement) -> list[AFaire]:
    if not line.retenues:
        return []
    done = db.session.query(Cohorte.id).filter_by(
        appel_id=appel.id, departement_code=line.code, etat=EtatCohorte.VALIDEE
    )
    if done.first() is not None:
        return []
    detail = f"{pluriel(line.retenues, 'établissement retenu', 'établissements retenus')} : {line.faisabilite[0]}."
    where = {"appel_code": appel.code, "departement_code": line.code}
    return [
        AFaire(
            f"Former les cohortes : {line.nom}",
            detail,
            "Former",
            "cohortes.departement",
            where,
            appel.debut_accompagnement,
        )
    ]


def _planning(person: Utilisateur, now: datetime) -> list[AFaire]:
    return [_planning_of(group) for group in groups_to_plan(person)]


def _planning_of(group: GroupePlan) -> AFaire:
    first = group.cohortes[0]
    detail = f"Première séance de {first.cohorte.nom} au plus tard le {date_in_words(first.limite)}."
    count, due = pluriel(len(group.cohortes), "cohorte"), first.limite - PLANNING_NOTICE
    if group.plan is not None and group.plan.etat == EtatPlan.PROPOSE:
        title = f"Relire et publier les séances de {count} – {group.region.nom}"
        return AFaire(title, detail, "Relire", "seances.plan", {"plan_id": group.plan.id}, due)
    title = f"Planifier les séances de {count} – {group.region.nom}"
    return AFaire(title, detail, "Planifier", "seances.planifier", {}, due)


def _attendance(person: Utilisateur, now: datetime) -> list[AFaire]:
    return [
        AFaire(
            f"Noter les présences : {s.titre}",
            _session_words(s),
            "Noter",
            "seances.seance",
            {"seance_id": s.id},
            s.jour + timedelta(days=2),
        )
        for s in list_seances(person)
        if s.fin_at <= now and s.presences_at is None
    ][:5]


def _session_words(seance: Seance) -> str:
    """Where and when: the establishment for an individual session, the cohorte for the others."""
    who = seance.engagement.candidature.nom if seance.engagement else seance.cohorte.nom
    return f"{who}, {jour(seance.jour)}."


def _reports(person: Utilisateur, now: datetime) -> list[AFaire]:
    held = [s for s in list_seances(person) if s.fin_at <= now]
    written = reports_of([s.id for s in held])
    return [
        AFaire(
            f"Écrire le compte rendu : {s.titre}",
            _session_words(s),
            "Écrire",
            "suivi.compte_rendu",
            {"seance_id": s.id},
            s.jour + timedelta(days=14),
        )
        for s in held
        if s.id not in written
    ][:5]


def _drafts(person: Utilisateur, now: datetime) -> list[AFaire]:
    return [
        AFaire(
            f"Terminer et déposer la candidature de {line.nom}",
            f"Pas encore déposée. À déposer avant le {echeance(line.limite_at, line.fuseau)}.",
            "Continuer",
            "candidatures.dossier",
            {"candidature_id": line.id},
            local_day(line.limite_at - timedelta(seconds=1), line.fuseau),
        )
        for line in list_mine(person)
        if line.etat is EtatCandidature.BROUILLON and now < line.limite_at
    ]


def _results(person: Utilisateur, now: datetime) -> list[AFaire]:
    tasks = []
    opened = {e.candidature_id for e in list_own(person)}
    for line in list_mine(person):
        if line.numero is None or line.id in opened:
            continue
        where = {"candidature_id": line.id}
        if letter_of(line.id) is not None:
            tasks.append(_to_read(line.nom, "eligibilite.decision_notifiee", where))
        else:
            result = result_for_applicant(_candidature(line.id))
            tasks += _after_decision(line.nom, result, where) if result else []
    return tasks


def _after_decision(nom: str, result: ResultatCandidat, where: dict[str, Any]) -> list[AFaire]:
    """The place to answer for comes first; an establishment that has withdrawn has nothing left to do."""
    if result.desistee_at is not None:
        return []
    place = result.place
    if place is not None and place.etat == EtatPlace.PROPOSEE:
        title = f"Accepter ou refuser la place proposée à {nom}"
        detail = "Sans réponse de votre part, elle va à l’établissement suivant de la liste d’attente."
        last = local_day(place.limite_at, PARIS) - timedelta(days=1)
        return [AFaire(title, detail, "Répondre", "commission.resultat", where, last)]
    return [_to_read(nom, "commission.resultat", where)]


def _to_read(nom: str, page: str, where: dict[str, Any]) -> AFaire:
    title = f"Lire la décision sur la candidature de {nom}"
    return AFaire(title, "Elle vous est notifiée, avec ses motifs.", "Lire", page, where)


def _candidature(candidature_id: uuid.UUID) -> Candidature:
    return db.session.get_one(Candidature, candidature_id)


def _own_letters(person: Utilisateur, now: datetime) -> list[AFaire]:
    tasks = []
    for engagement in (e for e in list_own(person) if e.etat != EtatEngagement.RETIRE):
        where = {"engagement_id": engagement.id}
        name = engagement.candidature.nom
        if engagement.etat == EtatEngagement.OUVERT:
            detail = "Téléchargez-la, faites-la signer, puis déposez la copie signée."
            tasks.append(
                AFaire(
                    f"Signer la lettre d’engagement – {name}",
                    detail,
                    "Ouvrir",
                    "engagements.lettre",
                    where,
                    local_day(engagement.ouvert_at, PARIS) + timedelta(days=21),
                )
            )
        elif engagement.disponibilites_at is None:
            detail = "Elles servent à trouver des dates qui conviennent à tous."
            tasks.append(
                AFaire(
                    f"Donner vos indisponibilités – {name}",
                    detail,
                    "Compléter",
                    "engagements.disponibilites",
                    where,
                    limit_of(engagement),
                )
            )
    return tasks


def _follow_up(person: Utilisateur, now: datetime) -> list[AFaire]:
    today = local_day(now, PARIS)
    return [
        AFaire(
            f"{late.libelle} – {line.engagement.candidature.nom}",
            f"Attendu avant le {date_in_words(late.echeance)}." if late.echeance else "",
            "Ouvrir",
            "suivi.etablissement",
            {"engagement_id": line.engagement.id},
            late.echeance,
        )
        for line in list_suivi(person, today)
        for late in line.retards
        if not late.code.startswith("compte_rendu")
    ]
