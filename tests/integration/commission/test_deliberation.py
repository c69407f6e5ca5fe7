"""The sitting: quorum, departures from the line, minutes that never change (R38, R39, R42, E40, E43, E44, S116)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from acia.candidatures.models import Candidature
from acia.commission import service
from acia.commission.models import Commission, IssueSelection, Note, PresenceSeance, ProcesVerbal, Selection
from acia.commission.queries import ranking_of
from acia.commission.service import Proposition, PropositionsIncompletes
from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import read_document
from acia.core.errors import ActionRefusee
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.commission import make_deport, make_eligible, make_notation
from tests.integration.commission.conftest import CLOS, Scene, commission_of

P, D, A = PresenceSeance.PRESENT, PresenceSeance.DISTANCE, PresenceSeance.ABSENT


def who(scene: Scene) -> dict[str, Any]:
    return {"version": None, "auteur": db.session.get_one(Utilisateur, scene.officer.id), "now": CLOS}


def sit(scene: Scene, *presences: PresenceSeance) -> None:
    """Close scoring and record who attends."""
    with transaction():
        service.close_scoring(scene.commission, **who(scene))
    with transaction():
        attending = {scene.siege(rang).id: presence for rang, presence in enumerate(presences)}
        service.record_attendance(scene.commission, attending, **who(scene))


def by_the_line(scene: Scene, **changes: Proposition) -> dict[uuid.UUID, Proposition]:
    """The proposals of the line; `d0`, `d1`, `d2` replace those of a file."""
    lines = {line.id: line.proposition for line in ranking_of(commission_of(scene)).lignes}
    typed = {key: Proposition(str(lines[str(key)] or "")) for key in scene.dossiers}
    return {**typed, **{scene.dossiers[int(name[1])]: proposal for name, proposal in changes.items()}}


def settle(scene: Scene, proposals: dict[uuid.UUID, Proposition]) -> None:
    with transaction():
        service.settle_proposals(scene.commission, proposals, **who(scene))


def refused(scene: Scene, proposals: dict[uuid.UUID, Proposition]) -> dict[uuid.UUID, tuple[str, str]]:
    """What is missing in these proposals; nothing of them is kept."""
    with pytest.raises(PropositionsIncompletes) as refusal, transaction():
        service.settle_proposals(scene.commission, proposals, **who(scene))
    assert db.session.query(Selection).count() == 0
    return dict(refusal.value.manques)


def test_e44_a_departure_from_the_line_needs_its_reason_and_keeps_it(scene: Scene) -> None:
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (1, 1, 1, 1))
    sit(scene, P, P, P)
    swapped = {"d0": Proposition("liste_attente"), "d1": Proposition("retenue", "Voix prépondérante de la présidence.")}
    assert refused(scene, by_the_line(scene, **swapped)) == {
        scene.dossiers[0]: ("motif", "Vous vous écartez de la ligne de sélection\u00a0: dites pourquoi.")
    }
    swapped["d0"] = Proposition("liste_attente", "Voix prépondérante de la présidence.")
    settle(scene, by_the_line(scene, **swapped))
    rows = {row.candidature_id: row for row in db.session.query(Selection)}
    assert (rows[scene.dossiers[0]].rang, rows[scene.dossiers[0]].proposition) == (1, "liste_attente")
    assert rows[scene.dossiers[1]].motif == "Voix prépondérante de la présidence."
    with pytest.raises(ActionRefusee, match="déjà arrêtées"):
        settle(scene, by_the_line(scene))


def test_e40_a_file_that_everybody_is_recused_from_waits_for_a_reasoned_word(scene: Scene) -> None:
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4))
    for rang in range(3):
        make_deport(scene.siege(rang), db.session.get_one(Candidature, scene.dossiers[2]), conflit=True)
    sit(scene, P, P, P)
    missing = refused(scene, by_the_line(scene))
    assert missing == {scene.dossiers[2]: ("issue", "Choisissez ce que la commission propose pour ce dossier.")}
    missing = refused(scene, by_the_line(scene, d2=Proposition("non_retenue")))
    assert missing[scene.dossiers[2]][0] == "motif"
    settle(scene, by_the_line(scene, d2=Proposition("non_retenue", "Tous les membres se sont déportés.")))
    row = db.session.query(Selection).filter_by(candidature_id=scene.dossiers[2]).one()
    assert (row.rang, row.note_numerateur, row.notes_comptees) == (None, None, 0)


def test_e43_the_quorum_is_checked_for_each_file(scene: Scene) -> None:
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3))
    with transaction():
        commission_of(scene).appel.notes_minimum = 2
    membre = scene.membre(0)
    page = scene.dossier(0)
    membre.submit(page, {"choix": "deport", "motif": "Un proche."}, action=f"{page}/interets")
    sit(scene, P, D, A)
    missing = refused(scene, by_the_line(scene))
    assert missing == {
        scene.dossiers[0]: (
            "motif",
            "Les déports privent ce dossier du quorum\u00a0: dites comment la commission s’est prononcée.",
        )
    }


def test_r38_without_a_quorum_nothing_is_settled_until_a_second_convening(scene: Scene, clock: SettableClock) -> None:
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3))
    sit(scene, P, A, A)
    with pytest.raises(ActionRefusee, match=r"Le quorum n’est pas atteint.: 1 présent pour 3 membres, il en faut 2"):
        settle(scene, by_the_line(scene))
    bureau = scene.bureau()
    assert bureau.submit(f"{scene.base}/convocation", {"seconde": "y"}).status_code == 422
    assert bureau.submit(f"{scene.base}/convocation").status_code == 302
    assert bureau.submit(f"{scene.base}/convocation", {"seconde": "y"}).status_code == 302
    settle(scene, by_the_line(scene))
    assert db.session.query(Selection).count() == 3
    with transaction():
        minutes = service.close_minutes(scene.commission, observations="", motif="", **who(scene))
    assert "seconde convocation" in minutes.contenu["quorum"]


def test_the_page_puts_each_gap_at_its_field(scene: Scene) -> None:
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3))
    sit(scene, P, P, P)
    bureau, page = scene.bureau(), f"{scene.base}/deliberation"
    typed = {f"issue_{key.hex}": "non_retenue" for key in scene.dossiers}
    typed[f"motif_{scene.dossiers[1].hex}"] = "Texte gardé."
    answer = bureau.submit(page, typed, action=f"{scene.base}/propositions")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert text.count("Vous vous écartez de la ligne de sélection") >= 2
    assert "Texte gardé." in text


def test_s116_minutes_carry_recusals_and_never_change(scene: Scene) -> None:
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3))
    with transaction():
        commission_of(scene).appel.notes_minimum = 2
    membre = scene.membre(0)
    page = scene.dossier(0)
    membre.submit(page, {"choix": "deport", "motif": "Raison tue au procès-verbal."}, action=f"{page}/interets")
    sit(scene, P, P, D)
    settle(scene, by_the_line(scene))
    late = membre.submit(
        scene.dossier(1), {"choix": "deport", "motif": "Trop tard."}, action=f"{scene.dossier(1)}/interets"
    )
    assert "Les propositions sont arrêtées" in late.get_data(as_text=True)
    with transaction():
        first = service.close_minutes(scene.commission, observations="", motif="", **who(scene))
    files = {f["numero"]: f for f in first.contenu["departements"][0]["dossiers"]}
    assert set(files) == set(scene.numeros)
    assert files[scene.numeros[0]]["deports"] == [scene.membres[0].nom_complet]
    assert files[scene.numeros[1]]["deports"] == []
    assert "Raison tue" not in str(first.contenu)
    sealed = read_document(first.document)
    with transaction():
        db.session.query(Note).update({Note.valeur: 0})
    with transaction():
        service.close_minutes(scene.commission, observations="", motif="Une fonction était fausse.", **who(scene))
    versions = db.session.query(ProcesVerbal).order_by(ProcesVerbal.rang).all()
    assert [v.rang for v in versions] == [1, 2]
    assert read_document(versions[0].document) == sealed
    assert [f["note"] for f in versions[1].contenu["departements"][0]["dossiers"]] == [
        f["note"] for f in versions[0].contenu["departements"][0]["dossiers"]
    ]


def test_the_ranking_takes_the_same_number_of_statements_whatever_the_number_of_files(app: Flask, scene: Scene) -> None:
    def statements() -> int:
        seen: list[str] = []
        commission = db.session.get_one(Commission, scene.commission)
        db.session.expire_all()

        def note(_c: Any, _cur: Any, text: str, *_rest: Any) -> None:
            seen.append(text)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert ranking_of(commission).lignes
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    scene.noter_tout((5, 5, 5, 5))
    few = statements()
    appel = commission_of(scene).appel
    for _ in range(4):
        row = make_candidature_deposee(appel)
        make_eligible(row)
        scene.dossiers.append(row.id)
    for key in scene.dossiers[3:]:
        for rang in range(3):
            make_notation(scene.siege(rang), db.session.get_one(Candidature, key), (2, 2, 2, 2))
    assert statements() == few


def test_r45_a_proposal_is_no_decision(scene: Scene) -> None:
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3))
    sit(scene, P, P, P)
    settle(scene, by_the_line(scene))
    with pytest.raises(ActionRefusee, match="procès-verbal doit être clos"), transaction():
        service.decide_selections(scene.commission, {}, **who(scene))
    assert {row.issue for row in db.session.query(Selection)} == {None}
    assert {row.proposition for row in db.session.query(Selection)} <= set(IssueSelection)
