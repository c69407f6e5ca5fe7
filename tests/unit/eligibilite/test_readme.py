"""The page of the stage says the rules as the code has them."""

from __future__ import annotations

from pathlib import Path

from acia.eligibilite import rules


def test_the_table_of_rules_is_the_one_of_the_code() -> None:
    page = (Path(rules.__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    table = page.split("<!-- rules_table -->")[1].split("<!-- /rules_table -->")[0]
    assert table.strip() == rules.rules_table()
