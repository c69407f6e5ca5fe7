"""Who may open or do what, route by route: the table the matrix is read from. Nothing here comes from the code.

Each row names a route, a method, its objects (by their name in the world, or as they are) and three groups of people:
those for whom it opens; those for whom the object does not exist (404, as for an unknown id); and, by silence, all the
others, who are refused (403). A visitor is sent to sign in, unless the row is `PUBLIC`.
"""

from __future__ import annotations

from tests.integration.routes.acces import (
    AILLEURS,
    DEPOT_AILLEURS,
    INTERVENANTS,
    LECTEURS_SUIVI,
    LOCAUX,
    MEMBRES,
    OFFICIERS,
    PUBLIC,
    REPRESENTANTS,
    SECTIONS_APPEL,
    SIENS,
    TOUS,
    Acces,
    agit,
    formulaire,
    lit,
)
from tests.integration.routes.droits_commission import COMPOSITION, RECOURS, SUITES
from tests.integration.routes.droits_dossiers import (
    CANDIDATURES,
    CORRECTIONS,
    ECHANGES,
    PERSONNES,
    RELAIS,
    RELANCES,
    REPRISE,
)
from tests.integration.routes.droits_notation import NOTATION
from tests.integration.routes.droits_seance import SEANCE_DIRECTE

