"""What officers keep beside a file: labels, notes nobody else knows of, the person in charge, acts on several files."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask, url_for

from acia.appels.models import Appel
from acia.candidatures import service
from acia.candidatures.models import (
    ActeGroupe,
    Candidature,
    EtatCandidature,
    Etiquette,
    EtiquettePosee,
    NoteInterne,
    PriseEnCharge,
)
from acia.candidatures.rules import Acte
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee, ConflitVersion
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_representant_compte
from tests.factories.client import signed_client
from tests.factories.comptes import make_utilisateur
from tests.factories.interne import QUAND, make_acte, make_charge, make_etiquette, make_note_interne
from tests.factories.monde import MAINTENANT, SIGNES, build_monde
from tests.integration.routes.droits import DROITS
from tests.integration.routes.promenade import Promenade

Connecte = Callable[[Utilisateur], Any]
SECRET = "Tension avec la direction zyxw"
OFFICIERS = ("pilote", "charge")


@pytest.fixture
def officer(app: Flask) -> Utilisateur:
    return make_utilisateur(Role.CHARGE, nom="Officière")


@pytest.fixture
def appel(app: Flask) -> Appel:
    return make_appel_publie({"29": 10, "971": 5})


@pytest.fixture
def dossier(appel: Appel) -> Candidature:
    return make_candidature_deposee(appel, departement="29")


def read(client: Any, address: str) -> str:
    """A page, its no-break spaces made plain."""
    return str(client.get(address).get_data(as_text=True)).replace("\u00a0", " ").replace("\u202f", " ")


def codes(row: Candidature) -> list[str]:
    """The journal of a file, its first events left to others."""
    found = db.session.query(Evenement).filter_by(objet_id=str(row.id)).order_by(Evenement.numero)
    return [event.code for event in found]


def test_internal_notes_are_seen_by_officers_alone(app: Flask, clock: SettableClock) -> None:
    clock.set(MAINTENANT)
    monde = build_monde()
    charge, pages = monde.personne("charge"), [row for row in DROITS if row.methode == "GET"]
    for (key,) in db.session.query(Candidature.id).filter(Candidature.numero.is_not(None)).all():
        if charge.covers_region(db.session.get_one(Candidature, key).region_code):
            make_note_interne(db.session.get_one(Candidature, key), charge, SECRET)
    etiquette = make_etiquette(charge, "Étiquette zyxw")
    with transaction():
        service.set_labels(_id(monde.ids["depose"]), frozenset({etiquette.id}), auteur=charge, now=QUAND)
    promenade = Promenade(app, monde)
    for nom in OFFICIERS:
        assert any(b"zyxw" in promenade.ask(nom, row).get_data() for row in pages), nom
    for nom in set(SIGNES) - set(OFFICIERS):
        bodies = [promenade.ask(nom, row).get_data().lower() for row in pages]
        assert not any(b"zyxw" in body for body in bodies), nom
        if nom != "charge_ailleurs":
            words = (b"note interne", b"notes internes", b"suivi interne")
            assert not any(word in body for body in bodies for word in words), f"{nom} learns of the notes"


def _id(text: str) -> Any:
    import uuid

    return uuid.UUID(text)


def test_the_workbook_keeps_no_internal_note(officer: Utilisateur, dossier: Candidature, connecte: Connecte) -> None:
    make_note_interne(dossier, officer, SECRET)
    client = connecte(officer)
    with client.application.test_request_context(base_url="https://acia.test"):
        action = url_for("pilotage.classeur", appel_id=dossier.appel_id)
    answer = client.submit("/mon-compte", action=action)
    with ZipFile(BytesIO(answer.get_data())) as book:
        text = b"".join(book.read(name) for name in book.namelist())
    assert dossier.numero_finess.encode() in text
    assert b"zyxw" not in text


def test_a_note_is_kept_and_its_words_stay_out_of_the_journal(
    officer: Utilisateur, dossier: Candidature, connecte: Connecte
) -> None:
    client, page = connecte(officer), f"/candidatures/{dossier.id}"
    assert client.submit(page, {"texte": SECRET}, action=f"{page}/notes-internes").status_code == 302
    assert SECRET in read(client, page)
    assert client.submit(page, {"texte": " "}, action=f"{page}/notes-internes").status_code == 422
    assert db.session.query(NoteInterne).count() == 1
    event = db.session.query(Evenement).filter_by(code="candidature_note_interne").one()
    assert SECRET not in event.donnees + event.motif


def test_s87_notes_and_labels_are_text(officer: Utilisateur, dossier: Candidature, connecte: Connecte) -> None:
    payload = "<script>alert(1)</script>"
    make_note_interne(dossier, officer, payload)
    make_etiquette(officer, payload)
    client = connecte(officer)
    for page in (f"/candidatures/{dossier.id}", "/candidatures/etiquettes", "/candidatures/"):
        assert payload not in read(client, page)


def test_handing_over_asks_why_and_tells_the_new_one(
    officer: Utilisateur, dossier: Candidature, connecte: Connecte
) -> None:
    other = make_utilisateur(Role.CHARGE, nom="Relève")
    client, page = connecte(officer), f"/candidatures/{dossier.id}"
    action = f"{page}/suivi-par"
    assert client.submit(page, {"personne": officer.id, "avant": ""}, action=action).status_code == 302
    assert db.session.query(Courriel).count() == 0
    without = client.submit(page, {"personne": other.id, "avant": officer.id}, action=action)
    assert without.status_code == 422
    assert "change de mains" in without.get_data(as_text=True)
    sent = {"personne": other.id, "avant": officer.id, "motif": "Congé de trois mois"}
    assert client.submit(page, sent, action=action).status_code == 302
    assert client.submit(page, sent, action=action).status_code == 302
    assert db.session.query(PriseEnCharge).one().utilisateur_id == other.id
    mail = db.session.query(Courriel).one()
    assert mail.destinataire == other.courriel
    assert "Congé de trois mois" in mail.texte
    assert codes(dossier) == ["candidature_confiee", "candidature_confiee"]
    seen = read(client, page)
    assert f"suivi jusque-là par {officer.nom_complet}" in seen


def test_s56_two_officers_handing_over_at_once_do_not_overwrite(officer: Utilisateur, dossier: Candidature) -> None:
    un, deux = make_utilisateur(Role.CHARGE), make_utilisateur(Role.CHARGE)
    who: dict[str, Any] = {"auteur": officer, "now": QUAND, "lien": "https://acia.test/"}
    with transaction():
        service.assign_candidature(dossier.id, service.Attribution(un.id, "", ""), **who)
    with pytest.raises(ConflitVersion), transaction():
        service.assign_candidature(dossier.id, service.Attribution(deux.id, "Je prends", ""), **who)
    assert db.session.query(PriseEnCharge).one().utilisateur_id == un.id


@pytest.mark.parametrize(("role", "regions"), [(Role.CHARGE, ("01",)), (Role.MEMBRE, ("53",)), (Role.FINANCEUR, ())])
def test_only_an_officer_of_the_region_takes_a_file(
    officer: Utilisateur, dossier: Candidature, role: Role, regions: tuple[str, ...]
) -> None:
    person = make_utilisateur(role, regions=regions)
    with pytest.raises(ActionRefusee), transaction():
        service.assign_candidature(
            dossier.id, service.Attribution(person.id, "", ""), auteur=officer, now=QUAND, lien="https://acia.test/"
        )


def test_labels_are_of_one_region_and_go_only_when_free(
    officer: Utilisateur, dossier: Candidature, connecte: Connecte
) -> None:
    client, page = connecte(officer), "/candidatures/etiquettes"
    sent = {"nom": "À relancer", "ton": "ambre", "region": "53"}
    assert client.submit(page, sent).status_code == 302
    assert client.submit(page, sent).status_code == 422
    assert client.submit(page, {**sent, "region": "01"}).status_code == 422
    row = db.session.query(Etiquette).one()
    file = f"/candidatures/{dossier.id}"
    client.submit(file, {"etiquettes": [str(row.id)]}, action=f"{file}/etiquettes")
    assert db.session.query(EtiquettePosee).count() == 1
    assert client.submit(page, action=f"{page}/{row.id}/suppression").status_code == 409
    abroad = make_etiquette(officer, "Ailleurs", region="01")
    assert client.submit(file, {"etiquettes": [str(abroad.id)]}, action=f"{file}/etiquettes").status_code == 422
    client.submit(file, {"etiquettes": []}, action=f"{file}/etiquettes")
    assert client.submit(page, action=f"{page}/{row.id}/suppression").status_code == 302
    assert codes(dossier) == ["candidature_etiquetee", "candidature_desetiquetee"]


def test_an_act_on_several_files_says_then_does_then_reports(
    officer: Utilisateur, appel: Appel, dossier: Candidature, connecte: Connecte
) -> None:
    lu = make_candidature_deposee(appel, departement="29", etat=EtatCandidature.EN_INSTRUCTION)
    clos = make_candidature_deposee(appel, departement="29", etat=EtatCandidature.CLOSE)
    loin = make_candidature_deposee(appel, departement="971")
    client = connecte(officer)
    sent = {"acte": "instruire", "choix": [str(row.id) for row in (dossier, lu, clos, loin)]}
    answer = client.submit("/candidatures/", sent, action="/candidatures/groupes")
    preview = answer.headers["Location"]
    page = read(client, preview)
    assert "1 dossier changera" in page
    assert page.count("Laissé de côté") == 1
    assert loin.nom not in page
    assert db.session.get_one(Candidature, dossier.id).etat == EtatCandidature.DEPOSEE
    for _ in range(2):
        assert client.submit("/candidatures/", action=preview).status_code == 302
    assert "Ce qui a été fait" in read(client, preview)
    states = [db.session.get_one(Candidature, row.id).etat for row in (dossier, lu, clos, loin)]
    assert states == ["en_instruction", "en_instruction", "close", "deposee"]
    assert codes(dossier) == ["candidature_en_instruction"]
    assert codes(lu) == codes(clos) == codes(loin) == []


def test_an_act_leaves_alone_what_changed_since_its_preview(
    officer: Utilisateur, appel: Appel, dossier: Candidature
) -> None:
    autre = make_candidature_deposee(appel, departement="29")
    suivante, tiers = make_utilisateur(Role.CHARGE, nom="Relève"), make_utilisateur(Role.CHARGE, nom="Tiers")
    acte = make_acte([dossier, autre], officer, Acte.CONFIER, str(suivante.id))
    make_charge(autre, tiers)
    with transaction():
        service.perform_acte(acte.id, auteur=officer, now=QUAND, lien="https://acia.test/")
    holders = {charge.candidature_id: charge.utilisateur_id for charge in db.session.query(PriseEnCharge)}
    assert holders == {dossier.id: suivante.id, autre.id: tiers.id}
    report = {line["id"]: line["phrase"] for line in db.session.get_one(ActeGroupe, acte.id).lignes}
    assert "a changé depuis l’aperçu" in report[str(autre.id)]
    mail = db.session.query(Courriel).one()
    assert dossier.nom in mail.texte
    assert autre.nom not in mail.texte


def test_an_act_on_a_whole_search_and_its_limit(
    officer: Utilisateur, appel: Appel, dossier: Candidature, connecte: Connecte, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_candidature_deposee(appel, departement="29", etat=EtatCandidature.CLOSE)
    etiquette = make_etiquette(officer)
    client = connecte(officer)
    sent = {"acte": "etiqueter", "etiquette": str(etiquette.id), "portee": "toutes", "requete": "etat=deposee"}
    preview = client.submit("/candidatures/", sent, action="/candidatures/groupes").headers["Location"]
    client.submit("/candidatures/", action=preview)
    assert [p.candidature_id for p in db.session.query(EtiquettePosee)] == [dossier.id]
    again = client.submit("/candidatures/", sent, action="/candidatures/groupes").headers["Location"]
    assert "Rien à faire" in read(client, again)
    nothing = client.submit("/candidatures/", {"acte": "instruire"}, action="/candidatures/groupes")
    assert "Choisissez au moins un dossier" in read(client, nothing.headers["Location"])
    for module in ("acia.candidatures.service.groupes", "acia.candidatures.routes.groupes"):
        monkeypatch.setattr(f"{module}.LIMITE_GROUPE", 1)
    much = client.submit("/candidatures/", {**sent, "requete": ""}, action="/candidatures/groupes")
    assert "1 dossiers au plus" in read(client, much.headers["Location"])


def test_an_act_belongs_to_who_prepared_it(officer: Utilisateur, dossier: Candidature, connecte: Connecte) -> None:
    acte = make_acte([dossier], officer)
    other = connecte(make_utilisateur(Role.CHARGE))
    assert other.get(f"/candidatures/groupes/{acte.id}").status_code == 404
    assert other.submit("/candidatures/", action=f"/candidatures/groupes/{acte.id}").status_code == 404
    assert db.session.get_one(Candidature, dossier.id).etat == EtatCandidature.DEPOSEE


def test_r31_the_page_of_the_day_names_the_files_whose_clock_runs(
    app: Flask, officer: Utilisateur, dossier: Candidature, appel: Appel
) -> None:
    make_candidature_deposee(appel, departement="29")
    make_charge(dossier, officer)
    clock = app.extensions["acia_clock"]
    page = read(signed_client(app, officer), "/")
    assert "Commencer l’examen de 1" in page
    assert "Confier 1" in page
    clock.set(QUAND.replace(month=4, day=2))
    page = read(signed_client(app, officer), "/")
    assert f"Répondre avant le rejet implicite – {dossier.nom}" in page
    assert "12 avril 2027" in page
    assert "rejet implicite" not in signed_client(app, make_representant_compte()).get("/").get_data(as_text=True)
