"""Say who leaves the role of a representative after the deposit, and who takes it over (E26)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from acia.candidatures import mails
from acia.candidatures.models import Candidature, Droit, EtatCandidature, Relais
from acia.candidatures.policy import may_relay, require
from acia.candidatures.queries import (
    exigences_of,
    first_day_of,
    get_readable,
    get_relais,
    hold_candidature,
    holders_on,
    may_still_deposit,
    officers_of,
    people_of,
    relais_of,
    trio_on,
)
from acia.candidatures.rules import (
    LIBELLES_ROLE,
    MotifDepart,
    Personne,
    Representants,
    RoleRepresentant,
    departure_refusal,
    first_day_refusal,
    successor_gap,
)
from acia.comptes.avis import give_notice
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import date_in_words, local_day
from acia.core.db import db
from acia.core.errors import ActionRefusee, ConflitVersion

ENCORE_MODIFIABLE: Final = (
    "La date limite n’est pas passée : changez la personne dans la candidature, puis déposez de nouveau."
)
POURQUOI: Final = "Dites pourquoi vous le faites à la place de l’établissement, en une phrase."

declare_events(
    {
        "representant_parti": "{personne} quitte le rôle « {role} » le {jour}.",
        "representant_nomme": "{personne} tient le rôle « {role} » à partir du {jour}.",
    },
    keys={"representant_parti": ("personne", "role", "jour"), "representant_nomme": ("personne", "role", "jour")},
)

Suite = Callable[[Relais, Utilisateur, datetime], str]
"""What a later stage does once somebody is named; it gives the sentence to tell the people of the file, if any."""
_SUITES: Final[dict[str, Suite]] = {}


def after_naming(nom: str, suite: Suite) -> None:
    """Let a later stage follow: a letter to sign again, sessions to announce. It registers when it starts."""
    _SUITES[nom] = suite


@dataclass(frozen=True)
class Succession:
    """Who takes a role over, and from which day."""

    personne: Personne
    premier_jour: date | None


@dataclass(frozen=True)
class Depart:
    """Who leaves which role: after which day, why, and who comes next when it is known."""

    role: RoleRepresentant
    dernier_jour: date | None
    motif: MotifDepart
    succession: Succession | None = None
    pourquoi: str = ""
    """Why an officer declares it in the establishment's place."""


def declare_departure(
    candidature_id: uuid.UUID, command: Depart, *, connus: int | None, auteur: Utilisateur, now: datetime, lien: str
) -> Relais:
    """Say that somebody leaves a role. `connus`: departures from this role that the page showed.

    The deposited content and its receipt do not change.

    Raises:
        AccesRefuse: the author neither signs nor follows the file.
        ActionRefusee: the file can still be modified, nobody holds the role, a day or a successor that does not suit.
        ConflitVersion: somebody else declared a departure meanwhile.
    """
    hold_candidature(candidature_id)
    row, droit = get_readable(candidature_id, auteur)
    _require_author(row, droit, command.pourquoi, auteur, now)
    known = relais_of(row, command.role)
    if connus is not None and connus != len(known):
        raise ConflitVersion()
    depuis = first_day_of(row, command.role)
    if depuis is None:
        raise ActionRefusee("Personne ne tient ce rôle aujourd’hui : il faut d’abord y nommer quelqu’un.")
    today = local_day(now, row.appel.fuseau)
    refusal = departure_refusal(command.dernier_jour, depuis=depuis, aujourd_hui=today)
    if refusal or command.dernier_jour is None:
        raise ActionRefusee(refusal, "dernier_jour")
    partant = holders_on(row, max(depuis, command.dernier_jour))[command.role]
    relais = Relais(
        id=uuid.uuid4(),
        candidature_id=row.id,
        role=command.role,
        rang=len(known) + 1,
        partant=asdict(partant),
        dernier_jour=command.dernier_jour,
        motif=command.motif,
        declare_at=now,
        declare_par_id=auteur.id,
        successeur={},
    )
    row.relais.append(relais)
    phrases = [_record_departure(row, relais, command.pourquoi, auteur, now)]
    if command.succession is not None:
        phrases += _name(row, relais, command.succession, command.pourquoi, auteur, now)
    db.session.flush()
    _tell(row, relais, f"{relais.id}:parti", phrases, lien, now)
    return relais


