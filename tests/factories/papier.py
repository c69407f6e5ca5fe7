"""Files received on paper, for the tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from acia.appels.models import Appel
from acia.candidatures.models import Accuse, Candidature, DepotPapier, LettreRefus, PieceJointe
from acia.candidatures.service import Enveloppe, OuverturePapier, open_papier, register_papier
from acia.candidatures.workflow import EtatPapier
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.documents import store_document
from acia.referentiel.models import Etablissement
from tests.factories.candidatures import make_etablissement
from tests.factories.fichiers import PDF

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


def make_refuse(appel: Appel, officer: Utilisateur, *, at: datetime = RECU, **changes: Any) -> DepotPapier:
    """Keep the trace of an envelope refused as posted too late; `changes` are those of its envelope."""
    etablissement = make_etablissement("29")
    row = DepotPapier(
        appel_id=appel.id,
        numero_finess=etablissement.numero_finess,
        region_code="53",
        etat=EtatPapier.REFUSE,
        ouvert_par_id=officer.id,
        ouvert_at=at,
        clos_at=at,
        motif="Le cachet est du dimanche 21 février 2027, le dernier jour du délai était le samedi 20 février 2027.",
        **vars(make_enveloppe(**{"cachet_le": date(2027, 2, 21), **changes})),
    )
    with transaction():
        db.session.add(row)
    return row


def make_papiers(appel: Appel, officer: Utilisateur, at: datetime) -> dict[str, Any]:
    """A paper file being typed with its scan, one refused without its letter, one with it."""
    _, papier = make_papier(appel, officer, at=at, cachet_le=date(2027, 5, 3), recue_le=date(2027, 5, 5))
    with transaction():
        document = store_document("arrete.pdf", PDF, now=at, auteur_id=officer.id)
        papier.pieces.append(PieceJointe(code="arrete", document=document, ajoutee_at=at))
    refuse, ecrit = (make_refuse(appel, officer, at=at) for _ in range(2))
    with transaction():
        lettre = LettreRefus(depot_id=ecrit.id, faits="Posté trop tard.", redigee_par_id=officer.id, redigee_at=at)
        lettre.document = store_document("refus.pdf", PDF, now=at, auteur_id=officer.id)
        db.session.add(lettre)
    return {"papier": papier, "piece_papier": papier.pieces[0], "refuse": refuse, "refuse_ecrit": ecrit}
