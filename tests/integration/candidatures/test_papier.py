"""R9, E16: a file comes by the post, an officer types it, registers it, and it goes on like any other."""

from __future__ import annotations

import html
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from acia.appels.models import Appel
from acia.candidatures import service
from acia.candidatures.models import (
    Accuse,
    Candidature,
    DepotPapier,
    EtatCandidature,
    PieceJointe,
)
from acia.candidatures.queries import horloge_of, list_missed, silences_of, unfinished_files
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import read_document
from acia.core.errors import ActionRefusee
from acia.core.mail import Courriel
from acia.core.permissions import Role
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_candidature_deposee, make_etablissement
from tests.factories.comptes import make_utilisateur
from tests.factories.derogations import make_derogation
from tests.factories.ensemble import together, token_of
from tests.factories.fichiers import PDF
from tests.factories.papier import RECU, make_enregistre, make_enveloppe, make_papier
from tests.factories.parcours import SAISIES, Connecte, events_of, fresh
from tests.factories.personnes import token_sent

NEUF = "/candidatures/papier/nouveau"


@pytest.fixture
def officer(app: Flask, clock: SettableClock) -> Utilisateur:
    clock.set(RECU)
    return make_utilisateur(Role.CHARGE)


@pytest.fixture
def appel(app: Flask) -> Appel:
    return make_appel_publie({"29": 10, "35": 5, "971": 3})


def typed(appel: Appel, numero: str, **changes: str) -> dict[str, str]:
    """The envelope as an officer types it."""
    return {
        "appel": appel.code,
        "numero": numero,
        "cachet_lisible": "oui",
        "cachet_le": "2027-02-20",
        "recue_le": "2027-02-26",
        "signataire": "Jeanne Bihan",
        "acte": "ouvrir",
        **changes,
    }


def words(page: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(page.get_data(as_text=True)))


def test_an_envelope_becomes_a_file_screen_after_screen(appel: Appel, officer: Utilisateur, connecte: Connecte) -> None:
    there, client = make_etablissement("29"), connecte(officer)
    numero, nom = there.numero_finess, there.nom
    search = f"{NEUF}?appel={appel.code}&numero={numero}"
    assert nom in words(client.get(search))
    answer = client.submit(search, typed(appel, numero, courriel="direction@exemple.test"), action=NEUF)
    base = answer.headers["Location"]
    row = db.session.query(Candidature).one()
    key = row.id
    assert base == f"/candidatures/{key}/papier"
    for section, file in (("autorisation", ("fichier_arrete", "arrete.pdf")), ("projet", None)):
        sent: dict[str, object] = dict(SAISIES[section])
        if file:
            sent[file[0]] = (io.BytesIO(PDF), file[1])
        page = f"{base}/sections/{section}"
        assert client.submit(page, sent, content_type="multipart/form-data").headers["Location"] == base
    assert "arrete.pdf" in words(client.get(f"{base}/sections/autorisation"))
    piece = db.session.query(PieceJointe).one()
    assert client.get(f"{base}/pieces/{piece.id}").status_code == 200
    shown = words(client.get(base))
    assert "Pas encore enregistré" in shown
    assert "Ce qui manque" in shown
    for _ in range(2):
        assert client.submit(base, action=f"{base}/enregistrement").headers["Location"] == base
    row = fresh(key)
    assert (row.etat, row.numero) == ("deposee", f"{appel.code.upper()}-0001")
    assert (row.deposee_at, row.recue_le) == (datetime(2027, 2, 19, 23, tzinfo=UTC), date(2027, 2, 26))
    assert row.sections["projet"]["titre"] == "Accueillir et garder"
    assert events_of(key).count("papier_enregistre") == 1
    [mail] = db.session.query(Courriel).filter_by(modele="accuse_papier")
    assert mail.destinataire == "direction@exemple.test"
    assert mail.document_id == db.session.query(Accuse).one().document_id
    shown = words(client.get(base))
    assert "L’accusé de réception est envoyé à direction@exemple.test" in shown
    assert "Demander ce qui manque" in shown
    file = words(client.get(f"/candidatures/{key}"))
    assert "postée le samedi 20 février 2027, reçue le vendredi 26 février 2027" in file


