"""Reads of « Suis-je éligible ? »: candidates of the register, calls, and the verdict. Nothing is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Row, select
from sqlalchemy.orm import selectinload

from acia.appels.models import Appel, EtatAppel
from acia.core.clock import local_day
from acia.core.db import db
from acia.eligibilite.adapter import facts_of_register, names_of_departements
from acia.eligibilite.rules import FaitsAppel
from acia.eligibilite.rules.autotest import (
    Declaration,
    LigneAutotest,
    Situation,
    facts_of_visitor,
    name_proof,
    outcome_of,
    self_check,
)
from acia.referentiel.models import Etablissement, Instantane
from acia.referentiel.queries import Recherche, etablissements_of_ej, search
from acia.referentiel.rules import departement_of_numero, normalise_numero

CANDIDATS_MAX: Final = 20
"""Establishments offered at most: beyond, the visitor is asked to say more."""
_NUMERO: Final = re.compile(r"[0-9][0-9AB][0-9]{5,8}", re.ASCII)


def looks_like_number(texte: str) -> bool:
    """Tell whether what was typed is a number rather than a name."""
    return bool(_NUMERO.fullmatch(normalise_numero(texte)))


def find_candidates(nom: str, commune: str) -> tuple[list[Row[Any]], int]:
    """Return the first establishments whose names and commune hold these words, and how many there are."""
    found = search(Recherche(texte=f"{nom} {commune}", fermes=True))
    return found.lignes[:CANDIDATS_MAX], found.total


def open_calls(now: datetime) -> list[Appel]:
    """Return the published calls that are not closed yet, with their départements and documents."""
    rows = (
        select(Appel)
        .where(Appel.etat == EtatAppel.PUBLIE, Appel.cloture_at > now)
        .options(selectinload(Appel.departements), selectinload(Appel.pieces))
        .order_by(Appel.cloture_at, Appel.code)
    )
    return list(db.session.execute(rows).scalars())


@dataclass(frozen=True)
class ResultatAutotest:
    """What a visitor is told."""

    etablissement: Etablissement
    appel: Appel
    lignes: list[LigneAutotest]
    issue: Situation
    date_donnees: date
    voisins: list[Etablissement]
    """Other open establishments of the same entity, when this one is closed (E20)."""


def read_self_check(
    etablissement: Etablissement, appel: Appel, declaration: Declaration, *, now: datetime
) -> ResultatAutotest:
    """Run the rules for a visitor, on what the register says and what she adds."""
    instantane = db.session.get_one(Instantane, etablissement.instantane_id)
    codes = tuple(d.departement_code for d in appel.departements)
    cited = {etablissement.departement_code, *codes}
    cited |= {departement_of_numero(n) or "" for n in (etablissement.numero_finess, etablissement.numero_ej)}
    faits = facts_of_visitor(
        facts_of_register(etablissement, instantane),
        FaitsAppel(codes, appel.avis_differe_admis, appel.avis_differe_limite, appel.consultation_admise is not False),
        declaration,
        jour=local_day(now, appel.fuseau),
        autorisation=etablissement.date_autorisation,
        noms=names_of_departements(cited),
    )
    pieces = {piece.code: piece.libelle for piece in appel.pieces}
    lines = [name_proof(line, pieces) for line in self_check(faits, declaration)]
    others = [] if etablissement.ouvert else etablissements_of_ej(etablissement.numero_ej)
    return ResultatAutotest(
        etablissement,
        appel,
        lines,
        outcome_of(lines),
        instantane.date_donnees,
        [e for e in others if e.ouvert and e.protection_enfance][:CANDIDATS_MAX],
    )