def name_successor(
    candidature_id: uuid.UUID,
    relais_id: uuid.UUID,
    command: Succession,
    *,
    pourquoi: str = "",
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
    lien: str,
) -> Relais:
    """Name who takes over a role left vacant.

    Raises:
        AccesRefuse: the author neither signs nor follows the file.
        ActionRefusee: somebody is named already, a day or a person that does not suit.
        ConflitVersion: somebody else named one meanwhile.
    """
    hold_candidature(candidature_id)
    row, droit = get_readable(candidature_id, auteur)
    _require_author(row, droit, pourquoi, auteur, now)
    relais = get_relais(row, relais_id)
    relais.expect_version(version)
    if relais.premier_jour is not None:
        raise ActionRefusee("Une personne est déjà nommée dans ce rôle.")
    phrases = _name(row, relais, command, pourquoi, auteur, now)
    db.session.flush()
    _tell(row, relais, f"{relais.id}:nomme", phrases, lien, now)
    return relais


def _require_author(row: Candidature, droit: Droit | None, pourquoi: str, auteur: Utilisateur, now: datetime) -> None:
    require(may_relay(auteur, row, droit))
    if row.etat == EtatCandidature.DEPOSEE and may_still_deposit(row, now):
        raise ActionRefusee(ENCORE_MODIFIABLE)
    if droit is None and not pourquoi:
        raise ActionRefusee(POURQUOI, "pourquoi")


def _record_departure(row: Candidature, relais: Relais, pourquoi: str, auteur: Utilisateur, now: datetime) -> str:
    """The reason of the departure stays out of the journal and of the mails: it may speak of somebody's health."""
    qui, role = relais.parti.nom_complet, LIBELLES_ROLE[RoleRepresentant(relais.role)]
    jour = date_in_words(relais.dernier_jour)
    record("representant_parti", row, auteur=auteur, now=now, motif=pourquoi, personne=qui, role=role, jour=jour)
    return f"{qui} quitte le rôle « {role} » après le {jour}."


def _name(
    row: Candidature, relais: Relais, command: Succession, pourquoi: str, auteur: Utilisateur, now: datetime
) -> list[str]:
    today = local_day(now, row.appel.fuseau)
    refusal = first_day_refusal(command.premier_jour, dernier_jour=relais.dernier_jour, aujourd_hui=today)
    if refusal or command.premier_jour is None:
        raise ActionRefusee(refusal, "premier_jour")
    role = RoleRepresentant(relais.role)
    others = {r.value: person for r, person in _known_on(row, command.premier_jour).items() if r is not role}
    gap = successor_gap(Representants(**others, **{role.value: command.personne}), role, exigences_of(row, now))
    if gap:
        raise ActionRefusee(gap[1], gap[0])
    relais.successeur = asdict(command.personne)
    relais.premier_jour, relais.nomme_at, relais.nomme_par_id = command.premier_jour, now, auteur.id
    db.session.flush()
    qui, libelle, jour = command.personne.nom_complet, LIBELLES_ROLE[role], date_in_words(command.premier_jour)
    record("representant_nomme", row, auteur=auteur, now=now, motif=pourquoi, personne=qui, role=libelle, jour=jour)
    told = [suite(relais, auteur, now) for _, suite in sorted(_SUITES.items())]
    return [f"{qui} tient le rôle « {libelle} » à partir du {jour}.", *filter(None, told)]


def _known_on(row: Candidature, jour: date) -> dict[RoleRepresentant, Personne]:
    trio = trio_on(row, jour)
    return {role: getattr(trio, role.value) for role in RoleRepresentant}


def _tell(row: Candidature, relais: Relais, cle: str, phrases: list[str], lien: str, now: datetime) -> None:
    for person in people_of(row.id):
        mails.mail_relais(row, cle, phrases, person, lien, now)
    for officer in officers_of(row):
        give_notice(officer, mails.notice_relais(row, cle, phrases, lien), now=now)
