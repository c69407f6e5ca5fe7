"""The theme holds the contrasts that RGAA asks for, and calls nothing from outside."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "acia" / "static"
THEME = (STATIC / "theme.css").read_text("utf-8")
INKS = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", THEME))


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(INKS[first]), _luminance(INKS[second])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "paper"), ("ink", "card"), ("soft", "paper"), ("soft", "card"), ("acc", "paper"), ("acc", "acc-2"),
        ("warn", "warn-2"), ("bad", "bad-2"), ("bad", "paper"), ("ok", "ok-2"), ("blue", "blue-2"), ("grey", "grey-2"),
        ("card", "acc"), ("card", "acc-dark"), ("ink", "warn-2"), ("ink", "bad-2"), ("soft", "warn-2"),
    ],
)  # fmt: skip
def test_text_contrast_reaches_aa(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("edge", ["line-field", "acc", "bad", "blue"])
def test_edges_of_controls_and_focus_reach_three_to_one(edge: str) -> None:
    assert contrast(edge, "paper") >= 3
    assert contrast(edge, "card") >= 3


@pytest.mark.parametrize("name", ["theme.css", "graphiques.css"])
def test_style_sheets_load_only_files_that_stand_beside_them(name: str) -> None:
    sheet = (STATIC / name).read_text("utf-8")
    assert "@import" not in sheet
    for target in re.findall(r"url\(\"?([^\")]+)", sheet):
        assert (STATIC / target).is_file(), target


def test_fonts_are_those_of_the_system() -> None:
    assert "@font-face" not in THEME
    assert "--bs-body-font-family: system-ui," in THEME
    assert not [f for f in STATIC.rglob("*") if f.suffix in (".woff", ".woff2", ".ttf", ".otf")]
