"""How the people of the story get their accounts: invited, signed up, reminded, one of them closed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from acia.comptes import access, service
from acia.comptes.models import Utilisateur
from acia.comptes.passwords import hash_password
from acia.config import ROOT
from acia.core.db import transaction
from acia.core.permissions import Role
from acia.core.web import absolute_url
from acia.referentiel.service import import_register, receive_file
from seeds.demo.people import BREIZH, BRETAGNE, DEMO_ACCOUNTS, DEMO_PASSWORD, DEPOSEE, PILOTE, DemoAccount
from seeds.demo.scene import Stage

REGISTRE: Final = ROOT / "seeds" / "demo" / "registre.csv"
SOURCE: Final = "Registre fictif de la démonstration"
CHANGEMENTS: Final[dict[str, dict[int, str]]] = {
    "220900088": {18: "462", 19: "Lieu de Vie et d'Accueil", 20: "4605"},
    "290900026": {2: "290980002"},
    "290900034": {7: "33"},
}
"""Number → zero-based column → new value."""


def plan_accounts(stage: Stage) -> None:
    """Put in the agenda the register, the accounts and what happens to them."""
    stage.plan(-495, read_register_of, stage, -497, at=(8, 0))
    stage.plan(-493, open_first_account, stage, at=(9, 0))
    invited = [a for a in DEMO_ACCOUNTS if a.role not in (Role.PILOTE, Role.REPRESENTANT)]
    for rank, account in enumerate(invited):
        stage.plan(-492, invite, stage, account, at=(9, 3 * rank))
    stage.plan(-70, close_an_account, stage, at=(16, 0))
    stage.plan(-30, read_register_of, stage, -32, at=(8, 0))
    stage.plan(-1, send_a_register, stage, at=(9, 30))
    stage.plan(-11, forget_a_password, stage, at=(18, 0))
    stage.plan(-2, leave_an_invitation, stage, at=(15, 0))


def read_register_of(stage: Stage, offset: int) -> None:
    """Import the fictitious register, dated on the story's own calendar."""
    head, rows = REGISTRE.read_text(encoding="utf-8").split("\n", 1)
    dated = head.rsplit(";", 1)[0] + ";" + stage.day(offset).isoformat()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / REGISTRE.name
        copy.write_text(f"{dated}\n{rows}", encoding="utf-8")
        with transaction():
            import_register(copy, source=SOURCE, auteur=None, now=stage.now)


def send_a_register(stage: Stage) -> None:
    """The pilot sends a newer register: its differences wait to be read, nothing is applied."""
    head, rows = REGISTRE.read_text(encoding="utf-8").split("\n", 1)
    lines = [head.rsplit(";", 1)[0] + ";" + stage.day(-3).isoformat(), *map(_changed, rows.splitlines())]
    contenu = "\n".join(lines).encode() + b"\n"
    with transaction():
        receive_file("finess-bretagne.csv", contenu, source=SOURCE, auteur=stage.person(PILOTE.courriel), now=stage.now)


def _changed(line: str) -> str:
    """A line of the register as it would be by now: one taken over, one moved, one that became a LVA."""
    fields = line.split(";")
    for column, value in CHANGEMENTS.get(fields[1], {}).items() if fields[0] == "structureet" else ():
        fields[column] = value
    return ";".join(fields)


def open_first_account(stage: Stage) -> None:
    """The installation's own account."""
    with transaction():
        service.create_first_admin(PILOTE.courriel, PILOTE.prenom, PILOTE.nom, DEMO_PASSWORD, now=stage.now)
    identity = service.Identite(PILOTE.prenom, PILOTE.nom, PILOTE.fonction, PILOTE.employeur)
    with transaction():
        service.update_profile(stage.person(PILOTE.courriel), identity, now=stage.now, version=None)


def invite(stage: Stage, account: DemoAccount) -> None:
    """The pilot invites, the person chooses a password."""
    links, lien = _links()
    command = service.Invitation(
        account.courriel, _identity(account), account.role, account.regions, "Ouverture de la démonstration."
    )
    stage.act(service.invite_account, command, lien=lien, by=PILOTE.courriel)
    _choose(stage, links[-1])


def sign_up(stage: Stage, account: DemoAccount) -> None:
    """An establishment opens its own account."""
    links, lien = _links()
    with transaction():
        service.sign_up(service.Inscription(account.courriel, _identity(account)), now=stage.now, lien=lien)
    _choose(stage, links[-1])


def open_quietly(stage: Stage, account: DemoAccount, secret: str) -> Utilisateur:
    """An account of the crowd: nobody is told to sign in with it, its password has been hashed once for all."""
    with transaction():
        person = service.create_account(
            courriel=account.courriel,
            prenom=account.prenom,
            nom=account.nom,
            role=account.role,
            fonction=account.fonction,
            employeur=account.employeur,
            now=stage.now,
        )
        person.mot_de_passe = secret
    return person


def common_secret() -> str:
    """The hash of the common password."""
    return hash_password(DEMO_PASSWORD)


def forget_a_password(stage: Stage) -> None:
    """Somebody asks for a link, signs up a second time meanwhile, and chooses the password again."""
    links, lien = _links()
    again = service.Inscription(DEPOSEE.courriel, _identity(DEPOSEE))
    with transaction():
        service.sign_up(again, now=stage.now, lien=lien)
    with transaction():
        access.send_reset_link(DEPOSEE.courriel, now=stage.now, lien=lien)
    _choose(stage, links[-1])


def leave_an_invitation(stage: Stage) -> None:
    """A member who has not opened her invitation yet."""
    identity = service.Identite("Perrine", "Calvez-Roy", "Cheffe de projet", "Réseau de santé au travail")
    command = service.Invitation("invitee@demo.invalid", identity, Role.MEMBRE, (BRETAGNE,))
    stage.act(service.invite_account, command, lien=_links()[1], by=BREIZH.courriel)


def close_an_account(stage: Stage) -> None:
    """A member who has changed jobs."""
    identity = service.Identite("Urielle", "Danguy-Pors", "Chargée de projets", "Collectivité")
    command = service.Invitation("partie@demo.invalid", identity, Role.MEMBRE, (BRETAGNE,))
    person = stage.act(service.invite_account, command, lien=_links()[1], by=BREIZH.courriel)
    motif = "A changé de poste avant d’avoir siégé."
    stage.act(service.disable_account, person, motif=motif, version=None, by=BREIZH.courriel)


def _identity(account: DemoAccount) -> service.Identite:
    return service.Identite(account.prenom, account.nom, account.fonction, account.employeur)


def _links() -> tuple[list[str], Callable[[str], str]]:
    """One-time links as they are made: the story reads them where a person would read her mail."""
    seen: list[str] = []

    def lien(secret: str) -> str:
        seen.append(secret)
        return absolute_url("comptes.lien", jeton=secret)

    return seen, lien


def _choose(stage: Stage, secret: str) -> None:
    with transaction():
        access.choose_password(secret, DEMO_PASSWORD, now=stage.now, lien_connexion=absolute_url("comptes.connexion"))
