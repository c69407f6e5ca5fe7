"""Errors that the business says, with a French sentence for the person. Pure."""

from __future__ import annotations


class Refus(Exception):
    """What the house does not do. `champ` names the form field at fault, when there is one."""

    code = 409

    def __init__(self, motif: str, champ: str | None = None) -> None:
        super().__init__(motif)
        self.motif = motif
        self.champ = champ


class ActionRefusee(Refus):
    """The rules refuse this act: a page shows why beside the form and keeps what was typed."""


class AccesRefuse(Refus):
    """The person may know that the object exists but may not do this."""

    code = 403


class Introuvable(Refus):
    """The object does not exist, or the person may not know that it does: both look the same."""

    code = 404

    def __init__(self, motif: str = "Cette page n’existe pas, ou elle ne vous est pas ouverte.") -> None:
        super().__init__(motif)


class ConflitVersion(ActionRefusee):
    """Somebody else has changed the object since the form was opened."""

    def __init__(
        self,
        motif: str = "Quelqu’un d’autre a modifié cette page entre-temps. Rien de ce que vous avez saisi n’a été "
        "enregistré : comparez, puis enregistrez de nouveau.",
    ) -> None:
        super().__init__(motif)


class TransitionRefusee(ActionRefusee):
    """The act does not exist from the present state."""
