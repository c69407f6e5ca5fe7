"""Who may do what to a call."""

from __future__ import annotations

from collections.abc import Collection

from acia.appels.models import Appel, EtatAppel
from acia.comptes.models import Utilisateur
from acia.core.permissions import OUI, Decision, Role, non

OFFICERS = (Role.PILOTE, Role.CHARGE)


def may_manage(person: Utilisateur, regions: Collection[str]) -> Decision:
    """The national pilot, and the officers of any region of the call; a call without territory yet is everybody's."""
    if person.role_enum not in OFFICERS:
        return non("Les appels sont préparés par les chargés de mission et le pilote national.")
    if not regions or any(person.covers_region(code) for code in regions):
        return OUI
    return non("Cet appel ne concerne aucune des régions que vous suivez.")


def may_edit(appel: Appel) -> Decision:
    """Framework, grid, documents and calendar no longer change once the call is published."""
    if appel.etat == EtatAppel.PUBLIE:
        return non(
            "Cet appel est publié : son cadre, sa grille et son calendrier ne changent plus. "
            "Le contact et le webinaire se mettent à jour ; la liste des pièces change avec un motif publié."
        )
    return OUI
