"""RA1: the members read an outside opinion only when the officer has opened it to them."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from acia.candidatures.models import Candidature, EtatCandidature
from acia.commission.models import EtatCommission
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.eligibilite.rules.avis import Confidentialite
from tests.factories.appels import make_appel_publie
from tests.factories.avis import TEXTE, give, make_avis
from tests.factories.candidatures import make_candidature_deposee, make_representant_compte
from tests.factories.commission import (
    make_commission,
    make_deport,
    make_eligible,
    make_membres,
    make_selection_notifiee,
)
from tests.factories.comptes import make_utilisateur
from tests.factories.parcours import Connecte

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def test_a_member_reads_an_opinion_once_it_is_opened_and_no_longer_after(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(NOW)
    appel, officer, membres = make_appel_publie({"29": 5}), make_utilisateur(), make_membres()
    row = make_candidature_deposee(appel, departement="29", etat=EtatCandidature.EN_INSTRUCTION)
    make_eligible(row)
    commission = make_commission(appel, membres=membres, etat=EtatCommission.NOTATION)
    make_deport(commission.membres[0], row)
    avis, secret = make_avis(row, officer, NOW)
    page, here = f"/commissions/{commission.id}/dossiers/{row.id}", f"/candidatures/{row.id}/eligibilite/avis/{avis.id}"
    member, officers = connecte(membres[0]), connecte(officer)
    assert officers.submit(here, {"ouvert": "oui"}, action=f"{here}/commission").status_code == 409
    give(secret, NOW)
    assert TEXTE not in member.get(page).text
    assert officers.submit(here, {"ouvert": "oui"}, action=f"{here}/commission").status_code == 302
    said = member.get(page).text
    assert TEXTE in said
    assert "Prigent" not in said
    assert officers.submit(here, {"ouvert": "non"}, action=f"{here}/commission").status_code == 302
    assert TEXTE not in member.get(page).text


def test_ra2_the_notified_establishment_is_led_to_the_communicable_opinions(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(NOW)
    mine, officer = make_representant_compte(), make_utilisateur()
    row = make_candidature_deposee(make_appel_publie(), auteur=mine)
    _, secret = make_avis(row, officer, NOW, confidentialite=Confidentialite.COMMUNICABLE)
    give(secret, NOW)
    with transaction():
        db.session.get_one(Candidature, row.id).etat = EtatCandidature.CLOSE
    make_selection_notifiee(row, rang=1)
    client = connecte(mine)
    address = f"/candidatures/{row.id}/avis-exterieurs"
    assert address in client.get(f"/commissions/resultats/{row.id}").text
    assert TEXTE in client.get(address).text
