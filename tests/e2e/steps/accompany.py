"""Letters, cohortes, sessions, the twelve months, and the workbook."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
from sqlalchemy import select

from acia.comptes.models import Utilisateur
from acia.core.mail import Courriel
from acia.engagements.models import Engagement
from acia.seances.models import Seance
from tests.e2e.actors import Actor, World
from tests.e2e.steps.set_up import CHARGEE, CODE, FINANCEUR, INTERVENANT

Person = Callable[[str], Actor]


def sign_letters(world: World, person: Person, directors: list[str], folder: Path) -> None:
    """The officer opens the commitments; each establishment reads the decision, signs, says when it cannot come."""
    world.at(datetime(2027, 3, 23, 9, tzinfo=UTC))
    officer = person(CHARGEE)
    officer.sign_in()
    officer.open("/engagements/")
    officer.press("Ouvrir les engagements")
    world.at(datetime(2027, 3, 30, 9, tzinfo=UTC))
    for rank, address in enumerate(directors):
        director = person(address)
        director.sign_in()
        director.open("/engagements/miens")
        found = re.search(r"/engagements/[0-9a-f-]{36}", director.page.content())
        assert found, "the establishment finds its commitment"
        base = found.group()
        director.open(f"{base}/lettre")
        if rank == 0:
            director.check_page()
        director.page.locator("input[type=file]").set_input_files(folder / "extrait du procès-verbal.pdf")
        director.fill(
            date_signature="2027-03-29", representant_legal="Camille Riou", qualite="présidente de l’association"
        )
        director.press("Déposer la lettre signée")
        director.open(f"{base}/disponibilites")
        director.fill(jour="2027-05-11", creneau="journee", motif="Formation interne")
        director.press("Ajouter ce moment")
        director.press("Mes disponibilités sont complètes")
    assert all(row[0] for row in world.query(select(Engagement.date_signature)))


def form_cohortes(world: World, person: Person) -> None:
    """The solver proposes and proves, the officer names the intervenant and validates."""
    world.at(datetime(2027, 4, 1, 9, tzinfo=UTC))
    officer = person(CHARGEE)
    officer.sign_in()
    officer.sees("Former les cohortes")
    page = f"/cohortes/{CODE}/29"
    officer.open(page)
    officer.press("Calculer les cohortes")
    officer.sees("Optimum prouvé")
    officer.check_page()
    settings = officer.page.locator("a[href*='/reglages/']").first.get_attribute("href")
    assert settings
    officer.open(settings)
    intervenant = world.query(select(Utilisateur.id).where(Utilisateur.courriel == INTERVENANT))[0][0]
    officer.fill(intervenant=str(intervenant))
    officer.press("Enregistrer la cohorte")
    officer.open(page)
    officer.fill(motif="Trajets relus avec les directions.")
    officer.press("Valider les cohortes")


def plan_sessions(world: World, person: Person) -> None:
    """The sessions are computed in the background, read, published; everybody receives an invitation."""
    world.at(datetime(2027, 4, 2, 9, tzinfo=UTC))
    officer = person(CHARGEE)
    officer.sign_in()
    officer.open("/seances/planifier")
    officer.check_page()
    officer.press("Calculer les séances")
    officer.sees("Calcul en cours")
    world.work()
    officer.follow("Voir si le plan est prêt")
    officer.sees("Optimum prouvé")
    officer.check_page()
    officer.press("Publier les séances")
    invitations = select(Courriel.calendrier).where(Courriel.modele == "seance_publiee")
    texts = [row[0] for row in world.query(invitations)]
    assert len(texts) > 40
    assert all("METHOD:REQUEST" in text and "BEGIN:VTIMEZONE" in text for text in texts)


def hold_first_session(world: World, person: Person) -> None:
    """The intervenant records who came and writes the report."""
    first = world.query(select(Seance.id, Seance.fin_at).where(Seance.code == "J1"))[0]
    world.at(first.fin_at + timedelta(hours=1))
    intervenant = person(INTERVENANT)
    intervenant.sign_in()
    intervenant.sees("Noter les présences")
    intervenant.open(f"/seances/{first.id}")
    for box in intervenant.page.locator("input[type=checkbox]").all():
        box.check()
    intervenant.check_page()
    intervenant.press("Enregistrer les présences")
    intervenant.open(f"/suivi/seances/{first.id}/compte-rendu")
    intervenant.fill(contenu="Chacun a présenté son établissement et ses attentes.")
    intervenant.press("Enregistrer le compte rendu")


def follow_twelve_months(world: World, person: Person, address: str) -> None:
    """An establishment makes its état des lieux, tests an action, and hands in its bilan a year later."""
    director = person(address)
    director.sign_in()
    director.open("/suivi/")
    with director.page.expect_navigation():
        director.page.locator("th a").first.click()
    director.check_page()
    page = director.page.url
    director.open(f"{page}/etat-des-lieux/depart")
    director.check_page()
    today = world.clock.now().date()
    director.fill(fait_le=today.isoformat(), repondants="Direction, élus, deux éducatrices")
    for theme in range(1, 9):
        director.choose(f"niveau_{theme}", str(theme % 4))
    director.press("Enregistrer l’état des lieux")
    director.open(f"{page}/actions/nouvelle")
    director.fill(
        titre="Binôme d’accueil",
        theme="5",
        description="Un tuteur pour chaque nouvelle arrivée.",
        responsables="Claude Riou\nNolwenn Salaün\nErwan Quéré",
        indicateurs="Arrivées avec un tuteur ; 3 sur 3 ; 2 sur 3",
        debut=today.isoformat(),
        fin_prevue=(today + timedelta(days=180)).isoformat(),
    )
    director.press("Ouvrir l’action")
    director.check_page()
    director.press("Mettre en test")
    director.sees("En test")
    world.at(world.clock.now() + timedelta(days=380))
    director.sign_in()
    director.sees("En retard")
    director.open(f"{page}/bilan")
    director.check_page()
    director.fill(je_retiens="Parler du travail réel, régulièrement.")
    name = director.page.locator("input[name^=suite_]").first.get_attribute("name")
    director.choose(str(name), "meme_format")
    director.press("Rendre le bilan")
    director.sees("Bilan rendu")


def read_results(world: World, person: Person, count: int) -> None:
    """The officer takes out the workbook; the funder reads figures without a name."""
    officer = person(CHARGEE)
    officer.sign_in()
    officer.open("/chiffres")
    officer.check_page()
    with officer.page.expect_download() as download:
        officer.page.get_by_role("button", name="Produire le classeur").first.click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert book["Candidatures"].max_row == count + 1
    assert book["Notes"].max_row == 4 * (4 * count - 1) + 1, "the file someone stood aside from has one sheet less"
    assert book["Cohortes"].max_row == count + 1
    assert book["Séances"].max_row > count
    assert book["Actions"].max_row == 2
    funder = person(FINANCEUR)
    funder.sign_in()
    funder.open("/chiffres")
    funder.sees("Finistère")
    funder.check_page()
