"""An applicant asks for her own file: hers alone, after the decision, no member told apart (R45, E46, S9)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from acia.candidatures.models import Candidature
from acia.commission.documents import communication_content
from acia.commission.models import Communication, Note, Selection
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from tests.factories.client import HouseClient
from tests.factories.commission import make_notation
from tests.integration.commission.conftest import Scene, selection_of
from tests.unit.core.house_style import check_house_style

PLUS_TARD = datetime(2027, 4, 12, 9, tzinfo=UTC)
PageText = Callable[[HouseClient, str], str]


def _content(scene: Scene) -> str:
    return json.dumps(communication_content(selection_of(scene), PLUS_TARD), ensure_ascii=False, sort_keys=True)


def test_e46_a_file_is_communicated_in_one_act_and_read_by_its_applicant(
    envoyee: Scene, clock: SettableClock, page_text: PageText
) -> None:
    envoyee.noter_tout((4, 3, 3, 2), (1, 1, 1, 1))
    clock.set(PLUS_TARD)
    bureau, page = envoyee.bureau(), f"/commissions/communication/{envoyee.dossiers[0]}"
    check_house_style(bureau.get(page).text)
    asked = {"envoi": str(uuid.uuid4()), "demandeur_nom": "La directrice", "demandee_le": "2027-05-01"}
    assert bureau.submit(page, asked).status_code == 422
    asked["demandee_le"] = "2027-04-09"
    for _ in range(2):
        assert bureau.submit(page, asked).status_code == 302
    row = db.session.query(Communication).one()
    assert db.session.query(Evenement).filter_by(code="dossier_communique").count() == 1
    candidat = envoyee.client(envoyee.candidat)
    pdf = f"/commissions/communications/{row.id}/dossier.pdf"
    assert pdf in page_text(candidat, f"/commissions/resultats/{envoyee.dossiers[0]}")
    assert candidat.get(pdf).data.startswith(b"%PDF")
    assert envoyee.membre().get(pdf).status_code == 403


def test_e46_the_export_tells_means_by_criterion_and_no_member(envoyee: Scene) -> None:
    envoyee.noter_tout((4, 3, 3, 2))
    with transaction():
        first = db.session.query(Note).filter_by(valeur=4).first()
        assert first is not None
        first.valeur = 5
    text = _content(envoyee)
    assert "4,33" in text
    assert "moyenne de 3" in text
    assert "rang" not in json.loads(text)
    for membre in envoyee.membres:
        assert membre.nom_complet not in text


def test_e46_one_sheet_alone_gives_no_mean(envoyee: Scene) -> None:
    make_notation(envoyee.siege(0), db.session.get_one(Candidature, envoyee.dossiers[0]), (5, 4, 3, 2))
    content = json.loads(_content(envoyee))
    assert content["notes"]["lignes"] == []
    assert "sans montrer celle d’un membre" in content["notes"]["phrase"]


def test_r45_nothing_is_communicated_before_the_notices_are_sent(envoyee: Scene) -> None:
    with transaction():
        selection_of(envoyee).notifiee_at = None
    assert envoyee.bureau().get(f"/commissions/communication/{envoyee.dossiers[0]}").status_code == 404


def test_s9_two_worlds_that_differ_by_another_applicant_give_the_same_export(envoyee: Scene) -> None:
    envoyee.noter_tout((4, 3, 3, 2), (1, 1, 1, 1))
    before = _content(envoyee)
    with transaction():
        other = db.session.query(Candidature).filter_by(id=envoyee.dossiers[1]).one()
        other.identite = {**other.identite, "nom": "Un autre nom, secret"}
        theirs = db.session.query(Selection).filter_by(candidature_id=other.id).one()
        theirs.note_numerateur, theirs.rang, theirs.motif = 99, 1, "Un motif secret."
        selection_of(envoyee).rang = 3
    assert _content(envoyee) == before
    assert _planted_leak_is_seen(envoyee, before)


def _planted_leak_is_seen(scene: Scene, before: str) -> bool:
    """The comparison can fail: a mark of her own that changes is seen."""
    with transaction():
        mine = selection_of(scene)
        mine.note_numerateur = 12
    return _content(scene) != before
