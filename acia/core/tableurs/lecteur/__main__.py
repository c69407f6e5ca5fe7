"""The program: a file on the standard input, its rows or the refusal on the standard output."""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

from . import Illisible, read_rows
from .bornes import MEMOIRE_MAX, SECONDES_MAX


def main() -> None:
    """Read the file given on the standard input, within the limits, and write its rows or the refusal."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_MAX, MEMOIRE_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES_MAX, SECONDES_MAX))
    try:
        answer: dict[str, Any] = {"lignes": read_rows(sys.stdin.buffer.read())}
    except Illisible as refusal:
        answer = {"refus": str(refusal)}
    sys.stdout.write(json.dumps(answer))


main()
