"""Two tabs, two members, two officers: nothing lost, nothing done twice (S20, S56, S57, S58)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from flask import Flask

from acia.candidatures.models import AccesCandidature, Candidature, EtatCandidature
from acia.commission import service
from acia.commission.models import Commission, Notation, Note, Selection
from acia.commission.queries import ranking_of
from acia.commission.service import CommandeFeuille
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from acia.core.mail import Courriel, EtatCourriel
from acia.core.permissions import Role
from tests.factories.commission import make_deport
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import at_once
from tests.integration.commission.conftest import CLOS, JUSTIFIEES, LIEN_MEMBRE, Scene, ask, commission_of, decided


def open_gate(scene: Scene, rang: int = 0) -> None:
    make_deport(scene.siege(rang), db.session.get_one(Candidature, scene.dossiers[0]))


def test_s58_the_same_member_in_two_tabs_gets_a_conflict_with_both_texts(scene: Scene) -> None:
    open_gate(scene)
    first, second = scene.membre(), scene.membre()
    page = scene.dossier()
    first_tab = {**JUSTIFIEES, "acte": "brouillon", "version": "0"}
    assert first.submit(page, first_tab, action=f"{page}/notation").status_code == 302
    typed = {**JUSTIFIEES, "justification_1": "<b>Mon autre texte</b>", "acte": "brouillon", "version": "0"}
    answer = second.submit(page, typed, action=f"{page}/notation")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "&lt;b&gt;Mon autre texte&lt;/b&gt;" in text
    assert "Part de situations vécues." in text
    saved = db.session.query(Note).filter(Note.justification != "").one()
    assert saved.justification == "Part de situations vécues."
    assert 'name="version" type="hidden" value="1"' in text
    assert second.submit(page, {**typed, "version": "1"}, action=f"{page}/notation").status_code == 302


def test_s56_two_saves_within_one_instant_still_conflict(scene: Scene) -> None:
    open_gate(scene)
    membre, page = scene.membre(), scene.dossier()
    for version in ("0", "1"):
        marks = {**JUSTIFIEES, "version": version}
        answer = membre.submit(page, marks, action=f"{page}/brouillon")
        assert answer.status_code == 200
    assert answer.get_json() == {"message": "enregistré à 10\u00a0h", "version": 2}
    stale = membre.submit(page, {**JUSTIFIEES, "version": "1"}, action=f"{page}/brouillon")
    assert stale.status_code == 409
    assert "Rien de ce que vous avez saisi" in stale.get_json()["message"]
    missing = membre.submit(page, {**JUSTIFIEES, "version": ""}, action=f"{page}/notation")
    assert missing.status_code == 409


@pytest.mark.parametrize("mark", ["6", "-1", "4.0", "5_0", "٣", "NaN", "1e400"])
def test_s91_a_mark_is_one_of_six_digits(scene: Scene, mark: str) -> None:
    open_gate(scene)
    membre, page = scene.membre(), scene.dossier()
    answer = membre.submit(page, {**JUSTIFIEES, "note_1": mark, "acte": "rendre"}, action=f"{page}/notation")
    assert answer.status_code == 422
    assert membre.submit(page, {"note_1": mark}, action=f"{page}/brouillon").status_code == 422
    assert db.session.query(Note).count() == 0


def test_an_incomplete_sheet_is_not_final_and_says_what_is_missing(scene: Scene) -> None:
    open_gate(scene)
    membre, page = scene.membre(), scene.dossier()
    answer = membre.submit(page, {"note_1": "5", "note_2": "3", "acte": "rendre"}, action=f"{page}/notation")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Dites pourquoi vous donnez 5" in text
    assert text.count("Donnez une note de 0 à 5 sur ce critère.") >= 2
    assert db.session.query(Notation).count() == 0


def test_s58_two_members_at_once_are_both_kept_and_the_mean_is_exact(app: Flask, scene: Scene) -> None:
    for rang in range(3):
        open_gate(scene, rang)
    ids = [m.id for m in scene.membres]
    sheets = [(4, 3, 3, 2), (5, 3, 2, 2), (3, 3, 3, 3)]

    def mark(rang: int) -> Callable[[], None]:
        def act() -> None:
            command = CommandeFeuille(sheets[rang], ("Motif.",) * 4)
            with transaction():
                auteur = db.session.get_one(Utilisateur, ids[rang])
                service.submit_sheet(scene.commission, scene.dossiers[0], command, version=0, auteur=auteur, now=CLOS)

        return act

    assert at_once(app, *(mark(rang) for rang in range(3))) == ["fait"] * 3
    line = next(x for x in ranking_of(commission_of(scene)).lignes if x.id == str(scene.dossiers[0]))
    expected = [sum(w * n for w, n in zip((35, 30, 20, 15), s, strict=True)) for s in sheets]
    assert line.note == Fraction(sum(expected), 15)


def test_s57_two_officers_closing_at_once_close_once(app: Flask, scene: Scene) -> None:
    officer, version = scene.officer.id, commission_of(scene).version

    def close() -> None:
        with transaction():
            auteur = db.session.get_one(Utilisateur, officer)
            service.close_scoring(scene.commission, version=version, auteur=auteur, now=CLOS)

    assert sorted(at_once(app, close, close)) == ["ConflitVersion", "fait"]
    assert db.session.query(Evenement).filter_by(code="commission_notation_close").count() == 1


def test_s18_two_people_release_the_notices(scene: Scene) -> None:
    decided(scene)
    officer = {"version": None, "auteur": db.session.get_one(Utilisateur, scene.officer.id), "now": CLOS}
    with transaction():
        service.prepare_notices(scene.commission, lien=lambda c: "https://acia.test/", **officer)
    with pytest.raises(ActionRefusee, match="Demandez d’abord"), transaction():
        service.send_notices(scene.commission, "Signé.", lien_membre=LIEN_MEMBRE, **officer)
    other = {"version": None, "auteur": ask(scene), "now": CLOS}
    with pytest.raises(ActionRefusee, match="une autre personne le confirme"), transaction():
        service.send_notices(scene.commission, "Signé.", lien_membre=LIEN_MEMBRE, **officer)
    with transaction():
        service.prepare_notices(scene.commission, lien=lambda c: "https://acia.test/", **officer)
    with pytest.raises(ActionRefusee, match="Demandez d’abord"), transaction():
        service.send_notices(scene.commission, "Signé.", lien_membre=LIEN_MEMBRE, **other)
    assert {c.etat for c in db.session.query(Courriel)} == {EtatCourriel.PREPARE}
    ask(scene)
    with transaction():
        assert service.send_notices(scene.commission, "Signé.", lien_membre=LIEN_MEMBRE, **other) == 3


def test_s20_notices_leave_together_or_not_at_all(scene: Scene, clock: SettableClock) -> None:
    decided(scene)
    auteur = db.session.get_one(Utilisateur, scene.officer.id)
    who = {"version": None, "auteur": auteur, "now": CLOS}
    with pytest.raises(ActionRefusee, match="n’est pas préparée"), transaction():
        service.send_notices(scene.commission, "Signé.", lien_membre=LIEN_MEMBRE, **who)
    with transaction():
        service.prepare_notices(scene.commission, lien=lambda c: f"https://acia.test/{c.id}", **who)
    with transaction():
        last = db.session.query(Selection).order_by(Selection.rang.desc()).first()
        assert last is not None
        last.courriel_id = None
    other = make_utilisateur(Role.PILOTE)
    who = {"version": None, "auteur": other, "now": CLOS}
    with pytest.raises(ActionRefusee, match="n’est pas préparée"), transaction():
        service.send_notices(scene.commission, "Signé.", lien_membre=LIEN_MEMBRE, **who)
    assert {c.etat for c in db.session.query(Courriel)} == {EtatCourriel.PREPARE}
    assert db.session.query(Selection).filter(Selection.notifiee_at.is_not(None)).count() == 0


def test_s57_two_officers_sending_at_once_send_once(app: Flask, scene: Scene) -> None:
    decided(scene)
    officer = scene.officer.id
    with transaction():
        who = {"auteur": db.session.get_one(Utilisateur, officer), "now": CLOS}
        service.prepare_notices(scene.commission, lien=lambda c: f"https://acia.test/{c.id}", version=None, **who)
    other = ask(scene).id
    version = commission_of(scene).version

    def send() -> None:
        with transaction():
            auteur = db.session.get_one(Utilisateur, other)
            service.send_notices(
                scene.commission, "Signé.", lien_membre=LIEN_MEMBRE, version=version, auteur=auteur, now=CLOS
            )

    # The second one meets the version or the closed files, as she reads before or after the first one's commit.
    assert sorted(at_once(app, send, send)) in (["ConflitVersion", "fait"], ["ActionRefusee", "fait"])
    assert db.session.query(Evenement).filter_by(code="commission_notifications_envoyees").count() == 1
    assert {c.etat for c in db.session.query(Courriel)} == {EtatCourriel.EN_ATTENTE}


def test_r44_no_letter_without_its_signatory_or_its_reader(scene: Scene) -> None:
    decided(scene)
    auteur = db.session.get_one(Utilisateur, scene.officer.id)
    who = {"version": None, "auteur": auteur, "now": CLOS}
    with transaction():
        db.session.get_one(Commission, scene.commission).appel.signataire_nom = ""
    with pytest.raises(ActionRefusee, match="il manque le nom du signataire"), transaction():
        service.prepare_notices(scene.commission, lien=lambda c: "", **who)
    with transaction():
        db.session.get_one(Commission, scene.commission).appel.signataire_nom = "Camille Roux"
        db.session.query(AccesCandidature).filter_by(candidature_id=scene.dossiers[0]).delete()
    with pytest.raises(ActionRefusee, match="Personne à qui écrire"), transaction():
        service.prepare_notices(scene.commission, lien=lambda c: "", **who)
    assert db.session.query(Courriel).count() == 0


def test_a_file_withdrawn_after_the_minutes_is_neither_decided_nor_notified(scene: Scene) -> None:
    decided(scene)
    auteur = db.session.get_one(Utilisateur, scene.officer.id)
    with transaction():
        row = db.session.get_one(Candidature, scene.dossiers[0])
        row.etat, row.retiree_at = EtatCandidature.RETIREE, CLOS
    who = {"version": None, "auteur": auteur, "now": CLOS}
    with transaction():
        assert service.prepare_notices(scene.commission, lien=lambda c: "https://acia.test/", **who) == 2
    other = ask(scene)
    with transaction():
        assert (
            service.send_notices(
                scene.commission, "Signé.", lien_membre=LIEN_MEMBRE, version=None, auteur=other, now=CLOS
            )
            == 2
        )
    assert db.session.query(Selection).filter_by(candidature_id=scene.dossiers[0]).one().notifiee_at is None
