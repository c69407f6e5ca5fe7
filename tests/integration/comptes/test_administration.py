"""Accounts administered: by the national pilot for all, by an officer for her regions (S2, S3, S13, S37)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from acia.comptes.models import Utilisateur
from acia.comptes.service import create_account, create_first_admin
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from acia.core.permissions import Role
from tests.factories.client import HouseClient
from tests.factories.comptes import PHRASE, make_utilisateur
from tests.integration.comptes.parcours import (
    courriels,
    dernier_lien,
    est_connecte,
    evenements,
    navigateur,
    se_connecter,
)

Connecte = Callable[[Utilisateur], HouseClient]
INVITATION = {
    "courriel": "membre@exemple.test",
    "prenom": "Jean",
    "nom": "Morvan",
    "fonction": "Élu au CSE",
    "role": "membre",
    "regions": "53",
}


@pytest.fixture
def pilote(app: Flask) -> Utilisateur:
    """The national pilot."""
    return make_utilisateur(Role.PILOTE, regions=(), nom="Pilote")


@pytest.fixture
def chargee(app: Flask) -> Utilisateur:
    """An officer of Bretagne."""
    return make_utilisateur(Role.CHARGE, nom="Chargée")


def compte_de(courriel: str) -> Utilisateur:
    db.session.rollback()
    return db.session.execute(select(Utilisateur).where(Utilisateur.courriel == courriel)).scalar_one()


def test_s37_an_invitation_opens_one_account_bound_to_its_address(
    app: Flask, chargee: Utilisateur, connecte: Connecte
) -> None:
    answer = connecte(chargee).submit("/comptes/inviter", INVITATION)
    assert answer.status_code == 302
    guest = compte_de("membre@exemple.test")
    assert (guest.role_enum, guest.regions, guest.mot_de_passe) == (Role.MEMBRE, {"53"}, None)
    assert chargee.nom_complet in courriels(guest.courriel)[0].texte
    path, browser = dernier_lien(guest.courriel), navigateur(app)
    assert browser.submit(path, {"mot_de_passe": PHRASE}).status_code == 302
    assert est_connecte(browser)
    assert browser.get(path).status_code == 410
    assert [e.auteur_id for e in evenements("comptes.cree")] == [chargee.id]


def test_s37_an_invitation_lives_seven_days(
    app: Flask, chargee: Utilisateur, connecte: Connecte, clock: SettableClock
) -> None:
    connecte(chargee).submit("/comptes/inviter", INVITATION)
    path = dernier_lien("membre@exemple.test")
    clock.set(clock.now() + timedelta(days=7) - timedelta(seconds=1))
    assert navigateur(app).get(path).status_code == 200
    clock.set(clock.now() + timedelta(seconds=1))
    assert navigateur(app).get(path).status_code == 410


def test_a_new_invitation_ends_the_former_one(app: Flask, chargee: Utilisateur, connecte: Connecte) -> None:
    client = connecte(chargee)
    client.submit("/comptes/inviter", INVITATION)
    former, guest = dernier_lien("membre@exemple.test"), compte_de("membre@exemple.test")
    app.extensions["acia_clock"].set(app.extensions["acia_clock"].now() + timedelta(minutes=1))
    page = f"/comptes/{guest.id}"
    assert client.submit(page, action=f"{page}/relancer").location == page
    assert navigateur(app).get(former).status_code == 410
    assert navigateur(app).get(dernier_lien(guest.courriel)).status_code == 200
    for _ in range(3):
        client.submit(page, action=f"{page}/relancer")
    assert len(courriels(guest.courriel)) == 3


@pytest.mark.parametrize(
    ("changes", "motif"),
    [
        ({"role": "pilote_national"}, "Choisissez dans la liste"),
        ({"role": "charge_de_mission"}, "Choisissez dans la liste"),
        ({"role": "representant", "regions": ""}, "Choisissez dans la liste"),
        ({"regions": "01"}, "Choisissez dans la liste"),
        ({"regions": ""}, "Choisissez au moins une région"),
        ({"courriel": "pas-une-adresse"}, "Exemple"),
        ({"nom": ""}, "Écrivez son nom"),
    ],
)
def test_s2_an_officer_invites_members_and_intervenants_of_her_regions_only(
    app: Flask, chargee: Utilisateur, connecte: Connecte, changes: dict[str, str], motif: str
) -> None:
    data = {k: v for k, v in {**INVITATION, **changes}.items() if v or k != "regions"}
    answer = connecte(chargee).submit("/comptes/inviter", data)
    assert answer.status_code == 422
    assert motif in answer.text
    assert db.session.execute(select(Utilisateur).where(Utilisateur.id != chargee.id)).first() is None


def test_the_pilot_invites_every_role(app: Flask, pilote: Utilisateur, connecte: Connecte) -> None:
    client = connecte(pilote)
    for role in Role:
        data = {**INVITATION, "courriel": f"{role}@exemple.test", "role": role.value, "motif": "Nouvelle équipe."}
        if role in (Role.PILOTE, Role.FINANCEUR, Role.REPRESENTANT):
            del data["regions"]
        assert client.submit("/comptes/inviter", data).status_code == 302, role
        assert compte_de(f"{role}@exemple.test").role_enum is role


@pytest.mark.parametrize("role", [Role.PILOTE, Role.CHARGE])
def test_s18_an_account_that_decides_for_others_is_opened_with_a_reason(
    app: Flask, pilote: Utilisateur, connecte: Connecte, role: Role
) -> None:
    client, data = connecte(pilote), {**INVITATION, "role": role.value}
    if role is Role.PILOTE:
        del data["regions"]
    answer = client.submit("/comptes/inviter", data)
    assert answer.status_code == 422
    assert "Dites pourquoi ce compte est ouvert" in answer.text
    assert client.submit("/comptes/inviter", {**data, "motif": "Elle rejoint l’équipe."}).status_code == 302
    assert evenements("comptes.cree")[-1].motif == "Elle rejoint l’équipe."


def test_an_address_has_one_account(app: Flask, pilote: Utilisateur, connecte: Connecte) -> None:
    client = connecte(pilote)
    client.submit("/comptes/inviter", INVITATION)
    answer = client.submit("/comptes/inviter", {**INVITATION, "courriel": "MEMBRE@exemple.test"})
    assert answer.status_code == 422
    assert "Cette adresse a déjà un compte" in answer.text
    assert 'value="Morvan"' in answer.text


@pytest.mark.parametrize("role", [Role.MEMBRE, Role.REPRESENTANT, Role.INTERVENANT, Role.FINANCEUR])
@pytest.mark.parametrize("path", ["/comptes/", "/comptes/inviter"])
def test_s2_other_roles_administer_nothing(app: Flask, connecte: Connecte, role: Role, path: str) -> None:
    answer = connecte(make_utilisateur(role)).get(path)
    assert answer.status_code == 403
    assert "Accès réservé" in answer.text


def test_s3_an_account_of_another_region_looks_unknown(app: Flask, chargee: Utilisateur, connecte: Connecte) -> None:
    client = connecte(chargee)
    far = make_utilisateur(Role.MEMBRE, regions=("01",))
    hidden, unknown = client.get(f"/comptes/{far.id}"), client.get(f"/comptes/{uuid.uuid4()}")
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert hidden.text == unknown.text
    assert client.get("/comptes/pas-un-identifiant").status_code == 404
    for act in ("relancer", "desactiver", "reactiver", "role", "sessions/fermer"):
        answer = client.submit("/mon-compte", {"motif": "x"}, action=f"/comptes/{far.id}/{act}")
        assert answer.status_code == 404, act


def test_s2_an_officer_sees_a_colleague_but_does_not_manage_her(
    app: Flask, chargee: Utilisateur, connecte: Connecte
) -> None:
    client = connecte(chargee)
    colleague = make_utilisateur(Role.CHARGE)
    shared = make_utilisateur(Role.MEMBRE, regions=("53", "01"))
    for person, motif in ((colleague, "Seul le pilote national"), (shared, "une autre région")):
        assert motif in client.get(f"/comptes/{person.id}").text
        for act in ("relancer", "desactiver", "reactiver", "role", "sessions/fermer"):
            answer = client.submit("/mon-compte", {"motif": "x"}, action=f"/comptes/{person.id}/{act}")
            assert answer.status_code == 403, act
            assert motif in answer.text


def test_s32_a_disabled_account_is_out_at_once(app: Flask, pilote: Utilisateur, connecte: Connecte) -> None:
    person = make_utilisateur(mot_de_passe=PHRASE)
    browser = navigateur(app)
    se_connecter(browser, person.courriel)
    browser.submit("/mon-compte", {"courriel": person.courriel}, action="/mot-de-passe-oublie")
    link = dernier_lien(person.courriel)
    client = connecte(pilote)
    answer = client.submit(f"/comptes/{person.id}/desactiver", {"motif": "Départ du service"})
    assert answer.status_code == 302
    assert not est_connecte(browser)
    assert browser.get(link).status_code == 410
    assert se_connecter(navigateur(app), person.courriel).status_code == 422
    assert [e.motif for e in evenements("comptes.desactive")] == ["Départ du service"]
    page = f"/comptes/{person.id}"
    assert client.submit(f"{page}/reactiver", {"motif": " "}).status_code == 422
    assert se_connecter(navigateur(app), person.courriel).status_code == 422
    assert client.submit(f"{page}/reactiver", {"motif": "Retour dans le service"}).status_code == 302
    assert [e.motif for e in evenements("comptes.reactive")] == ["Retour dans le service"]
    assert not est_connecte(browser)
    assert se_connecter(navigateur(app), person.courriel).status_code == 302


def test_disabling_needs_a_reason(app: Flask, pilote: Utilisateur, connecte: Connecte) -> None:
    person = make_utilisateur()
    answer = connecte(pilote).submit(f"/comptes/{person.id}/desactiver", {"motif": "  "})
    assert answer.status_code == 422
    assert "Dites pourquoi" in answer.text
    assert db.session.get_one(Utilisateur, person.id).actif


def test_nobody_closes_her_own_account_nor_the_last_pilot(app: Flask, pilote: Utilisateur, connecte: Connecte) -> None:
    client = connecte(pilote)
    assert client.get(f"/comptes/{pilote.id}/desactiver").status_code == 403
    second = make_utilisateur(Role.PILOTE, regions=())
    assert connecte(second).submit(f"/comptes/{pilote.id}/desactiver", {"motif": "Retraite"}).status_code == 302
    assert db.session.get_one(Utilisateur, pilote.id).actif is False
    assert connecte(pilote).get("/comptes/").status_code == 302


def test_s13_a_change_of_role_acts_on_the_next_request(app: Flask, pilote: Utilisateur, connecte: Connecte) -> None:
    person = make_utilisateur(mot_de_passe=PHRASE)
    browser = navigateur(app)
    se_connecter(browser, person.courriel)
    assert browser.get("/comptes/").status_code == 200
    data = {"role": "membre", "regions": ["53", "01"], "motif": "Rejoint la commission"}
    assert connecte(pilote).submit(f"/comptes/{person.id}/role", data).status_code == 302
    assert not est_connecte(browser)
    se_connecter(browser, person.courriel)
    assert browser.get("/comptes/").status_code == 403
    changed = db.session.get_one(Utilisateur, person.id)
    assert (changed.role_enum, changed.regions) == (Role.MEMBRE, {"53", "01"})
    assert [e.motif for e in evenements("comptes.role")] == ["Rejoint la commission"]


def test_the_list_is_filtered_by_what_people_call_things(
    app: Flask, pilote: Utilisateur, chargee: Utilisateur, connecte: Connecte
) -> None:
    make_utilisateur(Role.MEMBRE, nom="Élouard", mot_de_passe=PHRASE)
    make_utilisateur(Role.MEMBRE, regions=("01",), nom="Céleste")
    client = connecte(pilote)
    assert "4 comptes." in client.get("/comptes/").text
    assert "1 compte sur 4." in client.get("/comptes/?q=elouard").text
    assert "2 comptes sur 4." in client.get("/comptes/?role=membre").text
    assert "1 compte sur 4." in client.get("/comptes/?etat=actif").text
    assert "Aucun compte ne répond" in client.get("/comptes/?q=%25_").text
    assert client.get("/comptes/?page=abc&role=inconnu&etat=x").status_code == 200
    own = connecte(chargee).get("/comptes/").text
    assert "Élouard" in own
    assert "Céleste" not in own


def test_the_list_counts_its_statements(app: Flask, pilote: Utilisateur, connecte: Connecte) -> None:
    statements: list[str] = []
    client = connecte(pilote)

    def count(n: int) -> int:
        for _ in range(n):
            make_utilisateur(Role.MEMBRE)
        statements.clear()
        client.get("/comptes/")
        return len([s for s in statements if s.startswith("SELECT")])

    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert count(2) == count(20)


def test_s38_the_first_pilot_is_opened_once(app: Flask, clock: SettableClock) -> None:
    now = clock.now()
    with transaction():
        create_first_admin("Pilote@Exemple.test", "Anne", "Prime", PHRASE, now=now)
    with pytest.raises(ActionRefusee, match="existe déjà"), transaction():
        create_first_admin("autre@exemple.test", "Anne", "Seconde", PHRASE, now=now)
    assert se_connecter(navigateur(app), "pilote@exemple.test").status_code == 302
    assert verify_chain() == (2, None)


def test_s23_the_first_pilot_needs_a_strong_password(app: Flask, clock: SettableClock) -> None:
    with pytest.raises(ActionRefusee, match="trop court"), transaction():
        create_first_admin("pilote@exemple.test", "Anne", "Prime", "admin", now=clock.now())
    assert db.session.execute(select(Utilisateur)).first() is None
    assert verify_chain() == (0, None)


def test_an_account_may_be_opened_with_or_without_a_password(app: Flask, clock: SettableClock) -> None:
    with transaction():
        ready = create_account(
            courriel="a@exemple.test",
            prenom="A",
            nom="B",
            role=Role.CHARGE,
            regions=["53", "53"],
            mot_de_passe=PHRASE,
            now=clock.now(),
        )
        waiting = create_account(
            courriel="c@exemple.test", prenom="C", nom="D", role=Role.REPRESENTANT, now=clock.now()
        )
    assert (ready.regions, waiting.mot_de_passe) == ({"53"}, None)
    with pytest.raises(ActionRefusee, match="région"), transaction():
        create_account(courriel="e@exemple.test", prenom="E", nom="F", role=Role.MEMBRE, now=clock.now())