PUBLIQUES = [
    lit("static", PUBLIC, filename="theme.css"),
    lit("bootstrap.static", PUBLIC, filename="css/bootstrap.min.css"),
    lit("appels.liste", PUBLIC),
    lit("appels.page", PUBLIC, code="appel_ouvert"),
    lit("appels.page", "", PUBLIC, code="appel_brouillon"),
    *formulaire("appels.webinaire", PUBLIC, code="appel_ouvert"),
    lit("appels.webinaire", "", PUBLIC, code="appel_brouillon"),
    lit("appels.webinaire_ics", PUBLIC, code="appel_ouvert"),
    *formulaire("appels.desinscription", PUBLIC, jeton="jeton_webinaire"),
    lit("appels.desinscription", "", PUBLIC, jeton="inconnu"),
    *formulaire("appels.questions", PUBLIC, code="appel_ouvert"),
    *formulaire("eligibilite.autotest", PUBLIC),
    lit("eligibilite.regles", PUBLIC),
    *formulaire("eligibilite.donner_avis", PUBLIC, jeton="jeton_avis"),
    lit("eligibilite.piece_avis", PUBLIC, jeton="jeton_avis", piece_id="piece_avis"),
    lit("eligibilite.piece_avis", "", PUBLIC, jeton="jeton_avis", piece_id="piece_deposee"),
    lit("eligibilite.piece_avis", "", PUBLIC, jeton="inconnu", piece_id="piece_avis"),
    lit("eligibilite.avis_donne", PUBLIC),
    lit("candidatures.vierge", PUBLIC, code="appel_ouvert"),
    lit("candidatures.vierge", "", PUBLIC, code="appel_brouillon"),
    lit("candidatures.vierge_pdf", PUBLIC, code="appel_ouvert"),
    lit("appels.questions", "", PUBLIC, code="appel_brouillon"),
    lit("informations.aide", PUBLIC),
    lit("pilotage.guides", PUBLIC),
    lit("pilotage.guide", PUBLIC, nom="etablissement"),
    lit("informations.accessibilite", PUBLIC),
    lit("informations.donnees_personnelles", PUBLIC),
    lit("informations.mentions_legales", PUBLIC),
]
COMPTES = [
    Acces("comptes.connexion", "GET", "visiteur", renvoi=TOUS),
    agit("comptes.connexion", PUBLIC),
    agit("comptes.deconnexion", PUBLIC),
    *formulaire("comptes.oubli", PUBLIC),
    *formulaire("comptes.inscription", PUBLIC),
    *formulaire("comptes.lien", PUBLIC, jeton="jeton"),
    lit("comptes.courriel_parti", PUBLIC, objet="inscription"),
    *formulaire("comptes.mon_compte", TOUS),
    *formulaire("comptes.mot_de_passe", TOUS),
    *formulaire("comptes.mes_avis", TOUS),
    agit("comptes.fermer_sessions", TOUS),
    lit("comptes.liste", OFFICIERS),
    *formulaire("comptes.inviter", OFFICIERS),
    lit("comptes.compte", LOCAUX, "charge_ailleurs", compte_id="compte"),
    agit("comptes.relancer", LOCAUX, "charge_ailleurs", compte_id="compte"),
    Acces("comptes.reactiver", "GET", "", "charge_ailleurs", {"compte_id": "compte"}, renvoi=LOCAUX),
    agit("comptes.reactiver", LOCAUX, "charge_ailleurs", compte_id="compte"),
    agit("comptes.fermer_sessions_de", LOCAUX, "charge_ailleurs", compte_id="compte"),
    *formulaire("comptes.desactiver", LOCAUX, "charge_ailleurs", compte_id="compte"),
    *formulaire("comptes.role", LOCAUX, "charge_ailleurs", compte_id="compte"),
    *formulaire("comptes.role", "pilote", "charge_ailleurs", compte_id="collegue"),
    *formulaire("comptes.desactiver", "pilote", "charge_ailleurs", compte_id="collegue"),
    agit("comptes.fermer_sessions_de", "pilote", "charge_ailleurs", compte_id="collegue"),
    *formulaire("comptes.lever_frein", "pilote", "charge_ailleurs", compte_id="collegue"),
    lit("comptes.compte", "pilote", "charge charge_ailleurs", compte_id="pilote"),
]
PILOTAGE = [
    Acces("pilotage.accueil", "GET", TOUS, renvoi="visiteur"),
    lit("pilotage.sante", PUBLIC),
    lit("pilotage.chiffres", f"{OFFICIERS} financeur", f"{MEMBRES} {REPRESENTANTS} {INTERVENANTS}"),
    lit("pilotage.journal", OFFICIERS),
    lit("pilotage.ancres", "pilote"),
    *formulaire("pilotage.fermetures", "pilote"),
    agit("pilotage.rouvrir", "pilote", fermeture_id="fermeture"),
    lit("pilotage.vivier", OFFICIERS),
    agit("pilotage.classeur_vivier", LOCAUX, "charge_ailleurs", appel_id="appel_suivi_id"),
    agit("pilotage.classeur", LOCAUX, "charge_ailleurs", appel_id="appel_suivi_id"),
    lit("referentiel.registre", OFFICIERS),
    lit("referentiel.etablissement", OFFICIERS, numero="numero"),
    lit("referentiel.instantanes", OFFICIERS),
    *formulaire("referentiel.mises_a_jour", "pilote"),
    lit("referentiel.mise_a_jour", "pilote", mise_a_jour_id="mise_a_jour"),
    *(
        agit(f"referentiel.{acte}", "pilote", mise_a_jour_id="mise_a_jour")
        for acte in ("relire", "appliquer", "abandonner")
    ),
    agit("referentiel.annuler", "pilote", instantane_id="instantane"),
]
APPELS = [
    lit("appels.gestion", OFFICIERS),
    *formulaire("appels.nouveau", OFFICIERS),
    lit("appels.preparation", LOCAUX, "charge_ailleurs", code="appel_brouillon"),
    agit("appels.publication", LOCAUX, "charge_ailleurs", code="appel_brouillon"),
    *(
        row
        for section in SECTIONS_APPEL
        for row in formulaire("appels.edition", LOCAUX, "charge_ailleurs", code="appel_brouillon", section=section)
    ),
    *formulaire("appels.edition", "", "charge_ailleurs", code="appel_notation", section="grille"),
    *formulaire("appels.edition", LOCAUX, "charge_ailleurs", code="appel_notation", section="contact"),
    *formulaire("appels.edition", LOCAUX, "charge_ailleurs", code="appel_notation", section="webinaire"),
    lit("appels.formulaire", LOCAUX, "charge_ailleurs", code="appel_brouillon"),
    *formulaire("appels.libelles", LOCAUX, "charge_ailleurs", code="appel_brouillon", section="projet"),
    *formulaire("appels.libelles", LOCAUX, "charge_ailleurs", code="appel_notation", section="avis_cse"),
    lit("appels.inscrits", LOCAUX, "charge_ailleurs", code="appel_notation"),
    agit("appels.export_inscrits", LOCAUX, "charge_ailleurs", code="appel_notation"),
    lit("appels.questions_recues", LOCAUX, "charge_ailleurs", code="appel_notation"),
    *formulaire("appels.reponse", LOCAUX, "charge_ailleurs", code="appel_notation", question_id="question"),
    agit("appels.ecarter", LOCAUX, "charge_ailleurs", code="appel_notation", question_id="question"),
    lit("appels.reponse", "", OFFICIERS, code="appel_brouillon", question_id="question"),
]
PAGE_EXAMINEE = {"candidature_id": "examine", "piece_id": "piece_examinee", "rang": "1"}
ELIGIBILITE = [
    lit("eligibilite.a_decider", OFFICIERS),
    lit("eligibilite.parcours", OFFICIERS),
    *formulaire("eligibilite.parcours_ajout", OFFICIERS),
    *formulaire("eligibilite.parcours_liste", OFFICIERS),
    agit("eligibilite.parcours_inscription", OFFICIERS),
    *formulaire("eligibilite.parcours_retrait", LOCAUX, "charge_ailleurs", accompagnement_id="accompagnement"),
    lit("eligibilite.dossier", LOCAUX, "charge_ailleurs", candidature_id="examine"),
    lit("eligibilite.dossier", "", OFFICIERS, candidature_id="brouillon"),
    agit("eligibilite.verdict", LOCAUX, "charge_ailleurs", candidature_id="examine"),
    agit("eligibilite.constat", LOCAUX, "charge_ailleurs", candidature_id="examine", constat_id="constat"),
    agit("eligibilite.constat", "", OFFICIERS, candidature_id="depose", constat_id="constat"),
    agit("eligibilite.decision", LOCAUX, "charge_ailleurs", candidature_id="examine"),
    *formulaire("eligibilite.demander_avis", LOCAUX, "charge_ailleurs", candidature_id="examine"),
    lit("eligibilite.avis", LOCAUX, "charge_ailleurs", candidature_id="examine", avis_id="avis"),
    lit("eligibilite.avis", LOCAUX, "charge_ailleurs", candidature_id="examine", avis_id="avis_rendu"),
    lit("eligibilite.avis", "", OFFICIERS, candidature_id="ecarte", avis_id="avis"),
    *(
        agit(f"eligibilite.{acte}", LOCAUX, "charge_ailleurs", candidature_id="examine", avis_id="avis")
        for acte in ("enregistrer_avis", "annuler_avis", "renvoyer_avis", "reporter_avis")
    ),
    agit("eligibilite.ouvrir_avis", LOCAUX, "charge_ailleurs", candidature_id="examine", avis_id="avis_rendu"),
    lit("eligibilite.avis_communiques", SIENS, f"representant_ailleurs {OFFICIERS}", candidature_id="notifie"),
    lit("eligibilite.avis_communiques", "", f"{REPRESENTANTS} {OFFICIERS}", candidature_id="examine"),
    # Who proposes a departure takes it back; another answers.
    agit(
        "eligibilite.repondre_ecart",
        "pilote",
        "charge_ailleurs",
        candidature_id="ecarte_propose",
        proposition_id="ecart",
    ),
    agit(
        "eligibilite.retirer_ecart",
        "charge",
        "charge_ailleurs",
        candidature_id="ecarte_propose",
        proposition_id="ecart",
    ),
    agit("eligibilite.repondre_ecart", "", OFFICIERS, candidature_id="examine", proposition_id="ecart"),
    agit("eligibilite.retirer_ecart", "", OFFICIERS, candidature_id="examine", proposition_id="ecart"),
    lit("eligibilite.dossier", LOCAUX, "charge_ailleurs", candidature_id="ecarte_propose"),
    lit("eligibilite.piece", LOCAUX, "charge_ailleurs", candidature_id="examine", piece_id="piece_examinee"),
    lit("eligibilite.piece", "", OFFICIERS, candidature_id="depose", piece_id="piece_examinee"),
    lit("eligibilite.lire_piece", LOCAUX, "charge_ailleurs", candidature_id="examine", piece_id="piece_examinee"),
    lit("eligibilite.lire_piece", "", OFFICIERS, candidature_id="depose", piece_id="piece_examinee"),
    lit("eligibilite.page_piece", LOCAUX, "charge_ailleurs", **PAGE_EXAMINEE),
    lit("eligibilite.page_piece", "", OFFICIERS, **{**PAGE_EXAMINEE, "candidature_id": "depose"}),
    *formulaire("eligibilite.lettre", LOCAUX, "charge_ailleurs", candidature_id="ecarte"),
    *formulaire("eligibilite.lettre", "", "charge_ailleurs", candidature_id="examine"),
    lit("eligibilite.lettre_pdf", LOCAUX, "charge_ailleurs", candidature_id="notifie"),
    lit("eligibilite.lettre_pdf", "", OFFICIERS, candidature_id="ecarte"),
    lit("eligibilite.decision_notifiee", SIENS, f"representant_ailleurs {OFFICIERS}", candidature_id="notifie"),
    lit("eligibilite.decision_notifiee_pdf", SIENS, f"representant_ailleurs {OFFICIERS}", candidature_id="notifie"),
    lit("eligibilite.decision_notifiee", "", f"{REPRESENTANTS} {OFFICIERS}", candidature_id="ecarte"),
    lit("eligibilite.decision_notifiee_pdf", "", f"{REPRESENTANTS} {OFFICIERS}", candidature_id="ecarte"),
]


