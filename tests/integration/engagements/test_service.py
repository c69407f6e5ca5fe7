"""Opening, signing and unavailable days, on both engines."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import func, select

from acia.candidatures.models import Candidature
from acia.comptes.models import Utilisateur
from acia.core.audit import Evenement, verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import Document, read_document
from acia.core.errors import ActionRefusee, ConflitVersion, Introuvable
from acia.core.mail import Courriel
from acia.engagements import queries, service
from acia.engagements.models import Engagement, EtatEngagement, NiveauIndisponibilite
from acia.engagements.service import Accueil, JourIndisponible, LettreSignee
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_representant_compte
from tests.factories.commission import make_selection_notifiee
from tests.factories.comptes import make_utilisateur
from tests.factories.engagements import make_engagement, make_engagement_signe
from tests.factories.fichiers import PDF

LETTRE = LettreSignee(date(2027, 3, 29), "Camille Riou", "Présidente", "lettre.pdf", PDF)


@pytest.fixture
def officer(app: Flask, clock: SettableClock) -> Utilisateur:
    """An officer of Bretagne, a week after the decisions were sent."""
    clock.set(datetime(2027, 4, 2, 8, 0, tzinfo=UTC))
    return make_utilisateur()


@pytest.fixture
def person(officer: Utilisateur) -> Utilisateur:
    """A person of the establishment."""
    return make_representant_compte()


def open_all(appel_id: object, departement: str, officer: Utilisateur, clock: SettableClock) -> list[Engagement]:
    """Open the commitments of a département."""
    with transaction():
        return service.open_engagements(
            appel_id,  # type: ignore[arg-type]
            departement,
            auteur=officer,
            now=clock.now(),
            lien=lambda key: f"https://acia.test/engagements/{key}/lettre",
        )


def sign(
    engagement: Engagement, command: LettreSignee, person: Utilisateur, clock: SettableClock, version: int | None = None
) -> None:
    """Hand in a signed letter in a transaction of its own."""
    with transaction():
        row = db.session.get_one(Engagement, engagement.id)
        service.sign_engagement(row, command, version=version, auteur=person, now=clock.now())


def add(engagement: Engagement, jour: date, creneau: str, person: Utilisateur, clock: SettableClock) -> None:
    """Add an unavailable day."""
    command = JourIndisponible(jour, creneau, NiveauIndisponibilite.IMPOSSIBLE, "Formation")
    with transaction():
        row = db.session.get_one(Engagement, engagement.id)
        service.add_indisponibilite(row, command, auteur=person, now=clock.now())


def test_opening_sends_each_retained_establishment_its_letter_once(officer: Utilisateur, clock: SettableClock) -> None:
    appel = make_appel_publie({"29": 10, "22": 5})
    retained = [make_candidature_deposee(appel, departement="29") for _ in range(2)]
    for row in retained:
        make_selection_notifiee(row)
    make_selection_notifiee(make_candidature_deposee(appel, departement="29"), "liste_attente", rang=3)
    make_selection_notifiee(make_candidature_deposee(appel, departement="22"))
    make_candidature_deposee(appel, departement="29")
    assert [(line.departement, line.nombre) for line in queries.list_to_open(officer)] == [("22", 1), ("29", 2)]
    opened = open_all(appel.id, "29", officer, clock)
    assert {row.candidature_id for row in opened} == {row.id for row in retained}
    assert open_all(appel.id, "29", officer, clock) == []
    mails = list(db.session.scalars(select(Courriel).where(Courriel.modele == "engagement_ouvert")))
    assert len(mails) == 2
    assert all("au plus tard deux mois après" in mail.texte and mail.document_id for mail in mails)
    assert [line.departement for line in queries.list_to_open(officer)] == ["22"]


def test_a_decision_that_is_not_notified_opens_nothing(officer: Utilisateur, clock: SettableClock) -> None:
    appel = make_appel_publie()
    selection = make_selection_notifiee(make_candidature_deposee(appel))
    with transaction():
        db.session.get_one(type(selection), selection.id).notifiee_at = None
    assert open_all(appel.id, "29", officer, clock) == []


def test_an_officer_of_another_region_opens_nothing(officer: Utilisateur, clock: SettableClock) -> None:
    candidature = make_candidature_deposee(make_appel_publie())
    make_selection_notifiee(candidature)
    stranger = make_utilisateur(regions=("01",))
    with pytest.raises(Introuvable):
        open_all(candidature.appel_id, "29", stranger, clock)
    row = db.session.get_one(Candidature, candidature.id)
    with pytest.raises(ActionRefusee, match="chargés de mission de la région"):
        service.open_engagement(row, auteur=stranger, now=clock.now(), lien=str)


def test_the_letter_names_the_three_representatives_and_is_tagged(officer: Utilisateur, clock: SettableClock) -> None:
    candidature = make_candidature_deposee(make_appel_publie())
    make_selection_notifiee(candidature)
    open_all(candidature.appel_id, "29", officer, clock)
    lettre = db.session.scalars(select(Document).where(Document.modele == "lettre_engagement/v1")).one()
    assert lettre.contexte is not None
    assert [p["nom"] for p in lettre.contexte["representants"]] == ["Anne Le Bihan", "Yann Morvan", "Soizic Guéguen"]
    assert (lettre.contexte["premiere_seance"], lettre.contexte["duree"]) == ("deux mois", "douze mois")
    with pikepdf.open(io.BytesIO(read_document(lettre))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")


@pytest.mark.parametrize(
    ("signature", "limit"),
    [
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2027, 8, 30), date(2027, 10, 30)),
        (date(2028, 2, 29), date(2028, 4, 29)),
        (date(2026, 12, 31), date(2027, 2, 28)),
    ],
)
def test_e33_the_date_of_the_letter_gives_the_limit_of_the_first_session(
    officer: Utilisateur, signature: date, limit: date
) -> None:
    engagement = make_engagement_signe(signature=signature)
    assert queries.limit_of(db.session.get_one(Engagement, engagement.id)) == limit


def test_r56_a_signed_letter_is_kept_with_its_date_and_starts_the_clock(
    officer: Utilisateur, person: Utilisateur, clock: SettableClock
) -> None:
    engagement = make_engagement()
    sign(engagement, LETTRE, person, clock, version=engagement.version)
    row = db.session.get_one(Engagement, engagement.id)
    assert (row.etat, row.date_signature) == (EtatEngagement.SIGNE, date(2027, 3, 29))
    assert queries.limit_of(row) == date(2027, 5, 29)
    assert verify_chain()[1] is None


def test_the_same_letter_sent_twice_is_one_letter(
    officer: Utilisateur, person: Utilisateur, clock: SettableClock
) -> None:
    engagement = make_engagement()
    sign(engagement, LETTRE, person, clock, version=1)
    sign(engagement, LETTRE, person, clock, version=1)
    assert db.session.scalar(select(func.count()).where(Evenement.code == "lettre_signee")) == 1
    with pytest.raises(ActionRefusee, match="lettre signée"):
        sign(engagement, replace(LETTRE, date_signature=date(2027, 3, 30)), person, clock)


def test_a_letter_sent_from_a_stale_page_is_refused(
    officer: Utilisateur, person: Utilisateur, clock: SettableClock
) -> None:
    engagement = make_engagement()
    with transaction():
        row = db.session.get_one(Engagement, engagement.id)
        service.set_accueil(row, Accueil(True, "Salle bleue"), version=1, auteur=person, now=clock.now())
    with pytest.raises(ConflitVersion):
        sign(engagement, LETTRE, person, clock, version=1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"date_signature": date(2027, 4, 3)}, "date_signature"),
        ({"date_signature": date(2027, 3, 22)}, "date_signature"),
        ({"contenu": b""}, "fichier"),
        ({"contenu": b"PK\x03\x04 pas un PDF"}, "fichier"),
        ({"representant_legal": ""}, "representant_legal"),
    ],
)
def test_r56_a_letter_that_lacks_something_is_refused_at_its_field(
    officer: Utilisateur, person: Utilisateur, clock: SettableClock, change: dict[str, object], field: str
) -> None:
    engagement = make_engagement()
    with pytest.raises(ActionRefusee) as refusal:
        sign(engagement, replace(LETTRE, **change), person, clock)  # type: ignore[arg-type]
    assert refusal.value.champ == field
    assert db.session.get_one(Engagement, engagement.id).etat == EtatEngagement.OUVERT


def test_the_day_of_signature_is_counted_where_the_establishment_is(
    officer: Utilisateur, person: Utilisateur, clock: SettableClock
) -> None:
    """At 2 h in Paris on 3 April it is still 2 April in Guadeloupe: a letter of the 3rd is not signed yet."""
    clock.set(datetime(2027, 4, 3, 0, 0, tzinfo=UTC))
    island = make_candidature_deposee(make_appel_publie({"971": 5}), departement="971")
    engagement = make_engagement(island)
    with pytest.raises(ActionRefusee, match="pas encore passée"):
        sign(engagement, replace(LETTRE, date_signature=date(2027, 4, 3)), person, clock)
    sign(engagement, replace(LETTRE, date_signature=date(2027, 4, 2)), person, clock)


def test_a_whole_day_takes_the_place_of_its_halves(
    officer: Utilisateur, person: Utilisateur, clock: SettableClock
) -> None:
    engagement, jour = make_engagement(), date(2027, 5, 11)
    add(engagement, jour, "matin", person, clock)
    add(engagement, jour, "apres_midi", person, clock)
    with pytest.raises(ActionRefusee, match="déjà"):
        add(engagement, jour, "matin", person, clock)
    add(engagement, jour, "journee", person, clock)
    rows = db.session.get_one(Engagement, engagement.id).indisponibilites
    assert [(row.jour, row.creneau) for row in rows] == [(jour, "journee")]


def test_availabilities_are_completed_once(officer: Utilisateur, person: Utilisateur, clock: SettableClock) -> None:
    engagement = make_engagement()
    for later in (0, 1):
        clock.set(datetime(2027, 4, 2 + later, 8, 0, tzinfo=UTC))
        with transaction():
            row = db.session.get_one(Engagement, engagement.id)
            service.complete_disponibilites(row, auteur=person, now=clock.now())
    said = db.session.get_one(Engagement, engagement.id).disponibilites_at
    assert said == datetime(2027, 4, 2, 8, 0, tzinfo=UTC)


def test_only_signed_letters_enter_a_cohorte(officer: Utilisateur) -> None:
    appel = make_appel_publie()
    make_engagement(make_candidature_deposee(appel))
    signed = make_engagement_signe(make_candidature_deposee(appel), indisponibles=[(date(2027, 5, 11), "matin")])
    rows = queries.list_signed(appel.id, "29")
    assert [row.id for row in rows] == [signed.id]
    assert len(rows[0].indisponibilites) == 1
