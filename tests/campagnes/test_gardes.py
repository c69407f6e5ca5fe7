"""S19: the right to read is never the guard of a write; without any one of its write guards, the suite must fail."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campagnes.mutant import RACINE, Mutant, mutants

ESSAIS = sorted((RACINE / "tests" / "integration" / "commission").glob("test_*.py"))
AILLEURS = [RACINE / "tests" / "integration" / "routes" / "test_matrix.py"]
PART_TUEE = 0.95


@pytest.fixture
def moteur() -> str:
    """A guard does not depend on the database."""
    return "sqlite"


def suites(mutant: Mutant) -> Iterator[list[Path]]:
    """The tests that speak of the act first, then the rest of the suite of the stage, then the table of rights."""
    words = {path: path.read_text(encoding="utf-8") for path in ESSAIS}
    near = [path for path in ESSAIS if f"{mutant.acte}(" in words[path] or mutant.module in path.stem]
    yield near or ESSAIS
    yield [path for path in ESSAIS if path not in near] if near else []
    yield AILLEURS


def is_killed(mutant: Mutant, folder: Path, deep: bool = True) -> bool:
    """True when a test fails on the mutant."""
    env = {**os.environ, "ACIA_MUTANT": str(mutant), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:randomly", "-p", "tests.campagnes.mutant"]
    for rank, paths in enumerate(suites(mutant)):
        if not paths or (rank and not deep):
            continue
        asked = [*command, "-m", "not complet", "-k", "not postgresql", f"--basetemp={folder / str(rank)}"]
        done = subprocess.run([*asked, *map(str, paths)], cwd=RACINE, env=env, capture_output=True, text=True)
        assert done.returncode in (0, 1), done.stdout[-2000:] + done.stderr[-2000:]
        if done.returncode == 1:
            return True
    return False


def test_s19_the_guards_of_the_use_cases_are_found() -> None:
    found = list(mutants())
    assert len(found) > 20
    assert {m.garde for m in found} == {"require", "may_manage", "open_cleared_file", "get_seat"}


def test_s19_a_sheet_written_with_the_right_to_read_alone_is_seen(tmp_path: Path) -> None:
    one = next(m for m in mutants() if (m.module, m.garde) == ("reglement", "require"))
    assert is_killed(one, tmp_path, deep=False)


@pytest.mark.complet
def test_s19_without_any_one_of_its_write_guards_the_suite_fails(tmp_path: Path) -> None:
    found, alive = list(mutants()), []
    for rank, mutant in enumerate(found):
        killed = is_killed(mutant, tmp_path / str(rank))
        print(f"{mutant}: {'killed' if killed else 'ALIVE'}", flush=True)
        if not killed:
            alive.append(str(mutant))
    print(f"{len(found) - len(alive)} mutants killed of {len(found)}", flush=True)
    assert len(alive) <= (1 - PART_TUEE) * len(found), alive
