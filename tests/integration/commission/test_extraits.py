"""Extracts of the minutes: a recused file leaves no trace in a member’s, another applicant none in hers (S7, S9)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission import service
from acia.commission.documents import member_extract_content, minutes_content
from acia.commission.documents.extraits import MODELE_EXTRAIT_CANDIDAT, MODELE_EXTRAIT_MEMBRE
from acia.commission.models import (
    Deport,
    ExtraitProcesVerbal,
    Passage,
    PresenceSeance,
    ProcesVerbal,
    Selection,
    Suffrage,
)
from acia.commission.rules.extrait import extract_for_applicant, files_in
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import compose_pdf, read_document
from tests.factories.client import HouseClient
from tests.integration.commission.conftest import Scene, commission_of, selection_of
from tests.integration.commission.test_proces_verbal import SeanceRiche

PLUS_TARD = datetime(2027, 4, 12, 9, tzinfo=UTC)
PageText = Callable[[HouseClient, str], str]


@pytest.fixture
def riche(app: Flask, clock: SettableClock) -> SeanceRiche:
    """Member 2 is recused from the first file."""
    return SeanceRiche(app, clock)


def pdf_of(scene: Scene, membre: int) -> bytes:
    """The extract of a member, from minutes closed now."""
    officer = db.session.get_one(Utilisateur, scene.officer.id)
    content = minutes_content(commission_of(scene), rang=1, observations="", motif="", auteur=officer, now=PLUS_TARD)
    minutes = ProcesVerbal(rang=1, contenu=content)
    return compose_pdf(MODELE_EXTRAIT_MEMBRE, member_extract_content(minutes, scene.siege(membre)))


def change_the_first_file(scene: Scene) -> None:
    """Its mark, its vote, its reason, its dissent, its hours, its proposal: another world."""
    with transaction():
        row = selection_of(scene, 0)
        row.note_numerateur, row.note_denominateur, row.rang = 1, 3, 3
        row.proposition, row.motif = "non_retenue", "Un autre motif."
        passage = db.session.query(Passage).filter_by(candidature_id=scene.dossiers[0]).one()
        passage.constat = {**(passage.constat or {}), "resultat": "Rejetée.", "quorum": "Pas de quorum."}
        voices = db.session.query(Suffrage).filter_by(passage_id=passage.id)
        voices.update({Suffrage.desaccord: "Un secret.", Suffrage.sens: "abstention"})


def test_s7_two_worlds_of_a_recused_file_give_the_same_bytes(riche: SeanceRiche) -> None:
    scene = riche.scene
    recused, other = pdf_of(scene, 2), pdf_of(scene, 0)
    change_the_first_file(scene)
    assert pdf_of(scene, 2) == recused
    assert pdf_of(scene, 0) != other, "the comparison can fail: the chair reads this file"


def test_s7_a_file_without_an_answer_is_not_in_the_extract(riche: SeanceRiche) -> None:
    scene = riche.scene
    minutes = riche.close()
    with transaction():
        db.session.query(Deport).filter_by(membre_id=scene.siege(1).id, candidature_id=scene.dossiers[2]).delete()
    kept = member_extract_content(minutes, scene.siege(1))
    assert {f["numero"] for f in files_in(kept)} == set(scene.numeros[:2])
    kept = member_extract_content(minutes, scene.siege(2))
    assert {f["numero"] for f in files_in(kept)} == set(scene.numeros[1:])


def test_a_member_asks_for_her_extract_and_each_version_is_kept(riche: SeanceRiche, page_text: PageText) -> None:
    scene = riche.scene
    membre, page = scene.membre(2), f"{scene.base}/mon-extrait"
    assert "n’est pas encore clos" in page_text(membre, page)
    membre.submit(page, {}, action=page)
    assert db.session.query(ExtraitProcesVerbal).count() == 0
    riche.close()
    membre = scene.membre(2)
    assert "Mon extrait du procès-verbal" in page_text(membre, "/commissions/mes-dossiers")
    for _ in range(2):
        assert membre.submit(page, {}, action=page).status_code == 302
    row = db.session.query(ExtraitProcesVerbal).one()
    assert db.session.query(Evenement).filter_by(code="commission_extrait_etabli").count() == 1
    text, key = page_text(membre, page), row.id
    name = db.session.get_one(Candidature, scene.dossiers[0]).nom
    assert row.document.sha256 in text
    assert name not in text
    given = membre.get(f"{page}/1.pdf").data
    assert given == read_document(db.session.get_one(ExtraitProcesVerbal, key).document)
    assert membre.get(f"{page}/2.pdf").status_code == 404
    assert scene.membre(1).get(f"{page}/1.pdf").status_code == 404
    riche.close(motif="Le lieu était faux.")
    membre = scene.membre(2)
    assert "rectifié depuis" in page_text(membre, page)
    assert membre.submit(page, {}, action=page).status_code == 302
    assert membre.get(f"{page}/1.pdf").data == given
    assert membre.get(f"{page}/2.pdf").data != given


def close_minutes(scene: Scene) -> ProcesVerbal:
    officer = db.session.get_one(Utilisateur, scene.officer.id)
    who: dict[str, Any] = {"version": None, "auteur": officer, "now": PLUS_TARD}
    with transaction():
        for membre in commission_of(scene).membres:
            membre.presence = PresenceSeance.PRESENT
    with transaction():
        return service.close_minutes(scene.commission, observations="", motif="", **who)


def test_e46_an_applicant_reads_her_item_once_it_is_given(
    envoyee: Scene, clock: SettableClock, page_text: PageText
) -> None:
    clock.set(PLUS_TARD)
    page = f"/commissions/communication/{envoyee.dossiers[0]}"
    act = f"{page}/extrait"
    assert "n’est pas dans Acia" in page_text(envoyee.bureau(), page)
    assert "Aucun procès-verbal" in envoyee.bureau().submit(page, {}, action=act, follow_redirects=True).text
    close_minutes(envoyee)
    bureau = envoyee.bureau()
    for _ in range(2):
        assert bureau.submit(page, {}, action=act).status_code == 302
    row = db.session.query(ExtraitProcesVerbal).one()
    pdf = f"/commissions/extraits/{row.id}/extrait.pdf"
    assert pdf in page_text(bureau, page)
    candidat = envoyee.client(envoyee.candidat)
    assert pdf in page_text(candidat, f"/commissions/resultats/{envoyee.dossiers[0]}")
    assert candidat.get(pdf).data.startswith(b"%PDF")
    assert envoyee.membre().get(pdf).status_code == 403
    with transaction():
        selection_of(envoyee).notifiee_at = None
    assert envoyee.client(envoyee.candidat).get(pdf).status_code == 404
    assert envoyee.bureau().get(pdf).status_code == 404


def test_s9_a_member_s_extract_is_not_served_to_applicants(
    envoyee: Scene, clock: SettableClock, page_text: PageText
) -> None:
    clock.set(PLUS_TARD)
    close_minutes(envoyee)
    page = f"{envoyee.base}/mon-extrait"
    assert envoyee.membre().submit(page, {}, action=page).status_code == 302
    key: uuid.UUID = db.session.query(ExtraitProcesVerbal).one().id
    for person in (envoyee.candidat, envoyee.officer):
        assert envoyee.client(person).get(f"/commissions/extraits/{key}/extrait.pdf").status_code == 404


def test_s9_two_worlds_of_another_applicant_give_the_same_bytes(envoyee: Scene, clock: SettableClock) -> None:
    def world() -> bytes:
        officer = db.session.get_one(Utilisateur, envoyee.officer.id)
        with transaction():
            for membre in commission_of(envoyee).membres:
                membre.presence = PresenceSeance.PRESENT
        content = minutes_content(
            commission_of(envoyee), rang=1, observations="", motif="", auteur=officer, now=PLUS_TARD
        )
        own = extract_for_applicant(content, envoyee.numeros[0])
        assert own is not None
        return compose_pdf(MODELE_EXTRAIT_CANDIDAT, own)

    before = world()
    with transaction():
        theirs = selection_of(envoyee, 1)
        theirs.note_numerateur, theirs.rang, theirs.motif = 99, 1, "Un secret."
        theirs.proposition, theirs.motif_decision = "liste_attente", "Un secret."
        other = db.session.get_one(Candidature, envoyee.dossiers[1])
        other.identite = {**other.identite, "nom": "Un autre nom, secret"}
        db.session.query(Selection).filter_by(candidature_id=envoyee.dossiers[0]).update({Selection.rang: 3})
    assert world() == before
    with transaction():
        selection_of(envoyee).motif = "Un autre motif pour elle."
    assert world() != before, "the comparison can fail"


def test_e44_members_are_told_where_the_decision_departs_and_of_their_files_alone(
    envoyee: Scene, clock: SettableClock, page_text: PageText
) -> None:
    clock.set(PLUS_TARD)
    envoyee.noter_tout((4, 3, 3, 2), (1, 1, 1, 1))
    page = f"{envoyee.base}/mon-extrait"
    assert "suit la proposition" in page_text(envoyee.membre(), page)
    with transaction():
        row = selection_of(envoyee, 1)
        row.proposition, row.motif_decision = "retenue", "Le financement est épuisé."
    assert "Le financement est épuisé." in page_text(envoyee.membre(), page)
    with transaction():
        said = db.session.query(Deport).filter_by(membre_id=envoyee.siege(0).id, candidature_id=envoyee.dossiers[1])
        deport = said.one()
        deport.conflit, deport.motif = True, "Un proche."
    text = page_text(envoyee.membre(), page)
    assert "Le financement est épuisé." not in text
    assert "suit la proposition" in text
    with transaction():
        db.session.query(Selection).update({Selection.notifiee_at: None})
    assert "Ce que l’autorité a décidé" not in page_text(envoyee.membre(), page)
