"""The chair settles recusals herself: with a reason told to the member, on the files she may read, until the proposals
are settled; a recusal lifted is kept, and the question goes back to the member (S7, S18, R36)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from acia.candidatures.models import Candidature
from acia.commission.models import Deport, LeveeDeport, Selection
from acia.commission.queries import final_sheets
from acia.commission.service import lift_recusal
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.db import db, transaction
from acia.core.errors import Introuvable
from acia.core.mail import Courriel
from tests.factories.commission import make_deport, make_notation
from tests.factories.ensemble import together, token_of
from tests.integration.commission.conftest import CLOS, Scene, commission_of

CONNU = "Son conjoint y travaille."
LEVE = "La mission a pris fin il y a six ans."


def file_of(scene: Scene, rang: int = 0) -> Candidature:
    return db.session.get_one(Candidature, scene.dossiers[rang])


@pytest.fixture
def presidee(scene: Scene) -> Scene:
    """The chair, first member, may read the first file; the second member has handed her sheet in on it."""
    make_deport(scene.siege(0), file_of(scene))
    make_notation(scene.siege(1), file_of(scene), (5, 5, 5, 5))
    return scene


def deport_page(scene: Scene, rang: int = 0, membre: int = 1) -> str:
    return f"{scene.base}/presidence/deports/{scene.siege(membre).id}/{scene.dossiers[rang]}"


def sheets(scene: Scene) -> int:
    db.session.rollback()
    return len(final_sheets(commission_of(scene))[scene.dossiers[0]])


def mail_to(scene: Scene, modele: str) -> str:
    """The one mail of this kind to the second member."""
    db.session.rollback()
    rows = select(Courriel).where(Courriel.modele == modele, Courriel.destinataire == scene.membres[1].courriel)
    return db.session.execute(rows).scalars().one().texte


def test_the_chair_recuses_a_member_with_a_reason_which_she_is_told(presidee: Scene) -> None:
    chair, page = presidee.membre(0), deport_page(presidee)
    assert sheets(presidee) == 1
    assert "Écrivez la raison" in chair.submit(page, {"motif": " "}).text
    assert db.session.query(Courriel).count() == 0
    assert chair.submit(page, {"motif": CONNU}).status_code == 302
    assert CONNU in mail_to(presidee, "deport_office")
    assert sheets(presidee) == 0
    assert presidee.membre(1).get(presidee.dossier()).status_code == 404
    event = db.session.query(Evenement).filter_by(code="commission_deport_office").one()
    assert (event.motif, event.auteur_id) == (CONNU, presidee.membres[0].id)
    assert "Déporté par la présidence" in chair.get(f"{presidee.base}/presidence/deports").text


def test_a_lifted_recusal_is_kept_and_the_marks_stay_out_until_she_says_there_is_no_conflict(presidee: Scene) -> None:
    chair, page = presidee.membre(0), deport_page(presidee)
    chair.submit(page, {"motif": CONNU})
    assert chair.submit(f"{page}/levee", {"motif": ""}).status_code == 422
    assert chair.submit(f"{page}/levee", {"motif": LEVE}).status_code == 302
    kept = db.session.query(LeveeDeport).one()
    assert (kept.motif_deport, kept.motif, kept.office_par_id) == (CONNU, LEVE, presidee.membres[0].id)
    assert LEVE in mail_to(presidee, "deport_leve")
    assert db.session.query(Deport).filter_by(membre_id=presidee.siege(1).id).count() == 0
    assert sheets(presidee) == 0, "unknown is a conflict"
    member = presidee.membre(1)
    assert "Mieux accueillir et garder" not in member.get(presidee.dossier()).text
    answer = {"choix": "sans_conflit", "motif": "Plus aucun lien."}
    before = commission_of(presidee).version
    assert member.submit(presidee.dossier(), answer, action=f"{presidee.dossier()}/interets").status_code == 302
    assert sheets(presidee) == 1, "what she had handed in counts again"
    assert commission_of(presidee).version > before, "whoever was about to settle the proposals is told"


def test_the_member_recused_again_after_a_lift_is_recused(presidee: Scene) -> None:
    chair, page = presidee.membre(0), deport_page(presidee)
    for _ in range(2):
        assert chair.submit(page, {"motif": CONNU}).status_code == 302
        assert chair.submit(f"{page}/levee", {"motif": LEVE}).status_code == 302
    assert [row.rang for row in db.session.query(LeveeDeport).order_by(LeveeDeport.rang)] == [1, 2]
    assert chair.submit(f"{page}/levee", {"motif": LEVE}).status_code == 422


def test_s7_the_chair_settles_nothing_on_a_file_she_may_not_read_nor_about_herself(presidee: Scene) -> None:
    chair = presidee.membre(0)
    for page in (deport_page(presidee, 1), deport_page(presidee, 0, 0), f"{deport_page(presidee, 0, 0)}/levee"):
        assert chair.get(page).status_code == 404
        refused = chair.submit(deport_page(presidee), {"motif": CONNU}, action=page)
        assert refused.status_code == 404
    listed = chair.get(f"{presidee.base}/presidence/deports").text
    assert file_of(presidee).nom in listed
    assert file_of(presidee, 1).nom not in listed
    with transaction():
        own = db.session.query(Deport).filter_by(membre_id=presidee.siege(0).id).one()
        own.conflit, own.motif = True, "Un proche."
    assert chair.get(deport_page(presidee)).status_code == 404
    assert file_of(presidee).nom not in chair.get(f"{presidee.base}/presidence/deports").text


def test_only_the_chair_and_the_officers_settle(presidee: Scene) -> None:
    member = presidee.membre(2)
    for page in (deport_page(presidee), f"{deport_page(presidee)}/levee", f"{presidee.base}/presidence/deports"):
        assert member.get(page).status_code == 404
    office = f"{presidee.base}/interets/{presidee.siege(1).id}/{presidee.dossiers[0]}"
    bureau = presidee.bureau()
    assert bureau.submit(office, {"motif": CONNU}).status_code == 302
    assert bureau.submit(f"{office}/levee", {"motif": LEVE}).status_code == 302
    assert db.session.query(LeveeDeport).one().levee_par_id == presidee.officer.id


def test_nothing_is_lifted_once_the_proposals_are_settled(presidee: Scene) -> None:
    chair, page = presidee.membre(0), deport_page(presidee)
    chair.submit(page, {"motif": CONNU})
    with transaction():
        row = Selection(commission_id=presidee.commission, candidature_id=presidee.dossiers[0], proposition="retenue")
        row.notes_comptees = 0
        db.session.add(row)
    assert "Les propositions sont arrêtées" in chair.get(f"{page}/levee").text
    refused = chair.submit(f"{presidee.base}/presidence", {"motif": LEVE}, action=f"{page}/levee")
    assert refused.status_code == 403
    assert db.session.query(LeveeDeport).count() == 0


def test_a_sheet_handed_in_before_does_not_come_back_under_frozen_proposals(presidee: Scene) -> None:
    chair, page = presidee.membre(0), deport_page(presidee)
    chair.submit(page, {"motif": CONNU})
    chair.submit(f"{page}/levee", {"motif": LEVE})
    with transaction():
        row = Selection(commission_id=presidee.commission, candidature_id=presidee.dossiers[0], proposition="retenue")
        row.notes_comptees = 0
        db.session.add(row)
    member = presidee.membre(1)
    answer = {"choix": "sans_conflit", "motif": "Plus aucun lien."}
    refused = member.submit(presidee.dossier(), answer, action=f"{presidee.dossier()}/interets")
    assert refused.status_code == 403
    assert sheets(presidee) == 0


def test_s57_two_lifts_at_once_lift_once(presidee: Scene) -> None:
    chair, page = presidee.membre(0), deport_page(presidee)
    chair.submit(page, {"motif": CONNU})
    bureau = presidee.bureau()
    office = f"{presidee.base}/interets/{presidee.siege(1).id}/{presidee.dossiers[0]}/levee"
    version = commission_of(presidee).version
    tokens = [token_of(chair, f"{page}/levee"), token_of(bureau, office)]
    bodies = [{"csrf_token": t, "version": str(version), "motif": LEVE} for t in tokens]
    found = together([chair, bureau], [(f"{page}/levee", bodies[0]), (office, bodies[1])])
    db.session.rollback()
    assert sorted(status for status, _ in found) in ([302, 422], [302, 409])
    assert db.session.query(LeveeDeport).count() == 1


def test_a_member_who_does_not_preside_is_refused_by_the_use_case_itself(presidee: Scene) -> None:
    keys = (presidee.commission, presidee.siege(1).id, presidee.dossiers[0], LEVE)
    other = db.session.get_one(Utilisateur, presidee.membres[2].id)
    with pytest.raises(Introuvable), transaction():
        lift_recusal(*keys, lien="", version=None, auteur=other, now=CLOS)
