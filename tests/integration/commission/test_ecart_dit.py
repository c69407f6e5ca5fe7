"""E44: at the release, each member is told where the authority departs from the proposals, of the files she may see."""

from __future__ import annotations

import pytest
from flask import Flask

from acia.candidatures.models import Candidature
from acia.commission.models import Deport, EtatCommission
from acia.commission.service import send_notices
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.commission import make_deport
from tests.factories.comptes import make_utilisateur
from tests.integration.commission.conftest import ENVOI, LIEN_MEMBRE, Scene, make_scene, prepare_release, selection_of

MOTIF = "Le financement du département est épuisé."


@pytest.fixture
def prete(app: Flask, clock: SettableClock) -> Scene:
    """Three decided files whose release is asked for: the authority keeps back the second one, which was proposed.
    The first member read everything, the second is recused from that file, the third said nothing."""
    scene = make_scene(app, clock, etat=EtatCommission.CLOSE)
    clock.set(ENVOI)
    files = [db.session.get_one(Candidature, key) for key in scene.dossiers]
    for rang, file in enumerate(files):
        make_deport(scene.siege(0), file)
        make_deport(scene.siege(1), file, conflit=rang == 1)
    prepare_release(scene)
    with transaction():
        row = selection_of(scene, 1)
        # The reason first: a decision never departs without one.
        row.motif_decision = MOTIF
        row.proposition = "retenue"
    return scene


def release(scene: Scene) -> None:
    second = make_utilisateur(Role.CHARGE, regions=("53",))
    with transaction():
        send_notices(scene.commission, "Signé.", lien_membre=LIEN_MEMBRE, version=None, auteur=second, now=ENVOI)


def told() -> dict[str, Courriel]:
    """The mails that tell of a departure, by recipient."""
    rows = db.session.query(Courriel).filter_by(modele="decision_ecart").all()
    assert len({row.destinataire for row in rows}) == len(rows)
    return {row.destinataire: row for row in rows}


def test_e44_members_who_may_see_the_file_are_told_once_with_the_reason(prete: Scene) -> None:
    assert told() == {}, "nothing is said before the release"
    release(prete)
    mails = told()
    assert set(mails) == {prete.membres[0].courriel}, "neither the recused member nor who has not answered"
    mail = mails[prete.membres[0].courriel]
    assert "22 mars" in mail.sujet
    assert "1 dossier" in mail.sujet.replace("\xa0", " ")
    for text in (mail.texte.replace("\xa0", " "), mail.html.replace("\xa0", " ")):
        assert "Proposition : Retenue. Décision : Non retenue." in text
        assert MOTIF in text
        assert LIEN_MEMBRE in text
        assert text.count("Motif :") == 1, "the files decided as proposed are not listed"
    with pytest.raises(ActionRefusee):
        release(prete)
    assert set(told()) == set(mails)


def test_s7_a_reason_that_names_a_file_withheld_is_not_repeated(prete: Scene) -> None:
    other = db.session.get_one(Candidature, prete.dossiers[0])
    with transaction():
        selection_of(prete, 1).motif_decision = f"Moins urgent que {other.nom}."
        db.session.query(Deport).filter_by(membre_id=prete.siege(0).id, candidature_id=other.id).update(
            {Deport.conflit: True, Deport.motif: "Un proche."}
        )
    release(prete)
    mail = told()[prete.membres[0].courriel]
    assert other.nom not in mail.texte + mail.html
    assert "passage omis" in mail.texte
    page = prete.membre(0).get(f"{prete.base}/mon-extrait").get_data(as_text=True)
    assert other.nom not in page
    assert "passage omis" in page


def test_s13_who_no_longer_sits_is_told_nothing(prete: Scene) -> None:
    with transaction():
        seat = prete.siege(0)
        seat.motif_sortie, seat.sortie_at = "Elle change de poste.", ENVOI
    release(prete)
    assert told() == {}


def test_e44_nothing_is_sent_when_the_authority_follows_the_commission(prete: Scene) -> None:
    with transaction():
        row = selection_of(prete, 1)
        row.proposition, row.motif_decision = "non_retenue", ""
    release(prete)
    assert told() == {}
