"""What `acia journal …` prints. Each function returns the exit code: 0 done, 1 not whole, 2 wrong use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from acia.core.audit import read_repere
from acia.core.db import db, transaction
from acia.core.filters import pluriel
from acia.pilotage.ancrage import acknowledge, verify_journal


def verifier_journal(ancres: Sequence[str]) -> int:
    """Check the chain against the anchors kept here, and the lines a custodian received."""
    received = []
    for line in ancres:
        repere = read_repere(line)
        if repere is None:
            print(f"« {line} » ne se lit pas : il faut « numéro:empreinte », 64 caractères après les deux points.")
            return 2
        received.append(repere)
    count, wrong = verify_journal(received)
    db.session.remove()
    for sentence in wrong:
        print(sentence)
    if wrong:
        return 1
    print(f"Le journal est intact : {count} événements, aucun modifié ni retiré.")
    return 0


def reconnaitre_ecarts(motif: str, *, now: datetime) -> int:
    """Answer for the anchors the journal contradicts."""
    with transaction():
        found = acknowledge(motif, now=now)
    if not found:
        print("Le journal ne contredit aucune ancre.")
        return 1
    told = pluriel(len(found), "écart reconnu", "écarts reconnus")
    print(f"{told}. Les dépositaires liront le motif dans leur prochain courriel.")
    return 0
