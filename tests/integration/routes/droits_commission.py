"""The composition of a commission, route by route: members, settings, interests."""

from __future__ import annotations

from tests.integration.routes.acces import (
    DEPOT_AILLEURS,
    LOCAUX,
    MEMBRES,
    OFFICIERS,
    REPRESENTANTS,
    SIENS,
    Acces,
    agit,
    formulaire,
    lit,
)


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
    _officer("reglement", "GET", "preparation"),
    _officer("reglement", "POST", "preparation"),
    _officer("quorum", "GET"),
    _officer("ordre_de_passage", "GET"),
    _officer("suppleance", "GET"),
    _officer("suppleance", "POST"),
    _officer("enregistrer_procuration", "POST"),
    _officer("retirer_procuration", "POST", mandant_id="siege_notation"),
    agit("commission.retirer_procuration", "", OFFICIERS, commission_id="preparation", mandant_id="siege_notation"),
    *formulaire("commission.procuration", "membre membre_deporte", "membre_ailleurs", commission_id="notation"),
    agit("commission.reprendre_procuration", "membre", "membre_deporte membre_ailleurs", commission_id="notation"),
    lit("commission.ordre_du_jour", "membre membre_deporte", "membre_ailleurs", commission_id="notation"),
    lit("commission.seance_ics", "membre membre_deporte", "membre_ailleurs", commission_id="notation"),
    _officer("conflits", "GET"),
    _officer("deporter_office", "GET", membre_id="siege_notation", candidature_id="note"),
    _officer("deporter_office", "POST", membre_id="siege_notation", candidature_id="note"),
    _officer("lever_deport_office", "GET", membre_id="siege_deporte", candidature_id="note"),
    _officer("lever_deport_office", "POST", membre_id="siege_deporte", candidature_id="note"),
    lit(
        "commission.deporter_office", "", OFFICIERS, commission_id="notation", membre_id="siege", candidature_id="note"
    ),
    *formulaire("commission.invitation", "membre membre_deporte", "membre_ailleurs", commission_id="notation"),
]
SUITES = [
    _officer("suivi_notification", "GET", "commission_envoyee", selection_id="notifiee"),
    lit("commission.suivi_notification", "", OFFICIERS, commission_id="close", selection_id="selection"),
    *(
        _officer(acte, "POST", "commission_envoyee", selection_id="notifiee")
        for acte in ("renvoyer_notification", "noter_retour", "noter_recommande")
    ),
    _officer("noter_remise", "POST", "commission_envoyee", selection_id="notifiee", suite_id="recommande"),
    agit(
        "commission.noter_remise", "", OFFICIERS, commission_id="close", selection_id="selection", suite_id="recommande"
    ),
    agit("commission.prendre_connaissance", "representant", "representant_ailleurs", candidature_id="retenue"),
    agit("commission.prendre_connaissance", "", REPRESENTANTS, candidature_id="decide"),
    lit("commission.ineligibles", OFFICIERS),
    lit("commission.suivi_notification", LOCAUX, "charge_ailleurs", selection_id="lettre_notifiee"),
    *(
        agit(f"commission.{acte}", LOCAUX, "charge_ailleurs", selection_id="lettre_notifiee")
        for acte in ("renvoyer_notification", "noter_retour", "noter_recommande")
    ),
    agit("commission.noter_remise", "", OFFICIERS, selection_id="lettre_notifiee", suite_id="recommande"),
    agit("commission.prendre_connaissance", "representant", "representant_ailleurs", candidature_id="notifie"),
    *formulaire("commission.mes_recours", SIENS, "representant_ailleurs", candidature_id="notifie"),
]
"""After the notices are sent."""
RECOURS = [
    lit("commission.liste_recours", OFFICIERS),
    *formulaire("commission.nouveau_recours", OFFICIERS),
    *formulaire("commission.recours", LOCAUX, "charge_ailleurs", recours_id="recours"),
    lit("commission.recours", LOCAUX, "charge_ailleurs", recours_id="recours_repondu"),
    lit("commission.piece_recours", f"{SIENS} {LOCAUX}", DEPOT_AILLEURS, recours_id="recours"),
    lit("commission.reponse_recours", f"{SIENS} {LOCAUX}", DEPOT_AILLEURS, recours_id="recours_repondu"),
    lit("commission.reponse_recours", "", f"{REPRESENTANTS} {OFFICIERS}", recours_id="recours"),
    *formulaire("commission.mes_recours", SIENS, "representant_ailleurs", candidature_id="retenue"),
    lit("commission.mes_recours", "", REPRESENTANTS, candidature_id="decide"),
    *formulaire("commission.communication", LOCAUX, "charge_ailleurs", candidature_id="retenue"),
    *formulaire("commission.communication", "", OFFICIERS, candidature_id="decide"),
    lit("commission.mon_extrait", "membre", "membre_deporte membre_ailleurs", commission_id="commission_envoyee"),
    agit(
        "commission.etablir_mon_extrait", "membre", "membre_deporte membre_ailleurs", commission_id="commission_envoyee"
    ),
    lit("commission.mon_extrait", "membre membre_deporte", "membre_ailleurs", commission_id="notation"),
    lit(
        "commission.mon_extrait_pdf",
        "membre",
        "membre_deporte membre_ailleurs",
        commission_id="commission_envoyee",
        rang="1",
    ),
    lit("commission.mon_extrait_pdf", "", MEMBRES, commission_id="notation", rang="1"),
    agit("commission.extraire", LOCAUX, "charge_ailleurs", candidature_id="retenue"),
    agit("commission.extraire", "", OFFICIERS, candidature_id="decide"),
    lit("commission.extrait_pdf", f"{SIENS} {LOCAUX}", DEPOT_AILLEURS, extrait_id="extrait"),
    lit("commission.communication_pdf", f"{SIENS} {LOCAUX}", DEPOT_AILLEURS, communication_id="communication"),
]
"""Appeals against the decisions, and the files communicated."""
