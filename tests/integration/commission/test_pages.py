"""Every page of the stage, at each step, holds the house style."""

from __future__ import annotations

from acia.candidatures.models import Candidature
from acia.commission import service
from acia.commission.models import Selection
from acia.commission.service import DecisionDossier
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from tests.factories.client import HouseClient
from tests.factories.commission import make_deport
from tests.integration.commission.conftest import CLOS, Scene
from tests.integration.commission.test_deliberation import P, by_the_line, settle, sit, who
from tests.unit.core.house_style import check_house_style


def look(client: HouseClient, *addresses: str) -> None:
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        page = check_house_style(answer.get_data(as_text=True))
        assert len(page.all("h1")) == 1, address
        assert page.all("title"), address


def test_pages_hold_the_house_style_at_each_step(scene: Scene) -> None:
    base, bureau = scene.base, scene.bureau()
    make_deport(scene.siege(0), db.session.get_one(Candidature, scene.dossiers[0]))
    look(scene.membre(), "/commissions/mes-dossiers", f"{base}/declaration", scene.dossier(0), scene.dossier(1))
    look(bureau, "/commissions/", "/commissions/nouvelle", base, f"{base}/seance", f"{base}/convocation")
    with transaction():
        service.recuse(scene.commission, scene.dossiers[2], "Un proche.", auteur=_member(scene), now=CLOS)
    scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4))
    look(scene.membre(), "/commissions/mes-dossiers", scene.dossier(0))
    sit(scene, P, P, P)
    look(bureau, base, f"{base}/deliberation", f"{base}/proces-verbal", f"{base}/decisions", f"{base}/notifications")
    settle(scene, by_the_line(scene, d2=service.Proposition("non_retenue", "Trop peu de notes.")))
    look(bureau, base, f"{base}/deliberation", f"{base}/proces-verbal")
    with transaction():
        service.close_minutes(scene.commission, observations="", motif="", **who(scene))
    look(bureau, base, f"{base}/proces-verbal", f"{base}/decisions")
    with transaction():
        typed = {row.id: DecisionDossier(row.proposition) for row in db.session.query(Selection)}
        service.decide_selections(scene.commission, typed, **who(scene))
    look(bureau, f"{base}/decisions", f"{base}/notifications")


def _member(scene: Scene) -> Utilisateur:
    return db.session.get_one(Utilisateur, scene.membres[0].id)
