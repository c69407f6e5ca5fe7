"""What the pages show of a plan: tags, sentences, picture, journeys, destinations of a move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from acia.appels.queries import bornes_of
from acia.candidatures.queries import holders_on
from acia.cohortes.adapter import CoordonneesManquantes, Mesure, measure, price_wish, retenu_of, same_problem
from acia.cohortes.models import Cohorte, EtatCohorte, PropositionCohortes
from acia.cohortes.queries import PlanDepartement
from acia.cohortes.rules import (
    Retenu,
    Souhait,
    broken,
    check_groupe,
    check_plan,
    commune_name,
    wish_phrases,
)
from acia.cohortes.service import HORS_COHORTE, NOUVELLE
from acia.cohortes.solver.problem import ProblemError
from acia.cohortes.workflow import COHORTE, TONS_ETAT
from acia.core.filters import nombre, pluriel
from acia.core.graphiques import DessinCarteCohortes, GroupePoints, Point, draw_carte_cohortes
from acia.core.partage import Partage, share_out
from acia.core.rules import Constat

SERIES = 8
NBSP = "\u00a0"
Etiquette = tuple[str, str]


@dataclass(frozen=True)
class LigneMembre:
    """A member in the card of its cohorte."""

    retenu: Retenu
    commune: str
    hote: bool
    trajet: str


@dataclass(frozen=True)
class CarteCohorte:
    """The card of a cohorte."""

    cohorte: Cohorte
    serie: int
    membres: tuple[LigneMembre, ...]
    resume: str
    etat: Etiquette | None
    modifiable: bool
    conseil: str


@dataclass(frozen=True)
class EcranDepartement:
    """Everything the page of a département shows beside its forms."""

    phrase: str
    etiquettes: list[Etiquette]
    cartes: list[CarteCohorte]
    attente: list[tuple[Retenu, str, str]]
    """Establishment, commune, why it waits."""
    constats: tuple[Constat, ...]
    bloque: bool
    partage: Partage
    dessin: DessinCarteCohortes | None
    cout: tuple[str, str, str] | None
    """What the plan is worth, the minutes it takes, the longest journey."""
    preuve: list[tuple[str, str]]
    manque_coordonnees: str


def minutes_words(hundredths: int) -> str:
    """« 24 min »."""
    return f"{round(hundredths / 100)}{NBSP}min"


def departement_screen(plan: PlanDepartement) -> EcranDepartement:
    """Arrange the page of a département."""
    groups = [plan.groupe_of(cohorte) for cohorte in plan.cohortes]
    findings = broken(
        (
            *(finding for group in groups for finding in check_groupe(group, plan.bornes)),
            *check_plan(groups, plan.attente),
        )
    )
    mesures = [measure(plan.retenus_of(c), plan.hote_of(c), plan.bornes) for c in plan.cohortes]
    cartes = [
        _card(plan, cohorte, index, mesure)
        for index, (cohorte, mesure) in enumerate(zip(plan.cohortes, mesures, strict=True))
    ]
    unknown = [r.nom for r in plan.etablissements.values() if r.lat is None or r.lon is None]
    return EcranDepartement(
        phrase=_standing(plan),
        etiquettes=_tags(plan),
        cartes=cartes,
        attente=[(r, commune_name(r.commune), _why_waiting(plan, r)) for r in plan.attente],
        constats=findings,
        bloque=any(finding.bloque for finding in findings),
        partage=share_out(len(plan.a_placer), plan.bornes),
        dessin=_picture(plan, cartes),
        cout=_cost_sentence(plan, mesures),
        preuve=_proof(plan),
        manque_coordonnees=CoordonneesManquantes(unknown).motif if unknown else "",
    )


def _standing(plan: PlanDepartement) -> str:
    """One sentence: where we stand, and what comes next."""
    drafts, settled = len(plan.brouillons), len(plan.validees)
    if drafts:
        formed = pluriel(drafts, "cohorte en brouillon", "cohortes en brouillon")
        return f"{formed} : relisez, déplacez si besoin, puis validez."
    if settled:
        whose = "Ses" if settled == 1 else "Leurs"
        return f"{pluriel(settled, 'cohorte validée', 'cohortes validées')}. {whose} séances peuvent être planifiées."
    if plan.a_placer:
        signed = pluriel(len(plan.a_placer), "lettre signée", "lettres signées")
        ready = share_out(len(plan.a_placer), plan.bornes).placables
        next_step = "les cohortes restent à calculer" if ready else "pas encore de quoi former une cohorte"
        return f"{signed} sur {pluriel(plan.retenues, 'retenue')} : {next_step}."
    if plan.retenues:
        return f"{pluriel(plan.retenues, 'retenue')}, aucune lettre d’engagement signée pour l’instant."
    return "Aucune candidature retenue pour l’instant."


def _tags(plan: PlanDepartement) -> list[Etiquette]:
    proposition = plan.proposition
    sizes = [len(plan.retenus_of(c)) for c in plan.cohortes]
    placed = f"{pluriel(sum(sizes), 'placée')} en {' + '.join(map(str, sizes))}" if sizes else "aucune placée"
    counts = (f"{pluriel(plan.retenues, 'retenue')}, {placed}", "gris")
    if proposition is None:
        return [("Pas encore calculé", "gris"), counts]
    state = "brouillon" if plan.brouillons else ("validée" if plan.validees else "sans cohorte")
    tone = "vert" if state == "validée" else "gris"
    return [_proof_tag(plan, proposition), counts, (f"Version {proposition.rang} · {state}", tone)]


def _proof_tag(plan: PlanDepartement, proposition: PropositionCohortes) -> Etiquette:
    if _is_stale(plan):
        return "Calcul à refaire", "ambre"
    if not _is_solved(plan, proposition):
        return "Modifié à la main", "bleu"
    if proposition.statut == "impossible":
        return "Aucune cohorte possible", "rouge"
    if proposition.statut == "optimal":
        return f"Optimum prouvé · {nombre(max(proposition.solution['duree_s'], 0.1), 1)}{NBSP}s", "vert"
    gap = nombre(100 * proposition.solution["ecart"], 1)
    return f"Meilleur plan trouvé · écart {gap}{NBSP}%", "ambre"


def _is_stale(plan: PlanDepartement) -> bool:
    """The letters are no longer those of the computation; once all is validated, it has served."""
    if plan.proposition is None or (plan.validees and not plan.brouillons):
        return False
    return not same_problem(plan.proposition.probleme, plan.a_placer, plan.bornes)


def _current(plan: PlanDepartement, proposition: PropositionCohortes) -> list[Cohorte]:
    """Cohortes that come from the latest computation."""
    return [c for c in plan.cohortes if c.proposition_id == proposition.id]


def _is_solved(plan: PlanDepartement, proposition: PropositionCohortes) -> bool:
    """The cohortes are still those of the solver."""
    solved = {frozenset(c["membres"]) for c in proposition.solution["cohortes"]}
    return solved == {frozenset(r.id for r in plan.retenus_of(c)) for c in _current(plan, proposition)}


def _cost_sentence(plan: PlanDepartement, mesures: list[Mesure | None]) -> tuple[str, str, str] | None:
    """What the plan costs, and whether another one could cost less."""
    proposition = plan.proposition
    if proposition is None:
        return None
    latest = _current(plan, proposition)
    known = [m for c, m in zip(plan.cohortes, mesures, strict=True) if m is not None and c in latest]
    if not known or len(known) != len(latest):
        return None
    total, longest = sum(m.total for m in known), max(m.maximum for m in known)
    worth = _worth(plan, proposition, sum(m.cout for m in known))
    minutes = pluriel(round(total / 100), "minute")
    return f"{worth} :", minutes, f"au total, {round(longest / 100)} au plus pour un établissement."


def _worth(plan: PlanDepartement, proposition: PropositionCohortes, cost: int) -> str:
    if _is_stale(plan):
        return "Des lettres ont été signées ou retirées depuis ce calcul, à relancer. Trajets aujourd’hui"
    if not _is_solved(plan, proposition):
        return f"{_by_hand(plan, proposition, cost)} Trajets"
    if proposition.statut == "optimal":
        return "Aucune autre répartition ne coûte moins (route, pire trajet, gestionnaires réunis)"
    return "Le temps de calcul n’a pas suffi à prouver que c’est la meilleure répartition"


def _by_hand(plan: PlanDepartement, proposition: PropositionCohortes, cost: int) -> str:
    solved = sum(len(c["membres"]) for c in proposition.solution["cohortes"])
    placed = sum(len(plan.retenus_of(c)) for c in _current(plan, proposition))
    if placed != solved:
        words = pluriel(placed, "établissement placé", "établissements placés")
        return f"Répartition faite à la main, {words} au lieu de {solved} au calcul."
    difference = round(cost / 100 - proposition.solution["cout"])
    if difference <= 0:
        return "Répartition faite à la main, au même coût que celle du calcul."
    return f"Répartition faite à la main, qui coûte {pluriel(difference, 'minute')} de plus que celle du calcul."


def _proof(plan: PlanDepartement) -> list[tuple[str, str]]:
    """Figures of the computation, for who wants to check them."""
    if plan.proposition is None:
        return []
    solution = plan.proposition.solution
    terms = {name: sum(c["detail"][name] for c in solution["cohortes"]) for name in ("trajet_hote", "trajet_max")}
    shared = sum(c["detail"]["meme_gestionnaire"] for c in solution["cohortes"])
    return [
        ("Établissements à placer", nombre(len(plan.proposition.probleme["candidats"]))),
        ("Trajets jusqu’à l’hôte", f"{nombre(terms['trajet_hote'], 2)}{NBSP}min"),
        ("Plus long trajet de chaque cohorte", f"{nombre(terms['trajet_max'], 2)}{NBSP}min"),
        ("Gestionnaires réunis (60 min la paire)", f"{nombre(shared, 2)}{NBSP}min"),
        ("Coût de la répartition", f"{nombre(solution['cout'], 2)}{NBSP}min"),
        ("Borne : aucune répartition ne coûte moins", f"{nombre(solution['borne'], 2)}{NBSP}min"),
        ("Écart", f"{nombre(100 * solution['ecart'], 2)}{NBSP}%"),
    ]


def _why_waiting(plan: PlanDepartement, retenu: Retenu) -> str:
    if not share_out(len(plan.a_placer), plan.bornes).placables:
        return "en attente de groupe"
    if plan.proposition is None:
        return "cohortes à calculer"
    reasons = {one["id"]: one["motif"] for one in plan.proposition.solution["non_places"]}
    if retenu.id in reasons:
        return str(reasons[retenu.id])
    asked = {one["id"] for one in plan.proposition.probleme["candidats"]}
    return "retiré de sa cohorte à la main" if retenu.id in asked else "lettre signée depuis le calcul"


def _card(plan: PlanDepartement, cohorte: Cohorte, index: int, mesure: Mesure | None) -> CarteCohorte:
    hote, retenus = plan.hote_of(cohorte), plan.retenus_of(cohorte)
    ordered = sorted(retenus, key=lambda r: (r.id != hote, mesure.minutes.get(r.id, 0) if mesure else 0, r.nom))
    etat = EtatCohorte(cohorte.etat)
    total = f"{minutes_words(mesure.total)} · " if mesure and hote else ""
    return CarteCohorte(
        cohorte=cohorte,
        serie=index % SERIES + 1,
        membres=tuple(
            LigneMembre(r, commune_name(r.commune), r.id == hote, _journey(r, hote, mesure)) for r in ordered
        ),
        resume=f"{total}{pluriel(len(retenus), 'établissement')}",
        etat=None if etat is EtatCohorte.BROUILLON else (COHORTE.libelles[etat], TONS_ETAT[etat]),
        modifiable=etat is EtatCohorte.BROUILLON,
        conseil=_better_host(plan, hote, mesure) if etat is EtatCohorte.BROUILLON else "",
    )


def _journey(retenu: Retenu, hote: str | None, mesure: Mesure | None) -> str:
    if retenu.id == hote:
        return "hôte"
    if mesure is None or hote is None or retenu.id not in mesure.minutes:
        return "trajet inconnu"
    return minutes_words(mesure.minutes[retenu.id])


def _better_host(plan: PlanDepartement, hote: str | None, mesure: Mesure | None) -> str:
    if mesure is None or hote is None or mesure.gain < 100 or mesure.meilleur_hote is None:
        return ""
    best = plan.etablissements[mesure.meilleur_hote]
    return f"Chez {best.nom}, les trajets dureraient {pluriel(round(mesure.gain / 100), 'minute')} de moins."


def _picture(plan: PlanDepartement, cartes: list[CarteCohorte]) -> DessinCarteCohortes | None:
    groups = [
        GroupePoints(
            carte.cohorte.nom,
            [_point(line.retenu, line.hote, line.trajet) for line in carte.membres if line.retenu.lat is not None],
        )
        for carte in cartes
    ]
    waiting = [_point(r, False, f"rang {r.rang}" if r.rang else "") for r in plan.attente if r.lat is not None]
    return draw_carte_cohortes(groups, waiting) if waiting or any(group.points for group in groups) else None


def _point(retenu: Retenu, hote: bool, precision: str) -> Point:
    return Point(retenu.nom, retenu.lat or 0.0, retenu.lon or 0.0, hote, "" if hote else precision)


def destinations(plan: PlanDepartement, retenu: Retenu, depart: Cohorte | None) -> list[tuple[str, str]]:
    """Where an establishment may go, each with what the cohorte would become."""
    choices = []
    for cohorte in plan.brouillons:
        if cohorte is not depart:
            choices.append((str(cohorte.id), f"{cohorte.nom} : {_if_joined(plan, cohorte, retenu)}"))
    if len(plan.brouillons) != 1 or depart is None or len(plan.retenus_of(depart)) > 1:
        choices.append((NOUVELLE, "Une nouvelle cohorte, à compléter ensuite"))
    if depart is not None:
        choices.append((HORS_COHORTE, "Hors cohorte : en attente"))
    return choices


def _if_joined(plan: PlanDepartement, cohorte: Cohorte, retenu: Retenu) -> str:
    size = len(plan.retenus_of(cohorte)) + 1
    words = f"{pluriel(size, 'établissement')} avec lui"
    host = next((r for r in plan.retenus_of(cohorte) if r.id == plan.hote_of(cohorte)), None)
    mesure = measure([host, retenu], host.id, plan.bornes) if host else None
    if mesure is not None:
        words += f", {minutes_words(mesure.maximum)} jusqu’à l’hôte"
    if size > plan.bornes.maximum:
        words += f" ; c’est plus que {plan.bornes.maximum}, la validation sera refusée"
    return words


def host_choices(plan: PlanDepartement, cohorte: Cohorte) -> list[tuple[str, str]]:
    """Members able to host, with the sum of the journeys to them."""
    members = plan.retenus_of(cohorte)
    choices = []
    for member in members:
        if member.accueille:
            mesure = measure(members, member.id, plan.bornes)
            words = f"{member.nom} ({commune_name(member.commune)})"
            choices.append((str(member.engagement_id), words + (f" : {minutes_words(mesure.total)}" if mesure else "")))
    return choices


def wish_answer(plan: PlanDepartement, pair: tuple[str, str]) -> tuple[str, str, str, str]:
    """The two names, the price, then who moves; an impossible question is answered too."""
    names = {r.id: r.nom for r in plan.etablissements.values()}
    premier, second = (names[identifier] for identifier in pair)
    if pair[0] == pair[1]:
        return premier, second, "impossible", "choisissez deux établissements différents."
    try:
        wish = price_wish(plan.a_placer, plan.bornes, *pair)
    except (CoordonneesManquantes, ProblemError) as error:
        return premier, second, "impossible", f"{error}"
    souhait = Souhait(
        premier,
        second,
        wish.possible,
        wish.difference / 100,
        tuple(names[i] for i in wish.deplaces),
        tuple(names[i] for i in wish.perdent_leur_place),
    )
    return premier, second, *wish_phrases(souhait)


@dataclass(frozen=True)
class EcranCohorte:
    """What those who are in a cohorte see of it."""

    membres: list[tuple[str, str, bool, str, list[str]]]
    """Name, commune, host, journey, representants."""
    hote: str
    lieu: str
    pourquoi: str
    dessin: DessinCarteCohortes | None


def cohorte_screen(cohorte: Cohorte, jour: date) -> EcranCohorte:
    """Arrange the neutral page of a cohorte on a day: who, where, which host; neither marks nor ranks."""
    rows = [m for m in cohorte.membres if m.actif]
    retenus = [
        retenu_of(m.engagement, m.engagement.candidature, m.engagement.candidature.etablissement, None) for m in rows
    ]
    host = next((r for m, r in zip(rows, retenus, strict=True) if m.hote), None)
    mesure = measure(retenus, host.id if host else None, bornes_of(cohorte.appel))
    lines = sorted(zip(rows, retenus, strict=True), key=lambda pair: (not pair[0].hote, pair[1].nom))
    trajets = {r.id: _journey(r, host.id if host else None, mesure) for r in retenus}
    points = [_point(r, r is host, trajets[r.id]) for r in retenus if r.lat is not None]
    longest = f" : {minutes_words(mesure.maximum)} de route au plus jusqu’à l’hôte" if mesure and host else ""
    return EcranCohorte(
        membres=[
            (
                r.nom,
                commune_name(r.commune),
                m.hote,
                trajets[r.id],
                [
                    f"{p.nom_complet}, {p.fonction}" if p.fonction else p.nom_complet
                    for p in holders_on(m.engagement.candidature, jour).values()
                ],
            )
            for m, r in lines
        ],
        hote=host.nom if host else "",
        lieu=next((m.engagement.lieu_accueil for m in rows if m.hote), ""),
        pourquoi=f"Ces établissements sont du même département et proches les uns des autres{longest}.",
        dessin=draw_carte_cohortes([GroupePoints(cohorte.nom, points)]) if points else None,
    )
