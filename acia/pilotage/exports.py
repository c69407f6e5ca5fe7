"""The workbook of a whole call: one sheet a kind of object, the rows a person may read."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from acia.appels.models import Appel, Critere
from acia.candidatures.models import Candidature, Representant
from acia.candidatures.queries import LIBELLES_CANAL, canaux_of
from acia.cohortes.models import Cohorte, MembreCohorte
from acia.commission.models import Commission, EtatCommission, EtatNotation, MembreCommission, Notation, Note, Selection
from acia.commission.queries.fermetures import closed_since, closed_words
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.exports import Colonne, Feuille, write_workbook
from acia.core.permissions import Role
from acia.eligibilite.models import ConstatEligibilite, DecisionEligibilite, PropositionEcart, Verdict
from acia.engagements.models import Engagement
from acia.seances.models import Presence, Seance
from acia.suivi.models import ActionQvct, SuiteAction

MARKS_OPEN = (EtatCommission.DELIBERATION, EtatCommission.CLOSE)
"""Marks leave the commission's room only once scoring is over (S5)."""


def call_workbook(appel: Appel, person: Utilisateur) -> bytes:
    """Return the .xlsx of a call, limited to the territory of `person`."""
    scope = _scope(appel.id, person)
    closed = closed_since(appel.id)
    sheets = [
        _candidatures(scope),
        _verdicts(scope),
        *([_closed("Notes", closed), _closed("Décisions", closed)] if closed else [_notes(scope), _decisions(scope)]),
        _cohortes(scope),
        _seances(scope),
        _presences(scope),
        _actions(scope),
    ]
    return write_workbook(sheets, zone=appel.fuseau)


def _closed(titre: str, since: datetime) -> Feuille:
    """In place of what the commission wrote, why it is not there (S21)."""
    return Feuille(titre, (Colonne("Espace fermé"),), [(closed_words(since),)])


def _scope(appel_id: uuid.UUID, person: Utilisateur) -> Any:
    """Ids of the files of the call that the person may read; withdrawn and draft files stay out."""
    query = select(Candidature.id).where(Candidature.appel_id == appel_id, Candidature.numero.is_not(None))
    if person.role_enum is not Role.PILOTE:
        query = query.where(Candidature.region_code.in_(person.regions))
    return query.scalar_subquery()


def _rows(query: Select[Any]) -> Sequence[Sequence[Any]]:
    return [tuple(row) for row in db.session.execute(query)]


_FILE = (Colonne("Numéro"), Colonne("Établissement"))


def _candidatures(scope: Any) -> Feuille:
    columns = (
        *_FILE,
        Colonne("FINESS"),
        Colonne("Commune"),
        Colonne("Département"),
        Colonne("État"),
        Colonne("Déposée le", "instant"),
        Colonne("Voie de dépôt"),
        Colonne("Reçue le", "date"),
        Colonne("Projet"),
        Colonne("Direction"),
        Colonne("Représentant du personnel"),
        Colonne("Représentant métier"),
    )
    people: dict[tuple[uuid.UUID, str], str] = {
        (row.candidature_id, row.role): row.nom_complet
        for row in db.session.execute(select(Representant).where(Representant.candidature_id.in_(scope))).scalars()
    }
    files = db.session.execute(
        select(Candidature).where(Candidature.id.in_(scope)).order_by(Candidature.numero)
    ).scalars()
    canaux = canaux_of(scope)
    rows = [
        (
            c.numero,
            c.nom,
            c.numero_finess,
            c.commune,
            c.departement_code,
            c.etat,
            c.deposee_at,
            LIBELLES_CANAL[canaux[c.id]][0],
            c.recue_le,
            str((c.sections.get("projet") or {}).get("titre") or ""),
            *(people.get((c.id, role), "") for role in ("direction", "personnel", "metier")),
        )
        for c in files
    ]
    return Feuille("Candidatures", columns, rows)


