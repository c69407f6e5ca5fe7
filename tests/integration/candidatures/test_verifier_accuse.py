"""A receipt is checked by anybody, from its number and fingerprint, without telling anything else."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from flask import Flask

from acia.candidatures.queries import list_accuses
from acia.candidatures.service.accuses import VERIFICATIONS_PAR_HEURE
from acia.core.clock import SettableClock
from acia.core.db import db
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_etablissement, make_representant_compte
from tests.factories.parcours import Connecte

PAGE = "/candidatures/accuses/verifier"


def test_a_receipt_is_authentic_by_its_link_and_unknown_with_any_other_sign(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(datetime(2027, 2, 12, 13, 32, 7, tzinfo=UTC))
    person = make_representant_compte()
    appel = make_appel_publie({"971": 3})
    row = make_brouillon(appel, auteur=person, etablissement=make_etablissement("971"))
    key, nom = row.id, row.nom
    client = connecte(person)
    client.submit(f"/candidatures/{key}/verification", action=f"/candidatures/{key}/depot")
    db.session.rollback()
    [accuse] = list_accuses(key)
    contenu, numero, empreinte = accuse.contenu, accuse.numero, accuse.empreinte
    assert contenu["verification"].endswith(f"{PAGE}?numero={numero}&empreinte={empreinte}")
    link = contenu["verification"].split(PAGE, 1)[1]
    visitor = connecte(None)
    shown = visitor.get(PAGE + link).text
    assert numero in shown
    assert empreinte in shown
    assert "authentique" not in shown

    spaced = f"{empreinte[:32].upper()}\n{empreinte[32:]} "
    found = visitor.submit(PAGE, {"numero": f" {numero.lower()} ", "empreinte": spaced}).text
    assert "Accusé authentique" in found
    assert "12 février 2027 à 14:32:07 (heure de Paris, UTC+01:00)" in re.sub(r"\s", " ", found)
    assert nom not in found
    assert person_name(found) is None

    other = empreinte[:-1] + ("0" if empreinte[-1] != "0" else "1")
    for typed in ({"numero": numero, "empreinte": other}, {"numero": "ACIA-0", "empreinte": empreinte}):
        assert "Accusé inconnu" in visitor.submit(PAGE, typed).text


def person_name(page: str) -> str | None:
    """The name of the one who deposited, if the page told it."""
    found = re.search(r"Maëlle \w+", page)
    return found.group(0) if found else None


def test_s42_r30_the_receipt_says_everything_the_law_asks(app: Flask, connecte: Connecte, clock: SettableClock) -> None:
    clock.set(datetime(2027, 2, 12, 13, 32, 7, tzinfo=UTC))
    person = make_representant_compte()
    row = make_brouillon(make_appel_publie({"971": 3}), auteur=person, etablissement=make_etablissement("971"))
    key, client = row.id, connecte(person)
    client.submit(f"/candidatures/{key}/verification", action=f"/candidatures/{key}/depot")
    db.session.rollback()
    contenu = list_accuses(key)[0].contenu
    plain = {nom: re.sub(r"\s", " ", valeur) for nom, valeur in contenu.items() if isinstance(valeur, str)}
    assert plain["depose_le"] == "12 février 2027 à 14:32:07 (heure de Paris, UTC+01:00)"
    assert plain["depose_le_local"] == "12 février 2027 à 09:32:07 (heure de la Guadeloupe, UTC-04:00)"
    assert all(contenu["service"].values())
    assert all(re.fullmatch("[0-9a-f]{64}", p["sha256"]) and p["octets"] for p in contenu["pieces"])
    assert contenu["silence_date"] == "2027-04-12"
    assert "considérée comme rejetée" in plain["silence"]
    assert "tribunal" in plain["recours"]


def test_checks_are_counted_and_stopped(app: Flask, connecte: Connecte, clock: SettableClock) -> None:
    visitor = connecte(None)
    typed = {"numero": "ACIA-2027-0001", "empreinte": "0" * 64}
    for _ in range(VERIFICATIONS_PAR_HEURE):
        assert visitor.submit(PAGE, typed).status_code == 200
    assert visitor.submit(PAGE, typed).status_code == 429
