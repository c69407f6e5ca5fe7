"""The forms of a page as a browser would send them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

CHOSEN_ONLY = frozenset({"radio", "checkbox"})
NEVER_SENT = frozenset({"file", "submit", "button", "reset"})
WORDS = frozenset({"text", "search", ""})


@dataclass
class FormulaireLu:
    """One POST form of the page: where it goes, what it holds, where one may write freely, its buttons, what its lists
    and its radio buttons offer."""

    action: str
    champs: dict[str, list[str]] = field(default_factory=dict)
    libres: list[str] = field(default_factory=list)
    boutons: list[tuple[str, str]] = field(default_factory=list)
    choix: dict[str, list[str]] = field(default_factory=dict)

    def data(self, **changes: str) -> dict[str, list[str]]:
        """What is sent when its first button is pressed."""
        pressed = {name: [value] for name, value in self.boutons[:1] if name}
        return {**self.champs, **pressed, **{name: [value] for name, value in changes.items()}}


class _Lecteur(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[FormulaireLu] = []
        self._form: FormulaireLu | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and values.get("method", "").lower() == "post":
            self._form = FormulaireLu(values.get("action", ""))
        elif self._form is not None:
            self._part(self._form, tag, values)

    def _part(self, form: FormulaireLu, tag: str, values: dict[str, str]) -> None:
        name = values.get("name", "")
        if tag == "input":
            self._input(form, name, values)
        elif tag == "button":
            form.boutons.append((name, values.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            form.choix.setdefault(self._select, []).append(values.get("value", ""))
            if "selected" in values or self._select not in form.champs:
                form.champs[self._select] = [values.get("value", "")]
        elif tag == "textarea":
            self._area = name
            form.champs[name] = [""]
            form.libres.insert(0, name)

    def _input(self, form: FormulaireLu, name: str, values: dict[str, str]) -> None:
        kind = values.get("type", "text")
        if name and kind in CHOSEN_ONLY:
            form.choix.setdefault(name, []).append(values.get("value", "on"))
        if not name or kind in NEVER_SENT or (kind in CHOSEN_ONLY and "checked" not in values):
            return
        form.champs.setdefault(name, []).append(values.get("value", "on" if kind in CHOSEN_ONLY else ""))
        if kind in WORDS:
            form.libres.append(name)

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            self._form.champs[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            self.found.append(self._form)
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._form is not None:
            # The line break that follows the tag belongs to the page, not to the text.
            self._form.champs[self._area] = [re.sub(r"\A\r?\n", "", self._form.champs[self._area][0])]
            self._area = ""


def forms_of(page: str) -> list[FormulaireLu]:
    """The POST forms of a page, in order."""
    reader = _Lecteur()
    reader.feed(page)
    return reader.found
