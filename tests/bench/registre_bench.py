"""Import of a register of national size beside the loader of the database: `python -m tests.bench.registre_bench`.

A file of 110,000 establishments and as many coordinates is made, then loaded by `sqlite3 .import`, which checks
nothing, and by `acia referentiel importer` (read, checked, compared, written, journalled), twice: the second time
nothing has changed. CPU seconds of the whole process, and its greatest memory.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from acia.referentiel.rules import DEPARTEMENTS_METROPOLE, has_valid_key

NOMBRE = 110_000
CATEGORIES = (
    ("355", "Centre Hospitalier (C.H.)", "1102", "Centres Hospitaliers"),
    ("620", "Pharmacie d'Officine", "3101", "Etablissements de délivrance de médicaments"),
    ("500", "Etablissement d'hébergement pour personnes âgées dépendantes", "4401", "Hébergement pour personnes âgées"),
    ("177", "Maison d'Enfants à Caractère Social", "4501", "Etablissements de l'Aide Sociale à l'Enfance"),
    ("295", "Services AEMO et AED", "4504", "Services concourant à la protection de l'enfance"),
)
MOTS = (
    "FOYER",
    "MAISON",
    "D'ENFANTS",
    "RÉSIDENCE",
    "SERVICE",
    "ACCUEIL",
    "PHARMACIE",
    "TILLEULS",
    "PRÉ",
    "ÉTANG",
    "BOIS",
)
VILLES = ("SAINT-ÉTIENNE LE PORT", "VILLENEUVE", "BEAUMONT SUR RIVE", "CHÂTEAUNEUF", "LA FERTÉ", "BOURG NEUF")


def _number(prefix: str, rank: int) -> str:
    huit = f"{prefix}{rank:0{8 - len(prefix)}d}"
    return next(number for key in range(10) if has_valid_key(number := f"{huit}{key}"))


def write_file(path: Path, nombre: int = NOMBRE) -> None:
    """A file in the historical layout 507, its values as varied as those of the real one."""
    dice = random.Random(507)  # noqa: S311 - the same file each time
    departements = sorted(DEPARTEMENTS_METROPOLE)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(["finess", "etalab", "111", "2026-05-12"])
        points = []
        for rank in range(nombre):
            code = departements[rank % len(departements)]
            number, entity = _number(code, rank // len(departements)), _number(code, 900_000 + rank // 250)
            name = " ".join(dice.choices(MOTS, k=4))[:38]
            category, label, group, group_label = dice.choice(CATEGORIES)
            day = f"{dice.randrange(1950, 2026)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"
            town = f"{code[:2].replace('2A', '20').replace('2B', '20')}{dice.randrange(1000):03d} {dice.choice(VILLES)}"
            siret = f"{dice.randrange(10**14):014d}" if dice.random() < 0.9 else ""
            head = ("structureet", number, entity, name, f"{name} {dice.choice(MOTS)}", "", "", dice.randrange(1, 200))
            street = ("R", " ".join(dice.choices(MOTS, k=2)), "", "", f"{dice.randrange(1, 600):03d}", code, "NOM")
            kind = (town, f"0{dice.randrange(10**8, 10**9)}", "", category, label, group, group_label, siret, "8790A")
            tariff = (dice.choice(("08", "10", "03", "")), "Mode de tarification", "1", "Public", day, day, day, "")
            writer.writerow((*head, *street, *kind, *tariff))
            x, y = dice.uniform(400_000, 900_000), dice.uniform(6_300_000, 6_900_000)
            points.append(("geolocalisation", number, f"{x:.1f}", f"{y:.1f}", "1,IGN,100,IGN,BD,V2.2,LAMBERT_93", day))
        writer.writerows(points)


@dataclass(frozen=True)
class Mesure:
    """What one process cost."""

    cpu: float
    mur: float
    memoire: int
    """Megabytes, at most."""

    def line(self, name: str, floor: Mesure | None = None) -> str:
        ratio = f"{self.cpu / floor.cpu:>7.1f}×{self.mur / floor.mur:>7.1f}×" if floor else ""
        return f"{name:<34}{self.cpu:>8.2f} s{self.mur:>8.2f} s{self.memoire:>7} MB{ratio}"


def measure(command: list[str], env: dict[str, str] | None = None) -> Mesure:
    """Run a command to its end; it must succeed."""
    begun = time.perf_counter()
    pid = os.fork()
    if not pid:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execvpe(command[0], command, {**os.environ, **(env or {})})  # noqa: S606 - the commands below
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command[:4])}: exit {os.waitstatus_to_exitcode(status)}")
    return Mesure(usage.ru_utime + usage.ru_stime, time.perf_counter() - begun, usage.ru_maxrss // 1024)


def acia(*command: str, url: str) -> Mesure:
    """Run a command of ours on a database."""
    return measure([sys.executable, "-m", "acia", *command], {"DATABASE_URL": url})


def against_sqlite(file: Path, folder: Path) -> None:
    """Beside `.import`."""
    if not shutil.which("sqlite3"):
        raise SystemExit("sqlite3 is not installed: there is nothing to compare with")
    columns = ", ".join(f"c{rank} TEXT" for rank in range(32))
    pages = [f"CREATE TABLE brut ({columns});", ".separator ;", f".import {file} brut"]
    floor = measure(["sqlite3", str(folder / "floor.db"), *pages])
    print(floor.line("sqlite3 .import"))
    url = f"sqlite:///{folder / 'acia.db'}"
    acia("migrer", url=url)
    print(acia("referentiel", "importer", str(file), url=url).line("acia, first import", floor))
    print(acia("referentiel", "importer", str(file), url=url).line("acia, nothing changed", floor))


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--etablissements", type=int, default=NOMBRE)
    asked = parser.parse_args()
    os.umask(0o077)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "registre.csv"
        write_file(file, asked.etablissements)
        print(f"{asked.etablissements} establishments and as many coordinates, {file.stat().st_size / 1e6:.0f} MB")
        print(f"{'':<34}{'CPU':>10}{'wall':>10}{'memory':>10}{'CPU':>7} {'wall':>7}")
        against_sqlite(file, folder)


if __name__ == "__main__":
    main()
