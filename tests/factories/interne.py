"""What officers keep beside the files, for the tests."""

from __future__ import annotations

from datetime import UTC, datetime

from acia.appels.models import Appel
from acia.candidatures.models import (
    ActeGroupe,
    Candidature,
    Etiquette,
    Importation,
    NoteInterne,
    PriseEnCharge,
    VueEnregistree,
)
from acia.candidatures.rules import Acte
from acia.candidatures.service import PreparationGroupe, add_note, open_importation, prepare_acte, save_vue
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.tableurs import as_tableau
from acia.core.tableurs.lecteur import read_rows

QUAND = datetime(2027, 2, 15, 9, 0, tzinfo=UTC)


def make_etiquette(officer: Utilisateur, nom: str = "À relancer", region: str = "53") -> Etiquette:
    """Create a label of a région."""
    row = Etiquette(region_code=region, nom=nom, ton="ambre", cree_at=QUAND, cree_par_id=officer.id)
    with transaction():
        db.session.add(row)
    return row


def make_charge(candidature: Candidature, officer: Utilisateur) -> PriseEnCharge:
    """Put an officer in charge of a file."""
    row = PriseEnCharge(
        candidature_id=candidature.id, utilisateur_id=officer.id, confiee_at=QUAND, confiee_par_id=officer.id
    )
    with transaction():
        db.session.add(row)
    return row


def make_note_interne(
    candidature: Candidature, officer: Utilisateur, texte: str = "Rappeler la direction."
) -> NoteInterne:
    """Write an internal note."""
    with transaction():
        return add_note(candidature.id, texte, auteur=officer, now=QUAND)


def make_vue(
    officer: Utilisateur, nom: str = "Mes dossiers", requete: str = "charge=moi", region: str = ""
) -> VueEnregistree:
    """Keep a search."""
    with transaction():
        return save_vue(nom, requete, region, auteur=officer, now=QUAND)


def make_acte(
    candidatures: list[Candidature], officer: Utilisateur, acte: Acte = Acte.INSTRUIRE, cible: str = ""
) -> ActeGroupe:
    """Prepare an act on several files."""
    command = PreparationGroupe(acte, tuple(row.id for row in candidatures), cible)
    with transaction():
        return prepare_acte(command, auteur=officer, now=QUAND)


def make_importation(
    appel: Appel, officer: Utilisateur, contenu: str | bytes, nom: str = "dossiers.csv"
) -> Importation:
    """Send a table of files gathered elsewhere."""
    content = contenu.encode() if isinstance(contenu, str) else contenu
    table = as_tableau(read_rows(content))
    with transaction():
        return open_importation(appel, nom, content, table, auteur=officer, now=QUAND)
