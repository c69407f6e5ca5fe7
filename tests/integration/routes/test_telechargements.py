"""S14: no export is kept. Each is made when it is asked for, with the rights that its reader has at that moment."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from acia.core.clock import SettableClock
from tests.factories.monde import MAINTENANT, build_monde
from tests.integration.routes.promenade import Promenade
from tests.integration.routes.telechargements import Exports

FICHIERS_AU_MOINS = 30
LISTE = "candidatures.depots_refuses_xlsx"
LISTES = {
    LISTE,
    "appels.export_inscrits",
    "candidatures.preuve_xlsx",
    "pilotage.classeur",
    "pilotage.classeur_vivier",
    "seances.calendrier",
}
"""Those that show rows of the database as they are at that moment."""


@pytest.fixture
def exports(app: Flask, clock: SettableClock) -> Exports:
    """The world and its files."""
    clock.set(MAINTENANT)
    return Exports(Promenade(app, build_monde()))


def test_s14_nobody_downloads_what_she_may_not_have_any_more_and_nothing_is_kept(exports: Exports, moteur: str) -> None:
    """Every file on SQLite; on PostgreSQL the lists and workbooks, for what they hold is asked of the database."""
    found = [(row, names) for row, names in exports.downloads() if moteur == "sqlite" or row.route in LISTES]
    faults = [fault for row, names in found for fault in exports.faults(row, names)]
    routes = {row.route for row, _ in found}
    print(f"S14: {len(routes)} downloads; {exports.lus} show rows, {exports.resserres} lists opened with others")
    assert faults == [], "\n".join(faults)
    assert len(routes) >= (FICHIERS_AU_MOINS if moteur == "sqlite" else len(LISTES))
    assert routes >= LISTES
    assert exports.lus, "nothing was there to see"
    assert exports.resserres, "no list opened again"


@pytest.mark.parametrize("moteur", ["sqlite"])
def test_s14_an_export_that_was_kept_would_be_seen(exports: Exports) -> None:
    """The list as it was first made for the officer of the région, given again to whoever asks."""
    row, names = next((row, names) for row, names in exports.downloads() if row.route == LISTE)
    assert exports.faults(row, names) == []
    kept = exports.promenade.ask("charge", row)
    content, kind = kept.get_data(), kept.mimetype
    exports.promenade.app.view_functions[LISTE] = _declared(lambda: Response(content, mimetype=kind))
    faults = exports.faults(row, names)
    assert any("charge moves away, answered 200 with" in fault for fault in faults), faults


def _declared(view: object) -> object:
    view.acia_policy = "public"  # type: ignore[attr-defined]  # what every view declares
    return view
