"""The panel of the cross-checks on the page of a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from acia.candidatures.models import Candidature, EtatCandidature
from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.permissions import Role
from acia.core.rules import Resultat
from acia.eligibilite.models import Verdict
from acia.eligibilite.queries import read_crossings
from acia.eligibilite.rules.recoupements import cross_check
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_candidature_deposee, make_etablissement
from tests.factories.comptes import make_utilisateur
from tests.factories.engagements import make_engagement_signe
from tests.factories.registre_finess import with_key

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def officer(app: Flask, clock: SettableClock) -> Utilisateur:
    clock.set(NOW)
    return make_utilisateur(Role.CHARGE)


def _found(candidature: Candidature, person: Utilisateur) -> dict[str, tuple[Resultat, str]]:
    facts, _known = read_crossings(db.session.get_one(Candidature, candidature.id), person, NOW)
    return {c.regle.code: (c.resultat, c.valeur) for c in cross_check(facts)}


def _rename(candidature: Candidature, domain: str) -> None:
    with transaction():
        row = db.session.get_one(Candidature, candidature.id)
        for rank, person in enumerate(row.representants):
            person.nom, person.courriel = f"Nom{row.numero}{rank}", f"p{rank}.{row.numero}@{domain}"


def test_other_files_of_the_call_are_read_by_manager_person_and_domain(officer: Utilisateur) -> None:
    appel = make_appel_publie({"29": 10, "01": 8})
    entity = with_key("29099999")
    mine = make_candidature_deposee(appel, etablissement=make_etablissement("29", numero_ej=entity))
    sister = make_candidature_deposee(appel, etablissement=make_etablissement("29", numero_ej=entity))
    linked = make_candidature_deposee(appel, departement="01")
    _rename(sister, "ailleurs.test")
    _rename(linked, "exemple.test")
    draft = make_brouillon(appel, departement="29")
    found = _found(mine, officer)
    assert found["R29"] == (Resultat.NON_SATISFAIT, sister.numero)
    assert found["RC2"][0] is Resultat.SATISFAIT
    assert found["RC3"] == (Resultat.NON_SATISFAIT, f"exemple.test : {linked.numero}")
    assert found["R28"][0] is Resultat.SATISFAIT
    assert draft.numero is None


def test_the_panel_links_only_the_files_of_the_territory_and_stores_nothing(
    officer: Utilisateur, connecte: Callable[[Utilisateur], Any]
) -> None:
    appel = make_appel_publie({"29": 10, "01": 8})
    mine, near = (make_candidature_deposee(appel, departement="29") for _ in range(2))
    far = make_candidature_deposee(appel, departement="01")
    page = connecte(officer).get(f"/candidatures/{mine.id}/eligibilite").text
    assert "Recoupements" in page
    assert "Ces indices ne décident de rien." in page
    assert f"Ouvrir {near.numero}" in page
    assert f"Anne Le Bihan : {far.numero} (même nom)" in page.replace("\u00a0", " ")
    assert f"Ouvrir {far.numero}" not in page
    assert db.session.query(Verdict).count() == 0


def test_r87_an_earlier_commitment_is_shown(officer: Utilisateur) -> None:
    place = make_etablissement("29")
    first = make_candidature_deposee(
        make_appel_publie({"29": 10}, titre="Acia 2026"), etablissement=place, etat=EtatCandidature.EN_INSTRUCTION
    )
    make_engagement_signe(first)
    again = make_candidature_deposee(make_appel_publie({"29": 10}), etablissement=place)
    result, value = _found(again, officer)["R87"]
    assert result is Resultat.NON_SATISFAIT
    assert value == f"Acia 2026, {first.numero} (lettre signée)"
    assert _found(first, officer)["RC1"][0] is Resultat.INCONNU


def test_twelve_files_ask_as_many_statements_as_two(officer: Utilisateur) -> None:
    appel = make_appel_publie({"29": 20})
    mine = make_candidature_deposee(appel)

    def statements() -> int:
        db.session.expire_all()
        said: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            said.append(statement)

        person = db.session.get_one(Utilisateur, officer.id)
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            _found(mine, person)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(said)

    make_candidature_deposee(appel)
    few = statements()
    for _ in range(10):
        make_candidature_deposee(appel)
    assert statements() == few <= 12
