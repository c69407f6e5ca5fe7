"""S4 secret by secret: nothing of it reaches those who may not know it, and it does reach one of those who may."""

from __future__ import annotations

from time import perf_counter

import pytest
from flask import Flask

from acia.core.clock import SettableClock
from tests.campagnes.quantite import pairs
from tests.factories.monde import MAINTENANT, SIGNES
from tests.integration.routes.courriels_mondes import DeuxCourriers
from tests.integration.routes.deux_mondes import LECTEURS, DeuxMondes, leaks, unknown_to
from tests.integration.routes.secrets_monde import SECRETS


@pytest.mark.complet
def test_s4_secret_by_secret_two_worlds_are_the_same_to_who_may_not_know(app: Flask, clock: SettableClock) -> None:
    clock.set(MAINTENANT)
    mondes, begun, pages = DeuxMondes(app), perf_counter(), 0
    mondes.refused = True
    base = {nom: mondes.base(nom) for nom in LECTEURS}
    leaked, unseen = [], []
    for secret in SECRETS:
        found = {nom: leaks(base[nom], mondes.read_in(nom, [secret])) for nom in LECTEURS}
        pages += sum(map(len, base.values()))
        leaked += [f"{secret.nom}, {nom}: {leak}" for nom in LECTEURS if not secret.is_for(nom) for leak in found[nom]]
        if secret.savent and not any(found[nom] for nom in SIGNES if secret.is_for(nom)):
            unseen.append(secret.nom)
    print(
        f"{len(SECRETS)} secrets, {len(LECTEURS)} people, {pages} pages in {perf_counter() - begun:.0f} s", flush=True
    )
    assert leaked == [], "\n".join(leaked)
    assert unseen == [], "nobody reads what only these may know: the secret proves nothing"


@pytest.mark.complet
@pytest.mark.parametrize("nom", ["charge", "charge_ailleurs", "pilote"])
def test_s11_two_thousand_searches_find_the_same_in_both_worlds(app: Flask, clock: SettableClock, nom: str) -> None:
    clock.set(MAINTENANT)
    mondes, begun, count = DeuxMondes(app), perf_counter(), pairs(2_000)
    base, other = mondes.base(nom, count), mondes.read_in(nom, unknown_to(nom, SECRETS), count)
    print(f"{nom}: {count} searches, {len(base)} different, in {perf_counter() - begun:.0f} s", flush=True)
    found = leaks(base, other)
    assert found == [], "\n".join(found)


@pytest.mark.complet
def test_s10_the_mails_of_every_act_are_the_same_in_both_worlds(app: Flask, clock: SettableClock) -> None:
    clock.set(MAINTENANT)
    begun, courriers = perf_counter(), DeuxCourriers(app, clock)
    found = courriers.all_leaks()
    print(f"{len(courriers.actes)} acts that write, in {perf_counter() - begun:.0f} s", flush=True)
    assert found == [], "\n".join(found)
