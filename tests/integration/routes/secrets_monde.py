"""What somebody of the world may not know: how to change it, and who may see the change (S4)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select, update

from acia.candidatures.models import (
    Candidature,
    Etiquette,
    MessageDossier,
    NoteInterne,
    Representant,
    VueEnregistree,
)
from acia.commission.models import (
    Calibrage,
    DeclarationInterets,
    Deport,
    FeuilleCalibrage,
    LienDeclare,
    MembreCommission,
    Notation,
    Note,
    Recours,
    ReouvertureNotation,
    Selection,
)
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.mail import Courriel
from acia.eligibilite.models import AvisExterieur, ConstatEligibilite, DecisionEligibilite
from acia.seances.models import Seance
from acia.suivi.models import ActionQvct
from tests.factories.monde import MAINTENANT, Monde

BUREAU = "pilote charge"
SIENS = "representant lecteur"


@dataclass(frozen=True)
class Secret:
    """One thing that only some may know."""

    nom: str
    savent: str
    """Those for whom the two worlds may differ."""
    change: Callable[[Monde], None]
    """Makes the other world of this one, in place."""

    def __str__(self) -> str:
        return self.nom

    def is_for(self, nom: str) -> bool:
        """True when this person may know it."""
        return nom in self.savent.split()


def enrich(monde: Monde) -> None:
    """Add to the world the secrets that it lacks: declared ties, a calibration sheet, a sheet once reopened."""
    commission = uuid.UUID(monde.ids["notation"])
    other, third = _seat(monde, "membre_deporte"), uuid.UUID(monde.ids["siege_notation"])
    at = MAINTENANT - timedelta(days=1)
    with transaction():
        for seat in (other, third):
            row = DeclarationInterets(membre_id=seat, signee_at=at, texte="Une ancienne mission.")
            row.liens = [LienDeclare(ordre=1, nature="mandat", organisme="Association de la baie", precisions="2020")]
            db.session.add(row)
        fictif = db.session.query(Calibrage).filter_by(commission_id=commission).one()
        db.session.add(
            FeuilleCalibrage(calibrage_id=fictif.id, membre_id=third, contenu=[[3, "Clair."]] * 4, rendue_at=at)
        )
        db.session.add(
            ReouvertureNotation(
                notation_id=uuid.UUID(monde.ids["feuille_rendue"]),
                rang=1,
                contenu=[[2, "Lu trop vite."]] * 4,
                rendue_at=at,
                motif="Une page n’avait pas été lue.",
                rouverte_at=at,
                rouverte_par_id=monde.gens["membre"],
            )
        )


def _seat(monde: Monde, nom: str, commission: str = "notation") -> uuid.UUID:
    rows = select(MembreCommission.id).where(
        MembreCommission.commission_id == uuid.UUID(monde.ids[commission]),
        MembreCommission.utilisateur_id == monde.gens[nom],
    )
    return db.session.execute(rows).scalar_one()


def _seats(monde: Monde, commission: str) -> Select[Any]:
    return select(MembreCommission.id).where(MembreCommission.commission_id == uuid.UUID(monde.ids[commission]))


def _sheets(monde: Monde, commission: str, *, mine: bool | None = None) -> Select[Any]:
    rows = select(Notation.id).where(Notation.membre_id.in_(_seats(monde, commission)))
    if mine is None:
        return rows
    hers = Notation.membre_id == _seat(monde, "membre", commission)
    return rows.where(hers if mine else ~hers)


def _set(model: Any, key: str, **values: Any) -> Callable[[Monde], None]:
    """Change one object of the world, by its name."""

    def change(monde: Monde) -> None:
        db.session.execute(update(model).where(model.id == uuid.UUID(monde.ids[key])).values(**values))

    return change


def _set_where(model: Any, where: Callable[[Monde], Any], **values: Any) -> Callable[[Monde], None]:
    """Change some rows of the world."""

    def change(monde: Monde) -> None:
        db.session.execute(update(model).where(where(monde)).values(**values))

    return change


def _file(model: Any, nom: str) -> Callable[[Monde], Any]:
    return lambda monde: model.candidature_id == uuid.UUID(monde.ids[nom])


def _rename_files(monde: Monde) -> None:
    """Another name, another commune and other answers for each file deposited in the région."""
    for row in db.session.query(Candidature).filter_by(region_code="53").filter(Candidature.numero.is_not(None)):
        identite = {**row.identite, "nom": f"Autre {row.numero}", "commune": "Ailleurs"}
        values = {"identite": identite, "sections": _other_words(row.sections)}
        db.session.execute(update(Candidature).where(Candidature.id == row.id).values(**values))


def _rewrite(dossier: str, **identite: str) -> Callable[[Monde], None]:
    """Other answers in one file, and another identity when one is given."""

    def change(monde: Monde) -> None:
        row = db.session.get_one(Candidature, uuid.UUID(monde.ids[dossier]))
        values = {"sections": _other_words(row.sections), "identite": {**row.identite, **identite}}
        db.session.execute(update(Candidature).where(Candidature.id == row.id).values(**values))

    return change


def _rename_tabled(monde: Monde) -> None:
    """Another name, another commune and other answers for the files of the sittings conducted live."""
    for dossier in ("dossier_entre", "dossier_attendu", "dossier_ouverte", "dossier_revelee"):
        _rewrite(dossier, nom="Autre table", commune="Autre salle")(monde)


def _other_words(value: Any) -> Any:
    """The same answers, the long texts of them in other words."""
    if isinstance(value, dict):
        return {key: _other_words(one) for key, one in value.items()}
    return f"{value} Autrement dit." if isinstance(value, str) and " " in value else value


def _rename_members(monde: Monde) -> None:
    """Other evaluators, where they are nobody of the world."""
    for commission in ("deliberation", "close"):
        seated = select(MembreCommission.utilisateur_id).where(MembreCommission.id.in_(_seats(monde, commission)))
        others = Utilisateur.id.in_(seated), Utilisateur.id.not_in(monde.gens.values())
        db.session.execute(update(Utilisateur).where(*others).values(nom="Kerautre", prenom="Ana"))


def _rewrite_ties(monde: Monde) -> None:
    signed = select(DeclarationInterets.id).where(DeclarationInterets.membre_id.in_(_seats(monde, "notation")))
    ties = update(LienDeclare).where(LienDeclare.declaration_id.in_(signed))
    db.session.execute(ties.values(organisme="Fondation du large", precisions="2026"))
    texts = update(DeclarationInterets).where(DeclarationInterets.id.in_(signed))
    db.session.execute(texts.values(texte="Un mandat en cours."))


SECRETS = (
    Secret(
        "the marks of the others while scoring is open",
        "",
        _set_where(Note, lambda m: Note.notation_id.in_(_sheets(m, "notation", mine=False)), valeur=5 - Note.valeur),
    ),
    Secret(
        "the comments of the others while scoring is open",
        "",
        _set_where(
            Note, lambda m: Note.notation_id.in_(_sheets(m, "notation", mine=False)), justification="Autre avis."
        ),
    ),
    Secret(
        "the draft of a member",
        "membre",
        _set_where(
            Note,
            lambda m: Note.notation_id.in_(_sheets(m, "notation", mine=True)),
            valeur=5 - Note.valeur,
            justification="À revoir.",
        ),
    ),
    Secret(
        "what a reopened sheet said",
        "",
        _set_where(ReouvertureNotation, lambda m: ReouvertureNotation.rang == 1, contenu=[[5, "Parfait."]] * 4),
    ),
    Secret(
        "the calibration sheet of another",
        "",
        _set_where(FeuilleCalibrage, lambda m: FeuilleCalibrage.id.is_not(None), contenu=[[1, "Obscur."]] * 4),
    ),
    Secret(
        "the marks once scoring is closed",
        BUREAU,
        _set_where(
            Note,
            lambda m: Note.notation_id.in_(_sheets(m, "deliberation")),
            valeur=5 - Note.valeur,
            justification="Autre.",
        ),
    ),
    # Those who sit together know each other.
    Secret("the evaluators", f"{BUREAU} membre membre_deporte", _rename_members),
    Secret(
        "rank, mark and decision before the release",
        BUREAU,
        _set(
            Selection,
            "selection",
            rang=7,
            note_numerateur=41,
            notes_comptees=2,
            proposition="liste_attente",
            issue="liste_attente",
            motif="Autre motif.",
        ),
    ),
    Secret(
        "the notice that waits for its release",
        BUREAU,
        _set_where(Courriel, lambda m: Courriel.etat == "prepare", sujet="Autre sujet", texte="Autre", html="<p>A</p>"),
    ),
    Secret(
        "why another member is recused",
        # « membre » is the chair, who settles the recusals and is told whose sheets are still expected.
        f"{BUREAU} membre_deporte membre",
        _set_where(Deport, lambda m: Deport.membre_id == _seat(m, "membre_deporte"), motif="Un proche y travaille."),
    ),
    Secret(
        "the recusal of another member",
        f"{BUREAU} membre_deporte membre",
        _set_where(Deport, lambda m: Deport.membre_id == _seat(m, "membre_deporte"), conflit=False, motif=""),
    ),
    Secret("the declared ties of the members", f"{BUREAU} membre_deporte", _rewrite_ties),
    Secret(
        "the files of another région",
        f"{BUREAU} membre membre_deporte {SIENS} intervenant intervenant_ailleurs",
        _rename_files,
    ),
    Secret(
        "the file that a member is recused from",
        f"{BUREAU} membre {SIENS}",
        _rewrite("note", nom="Autre nom", commune="Autre commune"),
    ),
    Secret("the file on the table, from which the secretary is recused", f"{BUREAU} membre {SIENS}", _rename_tabled),
    Secret("a draft file", SIENS, _rewrite("brouillon")),
    Secret(
        "the people of a deposited file",
        f"{BUREAU} {SIENS}",
        _set_where(Representant, _file(Representant, "depose"), nom="Autrenom", courriel="autre@exemple.test"),
    ),
    Secret(
        "what was written to an establishment",
        f"{BUREAU} {SIENS}",
        _set_where(MessageDossier, _file(MessageDossier, "depose"), contenu="Un autre message."),
    ),
    Secret("an internal note", BUREAU, _set(NoteInterne, "note_interne", texte="Autre note.")),
    Secret("a label of the officers", BUREAU, _set(Etiquette, "etiquette", nom="Autre étiquette")),
    Secret("a search kept by an officer", "charge", _set(VueEnregistree, "vue", nom="Autre recherche")),
    Secret(
        "what the rules found on a file",
        BUREAU,
        _set(ConstatEligibilite, "constat", phrase="Autre constat.", valeur="Autre valeur."),
    ),
    Secret(
        "why a file was put aside, before the letter",
        BUREAU,
        _set_where(DecisionEligibilite, _file(DecisionEligibilite, "ecarte"), motif="Autre motif."),
    ),
    Secret("an internal opinion", BUREAU, _set(AvisExterieur, "avis_rendu", texte="Autre avis.", sens="defavorable")),
    Secret("an appeal", f"{BUREAU} {SIENS}", _set(Recours, "recours", objet="Autre objet.", auteur_nom="Autre")),
    Secret(
        "the session of another establishment",
        f"{BUREAU} intervenant",
        _set(Seance, "seance_voisine", titre="Autre séance", lieu="Autre lieu", modalite="distance"),
    ),
    Secret(
        "what an establishment undertakes",
        f"{BUREAU} {SIENS} intervenant",
        _set(ActionQvct, "action", titre="Autre action", description="Autre description."),
    ),
)
"""Each with who may know it: everybody else must read the same two worlds, to the byte."""


def change_worlds(monde: Monde, secrets: Iterable[Secret]) -> None:
    """Make the world that differs in these secrets, and in nothing else."""
    with transaction():
        for secret in secrets:
            secret.change(monde)
