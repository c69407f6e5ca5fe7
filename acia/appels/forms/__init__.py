"""Forms of a call."""

from acia.appels.forms.appel import (
    FUSEAUX,
    PIECES_NOUVELLES,
    PLACES_MAX,
    SECTIONS_PIECES,
    CalendrierForm,
    ContactForm,
    CreationForm,
    CritereForm,
    GrilleForm,
    NiveauForm,
    PieceForm,
    PiecesForm,
    PresentationForm,
    PublicationForm,
    places_typed,
    territoire_form,
)

__all__ = [
    "FUSEAUX",
    "PIECES_NOUVELLES",
    "PLACES_MAX",
    "SECTIONS_PIECES",
    "CalendrierForm",
    "ContactForm",
    "CreationForm",
    "CritereForm",
    "GrilleForm",
    "NiveauForm",
    "PieceForm",
    "PiecesForm",
    "PresentationForm",
    "PublicationForm",
    "places_typed",
    "territoire_form",
]
