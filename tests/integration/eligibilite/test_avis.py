"""An outside opinion: asked with what may be seen, given once by a personal link, deciding nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from acia.appels.rules import ChangementPiece
from acia.appels.service import change_pieces
from acia.candidatures.models import Candidature, EtatCandidature
from acia.candidatures.queries import events_of, pieces_filed
from acia.comptes.access import LienPerime
from acia.comptes.models import Utilisateur
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from acia.core.jobs import make_rounds
from acia.core.mail import Courriel
from acia.eligibilite import service
from acia.eligibilite.jobs import erase_addresses_asked, remind_opinions
from acia.eligibilite.models import AvisExterieur, DecisionEligibilite, LienAvis, Verdict
from acia.eligibilite.rules.avis import CONSERVATION, SURSIS, Confidentialite, SensAvis, VoieAvis
from acia.eligibilite.service import AvisDonne, AvisRecu
from acia.eligibilite.workflow import EtatAvis
from acia.pilotage.home import tasks_for
from tests.factories.appels import make_appel_publie
from tests.factories.avis import QUESTION, TEXTE, give, make_avis
from tests.factories.candidatures import make_candidature_deposee, make_representant_compte
from tests.factories.client import HouseClient
from tests.factories.comptes import make_utilisateur
from tests.factories.ecart import make_examined
from tests.factories.parcours import Connecte

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} & « fin »"


@pytest.fixture
def officer(app: Flask, clock: SettableClock) -> Utilisateur:
    """An officer of Bretagne, once the call has closed."""
    clock.set(clock.now() + timedelta(days=40))
    return make_utilisateur()


@pytest.fixture
def dossier(officer: Utilisateur) -> Candidature:
    """A deposited file with its documents."""
    return make_candidature_deposee(make_appel_publie())


def reread(row: AvisExterieur) -> AvisExterieur:
    """The opinion as it is in the base."""
    db.session.expire_all()
    return db.session.get_one(AvisExterieur, row.id)


def act(
    name: str, dossier: Candidature, row: AvisExterieur, *args: Any, who: Utilisateur, clock: SettableClock
) -> None:
    """One use case on an opinion, in a transaction of its own."""
    key, avis_id, who_id = dossier.id, row.id, who.id
    with transaction():
        file, person = db.session.get_one(Candidature, key), db.session.get_one(Utilisateur, who_id)
        getattr(service, name)(file, avis_id, *args, version=None, auteur=person, now=clock.now())


def test_by_default_the_person_sees_the_question_and_the_name_and_nothing_else(
    app: Flask, dossier: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    _, secret = make_avis(dossier, officer, clock.now())
    client, piece = HouseClient(app), dossier.pieces[0].id
    html = client.get(f"/avis/{secret}").text
    assert QUESTION in html
    assert dossier.nom in html
    for hidden in (dossier.numero or "", dossier.numero_finess, "arrete.pdf", *_people(dossier), *_answers(dossier)):
        assert hidden not in html
    assert client.get(f"/avis/{secret}/pieces/{piece}").status_code == 404


def _people(dossier: Candidature) -> list[str]:
    return [text for person in dossier.representants for text in (person.courriel, person.nom_complet)]


def _answers(dossier: Candidature) -> list[str]:
    texts = [str(dossier.sections["projet"][field]) for field in ("titre", "objectifs")]
    assert all(texts)
    return texts


def test_a_document_is_named_as_when_it_was_filed(app: Flask, officer: Utilisateur, clock: SettableClock) -> None:
    # The call is still open: its list may change after this deposit.
    clock.set(clock.now() - timedelta(days=40))
    dossier = make_candidature_deposee(make_appel_publie())
    opened, appel_id, who_id = dossier.pieces[0], dossier.appel_id, officer.id
    filed = pieces_filed(dossier).find(opened.code)
    assert filed is not None
    with transaction():
        change = ChangementPiece(opened.code, replace(filed, libelle="Un tout autre nom"), "Un nom plus clair.")
        change_pieces(appel_id, change, version=None, auteur=db.session.get_one(Utilisateur, who_id), now=clock.now())
    dossier = db.session.get_one(Candidature, dossier.id)
    _, secret = make_avis(dossier, officer, clock.now(), pieces=(str(opened.id),))
    html = HouseClient(app).get(f"/avis/{secret}").text
    assert filed.libelle in html
    assert "Un tout autre nom" not in html


def test_a_link_opens_what_was_chosen_on_its_own_file_and_no_other(
    app: Flask, dossier: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    other = make_candidature_deposee(dossier.appel)
    chosen, left = dossier.pieces[0].id, dossier.pieces[1].id
    # A document of another file slipped into the request is not opened.
    asked = {"sections": ("projet", "hostile"), "pieces": (str(chosen), str(other.pieces[0].id))}
    row, secret = make_avis(dossier, officer, clock.now(), **asked)
    _, second = make_avis(other, officer, clock.now())
    client = HouseClient(app)
    html = client.get(f"/avis/{secret}").text
    assert all(text in html for text in _answers(dossier)[:1])
    assert not any(text in html for text in _people(dossier))
    assert client.get(f"/avis/{secret}/pieces/{chosen}").status_code == 200
    for address in (
        f"/avis/{secret}/pieces/{left}",
        f"/avis/{secret}/pieces/{other.pieces[0].id}",
        f"/avis/{second}/pieces/{chosen}",
        f"/avis/{row.id}/pieces/{chosen}",
    ):
        assert client.get(address).status_code == 404, address
    assert dossier.nom not in client.get(f"/avis/{second}").text
    with transaction():
        db.session.get_one(Candidature, dossier.id).pieces[0].retiree_at = clock.now()
    assert client.get(f"/avis/{secret}/pieces/{chosen}").status_code == 404


def test_the_person_answers_once(
    app: Flask, dossier: Candidature, officer: Utilisateur, clock: SettableClock, connecte: Connecte
) -> None:
    row, secret = make_avis(dossier, officer, clock.now(), regle="R15")
    client, page = HouseClient(app), f"/avis/{secret}"
    silent = client.submit(page, {"sens": "reserve", "texte": ""})
    assert silent.status_code == 422
    assert reread(row).etat == EtatAvis.DEMANDE
    assert client.submit(page, {"sens": "reserve", "texte": HOSTILE}).status_code == 302
    found = reread(row)
    assert (found.etat, found.sens, found.texte, found.voie) == ("rendu", "reserve", HOSTILE, "lien")
    gone, unknown = client.get(page), client.get("/avis/inconnu")
    assert (gone.status_code, unknown.status_code) == (410, 410)
    assert _plain(gone.text) == _plain(unknown.text)
    with pytest.raises(LienPerime):
        give(secret, clock.now())
    told = db.session.execute(select(Courriel).where(Courriel.modele == "avis_recu")).scalars().one()
    assert told.destinataire == officer.courriel
    theirs = connecte(officer)
    for address in (f"/candidatures/{dossier.id}/eligibilite", f"/candidatures/{dossier.id}/eligibilite/avis/{row.id}"):
        html = theirs.get(address).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "<script>alert" not in html
        assert "{{ 7*7 }}" in html
    assert [event.code for event in events_of(dossier.id)][:2] == ["avis_rendu", "avis_demande"]
    assert verify_chain()[1] is None


def _plain(html: str) -> str:
    return re.sub(r'value="[^"]{20,}"', "", html)


def test_ra1_an_opinion_decides_nothing(dossier: Candidature, officer: Utilisateur, clock: SettableClock) -> None:
    make_examined(dossier, officer, clock.now())
    before = _findings()
    _, secret = make_avis(dossier, officer, clock.now())
    give(secret, clock.now(), SensAvis.DEFAVORABLE)
    assert _findings() == before
    assert db.session.scalar(select(func.count()).select_from(DecisionEligibilite)) == 0


def _findings() -> list[tuple[str, str, str | None]]:
    verdict = db.session.execute(select(Verdict)).scalars().one()
    return [(verdict.synthese, row.resultat, row.jugement) for row in verdict.constats]


@pytest.mark.parametrize("how", ["expire", "annule", "retire"])
def test_a_link_that_no_longer_serves_looks_like_an_unknown_one(
    app: Flask, dossier: Candidature, officer: Utilisateur, clock: SettableClock, how: str
) -> None:
    piece = dossier.pieces[0].id
    row, secret = make_avis(dossier, officer, clock.now(), pieces=(str(piece),))
    client = HouseClient(app)
    assert client.get(f"/avis/{secret}").status_code == 200
    if how == "expire":
        clock.set(row.expire_at - timedelta(seconds=1))
        assert client.get(f"/avis/{secret}").status_code == 200
        clock.set(row.expire_at)
    elif how == "annule":
        act("cancel_opinion", dossier, row, "Question sans objet.", who=officer, clock=clock)
    else:
        with transaction():
            file = db.session.get_one(Candidature, dossier.id)
            file.etat, file.retiree_at = EtatCandidature.RETIREE, clock.now()
    assert client.get(f"/avis/{secret}").status_code == 410
    assert client.get(f"/avis/{secret}/pieces/{piece}").status_code == 404
    with pytest.raises(LienPerime):
        give(secret, clock.now())


def test_s22_the_base_holds_no_link_and_the_journal_no_name(
    dossier: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    row, secret = make_avis(dossier, officer, clock.now())
    assert secret not in {link.empreinte for link in db.session.execute(select(LienAvis)).scalars()}
    events = " ".join(f"{event.donnees} {event.motif}" for event in events_of(dossier.id))
    assert row.fonction in events
    assert row.nom not in events
    assert row.courriel not in events


def test_an_answer_received_otherwise_is_written_down_with_its_day(
    dossier: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    row, secret = make_avis(dossier, officer, clock.now())
    asked = clock.now().date()
    clock.set(clock.now() + timedelta(days=4))
    for day in (None, asked - timedelta(days=1), asked + timedelta(days=5)):
        with pytest.raises(ActionRefusee, match="le jour où l’avis est arrivé"):
            received(dossier, row, day, officer, clock)
    received(dossier, row, asked + timedelta(days=3), officer, clock)
    found = reread(row)
    assert (found.voie, found.recu_le, found.close_par_id) == ("telephone", asked + timedelta(days=3), officer.id)
    with pytest.raises(LienPerime):
        give(secret, clock.now())
    with pytest.raises(ActionRefusee, match="vient d’être rendu"):
        received(dossier, row, asked + timedelta(days=3), officer, clock)


def received(
    dossier: Candidature, row: AvisExterieur, day: date | None, who: Utilisateur, clock: SettableClock
) -> None:
    """Write down an answer given by telephone."""
    command = AvisRecu(SensAvis.FAVORABLE, TEXTE, VoieAvis.TELEPHONE, day)
    act("record_opinion", dossier, row, command, who=who, clock=clock)


def test_the_reminder_leaves_once_with_a_link_that_works_and_never_after(
    app: Flask, dossier: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    start = clock.now()
    _, first = make_avis(dossier, officer, start)
    quiet, _ = make_avis(dossier, officer, start, rappel_jours=0)
    for days, sent in ((11, 0), (12, 1), (13, 1), (16, 1)):
        clock.set(start + timedelta(days=days))
        remind_opinions(clock.now())
        mails = db.session.execute(select(Courriel).where(Courriel.modele == "avis_rappel")).scalars().all()
        assert len(mails) == sent, days
    assert reread(quiet).rappele_at is None
    second = re.search(r"/avis/(\S+)", mails[0].texte)
    assert second is not None
    assert {HouseClient(app).get(f"/avis/{link}").status_code for link in (first, second.group(1))} == {200}
    give(second.group(1), clock.now())
    assert HouseClient(app).get(f"/avis/{first}").status_code == 410


def test_a_late_opinion_is_in_what_the_officer_must_do(
    dossier: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    row, _ = make_avis(dossier, officer, clock.now())
    elsewhere = make_utilisateur(regions=("01",))
    for days, late in ((15, False), (16, True)):
        at = clock.now() + timedelta(days=days)
        found = [task for task in tasks_for(officer, at) if task.titre.startswith("Relancer ou ne plus attendre")]
        assert bool(found) is late, days
        assert not any("avis" in task.titre for task in tasks_for(elsewhere, at))
    assert found[0].valeurs["avis_id"] == row.id


def test_addresses_are_erased_with_their_mails_once_they_serve_no_more(
    dossier: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    given, secret = make_avis(dossier, officer, clock.now())
    silent, _ = make_avis(dossier, officer, clock.now())
    give(secret, clock.now())
    clock.set(clock.now() + CONSERVATION - timedelta(seconds=1))
    erase_addresses_asked(clock.now())
    assert reread(given).courriel
    clock.set(clock.now() + timedelta(seconds=1))
    make_rounds(clock.now())
    assert (reread(given).courriel, reread(given).nom, reread(given).texte) == ("", "Yann Prigent", TEXTE)
    assert reread(silent).courriel
    assert mails_about(given) == 0
    clock.set(silent.expire_at + CONSERVATION)
    erase_addresses_asked(clock.now())
    assert reread(silent).courriel == ""
    assert db.session.scalar(select(func.count()).select_from(LienAvis)) == 0
    assert db.session.scalar(select(func.count()).select_from(Courriel).where(Courriel.texte.contains("prigent"))) == 0


def mails_about(row: AvisExterieur) -> int:
    """How many mails an opinion has left."""
    rows = select(func.count()).select_from(Courriel).where(Courriel.objet_id == str(row.id))
    return db.session.scalar(rows) or 0


def test_what_is_missing_or_impossible_is_refused_at_its_field(
    dossier: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    today = clock.now().date()
    refused: list[tuple[str, Any]] = [
        *((field, "") for field in ("nom", "fonction", "courriel", "question")),
        *(("limite", day) for day in (None, today, today + timedelta(days=91))),
    ]
    for field, value in refused:
        with pytest.raises(ActionRefusee) as refusal:
            make_avis(dossier, officer, clock.now(), **{field: value})
        assert refusal.value.champ == field
    with transaction():
        db.session.get_one(Candidature, dossier.id).etat = EtatCandidature.CLOSE
    with pytest.raises(ActionRefusee, match="n’attend plus"):
        make_avis(dossier, officer, clock.now())


def test_an_officer_asks_reads_and_cancels_on_her_pages(
    dossier: Candidature, officer: Utilisateur, clock: SettableClock, connecte: Connecte
) -> None:
    client, page = connecte(officer), f"/candidatures/{dossier.id}/eligibilite"
    limite = (clock.now() + timedelta(days=10)).date().isoformat()
    typed = {
        "nom": "Yann Prigent", "fonction": "Chef de service", "courriel": "prigent@exemple.test", "question": QUESTION,
        "limite": limite, "confidentialite": "interne", "rappel": "3", "regle": "R15",
    }  # fmt: skip
    assert client.submit(f"{page}/avis/nouveau", typed | {"question": ""}).status_code == 422
    assert client.submit(f"{page}/avis/nouveau", typed).status_code == 302
    row = db.session.execute(select(AvisExterieur)).scalars().one()
    assert (row.sections, row.pieces, row.regle) == ([], [], "R15")
    here = f"{page}/avis/{row.id}"
    assert "Chef de service" in client.get(page).text
    assert client.submit(here, {"version": "1"}, action=f"{here}/renvoi").status_code == 302
    version = str(reread(row).version)
    assert client.submit(here, {"motif": "", "version": version}, action=f"{here}/annulation").status_code == 422
    assert (
        client.submit(here, {"motif": "Inutile.", "version": version}, action=f"{here}/annulation").status_code == 302
    )
    assert reread(row).etat == EtatAvis.ANNULE
    assert "Inutile." in client.get(here).text
    assert reread(row).expire_at == row.expire_at
    assert timedelta(0) < SURSIS


@pytest.mark.parametrize("kind", list(Confidentialite))
def test_ra2_the_establishment_reads_a_communicable_opinion_once_answered_and_no_other(
    officer: Utilisateur, clock: SettableClock, connecte: Connecte, kind: Confidentialite
) -> None:
    mine = make_representant_compte()
    dossier = make_candidature_deposee(make_appel_publie(), auteur=mine)
    _, secret = make_avis(dossier, officer, clock.now(), confidentialite=kind)
    give(secret, clock.now())
    client, page = connecte(mine), f"/candidatures/{dossier.id}/avis-exterieurs"
    assert client.get(page).status_code == 404
    assert TEXTE not in client.get(f"/candidatures/{dossier.id}").text
    with transaction():
        db.session.get_one(Candidature, dossier.id).etat = EtatCandidature.CLOSE
    answer = client.get(page)
    assert answer.status_code == (200 if kind is Confidentialite.COMMUNICABLE else 404)
    assert (TEXTE in answer.text) is (kind is Confidentialite.COMMUNICABLE)
    assert "Prigent" not in answer.text
    assert connecte(make_representant_compte()).get(page).status_code == 404


def test_the_link_is_slowed_down(app: Flask, dossier: Candidature, clock: SettableClock) -> None:
    client = HouseClient(app)
    statuses = [client.get(f"/avis/essai-{number}").status_code for number in range(130)]
    assert statuses[:100] == [410] * 100
    assert statuses[-1] == 429


def test_the_answer_of_the_link_is_the_only_one(
    dossier: Candidature, officer: Utilisateur, clock: SettableClock
) -> None:
    _, secret = make_avis(dossier, officer, clock.now())
    with transaction():
        service.give_opinion(secret, AvisDonne(SensAvis.SANS_AVIS, ""), now=clock.now(), lien=lambda _: "/")
    with pytest.raises(LienPerime):
        give(secret, clock.now())
