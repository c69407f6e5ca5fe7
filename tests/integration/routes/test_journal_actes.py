"""S112: every act of the site leaves its event, in its transaction; when the event cannot be written, nothing is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from acia.candidatures.service import interne
from acia.core.audit import record
from acia.core.clock import SettableClock
from tests.factories.monde import MAINTENANT, build_monde
from tests.factories.refus import refusals
from tests.integration.routes.droits import DROITS
from tests.integration.routes.jeux import Jeux
from tests.integration.routes.journal_actes import LUES, Actes
from tests.integration.routes.paires import Duel
from tests.integration.routes.promenade import Promenade
from tests.integration.routes.saisies import SAISIES
from tests.integration.routes.scenes_courriels import set_the_stage

ACTE = "candidatures.noter"
"""The act on which the faults are planted: an internal note."""


@pytest.fixture
def actes(app: Flask, clock: SettableClock) -> Actes:
    """The world, and all that may be done in it."""
    clock.set(MAINTENANT)
    monde = build_monde()
    set_the_stage(monde)
    return Actes(app, Jeux(app, Duel(app, Promenade(app, monde)), SAISIES))


def test_s112_every_act_is_in_the_journal_or_leaves_nothing(actes: Actes) -> None:
    """Every route that changes something, read from the map of addresses, is done once for real."""
    faults = [fault for jeu in actes.jeux.jeux for fault in actes.faults(jeu)]
    routes = actes.jeux.routes
    print(
        f"S112: {len(actes.dans_le_journal)} routes in the journal, {len(LUES)} that change nothing, of {len(routes)}"
    )
    assert faults == [], "\n".join(faults)
    missing = sorted(routes - actes.dans_le_journal - set(LUES))
    assert missing == [], f"never done, or without its event (what its form lacks goes in saisies.py): {missing}"
    assert actes.sans_effet >= set(LUES)


def _forgotten(*_args: Any, **_values: Any) -> None:
    """No event at all."""


def _if_possible(*args: Any, **values: Any) -> None:
    """An event, or nothing when it cannot be written."""
    with suppress(IntegrityError):
        record(*args, **values)


def _by_nobody(*args: Any, auteur: Any, **values: Any) -> None:
    record(*args, auteur=None, **values)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (_forgotten, "left no event"),
        (_if_possible, "answered 302 when the journal could not be written"),
        (_by_nobody, "written by set(), not by charge"),
    ],
)
@pytest.mark.parametrize("moteur", ["sqlite"])
def test_s112_an_act_without_its_event_would_be_seen(
    actes: Actes, monkeypatch: pytest.MonkeyPatch, written: Callable[..., None], said: str
) -> None:
    jeu = actes.jeux.one(ACTE)
    assert jeu is not None
    assert actes.faults(jeu) == []
    monkeypatch.setattr(interne, "record", written)
    assert any(said in fault for fault in actes.faults(jeu))


@pytest.mark.parametrize("moteur", ["sqlite"])
def test_s112_an_act_refused_by_the_rules_is_told_though_its_page_only_goes_back(actes: Actes) -> None:
    row = next(row for row in DROITS if (row.route, row.methode) == ("commission.clore", "POST"))
    with refusals() as lines:
        answer = actes.jeux.promenade.ask("charge", row)
    assert answer.status_code == 302
    monde = actes.monde
    assert lines == [
        {
            "instant": "2027-05-12T09:00:00.000+00:00",
            "acte": "commission.clore",
            "methode": "POST",
            "statut": 302,
            "cause": "ConflitVersion",
            "personne": str(monde.gens["charge"]),
            "objets": {"commission_id": monde.ids["notation"]},
        }
    ]


@pytest.mark.parametrize("moteur", ["sqlite"])
def test_s112_the_line_of_a_refusal_holds_no_secret_of_an_address(actes: Actes) -> None:
    row = next(row for row in DROITS if (row.route, row.methode) == ("comptes.lien", "POST"))
    with refusals() as lines:
        assert actes.jeux.promenade.ask("visiteur", row, jeton=False).status_code == 400
    assert [(line["cause"], line["personne"], line["objets"]) for line in lines] == [("CSRFError", None, {})]
