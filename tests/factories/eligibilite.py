"""Notices of ineligibility and earlier schemes, as an officer writes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.eligibilite.models import Accompagnement, IssueEligibilite, LettreIneligibilite
from acia.eligibilite.rules.parcours import Dispositif
from acia.eligibilite.service import (
    Inscription,
    LettreRedigee,
    add_accompagnement,
    compose_letter,
    print_of,
    send_letter,
)
from tests.factories.avis import add_avis
from tests.factories.commission import make_eligible
from tests.factories.ecart import add_ecarts

LETTRE = LettreRedigee(("R19",), "L’instance a rendu un avis défavorable au projet le 28 janvier 2027.")


def make_lettre(
    candidature: Candidature, command: LettreRedigee = LETTRE, *, officer: Utilisateur, at: datetime, lien: str = "/"
) -> LettreIneligibilite:
    """Read the notice of a file decided ineligible, then send it."""
    with transaction():
        row = db.session.get_one(Candidature, candidature.id)
        seen = print_of(compose_letter(row, command, now=at))
        return send_letter(row, command, vu=seen, lien=lien, auteur=officer, now=at)


def put_aside(monde: Any, examine: Candidature, ecarte: Candidature, notifie: Candidature, *, at: datetime) -> None:
    """In the world of the tests, two ineligible files, one whose notice is to be written, one whose notice has left;
    then what waits for another officer."""
    officer = monde.personne("charge")
    add_avis(monde, db.session.get_one(Candidature, examine.id), notifie, at)
    for row in (ecarte, notifie):
        make_eligible(row, IssueEligibilite.INELIGIBLE, officer=officer)
    monde.note(lettre_notifiee=make_lettre(notifie, officer=officer, at=at))
    add_ecarts(monde, at)


def make_accompagnement(
    numero_finess: str,
    *,
    officer: Utilisateur,
    at: datetime,
    dispositif: Dispositif = Dispositif.PAS_A_PAS,
    annees: tuple[int, int | None] = (2025, 2026),
) -> Accompagnement:
    """Write an establishment down as accompanied by a scheme."""
    with transaction():
        command = Inscription(numero_finess, dispositif, *annees, "Liste d’essai")
        return add_accompagnement(command, auteur=officer, now=at)
