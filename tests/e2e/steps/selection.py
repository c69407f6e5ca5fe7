"""The commission: convened, scoring without seeing others, deliberating, deciding; then the notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from acia.candidatures.models import Candidature
from acia.commission.models import Commission
from acia.comptes.models import Utilisateur
from acia.core.mail import Courriel, EtatCourriel
from tests.e2e.actors import Actor, World
from tests.e2e.steps.set_up import CHARGEE, MEMBRES, PILOTE

Person = Callable[[str], Actor]
MARKS = ("5", "4", "3", "2")


def convene(world: World, person: Person) -> str:
    """The officer composes the commission, convenes it and opens scoring; its address is returned."""
    world.at(datetime(2027, 3, 1, 9, tzinfo=UTC))
    officer = person(CHARGEE)
    officer.sign_in()
    officer.open("/commissions/nouvelle")
    officer.check_page()
    officer.fill(nom="Commission de Bretagne", jour="2027-03-18", heure="14:00", lieu="Aract Bretagne, Rennes")
    officer.press("Constituer la commission")
    base = f"/commissions/{world.query(select(Commission.id))[0][0]}"
    for rank, address in enumerate(MEMBRES):
        officer.open(base)
        found = world.query(select(Utilisateur.id).where(Utilisateur.courriel == address))
        officer.fill(utilisateur=str(found[0][0]), qualite="president" if rank == 0 else "membre")
        officer.press("Inviter à siéger")
    officer.check_page()
    for address in MEMBRES:
        member = person(address)
        member.sign_in()
        member.open(f"{base}/invitation")
        member.choose("reponse", "accepte")
        member.press("Envoyer ma réponse")
    officer.open(f"{base}/convocation")
    officer.press("Envoyer la convocation")
    officer.open(base)
    officer.press("Ouvrir la notation")
    return base


def score(world: World, person: Person, base: str) -> None:
    """Each member declares her interests, opens each file behind its gate and hands in her marks; the last one of
    four members stands aside from the first file."""
    world.at(datetime(2027, 3, 8, 9, tzinfo=UTC))
    files = [row[0] for row in world.query(select(Candidature.id).order_by(Candidature.numero))]
    for rank, address in enumerate(MEMBRES):
        member = person(address)
        member.sign_in()
        member.sees("Déclarer vos intérêts")
        refused = member.page.request.get(f"{base}/dossiers/{files[0]}")
        assert "Une réponse assez longue" not in refused.text()
        member.open(f"{base}/declaration")
        member.fill(declaration="Aucun lien.")
        member.page.locator("input[name=atteste]").check()
        member.press("Déclarer mes intérêts")
        for number, candidature_id in enumerate(files):
            aside = rank == len(MEMBRES) - 1 and number == 0
            _score_one(member, f"{base}/dossiers/{candidature_id}", number, aside=aside, checked=rank == number == 0)
        member.open("/")
        member.sees("Rien ne vous attend")


def _score_one(member: Actor, page: str, number: int, *, aside: bool, checked: bool) -> None:
    member.open(page)
    assert "Une réponse assez longue" not in member.page.inner_text("body"), "the gate is before the content"
    if aside:
        member.choose("choix", "deport")
        member.fill(motif="J’ai travaillé dans cet établissement.")
        member.press("Enregistrer ma réponse")
        assert member.page.request.get(page).status == 404
        return
    member.choose("choix", "sans_conflit")
    member.press("Enregistrer ma réponse")
    member.open(page)
    for criterion in range(1, 5):
        mark = MARKS[(number + criterion) % 4]
        member.choose(f"note_{criterion}", mark)
        if mark in "0145":
            member.fill(**{f"justification_{criterion}": "Décrit par des situations de travail réelles."})
    if checked:
        member.press("Enregistrer le brouillon")
        member.sees("Note provisoire")
        member.check_page()
    member.press("Rendre ma notation")


def deliberate(world: World, person: Person, base: str) -> None:
    """Close scoring, take attendance, settle proposals and minutes, decide, read each letter, release them together."""
    world.at(datetime(2027, 3, 18, 14, tzinfo=UTC))
    officer = person(CHARGEE)
    officer.sign_in()
    officer.open(base)
    officer.press("Clore la notation")
    officer.open(f"{base}/deliberation")
    officer.check_page()
    officer.press("Relever les présences")
    officer.open(f"{base}/deliberation")
    officer.press("Arrêter les propositions")
    officer.open(f"{base}/proces-verbal")
    officer.check_page()
    officer.press("Clore le procès-verbal")
    with officer.page.expect_download() as minutes:
        officer.page.locator("a[href$='.pdf']").first.click()
    assert Path(minutes.value.path()).read_bytes().startswith(b"%PDF-")
    world.at(datetime(2027, 3, 22, 9, tzinfo=UTC))
    officer.sign_in()
    officer.open(f"{base}/decisions")
    officer.press("Prendre ces décisions")
    officer.open(f"{base}/notifications")
    officer.press("Préparer les notifications")
    held = select(Courriel.id).where(Courriel.modele.like("notification%"))
    assert all(
        row[0] == EtatCourriel.PREPARE for row in world.query(select(Courriel.etat).where(Courriel.id.in_(held)))
    )
    letter = officer.page.locator("a[href*='/notifications/']").first.get_attribute("href")
    assert letter
    officer.open(letter)
    officer.check_page()
    officer.open(f"{base}/notifications")
    officer.fill(motif="Toutes les lettres sont relues.")
    officer.press("Demander l’envoi")
    pilot = person(PILOTE)
    pilot.sign_in()
    pilot.open(f"{base}/notifications")
    pilot.check_page()
    pilot.fill(motif="Décisions signées.")
    pilot.press("Confirmer l’envoi")
    world.work()
    assert len(world.query(held)) == len(world.query(select(Candidature.id)))
