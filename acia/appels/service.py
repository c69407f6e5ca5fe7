"""Use cases: create a call from the model, edit it by sections, publish it once."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from acia import cadre
from acia.appels.models import Appel, Critere, EtapeParcours, PieceDemandee
from acia.config import ROOT

MODELE: Final = ROOT / "seeds" / "referentiel" / "modele_appel.json"


def fill_defaults(appel: Appel) -> None:
    """Give a new call the model's grid, documents, session template and settings."""
    modele = json.loads(MODELE.read_text(encoding="utf-8"))
    for champ in ("fuseau", "seuil", "notes_minimum", "tribunal", "presentation", "conditions"):
        setattr(appel, champ, modele[champ])
    appel.criteres = [Critere(ordre=rang, **c) for rang, c in enumerate(modele["criteres"], start=1)]
    appel.pieces = [PieceDemandee(ordre=rang, **p) for rang, p in enumerate(modele["pieces"], start=1)]
    appel.etapes = [EtapeParcours(ordre=rang, **e) for rang, e in enumerate(modele["etapes"], start=1)]


def freeze_framework(appel: Appel) -> None:
    """Copy the figures of the scheme on the call and seal framework and grid with their SHA-256."""
    appel.cadre = {
        nom.lower(): chiffre.valeur for nom, chiffre in vars(cadre).items() if isinstance(chiffre, cadre.Chiffre)
    }
    gele = json.dumps(framework_of(appel), ensure_ascii=False, sort_keys=True)
    appel.empreinte = hashlib.sha256(gele.encode()).hexdigest()


def framework_of(appel: Appel) -> dict[str, Any]:
    """What publication freezes, as plain data: figures, grid, documents, session template."""
    return {
        "cadre": appel.cadre,
        "seuil": appel.seuil,
        "notes_minimum": appel.notes_minimum,
        "criteres": [[c.libelle, c.description, c.poids, c.niveaux] for c in appel.criteres],
        "pieces": [[p.code, p.section, p.libelle, p.aide, p.obligatoire] for p in appel.pieces],
        "etapes": [[e.code, e.titre, e.type, e.modalite, e.duree] for e in appel.etapes],
    }
