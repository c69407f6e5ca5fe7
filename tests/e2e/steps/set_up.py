"""Register, accounts, call: what stands before the first applicant comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from acia.comptes.service import create_first_admin
from acia.core.db import transaction
from acia.core.permissions import Role
from acia.referentiel import commands
from tests.e2e.actors import PASSWORD, Actor, World

PILOTE = "pilote@exemple.test"
CHARGEE = "chargee@exemple.test"
MEMBRES = tuple(f"membre{n}@exemple.test" for n in range(1, 5))
INTERVENANT = "intervenant@exemple.test"
FINANCEUR = "financeur@exemple.test"
BRETAGNE = "53"
CODE = "acia-2027"
Person = Callable[[str], Actor]


def install(world: World, person: Person, register: Path) -> None:
    """Import the register, open the accounts: the pilot invites, each one chooses a password from her mail."""
    world.at(datetime(2027, 1, 4, 9, tzinfo=UTC))
    with world.app.app_context():
        with transaction():
            create_first_admin(PILOTE, "Anne", "Kervella", PASSWORD, now=world.clock.now())
        assert (
            commands.importer(register, source="registre d’essai", essai=False, national=False, now=world.clock.now())
            == 0
        )
    pilote = person(PILOTE)
    pilote.sign_in()
    pilote.check_page()
    _invite(pilote, CHARGEE, "Maëlle", "Le Goff", Role.CHARGE)
    for address, nom in zip(MEMBRES, ("Abgrall", "Bihan", "Corre", "Derrien"), strict=True):
        _invite(pilote, address, "Dominique", nom, Role.MEMBRE)
    _invite(pilote, INTERVENANT, "Yann", "Tanguy", Role.INTERVENANT)
    _invite(pilote, FINANCEUR, "Élise", "Moreau", Role.FINANCEUR)
    for address in (CHARGEE, *MEMBRES, INTERVENANT, FINANCEUR):
        actor = person(address)
        actor.open_link_and_choose_password()
        actor.sign_in()
        actor.sees("Aujourd’hui")


def _invite(pilote: Actor, address: str, prenom: str, nom: str, role: Role) -> None:
    pilote.open("/comptes/inviter")
    pilote.fill(courriel=address, prenom=prenom, nom=nom, role=role.value)
    if role not in (Role.FINANCEUR, Role.PILOTE):
        pilote.choose("regions", BRETAGNE)
    pilote.fill(motif="Équipe du premier appel.")
    pilote.press("Envoyer l’invitation")


def publish_call(world: World, person: Person) -> None:
    """The officer creates the call, completes its checklist, publishes it; anybody reads it."""
    officer = person(CHARGEE)
    officer.open("/appels/gestion/nouveau")
    officer.check_page()
    officer.fill(titre="Acia en protection de l’enfance 2027", code=CODE)
    officer.press("Créer l’appel")
    base = f"/appels/gestion/{CODE}"
    officer.open(f"{base}/presentation")
    officer.fill(
        presentation="Douze mois d’accompagnement collectif, gratuits, entre établissements d’un même département.",
        conditions="Les établissements autorisés au titre de l’aide sociale à l’enfance.",
    )
    officer.press("Enregistrer")
    officer.open(f"{base}/calendrier")
    officer.fill(
        ouverture="2027-01-05",
        date_limite="2027-02-20",
        commission="2027-03-18",
        notification="2027-03-22",
        debut="2027-04-01",
        fin="2028-03-31",
    )
    officer.press("Enregistrer")
    officer.open(f"{base}/territoire")
    officer.check_page()
    officer.fill(places_29="10")
    officer.press("Enregistrer")
    officer.open(f"{base}/contact")
    officer.fill(
        contact_nom="Aract Bretagne",
        contact_courriel="acia@exemple.test",
        contact_telephone="02 00 00 00 00",
        contact_adresse="12 rue du Parc, 35000 Rennes",
        signataire_nom="Camille Roux",
        signataire_qualite="Directrice régionale",
        signataire_service="Aract Bretagne",
        tribunal="tribunal administratif de Rennes",
    )
    officer.press("Enregistrer")
    officer.open(base)
    officer.check_page()
    officer.press("Publier l’appel")
    world.at(datetime(2027, 1, 6, 9, tzinfo=UTC))
    officer.open(f"/appels/{CODE}")
    officer.sees("Candidater")
    officer.check_page()
