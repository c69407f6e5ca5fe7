"""The commission's use cases with one of their guards replaced by the right to read (S19).

As a plugin of pytest (`-p tests.campagnes.mutant`), it imports the code with the mutant that ACIA_MUTANT names. A guard
that says who may write (`require`) is dropped: what remains is what loads the object, the right to read it. A loader
that asks for more than reading is replaced by the one that asks for less.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

RACINE = Path(__file__).parents[2]
SERVICES = RACINE / "acia" / "commission" / "service"
MOINDRES = {"open_cleared_file": "open_file", "get_seat": "own_seat"}
"""What opens a file to be written, and what opens it to be looked at."""
GARDES = {"require", "may_manage", *MOINDRES}


@dataclass(frozen=True)
class Mutant:
    """One guard of one use case."""

    module: str
    ligne: int
    garde: str
    acte: str
    """The function that it guards."""

    def __str__(self) -> str:
        return f"{self.module}:{self.ligne}:{self.garde}:{self.acte}"

    @staticmethod
    def of(text: str) -> Mutant:
        """Read what `str` wrote."""
        module, ligne, garde, acte = text.split(":")
        return Mutant(module, int(ligne), garde, acte)


def mutants() -> Iterator[Mutant]:
    """Every guard of the commission's use cases."""
    for path in sorted(SERVICES.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for call in ast.walk(node):
                    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in GARDES:
                        yield Mutant(path.stem, call.lineno, call.func.id, node.name)


class Replace(ast.NodeTransformer):
    """Replace the guard of a mutant by the right to read."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant, self.done = mutant, 0

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A guard says yes; a loader asks for less."""
        self.generic_visit(node)
        if not isinstance(node.func, ast.Name) or (node.lineno, node.func.id) != (self.mutant.ligne, self.mutant.garde):
            return node
        self.done += 1
        less = MOINDRES.get(node.func.id)
        if less is None:
            return ast.copy_location(ast.Constant(value=True), node)
        queries = ast.parse(f"__import__('acia.commission.queries', fromlist=['x']).{less}", mode="eval").body
        return ast.copy_location(ast.Call(queries, node.args, node.keywords), node)


class Chargeur(SourceFileLoader):
    """Compiles one module with its mutant, past the bytecode kept from before."""

    def __init__(self, name: str, path: str, mutant: Mutant) -> None:
        super().__init__(name, path)
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        """The code of the mutant."""
        path = self.get_filename(fullname)
        change = Replace(self.mutant)
        tree = ast.fix_missing_locations(change.visit(ast.parse(self.get_data(path), path)))
        if change.done != 1:
            raise ImportError(f"{self.mutant}: {change.done} guards found")
        return compile(tree, path, "exec")


class Chercheur(MetaPathFinder):
    """Finds the module of the mutant before anybody else."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Only that one."""
        if fullname != f"acia.commission.service.{self.mutant.module}":
            return None
        where = str(SERVICES / f"{self.mutant.module}.py")
        return spec_from_file_location(fullname, where, loader=Chargeur(fullname, where, self.mutant))


if "ACIA_MUTANT" in os.environ:
    sys.meta_path.insert(0, Chercheur(Mutant.of(os.environ["ACIA_MUTANT"])))