def _verdicts(scope: Any) -> Feuille:
    columns = (
        *_FILE,
        Colonne("Verdict n°", "entier"),
        Colonne("Rendu le", "instant"),
        Colonne("Règle"),
        Colonne("Libellé"),
        Colonne("Résultat"),
        Colonne("Valeur trouvée"),
        Colonne("Origine"),
        Colonne("Jugement"),
        Colonne("Motif du jugement"),
        Colonne("Source"),
    )
    query = (
        select(
            Candidature.numero, Candidature.identite["nom"].as_string(), Verdict.rang, Verdict.rendu_at,
            ConstatEligibilite.regle, ConstatEligibilite.libelle, ConstatEligibilite.resultat,
            ConstatEligibilite.valeur,
            ConstatEligibilite.origine, ConstatEligibilite.jugement, ConstatEligibilite.motif_jugement,
            ConstatEligibilite.source,
        )
        .join(Verdict, Verdict.candidature_id == Candidature.id)
        .join(ConstatEligibilite, ConstatEligibilite.verdict_id == Verdict.id)
        .where(Candidature.id.in_(scope))
        .order_by(Candidature.numero, Verdict.rang, ConstatEligibilite.ordre)
    )  # fmt: skip
    return Feuille("Éligibilité", columns, _rows(query))


def _notes(scope: Any) -> Feuille:
    columns = (
        *_FILE,
        Colonne("Membre"),
        Colonne("Critère"),
        Colonne("Poids", "entier"),
        Colonne("Note", "entier"),
        Colonne("Justification"),
        Colonne("Rendue le", "instant"),
    )
    query = (
        select(
            Candidature.numero, Candidature.identite["nom"].as_string(), Utilisateur.prenom + " " + Utilisateur.nom,
            Critere.libelle, Critere.poids, Note.valeur, Note.justification, Notation.rendue_at,
        )
        .join(Notation, Notation.candidature_id == Candidature.id)
        .join(Note, Note.notation_id == Notation.id)
        .join(Critere, Critere.id == Note.critere_id)
        .join(MembreCommission, MembreCommission.id == Notation.membre_id)
        .join(Commission, Commission.id == MembreCommission.commission_id)
        .join(Utilisateur, Utilisateur.id == MembreCommission.utilisateur_id)
        .where(Candidature.id.in_(scope), Notation.etat == EtatNotation.RENDUE, Commission.etat.in_(MARKS_OPEN))
        .order_by(Candidature.numero, MembreCommission.ordre, Critere.ordre)
    )  # fmt: skip
    return Feuille("Notes", columns, _rows(query))


def _decisions(scope: Any) -> Feuille:
    columns = (
        *_FILE,
        Colonne("Éligibilité"),
        Colonne("Motif de l’éligibilité"),
        Colonne("Écart proposé par"),
        Colonne("Écart proposé le", "instant"),
        Colonne("Éligibilité décidée par"),
        Colonne("Éligibilité décidée le", "instant"),
        Colonne("Rang", "entier"),
        Colonne("Note sur 100", "nombre"),
        Colonne("Notes comptées", "entier"),
        Colonne("Proposition de la commission"),
        Colonne("Décision"),
        Colonne("Motif"),
        Colonne("Décidée le", "instant"),
        Colonne("Notifiée le", "instant"),
    )
    auteur, decideur = aliased(Utilisateur), aliased(Utilisateur)
    query = (
        select(
            Candidature.numero, Candidature.identite["nom"].as_string(), DecisionEligibilite.issue,
            DecisionEligibilite.motif, auteur.prenom + " " + auteur.nom, PropositionEcart.propose_at,
            decideur.prenom + " " + decideur.nom, DecisionEligibilite.decide_at, Selection.rang,
            Selection.note_numerateur, Selection.note_denominateur,
            Selection.notes_comptees, Selection.proposition, Selection.issue, Selection.motif, Selection.decidee_at,
            Selection.notifiee_at,
        )
        .outerjoin(DecisionEligibilite, DecisionEligibilite.candidature_id == Candidature.id)
        .outerjoin(PropositionEcart, PropositionEcart.decision_id == DecisionEligibilite.id)
        .outerjoin(auteur, auteur.id == PropositionEcart.propose_par_id)
        .outerjoin(decideur, decideur.id == DecisionEligibilite.decide_par_id)
        .outerjoin(Selection, Selection.candidature_id == Candidature.id)
        .where(Candidature.id.in_(scope))
        .order_by(Candidature.numero)
    )  # fmt: skip
    rows = [(*row[:9], round(row[9] / row[10], 2) if row[10] else None, *row[11:]) for row in db.session.execute(query)]
    return Feuille("Décisions", columns, rows)


