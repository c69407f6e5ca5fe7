"""Archives: measured before and while they unpack; XML without declarations."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from .bornes import DECOMPRESSE_MAX, ENTREES_MAX, RAPPORT_MAX, Illisible

_BLOC = 64 * 1024


def measure(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse what its own index says is too much; what it hides is measured while unpacking."""
    packed, unpacked = sum(i.compress_size for i in infos), sum(i.file_size for i in infos)
    if len(infos) > ENTREES_MAX or unpacked > DECOMPRESSE_MAX or unpacked > RAPPORT_MAX * max(packed, 10_000):
        raise Illisible("Ce classeur est démesuré une fois décompressé. Gardez une seule feuille, sans image.")
    if any(i.flag_bits & 1 for i in infos):
        raise Illisible("Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe.")


class Unpacker:
    """Parses the XML entries of an archive as they unpack, within one budget for them all."""

    def __init__(self, archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> None:
        self.archive, self.names = archive, names
        self.left = DECOMPRESSE_MAX

    def parse(
        self,
        name: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] = lambda _: None,
        text: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Feed the handlers with one entry; declarations, hence entities, are refused."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_declaration
        parser.EntityDeclHandler = _refuse_declaration
        parser.StartElementHandler = lambda tag, attrs: start(tag.rpartition("}")[2], _local(attrs))
        parser.EndElementHandler = lambda tag: end(tag.rpartition("}")[2])
        parser.CharacterDataHandler = text
        with self.archive.open(self.names[name]) as entry:
            while block := entry.read(_BLOC):
                self.left -= len(block)
                if self.left < 0:
                    raise Illisible("Ce classeur est démesuré une fois décompressé. Gardez une seule feuille.")
                parser.Parse(block, False)
        parser.Parse(b"", True)


def _local(attrs: dict[str, str]) -> dict[str, str]:
    return {name.rpartition("}")[2]: value for name, value in attrs.items()}


def _refuse_declaration(*_: Any) -> None:
    raise Illisible("Ce classeur contient des déclarations qu’un tableur n’écrit pas : il n’est pas lu.")
