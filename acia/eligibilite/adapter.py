"""The bridge between rows and the facts of the rules, and facts as plain data that can be replayed (S102)."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from typing import Any, TypeVar, get_type_hints

from sqlalchemy import or_, select

from acia.candidatures.models import Candidature, EtatCandidature
from acia.candidatures.queries import piece_codes, reponses_of
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.rules import Constat, Niveau, Regle, Resultat
from acia.eligibilite.models import ConstatEligibilite
from acia.eligibilite.rules import Faits, FaitsAppel, FaitsRegistre
from acia.referentiel.models import Departement, Etablissement, Instantane
from acia.referentiel.rules import departement_of_numero

T = TypeVar("T")
_DEPOSES = (EtatCandidature.DEPOSEE, EtatCandidature.EN_INSTRUCTION, EtatCandidature.CLOSE)


def read_facts(candidature: Candidature, now: datetime) -> tuple[Faits, Instantane]:
    """Read what the rules need of a deposited file, and the snapshot its establishment was read from."""
    appel, etablissement = candidature.appel, candidature.etablissement
    instantane = db.session.get_one(Instantane, etablissement.instantane_id)
    saved = candidature.sections.get("enregistrees", {}).get("projet")
    codes = tuple(d.departement_code for d in appel.departements)
    prefix = departement_of_numero(etablissement.numero_finess)
    cited = {candidature.departement_code, etablissement.departement_code, *codes, prefix or ""}
    neighbours = _neighbours(candidature, etablissement)
    same = [n for n in neighbours if n.same_place]
    faits = Faits(
        jour=local_day(now, appel.fuseau),
        depot=local_day(candidature.deposee_at or now, appel.fuseau),
        departement=candidature.departement_code,
        registre=facts_of_register(etablissement, instantane),
        appel=FaitsAppel(
            codes,
            appel.avis_differe_admis,
            appel.avis_differe_limite,
            appel.consultation_admise is not False,
            appel.plafond_gestionnaire,
        ),
        reponses=reponses_of(candidature),
        noms=names_of_departements(cited),
        pieces=tuple(sorted(piece_codes(candidature))),
        projet_modifie=local_day(datetime.fromisoformat(saved), appel.fuseau) if saved else None,
        remplaces=tuple(n.numero for n in same if n.etat == EtatCandidature.REMPLACEE),
        doublons=tuple(n.numero for n in same if n.etat in _DEPOSES),
        meme_ej=tuple(n.numero for n in neighbours if not n.same_place and n.etat in _DEPOSES),
    )
    return faits, instantane


def names_of_departements(codes: set[str]) -> tuple[tuple[str, str], ...]:
    """Code and name of the départements that findings may cite."""
    rows = select(Departement.code, Departement.nom).where(Departement.code.in_(codes)).order_by(Departement.code)
    return tuple((code, name) for code, name in db.session.execute(rows))


def facts_of_register(etablissement: Etablissement, instantane: Instantane) -> FaitsRegistre:
    """What one snapshot of the register says of an establishment."""
    return FaitsRegistre(
        numero=etablissement.numero_finess,
        date_donnees=instantane.date_donnees,
        numero_ej=etablissement.numero_ej,
        departement=etablissement.departement_code,
        categorie=etablissement.categorie,
        libelle_categorie=etablissement.libelle_categorie,
        agregat=etablissement.agregat,
        mft=etablissement.mft,
        habilitation_justice=etablissement.habilitation_justice,
        ouvert=etablissement.ouvert,
        date_fermeture=etablissement.date_fermeture,
    )


def _neighbours(candidature: Candidature, etablissement: Etablissement) -> list[Any]:
    """Deposited files of the call with the same establishment, by number or SIRET, or the same legal entity."""
    same_place = Etablissement.numero_finess == etablissement.numero_finess
    if etablissement.siret:
        same_place = or_(same_place, Etablissement.siret == etablissement.siret)
    rows = (
        select(Candidature.numero, Candidature.etat, same_place.label("same_place"))
        .join(Etablissement, Etablissement.numero_finess == Candidature.numero_finess)
        .where(
            Candidature.appel_id == candidature.appel_id,
            Candidature.id != candidature.id,
            Candidature.etat.in_((*_DEPOSES, EtatCandidature.REMPLACEE)),
            or_(same_place, Etablissement.numero_ej == etablissement.numero_ej),
        )
        .order_by(Candidature.numero)
    )
    return list(db.session.execute(rows))


def as_stored(faits: Faits) -> dict[str, Any]:
    """The facts as JSON data, kept with the verdict."""
    stored: dict[str, Any] = _plain(asdict(faits))
    return stored


def facts_of(stored: dict[str, Any]) -> Faits:
    """The facts of a stored verdict, as the rules read them that day."""
    return _typed(Faits, stored)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _typed(kind: type[T], stored: dict[str, Any]) -> T:
    hints = get_type_hints(kind)
    values = {f.name: _value(hints[f.name], stored[f.name]) for f in fields(kind) if f.name in stored}  # type: ignore[arg-type]
    return kind(**values)


def _value(kind: Any, value: Any) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        return _typed(kind, value)
    if kind in (date, date | None) and isinstance(value, str):
        return date.fromisoformat(value)
    return tuple(_value(None, item) for item in value) if isinstance(value, list) else value


def row_of(constat: Constat, ordre: int) -> ConstatEligibilite:
    """A finding as a row, worded as it is today."""
    return ConstatEligibilite(
        ordre=ordre,
        regle=constat.regle.code,
        libelle=constat.regle.libelle,
        niveau=constat.regle.niveau,
        resultat=constat.resultat,
        phrase=constat.phrase,
        valeur=constat.valeur,
        limite=constat.limite,
        origine=constat.origine,
        date_origine=constat.date_origine,
        source=constat.regle.source,
    )


def constat_of(row: ConstatEligibilite) -> Constat:
    """A stored finding, with its rule as it was worded that day."""
    regle = Regle(row.regle, row.libelle, row.source, Niveau(row.niveau))
    return Constat(regle, Resultat(row.resultat), row.phrase, row.valeur, row.limite, row.origine, row.date_origine)


def judgements_of(rows: list[ConstatEligibilite]) -> dict[str, Resultat]:
    """What persons have judged, by code of rule."""
    return {row.regle: Resultat(row.jugement) for row in rows if row.jugement}
