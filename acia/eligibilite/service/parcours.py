"""Keep the list of the establishments accompanied elsewhere: write one down, take a whole list over, take one off."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update

from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.core.filters import finess
from acia.eligibilite.models import Accompagnement
from acia.eligibilite.queries.parcours import etablissements_by_numero, get_accompagnement, known_parcours
from acia.eligibilite.rules.parcours import (
    LIBELLES_DISPOSITIF,
    Dispositif,
    LigneParcours,
    without_repeats,
    wrong_years,
    years_in_words,
)
from acia.referentiel.rules import PHRASES_REFUS, Refus, read_numero

HORS_TERRITOIRE = "Cet établissement n’est pas de votre territoire : ses chargés de mission l’inscrivent."
DEJA = "Cet accompagnement est déjà inscrit."

declare_events(
    {
        "accompagnement_inscrit": "{nom} (FINESS {finess}) inscrit comme accompagné par {dispositif} {annees}.",
        "accompagnements_importes": "{nombre} accompagnements inscrits depuis « {source} ».",
        "accompagnement_retire": "{nom} (FINESS {finess}) retiré de la liste des accompagnements {dispositif}.",
    },
    keys={
        "accompagnement_inscrit": ("nom", "finess", "dispositif", "annees", "source"),
        "accompagnements_importes": ("nombre", "source"),
        "accompagnement_retire": ("nom", "finess", "dispositif"),
    },
)


@dataclass(frozen=True)
class Inscription:
    """An establishment to write down, and where it is known from."""

    numero_finess: str
    dispositif: Dispositif
    annee_debut: int
    annee_fin: int | None
    source: str


def add_accompagnement(command: Inscription, *, auteur: Utilisateur, now: datetime) -> Accompagnement:
    """Write one establishment down.

    Raises:
        ActionRefusee: unknown number, another territory, impossible years, or already written.
    """
    lu = read_numero(command.numero_finess)
    if lu.refus:
        raise ActionRefusee(PHRASES_REFUS[lu.refus], "numero")
    known = etablissements_by_numero([lu.numero]).get(lu.numero)
    if known is None:
        raise ActionRefusee(PHRASES_REFUS[Refus.INCONNU], "numero")
    etablissement, region = known
    if not auteur.covers_region(region):
        raise ActionRefusee(HORS_TERRITOIRE, "numero")
    wrong = wrong_years(command.annee_debut, command.annee_fin, now.year)
    if wrong:
        raise ActionRefusee(wrong, "annee_debut")
    if (lu.numero, command.dispositif, command.annee_debut) in known_parcours([lu.numero]):
        raise ActionRefusee(DEJA)
    row = _row(replace(command, numero_finess=lu.numero), auteur, now)
    db.session.add(row)
    db.session.flush()
    record(
        "accompagnement_inscrit",
        row,
        auteur=auteur,
        now=now,
        nom=etablissement.nom,
        finess=finess(lu.numero),
        dispositif=LIBELLES_DISPOSITIF[command.dispositif],
        annees=years_in_words(command.annee_debut, command.annee_fin),
        source=command.source,
    )
    return row


def _row(command: Inscription, auteur: Utilisateur, now: datetime) -> Accompagnement:
    return Accompagnement(
        id=uuid.uuid4(),
        numero_finess=command.numero_finess,
        dispositif=command.dispositif,
        annee_debut=command.annee_debut,
        annee_fin=command.annee_fin,
        source=command.source,
        inscrit_par_id=auteur.id,
        inscrit_at=now,
    )


def try_lines(lines: Sequence[LigneParcours], auteur: Utilisateur, now: datetime) -> list[LigneParcours]:
    """Say of each line what keeps it out: number, years, territory, a repeat, or that it is there already."""
    read = [_with_number(line) for line in lines]
    numeros = {line.numero for line in read if not line.probleme}
    register, there = etablissements_by_numero(numeros), known_parcours(numeros)

    def judged(line: LigneParcours) -> LigneParcours:
        wrong = line.probleme or wrong_years(line.debut, line.fin, now.year)
        if wrong:
            return replace(line, probleme=wrong)
        known = register.get(line.numero)
        if known is None:
            return replace(line, probleme=PHRASES_REFUS[Refus.INCONNU])
        if not auteur.covers_region(known[1]):
            return replace(line, probleme=HORS_TERRITOIRE)
        return replace(line, probleme=DEJA) if (line.numero, line.dispositif, line.debut) in there else line

    return without_repeats(judged(line) for line in read)


def _with_number(line: LigneParcours) -> LigneParcours:
    """The number as the register writes it. A zero that a spreadsheet lost is put back: the key vouches for it."""
    lu = read_numero(line.numero)
    if lu.proposition:
        return replace(line, numero=lu.proposition)
    if lu.refus:
        return replace(line, probleme=line.probleme or PHRASES_REFUS[lu.refus])
    return replace(line, numero=lu.numero)


def take_list(lines: Sequence[LigneParcours], source: str, *, auteur: Utilisateur, now: datetime) -> int:
    """Write down the good lines of a list and give their number; the same list again writes nothing.

    Raises:
        ActionRefusee: no line is good any more.
    """
    rows = [
        _row(Inscription(line.numero, line.dispositif, line.debut, line.fin, source), auteur, now)
        for line in try_lines(lines, auteur, now)
        if not line.probleme and line.dispositif
    ]
    if not rows:
        raise ActionRefusee("Aucune ligne de ce tableau n’est à inscrire : tout y est déjà, ou à corriger.", "fichier")
    db.session.add_all(rows)
    db.session.flush()
    record("accompagnements_importes", rows[0], auteur=auteur, now=now, nombre=len(rows), source=source)
    return len(rows)


def remove_accompagnement(key: uuid.UUID, motif: str, *, auteur: Utilisateur, now: datetime) -> None:
    """Take a row off the list, with its reason; the row is kept.

    Raises:
        Introuvable: another territory.
        ActionRefusee: somebody else has just taken it off.
    """
    row = get_accompagnement(key, auteur)
    done = db.session.execute(
        update(Accompagnement)
        .where(Accompagnement.id == row.id, Accompagnement.retire_at.is_(None))
        .values(retire_at=now, retire_par_id=auteur.id, motif_retrait=motif)
        .returning(Accompagnement.id)
    )
    if done.scalar_one_or_none() is None:
        raise ActionRefusee("Cette ligne est déjà retirée de la liste.")
    record(
        "accompagnement_retire",
        row,
        auteur=auteur,
        now=now,
        motif=motif,
        nom=row.etablissement.nom,
        finess=finess(row.numero_finess),
        dispositif=LIBELLES_DISPOSITIF[Dispositif(row.dispositif)],
    )
