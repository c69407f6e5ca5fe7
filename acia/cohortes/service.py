"""Use cases: keep the solver's plan, change it by hand, name those who follow it, validate it once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from acia.appels.models import Appel, AppelDepartement
from acia.cohortes.adapter import build_problem, measure, same_problem
from acia.cohortes.models import Cohorte, EtatCohorte, MembreCohorte, PropositionCohortes
from acia.cohortes.policy import may_change
from acia.cohortes.queries import PlanDepartement, get_plan, list_intervenants
from acia.cohortes.rules import Retenu, broken, check_groupe, check_plan, propose_name, rank_key
from acia.cohortes.solver.files import problem_content, solution_content
from acia.cohortes.solver.problem import Problem, Solution
from acia.cohortes.workflow import COHORTE, VALIDER
from acia.commission.models import Selection
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import AccesRefuse, ActionRefusee, ConflitVersion, Introuvable
from acia.core.partage import Bornes
from acia.engagements.models import Engagement

HORS_COHORTE = "hors_cohorte"
NOUVELLE = "nouvelle"

declare_events(
    {
        "cohortes_proposees": "Cohortes calculées ({departement}, version {rang}) : {cohortes} formées, {en_attente} "
        "établissements en attente, {statut}.",
        "cohorte_membre_deplace": "{etablissement} passe de « {origine} » à « {destination} ».",
        "cohorte_membre_parti": "{etablissement} se désiste et quitte « {nom} ».",
        "cohorte_reglee": "Cohorte « {nom} » : hôte {hote}, intervenant {intervenant}.",
        "cohortes_validees": "Cohortes validées ({departement}) : {noms}.",
    },
    keys={
        "cohortes_proposees": ("departement", "rang", "cohortes", "en_attente", "statut"),
        "cohorte_membre_deplace": ("etablissement", "origine", "destination"),
        "cohorte_membre_parti": ("etablissement", "nom"),
        "cohorte_reglee": ("nom", "hote", "intervenant"),
        "cohortes_validees": ("departement", "noms"),
    },
)


class ValidationRefusee(ActionRefusee):
    """Blocking rules are broken; `phrases` says each of them."""

    def __init__(self, phrases: Sequence[str]) -> None:
        super().__init__(f"Les cohortes ne peuvent pas être validées : {' '.join(phrases)}")
        self.phrases = tuple(phrases)


@dataclass(frozen=True)
class ReglagesCohorte:
    """What an officer decides of a cohorte beside its members."""

    nom: str
    hote: uuid.UUID | None
    """Engagement of the host."""
    intervenant: uuid.UUID | None


def _open_plan(person: Utilisateur, appel_code: str, departement_code: str, version: int | None) -> PlanDepartement:
    """Read the plan again, alone: acts on one département of a call follow one another, on each engine.

    Raises:
        Introuvable: out of her territory.
        ConflitVersion: the plan is no longer the one the officer saw.
    """
    db.session.execute(
        select(AppelDepartement.id)
        .join(Appel, Appel.id == AppelDepartement.appel_id)
        .where(Appel.code == appel_code, AppelDepartement.departement_code == departement_code)
        .with_for_update(of=AppelDepartement)
    )
    plan = get_plan(person, appel_code, departement_code)
    if version != plan.version:
        raise ConflitVersion(
            "Les cohortes de ce département ont changé depuis que vous avez ouvert la page. Rien n’a été enregistré : "
            "regardez où elles en sont, puis recommencez."
        )
    return plan


def propose_cohortes(
    appel_code: str,
    departement_code: str,
    problem: Problem,
    solution: Solution,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> PropositionCohortes:
    """Keep a run of the solver with its proof, and make its plan the draft of the département.

    The solver ran before, outside the transaction, so that nobody waited for it.

    Raises:
        ActionRefusee: nothing to place, or letters changed during the computation.
        ConflitVersion: another officer acted meanwhile.
    """
    plan = _open_plan(auteur, appel_code, departement_code, version)
    if not plan.a_placer:
        raise ActionRefusee("Aucun établissement n’est à placer : il faut d’abord des lettres d’engagement signées.")
    stored = problem_content(problem)
    if not same_problem(stored, plan.a_placer, plan.bornes):
        raise ActionRefusee("Des lettres d’engagement ont changé pendant le calcul. Relancez-le.")
    for cohorte in plan.brouillons:
        db.session.delete(cohorte)
    db.session.flush()
    proposition = PropositionCohortes(
        appel_id=plan.appel.id,
        departement_code=departement_code,
        rang=(plan.proposition.rang if plan.proposition else 0) + 1,
        probleme=stored,
        solution=solution_content(solution),
        statut=solution.statut,
        calculee_at=now,
        demandee_par_id=auteur.id,
    )
    db.session.add(proposition)
    db.session.flush()
    _write_drafts(plan, proposition, solution, now)
    record(
        "cohortes_proposees",
        proposition,
        auteur=auteur,
        now=now,
        departement=plan.departement.nom,
        rang=proposition.rang,
        cohortes=len(solution.cohortes),
        en_attente=len(solution.non_places),
        statut=solution.statut,
    )
    return proposition


def _write_drafts(plan: PlanDepartement, proposition: PropositionCohortes, solution: Solution, now: datetime) -> None:
    names = [cohorte.nom for cohorte in plan.validees]
    for formed in solution.cohortes:
        members = sorted((plan.etablissements[i] for i in formed.membres), key=rank_key)
        names.append(propose_name(members, formed.hote, names))
        cohorte = _new_cohorte(plan, names[-1], proposition, now)
        cohorte.membres = [
            MembreCohorte(engagement_id=member.engagement_id, ordre=ordre, hote=member.id == formed.hote)
            for ordre, member in enumerate(members, start=1)
        ]


def _new_cohorte(plan: PlanDepartement, nom: str, proposition: PropositionCohortes | None, now: datetime) -> Cohorte:
    cohorte = Cohorte(
        appel_id=plan.appel.id,
        departement_code=plan.departement.code,
        proposition_id=proposition.id if proposition else None,
        nom=nom,
        cree_at=now,
    )
    db.session.add(cohorte)
    return cohorte


def move_membre(
    appel_code: str,
    departement_code: str,
    engagement_id: uuid.UUID,
    cible: str,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> None:
    """Put an establishment in another draft cohorte, in a new one, or out of all of them.

    `cible` is the id of a cohorte, `NOUVELLE` or `HORS_COHORTE`. A move never has to respect the rules: they are
    checked again and shown, and only validation refuses.

    Raises:
        ActionRefusee: the establishment is already there, or in a validated cohorte, or its letter is not signed.
        Introuvable: no such establishment or draft cohorte in the département.
        ConflitVersion: another officer acted meanwhile.
    """
    plan = _open_plan(auteur, appel_code, departement_code, version)
    retenu = next((r for r in plan.etablissements.values() if r.engagement_id == engagement_id), None)
    if retenu is None:
        raise Introuvable()
    membre = next((m for c in plan.cohortes for m in c.membres if m.engagement_id == engagement_id and m.actif), None)
    source = membre.cohorte if membre else None
    if source is not None and not (decision := may_change(source)):
        raise AccesRefuse(decision.motif)
    target = _target(plan, cible, retenu, now)
    _refuse_useless(retenu, source, target)
    origin = source.nom if source else "hors cohorte"
    destination = target.nom if target else "hors cohorte"
    _transfer(membre, target, retenu)
    for cohorte in (source, target):
        if cohorte is not None:
            _settle_draft(cohorte, plan.etablissements.values(), plan.bornes)
    record(
        "cohorte_membre_deplace",
        ("engagement", engagement_id),
        auteur=auteur,
        now=now,
        etablissement=retenu.nom,
        origine=origin,
        destination=destination,
    )


def _target(plan: PlanDepartement, cible: str, retenu: Retenu, now: datetime) -> Cohorte | None:
    if cible == HORS_COHORTE:
        return None
    if cible == NOUVELLE:
        nom = propose_name([retenu], retenu.id, [c.nom for c in plan.cohortes])
        return _new_cohorte(plan, nom, plan.proposition, now)
    found = next((c for c in plan.brouillons if str(c.id) == cible), None)
    if found is None:
        raise Introuvable()
    return found


def _refuse_useless(retenu: Retenu, source: Cohorte | None, target: Cohorte | None) -> None:
    if target is source:
        where = f"dans {source.nom}" if source else "hors cohorte"
        raise ActionRefusee(f"{retenu.nom} est déjà {where}.", "cible")
    if target is not None and not retenu.signe:
        raise ActionRefusee(
            f"{retenu.nom} n’a pas de lettre d’engagement signée : elle ne peut pas être placée.", "cible"
        )


def _transfer(membre: MembreCohorte | None, target: Cohorte | None, retenu: Retenu) -> None:
    if membre is None and target is not None:
        target.membres.append(MembreCohorte(engagement_id=retenu.engagement_id, ordre=0))
    elif membre is not None and target is None:
        membre.cohorte.membres.remove(membre)
    elif membre is not None:
        membre.hote = False
        membre.cohorte = target  # type: ignore[assignment]  # both are known here


def _settle_draft(cohorte: Cohorte, retenus: Iterable[Retenu], bornes: Bornes) -> None:
    """After a move: remove an empty draft, order the members by rank, and give back a host when there is none."""
    if not cohorte.membres:
        db.session.delete(cohorte)
        return
    by_engagement = {r.engagement_id: r for r in retenus}
    members = sorted((by_engagement[m.engagement_id] for m in cohorte.membres), key=rank_key)
    order = {member.engagement_id: ordre for ordre, member in enumerate(members, start=1)}
    hosts = [member.id for member in members if member.accueille]
    measured = measure(members, None, bornes)
    best = measured.meilleur_hote if measured and measured.meilleur_hote else next(iter(hosts), None)
    hosted = any(m.hote for m in cohorte.membres)
    for membre in cohorte.membres:
        membre.ordre = order[membre.engagement_id]
        membre.hote = membre.hote if hosted else by_engagement[membre.engagement_id].id == best


def settle_cohorte(
    appel_code: str,
    departement_code: str,
    cohorte_id: uuid.UUID,
    command: ReglagesCohorte,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> Cohorte:
    """Name a cohorte, its host and its intervenant; once validated, only the intervenant still changes.

    Raises:
        ActionRefusee: a name already taken, a host who cannot host, an intervenant of another région.
        ConflitVersion: another officer acted meanwhile.
    """
    plan = _open_plan(auteur, appel_code, departement_code, version)
    cohorte = next((c for c in plan.cohortes if c.id == cohorte_id), None)
    if cohorte is None:
        raise Introuvable()
    if may_change(cohorte):
        _rename(plan, cohorte, command.nom)
        _choose_host(plan, cohorte, command.hote)
    cohorte.intervenant = _intervenant(plan, cohorte, command.intervenant)
    host = next((r.nom for r in plan.retenus_of(cohorte) if r.id == plan.hote_of(cohorte)), "à choisir")
    record(
        "cohorte_reglee",
        cohorte,
        auteur=auteur,
        now=now,
        nom=cohorte.nom,
        hote=host,
        intervenant=cohorte.intervenant.nom_complet if cohorte.intervenant else "à nommer",
    )
    return cohorte


def _rename(plan: PlanDepartement, cohorte: Cohorte, nom: str) -> None:
    if not nom:
        raise ActionRefusee("Donnez un nom à la cohorte.", "nom")
    if any(other.nom.casefold() == nom.casefold() for other in plan.cohortes if other is not cohorte):
        raise ActionRefusee(f"Une autre cohorte du département s’appelle déjà « {nom} ».", "nom")
    cohorte.nom = nom


def _choose_host(plan: PlanDepartement, cohorte: Cohorte, hote: uuid.UUID | None) -> None:
    chosen = next((r for r in plan.retenus_of(cohorte) if r.engagement_id == hote), None)
    if hote is not None and chosen is None:
        raise ActionRefusee("L’hôte doit être un établissement de la cohorte.", "hote")
    if chosen is not None and not chosen.accueille:
        raise ActionRefusee(f"{chosen.nom} a indiqué ne pas pouvoir accueillir les autres.", "hote")
    for membre in cohorte.membres:
        membre.hote = membre.engagement_id == hote


def _intervenant(plan: PlanDepartement, cohorte: Cohorte, wanted: uuid.UUID | None) -> Utilisateur | None:
    if wanted is None or wanted == cohorte.intervenant_id:
        return cohorte.intervenant if wanted else None
    found = next((p for p in list_intervenants(plan.departement.region_code) if p.id == wanted), None)
    if found is None:
        raise ActionRefusee("Choisissez un intervenant actif de la région.", "intervenant")
    return found


def validate_cohortes(
    appel_code: str, departement_code: str, motif: str, *, version: int | None, auteur: Utilisateur, now: datetime
) -> tuple[Cohorte, ...]:
    """Validate every draft cohorte of a département, once, with a reason (S18); blocking rules refuse the whole act.

    Raises:
        ValidationRefusee: a blocking rule is broken (R48, R49, R53, R56, R62).
        ActionRefusee: nothing to validate, or no reason given.
        ConflitVersion: another officer acted meanwhile.
    """
    plan = _open_plan(auteur, appel_code, departement_code, version)
    drafts = plan.brouillons
    if not drafts:
        raise ActionRefusee("Il n’y a pas de cohorte en brouillon à valider.")
    groups = [plan.groupe_of(cohorte) for cohorte in plan.cohortes]
    findings = [
        *(c for group in groups if not group.validee for c in check_groupe(group, plan.bornes)),
        *check_plan(groups, plan.attente),
    ]
    blocking = [finding.phrase for finding in broken(findings) if finding.bloque]
    if blocking:
        raise ValidationRefusee(blocking)
    if not motif.strip():
        raise ActionRefusee("Dites sur quoi repose cette validation, en une phrase : le journal la garde.")
    for cohorte in drafts:
        cohorte.etat, cohorte.validee_at = COHORTE.next_state(EtatCohorte(cohorte.etat), VALIDER), now
    record(
        "cohortes_validees",
        plan.proposition or drafts[0],
        auteur=auteur,
        now=now,
        motif=motif.strip(),
        departement=plan.departement.nom,
        noms=", ".join(cohorte.nom for cohorte in drafts),
    )
    return drafts


def problem_of(plan: PlanDepartement) -> Problem:
    """What the solver is asked for a département.

    Raises:
        ActionRefusee: nothing to place yet.
        CoordonneesManquantes: an establishment is not on the map.
    """
    if not plan.a_placer:
        raise ActionRefusee("Aucun établissement n’est à placer : il faut d’abord des lettres d’engagement signées.")
    return build_problem(plan.a_placer, plan.bornes)


def follow_giving_up(selection: Selection, auteur: Utilisateur, now: datetime) -> None:
    """An establishment gives its place up: it leaves its cohorte, whose page then says what is missing (R47, R54)."""
    rows = (
        select(MembreCohorte)
        .join(Engagement)
        .where(MembreCohorte.actif, Engagement.candidature_id == selection.candidature_id)
    )
    for membre in db.session.execute(rows).scalars():
        db.session.refresh(membre.cohorte, with_for_update=True)
        membre.actif, membre.hote = False, False
        flag_modified(membre.cohorte, "nom")
        nom = selection.candidature.nom
        record(
            "cohorte_membre_parti", membre.cohorte, auteur=auteur, now=now, etablissement=nom, nom=membre.cohorte.nom
        )
