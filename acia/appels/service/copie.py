"""Last year's call as the start of this year's: everything it says, never its dates."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from acia.appels.models import Appel, AppelDepartement, Critere, EtapeParcours, PieceDemandee
from acia.appels.service.versions import copy_questions
from acia.comptes.models import Utilisateur

_TEXTES: Final = (
    *("presentation", "conditions", "fuseau", "seuil", "notes_minimum", "tribunal", "consultation_admise"),
    *("derogation_jours", "plafond_gestionnaire", "ecart_a_deux", "preavis_piece_jours"),
    *("contact_nom", "contact_courriel", "contact_telephone", "contact_adresse"),
    *("signataire_nom", "signataire_qualite", "signataire_service"),
)
_CRITERE: Final = ("ordre", "libelle", "description", "poids", "niveaux")
_PIECE: Final = ("ordre", "code", "section", "libelle", "aide", "obligatoire", "formats")
_ETAPE: Final = ("ordre", "code", "titre", "type", "modalite", "duree")


def copy_call(source: Appel, target: Appel, *, auteur: Utilisateur, now: datetime) -> None:
    """Fill a new call with what another one says, but its dates and the webinar."""
    for champ in _TEXTES:
        setattr(target, champ, getattr(source, champ))
    target.criteres = [Critere(**_values(row, _CRITERE)) for row in source.criteres]
    target.pieces = [PieceDemandee(**_values(row, _PIECE)) for row in source.pieces]
    target.etapes = [EtapeParcours(**_values(row, _ETAPE)) for row in source.etapes]
    target.departements = [
        AppelDepartement(departement_code=row.departement_code, places=row.places) for row in source.departements
    ]
    copy_questions(source, target, auteur=auteur, now=now)


def _values(row: Any, champs: tuple[str, ...]) -> dict[str, Any]:
    return {champ: getattr(row, champ) for champ in champs}
