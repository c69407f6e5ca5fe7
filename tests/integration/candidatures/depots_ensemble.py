"""The same file deposited twice at the same instant (S43)."""

from __future__ import annotations

from acia.candidatures.models import Accuse, Candidature, Droit
from acia.core.audit import Evenement
from acia.core.db import db
from acia.core.mail import Courriel
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_representant_compte
from tests.factories.ensemble import together, token_of
from tests.factories.parcours import Connecte
from tests.factories.personnes import add_person


def deposit_pairs(connecte: Connecte, count: int, people: int) -> None:
    """Deposit `count` files, each twice at once: by one person in two tabs, or by two people. Each pair shares one
    receipt, without an error, and leaves one mail and one event; sent once more, it meets the same receipt."""
    appel, boss = make_appel_publie(), make_representant_compte()
    first = connecte(boss)
    for _ in range(count):
        key = make_brouillon(appel, auteur=boss).id
        second = add_person(db.session.get_one(Candidature, key), Droit.SIGNE) if people == 2 else boss
        clients = [first, connecte(second)]
        page, target = f"/candidatures/{key}/verification", f"/candidatures/{key}/depot"
        requests = [(target, {"csrf_token": token_of(client, page)}) for client in clients]
        assert together(clients, requests) == [(302, f"/candidatures/{key}/confirmation")] * 2
        again = first.post(target, data=requests[0][1], headers={"Referer": "https://acia.test/"})
        assert (again.status_code, again.headers["Location"]) == (302, f"/candidatures/{key}/confirmation")
        db.session.rollback()
        accuse = db.session.query(Accuse).filter_by(candidature_id=key).one()
        receipts = {client.get(f"/candidatures/{key}/accuse").data for client in clients}
        assert len(receipts) == 1
        assert db.session.query(Courriel).filter_by(document_id=accuse.document_id).count() == 1
        assert db.session.query(Evenement).filter_by(objet_id=str(key), code="candidature_deposee").count() == 1
    db.session.rollback()
    assert db.session.query(Accuse).count() == db.session.query(Courriel).count() == count
    numeros = [row.numero for row in db.session.query(Candidature)]
    assert len(set(numeros)) == count
