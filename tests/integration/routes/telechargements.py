"""Everything that somebody may download, and what she still gets once her rights have shrunk (S14)."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import delete, select, update
from werkzeug.test import TestResponse

from acia.candidatures.models import AccesCandidature, Candidature
from acia.cohortes.models import Cohorte
from acia.commission.models import MembreCommission
from acia.comptes.models import Territoire, Utilisateur
from acia.core.db import db, transaction
from acia.core.permissions import Role
from acia.referentiel.models import Etablissement
from acia.seances.models import Seance
from tests.factories.instantane import Instantane, fingerprints
from tests.factories.monde import SIGNES, Monde
from tests.integration.routes.acces import Acces
from tests.integration.routes.droits import DROITS
from tests.integration.routes.paires import SESSIONS
from tests.integration.routes.promenade import FICHIERS, VISITEUR, Promenade

AUTRE_REGION = "01"
PAGES = frozenset({"text/html", "application/json"})
"""What a browser or a machine reads, and nobody keeps."""
PARTOUT = "pilote"
"""Nothing is out of her scope, as long as she keeps her role."""


def is_file(answer: TestResponse) -> bool:
    """True for a download."""
    return answer.status_code == 200 and answer.mimetype not in PAGES


def words(answer: TestResponse) -> str:
    """What a file says; a workbook is an archive of texts, the lines of a calendar are folded."""
    content = answer.get_data()
    if not content.startswith(b"PK"):
        return content.replace(b"\r\n ", b"").decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def signs_of_bretagne() -> set[str]:
    """What tells a row of the région of the world: numbers of files, names of establishments, sessions."""
    numbers = db.session.scalars(select(Candidature.numero).where(Candidature.region_code == "53"))
    homes = db.session.scalars(select(Etablissement).where(Etablissement.departement_code == "29"))
    sessions = db.session.scalars(select(Seance.id))
    found = {*numbers, *(home.nom for home in homes), *(str(key) for key in sessions)}
    db.session.rollback()
    return {sign for sign in found if sign}


def _moves_away(monde: Monde, nom: str) -> None:
    """The same role elsewhere: another région; no file, no seat and no cohorte any more."""
    key, other = monde.gens[nom], uuid.UUID(monde.ids["compte"])
    mine = Territoire.utilisateur_id == key
    with transaction():
        db.session.execute(update(Territoire).where(mine).values(region_code=AUTRE_REGION))
        db.session.execute(delete(AccesCandidature).where(AccesCandidature.utilisateur_id == key))
        seats = update(MembreCommission).where(MembreCommission.utilisateur_id == key)
        db.session.execute(seats.values(utilisateur_id=other))
        db.session.execute(update(Cohorte).where(Cohorte.intervenant_id == key).values(intervenant_id=other))


def _changes(monde: Monde, nom: str, **values: object) -> None:
    with transaction():
        db.session.execute(update(Utilisateur).where(Utilisateur.id == monde.gens[nom]).values(**values))


def _loses_her_role(monde: Monde, nom: str) -> None:
    _changes(monde, nom, role=Role.FINANCEUR)


def _is_disabled(monde: Monde, nom: str) -> None:
    _changes(monde, nom, actif=False)


RETRAITS: dict[str, tuple[Callable[[Monde, str], None], int]] = {
    "moves away": (_moves_away, 404),
    "loses her role": (_loses_her_role, 403),
    "is disabled": (_is_disabled, 302),
}
"""What happens to somebody who is signed in, and what she is then answered; the last two, to one for each file."""


class Exports:
    """The files of the world, and those who may have them."""

    def __init__(self, promenade: Promenade) -> None:
        self.promenade, self.world = promenade, Instantane()
        self.signs = signs_of_bretagne()
        self.base = fingerprints()
        self.lus = self.resserres = 0

    def _disk(self) -> set[Path]:
        folder = Path(self.promenade.app.config["DONNEES"])
        return {path for name in ("documents", "registres") for path in (folder / name).rglob("*")}

    def downloads(self) -> Iterator[tuple[Acces, list[str]]]:
        """Every file of the table of rights, and the people signed in who open it."""
        for row in DROITS:
            names = [nom for nom in SIGNES if nom in row.ouvert.split()]
            if names and VISITEUR not in row.ouvert.split() and row.route not in FICHIERS | SESSIONS:
                found = is_file(self.promenade.ask(names[0], row))
                if row.methode != "GET":
                    self.world.restore()
                if found:
                    yield row, names

    def faults(self, row: Acces, names: list[str]) -> list[str]:
        """What a download leaves behind it, or still gives to who may not have it any more."""
        disk = self._disk()
        first = self.promenade.ask(names[0], row)
        left = [table for table, digest in fingerprints().items() if digest != self.base[table]]
        kept = len(self._disk() - disk)
        self.world.restore()
        faults = []
        if set(left) - {"evenement"} or kept or (left and row.methode == "GET"):
            faults.append(f"{row.route} leaves {left} and {kept} files")
        self.lus += any(sign in words(first) for sign in self.signs)
        for nom in names:
            for what, (retrait, status) in RETRAITS.items():
                if (what == "moves away" and nom != PARTOUT) or (what != "moves away" and nom == names[0]):
                    faults += self._after(row, nom, what, retrait, status)
        return faults

    def _after(
        self, row: Acces, nom: str, what: str, retrait: Callable[[Monde, str], None], status: int
    ) -> Iterator[str]:
        retrait(self.promenade.monde, nom)
        answer = self.promenade.ask(nom, row)
        found = [sign for sign in self.signs if is_file(answer) and sign in words(answer)]
        # A list of one's own territory opens still, with the rows of the new one alone.
        expected = {status, 200} if what == "moves away" and not row.objets else {status}
        if answer.status_code not in expected or found:
            yield f"{row.route} {row.objets}: {nom} {what}, answered {answer.status_code} with {len(found)} rows"
        self.resserres += answer.status_code == 200
        self.world.restore()