def test_the_receipt_says_the_post_and_keeps_its_bytes(
    appel: Appel, officer: Utilisateur, connecte: Connecte, clock: SettableClock
) -> None:
    row, accuse = make_enregistre(appel, officer)
    contenu, empreinte, key, numero = accuse.contenu, accuse.empreinte, row.id, accuse.numero
    assert accuse.document is not None
    first = read_document(accuse.document)
    plain = {mot: re.sub(r"\s", " ", valeur) for mot, valeur in contenu["lignes"]}
    assert plain["Posté le"] == "samedi 20 février 2027, cachet de la poste faisant foi"
    assert plain["Reçu par le service le"] == "vendredi 26 février 2027"
    assert plain["Signé par"] == "Jeanne Bihan, Directrice"
    assert contenu["manques"]
    assert contenu["silence_date"] == "2027-04-26"
    assert service.verify_receipts(row) == []
    clock.set(RECU + timedelta(days=90))
    client = connecte(officer)
    assert [client.get(f"/candidatures/{key}/accuse").data for _ in range(2)] == [first, first]
    page = connecte(None).submit("/candidatures/accuses/verifier", {"numero": numero, "empreinte": empreinte})
    assert f"Le dossier papier {numero}, posté le samedi 20 février 2027" in words(page)


def test_r9_posted_too_late_is_refused_and_leaves_its_trace(
    appel: Appel, officer: Utilisateur, connecte: Connecte
) -> None:
    client, numero = connecte(officer), make_etablissement("29").numero_finess
    late = typed(appel, numero, cachet_le="2027-02-21")
    search = f"{NEUF}?appel={appel.code}&numero={numero}"
    answer = client.submit(search, late, action=NEUF)
    assert answer.status_code == 422
    assert "il est hors délai" in words(answer)
    assert "Refuser ce dossier, posté trop tard" in words(answer)
    assert db.session.query(DepotPapier).count() == 0
    answer = client.submit(search, {**late, "acte": "refuser"}, action=NEUF)
    refused = db.session.query(DepotPapier).one()
    assert answer.headers["Location"] == f"/candidatures/papier/{refused.id}/refus"
    [line] = list_missed(officer)
    assert (line.numero_finess, line.depose_depuis, line.enveloppe) == (numero, False, refused.id)
    assert f"/candidatures/papier/{refused.id}/refus" in client.get("/candidatures/depots-refuses").text
    assert "21 février 2027" in line.cause
    assert db.session.query(Candidature).count() == 0
    assert list_missed(make_utilisateur(Role.CHARGE, regions=("01",))) == []
    in_time = client.submit(search, {**typed(appel, numero), "acte": "refuser"}, action=NEUF)
    assert "il ne peut pas être refusé pour retard" in words(in_time)


def test_r9_a_postmark_that_cannot_be_read_needs_its_reason_and_benefits_the_sender(
    appel: Appel, officer: Utilisateur
) -> None:
    doubtful: dict[str, Any] = {"cachet_lisible": False, "cachet_le": date(2027, 2, 24)}
    with pytest.raises(ActionRefusee) as refusal:
        make_papier(appel, officer, **doubtful)
    assert refusal.value.champ == "cachet_motif"
    row, accuse = make_enregistre(appel, officer, cachet_motif="Encre effacée par la pluie", **doubtful)
    assert row.deposee_at == datetime(2027, 2, 19, 23, tzinfo=UTC)
    assert "doute profite à l’expéditeur" in str(accuse.contenu["lignes"])
    assert db.session.query(DepotPapier).one().cachet_motif == "Encre effacée par la pluie"


def test_r31_silence_is_counted_from_the_reception_everywhere(appel: Appel, officer: Utilisateur) -> None:
    row, _ = make_enregistre(appel, officer)
    horloge = horloge_of(row, RECU)
    assert horloge is not None
    assert horloge.rejet == date(2027, 4, 26)
    [[silence]] = silences_of(officer).values()
    assert silence.rejet == date(2027, 4, 26)


