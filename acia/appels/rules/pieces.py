"""The documents a call asks for: how the list may change once published, and in which words it is said (R4, R11). Pure.

A published list has versions: a filed file is read with the one it was filed with, drafts follow the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from acia.core.clock import date_in_words
from acia.core.documents.kinds import USUELS, Format, accepted_words
from acia.core.rules import Constat, Regle, Resultat

INDISPENSABLES: Final = {"arrete": "l’arrêté d’autorisation (R15)", "avis_cse": "l’avis de l’instance (R19)"}
"""What eligibility is proved with: always asked for, always required."""
PIECES_DEMANDEES_MAX: Final = 20
R4_PIECES: Final = Regle(
    "R4", "L’arrêté et l’avis de l’instance restent demandés, et obligatoires", "AMI Acia 2024 (R15, R19)"
)
R11_OUVERT: Final = Regle(
    "R11", "La liste des pièces ne change plus quand les candidatures sont closes", "Choix du programme"
)
R11_DELAI: Final = Regle(
    "R11",
    "Demander plus laisse à chacun le temps de le réunir",
    "Choix du programme : égalité de traitement des candidats",
)


@dataclass(frozen=True)
class Piece:
    """A document that the call asks for, in the words of one version."""

    code: str
    section: str
    libelle: str
    aide: str = ""
    obligatoire: bool = True
    formats: tuple[str, ...] = ()
    """Families of files accepted; none means the usual ones."""

    @property
    def accepted(self) -> frozenset[Format]:
        """Families of files accepted for this document."""
        return frozenset(Format(f) for f in self.formats) if self.formats else USUELS


@dataclass(frozen=True)
class ListePieces:
    """The documents of a call in one version; 0 is the list of a call that has not been published by its service."""

    numero: int
    pieces: tuple[Piece, ...]
    anciennes: tuple[Piece, ...] = ()
    """Asked for in another version and not in this one: what was joined there keeps its words."""

    def of_section(self, section: str) -> list[Piece]:
        """The documents asked for in a part, in order."""
        return [piece for piece in self.pieces if piece.section == section]

    def find(self, code: str) -> Piece | None:
        """The document of this code, asked for here or in another version."""
        return next((piece for piece in (*self.pieces, *self.anciennes) if piece.code == code), None)

    def label(self, code: str) -> str:
        """How the document is called; its code when no version knows it."""
        piece = self.find(code)
        return piece.libelle if piece else code

    def rank(self, code: str) -> int:
        """Its place in the list, from 1; 0 for what is not asked for."""
        return next((rang for rang, piece in enumerate(self.pieces, 1) if piece.code == code), 0)


@dataclass(frozen=True)
class ChangementPiece:
    """One change: `code` empty adds a document, `piece` none withdraws it."""

    code: str
    piece: Piece | None
    motif: str


@dataclass(frozen=True)
class Echeance:
    """Where the call stands: its last day, today, and the notice that a new requirement needs."""

    dernier_jour: date
    jour: date
    preavis: int
    close: bool = False

    @property
    def dernier_ajout(self) -> date:
        """The last day when more may be asked for."""
        return self.dernier_jour - timedelta(days=self.preavis)


def read_list(numero: int, contenu: Iterable[Mapping[str, Any]], autres: Iterable[Iterable[Any]] = ()) -> ListePieces:
    """Read a stored version; `autres` are the other versions, the last first."""
    pieces = tuple(_read(row) for row in contenu)
    known = {piece.code: piece for piece in pieces}
    anciennes: dict[str, Piece] = {}
    for other in autres:
        for row in other:
            if row["code"] not in known:
                anciennes.setdefault(row["code"], _read(row))
    return ListePieces(numero, pieces, tuple(anciennes.values()))


def _read(row: Mapping[str, Any]) -> Piece:
    return Piece(**{**row, "formats": tuple(row["formats"])})


def list_as_stored(liste: ListePieces) -> list[dict[str, Any]]:
    """The list as JSON data: a version says everything by itself."""
    return [{**asdict(piece), "formats": list(piece.formats)} for piece in liste.pieces]


def changed_list(liste: ListePieces, changement: ChangementPiece) -> ListePieces:
    """The list once the change is made; a document keeps its code, its part and its place."""
    pieces = list(liste.pieces)
    rank = liste.rank(changement.code)
    if not changement.code and changement.piece is not None:
        pieces.append(changement.piece)
    elif rank and changement.piece is None:
        del pieces[rank - 1]
    elif rank and changement.piece is not None:
        before = pieces[rank - 1]
        pieces[rank - 1] = replace(changement.piece, code=before.code, section=before.section)
    return replace(liste, pieces=tuple(pieces))


def asks_more(avant: ListePieces, apres: ListePieces) -> list[Piece]:
    """What the new list requires and the old one did not: a document, or fewer types of files for it."""
    before = {piece.code: piece for piece in avant.pieces}
    return [piece for piece in apres.pieces if _is_stricter(before.get(piece.code), piece)]


def _is_stricter(before: Piece | None, after: Piece) -> bool:
    if before is None:
        return after.obligatoire
    return (after.obligatoire and not before.obligatoire) or bool(before.accepted - after.accepted)


def judge_change(avant: ListePieces, apres: ListePieces, echeance: Echeance) -> list[Constat]:
    """What the rules say of a change: while the call is open relaxing is free, asking more needs its notice."""
    before, after = ({piece.code for piece in liste.pieces if piece.obligatoire} for liste in (avant, apres))
    lost = " et ".join(words for code, words in INDISPENSABLES.items() if code in before - after)
    return [
        _constat(R11_OUVERT, "Les candidatures sont closes : la liste des pièces ne change plus." * echeance.close),
        _constat(R4_PIECES, f"L’éligibilité se prouve avec {lost} : cette pièce reste obligatoire." if lost else ""),
        _constat(R11_DELAI, _notice_refusal(asks_more(avant, apres), echeance)),
    ]


def _constat(regle: Regle, refus: str) -> Constat:
    return Constat(regle, Resultat.NON_SATISFAIT if refus else Resultat.SATISFAIT, refus or regle.libelle + ".")


def _notice_refusal(stricter: Sequence[Piece], echeance: Echeance) -> str:
    if not stricter or echeance.jour <= echeance.dernier_ajout:
        return ""
    needed = date_in_words(echeance.jour + timedelta(days=echeance.preavis))
    return (
        f"Demander plus doit laisser {echeance.preavis} jours avant la date limite, le "
        f"{date_in_words(echeance.dernier_jour)} : rendez cette demande facultative, ou reportez d’abord la date "
        f"limite pour tous, au {needed} au plus tôt."
    )


def changes_in_words(avant: ListePieces, apres: ListePieces) -> list[str]:
    """What differs, in sentences that everybody reads."""
    before = {piece.code: piece for piece in avant.pieces}
    kept = {piece.code for piece in apres.pieces}
    said = [f"« {p.libelle} » n’est plus demandée." for p in avant.pieces if p.code not in kept]
    for piece in apres.pieces:
        known = before.get(piece.code)
        said += _added(piece) if known is None else _differences(known, piece)
    return said


def _added(piece: Piece) -> list[str]:
    mot = "obligatoire" if piece.obligatoire else "facultative"
    return [f"« {piece.libelle} » est demandée en plus, {mot}."]


def _differences(before: Piece, after: Piece) -> list[str]:
    said = []
    if before.libelle != after.libelle:
        said.append(f"« {before.libelle} » s’appelle maintenant « {after.libelle} ».")
    if before.obligatoire != after.obligatoire:
        said.append(f"« {after.libelle} » devient {'obligatoire' if after.obligatoire else 'facultative'}.")
    if before.aide != after.aide:
        said.append(f"L’aide de « {after.libelle} » est précisée.")
    if before.accepted != after.accepted:
        said.append(f"Types de fichiers acceptés pour « {after.libelle} » : {accepted_words(after.accepted)}.")
    return said
