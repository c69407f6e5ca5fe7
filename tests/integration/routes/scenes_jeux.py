"""What comes before an act that no page of the world offers as it stands (S112)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from acia.appels.models import Appel
from acia.candidatures.models import AccesCandidature, Candidature, Droit
from acia.commission import service
from acia.commission.models import Commission, ExtraitProcesVerbal, MembreCommission, Selection
from acia.commission.workflow import ReponseInvitation, SensMouvement
from acia.comptes.models import SessionConnexion, Utilisateur
from acia.comptes.passwords import hash_password
from acia.core.db import db, transaction
from acia.engagements.models import Engagement
from tests.factories.candidatures import make_etablissement
from tests.factories.comptes import PHRASE
from tests.factories.monde import MAINTENANT
from tests.factories.seance_directe import act
from tests.integration.routes.acces import lit
from tests.integration.routes.jeux import Jeux, Saisie

LIEN = "https://acia.test/"
Scene = Callable[[Jeux], TestResponse | None]


def after(route: str, saisie: Saisie | None = None) -> Scene:
    """Another act, done before."""

    def play(jeux: Jeux) -> None:
        jeux.play(route, saisie)

    return play


def answered_by(route: str, saisie: Saisie) -> Scene:
    """Another act, whose answer offers this one."""

    def play(jeux: Jeux) -> TestResponse:
        return jeux.play(route, saisie)

    return play


def changed(table: Any, nom: str, **values: Any) -> Scene:
    """A row of the world is otherwise."""

    def change(jeux: Jeux) -> None:
        key = jeux.monde.ids[nom]
        found = table.code == key if table is Appel else table.id == uuid.UUID(key)
        with transaction():
            db.session.execute(update(table).where(found).values(**values))

    return change


def _who(jeux: Jeux, nom: str = "charge") -> dict[str, Any]:
    return {"auteur": jeux.monde.personne(nom), "now": MAINTENANT}


def free_establishment(jeux: Jeux) -> None:
    """An establishment of the région that has no file."""
    jeux.monde.note(numero_libre=make_etablissement("29").numero_finess)


def known_number(jeux: Jeux) -> None:
    """The number written on the receipt of the retained file."""
    jeux.monde.note(numero_dossier=db.session.get_one(Candidature, uuid.UUID(jeux.monde.ids["retenue"])).numero)


def known_password(nom: str) -> Scene:
    """Somebody whose password is known."""

    def choose(jeux: Jeux) -> None:
        person = jeux.monde.personne(nom)
        jeux.monde.note(adresse=person.courriel)
        with transaction():
            db.session.get_one(Utilisateur, person.id).mot_de_passe = hash_password(PHRASE)

    return choose


def other_session(nom: str) -> Scene:
    """Somebody is signed in elsewhere too; `compte` is the account of the world that waits."""

    def open_one(jeux: Jeux) -> None:
        key = jeux.monde.gens[nom] if nom in jeux.monde.gens else uuid.UUID(jeux.monde.ids[nom])
        row = SessionConnexion(utilisateur_id=key, empreinte="e" * 64, ouverte_at=MAINTENANT, vue_at=MAINTENANT)
        row.expire_at = MAINTENANT + timedelta(hours=8)
        with transaction():
            db.session.add(row)

    return open_one


def who_writes(jeux: Jeux) -> None:
    """Somebody of the establishment may write the draft, which another signs."""
    mine = AccesCandidature.utilisateur_id == jeux.monde.gens["lecteur"]
    draft = AccesCandidature.candidature_id == uuid.UUID(jeux.monde.ids["brouillon"])
    with transaction():
        db.session.execute(update(AccesCandidature).where(mine, draft).values(droit=Droit.ECRIT))


def ready_to_deposit(jeux: Jeux) -> None:
    """Who writes says that the draft is ready."""
    who_writes(jeux)
    jeux.play("candidatures.pret")


def not_invited_yet(jeux: Jeux) -> None:
    """The first member has not answered her invitation."""
    values = {"reponse": ReponseInvitation.ATTENTE, "invitation_expire_at": MAINTENANT + timedelta(days=5)}
    changed(MembreCommission, "siege_au_brouillon", **values)(jeux)


def all_judged(jeux: Jeux) -> None:
    """Every finding that waits for a person is judged."""
    page = jeux.promenade.address(lit("eligibilite.dossier", "", candidature_id="examine"))
    for ecran, form in jeux.forms("eligibilite.constat", page, "charge"):
        named = {name: "Vu." for name in form.champs if name.endswith("-motif")}
        judged = {name: "satisfait" for name in form.choix if name.endswith("-jugement")}
        jeux.send(ecran, form, Saisie({**named, **judged}))


def files_shared(jeux: Jeux) -> None:
    """The files of the commission are shared among its members; one of them still has none."""
    jeux.monde.note(siege_libre=db.session.get_one(Commission, uuid.UUID(jeux.monde.ids["notation"])).membres[3])
    page = lit("commission.repartition", "", commission_id="notation")
    jeux.play("commission.repartition", Saisie({"lecteurs": "3"}, page=page, nom="charge"))


def members_come(jeux: Jeux) -> None:
    """The members of the commission that deliberates arrive."""
    seats = db.session.get_one(Commission, uuid.UUID(jeux.monde.ids["deliberation"])).membres
    for seat in [(s.commission_id, s.id) for s in seats]:
        act(service.note_movement, *seat, SensMouvement.ARRIVEE, **_who(jeux))


def minutes_closed(jeux: Jeux) -> None:
    """The commission that deliberates has closed its minutes."""
    members_here(jeux)
    jeux.play("commission.propositions")
    key = uuid.UUID(jeux.monde.ids["deliberation"])
    with transaction():
        service.close_minutes(key, observations="", motif="", version=None, **_who(jeux))


def members_here(jeux: Jeux) -> None:
    """Attendance of the commission that deliberates."""
    with transaction():
        for seat in db.session.get_one(Commission, uuid.UUID(jeux.monde.ids["deliberation"])).membres:
            seat.presence = "present"


def no_excerpt(jeux: Jeux) -> None:
    """The excerpts of the world are still to be made."""
    with transaction():
        db.session.execute(delete(ExtraitProcesVerbal))


def place_free(jeux: Jeux) -> None:
    """A file waits for a place."""
    selection = uuid.UUID(jeux.monde.ids["notifiee"])
    waits = {"issue": "liste_attente", "proposition": "liste_attente"}
    appel_id = db.session.get_one(Selection, selection).candidature.appel_id
    with transaction():
        db.session.execute(update(Selection).where(Selection.id == selection).values(**waits))
        call = update(Appel).where(Appel.id == appel_id)
        db.session.execute(call.values(debut_accompagnement=date(2027, 9, 1)))


def place_offered(jeux: Jeux) -> None:
    """A place is offered to it."""
    place_free(jeux)
    jeux.play("commission.proposer_place")


def days_to_say(jeux: Jeux) -> None:
    """An establishment has not said that its days are all there."""
    changed(Engagement, "engagement", disponibilites_at=None)(jeux)


CALL_AHEAD = {
    "cloture_at": datetime(2027, 6, 30, 22, tzinfo=UTC),
    "date_commission": date(2027, 8, 20),
    "date_notification": date(2027, 8, 30),
    "debut_accompagnement": date(2027, 9, 15),
    "fin_accompagnement": date(2028, 9, 14),
}
"""A calendar still to come."""
