"""What `acia seances resoudre` and `acia seances verifier` print and return."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from acia.seances.solver.commands import resoudre, verifier
from tests.unit.seances.problemes import Tree, open_days, petit


def _write(path: Path, tree: Tree) -> Path:
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


@pytest.fixture
def probleme(tmp_path: Path) -> Path:
    """The small problem, as a file."""
    return _write(tmp_path / "probleme.json", petit())


def test_solve_then_check(probleme: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "solution.json"
    assert resoudre(probleme, output) == 0
    printed = capsys.readouterr().out
    assert "Statut\u00a0: optimal" in printed
    assert "non_planifiees\u00a0: 0" in printed
    assert verifier(probleme, output) == 0
    assert "respecte toutes les règles" in capsys.readouterr().out


def test_without_an_output_the_json_stands_alone(probleme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert resoudre(probleme) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["format"] == "acia-seances-solution/1"
    assert "Statut" in captured.err


def test_replanning_reads_the_published_plan(
    probleme: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "solution.json"
    resoudre(probleme, output)
    assert resoudre(probleme, tmp_path / "nouveau.json", output) == 0
    assert "personnes_derangees\u00a0: 0" in capsys.readouterr().out
    assert verifier(probleme, tmp_path / "nouveau.json") == 0


def test_what_is_left_out_and_what_is_breached_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = petit()
    tree["parametres"]["aujourd_hui"] = "2027-05-14"
    tree["fixees"] = [{"seance": "C1/A1/E1", "date": "2027-05-23", "creneau": "matin"}]
    assert resoudre(_write(tmp_path / "p.json", tree), tmp_path / "s.json") == 0
    printed = capsys.readouterr().out
    assert "Non planifiée\u00a0: C1/J1" in printed
    assert "Manquement\u00a0: C1/A1/E1, dimanche" in printed


def test_a_false_solution_is_refused(probleme: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "solution.json"
    resoudre(probleme, output)
    tree = json.loads(output.read_text(encoding="utf-8"))
    tree["seances"][0]["date"] = "2027-06-01"
    _write(output, tree)
    capsys.readouterr()
    assert verifier(probleme, output) == 1
    assert "C1/J1, le 1er juin 2027" in capsys.readouterr().out


def test_nothing_to_plan_is_a_refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = petit()
    tree["jours_fermes"] = {"59": [day.isoformat() for day in open_days(date(2027, 4, 1), date(2028, 3, 31))]}
    assert resoudre(_write(tmp_path / "p.json", tree), tmp_path / "s.json") == 1
    assert "Statut\u00a0: impossible" in capsys.readouterr().out
    assert verifier(tmp_path / "p.json", tmp_path / "s.json") == 0


def test_an_invalid_problem_is_a_refusal_in_french(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = petit()
    tree["cohortes"][0]["intervenant"] = "I9"
    path = _write(tmp_path / "p.json", tree)
    assert resoudre(path) == 1
    assert verifier(path, path) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "l’intervenant «\u00a0I9\u00a0» n’existe pas" in captured.err


def test_a_missing_file_is_a_wrong_use(probleme: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert resoudre(tmp_path / "absent.json") == 2
    assert resoudre(probleme, tmp_path / "absent" / "s.json") == 2
    assert verifier(probleme, tmp_path / "absent.json") == 2
    assert "absent.json\u00a0» ne peut pas être ouvert\u00a0: il n’existe pas" in capsys.readouterr().err
