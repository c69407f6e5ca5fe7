"""What an import will write, kept on disk until the register is held: a national file does not fit in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Final

_EN_MEMOIRE: Final = 1 << 20


class Reserve:
    """Packed rows put aside, given back in the same order."""

    def __init__(self) -> None:
        self._fichier = tempfile.SpooledTemporaryFile(max_size=_EN_MEMOIRE)  # noqa: SIM115 - closed with its owner
        self._tailles: list[int] = []

    def put(self, lignes: bytes) -> None:
        """Keep rows."""
        self._tailles.append(self._fichier.write(lignes))

    def __bool__(self) -> bool:
        return bool(self._tailles)

    def __iter__(self) -> Iterator[bytes]:
        self._fichier.seek(0)
        yield from map(self._fichier.read, self._tailles)
