"""Appeals: lodged in Acia until the delay ends, recorded whenever they come, answered once (E45)."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from acia.commission.models import Recours
from acia.commission.queries import appeals_due
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.client import HouseClient, without_token
from tests.factories.comptes import make_utilisateur
from tests.factories.ensemble import together, token_of
from tests.factories.fichiers import PDF
from tests.integration.commission.conftest import Scene, selection_of
from tests.unit.core.house_style import check_house_style

MAI = datetime(2027, 5, 10, 9, tzinfo=UTC)
HORS_DELAI = datetime(2027, 5, 26, 9, tzinfo=UTC)
PageText = Callable[[HouseClient, str], str]


def result(scene: Scene) -> str:
    """The applicant's page."""
    return f"/commissions/resultats/{scene.dossiers[0]}"


def read(scene: Scene) -> HouseClient:
    """The establishment says it has read, on 22 March: the delay ends on 24 May."""
    candidat = scene.client(scene.candidat)
    assert candidat.submit(result(scene), action=f"{result(scene)}/lecture").status_code == 302
    return candidat


def written(**values: object) -> dict[str, object]:
    """What a form of appeal holds."""
    return {"envoi": str(uuid.uuid4()), "objet": "Revoir la note du projet.", **values}


def recorded(scene: Scene, **values: object) -> dict[str, object]:
    """What an officer records."""
    numero = scene.numeros[0]
    base = {"numero": numero, "genre": "gracieux", "moyen": "courrier", "auteur_nom": "La directrice"}
    return written(**{**base, "recu_le": "2027-04-10", **values})


def test_e45_an_establishment_lodges_a_gracious_appeal_until_its_delay_ends(
    envoyee: Scene, clock: SettableClock, page_text: PageText
) -> None:
    read(envoyee)
    clock.set(MAI)
    candidat, page = envoyee.client(envoyee.candidat), f"{result(envoyee)}/recours"
    assert candidat.submit(page, written(objet="")).status_code == 422
    form = written(fichier=(io.BytesIO(PDF), "recours.pdf"))
    assert candidat.submit(page, form, content_type="multipart/form-data").status_code == 302
    row = db.session.query(Recours).one()
    assert (row.genre, row.moyen, str(row.recu_le)) == ("gracieux", "acia", "2027-05-10")
    mail = db.session.query(Courriel).filter_by(modele="recours_recu").one()
    assert mail.destinataire == envoyee.candidat.courriel
    assert "10 juillet 2027" in mail.texte
    assert "Revoir la note" not in mail.texte
    again = {**form, "fichier": (io.BytesIO(PDF), "recours.pdf")}
    assert candidat.submit(page, again, content_type="multipart/form-data").status_code == 302
    assert db.session.query(Recours).count() == 1, "the same form sent twice is one appeal"
    assert candidat.get(f"/commissions/recours/{row.id}/piece").data == PDF
    clock.set(HORS_DELAI)
    late = envoyee.client(envoyee.candidat)
    assert "Le délai de recours est passé." in page_text(late, page)
    token = {"csrf_token": token_of(late, "/mon-compte")}
    refused = late.post(page, data={**written(), **token}, headers={"Referer": f"https://acia.test{page}"})
    assert refused.status_code == 422
    assert db.session.query(Recours).count() == 1
    assert verify_chain()[1] is None


def test_e45_an_appeal_that_comes_late_is_recorded_and_said_late(
    envoyee: Scene, clock: SettableClock, page_text: PageText
) -> None:
    read(envoyee)
    clock.set(HORS_DELAI)
    bureau, page = envoyee.bureau(), "/commissions/recours/nouveau"
    assert bureau.submit(page, recorded(envoyee, recu_le="2027-06-01")).status_code == 422
    assert bureau.submit(page, {**recorded(envoyee), "numero": "AUTRE-1"}).status_code == 422
    for day in ("2027-04-10", "2027-05-26"):
        assert bureau.submit(page, {**recorded(envoyee), "recu_le": day}).status_code == 302
    shown = page_text(bureau, "/commissions/recours")
    assert shown.count("Hors délai") == 1
    assert "recours attendent une réponse" in shown
    check_house_style(shown)


