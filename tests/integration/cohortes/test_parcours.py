"""Forming the cohortes of a département by real requests: computed, moved by hand, checked again, validated once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event

from acia.appels.models import Appel
from acia.cohortes.models import Cohorte, EtatCohorte, MembreCohorte, PropositionCohortes
from acia.cohortes.solver.files import parse_problem
from acia.cohortes.solver.verify import verify
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement, verify_chain
from acia.core.db import db, transaction
from acia.core.permissions import Role
from acia.engagements.models import Engagement
from acia.referentiel.models import Etablissement
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_etablissement, make_representant_compte
from tests.factories.client import HouseClient
from tests.factories.cohortes import make_cohorte_validee, make_engagements_signes, make_intervenant
from tests.factories.commission import make_commission, make_notation
from tests.factories.comptes import make_utilisateur
from tests.factories.engagements import make_engagement

Connecte = Callable[[Utilisateur | None], HouseClient]
NBSP = "\u00a0"
MOTIF = {"motif": "Trajets relus avec les directions."}


@pytest.fixture
def appel(app: Flask) -> Appel:
    """A published call with places in the Finistère and in the Guadeloupe."""
    return make_appel_publie({"29": 12, "971": 8})


@pytest.fixture
def officier(app: Flask, connecte: Connecte) -> HouseClient:
    """An officer of Bretagne."""
    return connecte(make_utilisateur(Role.CHARGE, regions=("53",)))


def _page(appel: Appel, departement: str = "29") -> str:
    return f"/cohortes/{appel.code}/{departement}"


def _cohortes() -> list[Cohorte]:
    db.session.rollback()
    return db.session.query(Cohorte).order_by(Cohorte.nom).all()


def _members(cohorte: Cohorte) -> set[str]:
    return {m.engagement.candidature.numero_finess for m in cohorte.membres if m.actif}


def _compute(client: HouseClient, appel: Appel, departement: str = "29") -> None:
    page = _page(appel, departement)
    assert client.submit(page, action=f"{page}/calcul").status_code == 302


def test_r48_r50_eleven_signed_make_two_cohortes_of_five_and_one_waits(appel: Appel, officier: HouseClient) -> None:
    make_engagements_signes(11, appel=appel)
    assert "Pas encore calculé" in officier.get(_page(appel)).text
    _compute(officier, appel)

    page = officier.get(_page(appel)).text
    assert f"11{NBSP}retenues, 10{NBSP}placées en 5 + 5" in page
    assert "Optimum prouvé" in page
    assert "Version 1 · brouillon" in page
    assert "Aucune autre répartition ne coûte moins" in page
    assert "en attente (rang 11)" in page
    assert f"Recruter 1{NBSP}établissement de plus et former des cohortes de 4 + 4 + 4." in page
    cohortes = _cohortes()
    assert sorted(len(c.membres) for c in cohortes) == [5, 5]
    assert all(sum(m.hote for m in c.membres) == 1 for c in cohortes)


def test_the_problem_and_its_proof_are_kept_and_can_be_replayed(appel: Appel, officier: HouseClient) -> None:
    make_engagements_signes(9, appel=appel)
    _compute(officier, appel)

    kept = db.session.query(PropositionCohortes).one()
    problem = parse_problem(kept.probleme)
    assert verify(problem, kept.solution) == []
    assert [c.rang for c in problem.candidats] == list(range(1, 10))
    assert problem.candidats[0].themes == frozenset({"2", "5"})
    assert kept.statut == "optimal"
    assert verify_chain()[1] is None


def test_e1_six_signed_make_five_and_the_options_are_said(appel: Appel, officier: HouseClient) -> None:
    make_engagements_signes(6, appel=appel)
    liste = officier.get("/cohortes/").text
    assert f"6 établissements ne se partagent pas en groupes de 4 à 5{NBSP}: une cohorte de 5, 1 en attente." in liste
    _compute(officier, appel)
    page = officier.get(_page(appel)).text
    assert f"Recruter 2{NBSP}établissements de plus et former des cohortes de 4 + 4." in page
    assert f"6{NBSP}retenues, 5{NBSP}placées en 5" in page


def test_e2_three_signed_wait_for_a_group_and_the_page_says_what_to_do(appel: Appel, officier: HouseClient) -> None:
    make_engagements_signes(3, appel=appel)
    assert "En attente de groupe" in officier.get("/cohortes/").text
    page = officier.get(_page(appel)).text
    assert "pas encore de quoi former une cohorte" in page
    assert f"Recruter 1{NBSP}établissement de plus pour former une cohorte de 4." in page
    assert "Pas à pas" in page
    assert "Calculer les cohortes" not in page


def test_r62_nobody_able_to_host_makes_no_cohorte_and_the_reason_is_kept(appel: Appel, officier: HouseClient) -> None:
    engagements = make_engagements_signes(4, appel=appel)
    with transaction():
        for engagement in engagements:
            db.session.get_one(Engagement, engagement.id).peut_accueillir = False
    _compute(officier, appel)
    page = officier.get(_page(appel)).text
    assert "Aucune cohorte possible" in page
    assert "aucun établissement du département ne peut accueillir" in page
    assert _cohortes() == []


def test_r48_r53_a_move_is_never_refused_but_validation_is_until_the_rules_hold(
    appel: Appel, officier: HouseClient
) -> None:
    make_engagements_signes(9, appel=appel)
    _compute(officier, appel)
    small, large = sorted(_cohortes(), key=lambda c: len(c.membres))
    moved, target = next(m.engagement_id for m in small.membres if not m.hote), str(large.id)
    form = f"{_page(appel)}/deplacer/{moved}"
    assert "la validation sera refusée" in officier.get(form).text
    assert officier.submit(form, {"cible": target}).status_code == 302

    page = officier.get(_page(appel)).text
    assert "Bloque la validation" in page
    assert f"compte 6{NBSP}établissements{NBSP}; il en faut de 4 à 5." in page
    assert "Modifié à la main" in page
    refused = officier.submit(_page(appel), MOTIF, action=f"{_page(appel)}/validation")
    assert refused.status_code == 422
    assert "Rien n’a été enregistré" in refused.text
    assert {c.etat for c in _cohortes()} == {EtatCohorte.BROUILLON}

    assert officier.submit(form, {"cible": "hors_cohorte"}).status_code == 302
    small, large = sorted(_cohortes(), key=lambda c: len(c.membres))
    assert [len(small.membres), len(large.membres)] == [3, 5]
    assert "retiré de sa cohorte à la main" in officier.get(_page(appel)).text
    assert officier.submit(form, {"cible": str(small.id)}).status_code == 302
    assert officier.submit(_page(appel), MOTIF, action=f"{_page(appel)}/validation").status_code == 302
    assert {c.etat for c in _cohortes()} == {EtatCohorte.VALIDEE}
    assert all(c.validee_at for c in _cohortes())
    codes = [e.code for e in db.session.query(Evenement).order_by(Evenement.numero)]
    assert codes == ["cohortes_proposees", *["cohorte_membre_deplace"] * 3, "cohortes_validees"]
    assert verify_chain()[1] is None


def test_a_host_who_leaves_is_replaced_and_an_empty_draft_disappears(appel: Appel, officier: HouseClient) -> None:
    make_engagements_signes(4, appel=appel)
    _compute(officier, appel)
    host = next(m.engagement_id for c in _cohortes() for m in c.membres if m.hote)
    assert officier.submit(f"{_page(appel)}/deplacer/{host}", {"cible": "nouvelle"}).status_code == 302
    alone, rest = sorted(_cohortes(), key=lambda c: len(c.membres))
    assert [m.engagement_id for m in alone.membres if m.hote] == [host]
    assert sum(m.hote for m in rest.membres) == 1
    assert officier.submit(f"{_page(appel)}/deplacer/{host}", {"cible": str(rest.id)}).status_code == 302
    assert [len(c.membres) for c in _cohortes()] == [4]


def test_the_officer_names_the_cohorte_its_host_and_its_intervenant(appel: Appel, officier: HouseClient) -> None:
    make_engagements_signes(4, appel=appel)
    intervenant = make_intervenant("29")
    stranger = make_intervenant("971")
    _compute(officier, appel)
    cohorte = _cohortes()[0]
    page = f"{_page(appel)}/reglages/{cohorte.id}"
    host = next(m for m in cohorte.membres if not m.hote)
    values = {"nom": "Pays de Brest", "hote": str(host.engagement_id), "intervenant": str(intervenant.id)}
    assert officier.submit(page, {**values, "intervenant": str(stranger.id)}).status_code == 422
    assert officier.submit(page, {**values, "nom": " "}).status_code == 422
    assert officier.submit(page, values).status_code == 302
    kept = _cohortes()[0]
    assert (kept.nom, kept.intervenant_id) == ("Pays de Brest", intervenant.id)
    assert [m.engagement_id for m in kept.membres if m.hote] == [host.engagement_id]
    assert "de moins." in officier.get(_page(appel)).text


def test_r55_an_intervenant_who_marked_a_file_of_the_cohorte_is_shown(appel: Appel, officier: HouseClient) -> None:
    engagements = make_engagements_signes(4, appel=appel)
    intervenant = make_intervenant("29")
    _compute(officier, appel)
    commission = make_commission(make_appel_publie({"29": 5}), membres=[intervenant])
    with transaction():
        candidature = db.session.get_one(Engagement, engagements[0].id).candidature
    make_notation(commission.membres[0], candidature, [3] * len(candidature.appel.criteres))
    cohorte = _cohortes()[0]
    with transaction():
        db.session.get_one(Cohorte, cohorte.id).intervenant_id = intervenant.id
    page = officier.get(_page(appel)).text
    assert "a siégé en commission sur un dossier de" in page
    assert "À peser" in page
    assert officier.submit(_page(appel), MOTIF, action=f"{_page(appel)}/validation").status_code == 302


def test_the_price_of_a_wish_is_answered_without_changing_anything(appel: Appel, officier: HouseClient) -> None:
    make_engagements_signes(10, appel=appel)
    _compute(officier, appel)
    first, second = _cohortes()
    a, b = min(_members(first)), min(_members(second))
    before = [_members(c) for c in _cohortes()]
    page = officier.get(f"{_page(appel)}?a={a}&b={b}").text
    assert re.search(rf"<strong>\+{NBSP}\d+{NBSP}minutes?</strong>", page)
    assert "de cohorte." in page
    assert [_members(c) for c in _cohortes()] == before
    assert "deux établissements différents" in officier.get(f"{_page(appel)}?a={a}&b={a}").text
    assert officier.get(f"{_page(appel)}?a=inconnu&b={b}").status_code == 200


def test_an_establishment_off_the_map_is_named_and_stops_the_computation(appel: Appel, officier: HouseClient) -> None:
    engagements = make_engagements_signes(4, appel=appel)
    page = _page(appel)
    token = officier.get(page).text
    with transaction():
        numero = db.session.get_one(Engagement, engagements[2].id).candidature.numero_finess
        db.session.get_one(Etablissement, numero).lat = None
    assert f"{page}/calcul" in token
    shown = officier.get(page).text
    assert "le répertoire ne donne pas les coordonnées de MECS de Plabennec" in shown
    assert f"{page}/calcul" not in shown


def test_a_plan_seen_by_two_officers_is_changed_by_the_first_alone(
    appel: Appel, officier: HouseClient, connecte: Connecte
) -> None:
    make_engagements_signes(8, appel=appel)
    _compute(officier, appel)
    other = connecte(make_utilisateur(Role.PILOTE, regions=()))
    seen = re.search(r'name="version"[^>]*value="(\d+)"', other.get(_page(appel)).text)
    assert seen
    moved = _cohortes()[0].membres[0].engagement_id
    assert officier.submit(f"{_page(appel)}/deplacer/{moved}", {"cible": "hors_cohorte"}).status_code == 302
    for act in ("validation", "calcul"):
        late = other.submit(_page(appel), {"version": seen.group(1)}, action=f"{_page(appel)}/{act}")
        assert late.status_code == 422
        assert "ont changé depuis que vous avez ouvert la page" in late.text
    form = f"{_page(appel)}/deplacer/{moved}"
    late = other.submit(form, {"version": seen.group(1), "cible": "nouvelle"})
    assert (late.status_code, "ont changé depuis" in late.text) == (422, True)
    assert db.session.query(PropositionCohortes).count() == 1
    assert {c.etat for c in _cohortes()} == {EtatCohorte.BROUILLON}


def test_a_new_letter_after_validation_is_placed_apart(appel: Appel, officier: HouseClient) -> None:
    make_engagements_signes(4, appel=appel)
    _compute(officier, appel)
    officier.submit(_page(appel), MOTIF, action=f"{_page(appel)}/validation")
    settled = _members(_cohortes()[0])
    make_engagements_signes(4, appel=appel, depuis=5)
    _compute(officier, appel)
    assert len(_cohortes()) == 2
    assert settled in [_members(c) for c in _cohortes()]
    membre = next(m for c in _cohortes() if c.etat == EtatCohorte.VALIDEE for m in c.membres)
    assert officier.get(f"{_page(appel)}/deplacer/{membre.engagement_id}").status_code == 403


def test_out_of_territory_and_out_of_call_look_unknown(appel: Appel, officier: HouseClient) -> None:
    assert officier.get(_page(appel, "971")).status_code == 404
    assert officier.get(_page(appel, "35")).status_code == 404
    assert officier.get("/cohortes/inconnu/29").status_code == 404
    assert "Guadeloupe" not in officier.get("/cohortes/").text


def test_s3_the_page_of_a_cohorte_is_for_its_people_alone(appel: Appel, app: Flask, connecte: Connecte) -> None:
    member, stranger = make_representant_compte(), make_representant_compte()
    intervenant = make_intervenant("29")
    mine = make_cohorte_validee("29", 4, intervenant, appel=appel, representants=[member], nom="Brest–Landerneau")
    theirs = make_cohorte_validee("971", appel=appel, representants=[stranger])
    hers, other = f"/cohortes/{mine.id}", f"/cohortes/{theirs.id}"
    for person in (member, intervenant):
        client = connecte(person)
        page = client.get(hers).text
        assert "MECS de Brest" in page
        assert "Salle de réunion, 12 rue des Embruns" in page
        assert "rang" not in re.sub(r"<[^>]+>", " ", page).split()
        assert "72" not in re.sub(r"<[^>]+>", " ", page).split()
        assert client.get(other).status_code == 404
        assert "Brest–Landerneau" in client.get("/cohortes/").text
        assert client.get(_page(appel)).status_code == 403
    assert connecte(stranger).get(hers).status_code == 404
    assert connecte(make_utilisateur(Role.CHARGE, regions=("53",))).get(hers).status_code == 200
    assert connecte(make_utilisateur(Role.CHARGE, regions=("53",))).get(other).status_code == 404
    for role in (Role.MEMBRE, Role.FINANCEUR):
        assert connecte(make_utilisateur(role)).get(hers).status_code == 403


def test_a_draft_is_not_shown_to_its_members(appel: Appel, officier: HouseClient, connecte: Connecte) -> None:
    person = make_representant_compte()
    make_engagements_signes(4, appel=appel, representants=[person])
    _compute(officier, appel)
    cohorte = _cohortes()[0]
    assert connecte(person).get(f"/cohortes/{cohorte.id}").status_code == 404
    assert "Aucune cohorte" in connecte(person).get("/cohortes/").text


def test_retained_without_letter_is_named_and_not_placed(appel: Appel, officier: HouseClient) -> None:
    make_engagements_signes(4, appel=appel)
    late = make_etablissement("29", raison_sociale="MECS du Léon")
    make_engagement(make_candidature_deposee(appel, departement="29", etablissement=late))
    page = officier.get(_page(appel)).text
    assert f"1{NBSP}lettre d’engagement manque" in page
    assert "MECS du Léon" in page
    _compute(officier, appel)
    assert db.session.query(MembreCohorte).count() == 4


def test_pages_take_the_same_number_of_statements_whatever_the_number_of_establishments(
    appel: Appel, officier: HouseClient
) -> None:
    def statements(page: str) -> int:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert officier.get(page).status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    make_engagements_signes(4, appel=appel)
    _compute(officier, appel)
    few = [statements(page) for page in ("/cohortes/", _page(appel))]
    make_engagements_signes(6, appel=appel, depuis=4)
    _compute(officier, appel)
    assert [statements(page) for page in ("/cohortes/", _page(appel))] == few
