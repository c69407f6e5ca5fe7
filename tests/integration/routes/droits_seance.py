"""The sitting conducted live, route by route: the officers conduct, the members follow, the chair reveals."""

from __future__ import annotations

from tests.integration.routes.acces import LOCAUX, Acces, agit, formulaire, lit

SECRETAIRE = "membre_deporte"
"""She keeps the sittings of the world, is recused from all their files but one, on which she has not answered."""
ET_SECRETAIRE = f"{LOCAUX} {SECRETAIRE}"


def _conduit(route: str, methode: str, commission: str, ouvert: str = LOCAUX, **objets: str) -> Acces:
    """A page or an act of the officers of the région, and of the secretary, on the files that are hers."""
    nobody = f"charge_ailleurs membre membre_ailleurs {'' if SECRETAIRE in ouvert else SECRETAIRE}"
    return Acces(f"commission.{route}", methode, ouvert, nobody, {"commission_id": commission, **objets})


SEANCE_DIRECTE = [
    *(_conduit("conduite", "GET", f"seance_{etape}", ET_SECRETAIRE) for etape in ("entre", "ouverte", "revelee")),
    _conduit("conduite", "GET", "deliberation"),
    _conduit("conduite", "GET", "close"),
    *(_conduit("projection", "GET", f"seance_{etape}", ET_SECRETAIRE) for etape in ("entre", "revelee")),
    # While marks are being given, nobody reads them.
    *(_conduit(page, "GET", "notation", "") for page in ("conduite", "projection")),
    _conduit("commencer_seance", "POST", "deliberation"),
    _conduit("noter_mouvement", "POST", "seance_entre", ET_SECRETAIRE, membre_id="siege_entre"),
    _conduit("annuler_mouvement", "POST", "seance_entre", ET_SECRETAIRE, mouvement_id="mouvement"),
    _conduit("ouvrir_dossier", "POST", "seance_entre", candidature_id="dossier_attendu"),
    _conduit("reprendre_dossier", "POST", "seance_entre", candidature_id="dossier_entre"),
    _conduit("reveler_notes", "POST", "seance_ouverte", candidature_id="dossier_ouverte"),
    _conduit("reporter_dossier", "POST", "seance_ouverte", candidature_id="dossier_ouverte"),
    _conduit("clore_dossier", "POST", "seance_revelee", candidature_id="dossier_revelee"),
    *(
        lit("commission.suivre", "membre membre_deporte", "membre_ailleurs", commission_id=f"seance_{etape}")
        for etape in ("entre", "ouverte", "revelee")
    ),
    # The secretary's answers: the files she is recused from are not among them.
    *formulaire("commission.interets_seance", SECRETAIRE, "membre membre_ailleurs", commission_id="seance_entre"),
    *formulaire(
        "commission.interet_seance",
        SECRETAIRE,
        "membre membre_ailleurs",
        commission_id="seance_entre",
        candidature_id="dossier_a_dire",
    ),
    lit(
        "commission.interet_seance",
        "",
        f"{SECRETAIRE} membre membre_ailleurs",
        commission_id="seance_entre",
        candidature_id="dossier_attendu",
    ),
    # The chair's own screen; the file does not exist for who is recused from it, nor elsewhere.
    agit(
        "commission.reveler_en_seance",
        "membre",
        "membre_deporte membre_ailleurs",
        commission_id="seance_ouverte",
        candidature_id="dossier_ouverte",
    ),
]
