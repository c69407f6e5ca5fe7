"""Abstentions and reopened sheets: what counts, what is kept, who may know (S5, S6, R40, E41)."""

from __future__ import annotations

import pytest

from acia.candidatures.models import Candidature
from acia.commission import service
from acia.commission.models import EtatCommission, EtatNotation, Notation, PresenceSeance, ReouvertureNotation
from acia.commission.queries import progress_of, ranking_of
from acia.commission.service import close_minutes
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.db import db, transaction
from acia.core.errors import AccesRefuse, ActionRefusee, Introuvable
from acia.core.mail import Courriel
from tests.factories.commission import make_deport
from tests.factories.feuilles import Plume
from tests.integration.commission.conftest import CLOS, JUSTIFIEES, Scene, commission_of
from tests.integration.commission.sequences import no_silent_change, plume
from tests.integration.commission.test_cloisonnement import read


def test_an_abstention_changes_the_denominator_and_no_sheet_of_hers_counts(scene: Scene) -> None:
    writer = plume(scene, 1)
    writer.enregistre((4, 3, 3, None))
    before = progress_of(commission_of(scene))[1]
    writer.s_abstient()
    after = progress_of(commission_of(scene))[1]
    assert (before.attendues, after.attendues) == (3, 2)
    assert ranking_of(commission_of(scene)).lignes[0].notes_comptees == 0
    assert db.session.query(Evenement).filter_by(code="commission_abstention").count() == 1
    writer.reprend()
    feuille = writer.feuille
    assert feuille is not None
    assert sorted(n.valeur or 0 for n in feuille.notes) == [0, 3, 3, 4]
    assert progress_of(commission_of(scene))[1].attendues == 3


def test_an_abstention_has_a_reason_and_is_seen_by_the_chair(scene: Scene) -> None:
    plume(scene, 0)
    plume(scene, 1)
    membre, page = scene.membre(1), f"{scene.dossier()}/abstention"
    assert membre.submit(page, {"motif": ""}).status_code == 422
    done = membre.submit(page, {"motif": "Secteur <b>inconnu</b> de moi."})
    assert done.status_code == 302
    assert "aucune note de vous n’y compte" in read(membre, scene.dossier())[1]
    assert "1\u00a0abstention" in read(membre, "/commissions/mes-dossiers")[1]
    chair = read(scene.membre(0), f"{scene.base}/presidence")[1]
    assert "Secteur &lt;b&gt;inconnu&lt;/b&gt; de moi." in chair
    late = membre.submit(scene.dossier(), {**JUSTIFIEES, "version": "1"}, action=f"{scene.dossier()}/brouillon")
    assert late.status_code == 403


def test_an_abstention_does_not_open_the_others_marks(scene: Scene) -> None:
    plume(scene, 1).rend((5, 5, 5, 5))
    plume(scene, 0).s_abstient()
    assert scene.membres[1].nom_complet not in read(scene.membre(0), scene.dossier())[1]


def test_the_chair_reopens_with_a_reason_and_the_old_value_is_kept(scene: Scene) -> None:
    plume(scene, 0).rend((3, 3, 3, 3))
    writer = plume(scene, 1)
    writer.rend((5, 3, 3, 2))
    chair, feuille = scene.membre(0), writer.feuille
    assert feuille is not None
    page = f"{scene.base}/presidence/notations/{feuille.id}"
    assert "Rouvrir" in read(chair, f"{scene.base}/presidence")[1]
    assert chair.submit(page, {"motif": ""}).status_code == 422
    assert db.session.query(ReouvertureNotation).count() == 0
    assert chair.submit(page, {"motif": "Critère 1 lu à l’envers."}).status_code == 302
    version = db.session.query(ReouvertureNotation).one()
    assert [note for note, _ in version.contenu] == [5, 3, 3, 2]
    mail = db.session.query(Courriel).filter_by(modele="notation_rouverte").one()
    assert mail.destinataire == scene.membres[1].courriel
    assert "Critère 1 lu à l’envers." in mail.texte
    assert ranking_of(commission_of(scene)).lignes[0].notes_comptees == 1
    writer.rend((2, 3, 3, 2))
    after = writer.feuille
    assert after is not None
    assert after.rouverte_at is None
    assert "Version 1" in read(chair, page)[1]
    assert scene.membre(1).get(page).status_code == 404
    assert scene.bureau().get(f"{scene.base}/reprises").status_code == 403


