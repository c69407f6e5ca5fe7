"""S10: what somebody may not know changes no mail she gets: neither its words, nor its document, nor their number and
order, whichever act of the site or round of the worker writes it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from acia.commission import mails
from acia.commission.models import Note
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.mail import Courriel, outbox
from tests.factories.instantane import fingerprints
from tests.factories.monde import MAINTENANT
from tests.integration.routes import courriels_mondes
from tests.integration.routes.courriels_mondes import CONFRERE, EXTERIEUR, RONDES, DeuxCourriers
from tests.integration.routes.scenes_courriels import SCENES
from tests.integration.routes.secrets_monde import SECRETS

ACTES_AU_MOINS = 30
LECTEURS_AU_MOINS = {"charge", "membre", "membre_deporte", "representant", "lecteur", "representant_ailleurs"}
LECTEURS_AU_MOINS |= {CONFRERE, EXTERIEUR}


@pytest.fixture
def scenes(app: Flask, clock: SettableClock) -> DeuxCourriers:
    """The world and the mails of a few acts."""
    clock.set(MAINTENANT)
    return DeuxCourriers(app, clock, pages=False)


def test_s10_what_a_person_may_not_know_changes_no_mail_she_gets(app: Flask, clock: SettableClock, moteur: str) -> None:
    """Every act of every page on SQLite; the acts of the scenes and the rounds on both, all of them in the campaign."""
    clock.set(MAINTENANT)
    whole = moteur == "sqlite"
    courriers = DeuxCourriers(app, clock, pages=whole)
    assert courriers.base.keys() >= {*SCENES, RONDES}
    assert not whole or len(courriers.base) >= ACTES_AU_MOINS
    assert [nom for nom, found in courriers.base.items() if not found] == []
    lecteurs = courriers.readers()
    assert lecteurs >= (LECTEURS_AU_MOINS if whole else {"membre", "membre_deporte", "representant", CONFRERE})
    assert courriers.all_leaks() == []


def test_s10_a_mail_that_let_any_secret_through_would_be_seen(
    scenes: DeuxCourriers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template that let through as little as a digest of the tables: each secret reaches somebody it must not."""
    digest, change, render = [""], courriels_mondes.change_worlds, outbox.render_template

    def changed(monde: Any, secrets: Any) -> None:
        change(monde, secrets)
        digest[0] = str(sorted(fingerprints().items()))

    def blab(template: str, **data: Any) -> str:
        return render(template, **data) + digest[0]

    scenes.actes = {nom: scenes.actes[nom] for nom in ("a convocation", "a deadline moved for all")}
    monkeypatch.setattr(courriels_mondes, "change_worlds", changed)
    monkeypatch.setattr(outbox, "render_template", blab)
    scenes.base = scenes.mails_in(())
    assert scenes.mails_in(()) == scenes.base
    lecteurs = scenes.readers()
    for secret in SECRETS:
        told = scenes.mails_in([secret])
        fooled = [who for who in lecteurs if secret in scenes.unknown_to(who)]
        assert any(scenes.leaks(who, told) for who in fooled), secret.nom


def test_s10_one_mail_more_would_be_seen(scenes: DeuxCourriers, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reminder sent twice when somebody has marked otherwise: the words are the same, their number is not."""
    prepare, total = mails.prepare_mail, select(func.sum(Note.valeur))
    usual = db.session.scalar(total)
    db.session.rollback()

    def stammer(modele: str, *, cle: str, **values: Any) -> Courriel:
        if db.session.scalar(total) != usual:
            prepare(modele, cle=f"{cle}:2", **values)
        return prepare(modele, cle=cle, **values)

    scenes.actes = {nom: acte for nom, acte in scenes.actes.items() if nom == "a reminder of the sheets"}
    unknown = scenes.unknown_to("membre")
    assert scenes.leaks("membre", scenes.mails_in(unknown)) == []
    monkeypatch.setattr(mails, "prepare_mail", stammer)
    assert scenes.leaks("membre", scenes.mails_in(unknown))
