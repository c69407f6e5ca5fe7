"""The composition of a commission, route by route: members, settings, interests."""

from __future__ import annotations

from tests.integration.routes.acces import LOCAUX, OFFICIERS, Acces, agit, formulaire, lit


def _officer(route: str, methode: str, commission: str = "notation", **objets: str) -> Acces:
    """A page or an act of the officers of the région."""
    return Acces(f"commission.{route}", methode, LOCAUX, "charge_ailleurs", {"commission_id": commission, **objets})


COMPOSITION = [
    _officer("membre", "GET", membre_id="siege_notation"),
    _officer("membre", "GET", membre_id="siege_invite"),
    lit("commission.membre", "", OFFICIERS, commission_id="preparation", membre_id="siege_notation"),
    _officer("mandat", "POST", membre_id="siege_notation"),
    _officer("sortie", "POST", membre_id="siege_notation"),
    _officer("empechement", "POST", membre_id="siege_notation"),
    _officer("lever_empechement", "POST", membre_id="siege_empeche"),
    _officer("renvoyer_invitation", "POST", membre_id="siege_invite"),
    agit("commission.mandat", "", OFFICIERS, commission_id="preparation", membre_id="siege_notation"),
    *formulaire("commission.invitation", "membre membre_deporte", "membre_ailleurs", commission_id="notation"),
]
