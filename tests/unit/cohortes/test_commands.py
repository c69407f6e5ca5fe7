"""`acia cohortes resoudre` and `verifier`: exit codes, files, and what is said in French."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from acia.cohortes.solver.commands import resoudre, verifier
from acia.cohortes.solver.files import problem_content
from acia.cohortes.solver.problem import Problem
from tests.unit.cohortes.instances import plain


def write(path: Path, problem: Problem) -> Path:
    path.write_text(json.dumps(problem_content(problem)), encoding="utf-8")
    return path


@pytest.fixture
def problem_path(tmp_path: Path) -> Path:
    return write(tmp_path / "probleme.json", plain(11, 1))


def test_solving_then_verifying_succeeds(
    problem_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    solution_path = tmp_path / "solution.json"
    assert resoudre(problem_path, solution_path) == 0
    printed = capsys.readouterr().out
    assert "Solution optimale, prouvée" in printed
    assert "29-010 n’est pas placé\u00a0: 11 établissements ne se partagent pas en groupes de 4 à 5." in printed
    assert "Recruter 1\u00a0établissement de plus" in printed
    assert verifier(problem_path, solution_path) == 0
    assert "respecte toutes les règles" in capsys.readouterr().out


def test_without_a_file_the_solution_alone_is_on_the_standard_output(
    problem_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert resoudre(problem_path, None) == 0
    captured = capfd.readouterr()
    assert json.loads(captured.out)["statut"] == "optimal"
    assert "Solution optimale, prouvée" in captured.err


def test_an_impossible_problem_is_written_and_exits_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    solution_path = tmp_path / "solution.json"
    assert resoudre(write(tmp_path / "p.json", plain(3, 1)), solution_path) == 1
    assert json.loads(solution_path.read_text(encoding="utf-8"))["statut"] == "impossible"
    assert "Aucune cohorte ne peut être formée" in capsys.readouterr().out
    assert verifier(tmp_path / "p.json", solution_path) == 0


def test_bad_data_exits_with_one_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "p.json"
    bad.write_text('{"format": "acia-cohortes/1"}', encoding="utf-8")
    assert resoudre(bad, tmp_path / "s.json") == 1
    assert not (tmp_path / "s.json").exists()
    assert "« candidats » manque" in capsys.readouterr().err
    assert verifier(bad, bad) == 1


def test_a_missing_or_unreadable_file_is_a_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    binary = tmp_path / "binaire.json"
    binary.write_bytes(b"\xff\xfe\x00")
    assert resoudre(tmp_path / "absent.json", None) == 2
    assert resoudre(binary, None) == 2
    assert verifier(tmp_path / "absent.json", binary) == 2
    said = capsys.readouterr().err
    assert "ne peut pas être lu" in said
    assert "UTF-8" in said


def test_a_solution_that_cannot_be_written_is_a_wrong_use(problem_path: Path, tmp_path: Path) -> None:
    assert resoudre(problem_path, tmp_path / "nulle" / "part.json") == 2


def test_a_false_solution_exits_with_one_and_lists_the_faults(
    problem_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    solution_path = tmp_path / "solution.json"
    resoudre(problem_path, solution_path)
    content = json.loads(solution_path.read_text(encoding="utf-8"))
    content["cohortes"][0]["cout"] += 1
    solution_path.write_text(json.dumps(content), encoding="utf-8")
    assert verifier(problem_path, solution_path) == 1
    printed = capsys.readouterr().out
    assert "Solution refusée\u00a0: 2\u00a0manquements." in printed
    assert "le coût vaut" in printed
