"""The applicant's typing, section by section, and what her file has become."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable

from acia.candidatures.models import (
    Candidature,
)
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.db import db
from tests.factories.client import HouseClient

Connecte = Callable[[Utilisateur | None], HouseClient]
AUTOSAVE = {"X-Requested-With": "autosave"}
SAISIES: dict[str, dict[str, object]] = {
    "etablissement": {"identite_confirmee": "y"},
    "autorisation": {"nature": "ase", "autorite": "Président du conseil départemental", "date_arrete": "2019-05-12"},
    "avis_cse": {
        "instance": "cse",
        "resultat": "favorable",
        "date_avis": "2027-01-10",
        "pour": "5",
        "contre": "0",
        "abstention": "1",
    },
    "projet": {
        "titre": "Accueillir et garder",
        "themes": ["2", "5"],
        **{nom: f"Texte {nom}" for nom in ("objectifs", "actions", "calendrier", "moyens", "evaluation", "partage")},
    },
    "representants": {
        f"{role}-{champ}": valeur
        for role, prenom in (("direction", "Anne"), ("personnel", "Yann"), ("metier", "Soizic"))
        for champ, valeur in {
            "prenom": prenom,
            "nom": "Morvan",
            "fonction": "Éducatrice",
            "courriel": f"{prenom.lower()}@exemple.test",
        }.items()
    },
    "engagements": dict.fromkeys(("participation", "premiere_seance", "partage", "exactitude"), "y"),
}
JOINTES = {"autorisation": "arrete", "avis_cse": "avis_cse"}


def fresh(candidature_id: uuid.UUID) -> Candidature:
    db.session.rollback()
    return db.session.get_one(Candidature, candidature_id)


def events_of(candidature_id: uuid.UUID) -> list[str]:
    db.session.rollback()
    rows = db.session.query(Evenement).filter_by(objet_id=str(candidature_id)).order_by(Evenement.numero)
    return [row.code for row in rows]


def fill(client: HouseClient, base: str, section: str, **files: tuple[io.BytesIO, str]) -> int:
    return client.submit(
        f"{base}/sections/{section}", {**SAISIES[section], **files}, content_type="multipart/form-data"
    ).status_code
