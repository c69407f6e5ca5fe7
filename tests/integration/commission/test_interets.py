"""Declarations kept, possible conflicts answered, recusals ex officio, and nothing left to see (S7, R36, R37)."""

from __future__ import annotations

from datetime import UTC, datetime

from acia.candidatures.models import AccesCandidature, Candidature, Droit, Representant
from acia.commission.models import DeclarationInterets, Deport, MembreCommission
from acia.commission.queries import final_sheets, proposed_conflicts
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from tests.factories.commission import make_deport, make_notation
from tests.factories.composition import make_siege
from tests.integration.commission.conftest import Scene, commission_of
from tests.integration.commission.test_cloisonnement import read

LIENS = {
    "liens-0-nature": "mission",
    "liens-0-organisme": "",
    "liens-0-numero": "",
    "liens-0-precisions": "De 2024 à 2025",
    "liens-1-nature": "employeur",
    "liens-1-organisme": "",
    "liens-1-numero": "",
    "liens-1-precisions": "",
    "declaration": "Rien d’autre.",
    "atteste": "y",
}


def file_of(scene: Scene, rang: int = 0) -> Candidature:
    return db.session.get_one(Candidature, scene.dossiers[rang])


def test_a_declaration_is_signed_typed_renewed_and_the_older_one_kept(scene: Scene, clock: SettableClock) -> None:
    with transaction():
        scene.siege().declaration_at = None
    membre, page = scene.membre(), f"{scene.base}/declaration"
    numero = file_of(scene).numero_finess
    assert membre.submit(page, {**LIENS, "liens-0-numero": "12"}).status_code == 422
    typed = {**LIENS, "liens-0-numero": numero}
    assert membre.submit(page, typed).status_code == 302
    assert membre.submit(page, {**typed, "version": "0"}).status_code == 422
    (signed,) = db.session.query(DeclarationInterets).all()
    assert [(x.nature, x.numero, x.precisions) for x in signed.liens] == [("mission", numero, "De 2024 à 2025")]
    clock.set(datetime(2027, 3, 10, 9, 0, tzinfo=UTC))
    membre = scene.membre()
    assert membre.submit(page, {**LIENS, "declaration": "Plus rien."}).status_code == 302
    text = membre.get(page).text
    assert "Déclaration antérieure" in text
    assert numero in text
    assert db.session.query(DeclarationInterets).count() == 2
    seen = scene.bureau().get(f"{scene.base}/interets").text
    assert "Plus rien." in seen
    assert "De 2024 à 2025" in seen


def test_r37_a_possible_conflict_is_answered_with_a_reason_and_told_to_the_officer(scene: Scene) -> None:
    with transaction():
        person = db.session.get_one(Utilisateur, scene.membres[0].id)
        person.employeur = file_of(scene).nom
        db.session.add(
            AccesCandidature(
                candidature_id=scene.dossiers[1],
                utilisateur_id=person.id,
                droit=Droit.LIT,
                donne_at=commission_of(scene).seance_at,
            )
        )
    bureau, page = scene.bureau(), f"{scene.base}/interets"
    text = bureau.get(page).text
    assert "porte le nom de cet établissement" in text
    assert "A contribué à ce dossier" in text
    assert "Sans réponse" in text
    membre, gate = scene.membre(), scene.dossier()
    assert "Un lien possible avec ce dossier" in membre.get(gate).text
    assert "Un lien possible avec ce dossier" not in membre.get(scene.dossier(2)).text
    answer = {"choix": "sans_conflit", "motif": ""}
    assert membre.submit(gate, answer, action=f"{gate}/interets").status_code == 422
    assert membre.submit(gate, {**answer, "motif": "Simple homonyme."}, action=f"{gate}/interets").status_code == 302
    row = db.session.query(Deport).one()
    assert (row.conflit, row.motif) == (False, "Simple homonyme.")
    assert "porte le nom de cet établissement" in row.liens_signales
    text = bureau.get(page).text
    assert "Simple homonyme." in text
    assert "Dit ne pas être en conflit" in text


def test_the_same_domain_of_address_is_a_possible_conflict_unless_anybody_may_have_it(scene: Scene) -> None:
    with transaction():
        db.session.get_one(Utilisateur, scene.membres[0].id).courriel = "jeanne@ker-avel.fr"
        for row in db.session.query(Representant).filter_by(candidature_id=scene.dossiers[0]):
            row.courriel = f"{row.role}@ker-avel.fr"
    (found,) = proposed_conflicts(commission_of(scene))
    assert found.candidature.id == scene.dossiers[0]
    with transaction():
        for row in db.session.query(Representant).filter_by(candidature_id=scene.dossiers[0]):
            row.courriel = f"{row.role}@gmail.com"
    assert proposed_conflicts(commission_of(scene)) == []


