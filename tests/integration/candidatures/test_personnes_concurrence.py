"""Two people at once on the people of one file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from acia.candidatures.models import AccesCandidature, DemandeDepot, Droit, InvitationDossier
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.mail import Courriel
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_representant_compte
from tests.factories.client import HouseClient
from tests.factories.ensemble import together, token_of
from tests.factories.personnes import add_person, make_invitation, rights_of
from tests.integration.candidatures.test_personnes import LIEN, NOW

Connecte = Callable[..., HouseClient]
PAIRES = 3


def _acces(client_person: object, key: object) -> object:
    return db.session.query(AccesCandidature).filter_by(utilisateur_id=client_person, candidature_id=key).one().id


def test_two_signatories_who_remove_each_other_at_once_leave_one(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(NOW)
    appel, a = make_appel_publie(), make_representant_compte()
    b = make_representant_compte()
    clients, ids = [connecte(a), connecte(b)], [a.id, b.id]
    for _ in range(PAIRES):
        row = make_brouillon(appel, auteur=db.session.merge(a))
        key = row.id
        add_person(row, Droit.SIGNE, b)
        pages = [f"/candidatures/{key}/personnes/{_acces(who, key)}" for who in reversed(ids)]
        answers = together(
            clients,
            [(p, {"csrf_token": token_of(c, p), "droit": "aucun"}) for c, p in zip(clients, pages, strict=True)],
        )
        assert sorted(status for status, _ in answers) in ([302, 404], [302, 403], [302, 422]), answers
        db.session.rollback()
        assert list(rights_of(key).values()) == ["signe"]


def test_one_link_opened_twice_at_once_is_used_once(app: Flask, connecte: Connecte, clock: SettableClock) -> None:
    clock.set(NOW)
    boss, invited = make_representant_compte(), make_representant_compte()
    clients = [connecte(invited), connecte(invited)]
    appel, courriel = make_appel_publie(), invited.courriel
    for rang in range(PAIRES):
        row = make_brouillon(appel, auteur=db.session.merge(boss))
        key = row.id
        page = LIEN + make_invitation(row, db.session.merge(boss), courriel, NOW + timedelta(seconds=rang))
        answers = together(clients, [(page, {"csrf_token": token_of(c, page)}) for c in clients])
        assert sorted(status for status, _ in answers) == [302, 410]
        db.session.rollback()
        assert rights_of(key)[courriel] == "ecrit"
    assert db.session.query(InvitationDossier).filter(InvitationDossier.acceptee_at.is_not(None)).count() == PAIRES
    assert db.session.query(Evenement).filter_by(code="candidature_rejointe").count() == PAIRES
    assert verify_chain()[1] is None


def test_two_writers_who_say_it_is_ready_at_once_send_one_mail(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(NOW)
    row = make_brouillon(make_appel_publie())
    people = [add_person(row, Droit.ECRIT) for _ in range(2)]
    base, clients = f"/candidatures/{row.id}", [connecte(p) for p in people]
    answers = together(clients, [(f"{base}/pret", {"csrf_token": token_of(c, base)}) for c in clients])
    assert [status for status, _ in answers] == [302, 302]
    db.session.rollback()
    assert db.session.query(DemandeDepot).count() == 1
    assert db.session.query(Courriel).filter_by(modele="depot_demande").count() == 1