def _cohortes(scope: Any) -> Feuille:
    columns = (
        Colonne("Cohorte"),
        Colonne("Département"),
        Colonne("État"),
        Colonne("Intervenant"),
        *_FILE,
        Colonne("Hôte"),
        Colonne("Lettre signée le", "date"),
    )
    query = (
        select(
            Cohorte.nom, Cohorte.departement_code, Cohorte.etat, Utilisateur.prenom + " " + Utilisateur.nom,
            Candidature.numero, Candidature.identite["nom"].as_string(), MembreCohorte.hote, Engagement.date_signature,
        )
        .join(MembreCohorte, MembreCohorte.cohorte_id == Cohorte.id)
        .join(Engagement, Engagement.id == MembreCohorte.engagement_id)
        .join(Candidature, Candidature.id == Engagement.candidature_id)
        .outerjoin(Utilisateur, Utilisateur.id == Cohorte.intervenant_id)
        .where(Candidature.id.in_(scope), MembreCohorte.actif)
        .order_by(Cohorte.departement_code, Cohorte.nom, Candidature.numero)
    )  # fmt: skip
    rows = [(*row[:6], "oui" if row[6] else "", row[7]) for row in db.session.execute(query)]
    return Feuille("Cohortes", columns, rows)


def _in_scope(scope: Any) -> Any:
    """Cohortes with at least one establishment the person may read."""
    return (
        select(MembreCohorte.cohorte_id)
        .join(Engagement, Engagement.id == MembreCohorte.engagement_id)
        .where(Engagement.candidature_id.in_(scope))
        .scalar_subquery()
    )


def _seances(scope: Any) -> Feuille:
    columns = (
        Colonne("Cohorte"),
        Colonne("Séance"),
        Colonne("Titre"),
        Colonne("Type"),
        Colonne("Modalité"),
        Colonne("Établissement"),
        Colonne("Jour", "date"),
        Colonne("Créneau"),
        Colonne("Fuseau"),
        Colonne("Lieu"),
        Colonne("État"),
    )
    query = (
        select(
            Cohorte.nom, Seance.code, Seance.titre, Seance.type, Seance.modalite,
            Candidature.identite["nom"].as_string(),
            Seance.jour, Seance.creneau, Seance.fuseau, Seance.lieu, Seance.etat,
        )
        .join(Cohorte, Cohorte.id == Seance.cohorte_id)
        .outerjoin(Engagement, Engagement.id == Seance.engagement_id)
        .outerjoin(Candidature, Candidature.id == Engagement.candidature_id)
        .where(Seance.cohorte_id.in_(_in_scope(scope)))
        .order_by(Cohorte.nom, Seance.jour, Seance.creneau, Seance.cle)
    )  # fmt: skip
    return Feuille("Séances", columns, _rows(query))


def _presences(scope: Any) -> Feuille:
    columns = (
        Colonne("Cohorte"),
        Colonne("Séance"),
        Colonne("Jour", "date"),
        *_FILE,
        Colonne("Rôle"),
        Colonne("Nom"),
        Colonne("Présent"),
    )
    query = (
        select(
            Cohorte.nom, Seance.code, Seance.jour, Candidature.numero, Candidature.identite["nom"].as_string(),
            Presence.role, Presence.nom, Presence.present,
        )
        .join(Seance, Seance.id == Presence.seance_id)
        .join(Cohorte, Cohorte.id == Seance.cohorte_id)
        .join(Engagement, Engagement.id == Presence.engagement_id)
        .join(Candidature, Candidature.id == Engagement.candidature_id)
        .where(Candidature.id.in_(scope))
        .order_by(Cohorte.nom, Seance.jour, Candidature.numero, Presence.role)
    )  # fmt: skip
    rows = [(*row[:7], "oui" if row[7] else "non") for row in db.session.execute(query)]
    return Feuille("Présences", columns, rows)


def _actions(scope: Any) -> Feuille:
    suite = aliased(SuiteAction)
    columns = (
        *_FILE,
        Colonne("Action"),
        Colonne("Thème", "entier"),
        Colonne("État"),
        Colonne("Début", "date"),
        Colonne("Fin prévue", "date"),
        Colonne("Suite au bilan"),
        Colonne("Raisons"),
    )
    query = (
        select(
            Candidature.numero, Candidature.identite["nom"].as_string(), ActionQvct.titre, ActionQvct.theme,
            ActionQvct.etat, ActionQvct.debut, ActionQvct.fin_prevue, suite.suite, suite.raisons,
        )
        .join(Engagement, Engagement.id == ActionQvct.engagement_id)
        .join(Candidature, Candidature.id == Engagement.candidature_id)
        .outerjoin(suite, suite.action_id == ActionQvct.id)
        .where(Candidature.id.in_(scope))
        .order_by(Candidature.numero, ActionQvct.cree_at)
    )  # fmt: skip
    return Feuille("Actions", columns, _rows(query))
