"""What the thousands of applications of the tests compile alike is compiled once a process: templates and routes."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

_COMPILE_BUILDER = Rule._compile_builder


class SharedTemplates(BytecodeCache):
    """Compiled templates by name and content."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = SharedTemplates()
_BUILDERS: dict[tuple[Any, ...], Callable[..., Any]] = {}


def _shared_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    """The function that writes the addresses of a route: it takes the route as its argument, so equal ones share it."""
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _BUILDERS:
        _BUILDERS[key] = _COMPILE_BUILDER(rule, append_unknown)
    return _BUILDERS[key]


def share_compilation() -> None:
    """Compile the builder of each route once: werkzeug does it again for each application, two thirds of its start."""
    Rule._compile_builder = _shared_builder  # type: ignore[method-assign, assignment]
