"""What a member may not know cannot reach her: S5, S7, S8, S9, S12, E39 to E44."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from acia.candidatures.models import Candidature, PieceJointe
from acia.commission.models import Deport, EtatCommission, Notation, Note, Selection
from acia.commission.queries import final_sheets, ranking_of, result_for_applicant
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.permissions import Role
from tests.factories.client import HouseClient
from tests.factories.commission import make_deport, make_membres, make_notation, make_selection_notifiee
from tests.factories.comptes import make_utilisateur
from tests.integration.commission.conftest import JUSTIFIEES, Scene, commission_of, make_scene

SECRET = "Mieux accueillir et garder les nouveaux professionnels"
_NOISE = re.compile(r'name="csrf_token" value="[^"]+"')


def read(client: HouseClient, address: str) -> tuple[int, str]:
    """Status and page, without what changes at each request."""
    answer = client.get(address)
    return answer.status_code, _NOISE.sub("", answer.get_data(as_text=True))


def piece_of(scene: Scene, rang: int = 0) -> str:
    piece = db.session.query(PieceJointe).filter_by(candidature_id=scene.dossiers[rang]).first()
    assert piece is not None
    return f"{scene.dossier(rang)}/pieces/{piece.id}"


def candidature(scene: Scene, rang: int = 0) -> Candidature:
    return db.session.get_one(Candidature, scene.dossiers[rang])


def test_s8_nothing_is_shown_before_the_general_declaration(scene: Scene) -> None:
    with transaction():
        scene.siege().declaration_at = None
    name = candidature(scene).nom
    with transaction():
        make = Deport(
            membre_id=scene.siege().id,
            candidature_id=scene.dossiers[0],
            conflit=False,
            declare_at=commission_of(scene).seance_at,
        )
        db.session.add(make)
    piece = piece_of(scene)
    membre = scene.membre()
    assert name not in read(membre, "/commissions/mes-dossiers")[1]
    assert membre.get(scene.dossier()).headers["Location"].endswith("/declaration")
    assert membre.get(piece).status_code == 404
    declaration = f"{scene.base}/declaration"
    refused = membre.submit(declaration, JUSTIFIEES, action=f"{scene.dossier()}/notation")
    assert refused.status_code == 404
    assert membre.submit(declaration, {"declaration": "aucun"}).status_code == 422
    assert membre.submit(declaration, {"declaration": "aucun", "atteste": "y"}).status_code == 302
    assert name in read(membre, "/commissions/mes-dossiers")[1]


def test_s7_unknown_interests_show_the_name_and_commune_alone(scene: Scene) -> None:
    piece = piece_of(scene)
    identity = dict(candidature(scene).identite)
    membre = scene.membre()
    status, page = read(membre, scene.dossier())
    assert status == 200
    assert identity["nom"] in page
    assert identity["commune"] in page
    for hidden in (SECRET, identity["adresse"], identity["numero_finess"], "Le Bihan", scene.numeros[0]):
        assert hidden not in page
    assert membre.get(piece).status_code == 404
    assert membre.submit(scene.dossier(), JUSTIFIEES, action=f"{scene.dossier()}/notation").status_code == 404
    assert db.session.query(Notation).count() == 0
    answer = membre.submit(scene.dossier(), {}, action=f"{scene.dossier()}/interets")
    assert answer.status_code == 422
    assert (
        membre.submit(scene.dossier(), {"choix": "sans_conflit"}, action=f"{scene.dossier()}/interets").status_code
        == 302
    )
    assert SECRET in read(membre, scene.dossier())[1]
    assert membre.get(piece).status_code == 200


def test_s7_a_recused_member_finds_nothing_of_the_file_anywhere(scene: Scene) -> None:
    piece, name = piece_of(scene), candidature(scene).nom
    membre = scene.membre()
    without = membre.submit(scene.dossier(), {"choix": "deport"}, action=f"{scene.dossier()}/interets")
    assert without.status_code == 422
    gone = membre.submit(
        scene.dossier(), {"choix": "deport", "motif": "J’y ai travaillé."}, action=f"{scene.dossier()}/interets"
    )
    assert gone.status_code == 302
    page = read(membre, "/commissions/mes-dossiers")[1]
    assert name not in page
    assert "sur 2\u00a0dossiers" in page
    for address in (scene.dossier(), piece):
        assert membre.get(address).status_code == 404
    other = scene.dossier(1)
    for action in ("interets", "notation", "brouillon"):
        answer = membre.submit(other, {"choix": "sans_conflit", **JUSTIFIEES}, action=f"{scene.dossier()}/{action}")
        assert answer.status_code == 404
    assert "Dossier 3 sur" not in read(membre, other)[1]


def test_s7_a_recusal_after_marking_takes_the_sheet_out_of_the_mean(scene: Scene) -> None:
    scene.noter_tout((5, 5, 5, 5), (3, 3, 3, 3), (2, 2, 2, 2))
    with transaction():
        note = db.session.query(Note).join(Notation).filter(Notation.membre_id == scene.siege(0).id).first()
        assert note is not None
    before = ranking_of(commission_of(scene))
    assert [line.notes_comptees for line in before.lignes] == [3, 3, 3]
    membre = scene.membre(0)
    page = scene.dossier(0)
    assert membre.submit(page, {"choix": "deport", "motif": "Un proche."}, action=f"{page}/interets").status_code == 302
    after = ranking_of(commission_of(scene))
    line = next(x for x in after.lignes if x.id == str(scene.dossiers[0]))
    assert (line.notes_comptees, line.rang, line.proposition) == (2, None, None)
    assert db.session.query(Notation).filter_by(membre_id=scene.siege(0).id).count() == 3


def test_s7_a_sheet_without_its_gate_row_does_not_count(scene: Scene) -> None:
    scene.noter_tout((5, 5, 5, 5))
    with transaction():
        db.session.query(Deport).filter_by(membre_id=scene.siege(0).id).delete()
    assert len(final_sheets(commission_of(scene))[scene.dossiers[0]]) == 2
    assert scene.membre(0).get(piece_of(scene)).status_code == 404


def world(app: Flask, clock: SettableClock, scene: Scene, secret: tuple[int, ...]) -> list[tuple[int, str]]:
    """What member 0 and the officer read when members 1 and 2 have handed in these marks."""
    with transaction():
        db.session.query(Note).delete()
        db.session.query(Notation).delete()
    for rang in (1, 2):
        make_notation(scene.siege(rang), candidature(scene), secret)
    membre, officer = scene.membre(0), scene.bureau()
    pages = ["/commissions/mes-dossiers", scene.dossier(0), scene.dossier(1), f"{scene.base}/declaration"]
    return [read(membre, page) for page in pages] + [read(officer, page) for page in ("/commissions/", scene.base)]


def test_s5_two_worlds_of_others_marks_look_the_same_before_ones_own_is_final(
    app: Flask, clock: SettableClock, scene: Scene
) -> None:
    make_deport(scene.siege(0), candidature(scene, 0))
    make_deport(scene.siege(0), candidature(scene, 1))
    low = world(app, clock, scene, (0, 0, 0, 0))
    high = world(app, clock, scene, (5, 5, 5, 5))
    assert low == high
    assert all(status == 200 for status, _ in low)
    assert any(SECRET in page for _, page in low)


def test_s5_others_marks_open_once_ones_own_is_final_and_then_it_is_frozen(scene: Scene) -> None:
    for rang in (1, 2):
        make_notation(scene.siege(rang), candidature(scene), (5, 4, 5, 4))
    make_deport(scene.siege(0), candidature(scene))
    membre, page = scene.membre(), scene.dossier()
    address = f"{page}/notation"
    assert membre.submit(page, {**JUSTIFIEES, "acte": "brouillon"}, action=address).status_code == 302
    other = scene.membres[1].nom_complet
    assert other not in read(membre, page)[1]
    assert membre.submit(page, {**JUSTIFIEES, "acte": "rendre"}, action=address).status_code == 302
    text = read(membre, page)[1]
    assert other in text
    assert "Moyenne 82 / 100" in text
    late = membre.submit(page, {**JUSTIFIEES, "note_1": "2", "acte": "brouillon", "version": "2"}, action=address)
    assert late.status_code == 403
    saved = membre.submit(page, {**JUSTIFIEES, "note_1": "2", "version": "2"}, action=f"{page}/brouillon")
    assert saved.status_code == 403
    assert (
        db.session.query(Note).join(Notation).filter(Notation.membre_id == scene.siege(0).id, Note.valeur == 2).count()
        == 1
    )


def test_officers_read_marks_only_once_scoring_is_closed(scene: Scene) -> None:
    scene.noter_tout((5, 4, 5, 4))
    bureau = scene.bureau()
    assert "3 notations rendues sur 9" in read(bureau, scene.base)[1]
    for page in ("deliberation", "proces-verbal", "decisions", "notifications", "proces-verbal/1.pdf"):
        assert bureau.get(f"{scene.base}/{page}").status_code == 403


@pytest.mark.parametrize("role", [Role.REPRESENTANT, Role.FINANCEUR, Role.INTERVENANT, Role.MEMBRE])
def test_s3_outside_the_commission_it_does_not_exist(scene: Scene, role: Role) -> None:
    stranger = scene.client(make_utilisateur(role, regions=("53",)))
    for page in (scene.base, f"{scene.base}/deliberation", scene.dossier(), f"{scene.base}/declaration"):
        assert stranger.get(page).status_code in (403, 404)


def test_s3_an_officer_of_another_region_finds_a_404(scene: Scene) -> None:
    stranger = scene.client(make_utilisateur(Role.CHARGE, regions=("01",)))
    for page in ("", "/seance", "/convocation", "/deliberation", "/decisions", "/notifications", "/proces-verbal"):
        assert stranger.get(f"{scene.base}{page}").status_code == 404
    assert "Commission locale" not in read(stranger, "/commissions/")[1]
    pilote = scene.client(make_utilisateur(Role.PILOTE, regions=()))
    assert pilote.get(scene.base).status_code == 200


def test_a_member_of_another_commission_finds_a_404(scene: Scene) -> None:
    stranger = make_membres(1)[0]
    assert scene.client(stranger).get(scene.dossier()).status_code == 404


def test_s9_an_applicant_sees_nothing_before_the_notice(app: Flask, clock: SettableClock, scene: Scene) -> None:
    row = make_selection_notifiee(candidature(scene), "non_retenue")
    with transaction():
        row = db.session.get_one(Selection, row.id)
        notified, row.notifiee_at = row.notifiee_at, None
    candidat = scene.client(scene.candidat)
    page = f"/commissions/resultats/{scene.dossiers[0]}"
    unknown = f"/commissions/resultats/{scene.commission}"
    assert read(candidat, page) == read(candidat, unknown)
    assert result_for_applicant(candidature(scene)) is None
    with transaction():
        db.session.get_one(Selection, row.id).notifiee_at = notified
    status, text = read(candidat, page)
    assert status == 200
    assert "n’est pas retenue" in text
    result = result_for_applicant(candidature(scene))
    assert result is not None
    assert result.issue == "non_retenue"


def test_the_queue_has_an_order_proper_to_each_member(app: Flask, clock: SettableClock) -> None:
    scene = make_scene(app, clock, etat=EtatCommission.NOTATION)
    names = [candidature(scene, rang).nom for rang in range(3)]

    def order(rang: int) -> list[int]:
        page = read(scene.membre(rang), "/commissions/mes-dossiers")[1]
        return sorted(range(3), key=lambda i: page.index(f">{names[i]}<"))

    assert order(0) == order(0)
    assert sorted(order(1)) == [0, 1, 2]