def test_r28_a_draft_online_gives_way_with_a_reason_and_its_people_are_told(
    appel: Appel, officer: Utilisateur, connecte: Connecte
) -> None:
    draft = make_brouillon(appel, departement="29")
    numero, key = draft.numero_finess, draft.id
    client = connecte(officer)
    search = f"{NEUF}?appel={appel.code}&numero={numero}"
    assert "Une candidature est commencée en ligne" in words(client.get(search))
    answer = client.submit(search, typed(appel, numero), action=NEUF)
    assert answer.status_code == 422
    assert fresh(key).etat == EtatCandidature.BROUILLON
    answer = client.submit(search, typed(appel, numero, motif="La direction a posté son dossier"), action=NEUF)
    assert answer.status_code == 302
    old = fresh(key)
    assert old.etat == EtatCandidature.RETIREE
    assert "La direction a posté son dossier" in old.motif_retrait
    assert db.session.query(Courriel).filter_by(modele="brouillon_remplace").count() == 1
    assert "déjà en cours de saisie" in words(client.get(search))
    assert unfinished_files(appel.id) == []


def test_r28_a_file_deposited_online_stays_alone(appel: Appel, officer: Utilisateur, connecte: Connecte) -> None:
    filed = make_candidature_deposee(appel, departement="29")
    page = words(connecte(officer).get(f"{NEUF}?appel={appel.code}&numero={filed.numero_finess}"))
    assert "Cet établissement a déjà déposé" in page
    assert str(fresh(filed.id).numero) in page


def test_r28_two_officers_open_the_same_envelope_at_once(
    appel: Appel, officer: Utilisateur, connecte: Connecte
) -> None:
    clients = [connecte(officer), connecte(make_utilisateur(Role.CHARGE))]
    for _ in range(3):
        numero = make_etablissement("29").numero_finess
        page = f"{NEUF}?appel={appel.code}&numero={numero}"
        requests = [(NEUF, {"csrf_token": token_of(c, page), **typed(appel, numero)}) for c in clients]
        answers = together(clients, requests)
        assert sorted(status for status, _ in answers) == [302, 422]
        assert any("déjà en cours de saisie" in text for status, text in answers if status == 422)
    db.session.rollback()
    assert db.session.query(Candidature).count() == db.session.query(DepotPapier).count() == 3


def test_two_officers_register_at_once_and_share_one_receipt(
    appel: Appel, officer: Utilisateur, connecte: Connecte
) -> None:
    clients = [connecte(officer), connecte(make_utilisateur(Role.CHARGE))]
    _, row = make_papier(appel, officer)
    base = f"/candidatures/{row.id}/papier"
    requests = [(f"{base}/enregistrement", {"csrf_token": token_of(c, base)}) for c in clients]
    assert together(clients, requests) == [(302, base)] * 2
    db.session.rollback()
    assert db.session.query(Accuse).count() == 1
    assert db.session.query(Evenement).filter_by(code="papier_enregistre").count() == 1


def test_what_was_typed_stops_with_the_registration_or_the_giving_up(
    appel: Appel, officer: Utilisateur, connecte: Connecte
) -> None:
    client = connecte(officer)
    papier, row = make_papier(appel, officer)
    base, numero, papier_id = f"/candidatures/{row.id}/papier", row.numero_finess, papier.id
    edited = typed(appel, numero, cachet_le="2027-02-19", signataire="Marc Le Goff")
    assert client.submit(f"{base}/enveloppe", edited).headers["Location"] == base
    db.session.rollback()
    assert db.session.get_one(DepotPapier, papier_id).signataire == "Marc Le Goff"
    late = client.submit(f"{base}/enveloppe", typed(appel, numero, cachet_le="2027-02-22"))
    assert "il est hors délai" in words(late)
    assert client.submit(f"{base}/abandon", {"motif": "Mauvais établissement"}).status_code == 302
    assert fresh(row.id).etat == EtatCandidature.RETIREE
    assert client.get(f"{base}/sections/projet").status_code == 403
    assert "Saisie abandonnée" in words(client.get(base))
    make_papier(appel, officer, etablissement=fresh(row.id).etablissement)


