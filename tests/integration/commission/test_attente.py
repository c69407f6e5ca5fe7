"""After the notices: places given up, offered in order, accepted in time, on both engines (R46, R47, S57)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission import queries, service
from acia.commission.jobs import close_offers
from acia.commission.models import Commission, PlaceProposee, Selection
from acia.commission.service import CommandeDesistement
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import AccesRefuse, ActionRefusee
from acia.core.mail import Courriel
from acia.core.permissions import Role
from acia.engagements.queries import candidatures_to_open
from acia.pilotage.commissions import commission_tasks
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_representant_compte
from tests.factories.client import signed_client
from tests.factories.commission import make_selection_notifiee
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import at_once

NOW = datetime(2027, 3, 24, 9, 0, tzinfo=UTC)
LIEN = "https://acia.test/commissions/resultats/x"


class Liste:
    """Two places, two retained files, two on the waiting list."""

    def __init__(self, app: Flask, clock: SettableClock) -> None:
        clock.set(NOW)
        self.app, self.clock = app, clock
        appel = make_appel_publie({"29": 2})
        people = [make_representant_compte() for _ in range(4)]
        # Ids, not rows: another thread must not read through this one's session.
        self.signataires = [person.id for person in people]
        self.dossiers: list[uuid.UUID] = []
        for rang, person in enumerate(people):
            row = make_candidature_deposee(appel, auteur=person)
            make_selection_notifiee(row, "retenue" if rang < 2 else "liste_attente", rang=rang + 1)
            self.dossiers.append(row.id)
        self.appel = appel.id
        self.officer = make_utilisateur(Role.CHARGE, regions=("53",)).id
        self.commission = db.session.query(Commission.id).scalar()

    def person(self, rang: int) -> Utilisateur:
        return db.session.get_one(Utilisateur, self.signataires[rang])

    def bureau(self) -> Utilisateur:
        return db.session.get_one(Utilisateur, self.officer)

    def leave(self, rang: int, by: Utilisateur | None = None, **words: Any) -> Selection:
        command = CommandeDesistement(**{"motif": "Le projet est reporté.", **words})
        with transaction():
            return service.give_up(
                self.dossiers[rang], command, auteur=by or self.person(rang), now=self.clock.now(), lien=LIEN
            )

    def offer(self) -> PlaceProposee:
        with transaction():
            return service.offer_place(
                self.commission,
                "29",
                version=None,
                auteur=self.bureau(),
                now=self.clock.now(),
                lien=lambda _id: LIEN,
            )

    def answer(self, rang: int, accepte: bool, motif: str = "") -> PlaceProposee:
        with transaction():
            return service.answer_place(
                self.dossiers[rang], accepte, motif, auteur=self.person(rang), now=self.clock.now(), lien=LIEN
            )

    def situations(self) -> list[str]:
        lists = queries.waiting_lists(db.session.get_one(Commission, self.commission), self.clock.now())
        return [row.situation.value for row in lists[0].lignes]

    def codes(self) -> list[str]:
        return [e.code for e in db.session.query(Evenement).order_by(Evenement.numero)]


@pytest.fixture
def liste(app: Flask, clock: SettableClock) -> Liste:
    return Liste(app, clock)


def test_r47_a_place_given_up_goes_to_the_next_who_accepts_it(liste: Liste) -> None:
    with pytest.raises(ActionRefusee, match="Aucune place n’est libre"):
        liste.offer()
    liste.leave(0)
    place = liste.offer()
    assert liste.situations() == ["desistee", "en_place", "proposee", "en_attente"]
    assert place.limite_at == datetime(2027, 4, 1, 22, 0, tzinfo=UTC)
    with pytest.raises(ActionRefusee, match="Aucune place n’est libre"):
        liste.offer()
    liste.answer(2, accepte=True)
    assert liste.situations() == ["desistee", "en_place", "en_place", "en_attente"]
    row = db.session.query(Selection).filter_by(candidature_id=liste.dossiers[2]).one()
    assert row.issue == "retenue"
    assert "dans l’ordre de la liste d’attente et acceptée" in row.motif_decision
    opened = {c.id for c in candidatures_to_open(liste.appel, "29", liste.bureau())}
    assert opened == {liste.dossiers[1], liste.dossiers[2]}
    assert [c.modele for c in db.session.query(Courriel).order_by(Courriel.cree_at, Courriel.modele)] == [
        "place_proposee",
        "place_suite",
        "place_suite",
    ]


def test_a_refusal_or_a_silence_lets_the_list_go_on(liste: Liste) -> None:
    liste.leave(1)
    liste.offer()
    liste.answer(2, accepte=False, motif="Direction en cours de changement.")
    assert liste.offer().selection.candidature_id == liste.dossiers[3]
    liste.clock.set(datetime(2027, 4, 1, 21, 59, 59, tzinfo=UTC))
    close_offers(liste.clock.now())
    assert liste.situations()[3] == "proposee"
    liste.clock.set(datetime(2027, 4, 1, 22, 0, tzinfo=UTC))
    with pytest.raises(ActionRefusee, match="le délai est passé"):
        liste.answer(3, accepte=True)
    close_offers(liste.clock.now())
    close_offers(liste.clock.now())
    assert liste.situations() == ["en_place", "desistee", "passee", "passee"]
    assert liste.codes().count("commission_place_expiree") == 1


def test_said_twice_it_is_written_once(liste: Liste) -> None:
    liste.leave(0)
    liste.leave(0)
    liste.offer()
    liste.answer(2, accepte=True)
    liste.answer(2, accepte=True)
    assert liste.codes().count("commission_desistement") == 1
    assert liste.codes().count("commission_place_acceptee") == 1
    with pytest.raises(ActionRefusee, match="déjà été enregistrée"):
        liste.answer(2, accepte=False)


def test_only_who_signs_answers_and_an_officer_records_what_she_was_told(liste: Liste) -> None:
    with pytest.raises(AccesRefuse, match="Seule la personne qui signe"):
        liste.leave(0, by=liste.person(1))
    with pytest.raises(AccesRefuse, match="Seule la personne qui signe"):
        liste.leave(0, by=make_utilisateur(Role.CHARGE, regions=("01",)))
    with pytest.raises(ActionRefusee, match="pourquoi l’établissement se désiste"):
        liste.leave(0, motif=" ")
    with pytest.raises(ActionRefusee, match="pas encore venu"):
        liste.leave(0, by=liste.bureau(), recu_le=(NOW + timedelta(days=1)).date())
    row = liste.leave(0, by=liste.bureau(), recu_le=(NOW - timedelta(days=2)).date())
    assert str(row.desistement_recu_le) == "2027-03-22"


def test_the_list_is_over_when_the_support_begins(liste: Liste) -> None:
    liste.leave(0)
    debut = db.session.get_one(Commission, liste.commission).appel.debut_accompagnement
    assert debut is not None
    liste.clock.set(datetime(debut.year, debut.month, debut.day, 9, tzinfo=UTC))
    with pytest.raises(ActionRefusee, match="la liste d’attente est close"):
        liste.offer()


def test_nobody_is_sent_to_a_list_that_is_over(liste: Liste) -> None:
    liste.leave(0)
    commission = db.session.get_one(Commission, liste.commission)
    debut = commission.appel.debut_accompagnement
    assert debut is not None
    address = f"/commissions/{commission.id}/liste-attente"
    for day, offered in ((debut - timedelta(days=1), True), (debut, False)):
        liste.clock.set(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
        tasks = [task.endpoint for task in commission_tasks(liste.bureau(), liste.clock.now())]
        assert (tasks == ["commission.liste_attente"]) is offered
        seen = signed_client(liste.app, liste.bureau()).get(address).get_data(as_text=True)
        assert ("Proposer la place" in seen) is offered
        assert ("la liste d’attente est close" in seen) is not offered


def test_who_withdraws_while_a_place_is_offered_leaves_it_to_the_next(liste: Liste) -> None:
    liste.leave(0)
    liste.offer()
    liste.leave(2)
    assert liste.situations() == ["desistee", "en_place", "desistee", "en_attente"]
    assert liste.offer().selection.candidature_id == liste.dossiers[3]


def test_s57_one_place_offered_by_two_officers_at_once_goes_to_one_file(liste: Liste) -> None:
    liste.leave(0)
    first, other = sorted(at_once(liste.app, liste.offer, liste.offer))
    assert (first in ("ActionRefusee", "ConflitVersion"), other) == (True, "fait")
    assert db.session.query(PlaceProposee).count() == 1


def test_s57_an_acceptance_and_a_withdrawal_at_once_leave_one_story(liste: Liste) -> None:
    liste.leave(0)
    liste.offer()
    outcomes = at_once(liste.app, lambda: liste.answer(2, accepte=True), lambda: liste.leave(2))
    assert "fait" in outcomes
    assert liste.situations()[2] == "desistee"
    assert liste.codes().count("commission_desistement") == 2


def test_the_establishment_answers_and_withdraws_from_its_page(liste: Liste) -> None:
    liste.leave(0)
    liste.offer()
    client = signed_client(liste.app, liste.person(2))
    page = f"/commissions/resultats/{liste.dossiers[2]}"
    assert "Une place vous est proposée" in client.get(page).get_data(as_text=True)
    assert client.submit(page, action=f"{page}/place").status_code == 422
    answer = client.submit(page, {"choix": "accepter"}, action=f"{page}/place")
    assert answer.status_code == 302
    assert "Vous avez accepté la place libérée" in client.get(page).get_data(as_text=True)
    assert client.submit(page, {"motif": ""}, action=f"{page}/desistement").status_code == 422
    assert client.submit(page, {"motif": "Fermeture d’un service."}, action=f"{page}/desistement").status_code == 302
    assert "Vous vous êtes désisté" in client.get(page).get_data(as_text=True)
    officer = signed_client(liste.app, liste.bureau())
    seen = officer.get(f"/commissions/{liste.commission}/liste-attente").get_data(as_text=True)
    assert "Fermeture d’un service." in seen
    assert "Proposer la place" in seen


def test_r47_a_commitment_ends_with_the_place(liste: Liste) -> None:
    from acia.engagements.models import Engagement, EtatEngagement
    from tests.factories.engagements import make_engagement

    make_engagement(db.session.get_one(Candidature, liste.dossiers[0]))
    liste.leave(0)
    assert db.session.query(Engagement).one().etat == EtatEngagement.RETIRE
