"""What an import will write, kept on disk until the register is held: a national file does not fit in memory."""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any, Final

_EN_MEMOIRE: Final = 1 << 20


class Reserve:
    """Rows put aside column by column, given back in the same order."""

    def __init__(self) -> None:
        self._fichier = tempfile.SpooledTemporaryFile(max_size=_EN_MEMOIRE)  # noqa: SIM115 - closed with its owner
        self._tailles: list[int] = []

    def put(self, colonnes: Sequence[Sequence[Any]]) -> None:
        """Keep rows: texts, numbers, booleans or None."""
        self._tailles.append(self._fichier.write(marshal.dumps([list(colonne) for colonne in colonnes], 2)))

    def __bool__(self) -> bool:
        return bool(self._tailles)

    def __iter__(self) -> Iterator[list[list[Any]]]:
        self._fichier.seek(0)
        for taille in self._tailles:
            yield marshal.loads(self._fichier.read(taille))  # noqa: S302 - our own bytes, in a file without a name

    def close(self) -> None:
        """Forget the rows."""
        self._fichier.close()