def _commission(route: str, methode: str, commission: str, ouvert: str = LOCAUX, **objets: str) -> Acces:
    """A page or an act of the officers of the région."""
    return Acces(route, methode, ouvert, "charge_ailleurs", {"commission_id": commission, **objets})


def _note(route: str, methode: str, **objets: str) -> Acces:
    """A page or an act of a member cleared on a file."""
    where = {"commission_id": "notation", "candidature_id": "note", **objets}
    return Acces(route, methode, "membre", "membre_deporte membre_ailleurs", where)


COMMISSION = [
    lit("commission.liste", OFFICIERS),
    *formulaire("commission.nouvelle", OFFICIERS),
    *(
        _commission(f"commission.{route}", methode, "preparation")
        for route, methode in (
            ("fiche", "GET"),
            ("seance", "GET"),
            ("seance", "POST"),
            ("ajouter_membre", "POST"),
            ("convocation", "GET"),
            ("convocation", "POST"),
            ("ouvrir", "POST"),
        )
    ),
    _commission("commission.retirer_membre", "POST", "preparation", membre_id="siege"),
    agit("commission.retirer_membre", "", OFFICIERS, commission_id="preparation", membre_id="siege_notation"),
    *COMPOSITION,
    *SUITES,
    *RECOURS,
    *SEANCE_DIRECTE,
    _commission("commission.clore", "POST", "notation"),
    # While marks are being given, nobody reads them: not even the officer, nor the pilot.
    *(
        _commission(f"commission.{route}", "GET", "notation", "")
        for route in ("lecture", "tenue", "deliberation", "proces_verbal", "decisions", "notifications")
    ),
    *(
        _commission(f"commission.{route}", methode, "deliberation")
        for route, methode in (
            ("lecture", "GET"),
            ("tenue", "GET"),
            ("deliberation", "GET"),
            ("presences", "POST"),
            ("propositions", "POST"),
            ("proces_verbal", "GET"),
            ("proces_verbal", "POST"),
        )
    ),
    *(
        _commission(f"commission.{route}", methode, "close")
        for route, methode in (
            ("deliberation", "GET"),
            ("proces_verbal", "GET"),
            ("decisions", "GET"),
            ("decisions", "POST"),
            ("notifications", "GET"),
            ("preparer_notifications", "POST"),
            ("demander_envoi", "POST"),
            ("liste_attente", "GET"),
            ("enregistrer_desistement", "POST"),
            ("envoyer_notifications", "POST"),
        )
    ),
    _commission("commission.proposer_place", "POST", "close", departement="29"),
    _commission("commission.proces_verbal_pdf", "GET", "close", rang="1"),
    _commission("commission.notification", "GET", "close", selection_id="selection"),
    _commission("commission.lettre", "GET", "close", selection_id="selection"),
    lit("commission.mes_dossiers", MEMBRES),
    *formulaire("commission.declaration", "membre membre_deporte", "membre_ailleurs", commission_id="notation"),
    _note("commission.dossier", "GET"),
    _note("commission.interets", "POST"),
    _note("commission.noter", "POST"),
    _note("commission.brouillon", "POST"),
    _note("commission.piece", "GET", piece_id="piece_notee"),
    _note("commission.lire_piece", "GET", piece_id="piece_notee"),
    _note("commission.page_piece", "GET", piece_id="piece_notee", rang="1"),
    lit("commission.resultat", f"{SIENS} {LOCAUX}", DEPOT_AILLEURS, candidature_id="retenue"),
    lit("commission.lettre_resultat", f"{SIENS} {LOCAUX}", DEPOT_AILLEURS, candidature_id="retenue"),
    agit("commission.se_desister", f"representant {LOCAUX}", DEPOT_AILLEURS, candidature_id="retenue"),
    agit("commission.repondre_place", f"representant {LOCAUX}", DEPOT_AILLEURS, candidature_id="retenue"),
    # Decided but not notified: nothing leaves before all the notices do.
    lit("commission.resultat", "", f"{OFFICIERS} {REPRESENTANTS}", candidature_id="decide"),
    lit("commission.lettre_resultat", "", f"{OFFICIERS} {REPRESENTANTS}", candidature_id="decide"),
]
OUVERTURE = {"appel_id": "appel_suivi_id", "departement": "29"}
ENGAGEMENTS = [
    lit("engagements.liste", OFFICIERS),
    agit("engagements.ouverture", LOCAUX, "charge_ailleurs", donnees=OUVERTURE),
    lit("engagements.dossier", LOCAUX, "charge_ailleurs", engagement_id="engagement"),
    lit("engagements.miens", REPRESENTANTS),
    lit("engagements.lettre", SIENS, "representant_ailleurs", engagement_id="lettre"),
    agit("engagements.lettre", "representant", "representant_ailleurs", engagement_id="lettre"),
    lit("engagements.disponibilites", SIENS, "representant_ailleurs", engagement_id="engagement"),
    agit("engagements.disponibilites", "representant", "representant_ailleurs", engagement_id="engagement"),
    agit(
        "engagements.retrait",
        "representant",
        "representant_ailleurs",
        engagement_id="engagement",
        indisponibilite_id="indisponibilite",
    ),
    agit("engagements.accueil", "representant", "representant_ailleurs", engagement_id="engagement"),
    agit("engagements.completes", "representant", "representant_ailleurs", engagement_id="engagement"),
    lit(
        "engagements.document",
        f"{SIENS} {LOCAUX}",
        DEPOT_AILLEURS,
        engagement_id="engagement",
        nom="lettre-signee",
    ),
]
FORMER = {"appel_code": "appel_suivi", "departement_code": "29"}
COHORTES = [
    lit("cohortes.liste", f"{OFFICIERS} {REPRESENTANTS} {INTERVENANTS}"),
    lit("cohortes.cohorte", LECTEURS_SUIVI, AILLEURS, cohorte_id="cohorte"),
    lit("cohortes.cohorte", LOCAUX, f"{SIENS} intervenant {AILLEURS}", cohorte_id="cohorte_brouillon"),
    lit("cohortes.departement", LOCAUX, "charge_ailleurs", **FORMER),
    agit("cohortes.calcul", LOCAUX, "charge_ailleurs", **FORMER),
    agit("cohortes.validation", LOCAUX, "charge_ailleurs", **FORMER),
    *formulaire("cohortes.deplacer", LOCAUX, "charge_ailleurs", **FORMER, engagement_id="deplace"),
    *formulaire("cohortes.deplacer", "", "charge_ailleurs", **FORMER, engagement_id="engagement"),
    *formulaire("cohortes.reglages", LOCAUX, "charge_ailleurs", **FORMER, cohorte_id="cohorte_brouillon"),
]
SEANCES = [
    lit("seances.liste", f"{OFFICIERS} {REPRESENTANTS} {INTERVENANTS}"),
    lit("seances.calendrier", f"{OFFICIERS} {REPRESENTANTS} {INTERVENANTS}"),
    lit("seances.seance", LECTEURS_SUIVI, AILLEURS, seance_id="seance"),
    lit("seances.calendrier_seance", LECTEURS_SUIVI, AILLEURS, seance_id="seance"),
    # An individual session is read by its own establishment, never by the others of the cohorte.
    lit("seances.seance", f"{LOCAUX} intervenant", f"{SIENS} {AILLEURS}", seance_id="seance_voisine"),
    agit("seances.seance", f"{LOCAUX} intervenant", AILLEURS, seance_id="seance"),
    lit("seances.planifier", OFFICIERS),
    agit("seances.calculer", LOCAUX, "charge_ailleurs", appel_id="appel_suivi_id", region_code="53"),
    lit("seances.plan", LOCAUX, "charge_ailleurs", plan_id="plan"),
    agit("seances.publication", LOCAUX, "charge_ailleurs", plan_id="plan"),
]
SUIVI = [
    lit("suivi.liste", f"{OFFICIERS} {REPRESENTANTS} {INTERVENANTS}"),
    lit("suivi.etablissement", LECTEURS_SUIVI, AILLEURS, engagement_id="engagement"),
    *(
        row
        for moment in ("depart", "final")
        for row in formulaire(
            "suivi.etat_des_lieux",
            "representant",
            "representant_ailleurs",
            engagement_id="engagement",
            moment=moment,
        )
    ),
    *formulaire("suivi.nouvelle_action", "representant", "representant_ailleurs", engagement_id="engagement"),
    lit("suivi.action", LECTEURS_SUIVI, AILLEURS, action_id="action"),
    *formulaire("suivi.modifier_action", "representant", "representant_ailleurs", action_id="action"),
    agit("suivi.etat_action", "representant", "representant_ailleurs", action_id="action"),
    lit("suivi.compte_rendu", LECTEURS_SUIVI, AILLEURS, seance_id="seance"),
    agit("suivi.compte_rendu", f"{LOCAUX} intervenant", AILLEURS, seance_id="seance"),
    lit("suivi.compte_rendu", f"{LOCAUX} intervenant", f"{SIENS} {AILLEURS}", seance_id="seance_voisine"),
    lit("suivi.bilan", LECTEURS_SUIVI, AILLEURS, engagement_id="engagement"),
    agit("suivi.bilan", "representant", AILLEURS, engagement_id="engagement"),
]
DROITS = (
    *PUBLIQUES,
    *COMPTES,
    *PILOTAGE,
    *APPELS,
    *CANDIDATURES,
    *ECHANGES,
    *PERSONNES,
    *REPRISE,
    *CORRECTIONS,
    *RELAIS,
    *RELANCES,
    *ELIGIBILITE,
    *COMMISSION,
    *NOTATION,
    *ENGAGEMENTS,
    *COHORTES,
    *SEANCES,
    *SUIVI,
)
