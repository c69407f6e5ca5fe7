"""Use cases of the twelve months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm.attributes import flag_modified

from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.engagements.models import Engagement
from acia.seances.models import Seance
from acia.suivi.models import (
    ActionQvct,
    Bilan,
    CompteRendu,
    EtatDesLieux,
    Indicateur,
    ResponsableAction,
    SuiteAction,
    ThemeEtat,
)
from acia.suivi.queries import PARIS, actions_of, get_bilan, get_etat
from acia.suivi.rules import FicheAction, check_action, check_bilan
from acia.suivi.workflow import ACTION, NEEDS_REASON, EtatAction

declare_events(
    {
        "suivi.etat_des_lieux": "État des lieux enregistré ({moment})",
        "suivi.action_creee": "Action « {titre} » ouverte",
        "suivi.action_modifiee": "Action « {titre} » modifiée",
        "suivi.action_etat": "Action « {titre} » : {etat}",
        "suivi.compte_rendu": "Compte rendu de la séance « {titre} »",
        "suivi.bilan_enregistre": "Bilan enregistré, pas encore rendu",
        "suivi.bilan_rendu": "Bilan rendu : {actions} actions ont une suite",
    },
    keys={
        "suivi.etat_des_lieux": ["moment"],
        "suivi.action_creee": ["titre"],
        "suivi.action_modifiee": ["titre"],
        "suivi.action_etat": ["titre", "etat"],
        "suivi.compte_rendu": ["titre"],
        "suivi.bilan_rendu": ["actions"],
    },
)
LIBELLES_MOMENT = {"depart": "de départ", "final": "final"}


@dataclass(frozen=True)
class EtatCommand:
    """An état des lieux as typed: level and comment of each theme, in order 1 to 8."""

    fait_le: date
    repondants: str
    themes: tuple[tuple[int, str], ...]
    version: int | None


@dataclass(frozen=True)
class ActionCommand:
    """An action sheet as typed."""

    titre: str
    theme: int
    description: str
    perimetre: str
    moyens: str
    debut: date | None
    fin_prevue: date | None
    responsables: tuple[str, ...]
    indicateurs: tuple[tuple[str, str, str], ...]
    version: int | None


@dataclass(frozen=True)
class BilanCommand:
    """A bilan as typed; `suites` maps the id of each action, as text, to (suite, reasons)."""

    reussites: str
    freins: str
    je_retiens: str
    je_laisse: str
    a_retravailler: str
    restitution_le: date | None
    suites: dict[str, tuple[str, str]]
    version: int | None


def _touch(row: EtatDesLieux | ActionQvct | Bilan, column: str) -> None:
    """Move the version even when only rows around change: nobody overwrites what she has not seen (S56)."""
    flag_modified(row, column)
    # At once: whoever comes second is told before she touches the rows around.
    db.session.flush()


def save_etat_des_lieux(
    engagement: Engagement, moment: str, command: EtatCommand, *, auteur: Utilisateur, now: datetime
) -> EtatDesLieux:
    """Record the shared picture of the eight themes, once for each moment; it may be corrected.

    Raises:
        ActionRefusee: the day is in the future.
        ConflitVersion: somebody else has changed it.
    """
    if command.fait_le > local_day(now, PARIS):
        raise ActionRefusee("Cette date n’est pas encore venue.", "fait_le")
    row = get_etat(engagement, moment)
    if row is None:
        row = EtatDesLieux(engagement_id=engagement.id, moment=moment)
        db.session.add(row)
    else:
        row.expect_version(command.version)
        _touch(row, "repondants")
    row.fait_le, row.repondants = command.fait_le, command.repondants
    known = {t.theme: t for t in row.themes}
    for number, (level, comment) in enumerate(command.themes, start=1):
        theme = known.get(number) or ThemeEtat(theme=number)
        theme.niveau, theme.commentaire = level, comment
        if number not in known:
            row.themes.append(theme)
    record("suivi.etat_des_lieux", row, auteur=auteur, now=now, moment=LIBELLES_MOMENT[moment])
    return row


def create_action(engagement: Engagement, command: ActionCommand, *, auteur: Utilisateur, now: datetime) -> ActionQvct:
    """Open an action sheet; the état des lieux comes first (R71).

    Raises:
        ActionRefusee: no état des lieux yet, or dates in the wrong order.
    """
    if get_etat(engagement, "depart") is None:
        raise ActionRefusee("Faites d’abord l’état des lieux : il aide à choisir les actions.")
    action = ActionQvct(engagement_id=engagement.id, cree_at=now)
    _fill_action(action, command)
    db.session.add(action)
    record("suivi.action_creee", action, auteur=auteur, now=now, titre=action.titre)
    return action


def update_action(action: ActionQvct, command: ActionCommand, *, auteur: Utilisateur, now: datetime) -> None:
    """Change an action sheet.

    Raises:
        ConflitVersion: somebody else has changed it.
        ActionRefusee: dates in the wrong order, or an action in test left without an indicator (R73).
    """
    action.expect_version(command.version)
    if action.etat == EtatAction.EN_TEST and not command.indicateurs:
        raise ActionRefusee("Une action en test garde au moins un indicateur de réussite.", "indicateurs")
    _touch(action, "titre")
    _fill_action(action, command)
    record("suivi.action_modifiee", action, auteur=auteur, now=now, titre=action.titre)


def _fill_action(action: ActionQvct, command: ActionCommand) -> None:
    if command.debut and command.fin_prevue and command.fin_prevue < command.debut:
        raise ActionRefusee("La fin est avant le début.", "fin_prevue")
    action.titre, action.theme, action.description = command.titre, command.theme, command.description
    action.perimetre, action.moyens = command.perimetre, command.moyens
    action.debut, action.fin_prevue = command.debut, command.fin_prevue
    action.responsables = [ResponsableAction(ordre=i, nom=name) for i, name in enumerate(command.responsables)]
    action.indicateurs = [
        Indicateur(ordre=i, libelle=label, cible=target, observe=seen)
        for i, (label, target, seen) in enumerate(command.indicateurs)
    ]


def change_action_state(
    action: ActionQvct, acte: str, motif: str, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Move an action along its life.

    Raises:
        TransitionRefusee: the act does not exist from the present state.
        ActionRefusee: a missing reason, or a test without an indicator (R73).
    """
    action.expect_version(version)
    state = ACTION.next_state(EtatAction(action.etat), acte)
    if acte in NEEDS_REASON and not motif.strip():
        raise ActionRefusee("Dites pourquoi, en une phrase : ce n’est pas un échec, c’est un enseignement.", "motif")
    sheet = FicheAction(len(action.responsables), len(action.indicateurs), action.debut, action.fin_prevue)
    findings = check_action(sheet, None, 1)
    if state is EtatAction.EN_TEST and (blocking := next((c for c in findings if c.bloque), None)):
        raise ActionRefusee(blocking.phrase)
    action.etat, action.motif_etat = state, motif.strip()
    if state is EtatAction.EN_TEST and action.debut is None:
        action.debut = local_day(now, PARIS)
    label = ACTION.libelles[state].lower()
    record("suivi.action_etat", action, auteur=auteur, now=now, motif=motif, titre=action.titre, etat=label)


