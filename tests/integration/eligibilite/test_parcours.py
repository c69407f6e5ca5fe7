"""The establishments accompanied elsewhere: by hand, from a table, taken off, and read by the cross-checks."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.permissions import Role
from acia.core.rules import Resultat
from acia.eligibilite.models import Accompagnement
from acia.eligibilite.queries import read_crossings
from acia.eligibilite.rules.parcours import Dispositif
from acia.eligibilite.rules.recoupements import cross_check
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_etablissement
from tests.factories.classeurs import xlsx
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur
from tests.factories.eligibilite import make_accompagnement
from tests.factories.registre_finess import with_key

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
Connecte = Callable[[Utilisateur], HouseClient]


@pytest.fixture
def officer(app: Flask, clock: SettableClock) -> Utilisateur:
    clock.set(NOW)
    return make_utilisateur(Role.CHARGE, regions=("53",))


def _living() -> list[tuple[str, str, int, int | None]]:
    rows = db.session.query(Accompagnement).filter_by(retire_at=None).order_by(Accompagnement.numero_finess)
    return [(r.numero_finess, r.dispositif, r.annee_debut, r.annee_fin) for r in rows]


def test_an_officer_writes_one_down_once_and_takes_it_off_with_a_reason(
    officer: Utilisateur, connecte: Connecte
) -> None:
    numero = make_etablissement("29").numero_finess
    client = connecte(officer)
    data = {"numero": numero, "dispositif": "areso", "annee_debut": "2024", "annee_fin": "", "source": "Sa directrice"}
    assert client.submit("/parcours/ajout", data).status_code == 302
    again = client.submit("/parcours/ajout", data)
    assert again.status_code == 422
    assert "déjà inscrit" in again.text
    assert 'value="Sa directrice"' in again.text
    assert _living() == [(numero, "areso", 2024, None)]
    page = client.get("/parcours?texte=&dispositif=areso").text
    assert "Areso depuis 2024" in page
    key = db.session.query(Accompagnement).one().id
    assert client.submit(f"/parcours/{key}/retrait", {"motif": ""}).status_code == 422
    assert client.submit(f"/parcours/{key}/retrait", {"motif": "Homonyme."}).status_code == 302
    assert _living() == []
    assert db.session.query(Accompagnement).one().motif_retrait == "Homonyme."
    assert "déjà retirée" in client.submit(f"/parcours/{key}/retrait", {"motif": "Encore."}).text


def test_a_number_of_elsewhere_or_unknown_is_refused_at_its_field(officer: Utilisateur, connecte: Connecte) -> None:
    client = connecte(officer)
    data = {"dispositif": "acia", "annee_debut": "2024", "annee_fin": "2023", "source": "Liste"}
    far, unknown = make_etablissement("01").numero_finess, with_key("29099998")
    for numero, words in ((far, "pas de votre territoire"), (unknown, "ne figure pas"), ("12", "neuf caractères")):
        page = client.submit("/parcours/ajout", data | {"numero": numero})
        assert page.status_code == 422
        assert words in page.text
        assert 'href="#numero"' in page.text
    near = make_etablissement("29").numero_finess
    assert "L’année de fin suit celle du début." in client.submit("/parcours/ajout", data | {"numero": near}).text
    assert _living() == []


def test_a_table_is_tried_line_by_line_then_written_once(officer: Utilisateur, connecte: Connecte) -> None:
    first, third, far = (make_etablissement(code).numero_finess for code in ("29", "29", "01"))
    table = xlsx(
        [
            ("Nom", "FINESS", "Dispositif", "Début", "Fin"),
            ("A", first, "Pas à pas", "12/09/2024", "2025"),
            ("B", third, "ARESO", "2023", ""),
            ("B encore", third, "Areso", "2023", ""),
            ("C", far, "Areso", "2023", ""),
            ("D", "000000000", "Areso", "2023", ""),
            ("E", first, "FACT", "2023", ""),
        ]
    )
    client = connecte(officer)
    essai = client.submit("/parcours/liste", {"fichier": (io.BytesIO(table), "liste.xlsx"), "source": "Liste 2025"})
    assert essai.status_code == 200
    assert "2 lignes le seront" in essai.text.replace("\u00a0", " ")
    assert "La ligne 3 le dit déjà." in essai.text
    assert _living() == []
    carried = html.unescape(dict(re.findall(r'name="(lignes|source)" value="([^"]*)"', essai.text))["lignes"])
    data = {"lignes": carried, "source": "Liste 2025"}
    inscription = "/parcours/liste/inscription"
    assert client.submit("/parcours/liste", data, action=inscription).status_code == 302
    assert {row[:2] for row in _living()} == {(first, "pas_a_pas"), (third, "areso")}
    again = client.submit("/parcours/liste", data, action=inscription)
    assert (again.status_code, "tout y est déjà" in again.text) == (422, True)
    assert 'value="Liste 2025"' in again.text
    broken = client.submit("/parcours/liste", data | {"lignes": "[[2, 3]]"}, action=inscription)
    assert (broken.status_code, "renvoyez-le" in broken.text) == (422, True)
    assert len(_living()) == 2


def test_rc1_and_r87_read_the_list(officer: Utilisateur) -> None:
    appel = make_appel_publie({"29": 10})
    row = make_candidature_deposee(appel, departement="29")

    def found() -> dict[str, tuple[Resultat, str]]:
        db.session.expire_all()
        facts, _ = read_crossings(db.session.merge(row), db.session.get_one(Utilisateur, officer.id), NOW)
        return {c.regle.code: (c.resultat, c.valeur) for c in cross_check(facts)}

    assert found()["RC1"][0] is Resultat.INCONNU
    other = make_etablissement("29").numero_finess
    for scheme in (Dispositif.ARESO, Dispositif.PAS_A_PAS):
        make_accompagnement(other, officer=officer, at=NOW, dispositif=scheme)
    assert found()["RC1"][0] is Resultat.SATISFAIT
    make_accompagnement(row.numero_finess, officer=officer, at=NOW, annees=(2025, None))
    assert found()["RC1"] == (Resultat.NON_SATISFAIT, "Pas-à-pas depuis 2025 (Liste d’essai)")
    make_accompagnement(row.numero_finess, officer=officer, at=NOW, dispositif=Dispositif.ACIA, annees=(2024, 2025))
    assert found()["R87"] == (Resultat.NON_SATISFAIT, "Acia de 2024 à 2025 (Liste d’essai)")