def test_after_closing_a_reopened_sheet_is_written_and_proposals_wait_for_it(scene: Scene) -> None:
    writers = [plume(scene, rang) for rang in range(3)]
    for writer in writers:
        writer.rend((4, 4, 4, 4))
    auteur = db.session.get_one(Utilisateur, scene.officer.id)
    who = {"version": None, "auteur": auteur, "now": CLOS}
    with transaction():
        service.close_scoring(scene.commission, **who)
    with pytest.raises(AccesRefuse):
        writers[2].enregistre((1, 1, 1, 1))
    feuille = writers[2].feuille
    assert feuille is not None
    writers[0].rouvre(feuille)
    present = dict.fromkeys([scene.siege(r).id for r in range(3)], PresenceSeance.PRESENT)
    with transaction():
        service.record_attendance(scene.commission, present, **who)
    with pytest.raises(ActionRefusee, match="rouverte n’est pas encore rendue"), transaction():
        service.settle_proposals(scene.commission, {}, **who)
    writers[2].rend((2, 4, 4, 4))
    settle(scene)
    page = read(scene.bureau(), f"{scene.base}/reprises")[1]
    assert "Un critère a été lu à l’envers." in page
    with pytest.raises(AccesRefuse, match="Les propositions sont arrêtées"):
        writers[0].rouvre(writers[1].feuille)  # type: ignore[arg-type]
    with transaction():
        minutes = close_minutes(scene.commission, observations="", motif="", **who)
    files = [f for d in minutes.contenu["departements"] for f in d["dossiers"]]
    reopened = next(f["reouvertures"] for f in files if f["numero"] == scene.numeros[0])
    name = scene.membres[2].nom_complet
    assert reopened == [f"{name} : 4, 4, 4, 4 devient 2, 4, 4, 4 (Un critère a été lu à l’envers.)"]


def settle(scene: Scene) -> None:
    """Settle every proposal as the line draws it."""
    auteur = db.session.get_one(Utilisateur, scene.officer.id)
    with transaction():
        typed = {d: service.Proposition("non_retenue", "Trop peu de notes, ou sous la ligne.") for d in scene.dossiers}
        service.settle_proposals(scene.commission, typed, version=None, auteur=auteur, now=CLOS)


@pytest.mark.parametrize("planted", [False, True])
def test_s5_the_chair_reads_no_mark_before_her_own_sheet_is_final(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, planted: bool
) -> None:
    if planted:
        monkeypatch.setattr("acia.commission.queries.reprises.chair_reads_marks", lambda *_: True)
    plume(scene, 0)
    writer = plume(scene, 1)

    def world(notes: tuple[int, int, int, int]) -> list[tuple[int, str]]:
        with transaction():
            for feuille in db.session.query(Notation):
                db.session.delete(feuille)
        writer.rend(notes)
        feuille = writer.feuille
        assert feuille is not None
        key = str(feuille.id)
        chair = scene.membre(0)
        pages = (f"{scene.base}/presidence", f"{scene.base}/presidence/notations/{key}")
        return [(status, text.replace(key, "id")) for status, text in (read(chair, page) for page in pages)]

    assert (world((0, 0, 0, 0)) == world((5, 5, 5, 5))) is not planted


def test_s7_the_chair_reopens_nothing_on_a_file_she_is_recused_from(scene: Scene) -> None:
    writer = plume(scene, 1)
    writer.rend((3, 3, 3, 3))
    make_deport(scene.siege(0), db.session.get_one(Candidature, scene.dossiers[0]), conflit=True)
    feuille = writer.feuille
    assert feuille is not None
    assert scene.membre(0).get(f"{scene.base}/presidence/notations/{feuille.id}").status_code == 404
    name = db.session.get_one(Candidature, scene.dossiers[0]).nom
    assert name not in read(scene.membre(0), f"{scene.base}/presidence")[1]
    chair = Plume(scene.commission, scene.dossiers[0], scene.membres[0].id, CLOS)
    with pytest.raises(Introuvable):
        chair.rouvre(feuille)


@pytest.mark.parametrize("seed", range(4))
def test_s6_in_random_sequences_no_final_mark_changes_silently(scene: Scene, seed: int) -> None:
    no_silent_change(scene, seed)


def test_s6_direct_posts_do_not_change_a_final_sheet(scene: Scene) -> None:
    writer = plume(scene, 1)
    writer.rend((3, 3, 3, 3))
    feuille = writer.feuille
    assert feuille is not None
    key, seen = feuille.id, str(feuille.version)
    membre, page = scene.membre(1), scene.dossier()
    for action in ("notation", "brouillon"):
        answer = membre.submit(page, {**JUSTIFIEES, "version": seen}, action=f"{page}/{action}")
        assert answer.status_code == 403
    refused = membre.submit(page, {"motif": "x", "version": seen}, action=f"{page}/abstention")
    assert refused.status_code == 403
    membre.submit(page, {"version": seen}, action=f"{page}/fin-abstention")
    reopened = membre.submit(page, {"motif": "x"}, action=f"{scene.base}/presidence/notations/{key}")
    assert reopened.status_code == 404
    after = writer.feuille
    assert after is not None
    assert (after.etat, after.version) == (EtatNotation.RENDUE, int(seen))


def test_the_chair_sees_nothing_once_another_presides(scene: Scene) -> None:
    assert scene.membre(1).get(f"{scene.base}/presidence").status_code == 404
    with transaction():
        commission_of(scene).etat = EtatCommission.CLOSE
    assert scene.membre(0).get(f"{scene.base}/presidence").status_code == 200
