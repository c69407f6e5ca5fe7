"""The commission from its creation to the notices, through real requests."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from acia.commission.models import Commission, EtatCommission, MembreCommission, Notation, ProcesVerbal, Selection
from acia.commission.queries import ranking_of
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db
from acia.core.documents import read_document
from acia.core.mail import Courriel, EtatCourriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee
from tests.factories.client import signed_client
from tests.factories.commission import make_eligible, make_membres
from tests.factories.comptes import make_utilisateur
from tests.integration.commission.conftest import CLOS, JUSTIFIEES, Scene, make_scene


def test_a_commission_is_created_composed_and_convened(app: Flask, clock: SettableClock) -> None:
    clock.set(CLOS)
    appel = make_appel_publie({"29": 2, "35": 1})
    eligible, waiting = make_candidature_deposee(appel), make_candidature_deposee(appel)
    make_eligible(eligible)
    waiting_number = waiting.numero
    people = make_membres(3)
    names = [(str(p.id), p.nom_complet) for p in people]
    bureau = signed_client(app, make_utilisateur(Role.CHARGE, regions=("53",)))
    key = f"{appel.id}:53"
    assert "À constituer" in bureau.get("/commissions/").get_data(as_text=True)
    sitting = {"nom": "Commission de Bretagne", "jour": "2027-03-18", "heure": "09:30", "lieu": "Rennes"}
    assert bureau.submit("/commissions/nouvelle", {**sitting, "territoire": key, "nom": ""}).status_code == 422
    created = bureau.submit("/commissions/nouvelle", {**sitting, "territoire": key})
    assert created.status_code == 302
    base = created.headers["Location"]
    for person_id, name in names:
        qualite = "president" if person_id == names[0][0] else "membre"
        mandate = {"utilisateur": person_id, "qualite": qualite, "voix": "deliberative", "titulaire": ""}
        assert bureau.submit(base, mandate, action=f"{base}/membres").status_code == 302
        assert name in bureau.get(base).get_data(as_text=True)
    assert "Il manque encore 3\u00a0membres" in bureau.get(base).get_data(as_text=True)
    for person in people:
        membre = signed_client(app, db.session.merge(person, load=False))
        assert membre.submit(f"{base}/invitation", {"reponse": "accepte"}).status_code == 302
    assert "La convocation part 17 jours avant" in bureau.get(f"{base}/convocation").get_data(as_text=True)
    assert bureau.submit(f"{base}/convocation").status_code == 302
    mails = db.session.query(Courriel).filter_by(modele="convocation").all()
    assert len(mails) == 3
    assert "jeudi 18 mars 2027 à 9 h 30" in mails[0].sujet
    assert f"https://acia.test{base}/ordre-du-jour" in mails[0].texte
    page = bureau.get(base).get_data(as_text=True)
    assert waiting_number in page
    assert "Ouvrir la notation sans 1\u00a0dossier" in page
    refused = bureau.submit(base, {"sans_attendre": "0"}, action=f"{base}/ouverture", follow_redirects=True)
    assert waiting_number in refused.get_data(as_text=True)
    assert bureau.submit(base, {"sans_attendre": "1"}, action=f"{base}/ouverture").status_code == 302
    row = db.session.query(Commission).one()
    assert (row.etat, len(row.graine)) == (EtatCommission.NOTATION, 32)


def test_short_notice_is_said_before_sending(scene: Scene, clock: SettableClock) -> None:
    clock.set(datetime(2027, 3, 15, 9, 0, tzinfo=UTC))
    page = scene.bureau().get(f"{scene.base}/convocation").get_data(as_text=True)
    assert "Le délai de convocation est court" in page
    assert "3 jours avant la séance, il en faut 5" in page


def test_scoring_waits_for_the_deadline_and_for_enough_members(app: Flask, clock: SettableClock) -> None:
    scene = make_scene(app, clock, etat=EtatCommission.PREPARATION)
    clock.set(datetime(2027, 2, 20, 22, 59, 59, tzinfo=UTC))
    bureau = scene.bureau()
    early = bureau.submit(
        f"{scene.base}/seance", {"version": "1"}, action=f"{scene.base}/ouverture", follow_redirects=True
    )
    assert "L’appel n’est pas clos" in early.get_data(as_text=True)
    clock.set(CLOS)
    bureau = scene.bureau()
    seat = db.session.query(MembreCommission).order_by(MembreCommission.ordre.desc()).first()
    assert seat is not None
    bureau.submit(scene.base, action=f"{scene.base}/membres/{seat.id}/retrait")
    page = bureau.get(scene.base).get_data(as_text=True)
    assert "Il manque encore 1\u00a0membre" in page
    version = db.session.get_one(Commission, scene.commission).version
    few = bureau.submit(
        f"{scene.base}/seance", {"version": version}, action=f"{scene.base}/ouverture", follow_redirects=True
    )
    assert "Il faut au moins 3 membres pour noter\u00a0: il en manque 1." in few.get_data(as_text=True)


def test_from_the_first_mark_to_the_notices(scene: Scene, clock: SettableClock) -> None:
    for rang in range(3):
        membre = scene.membre(rang)
        for numero in range(3):
            page = scene.dossier(numero)
            assert membre.submit(page, {"choix": "sans_conflit"}, action=f"{page}/interets").status_code == 302
            marks = {**JUSTIFIEES, "note_3": str(3 - min(numero, 1)), "acte": "rendre"}
            assert membre.submit(page, marks, action=f"{page}/notation").status_code == 302
    assert db.session.query(Notation).filter_by(etat="rendue").count() == 9

    bureau = scene.bureau()
    assert bureau.get(f"{scene.base}/deliberation").status_code == 403
    assert bureau.submit(scene.base, action=f"{scene.base}/cloture").status_code == 302
    clock.set(datetime(2027, 3, 18, 9, 0, tzinfo=UTC))
    bureau = scene.bureau()
    sitting = f"{scene.base}/deliberation"
    page = bureau.get(sitting).get_data(as_text=True)
    assert "classement-29" in page
    assert "tirage au sort" in page
    early = bureau.submit(sitting, _proposals(scene), action=f"{scene.base}/propositions", follow_redirects=True)
    assert "Relevez d’abord les présences" in early.get_data(as_text=True)
    seats = [scene.siege(rang).id.hex for rang in range(3)]
    presences = {f"presence_{h}": m for h, m in zip(seats, ("present", "distance", "absent"), strict=True)}
    assert bureau.submit(sitting, presences, action=f"{scene.base}/presences").status_code == 302
    assert "2 présents pour 3 membres" in bureau.get(sitting).get_data(as_text=True)
    settled = bureau.submit(sitting, _proposals(scene), action=f"{scene.base}/propositions")
    assert settled.status_code == 302, settled.get_data(as_text=True)
    rows = db.session.query(Selection).order_by(Selection.rang).all()
    assert [(r.rang, r.note_numerateur, r.note_denominateur, r.proposition) for r in rows] == [
        (1, 64, 1, "retenue"),
        (2, 60, 1, "liste_attente"),
        (3, 60, 1, "liste_attente"),
    ]

    minutes = f"{scene.base}/proces-verbal"
    assert bureau.submit(minutes, {"observations": "Désaccord de M. Le Goff."}).status_code == 302
    first = db.session.query(ProcesVerbal).one()
    assert first.contenu["membres"][1]["presence"] == "À distance"
    assert first.contenu["departements"][0]["dossiers"][0]["absents"]
    sealed = read_document(first.document)
    pdf = bureau.get(f"{minutes}/1.pdf")
    assert pdf.data == sealed
    refused = bureau.submit(minutes, {"observations": "Oubli."})
    assert refused.status_code == 422
    assert bureau.submit(minutes, {"observations": "Oubli.", "motif": "Une présence était oubliée."}).status_code == 302
    assert bureau.get(f"{minutes}/1.pdf").data == sealed
    assert bureau.get(f"{minutes}/2.pdf").data != sealed

    page = f"{scene.base}/decisions"
    selections = db.session.query(Selection).order_by(Selection.rang).all()
    keys = [s.id.hex for s in selections]
    departs = {f"issue_{keys[0]}": "retenue", f"issue_{keys[1]}": "retenue", f"issue_{keys[2]}": "liste_attente"}
    refused = bureau.submit(page, departs)
    assert refused.status_code == 422
    assert "La décision s’écarte de la proposition" in refused.get_data(as_text=True)
    assert db.session.query(Selection).filter(Selection.issue.is_not(None)).count() == 0
    reason = {f"motif_{keys[1]}": "Une place a été ajoutée au département."}
    assert bureau.submit(page, {**departs, **reason}).status_code == 302
    again = bureau.submit(f"{scene.base}/notifications", departs, action=page, follow_redirects=True)
    assert "Les décisions sont déjà prises." in again.get_data(as_text=True)

    notices = f"{scene.base}/notifications"
    assert bureau.submit(notices, action=f"{notices}/preparation").status_code == 302
    held = db.session.query(Courriel).filter_by(modele="notification").all()
    assert {m.etat for m in held} == {EtatCourriel.PREPARE}
    candidat = scene.client(scene.candidat)
    result = f"/commissions/resultats/{scene.dossiers[0]}"
    assert candidat.get(result).status_code == 404
    letter = bureau.get(f"{notices}/{db.session.query(Selection).filter_by(rang=3).one().id}").get_data(as_text=True)
    assert "1re sur la liste d’attente" in letter
    assert "Pertinence du projet" in letter
    assert "Tribunal administratif de Lyon".lower() in letter.lower()
    assert bureau.submit(notices, action=f"{notices}/preparation").status_code == 302
    assert db.session.query(Courriel).filter_by(modele="notification").count() == 3
    read = {"motif": "Lettres relues, décisions signées."}
    assert bureau.submit(notices, read, action=f"{notices}/demande").status_code == 302
    assert "une autre personne le confirme" in bureau.submit(notices, read, action=f"{notices}/envoi").text
    assert {m.etat for m in db.session.query(Courriel).filter_by(modele="notification")} == {EtatCourriel.PREPARE}
    pilote = scene.client(make_utilisateur(Role.PILOTE))
    assert pilote.submit(notices, read, action=f"{notices}/envoi").status_code == 302
    assert {m.etat for m in db.session.query(Courriel).filter_by(modele="notification")} == {EtatCourriel.EN_ATTENTE}
    assert len({s.notifiee_at for s in db.session.query(Selection)}) == 1
    shown = candidat.get(result)
    assert shown.status_code == 200
    assert "Votre candidature est" in shown.get_data(as_text=True)
    assert candidat.get(f"{result}/lettre.pdf").data.startswith(b"%PDF")
    other = f"/commissions/resultats/{scene.dossiers[1]}"
    assert candidat.get(other).status_code == 404
    assert verify_chain()[1] is None
    codes = {e.code for e in db.session.query(Evenement)}
    assert {"commission_notation_rendue", "commission_proces_verbal_clos", "commission_notifications_envoyees"} <= codes


def _proposals(scene: Scene) -> dict[str, str]:
    """What the page shows by default: nothing is changed."""
    ranking = ranking_of(db.session.get_one(Commission, scene.commission))
    return {f"issue_{line.id.replace('-', '')}": str(line.proposition) for line in ranking.lignes}
