"""The page of the stage says the limits as the code has them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from acia.comptes import rules
from acia.comptes.rules import DUREE_LIEN, UsageJeton


def hours(duration: timedelta) -> str:
    return f"{duration // timedelta(hours=1)} h"


def brake(frein: rules.Frein) -> str:
    return f"{frein.essais} en {frein.periode // timedelta(minutes=1)} min"


def test_the_table_of_limits_is_the_one_of_the_code() -> None:
    page = (Path(rules.__file__).parent / "README.md").read_text(encoding="utf-8")
    table = page.split("<!-- limits -->")[1].split("<!-- /limits -->")[0]
    values = [line.split("|")[2].strip() for line in table.strip().splitlines()[2:]]
    assert DUREE_LIEN[UsageJeton.INVITATION] == DUREE_LIEN[UsageJeton.INSCRIPTION]
    assert values == [
        f"{rules.LONGUEUR_MIN} à {rules.LONGUEUR_MAX} caractères",
        f"{DUREE_LIEN[UsageJeton.INVITATION].days} jours",
        hours(DUREE_LIEN[UsageJeton.REINITIALISATION]),
        f"{rules.LIENS_PAR_HEURE} par heure",
        f"{rules.INSCRIPTIONS_PAR_HEURE} par heure",
        brake(rules.FREIN_CLIENT),
        brake(rules.FREIN_APPAREIL),
        brake(rules.FREIN_COMPTE),
        f"après {rules.PREUVE_VALABLE // timedelta(minutes=1)} min",
        f"{hours(rules.IDLE_STAFF)}, {hours(rules.IDLE_REPRESENTANT)} pour un établissement",
    ]
    assert f"fewer than {['zero', 'one', 'two', 'three', 'four', 'five', 'six'][rules.RESTE_MIN]} signs" in page
