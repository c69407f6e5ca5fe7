"""Files received on paper, for the tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from acia.appels.models import Appel
from acia.candidatures.models import Accuse, Candidature, DepotPapier
from acia.candidatures.service import Enveloppe, OuverturePapier, open_papier, register_papier
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.referentiel.models import Etablissement
from tests.factories.candidatures import make_etablissement

RECU = datetime(2027, 2, 26, 9, 0, tzinfo=UTC)
"""Six days after the deadline of the usual call, 20 February."""


def make_enveloppe(**changes: Any) -> Enveloppe:
    """An envelope posted on the last day, received six days later."""
    values = {
        "cachet_le": date(2027, 2, 20),
        "recue_le": date(2027, 2, 26),
        "signataire": "Jeanne Bihan",
        "fonction": "Directrice",
        **changes,
    }
    return Enveloppe(**values)


def make_papier(
    appel: Appel,
    officer: Utilisateur,
    *,
    etablissement: Etablissement | None = None,
    at: datetime = RECU,
    motif: str = "",
    **changes: Any,
) -> tuple[DepotPapier, Candidature]:
    """Open an envelope and return it with the file being typed."""
    etablissement = etablissement or make_etablissement("29")
    command = OuverturePapier(appel.code, etablissement.numero_finess, make_enveloppe(**changes), motif)
    with transaction():
        papier = open_papier(command, auteur=officer, now=at)
    return papier, db.session.get_one(Candidature, papier.candidature_id)


def make_enregistre(appel: Appel, officer: Utilisateur, **options: Any) -> tuple[Candidature, Accuse]:
    """Register a paper file of which nothing was typed."""
    at = options.get("at", RECU)
    _, row = make_papier(appel, officer, **options)
    with transaction():
        accuse = register_papier(row.id, auteur=officer, now=at, verification="https://acia.test/verifier")
    return db.session.get_one(Candidature, row.id), accuse
