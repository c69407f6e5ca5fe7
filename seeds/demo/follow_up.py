"""The twelve months of the first promotion: attendance, reports, états des lieux, actions, bilans."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from acia.candidatures.models import RoleRepresentant
from acia.core.clock import add_months
from acia.core.db import db
from acia.seances import service as seances
from acia.seances.models import Seance
from acia.seances.queries import establishments_of
from acia.suivi import service
from acia.suivi.models import ActionQvct
from acia.suivi.queries import actions_of
from seeds.demo.cast import Dossier
from seeds.demo.files import signer_of
from seeds.demo.groups import engagement_of
from seeds.demo.people import DemoAccount
from seeds.demo.scene import Stage
from seeds.demo.texts import COMPTES_RENDUS, THEMES_DEPART, THEMES_FINAL

DELAI_PRESENCES: Final = timedelta(minutes=30)
DELAI_COMPTE_RENDU: Final = timedelta(days=6)
SANS_PRESENCES: Final = timedelta(days=10)
SANS_COMPTE_RENDU: Final = timedelta(days=28)
"""Younger than this, a session still waits for its attendance, or for its report when it is the last one held."""


@dataclass(frozen=True)
class Action:
    """An action sheet of the story, and the acts of its life with their reasons."""

    titre: str
    theme: int
    description: str
    perimetre: str
    responsables: tuple[str, ...]
    indicateurs: tuple[tuple[str, str, str], ...]
    actes: tuple[tuple[str, str], ...] = ()


BINOMES: Final = Action(
    "Un binôme pour chaque nouvel arrivant",
    5,
    "Chaque nouvel arrivant travaille trois mois avec un collègue volontaire, qui dispose d’une heure par semaine.",
    "Les deux unités d’internat",
    ("Cheffe de service", "Élu du CSE", "Éducatrice spécialisée"),
    (("Départs avant six mois", "2 au plus", "1"), ("Binômes tenus jusqu’au bout", "8 sur 10", "")),
    (("mettre_en_test", ""),),
)
REGULATION: Final = Action(
    "Une heure par quinzaine pour parler du travail",
    3,
    "Un temps d’équipe animé par deux professionnels formés, avec un relevé de décisions affiché.",
    "L’unité des adolescents",
    ("Directeur", "Éducateur", "Maîtresse de maison"),
    (("Propositions ayant reçu une réponse", "9 sur 10", "7 sur 9"),),
)
PLANNINGS: Final = Action(
    "Des plannings donnés un mois à l’avance",
    2,
    "Le cycle est construit avec l’équipe, les changements tardifs sont notés et discutés.",
    "L’ensemble de l’établissement",
    ("Cheffe de service", "Éducatrice", "Secrétaire", "Surveillant de nuit"),
    (("Changements à moins de quinze jours", "4 par mois", "6 par mois"),),
    (("mettre_en_test", ""), ("differer", "L’ouverture d’une unité d’urgence occupe l’équipe jusqu’au printemps.")),
)
ACCUEIL: Final = Action(
    "Un livret d’accueil écrit par les équipes",
    5,
    "Vingt pages, relues par les derniers arrivés, remises le premier jour.",
    "Tous les nouveaux professionnels",
    ("Éducatrice", "Psychologue", "Élue du CSE"),
    (("Livrets remis", "tous", "tous"),),
    (("mettre_en_test", ""), ("terminer", "")),
)
NUIT: Final = Action(
    "Des relais de nuit écrits",
    7,
    "Une fiche de relais remplie à deux, le soir et le matin.",
    "Les surveillants de nuit",
    ("Surveillante de nuit", "Chef de service", "Éducateur"),
    (("Relais écrits", "9 sur 10", "3 sur 10"),),
    (
        ("mettre_en_test", ""),
        ("abandonner", "La fiche prenait trop de temps ; un échange oral de dix minutes l’a remplacée."),
    ),
)
ACTIONS: Final[dict[str, tuple[Action, ...]]] = {
    "290900018": (BINOMES, REGULATION, PLANNINGS),
    "290900042": (BINOMES,),
    "290900109": (ACCUEIL, NUIT),
    "970190013": (ACCUEIL, replace(BINOMES, actes=(("mettre_en_test", ""), ("terminer", ""))), NUIT),
    "970190047": (ACCUEIL,),
    "970190088": (REGULATION,),
}
"""By establishment; the ones that are not here are late."""


def plan_sessions(stage: Stage, rows: Sequence[Seance], account: DemoAccount) -> None:
    """Put in the agenda what follows each session; the last one, when it is recent, still waits to be written up."""
    held = sorted((s for s in rows if s.fin_at < stage.end), key=lambda s: (s.fin_at, s.cle))
    for rank, seance in enumerate(held):
        age = stage.end - seance.fin_at
        if age > SANS_PRESENCES:
            stage.plan_at(seance.fin_at + DELAI_PRESENCES, attend, stage, seance.id, rank, account)
        if age > SANS_COMPTE_RENDU or (age > SANS_PRESENCES and seance is not held[-1]):
            stage.plan_at(seance.fin_at + DELAI_COMPTE_RENDU, report, stage, seance.id, account)


def attend(stage: Stage, seance_id: uuid.UUID, rank: int, account: DemoAccount) -> None:
    """Record who was there; somebody is missing now and then."""
    seance = db.session.get_one(Seance, seance_id)
    lines = [
        seances.PresenceCommand(
            engagement.candidature.numero_finess,
            person.role,
            not (person.role == RoleRepresentant.METIER and (rank + place) % 5 == 0),
            person.nom_complet,
        )
        for place, engagement in enumerate(establishments_of(seance))
        for person in engagement.candidature.representants
    ]
    stage.act(seances.record_presences, seance, lines, version=None, by=account.courriel)


def report(stage: Stage, seance_id: uuid.UUID, account: DemoAccount) -> None:
    """Write the report of a session."""
    seance = db.session.get_one(Seance, seance_id)
    contenu, suites = COMPTES_RENDUS[seance.code]
    stage.act(service.write_compte_rendu, seance, contenu, suites, version=None, by=account.courriel)


def take_stock(stage: Stage, dossier: Dossier, moment: str) -> None:
    """The shared picture of the eight themes."""
    shift = int(dossier.finess[-2]) % 2
    themes = THEMES_FINAL if moment == "final" else THEMES_DEPART
    command = service.EtatCommand(
        fait_le=stage.now.date() - timedelta(days=1),
        repondants="Direction, trois élus, douze professionnels réunis en deux groupes",
        themes=tuple((max(0, level - shift), words) for level, words in themes),
        version=None,
    )
    stage.act(service.save_etat_des_lieux, engagement_of(dossier), moment, command, by=signer_of(dossier))


def open_actions(stage: Stage, dossier: Dossier) -> None:
    """Open the sheets, and put in test those that are."""
    start = stage.now.date()
    for action in ACTIONS[dossier.finess]:
        stage.act(service.create_action, engagement_of(dossier), _sheet(action, start), by=signer_of(dossier))
    for action in ACTIONS[dossier.finess]:
        _live(stage, dossier, action, action.actes[:1])


def close_actions(stage: Stage, dossier: Dossier) -> None:
    """What became of each test."""
    for action in ACTIONS[dossier.finess]:
        _live(stage, dossier, action, action.actes[1:])


def _sheet(action: Action, start: date) -> service.ActionCommand:
    return service.ActionCommand(
        titre=action.titre,
        theme=action.theme,
        description=action.description,
        perimetre=action.perimetre,
        moyens="Deux heures par mois pour chaque personne en charge.",
        debut=start if action.actes else None,
        fin_prevue=add_months(start, 5) if action.actes else None,
        responsables=action.responsables,
        indicateurs=action.indicateurs,
        version=None,
    )


def _live(stage: Stage, dossier: Dossier, action: Action, actes: Sequence[tuple[str, str]]) -> None:
    for acte, motif in actes:
        row = _row_of(dossier, action)
        stage.act(service.change_action_state, row, acte, motif, version=None, by=signer_of(dossier))


def _row_of(dossier: Dossier, action: Action) -> ActionQvct:
    rows = select(ActionQvct).where(
        ActionQvct.engagement_id == engagement_of(dossier).id, ActionQvct.titre == action.titre
    )
    return db.session.execute(rows).scalar_one()


def write_bilan(stage: Stage, dossier: Dossier, rendre: bool) -> None:
    """The final bilan: each action has its suite."""
    engagement = engagement_of(dossier)
    suites = (
        ("meme_format", ""),
        ("autre_format", ""),
        ("arret", "L’échange oral de dix minutes suffit ; la fiche n’est plus utile."),
    )
    command = service.BilanCommand(
        reussites="Des arrivées mieux préparées, des équipes qui se parlent davantage du travail.",
        freins="Les remplacements imprévus ont retardé deux ateliers.",
        je_retiens="Donner du temps aux binômes change tout.",
        je_laisse="Les outils trop longs à remplir.",
        a_retravailler="La place des surveillants de nuit dans les réunions.",
        restitution_le=stage.now.date() - timedelta(days=3),
        suites={str(a.id): suite for a, suite in zip(actions_of(engagement), suites, strict=False)},
        version=None,
    )
    stage.act(service.save_bilan, engagement, command, rendre=rendre, by=signer_of(dossier))
