"""Four establishments apply, the officer decides their eligibility."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import select

from acia.candidatures.models import Candidature
from acia.core.mail import Courriel
from acia.referentiel.models import Etablissement
from tests.e2e.actors import Actor, World
from tests.e2e.steps.set_up import CHARGEE, CODE
from tests.factories.fichiers import PDF

Person = Callable[[str], Actor]
DEPARTEMENT = "29"
CATEGORIES = ("175", "176", "177", "236", "295")
LONG = "Une réponse assez longue pour dire ce que nous voulons faire, avec qui, et comment nous saurons que cela aide."


def applicants(world: World, count: int) -> list[tuple[str, str]]:
    """(address of the director, FINESS number) of the first establishments of the département, in code-point order."""
    query = (
        select(Etablissement.numero_finess)
        .where(
            Etablissement.departement_code == DEPARTEMENT,
            Etablissement.categorie.in_(CATEGORIES),
            Etablissement.ouvert,
            Etablissement.lat.is_not(None),
        )
        .order_by(Etablissement.numero_finess)
        .limit(count)
    )
    return [(f"direction{n}@exemple.test", row[0]) for n, row in enumerate(world.query(query), start=1)]


def deposit_files(world: World, person: Person, files: list[tuple[str, str]], folder: Path) -> None:
    """Each director signs up, finds her establishment, writes her file, leaves, resumes, deposits."""
    world.at(datetime(2027, 2, 1, 9, tzinfo=UTC))
    document = folder / "extrait du procès-verbal.pdf"
    document.write_bytes(PDF)
    for rank, (address, numero) in enumerate(files):
        director = person(address)
        _sign_up(director)
        _start(director, numero)
        _write(director, document, checked=rank == 0)
        _deposit(world, director, twice=rank == 0)


def _sign_up(director: Actor) -> None:
    director.open(f"/appels/{CODE}")
    director.follow("Candidater")
    director.open("/inscription")
    director.fill(courriel=director.address, prenom="Claude", nom="Riou", fonction="Directrice")
    director.press("Recevoir mon lien")
    director.open_link_and_choose_password()
    director.sign_in()


def _start(director: Actor, numero: str) -> None:
    director.open(f"/candidatures/nouvelle?appel={CODE}")
    director.fill(numero=f"{numero[:2]} {numero[2:]}")
    director.press("Chercher l’établissement")
    director.sees("Est-ce bien votre établissement")
    director.press("Oui, commencer la candidature")
    director.sees("Pas encore déposée")


def _write(director: Actor, document: Path, *, checked: bool) -> None:
    base = director.page.url
    if checked:
        director.check_page()
    for section, answer in SECTIONS.items():
        director.open(f"{base}/sections/{section}")
        if checked:
            director.check_page()
        answer(director)
        for box in director.page.locator("input[type=file]").all():
            box.set_input_files(document)
        director.press("Enregistrer et revenir à la liste")
    director.open("/candidatures/miennes")
    director.open(base)


def _establishment(director: Actor) -> None:
    director.fill(perimetre="Tout l’établissement")
    director.page.locator("input[name=identite_confirmee]").check()


def _authorisation(director: Actor) -> None:
    director.choose("nature", "ase")
    director.fill(autorite="Président du conseil départemental", date_arrete="2015-05-12")


def _opinion(director: Actor) -> None:
    director.fill(instance="cse", date_avis="2027-01-20", pour="6", contre="0", abstention="1")
    director.choose("resultat", "favorable")


def _project(director: Actor) -> None:
    director.fill(titre="Mieux accueillir les nouveaux collègues")
    director.choose("themes", "5")
    director.fill(objectifs=LONG, actions=LONG, calendrier=LONG, moyens=LONG, evaluation=LONG, partage=LONG)


def _representatives(director: Actor) -> None:
    number = re.sub(r"\D", "", director.address.split("@")[0])
    for role, name in (("direction", "Riou"), ("personnel", "Salaün"), ("metier", "Quéré")):
        address = director.address if role == "direction" else f"{role}{number}@exemple.test"
        director.fill(
            **{
                f"{role}-prenom": "Claude",
                f"{role}-nom": name,
                f"{role}-fonction": "Éducatrice",
                f"{role}-courriel": address,
                f"{role}-telephone": "02 00 00 00 00",
            }
        )


def _promises(director: Actor) -> None:
    for box in director.page.locator("main input[type=checkbox]").all():
        box.check()


SECTIONS: dict[str, Callable[[Actor], None]] = {
    "etablissement": _establishment,
    "autorisation": _authorisation,
    "avis_cse": _opinion,
    "projet": _project,
    "representants": _representatives,
    "engagements": _promises,
}


def _deposit(world: World, director: Actor, *, twice: bool) -> None:
    director.follow("Vérifier mes réponses")
    if twice:
        director.check_page()
        # A double click: the second sending finds the same receipt.
        director.page.get_by_role("button", name="Déposer ma candidature").dblclick()
        # The second sending aborts the first navigation: only where she arrives counts.
        expect(director.page).to_have_url(re.compile("/confirmation$"))
        director.page.wait_for_load_state()
        director.check_page()
    else:
        director.press("Déposer ma candidature")
    director.sees("ACIA-2027-")
    with director.page.expect_download() as download:
        director.page.locator("a[href$='/accuse']").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    receipts = select(Courriel.id).where(Courriel.destinataire == director.address, Courriel.document_id.is_not(None))
    assert len(world.query(receipts)) == 1


def decide_eligibility(world: World, person: Person) -> None:
    """After the deadline the officer applies the rules to each file, judges what a person must judge, and decides."""
    world.at(datetime(2027, 2, 22, 9, tzinfo=UTC))
    officer = person(CHARGEE)
    officer.sign_in()
    officer.sees("Trancher l’éligibilité")
    officer.check_page()
    officer.open("/candidatures/")
    officer.check_page()
    for rank, (candidature_id,) in enumerate(world.query(select(Candidature.id).order_by(Candidature.numero))):
        page = f"/candidatures/{candidature_id}/eligibilite"
        officer.open(page)
        officer.press("Appliquer les règles")
        if rank == 0:
            officer.check_page()
        _judge_everything(officer, page)
        officer.choose("issue", "eligible")
        officer.fill(motif="Dossier complet, vérifié pièce à pièce.")
        officer.press("Décider de l’éligibilité")
        officer.sees("Éligible")


def _judge_everything(officer: Actor, page: str) -> None:
    """Judge each finding that waits for a person; those already judged fold their form away."""
    for _ in range(30):
        waiting = [form for form in officer.page.locator("form[id^=juger-]").all() if form.is_visible()]
        if not waiting:
            return
        form = waiting[0]
        form.get_by_label("Satisfait", exact=True).check()
        form.locator("textarea").fill("Lu dans la pièce jointe.")
        with officer.page.expect_navigation():
            form.get_by_role("button").click()
    raise AssertionError(f"findings left to judge on {page}")
