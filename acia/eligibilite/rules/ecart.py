"""A decision that departs from what the rules suggest: its reason, and two people where the call says so. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from acia.core.rules import LIBELLES_RESULTAT, Constat, Niveau, Regle, Resultat
from acia.eligibilite.rules import LIBELLES_SYNTHESE, Synthese

R43: Final = Regle(
    "R43",
    "Un écart aux règles est motivé ; quand l’appel le demande, une personne le propose et une autre le confirme",
    "CASF art. R. 313-7, pris pour modèle ; choix du programme pour les deux personnes",
)


@dataclass(frozen=True)
class Signature:
    """Who took part in a departure, and when: `cle` tells two people apart, whatever their names."""

    cle: str
    nom: str
    quand: str


@dataclass(frozen=True)
class FaitsEcart:
    """What is known of a decision once it is taken."""

    suggestion: Synthese
    issue: str
    motif: str
    a_deux: bool
    proposition: Signature | None
    decision: Signature


def departs(suggestion: Synthese, issue: str) -> bool:
    """True when the officer decides otherwise than the rules suggest; what they leave open is a departure too."""
    return suggestion.value != issue


def check_ecart(faits: FaitsEcart) -> Constat:
    """R43 on a decision: satisfied by the rules followed, or by a reason and as many people as the call asks for."""
    limit = "deux personnes différentes" if faits.a_deux else "une personne"
    if not departs(faits.suggestion, faits.issue):
        phrase = "La décision suit ce que les règles suggèrent."
        return Constat(R43, Resultat.SATISFAIT, phrase, _signed(faits.decision, "décidé"), limit)
    label = LIBELLES_SYNTHESE[faits.suggestion].lower()
    found = _signed(faits.decision, "décidé")
    if faits.proposition is not None:
        found = f"{_signed(faits.proposition, 'proposé')} ; {_signed(faits.decision, 'confirmé')}"
    if not faits.motif:
        return Constat(R43, Resultat.NON_SATISFAIT, "L’écart n’a pas de motif.", found, limit)
    two = faits.proposition is not None and faits.proposition.cle != faits.decision.cle
    if faits.a_deux and not two:
        phrase = "L’appel demande deux personnes pour un écart : une seule a décidé."
        return Constat(R43, Resultat.NON_SATISFAIT, phrase, found, limit)
    phrase = f"Les règles suggéraient « {label} » : l’écart est motivé" + (
        ", proposé par une personne et confirmé par une autre." if two else "."
    )
    return Constat(R43, Resultat.SATISFAIT, phrase, found, limit)


def _signed(signature: Signature, verb: str) -> str:
    return f"{verb} par {signature.nom} le {signature.quand}"


def concerned_by(constats: Iterable[Constat], jugements: Mapping[str, Resultat]) -> list[dict[str, str]]:
    """The blocking findings that stand in the way of eligibility, as plain data kept with the proposal."""
    found = []
    for constat in constats:
        result = jugements.get(constat.regle.code, constat.resultat)
        if constat.regle.niveau is Niveau.BLOQUANT and result is not Resultat.SATISFAIT:
            label = LIBELLES_RESULTAT[result].lower()
            found.append({"regle": constat.regle.code, "libelle": constat.regle.libelle, "resultat": label})
    return found


def print_of_state(parts: Any) -> str:
    """The fingerprint of what a proposal was made on: it holds as long as this does not change."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
