"""Forms that change the documents a published call asks for, each with its reason."""

from __future__ import annotations

import uuid
from typing import Any, Final

from wtforms import SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from acia.appels.forms import SECTIONS_PIECES
from acia.appels.rules import INDISPENSABLES, ChangementPiece, Piece
from acia.core.documents.kinds import LIBELLES_FORMAT, USUELS, Format
from acia.core.forms import VersionedForm, as_choices, checkbox, strip, text_field

_MOTIF: Final = "Motif, publié et envoyé à tous"


def _motif() -> TextAreaField:
    validators = [DataRequired("Dites pourquoi, en une phrase."), Length(max=1000)]
    return TextAreaField(_MOTIF, filters=[strip], validators=validators)


class PieceDemandeeForm(VersionedForm):
    """A document asked for, as everybody will read it."""

    libelle = text_field("Nom de la pièce", 150)
    aide = text_field("Aide", 400)
    formats = SelectMultipleField(
        "Types de fichiers acceptés",
        choices=as_choices((f.value, LIBELLES_FORMAT[f]) for f in Format),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired("Cochez au moins un type de fichier.")],
    )
    obligatoire = checkbox("Obligatoire")
    motif = _motif()

    @classmethod
    def opened_on(cls, piece: Piece, version: int) -> PieceDemandeeForm:
        """The form of a document; what eligibility is proved with stays compulsory, and says nothing of it."""
        values = {"libelle": piece.libelle, "aide": piece.aide, "obligatoire": piece.obligatoire}
        form = cls(data={**values, "formats": sorted(piece.accepted), "version": version})
        if piece.code in INDISPENSABLES:
            del form.obligatoire
        return form

    def validate_libelle(self, field: Any) -> None:
        """Ask for a name."""
        DataRequired("Donnez un nom à la pièce.")(self, field)

    def to_command(self, code: str, section: str) -> ChangementPiece:
        """The change to make; a new document has no code yet."""
        piece = Piece(
            code or f"piece-{uuid.uuid4().hex[:8]}",
            section,
            self.libelle.data or "",
            self.aide.data or "",
            self.obligatoire.data if "obligatoire" in self else True,
            tuple(sorted(self.formats.data or ())),
        )
        return ChangementPiece(code, piece, self.motif.data or "")


class NouvellePieceForm(PieceDemandeeForm):
    """A document to ask for in addition."""

    section = SelectField("Partie de la candidature", choices=as_choices(SECTIONS_PIECES), default="projet")

    @classmethod
    def blank(cls, version: int) -> NouvellePieceForm:
        """The empty form: optional, of the usual types."""
        return cls(data={"formats": sorted(USUELS), "section": "projet", "version": version})


class RetraitPieceForm(VersionedForm):
    """Why a document is no longer asked for."""

    motif = _motif()
