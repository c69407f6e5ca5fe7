"""The house rules that no linter knows."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from acia import create_app
from acia.config import Settings
from acia.core.audit import event_types
from acia.core.web import declared_policies

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "acia").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TOP_LEVEL = {
    "acia",
    "templates",
    "migrations",
    "seeds",
    "tests",
    "wsgi.py",
    "pyproject.toml",
    "README.md",
    "run",
    "requirements",
}
BREAKABLE = re.compile(r"(?: (?=[:;?!»](?:[\s<»\"'}]|$))|« )")
"""A space that a line may break at, where French typography wants one that it may not."""
DRAWERS = {"utils", "helpers", "common", "misc"}


def tracked() -> list[str]:
    """Names of the files of the repository, or of the tree when there is no git."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        made = {"instance", "acia.egg-info", "build", "test-results"}
        files = (p.relative_to(ROOT) for p in ROOT.rglob("*") if p.is_file())
        return [str(p) for p in files if p.parts[0] not in made]
    found = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return found.stdout.splitlines()


def test_top_level_is_the_design_card() -> None:
    names = {name.split("/")[0] for name in tracked()}
    assert {n for n in names if not n.startswith(".")} == TOP_LEVEL


def test_tests_and_seeds_are_short_too() -> None:
    files = [path for folder in ("tests", "seeds") for path in (ROOT / folder).rglob("*.py")]
    assert [str(path) for path in files if len(path.read_text().splitlines()) > 400] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_is_short_and_has_a_purpose(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 400
    assert text.startswith('"""'), "each module says in a docstring what it is for"
    assert path.stem not in DRAWERS


def sentences(path: Path) -> Iterator[tokenize.TokenInfo]:
    """The strings of a module on one line, but patterns and docstrings."""
    with path.open("rb") as source:
        for token in tokenize.tokenize(source.readline):
            if token.type == tokenize.STRING and not token.string.startswith(('"""', "r")):
                yield token


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_french_sentence_does_not_break_before_its_punctuation(path: Path) -> None:
    broken = [f"line {token.start[0]}" for token in sentences(path) if BREAKABLE.search(token.string)]
    assert broken == [], "a no-break space is missing"


def test_templates_carry_no_inline_style_or_script() -> None:
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)|javascript:", text), path
        assert "|safe" not in text.replace(" ", ""), path
        assert not re.search(r"(src|srcset|action|<link[^>]*href)\s*=\s*[\"']?\s*(https?:)?//", text), (
            f"{path} loads from outside"
        )


def test_each_mail_template_is_complete() -> None:
    for folder in sorted((ROOT / "templates" / "courriels").iterdir()):
        if folder.is_dir():
            assert {"sujet.txt", "corps.txt", "corps.html"} <= {p.name for p in folder.iterdir()}, folder


def test_every_template_is_used() -> None:
    code = "\n".join(p.read_text() for p in SOURCES + TEMPLATES)
    for path in TEMPLATES:
        name = str(path.relative_to(ROOT / "templates"))
        if name.startswith("courriels/"):
            assert f'"{path.parent.name}"' in code, name
        else:
            assert name in code, f"{name} is rendered by nothing"


def test_s1_every_endpoint_declares_its_policy() -> None:
    app = create_app(Settings(SECRET_KEY="x", SQLALCHEMY_DATABASE_URI="sqlite://"))
    assert len(declared_policies(app)) > 40
    app.view_functions["sans_regle"] = lambda: ""
    with pytest.raises(RuntimeError, match="sans_regle"):
        declared_policies(app)


def test_event_sentences_use_only_their_declared_keys() -> None:
    create_app(Settings(SECRET_KEY="x", SQLALCHEMY_DATABASE_URI="sqlite://"))
    for kind in event_types().values():
        used = set(re.findall(r"{(\w+)}", kind.phrase))
        assert used <= kind.cles, kind.code


def test_services_leave_commit_and_web_to_the_routes() -> None:
    for path in SOURCES:
        if path.name == "service.py":
            text = path.read_text()
            assert not re.search(r"session\.commit|flash\(|\burl_for\(|flask\.request|import request\b", text), path


def test_only_the_clock_reads_the_clock() -> None:
    for path in SOURCES:
        if path.name != "clock.py":
            assert not re.search(r"datetime\.now\(|date\.today\(|time\.time\(|utcnow", path.read_text()), path


def glossary() -> dict[str, list[str]]:
    """French term → forbidden synonyms, from the table of the README."""
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|[^|]*\|([^|]*)\|$", (ROOT / "README.md").read_text(), flags=re.M)
    return {term: [w.strip() for w in words.split(",") if w.strip(" —")] for term, words in rows}


def test_the_glossary_has_one_word_a_notion() -> None:
    terms = glossary()
    assert len(terms) >= 20
    models = "\n".join(p.read_text() for p in SOURCES if p.name in ("models.py", "store.py", "journal.py", "outbox.py"))
    names = set(re.findall(r"^class (\w+)", models, flags=re.M))
    for synonyms in terms.values():
        assert not names & set(synonyms), f"{names & set(synonyms)}: the glossary has another word"


@pytest.mark.parametrize("stage", ["seances", "suivi"])
def test_the_table_of_rules_of_a_stage_is_that_of_its_code(stage: str) -> None:
    rules = importlib.import_module(f"acia.{stage}.rules").REGLES
    expected = [f"| {r.code} | {r.libelle.rstrip('.')} | {r.source} | {r.niveau} |" for r in rules]
    page = (ROOT / "acia" / stage / "README.md").read_text().splitlines()
    assert [line for line in page if line.startswith("| R")] == expected
