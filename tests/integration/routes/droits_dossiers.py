"""Who may open or do what in the files: the rows of `candidatures`."""

from __future__ import annotations

from tests.integration.routes.acces import (
    DEPOT_AILLEURS,
    LOCAUX,
    OFFICIERS,
    PUBLIC,
    REPRESENTANTS,
    SECTIONS_DOSSIER,
    SIENS,
    agit,
    formulaire,
    lit,
)

CANDIDATURES = [
    lit("candidatures.boite", OFFICIERS),
    lit("candidatures.depots_refuses", OFFICIERS),
    lit("candidatures.depots_refuses_xlsx", OFFICIERS),
    lit("candidatures.preuve", OFFICIERS),
    lit("candidatures.preuve_xlsx", OFFICIERS),
    agit("candidatures.enregistrer_vue", OFFICIERS),
    agit("candidatures.supprimer_vue", "charge", "pilote charge_ailleurs", vue_id="vue"),
    *formulaire("candidatures.etiquettes", OFFICIERS),
    *formulaire("candidatures.importations", OFFICIERS),
    *formulaire("candidatures.colonnes", "charge", "pilote charge_ailleurs", importation_id="importation"),
    *formulaire("candidatures.importation", "charge", "pilote charge_ailleurs", importation_id="importation"),
    agit("candidatures.importer", "charge", "pilote charge_ailleurs", importation_id="importation"),
    agit("candidatures.abandonner_importation", "charge", "pilote charge_ailleurs", importation_id="importation"),
    agit("candidatures.supprimer_etiquette", LOCAUX, "charge_ailleurs", etiquette_id="etiquette"),
    agit("candidatures.preparer_groupe", OFFICIERS),
    *formulaire("candidatures.groupe", "charge", "pilote charge_ailleurs", acte_id="acte"),
    *(
        agit(f"candidatures.{route}", LOCAUX, "charge_ailleurs", candidature_id="depose")
        for route in ("confier", "etiqueter", "noter")
    ),
    *(
        agit(f"candidatures.{route}", "", OFFICIERS, candidature_id="brouillon")
        for route in ("confier", "etiqueter", "noter")
    ),
    *formulaire(
        "candidatures.reprendre_note", "charge", "charge_ailleurs", candidature_id="depose", note_id="note_interne"
    ),
    lit("candidatures.papiers", OFFICIERS),
    lit("candidatures.nouveau_papier", OFFICIERS),
    lit("candidatures.nouveau_papier", OFFICIERS, appel="appel_ouvert", numero="numero"),
    agit("candidatures.ouvrir_papier", OFFICIERS, donnees={"appel": "appel_ouvert"}),
    lit("candidatures.papier", LOCAUX, "charge_ailleurs", candidature_id="papier"),
    *formulaire("candidatures.enveloppe", LOCAUX, "charge_ailleurs", candidature_id="papier"),
    *(
        row
        for section in SECTIONS_DOSSIER
        for row in formulaire(
            "candidatures.papier_partie", LOCAUX, "charge_ailleurs", candidature_id="papier", section=section
        )
    ),
    lit("candidatures.papier_piece", LOCAUX, "charge_ailleurs", candidature_id="papier", piece_id="piece_papier"),
    *formulaire("candidatures.lettre_refus", LOCAUX, "charge_ailleurs", depot_id="refuse"),
    lit("candidatures.lettre_refus", LOCAUX, "charge_ailleurs", depot_id="refuse_ecrit"),
    lit("candidatures.lettre_refus_pdf", LOCAUX, "charge_ailleurs", depot_id="refuse_ecrit"),
    *formulaire("candidatures.abandonner_papier", LOCAUX, "charge_ailleurs", candidature_id="papier"),
    agit("candidatures.enregistrer_papier", LOCAUX, "charge_ailleurs", candidature_id="papier"),
    lit("candidatures.papier", "", OFFICIERS, candidature_id="depose"),
    lit("candidatures.miennes", REPRESENTANTS),
    lit("candidatures.nouvelle", REPRESENTANTS, appel="appel_ouvert"),
    agit("candidatures.ouverture", REPRESENTANTS, donnees={"appel": "appel_ouvert"}),
    lit("candidatures.dossier", SIENS, f"{OFFICIERS} representant_ailleurs", candidature_id="brouillon"),
    lit("candidatures.dossier", f"{SIENS} {LOCAUX}", DEPOT_AILLEURS, candidature_id="depose"),
    *(
        row
        for section in SECTIONS_DOSSIER
        for row in formulaire(
            "candidatures.partie",
            "representant",
            "representant_ailleurs",
            candidature_id="brouillon",
            section=section,
        )
    ),
    *formulaire("candidatures.partie", "", "representant_ailleurs", candidature_id="depose", section="projet"),
    lit("candidatures.verification", SIENS, "representant_ailleurs", candidature_id="brouillon"),
    agit("candidatures.depot", "representant", "representant_ailleurs", candidature_id="brouillon"),
    lit("candidatures.confirmation", SIENS, "representant_ailleurs", candidature_id="depose"),
    lit("candidatures.accuse", f"{SIENS} {LOCAUX}", DEPOT_AILLEURS, candidature_id="depose"),
    *formulaire("candidatures.retrait", "representant", "representant_ailleurs", candidature_id="depose"),
    lit(
        "candidatures.piece",
        f"{SIENS} {LOCAUX}",
        DEPOT_AILLEURS,
        candidature_id="depose",
        piece_id="piece_deposee",
    ),
]
ECHANGES = [
    lit("candidatures.echanges", f"{SIENS} {LOCAUX}", DEPOT_AILLEURS, candidature_id="depose"),
    agit("candidatures.echanges", f"representant {LOCAUX}", DEPOT_AILLEURS, candidature_id="depose"),
    # A draft belongs to those who write it: nothing is exchanged in it.
    lit("candidatures.echanges", "", f"{OFFICIERS} {REPRESENTANTS}", candidature_id="brouillon"),
    agit("candidatures.lecture", f"{SIENS} {LOCAUX}", DEPOT_AILLEURS, candidature_id="depose"),
    lit(
        "candidatures.piece_message",
        f"{SIENS} {LOCAUX}",
        DEPOT_AILLEURS,
        candidature_id="depose",
        piece_id="piece_message",
    ),
]
REPRISE = [
    lit("candidatures.derogations", LOCAUX, "charge_ailleurs", code="appel_notation"),
    *formulaire("candidatures.accorder", LOCAUX, "charge_ailleurs", code="appel_notation"),
    lit("candidatures.derogations", OFFICIERS, code="appel_ouvert"),
    *formulaire("candidatures.accorder", OFFICIERS, code="appel_ouvert"),
    *formulaire("candidatures.prolonger_derogation", LOCAUX, "charge_ailleurs", derogation_id="derogation"),
    *formulaire("candidatures.retirer_derogation", LOCAUX, "charge_ailleurs", derogation_id="derogation"),
    *formulaire("candidatures.prolongation", LOCAUX, "charge_ailleurs", code="appel_notation"),
    lit("candidatures.pieces_demandees", OFFICIERS, code="appel_ouvert"),
    lit("candidatures.pieces_demandees", LOCAUX, "charge_ailleurs", code="appel_notation"),
    *formulaire("candidatures.ajouter_piece", OFFICIERS, code="appel_ouvert"),
    *formulaire("candidatures.ajouter_piece", LOCAUX, "charge_ailleurs", code="appel_notation"),
    *formulaire("candidatures.changer_piece", OFFICIERS, code="appel_ouvert", piece_code="arrete"),
    *formulaire("candidatures.retirer_piece", OFFICIERS, code="appel_ouvert", piece_code="renouvellement"),
    *formulaire("candidatures.verifier", PUBLIC),
    agit("candidatures.modification", "representant", "representant_ailleurs", candidature_id="depose"),
    *formulaire("candidatures.abandon", "representant", "representant_ailleurs", candidature_id="depose"),
    lit("candidatures.depots", f"{SIENS} {LOCAUX}", DEPOT_AILLEURS, candidature_id="depose"),
]
PERSONNES = [
    lit("candidatures.personnes", SIENS, "representant_ailleurs", candidature_id="brouillon"),
    agit("candidatures.personnes", "representant", "representant_ailleurs", candidature_id="brouillon"),
    *formulaire("candidatures.droit", SIENS, "representant_ailleurs", candidature_id="brouillon", acces_id="acces"),
    agit(
        "candidatures.annuler_invitation",
        "representant",
        "representant_ailleurs",
        candidature_id="brouillon",
        invitation_id="invitation",
    ),
    agit("candidatures.pret", "", "representant_ailleurs", candidature_id="brouillon"),
    *formulaire("candidatures.renvoi", "representant", "representant_ailleurs", candidature_id="brouillon"),
    *formulaire("candidatures.invitation", PUBLIC, jeton="jeton_dossier"),
    *formulaire("candidatures.transfert", OFFICIERS),
]
RELAIS = [
    lit("candidatures.representants", f"{SIENS} {LOCAUX}", DEPOT_AILLEURS, candidature_id="retenue"),
    lit("candidatures.representants", "", f"{OFFICIERS} {REPRESENTANTS}", candidature_id="brouillon"),
    *formulaire(
        "candidatures.depart",
        f"representant {LOCAUX}",
        DEPOT_AILLEURS,
        candidature_id="retenue",
        role="direction",
    ),
    *formulaire(
        "candidatures.successeur",
        f"representant {LOCAUX}",
        DEPOT_AILLEURS,
        candidature_id="retenue",
        relais_id="relais",
    ),
    *formulaire(
        "candidatures.successeur", "", f"{OFFICIERS} {REPRESENTANTS}", candidature_id="depose", relais_id="relais"
    ),
    lit(
        "engagements.avenant",
        SIENS,
        "representant_ailleurs",
        engagement_id="engagement",
        avenant_id="avenant_ouvert",
    ),
    agit(
        "engagements.avenant",
        "representant",
        "representant_ailleurs",
        engagement_id="engagement",
        avenant_id="avenant_ouvert",
    ),
    lit(
        "engagements.avenant_document",
        f"{SIENS} {LOCAUX}",
        DEPOT_AILLEURS,
        engagement_id="engagement",
        avenant_id="avenant_ouvert",
        nom="avenant",
    ),
]
RELANCES = [
    lit("candidatures.inacheves", OFFICIERS),
    agit("candidatures.relancer", OFFICIERS, code="appel_ouvert"),
    agit("candidatures.reglage_relances", OFFICIERS, code="appel_ouvert"),
    agit("candidatures.relancer", "", OFFICIERS, code="appel_brouillon"),
    agit("candidatures.reglage_relances", "", OFFICIERS, code="appel_brouillon"),
    lit("candidatures.avancement", SIENS, "representant_ailleurs", candidature_id="depose"),
    lit("candidatures.avancement", "", REPRESENTANTS, candidature_id="brouillon"),
]
CORRECTIONS = [
    *formulaire("candidatures.demande_correction", LOCAUX, "charge_ailleurs", candidature_id="depose"),
    *formulaire("candidatures.demande_correction", "", "charge_ailleurs", candidature_id="retenue"),
    lit("candidatures.corrections", f"{SIENS} {LOCAUX}", DEPOT_AILLEURS, candidature_id="a_corriger"),
    lit(
        "candidatures.correction",
        f"{SIENS} {LOCAUX}",
        DEPOT_AILLEURS,
        candidature_id="a_corriger",
        demande_id="demande",
    ),
    lit("candidatures.correction", "", f"{OFFICIERS} {REPRESENTANTS}", candidature_id="depose", demande_id="demande"),
    agit(
        "candidatures.reponse_correction",
        "representant",
        "representant_ailleurs",
        candidature_id="a_corriger",
        demande_id="demande",
    ),
    agit(
        "candidatures.retrait_correction",
        LOCAUX,
        "charge_ailleurs",
        candidature_id="a_corriger",
        demande_id="demande",
    ),
    lit(
        "candidatures.piece_correction",
        f"{SIENS} {LOCAUX}",
        DEPOT_AILLEURS,
        candidature_id="a_corriger",
        demande_id="demande",
        piece_id="piece_remplacee",
    ),
    # What the request opens again is written by those who write, and by nobody else; the rest stays closed.
    *formulaire(
        "candidatures.partie",
        "representant",
        "representant_ailleurs",
        candidature_id="a_corriger",
        section="autorisation",
    ),
    *formulaire("candidatures.partie", "", "representant_ailleurs", candidature_id="a_corriger", section="projet"),
]