def test_e42_a_possible_conflict_accuses_nobody_and_recuses_nobody(scene: Scene) -> None:
    with transaction():
        db.session.get_one(Utilisateur, scene.membres[0].id).employeur = file_of(scene).nom
    assert proposed_conflicts(commission_of(scene)) != []
    membre, gate = scene.membre(), scene.dossier()
    assert membre.get(gate).status_code == 200
    assert db.session.query(Deport).count() == 0
    answer = {"choix": "sans_conflit", "motif": "Simple homonyme."}
    assert membre.submit(gate, answer, action=f"{gate}/interets").status_code == 302
    assert membre.submit(gate, {"version": "1"}, action=f"{gate}/brouillon").status_code != 404
    assert final_sheets(commission_of(scene)) == {}


def test_the_chair_takes_a_member_off_a_file_and_she_cannot_come_back(scene: Scene) -> None:
    make_notation(scene.siege(), file_of(scene), (5, 5, 5, 5))
    bureau, membre = scene.bureau(), scene.membre()
    page = f"{scene.base}/interets/{scene.siege().id}/{scene.dossiers[0]}"
    assert bureau.submit(page, {"motif": ""}).status_code == 422
    assert bureau.submit(page, {"motif": "Lien familial établi."}).status_code == 302
    assert membre.get(scene.dossier()).status_code == 404
    assert final_sheets(commission_of(scene))[scene.dossiers[0]] == []
    back = membre.submit(scene.dossier(1), {"choix": "sans_conflit"}, action=f"{scene.dossier()}/interets")
    assert back.status_code == 404
    row = db.session.query(Deport).one()
    assert row.conflit
    assert row.office_par_id == scene.officer.id
    assert bureau.submit(page, {"motif": "Encore."}).status_code == 422
    assert db.session.query(Evenement).filter_by(code="commission_deport_office").one().motif == "Lien familial établi."
    assert "Déporté par la présidence" in bureau.get(f"{scene.base}/interets").text


PAGES = ("/commissions/mes-dossiers", "declaration", "procuration", "invitation")


def world(scene: Scene, person: int, **changes: str) -> list[tuple[int, str]]:
    """What a member reads when the first file says this of itself."""
    with transaction():
        row = file_of(scene)
        row.identite = {**row.identite, **changes}
    client = scene.client(scene.membres[person])
    pages = [page if page.startswith("/") else f"{scene.base}/{page}" for page in PAGES]
    return [read(client, page) for page in (*pages, scene.dossier(0), scene.dossier(1))]


def test_s7_two_worlds_of_a_file_look_the_same_to_the_member_recused_from_it(scene: Scene) -> None:
    make_deport(scene.siege(0), file_of(scene), conflit=True)
    one = world(scene, 0, nom="Maison du Phare", commune="Plougastel", numero_ej="290009999")
    other = world(scene, 0, nom="Foyer du Large", commune="Ouessant", numero_ej="290008888")
    assert one == other
    assert [status for status, _ in one] == [200, 200, 200, 200, 404, 200]
    seen = world(scene, 1, nom="Maison du Phare", commune="Plougastel")
    assert seen != world(scene, 1, nom="Foyer du Large", commune="Ouessant"), "the test sees a leak when there is one"


def test_s4_the_recusal_of_another_changes_nothing_for_a_member(scene: Scene) -> None:
    before = world(scene, 1)
    make_deport(scene.siege(0), file_of(scene), conflit=True)
    make_siege(commission_of(scene), titulaire_id=scene.siege(0).id)
    assert world(scene, 1) == before


def test_s7_unknown_interests_are_a_conflict_everywhere_for_an_alternate_too(scene: Scene) -> None:
    seat = make_siege(commission_of(scene), titulaire_id=scene.siege(0).id)
    client = scene.client(seat.utilisateur)
    make_deport(scene.siege(0), file_of(scene), conflit=True)
    assert "Dites d’abord si vous pouvez juger ce dossier" in client.get(scene.dossier()).text
    make_deport(db.session.get_one(MembreCommission, seat.id), file_of(scene), conflit=True)
    assert client.get(scene.dossier()).status_code == 404
    assert file_of(scene).nom not in client.get("/commissions/mes-dossiers").text