def test_a_stale_page_of_a_colleague_never_overwrites(appel: Appel, officer: Utilisateur, connecte: Connecte) -> None:
    client = connecte(officer)
    _, row = make_papier(appel, officer)
    page = f"/candidatures/{row.id}/papier/sections/projet"
    old = re.search(r'name="version"[^>]*value="(\d+)"', client.get(page).text)
    assert old
    assert client.submit(page, {"titre": "Le premier"}).status_code == 302
    assert client.submit(page, {"titre": "Le second", "version": old.group(1)}).status_code == 409
    assert fresh(row.id).sections["projet"]["titre"] == "Le premier"


def test_nobody_else_sees_an_envelope(appel: Appel, officer: Utilisateur, connecte: Connecte) -> None:
    _, row = make_papier(appel, officer)
    away = connecte(make_utilisateur(Role.CHARGE, regions=("01",)))
    for page in ("", "/sections/projet", "/enveloppe", "/abandon"):
        assert away.get(f"/candidatures/{row.id}/papier{page}").status_code == 404
    assert row.nom not in words(away.get("/candidatures/papier"))
    other = make_etablissement("971").numero_finess
    page = connecte(officer).get(f"{NEUF}?appel={appel.code}&numero={other}")
    assert "qui ne vous est pas confiée" in words(page)


def test_the_direction_is_invited_once_registered_and_goes_on_online(
    appel: Appel, officer: Utilisateur, connecte: Connecte
) -> None:
    client = connecte(officer)
    _, row = make_papier(appel, officer)
    key, numero = row.id, row.numero_finess
    asked = {"appel": appel.code, "numero": numero, "courriel": "direction@exemple.test", "motif": "Dossier papier"}
    assert "Enregistrez d’abord ce dossier papier" in words(client.submit("/candidatures/transfert", asked))
    with transaction():
        service.register_papier(key, auteur=officer, now=RECU)
    assert client.submit("/candidatures/transfert", asked).status_code == 302
    compte = service.NouveauCompte("Jeanne", "Bihan", "Directrice", "une-longue-phrase-de-passe-2027")
    with transaction():
        _, director = service.join_file_with_account(token_sent("direction@exemple.test"), compte, now=RECU)
    assert "Postée le samedi 20 février 2027" in words(connecte(director).get(f"/candidatures/{key}"))
    assert "suit le dossier en ligne" in words(client.get(f"/candidatures/{key}/papier"))


def test_the_inbox_finds_the_files_by_the_way_they_came(appel: Appel, officer: Utilisateur, connecte: Connecte) -> None:
    online = make_candidature_deposee(appel, departement="29")
    paper, _ = make_enregistre(appel, officer)
    client, numeros = connecte(officer), {"ligne": str(online.numero), "papier": str(paper.numero)}
    for canal, numero in numeros.items():
        page = words(client.get(f"/candidatures/?canal={canal}&col=canal"))
        assert [n for n in numeros.values() if n in page] == [numero]
    assert "Papier" in words(client.get(f"/candidatures/{paper.id}"))


def test_dates_are_checked_with_the_call(appel: Appel, officer: Utilisateur) -> None:
    early = make_enveloppe(cachet_le=date(2026, 2, 20), recue_le=date(2026, 2, 26))
    with pytest.raises(ActionRefusee, match="n’a ouvert que le"):
        service.judge_envelope(appel, "290000017", early, RECU)
    with pytest.raises(ActionRefusee, match="à venir"):
        service.judge_envelope(appel, "290000017", make_enveloppe(recue_le=date(2027, 2, 27)), RECU)


def test_a_derogation_moves_the_last_day_of_the_post_too(appel: Appel, officer: Utilisateur) -> None:
    there = make_etablissement("29")
    numero = there.numero_finess
    late = make_enveloppe(cachet_le=date(2027, 2, 22))
    assert not service.judge_envelope(appel, numero, late, RECU).a_temps
    given = make_derogation(appel, numero, officer, RECU - timedelta(days=5))
    row, accuse = make_enregistre(appel, officer, etablissement=there, cachet_le=date(2027, 2, 22))
    assert row.deposee_at == datetime(2027, 2, 21, 23, tzinfo=UTC)
    assert "Dérogation accordée par" in accuse.contenu["derogation"]
    db.session.refresh(given)
    assert given.candidature_id == row.id
