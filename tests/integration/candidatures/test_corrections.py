"""Correction requests: ask, correct, answer, remind, expire, withdraw (R27), and the clock they stop (R31)."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from acia.candidatures.jobs import follow_corrections
from acia.candidatures.models import AccesCandidature, Candidature, DemandeCorrection, Droit, Section
from acia.candidatures.queries import horloge_of, reprise_of
from acia.candidatures.rules import MotifCorrection
from acia.candidatures.service import NouvelleDemande, PointDemande, request_correction
from acia.candidatures.service.reprise import open_copy
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import AccesRefuse, ActionRefusee
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_representant_compte
from tests.factories.comptes import make_utilisateur
from tests.factories.echanges import LIEN, make_demande
from tests.factories.fichiers import PDF
from tests.factories.parcours import Connecte, events_of, fresh

NOW = datetime(2027, 3, 2, 13, 0, tzinfo=UTC)
LIMITE = date(2027, 3, 17)
VIDE = {f"{section}-motif": "" for section in Section}
"""What a page sends for the sections left alone."""
NOUVEAU = "Commission permanente du conseil départemental"


class Scene:
    """A file deposited on 12 February, its signatory, the officer of its région."""

    def __init__(self, clock: SettableClock) -> None:
        clock.set(NOW)
        self.clock = clock
        self.signe = make_representant_compte()
        self.charge = make_utilisateur(Role.CHARGE, regions=("53",), nom="Guivarch")
        self.dossier = make_candidature_deposee(make_appel_publie({"29": 5}), auteur=self.signe)
        self.base = f"/candidatures/{self.dossier.id}"
        db.session.rollback()

    def demande(self) -> DemandeCorrection:
        db.session.rollback()
        return db.session.query(DemandeCorrection).filter_by(candidature_id=self.dossier.id).one()

    def page(self) -> str:
        return f"{self.base}/corrections/{self.demande().id}"


@pytest.fixture
def scene(app: Flask, clock: SettableClock) -> Scene:
    return Scene(clock)


def models_sent(scene: Scene) -> list[str]:
    db.session.rollback()
    rows = db.session.query(Courriel).filter_by(objet_id=str(scene.dossier.id)).order_by(Courriel.cree_at, Courriel.cle)
    return [row.modele for row in rows]


def correct(scene: Scene, connecte: Connecte, **changes: object) -> None:
    data = {"nature": "ase", "autorite": NOUVEAU, "date_arrete": "2019-05-12", **changes}
    sent = connecte(scene.signe).submit(f"{scene.base}/sections/autorisation", data, content_type="multipart/form-data")
    assert sent.status_code == 302


def test_r27_asked_corrected_answered(scene: Scene, connecte: Connecte) -> None:
    charge, signe = connecte(scene.charge), connecte(scene.signe)
    data = {"autorisation-motif": "piece_illisible", "autorisation-precision": "La page 2 est noire."}
    asked = charge.submit(f"{scene.base}/corrections", {**VIDE, **data, "limite": "2027-03-17"})
    assert asked.status_code == 302
    assert models_sent(scene) == ["correction_demandee"]
    mail = db.session.query(Courriel).one()
    assert mail.destinataire == scene.signe.courriel
    assert "La page 2 est noire." in mail.texte
    assert "mercredi 17 mars 2027, 23 h 59" in mail.texte.replace("\u00a0", " ")
    assert "Répondre à la demande de correction" in signe.get("/").text

    assert signe.get(f"{scene.base}/sections/projet").status_code == 403
    assert "Une pièce est illisible" in signe.get(f"{scene.base}/sections/autorisation").text
    correct(scene, connecte, fichier_arrete=(io.BytesIO(PDF), "arrete-lisible.pdf"))
    assert "pas encore envoyé" in signe.get(scene.page()).text
    # Until they are sent, the officer reads what was deposited.
    assert NOUVEAU not in charge.get(scene.base).text
    assert NOUVEAU not in charge.get(scene.page()).text

    scene.clock.set(NOW + timedelta(days=5))
    link = scene.page()
    assert connecte(scene.signe).submit(link, {"texte": "Fait."}, action=f"{link}/reponse").status_code == 302
    assert models_sent(scene)[1:] == ["correction_close", "correction_recue"]
    seen = connecte(scene.charge).get(link).text
    assert NOUVEAU in seen
    assert "Président du conseil départemental" in seen
    assert "arrete-lisible.pdf" in seen
    assert NOUVEAU in connecte(scene.charge).get(scene.base).text
    assert "Lire les corrections" in connecte(scene.charge).get("/").text
    assert connecte(scene.signe).get(f"{scene.base}/sections/autorisation").status_code == 403
    codes = events_of(scene.dossier.id)
    assert [c for c in codes if c.startswith("correction")] == ["correction_demandee", "correction_repondue"]
    assert verify_chain()[1] is None


def test_r27_the_clock_stands_still_until_the_answer(scene: Scene, connecte: Connecte) -> None:
    row = fresh(scene.dossier.id)
    clock = horloge_of(row, NOW)
    assert clock is not None
    assert clock.rejet == date(2027, 4, 12)
    make_demande(scene.dossier, scene.charge, NOW, LIMITE)
    waiting = horloge_of(fresh(scene.dossier.id), NOW)
    assert waiting is not None
    # At worst, from 2 to 17 March: sixteen days.
    assert waiting.rejet == date(2027, 4, 28)
    scene.clock.set(datetime(2027, 3, 6, 9, 0, tzinfo=UTC))
    link = scene.page()
    connecte(scene.signe).submit(link, {"texte": "Voir nos messages."}, action=f"{link}/reponse")
    answered = horloge_of(fresh(scene.dossier.id), NOW)
    assert answered is not None
    assert answered.rejet == date(2027, 4, 16)
    shown = connecte(scene.charge).get(scene.base).text
    assert "vendredi 16 avril 2027" in shown
    assert "4 jours de suspension" in shown


def test_r31_the_home_tells_what_silence_would_refuse(scene: Scene, connecte: Connecte) -> None:
    scene.clock.set(datetime(2027, 3, 27, 9, 0, tzinfo=UTC))
    assert "Notifier à temps" not in connecte(scene.charge).get("/").text
    scene.clock.set(datetime(2027, 3, 28, 9, 0, tzinfo=UTC))
    assert "Notifier à temps 1 candidature" in connecte(scene.charge).get("/").text.replace("\u00a0", " ")
    scene.clock.set(datetime(2027, 5, 12, 9, 0, tzinfo=UTC))
    assert "Notifier à temps" in connecte(scene.charge).get("/").text
    # Born for more than a month, nothing prevents it any more: the file says so, the home no longer does.
    scene.clock.set(datetime(2027, 5, 13, 9, 0, tzinfo=UTC))
    assert "Notifier à temps" not in connecte(scene.charge).get("/").text
    scene.clock.set(datetime(2027, 3, 28, 9, 0, tzinfo=UTC))
    ailleurs = make_utilisateur(Role.CHARGE, regions=("01",), nom="Bellance")
    assert "Notifier à temps" not in connecte(ailleurs).get("/").text
    with transaction():
        db.session.get_one(Candidature, scene.dossier.id).appel.date_notification = date(2027, 6, 30)
    scene.clock.set(NOW)
    told = connecte(scene.charge).get("/").text
    assert "La notification est prévue le 30 juin 2027" in told


def test_reminders_leave_once_and_stop_with_the_answer(scene: Scene, connecte: Connecte) -> None:
    make_demande(scene.dossier, scene.charge, NOW, LIMITE)
    for hour in (7, 8, 8, 12):
        follow_corrections(datetime(2027, 3, 14, hour, 0, tzinfo=UTC))
    assert models_sent(scene).count("correction_rappel") == 1
    follow_corrections(datetime(2027, 3, 16, 8, 0, tzinfo=UTC))
    assert models_sent(scene).count("correction_rappel") == 2
    link = scene.page()
    connecte(scene.signe).submit(link, {"texte": "Fait."}, action=f"{link}/reponse")
    follow_corrections(datetime(2027, 3, 18, 8, 0, tzinfo=UTC))
    assert models_sent(scene).count("correction_rappel") == 2
    assert scene.demande().etat == "repondue"


def test_r27_without_an_answer_the_file_is_again_what_was_deposited(scene: Scene, connecte: Connecte) -> None:
    before = dict(fresh(scene.dossier.id).sections)
    names = {p.document.nom for p in fresh(scene.dossier.id).pieces if p.retiree_at is None}
    make_demande(scene.dossier, scene.charge, NOW, LIMITE, (Section.AUTORISATION, Section.REPRESENTANTS))
    correct(scene, connecte, fichier_arrete=(io.BytesIO(PDF), "autre.pdf"))
    connecte(scene.signe).submit(
        f"{scene.base}/sections/representants", {"direction-prenom": "Zoé", "direction-nom": "Autre"}
    )
    copy = reprise_of(scene.dossier.id)
    assert copy is not None
    assert {r.prenom for r in copy.representants} == {"Zoé", "Yann", "Soizic"}
    # What was deposited has not moved: whoever examines the file reads it as it counts.
    assert {r.prenom for r in fresh(scene.dossier.id).representants} == {"Anne", "Yann", "Soizic"}
    last = datetime(2027, 3, 17, 22, 59, 59, tzinfo=UTC)
    follow_corrections(last)
    assert scene.demande().etat == "ouverte"
    for _ in range(2):
        follow_corrections(last + timedelta(seconds=1))
    row = fresh(scene.dossier.id)
    assert scene.demande().etat == "expiree"
    row = fresh(scene.dossier.id)
    assert row.sections["autorisation"] == before["autorisation"]
    assert {p.document.nom for p in row.pieces if p.retiree_at is None} == names
    assert {r.prenom for r in row.representants} == {"Anne", "Yann", "Soizic"}
    scene.clock.set(last + timedelta(hours=1))
    mine, theirs = connecte(scene.signe).get(scene.page()).text, connecte(scene.charge).get(scene.page()).text
    assert NOUVEAU in mine
    assert "pas envoyé" in mine
    assert NOUVEAU not in theirs
    assert models_sent(scene).count("correction_finie") == 1
    assert models_sent(scene).count("correction_close") == 1


def test_r27_too_late_is_refused_even_before_the_round(scene: Scene, connecte: Connecte) -> None:
    make_demande(scene.dossier, scene.charge, NOW, LIMITE)
    scene.clock.set(datetime(2027, 3, 17, 23, 0, tzinfo=UTC))
    client, link = connecte(scene.signe), scene.page()
    assert client.get(f"{scene.base}/sections/autorisation").status_code == 403
    refused = client.submit("/mon-compte", {"texte": "Trop tard"}, action=f"{link}/reponse")
    assert refused.status_code == 422
    assert scene.demande().etat == "ouverte"


def test_withdrawing_a_request_gives_the_deposited_file_back(scene: Scene, connecte: Connecte) -> None:
    make_demande(scene.dossier, scene.charge, NOW, LIMITE)
    correct(scene, connecte)
    client, link = connecte(scene.charge), scene.page()
    assert client.submit(link, {"motif": ""}, action=f"{link}/retrait").status_code == 422
    done = client.submit(link, {"motif": "La pièce est lisible."}, action=f"{link}/retrait")
    assert done.status_code == 302
    assert fresh(scene.dossier.id).sections["autorisation"]["autorite"] != NOUVEAU
    assert models_sent(scene).count("correction_finie") == 1
    assert "Retirée" in client.get(link).text


def test_an_empty_answer_and_a_second_request_are_refused(scene: Scene, connecte: Connecte) -> None:
    make_demande(scene.dossier, scene.charge, NOW, LIMITE)
    link = scene.page()
    empty = connecte(scene.signe).submit(link, {"texte": ""}, action=f"{link}/reponse")
    assert empty.status_code == 422
    assert "Rien n’a changé" in empty.text
    with pytest.raises(ActionRefusee, match="déjà demandée"):
        make_demande(scene.dossier, scene.charge, NOW, LIMITE)


def test_an_answer_sent_twice_is_one_answer(scene: Scene, connecte: Connecte) -> None:
    make_demande(scene.dossier, scene.charge, NOW, LIMITE)
    link = scene.page()
    client = connecte(scene.signe)
    hidden = {"version": str(scene.demande().version)}
    for _ in range(2):
        sent = client.submit("/mon-compte", {"texte": "Fait.", **hidden}, action=f"{link}/reponse")
        assert sent.status_code == 302
    assert models_sent(scene).count("correction_recue") == 1


def test_only_who_signs_sends_and_only_the_officer_asks(scene: Scene, connecte: Connecte) -> None:
    make_demande(scene.dossier, scene.charge, NOW, LIMITE)
    ecrit = make_representant_compte()
    with transaction():
        db.session.add(
            AccesCandidature(candidature_id=scene.dossier.id, utilisateur_id=ecrit.id, droit=Droit.ECRIT, donne_at=NOW)
        )
    link = scene.page()
    client = connecte(ecrit)
    assert client.get(f"{scene.base}/sections/autorisation").status_code == 200
    assert "Seule la personne qui signe" in client.get(link).text
    assert client.submit("/mon-compte", {"texte": "Fait."}, action=f"{link}/reponse").status_code == 403
    with pytest.raises(AccesRefuse), transaction():
        request_correction(scene.dossier.id, _command(), auteur=db.session.merge(ecrit), now=NOW, lien=LIEN)


def _command() -> NouvelleDemande:
    return NouvelleDemande((PointDemande(Section.PROJET, MotifCorrection.REPONSE_INCOMPLETE),), LIMITE)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"limite": "2027-03-17"}, "au moins une partie"),
        ({"projet-motif": "signature", "limite": "2027-03-04"}, "au moins 3 jours"),
        ({"projet-motif": "autre", "limite": "2027-03-17"}, "Écrivez la raison"),
        ({"projet-precision": "Trop court", "limite": "2027-03-17"}, "Choisissez aussi une raison"),
    ],
)
def test_what_is_missing_in_a_request_is_said(
    scene: Scene, connecte: Connecte, data: dict[str, str], words: str
) -> None:
    answer = connecte(scene.charge).submit(f"{scene.base}/corrections", {**VIDE, **data})
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.query(DemandeCorrection).count() == 0


def test_a_file_withdrawn_meanwhile_is_left_in_peace(scene: Scene) -> None:
    make_demande(scene.dossier, scene.charge, NOW, LIMITE)
    with transaction():
        row = db.session.get_one(Candidature, scene.dossier.id)
        row.etat, row.retiree_at = "retiree", NOW
    for day in (14, 16, 18):
        follow_corrections(datetime(2027, 3, day, 9, 0, tzinfo=UTC))
    assert scene.demande().etat == "retiree"
    assert models_sent(scene) == ["correction_demandee"]


def test_a_document_replaced_stays_readable(scene: Scene, connecte: Connecte) -> None:
    old = next(p for p in fresh(scene.dossier.id).pieces if p.code == "arrete")
    old_id, document_id = old.id, old.document_id
    make_demande(scene.dossier, scene.charge, NOW, LIMITE)
    copy = reprise_of(scene.dossier.id)
    assert copy is not None
    mine = next(str(p.id) for p in copy.pieces if p.document_id == document_id)
    correct(scene, connecte, retirer=mine, fichier_arrete=(io.BytesIO(PDF), "neuf.pdf"))
    link = scene.page()
    assert connecte(scene.charge).get(f"{link}/pieces/{old_id}").status_code == 404
    connecte(scene.signe).submit(link, {"texte": ""}, action=f"{link}/reponse")
    assert "neuf.pdf" in connecte(scene.charge).get(link).text
    assert connecte(scene.charge).get(f"{link}/pieces/{old_id}").data == PDF
    assert connecte(scene.charge).get(f"{link}/pieces/{uuid.uuid4()}").status_code == 404


def test_before_the_deadline_the_file_is_modified_and_not_corrected(scene: Scene, connecte: Connecte) -> None:
    scene.clock.set(datetime(2027, 2, 15, 9, 0, tzinfo=UTC))
    with pytest.raises(ActionRefusee, match="peut encore modifier"):
        make_demande(scene.dossier, scene.charge, datetime(2027, 2, 15, 9, 0, tzinfo=UTC), date(2027, 3, 1))


def test_a_modification_never_deposited_gives_way_to_the_correction(scene: Scene, connecte: Connecte) -> None:
    with transaction():
        row = db.session.get_one(Candidature, scene.dossier.id)
        stale = open_copy(row, scene.charge, datetime(2027, 2, 19, 9, 0, tzinfo=UTC))
        stale.sections = {}
    make_demande(scene.dossier, scene.charge, NOW, LIMITE)
    copy = reprise_of(scene.dossier.id)
    assert copy is not None
    assert copy.sections["projet"] == fresh(scene.dossier.id).sections["projet"]
