"""Calls for the tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from acia.appels.models import Appel, AppelDepartement, EtatAppel, InscriptionWebinaire, QuestionAppel
from acia.appels.service import fill_defaults, freeze_framework
from acia.core.clock import deadline_after
from acia.core.db import db, transaction

OUVERTURE = datetime(2027, 1, 3, 23, 0, tzinfo=UTC)
DATE_LIMITE = date(2027, 2, 20)
_count = 0


def make_appel_brouillon(departements: Mapping[str, int] | None = None, **changes: Any) -> Appel:
    """Create a complete call that only waits to be published; `changes` are columns of the call."""
    global _count
    _count += 1
    appel = Appel(
        code=f"essai-{_count}",
        titre="Acia en protection de l’enfance 2027",
        ouverture_at=OUVERTURE,
        cloture_at=deadline_after(DATE_LIMITE, "Europe/Paris"),
        date_commission=date(2027, 3, 18),
        date_notification=date(2027, 3, 22),
        debut_accompagnement=date(2027, 4, 1),
        fin_accompagnement=date(2028, 3, 31),
        contact_nom="Service des appels",
        contact_courriel="appels@exemple.test",
        contact_telephone="02 00 00 00 00",
        contact_adresse="12 rue du Parc, 35000 Rennes",
        signataire_nom="Camille Roux",
        signataire_qualite="Directrice régionale",
        signataire_service="Service des appels",
    )
    fill_defaults(appel)
    for column, value in changes.items():
        setattr(appel, column, value)
    appel.departements = [
        AppelDepartement(departement_code=code, places=places) for code, places in (departements or {"29": 10}).items()
    ]
    with transaction():
        db.session.add(appel)
    return appel


def make_appel_publie(departements: Mapping[str, int] | None = None, **changes: Any) -> Appel:
    """Create a published call, open from 4 January to 20 February 2027, end of the day in Paris."""
    appel = make_appel_brouillon(departements, **changes)
    with transaction():
        appel = db.session.get_one(Appel, appel.id)
        freeze_framework(appel)
        appel.etat, appel.publie_at = EtatAppel.PUBLIE, OUVERTURE
    return appel


def make_inscription(appel: Appel, courriel: str = "directrice@exemple.test") -> InscriptionWebinaire:
    """Sign somebody up to the webinar of a call."""
    row = InscriptionWebinaire(appel_id=appel.id, courriel=courriel, inscrite_at=OUVERTURE)
    with transaction():
        db.session.add(row)
    return row


def make_question(appel: Appel, *, reponse: str = "", courriel: str = "directeur@exemple.test") -> QuestionAppel:
    """Ask a question on a call, with its published answer when there is one."""
    row = QuestionAppel(
        appel_id=appel.id,
        texte="Un service d’AEMO de notre association peut-il candidater seul ?",
        courriel=courriel,
        posee_at=OUVERTURE,
    )
    if reponse:
        row.question_publiee = "Un service d’AEMO peut-il candidater seul ?"
        row.reponse, row.repondue_at = reponse, OUVERTURE
    with transaction():
        db.session.add(row)
    return row
