"""What the page of a plan shows, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from acia.cohortes.models import Cohorte
from acia.core.filters import pluriel
from acia.seances.models import EtatPlan, PlanSeances
from acia.seances.rules import first_seance_deadline

LIBELLES_CRENEAU = {
    "matin": "matin, 9 h – 12 h 30",
    "apres_midi": "après-midi, 13 h 30 – 17 h",
    "journee": "journée, 9 h – 17 h",
}
OBJECTIFS = {
    "non_planifiees": "séances sans date",
    "personnes_derangees": "personnes dérangées",
    "seances_deplacees": "séances déplacées",
    "jours_decales": "jours de décalage",
    "absences": "absences d’établissements",
    "si_besoin": "créneaux « si besoin » utilisés",
    "jours_evites": "jours à éviter utilisés",
    "rythme": "jours d’écart au rythme idéal",
    "deplacements": "jours de déplacement",
}


@dataclass(frozen=True)
class LignePlan:
    """One session of the proposal."""

    titre: str
    jour: date
    creneau: str
    etablissement: str
    absents: str


@dataclass(frozen=True)
class CohortePlan:
    """The proposal for one cohorte, and the limit of its first session."""

    nom: str
    limite: date
    lignes: list[LignePlan]


@dataclass(frozen=True)
class EcranPlan:
    """The whole page."""

    etiquettes: list[tuple[str, str]]
    cohortes: list[CohortePlan]
    objectifs: list[tuple[str, int, bool]]
    sans_date: list[tuple[str, str]]


def plan_screen(plan: PlanSeances, cohortes: dict[str, Cohorte]) -> EcranPlan:
    """Arrange a computation for reading; everything comes from what was stored."""
    solution = plan.solution or {"seances": [], "objectifs": [], "non_planifiees": [], "statut": "", "duree_s": 0}
    tags = {
        EtatPlan.EN_CALCUL: ("Calcul en cours", "bleu"),
        EtatPlan.ECHEC: ("Le calcul a échoué", "rouge"),
        EtatPlan.PUBLIE: ("Publié", "vert"),
        EtatPlan.REMPLACE: ("Remplacé par un calcul plus récent", "gris"),
    }
    etat = EtatPlan(plan.etat)
    labels = [tags[etat]] if etat in tags else []
    if solution["statut"] == "optimal":
        labels.append((f"Optimum prouvé · {solution['duree_s']:.1f} s".replace(".", ","), "vert"))
    elif solution["statut"]:
        labels.append(("Meilleur plan trouvé, sans preuve", "ambre"))
    labels.append((pluriel(len(solution["seances"]), "séance"), "gris"))
    return EcranPlan(
        labels,
        [_cohorte(cohorte, key, solution["seances"]) for key, cohorte in cohortes.items()],
        [(OBJECTIFS[o["nom"]], o["valeur"], o["valeur"] == o["borne"]) for o in solution["objectifs"]],
        [(_readable(item["seance"], cohortes), item["motif"]) for item in solution["non_planifiees"]],
    )


def _cohorte(cohorte: Cohorte, key: str, seances: list[dict[str, object]]) -> CohortePlan:
    names = {m.engagement.candidature.numero_finess: m.engagement.candidature.nom for m in cohorte.membres}
    letters = [m.engagement.date_signature for m in cohorte.membres if m.actif and m.engagement.date_signature]
    titles = {etape.code: etape.titre for etape in cohorte.appel.etapes}
    lines = []
    for item in seances:
        cohorte_id, code, *numero = str(item["seance"]).split("/")
        if cohorte_id != key:
            continue
        missing: list[str] = item["absents"] if isinstance(item["absents"], list) else []
        lines.append(
            LignePlan(
                titles.get(code, code),
                date.fromisoformat(str(item["date"])),
                LIBELLES_CRENEAU[str(item["creneau"])],
                names.get(numero[0], numero[0]) if numero else "tous",
                ", ".join(str(names.get(n, n)) for n in missing),
            )
        )
    return CohortePlan(
        cohorte.nom, first_seance_deadline(letters), sorted(lines, key=lambda line: (line.jour, line.titre))
    )


def _readable(seance: str, cohortes: dict[str, Cohorte]) -> str:
    cohorte_id, code, *numero = seance.split("/")
    return " · ".join([cohortes[cohorte_id].nom, code, *numero])
