"""S47: who marks a file deposited by derogation reads it, with its author and its reason."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from acia.candidatures.models import EtatCandidature
from acia.commission.models import EtatCommission
from acia.core.clock import SettableClock
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.commission import make_commission, make_deport, make_eligible, make_membres
from tests.factories.comptes import make_utilisateur
from tests.factories.derogations import make_derogation
from tests.factories.parcours import Connecte

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
TARDIF = datetime(2027, 2, 22, 9, 0, tzinfo=UTC)


def test_s47_the_member_who_marks_a_late_file_reads_who_let_it_in_and_why(
    app: Flask, connecte: Connecte, clock: SettableClock
) -> None:
    clock.set(NOW)
    appel = make_appel_publie({"29": 5}, derogation_jours=5)
    late, usual = (
        make_candidature_deposee(appel, departement="29", depose_at=TARDIF, etat=EtatCandidature.EN_INSTRUCTION)
        for _ in range(2)
    )
    officer = make_utilisateur(nom="Guivarch")
    make_derogation(appel, late.numero_finess, officer, TARDIF, utilisee_at=TARDIF, candidature_id=late.id)
    membres = make_membres()
    for row in (late, usual):
        make_eligible(row)
    commission = make_commission(appel, membres=membres, etat=EtatCommission.NOTATION)
    for row in (late, usual):
        make_deport(commission.membres[0], row)
    base, keys = f"/commissions/{commission.id}/dossiers", (late.id, usual.id)
    client = connecte(membres[0])
    said, silent = (client.get(f"{base}/{key}").text for key in keys)
    assert "par dérogation" in said
    assert "Guivarch" in said
    assert "Le site n’a pas répondu le dernier soir." in said
    assert "Votre notation" in silent
    assert "dérogation" not in silent
