"""The day an opinion is waited for moves: the person is told, her link lives as long, a reminder may leave again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from acia.candidatures.queries import events_of
from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.mail import Courriel
from acia.eligibilite.jobs import remind_opinions
from acia.eligibilite.models import AvisExterieur
from acia.eligibilite.rules.avis import SURSIS
from tests.factories.appels import make_appel_publie
from tests.factories.avis import make_avis
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur
from tests.factories.parcours import Connecte

Ecran = tuple[Callable[[], HouseClient], str, str]


def mails_of(avis_id: object) -> list[str]:
    rows = select(Courriel.modele).where(Courriel.objet_id == str(avis_id)).order_by(Courriel.cree_at, Courriel.id)
    return sorted(db.session.scalars(rows))


@pytest.fixture
def ecran(app: Flask, clock: SettableClock, connecte: Connecte) -> Ecran:
    """What signs the officer in, the page of an opinion awaited, and the secret of its link."""
    clock.set(clock.now() + timedelta(days=40))
    officer, dossier = make_utilisateur(), make_candidature_deposee(make_appel_publie())
    avis, secret = make_avis(dossier, officer, clock.now(), rappel_jours=3)
    here = f"/candidatures/{dossier.id}/eligibilite/avis/{avis.id}"
    officer_id = officer.id
    return lambda: connecte(db.session.get_one(Utilisateur, officer_id)), here, secret


def stored() -> AvisExterieur:
    db.session.expire_all()
    return db.session.execute(select(AvisExterieur)).scalars().one()


def test_a_later_day_is_told_and_opens_the_link_again(ecran: Ecran, app: Flask, clock: SettableClock) -> None:
    sign_in, here, secret = ecran
    clock.set(stored().expire_at + timedelta(days=1))
    assert HouseClient(app).get(f"/avis/{secret}").status_code == 410
    client = sign_in()
    assert "choisissez un autre jour" in client.get(here).text
    later = clock.now().date() + timedelta(days=20)
    assert client.submit(here, {"limite": later.isoformat()}, action=f"{here}/report").status_code == 302
    row = stored()
    assert row.limite == later
    assert row.expire_at > clock.now() + SURSIS
    assert mails_of(row.id) == ["avis_demande", "avis_reporte"]
    assert HouseClient(app).get(f"/avis/{secret}").status_code == 200
    assert events_of(row.candidature_id)[0].code == "avis_reporte"


def test_a_reminder_leaves_again_before_the_new_day(ecran: Ecran, clock: SettableClock) -> None:
    sign_in, here, _ = ecran
    first = stored().limite
    clock.set(clock.now() + timedelta(days=(first - clock.now().date()).days - 1))
    remind_opinions(clock.now())
    assert mails_of(stored().id).count("avis_rappel") == 1
    later = first + timedelta(days=15)
    assert sign_in().submit(here, {"limite": later.isoformat()}, action=f"{here}/report").status_code == 302
    clock.set(clock.now() + timedelta(days=15))
    remind_opinions(clock.now())
    assert mails_of(stored().id).count("avis_rappel") == 2


def test_a_day_that_does_not_suit_is_refused_at_its_field_and_the_same_day_changes_nothing(
    ecran: Ecran, clock: SettableClock
) -> None:
    sign_in, here, _ = ecran
    client, before = sign_in(), stored().limite
    for day in ("", clock.now().date().isoformat(), (clock.now().date() + timedelta(days=200)).isoformat()):
        answer = client.submit(here, {"limite": day}, action=f"{here}/report")
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
    assert client.submit(here, {"limite": before.isoformat()}, action=f"{here}/report").status_code == 302
    assert stored().limite == before
    assert mails_of(stored().id) == ["avis_demande"]
