"""Rights on what surrounds the marks: who reads what, abstentions, refusals, the chair, sheets reopened."""

from __future__ import annotations

from tests.integration.routes.acces import LOCAUX, Acces, formulaire, lit


def _officiers(route: str, methode: str, commission: str, ouvert: str = LOCAUX, **objets: str) -> Acces:
    """A page or an act of the officers of the région."""
    return Acces(route, methode, ouvert, "charge_ailleurs", {"commission_id": commission, **objets})


def _membre(route: str, methode: str, **objets: str) -> Acces:
    """A page or an act of a member cleared on a file; the one of the world presides too."""
    where = {"commission_id": "notation", **objets}
    return Acces(route, methode, "membre", "membre_deporte membre_ailleurs", where)


NOTATION = [
    _membre("commission.abstention", "GET", candidature_id="note"),
    _membre("commission.abstention", "POST", candidature_id="note"),
    _membre("commission.fin_abstention", "POST", candidature_id="note"),
    _membre("commission.presidence", "GET"),
    _membre("commission.reouverture", "GET", notation_id="feuille_rendue"),
    _membre("commission.reouverture", "POST", notation_id="feuille_rendue"),
    _membre("commission.presidence_deports", "GET"),
    *(_membre("commission.deporter", m, membre_id="siege_notation", candidature_id="note") for m in ("GET", "POST")),
    *(_membre("commission.lever_deport", m, membre_id="siege_deporte", candidature_id="note") for m in ("GET", "POST")),
    lit("commission.ma_facon", "membre", "membre_deporte membre_ailleurs", commission_id="close_membre"),
    # Before the minutes are closed: refused to those who sit, unknown to the others.
    lit("commission.ma_facon", "", "membre_ailleurs", commission_id="notation"),
    _officiers("commission.reprises", "GET", "deliberation"),
    _officiers("commission.reprises", "GET", "notation", ""),
    _officiers("commission.repartition", "GET", "notation"),
    _officiers("commission.repartition", "GET", "preparation"),
    _officiers("commission.repartition", "POST", "preparation"),
    Acces(
        "commission.ajuster",
        "POST",
        LOCAUX,
        "charge_ailleurs",
        {"commission_id": "notation"},
        {"candidature": "note", "membre": "siege_notation"},
    ),
    _officiers("commission.relancer", "POST", "notation"),
    _officiers("commission.calibrage", "GET", "preparation"),
    _officiers("commission.calibrage", "POST", "preparation"),
    lit("commission.hors_ligne", "membre membre_deporte", "membre_ailleurs", commission_id="notation"),
    _officiers("commission.saisies", "GET", "notation"),
    _officiers("commission.saisir", "GET", "notation", membre_id="siege_au_brouillon", candidature_id="note"),
    _officiers("commission.saisir", "POST", "notation", membre_id="siege_au_brouillon", candidature_id="note"),
    _membre("commission.repondre_saisie", "POST", candidature_id="note"),
    *formulaire("commission.noter_calibrage", "membre membre_deporte", "membre_ailleurs", commission_id="notation"),
    _membre("commission.refus", "GET", candidature_id="note"),
    _membre("commission.refus", "POST", candidature_id="note"),
]