def write_compte_rendu(
    seance: Seance, contenu: str, suites: str, *, version: int | None, auteur: Utilisateur, now: datetime
) -> CompteRendu:
    """Write or correct the report of a session that has begun (R76).

    Raises:
        ActionRefusee: the session has not begun.
    """
    if now < seance.debut_at:
        raise ActionRefusee("La séance n’a pas encore eu lieu.")
    row = db.session.query(CompteRendu).filter_by(seance_id=seance.id).one_or_none()
    if row is None:
        row = CompteRendu(seance_id=seance.id, redige_par_id=auteur.id, redige_at=now)
        db.session.add(row)
    else:
        row.expect_version(version)
    row.contenu, row.suites = contenu, suites
    record("suivi.compte_rendu", row, auteur=auteur, now=now, titre=seance.titre)
    return row


def save_bilan(
    engagement: Engagement, command: BilanCommand, *, rendre: bool, auteur: Utilisateur, now: datetime
) -> Bilan:
    """Keep the bilan, and hand it in when `rendre` (R79); a bilan handed in no longer changes.

    Raises:
        ActionRefusee: an action without its suite, or a stop without its reasons.
    """
    row = get_bilan(engagement)
    if row is None:
        row = Bilan(engagement_id=engagement.id)
        db.session.add(row)
    else:
        row.expect_version(command.version)
        _touch(row, "reussites")
    if row.rendu_at is not None:
        raise ActionRefusee("Le bilan est déjà rendu.")
    row.reussites, row.freins = command.reussites, command.freins
    row.je_retiens, row.je_laisse, row.a_retravailler = command.je_retiens, command.je_laisse, command.a_retravailler
    row.restitution_le = command.restitution_le
    actions = actions_of(engagement)
    if rendre:
        named = {a.titre: command.suites.get(str(a.id), ("", "")) for a in actions}
        _refuse_incomplete(named, command)
        row.rendu_at = now
    _fill_suites(row, actions, command.suites)
    if rendre:
        record("suivi.bilan_rendu", row, auteur=auteur, now=now, actions=len(actions))
    else:
        record("suivi.bilan_enregistre", row, auteur=auteur, now=now)
    return row


def _refuse_incomplete(named: dict[str, tuple[str, str]], command: BilanCommand) -> None:
    for finding in check_bilan(named):
        if finding.bloque:
            raise ActionRefusee(finding.phrase)
    if not command.je_retiens.strip():
        raise ActionRefusee("Dites au moins ce que vous retenez.", "je_retiens")


def _fill_suites(row: Bilan, actions: list[ActionQvct], suites: dict[str, tuple[str, str]]) -> None:
    known = {s.action_id: s for s in row.suites}
    for action in actions:
        suite, reasons = suites.get(str(action.id), ("", ""))
        if not suite or (suite == "arret" and not reasons.strip()):
            continue
        line = known.get(action.id) or SuiteAction(action_id=action.id)
        line.suite, line.raisons = suite, reasons.strip()
        if action.id not in known:
            row.suites.append(line)
