"""A bare application around the components: no database, no stage, the real layout."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect

from tests.unit.core.house_style import HOSTILE

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "templates"

Render = Callable[..., str]


@pytest.fixture
def galerie() -> Flask:
    app = Flask("galerie", template_folder=str(TEMPLATES), static_folder=str(ROOT / "acia" / "static"))
    app.config.update(SECRET_KEY="clef-de-galerie", BOOTSTRAP_SERVE_LOCAL=True, TESTING=True)
    Bootstrap5(app)
    CSRFProtect(app)
    return app


@pytest.fixture
def render(galerie: Flask) -> Iterator[Render]:
    names = sorted(path.stem for path in (TEMPLATES / "components").glob("*.html"))
    imports = "".join(f'{{% import "components/{name}.html" as {name} %}}' for name in names)

    def draw(source: str, **context: Any) -> str:
        return render_template_string(imports + source, h=HOSTILE, **context)

    with galerie.test_request_context():
        yield draw
