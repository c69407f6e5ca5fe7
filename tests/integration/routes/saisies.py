"""What the acts want beyond what their pages give, by route (S112)."""

from __future__ import annotations

from typing import Any

from acia.appels.models import Appel
from acia.commission.models import Commission
from tests.factories.comptes import PHRASE
from tests.factories.fichiers import PDF
from tests.factories.monde import MAINTENANT
from tests.factories.registre_finess import file_507, several
from tests.integration.routes import scenes_jeux as scenes
from tests.integration.routes.acces import lit
from tests.integration.routes.jeux import AU_CHOIX, Saisie
from tests.integration.routes.scenes_courriels import ENTREES

PASSE = "2027-05-10"
SECRET = "sept pommes vertes sous un toit"


def on(route: str, nom: str, **objets: str) -> dict[str, Any]:
    """The page that offers the act, and to whom."""
    return {"page": lit(route, "", **objets), "nom": nom}


LISTE = Saisie(
    {"source": "Liste 2025"},
    {"fichier": ("liste.csv", "FINESS;Dispositif;Début\n@numero_libre;ARESO;2024\n")},
    avant=scenes.free_establishment,
)

SAISIES: dict[str, Saisie] = {
    **{route: Saisie(dict(champs)) for route, champs in ENTREES.items()},
    "appels.libelles": Saisie({"libelle_*": "Un autre libellé"}),
    "appels.nouveau": Saisie({"code": "nouvel-appel"}),
    "appels.questions": Saisie({"texte": "Un service seul peut-il candidater ?", "courriel": "a@exemple.test"}),
    "appels.webinaire": Saisie({"courriel": "autre@exemple.test"}),
    "candidatures.abandon": Saisie(
        avant=scenes.after("candidatures.modification"),
        **on("candidatures.abandon", "representant", candidature_id="depose"),
    ),
    "candidatures.accorder": Saisie({"numero": "@numero", "nature": AU_CHOIX, "jour": "2027-07-02", "heure": "12:00"}),
    "candidatures.changer_piece": Saisie({"libelle": "Arrêté d’autorisation en vigueur"}),
    "candidatures.colonnes": Saisie({"deposee_le": ""}),
    "candidatures.confier": Saisie({"personne": "@collegue"}),
    "candidatures.demande_correction": Saisie(
        {"projet-motif": "reponse_incomplete", "limite": "2027-05-31"},
        **on("candidatures.demande_correction", "charge", candidature_id="note"),
    ),
    "candidatures.depart": Saisie({"motif": AU_CHOIX, "dernier_jour": "2027-06-30"}),
    "candidatures.droit": Saisie({"droit": "ecrit"}),
    "candidatures.enregistrer_vue": Saisie({"nom": "À lire", "requete": "tri=nom", "partage": ""}),
    "candidatures.enveloppe": Saisie({"fonction": "Directrice générale"}),
    "candidatures.etiqueter": Saisie({"etiquettes": AU_CHOIX}),
    "candidatures.etiquettes": Saisie({"nom": "À revoir"}),
    "candidatures.importation": Saisie({"incomplets": "brouillons"}),
    "candidatures.importations": Saisie(fichiers={"fichier": ("liste.csv", b"ID;FINESS\n1;290000001\n")}),
    "candidatures.invitation": Saisie(
        {"prenom": "Maud", "nom": "Invitee", "fonction": "Cheffe", "mot_de_passe": SECRET}
    ),
    "candidatures.lettre_refus": Saisie(
        {"acte": "partir"}, avant=scenes.answered_by("candidatures.lettre_refus", Saisie())
    ),
    "candidatures.noter": Saisie({"texte": "À rappeler lundi."}),
    "candidatures.ouverture": Saisie({"numero": "@numero_libre"}, avant=scenes.free_establishment),
    "candidatures.ouvrir_papier": Saisie(
        {
            "numero": "@numero_libre",
            "cachet_lisible": "oui",
            "cachet_le": "2027-05-03",
            "recue_le": "2027-05-05",
            "signataire": "Jeanne Bihan",
            "acte": "ouvrir",
        },
        avant=scenes.free_establishment,
    ),
    "candidatures.preparer_groupe": Saisie({"acte": "instruire", "choix": "@depose"}),
    "candidatures.prolongation": Saisie(
        {"date_limite": "2027-07-15"}, **on("candidatures.prolongation", "charge", code="appel_ouvert")
    ),
    "candidatures.prolonger_derogation": Saisie(
        {"jour": "2027-05-20", "heure": "12:00"},
        avant=scenes.changed(
            Appel, "appel_notation", date_commission=scenes.CALL_AHEAD["date_commission"], derogation_jours=120
        ),
    ),
    "candidatures.reglage_relances": Saisie({"jours": "10, 3"}),
    "candidatures.renvoi": Saisie(avant=scenes.ready_to_deposit),
    "candidatures.successeur": Saisie(
        {
            "premier_jour": "2027-06-01",
            "prenom": "Nolwenn",
            "nom": "Cadiou",
            "fonction": "Éducatrice",
            "courriel": "nolwenn@exemple.test",
        }
    ),
    "candidatures.transfert": Saisie({"numero": "@numero", "courriel": "nouvelle@exemple.test"}),
    "candidatures.verifier": Saisie({"numero": "ACIA-2027-0042", "empreinte": "0" * 64}),
    "cohortes.deplacer": Saisie({"cible": AU_CHOIX}),
    "commission.brouillon": Saisie({"version": "1", "note_1": "4"}),
    "commission.clore_dossier": Saisie(
        {"proposition": "retenue"}, **on("commission.conduite", "charge", commission_id="seance_revelee")
    ),
    "commission.communication": Saisie({"demandeur_nom": "Jeanne Bihan", "demandee_le": PASSE}),
    "commission.declaration": Saisie({"declaration": "Aucun.", "atteste": "y"}),
    "commission.enregistrer_desistement": Saisie(
        **on("commission.liste_attente", "charge", commission_id="commission_envoyee")
    ),
    "commission.enregistrer_procuration": Saisie(
        {"mandant": "@siege_deporte", "mandataire": "@siege_notation"},
        avant=scenes.after("commission.retirer_procuration"),
    ),
    "commission.interet_seance": Saisie({"choix": "deport"}),
    "commission.interets_seance": Saisie({"dossiers": "@dossier_a_dire"}),
    "commission.noter_recommande": Saisie({"expedie_le": PASSE, "numero_suivi": "1A 234 567 8901 2"}),
    "commission.noter_remise": Saisie({"issue": AU_CHOIX, "jour": "2027-05-12"}),
    "commission.nouveau_recours": Saisie(
        {"numero": "@numero_dossier", "recu_le": PASSE, "auteur_nom": "Jeanne Bihan", "objet": "Nous contestons."},
        avant=scenes.known_number,
    ),
    "commission.nouvelle": Saisie({"nom": "Commission", "jour": "2027-08-20", "heure": "09:30", "lieu": "Rennes"}),
    "commission.procuration": Saisie(
        {"mandataire": "@siege_notation"},
        avant=scenes.after("commission.retirer_procuration"),
        **on("commission.procuration", "membre_deporte", commission_id="notation"),
    ),
    "commission.recours": Saisie({"issue": AU_CHOIX, "repondu_le": "2027-05-12"}),
    "commission.saisir": Saisie({f"note_{n}": "3" for n in range(1, 5)} | {"justification_*": "Lu sur la feuille."}),
    "commission.seance": Saisie({"jour": "2027-08-25"}),
    "commission.suppleance": Saisie({"decision_presidence": "Décision du 10 mai 2027."}),
    "comptes.connexion": Saisie(
        {"courriel": "@adresse", "mot_de_passe": PHRASE}, avant=scenes.known_password("lecteur")
    ),
    "comptes.inscription": Saisie({"courriel": "nouvelle.direction@exemple.test", "fonction": "Directrice"}),
    "comptes.inviter": Saisie({"courriel": "membre.neuf@exemple.test", "fonction": "Élue", "regions": "53"}),
    "comptes.lien": Saisie({"mot_de_passe": SECRET}),
    "comptes.oubli": Saisie({"courriel": "@adresse"}, avant=scenes.known_password("lecteur")),
    "eligibilite.autotest": Saisie({"recherche": "@numero"}),
    "eligibilite.constat": Saisie({"R15-jugement": AU_CHOIX, "R15-motif": "Vu sur l’arrêté."}),
    "eligibilite.decision": Saisie(
        {"issue": "ineligible", "motif": "Hors du cadre."},
        avant=scenes.all_judged,
        **on("eligibilite.dossier", "charge", candidature_id="examine"),
    ),
    "eligibilite.donner_avis": Saisie({"sens": AU_CHOIX, "texte": "Rien ne s’y oppose."}),
    "eligibilite.enregistrer_avis": Saisie(
        {"sens": AU_CHOIX, "voie": AU_CHOIX, "texte": "Favorable.", "recu_le": "2027-05-12"}
    ),
    "eligibilite.lettre": Saisie(
        {"acte": "envoyer"},
        avant=scenes.answered_by(
            "eligibilite.lettre",
            Saisie({"motifs": "R19", "faits": "L’instance a rendu un avis défavorable au projet."}),
        ),
    ),
    "eligibilite.parcours_ajout": Saisie(
        {"numero": "@numero", "dispositif": "areso", "annee_debut": "2024", "source": "Sa directrice"}
    ),
    "eligibilite.parcours_liste": LISTE,
    "eligibilite.repondre_ecart": Saisie({"reponse": AU_CHOIX}),
    "engagements.avenant": Saisie({"date_signature": "2027-05-12"}, {"fichier": ("avenant.pdf", PDF)}),
    "engagements.lettre": Saisie(
        {"date_signature": PASSE, "representant_legal": "Camille Riou", "qualite": "Présidente"},
        {"fichier": ("lettre.pdf", PDF)},
    ),
    "referentiel.mises_a_jour": Saisie(
        {"source": "Extrait d’essai"}, {"fichier": ("registre.csv", file_507(several(3)).encode())}
    ),
    "suivi.bilan": Saisie({"suite_*": AU_CHOIX, "raisons_*": "Le binôme tient."}),
    "suivi.compte_rendu": Saisie(
        {"contenu": "Chacun a dit où il en est."},
        **on("suivi.compte_rendu", "intervenant", seance_id="seance"),
    ),
    "appels.publication": Saisie(avant=scenes.changed(Appel, "appel_brouillon", **scenes.CALL_AHEAD)),
    "candidatures.pret": Saisie(
        avant=scenes.who_writes, **on("candidatures.dossier", "lecteur", candidature_id="brouillon")
    ),
    "commission.lever_empechement": Saisie(
        **on("commission.membre", "charge", commission_id="notation", membre_id="siege_empeche")
    ),
    "commission.clore": Saisie(**on("commission.fiche", "charge", commission_id="notation")),
    "commission.ouvrir": Saisie(
        {"sans_attendre": "1"},
        avant=scenes.changed(Appel, "appel_ouvert", cloture_at=MAINTENANT),
        **on("commission.fiche", "charge", commission_id="preparation"),
    ),
    "commission.ajuster": Saisie(
        {"membre": "@siege_libre"},
        avant=scenes.files_shared,
        **on("commission.repartition", "charge", commission_id="notation"),
    ),
    "commission.commencer_seance": Saisie(avant=scenes.members_come),
    "commission.decisions": Saisie(
        avant=scenes.minutes_closed, **on("commission.decisions", "charge", commission_id="deliberation")
    ),
    "commission.propositions": Saisie(
        avant=scenes.members_here, **on("commission.deliberation", "charge", commission_id="deliberation")
    ),
    "commission.envoyer_notifications": Saisie(
        avant=scenes.after("commission.demander_envoi"),
        **on("commission.notifications", "pilote", commission_id="close"),
    ),
    "commission.etablir_mon_extrait": Saisie(avant=scenes.no_excerpt),
    "commission.extraire": Saisie(avant=scenes.no_excerpt),
    "commission.fin_abstention": Saisie(
        avant=scenes.after("commission.abstention"),
        **on("commission.dossier", "membre", commission_id="notation", candidature_id="note"),
    ),
    "commission.invitation": Saisie(
        {"reponse": AU_CHOIX},
        avant=scenes.not_invited_yet,
        **on("commission.invitation", "membre", commission_id="notation"),
    ),
    "commission.noter_calibrage": Saisie(
        {f"note_{n}": "3" for n in range(1, 5)} | {"justification_*": "Clair."},
        avant=scenes.changed(Commission, "notation", etat="preparation"),
        **on("commission.noter_calibrage", "membre", commission_id="notation"),
    ),
    "commission.proposer_place": Saisie(
        avant=scenes.place_free,
        **on("commission.liste_attente", "charge", commission_id="commission_envoyee"),
    ),
    "commission.repondre_place": Saisie(
        {"choix": AU_CHOIX},
        avant=scenes.place_offered,
        **on("commission.resultat", "representant", candidature_id="retenue"),
    ),
    "commission.repondre_saisie": Saisie(
        avant=scenes.after("commission.saisir"),
        **on("commission.dossier", "membre", commission_id="notation", candidature_id="note"),
    ),
    "comptes.mot_de_passe": Saisie({"actuel": PHRASE, "nouveau": SECRET}, avant=scenes.known_password("representant")),
    "comptes.fermer_sessions": Saisie(avant=scenes.other_session("representant")),
    "comptes.fermer_sessions_de": Saisie(avant=scenes.other_session("compte")),
    "comptes.reactiver": Saisie(
        avant=scenes.after("comptes.desactiver"), **on("comptes.reactiver", "charge", compte_id="compte")
    ),
    "eligibilite.parcours_inscription": Saisie(avant=scenes.answered_by("eligibilite.parcours_liste", LISTE)),
    "engagements.completes": Saisie(avant=scenes.days_to_say),
    "pilotage.rouvrir": Saisie(avant=scenes.after("pilotage.fermetures"), **on("pilotage.fermetures", "pilote")),
}
