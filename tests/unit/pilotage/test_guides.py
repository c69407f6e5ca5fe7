"""The guides of the roles: one each, and the words they quote are those of the screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from acia.core.permissions import Role
from acia.pilotage.guides import GUIDES, all_guides, read_guide

ROOT = Path(__file__).parents[3]
QUOTED = re.compile("«\u00a0([^»]+)\u00a0»")


def screens() -> str:
    """Everything the product says, with ordinary spaces."""
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "acia").rglob("*.py")]
    return "\n".join(path.read_text() for path in pages).replace("&nbsp;", " ").replace("\u00a0", " ")


def test_each_role_has_its_guide_and_each_file_its_role() -> None:
    assert set(GUIDES) == set(Role)
    files = {path.stem for path in (ROOT / "acia/pilotage/guides").glob("*.toml")}
    assert files == set(GUIDES.values())
    assert len({guide.titre for guide in all_guides()}) == len(Role)


@pytest.mark.parametrize("nom", GUIDES.values())
def test_a_guide_quotes_only_words_that_the_screens_say(nom: str) -> None:
    guide, said = read_guide(nom), screens()
    texts = [guide.phrase, *(t for p in guide.parties for t in (p.titre, *p.etapes, p.bon_a_savoir))]
    quoted = {words.replace("\u00a0", " ") for text in texts for words in QUOTED.findall(text)}
    assert quoted, "a guide names what one clicks"
    assert [words for words in quoted if words not in said] == []