def test_e45_an_appeal_is_answered_once_and_changes_no_decision(
    envoyee: Scene, clock: SettableClock, page_text: PageText
) -> None:
    clock.set(MAI)
    bureau = envoyee.bureau()
    assert bureau.submit("/commissions/recours/nouveau", recorded(envoyee)).status_code == 302
    row = db.session.query(Recours).one()
    page, before = f"/commissions/recours/{row.id}", selection_of(envoyee).issue
    answer = {"issue": "accepte", "repondu_le": "2027-05-09", "motif": ""}
    assert "Écrivez les motifs" in bureau.submit(page, answer).text
    assert bureau.submit(page, {**answer, "issue": "juge"}).status_code == 422
    check_house_style(bureau.get(page).text)
    answer |= {"motif": "Le plafond a été mal appliqué."}
    clients, data = [bureau, envoyee.bureau()], {**answer, "version": "1"}
    found = together(clients, [(page, {**data, "csrf_token": token_of(c, page)}) for c in clients])
    assert [status for status, _ in found].count(302) == 1, found
    db.session.rollback()
    assert db.session.query(Evenement).filter_by(code="recours_repondu").count() == 1
    assert selection_of(envoyee).issue == before
    assert "ne change pas d’elle-même" in page_text(bureau, page)
    assert "Le plafond a été mal appliqué." in page_text(envoyee.client(envoyee.candidat), f"{result(envoyee)}/recours")


def test_e45_the_officer_is_told_fifteen_days_before_silence_rejects(
    envoyee: Scene, clock: SettableClock, page_text: PageText
) -> None:
    clock.set(MAI)
    assert envoyee.bureau().submit("/commissions/recours/nouveau", recorded(envoyee)).status_code == 302
    pilot = make_utilisateur(Role.PILOTE)
    elsewhere = make_utilisateur(Role.CHARGE, regions=("01",))
    days = {
        datetime(2027, 5, 25, tzinfo=UTC): 0,
        datetime(2027, 5, 26, tzinfo=UTC): 1,
        datetime(2027, 6, 10, 9, tzinfo=UTC): 1,
        datetime(2027, 6, 11, 9, tzinfo=UTC): 0,
    }
    for day, count in days.items():
        assert len(appeals_due(envoyee.officer, day)) == len(appeals_due(pilot, day)) == count, day
        assert appeals_due(elsewhere, day) == []
    clock.set(datetime(2027, 6, 1, 9, tzinfo=UTC))
    assert "Répondre à un recours" in page_text(envoyee.bureau(), "/")
    assert "Rejeté par votre silence" not in page_text(envoyee.bureau(), "/commissions/recours")


def test_e45_an_applicant_knows_nothing_of_the_appeals_of_another(envoyee: Scene, clock: SettableClock) -> None:
    clock.set(MAI)
    candidat = envoyee.client(envoyee.candidat)
    pages = [result(envoyee), f"{result(envoyee)}/recours", "/", "/candidatures/"]
    before = [_without_token(candidat, page) for page in pages]
    bureau, other = envoyee.bureau(), envoyee.numeros[1]
    form = {**recorded(envoyee), "numero": other, "fichier": (io.BytesIO(PDF), "secret.pdf")}
    sent = bureau.submit("/commissions/recours/nouveau", form, content_type="multipart/form-data")
    assert sent.status_code == 302
    row = db.session.query(Recours).one()
    candidat = envoyee.client(envoyee.candidat)
    assert [_without_token(candidat, page) for page in pages] == before
    for what in ("", "/piece", "/reponse"):
        assert candidat.get(f"/commissions/recours/{row.id}{what}").status_code in (403, 404)
    assert candidat.get(f"/commissions/resultats/{envoyee.dossiers[1]}/recours").status_code == 404


def _without_token(client: HouseClient, page: str) -> str:
    # The key drawn with each form is no secret of anybody.
    return re.sub(r'name="envoi"[^>]*value="[^"]+"', "", without_token(client.get(page)))
