"""schema initial"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from acia.core.db import UtcDateTime


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_REFUSE = "le journal ne se modifie pas"


def _protect_journal() -> None:
    """The journal is append only: the database itself refuses any change (S118)."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER evenement_sans_{act.lower()} BEFORE {act} ON evenement "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_journal() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER evenement_immuable BEFORE UPDATE OR DELETE ON evenement "
        "FOR EACH ROW EXECUTE FUNCTION refuse_journal()"
    )


def upgrade() -> None:
    op.create_table(
        "appel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("titre", sa.String(length=200), nullable=False),
        sa.Column("presentation", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("etat", sa.String(length=20), nullable=False),
        sa.Column("fuseau", sa.String(length=40), nullable=False),
        sa.Column("ouverture_at", UtcDateTime(), nullable=True),
        sa.Column("cloture_at", UtcDateTime(), nullable=True),
        sa.Column("webinaire_at", UtcDateTime(), nullable=True),
        sa.Column("date_commission", sa.Date(), nullable=True),
        sa.Column("date_notification", sa.Date(), nullable=True),
        sa.Column("debut_accompagnement", sa.Date(), nullable=True),
        sa.Column("fin_accompagnement", sa.Date(), nullable=True),
        sa.Column("contact_nom", sa.String(length=120), nullable=False),
        sa.Column("contact_courriel", sa.String(length=254), nullable=False),
        sa.Column("contact_telephone", sa.String(length=30), nullable=False),
        sa.Column("contact_adresse", sa.String(length=300), nullable=False),
        sa.Column("signataire_nom", sa.String(length=120), nullable=False),
        sa.Column("signataire_qualite", sa.String(length=150), nullable=False),
        sa.Column("signataire_service", sa.String(length=150), nullable=False),
        sa.Column("tribunal", sa.String(length=120), nullable=False),
        sa.Column("seuil", sa.Integer(), nullable=False),
        sa.Column("notes_minimum", sa.Integer(), nullable=False),
        sa.Column("avis_differe_admis", sa.Boolean(), nullable=False),
        sa.Column("avis_differe_limite", sa.Date(), nullable=True),
        sa.Column("cadre", sa.JSON(), nullable=False),
        sa.Column("publie_at", UtcDateTime(), nullable=True),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "etat <> 'publie' OR (publie_at IS NOT NULL AND cloture_at IS NOT NULL)",
            name=op.f("ck_appel_publie_a_ses_dates"),
        ),
        sa.CheckConstraint("etat IN ('brouillon', 'publie')", name=op.f("ck_appel_etat_connu")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appel")),
        sa.UniqueConstraint("code", name=op.f("uq_appel_code")),
    )
    op.create_table(
        "categorie_finess",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("libelle", sa.String(length=120), nullable=False),
        sa.Column("agregat", sa.String(length=4), nullable=False),
        sa.Column("statut", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_categorie_finess")),
    )
    op.create_table(
        "instantane",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("date_donnees", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("nom_fichier", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=30), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("national", sa.Boolean(), nullable=False),
        sa.Column("importe_at", UtcDateTime(), nullable=False),
        sa.Column("compteurs", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instantane")),
    )
    op.create_table(
        "periode_scolaire",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("zone", sa.String(length=3), nullable=False),
        sa.Column("nom", sa.String(length=60), nullable=False),
        sa.Column("debut", sa.Date(), nullable=False),
        sa.Column("fin", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periode_scolaire")),
    )
    with op.batch_alter_table("periode_scolaire", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_periode_scolaire_zone"), ["zone"], unique=False)

    op.create_table(
        "propriete",
        sa.Column("cle", sa.String(length=40), nullable=False),
        sa.Column("valeur", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("cle", name=op.f("pk_propriete")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("nom", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "tache",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cle", sa.String(length=150), nullable=False),
        sa.Column("nom", sa.String(length=60), nullable=False),
        sa.Column("donnees", sa.JSON(), nullable=False),
        sa.Column("etat", sa.String(length=12), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("prochain_essai_at", UtcDateTime(), nullable=False),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.Column("finie_at", UtcDateTime(), nullable=True),
        sa.Column("erreur", sa.Text(), nullable=False),
        sa.CheckConstraint("etat IN ('en_attente', 'faite', 'echec')", name=op.f("ck_tache_etat_connu")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tache")),
        sa.UniqueConstraint("cle", name=op.f("uq_tache_cle")),
    )
    with op.batch_alter_table("tache", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tache_etat"), ["etat"], unique=False)

    op.create_table(
        "tentative_connexion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("compte", sa.String(length=64), nullable=False),
        sa.Column("client", sa.String(length=64), nullable=False),
        sa.Column("tentee_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tentative_connexion")),
    )
    with op.batch_alter_table("tentative_connexion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tentative_connexion_compte"), ["compte"], unique=False)
        batch_op.create_index(batch_op.f("ix_tentative_connexion_tentee_at"), ["tentee_at"], unique=False)

    op.create_table(
        "utilisateur",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("courriel", sa.String(length=254), nullable=False),
        sa.Column("prenom", sa.String(length=80), nullable=False),
        sa.Column("nom", sa.String(length=80), nullable=False),
        sa.Column("fonction", sa.String(length=120), nullable=False),
        sa.Column("employeur", sa.String(length=150), nullable=False),
        sa.Column("mot_de_passe", sa.String(length=200), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('pilote_national', 'charge_de_mission', 'membre', 'representant', 'intervenant', 'financeur')",
            name=op.f("ck_utilisateur_role_connu"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utilisateur")),
        sa.UniqueConstraint("courriel", name=op.f("uq_utilisateur_courriel")),
    )
    op.create_table(
        "commission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(length=3), nullable=False),
        sa.Column("nom", sa.String(length=150), nullable=False),
        sa.Column("seance_at", UtcDateTime(), nullable=False),
        sa.Column("lieu", sa.String(length=200), nullable=False),
        sa.Column("etat", sa.String(length=15), nullable=False),
        sa.Column("convoquee_at", UtcDateTime(), nullable=True),
        sa.Column("graine", sa.String(length=64), nullable=False),
        sa.Column("seconde_convocation", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "etat IN ('preparation', 'notation', 'deliberation', 'close')", name=op.f("ck_commission_etat_connu")
        ),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_commission_appel_id")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_commission_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission")),
        sa.UniqueConstraint("appel_id", "region_code", name=op.f("uq_commission_appel_id_region_code")),
    )
    with op.batch_alter_table("commission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commission_appel_id"), ["appel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commission_region_code"), ["region_code"], unique=False)

    op.create_table(
        "critere",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("libelle", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("poids", sa.Integer(), nullable=False),
        sa.Column("niveaux", sa.JSON(), nullable=False),
        sa.CheckConstraint("poids BETWEEN 1 AND 100", name=op.f("ck_critere_poids_en_pourcent")),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_critere_appel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_critere")),
        sa.UniqueConstraint("appel_id", "ordre", name=op.f("uq_critere_appel_id_ordre")),
    )
    with op.batch_alter_table("critere", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_critere_appel_id"), ["appel_id"], unique=False)

    op.create_table(
        "departement",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("nom", sa.String(length=60), nullable=False),
        sa.Column("locution", sa.String(length=70), nullable=False),
        sa.Column("region_code", sa.String(length=3), nullable=False),
        sa.Column("fuseau", sa.String(length=40), nullable=False),
        sa.Column("zone_scolaire", sa.String(length=1), nullable=True),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_departement_region_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_departement")),
    )
    with op.batch_alter_table("departement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_departement_region_code"), ["region_code"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nom", sa.String(length=200), nullable=False),
        sa.Column("type_mime", sa.String(length=80), nullable=False),
        sa.Column("taille", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.Column("auteur_id", sa.Uuid(), nullable=True),
        sa.Column("modele", sa.String(length=60), nullable=False),
        sa.Column("contexte", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["auteur_id"], ["utilisateur.id"], name=op.f("fk_document_auteur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_auteur_id"), ["auteur_id"], unique=False)

    op.create_table(
        "etablissement",
        # What the indexes and the keys read comes first: PostgreSQL goes through a row from its beginning.
        sa.Column("instantane_id", sa.Uuid(), nullable=False),
        sa.Column("protection_enfance", sa.Boolean(), nullable=False),
        sa.Column("habilitation_justice", sa.Boolean(), nullable=False),
        sa.Column("ouvert", sa.Boolean(), nullable=False),
        sa.Column("numero_finess", sa.String(length=9), nullable=False),
        sa.Column("numero_ej", sa.String(length=9), nullable=False),
        sa.Column("departement_code", sa.String(length=3), nullable=False),
        sa.Column("raison_sociale", sa.String(length=200), nullable=False),
        sa.Column("nom_long", sa.String(length=300), nullable=False),
        sa.Column("complement", sa.String(length=300), nullable=False),
        sa.Column("adresse", sa.String(length=300), nullable=False),
        sa.Column("code_postal", sa.String(length=5), nullable=False),
        sa.Column("commune", sa.String(length=120), nullable=False),
        sa.Column("code_commune", sa.String(length=5), nullable=False),
        sa.Column("telephone", sa.String(length=20), nullable=False),
        sa.Column("categorie", sa.String(length=4), nullable=False),
        sa.Column("libelle_categorie", sa.String(length=120), nullable=False),
        sa.Column("agregat", sa.String(length=4), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("mft", sa.String(length=2), nullable=False),
        sa.Column("libelle_mft", sa.String(length=200), nullable=False),
        sa.Column("date_ouverture", sa.Date(), nullable=True),
        sa.Column("date_autorisation", sa.Date(), nullable=True),
        sa.Column("date_maj", sa.Date(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("date_fermeture", sa.Date(), nullable=True),
        sa.Column("nom_recherche", sa.Text(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["instantane_id"], ["instantane.id"], name=op.f("fk_etablissement_instantane_id")),
        sa.PrimaryKeyConstraint("numero_finess", name=op.f("pk_etablissement")),
    )
    with op.batch_alter_table("etablissement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etablissement_categorie"), ["categorie"], unique=False)
        batch_op.create_index(batch_op.f("ix_etablissement_departement_code"), ["departement_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_etablissement_instantane_id"), ["instantane_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_etablissement_numero_ej"), ["numero_ej"], unique=False)
        batch_op.create_index(
            "ix_etablissement_territoire", ["departement_code", "protection_enfance", "raison_sociale"], unique=False
        )

    op.create_table(
        "etape_parcours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("titre", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("modalite", sa.String(length=10), nullable=False),
        sa.Column("duree", sa.String(length=14), nullable=False),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_etape_parcours_appel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_etape_parcours")),
        sa.UniqueConstraint("appel_id", "code", name=op.f("uq_etape_parcours_appel_id_code")),
    )
    with op.batch_alter_table("etape_parcours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etape_parcours_appel_id"), ["appel_id"], unique=False)

    op.create_table(
        "evenement",
        sa.Column("numero", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("survenu_at", UtcDateTime(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("auteur_id", sa.Uuid(), nullable=True),
        sa.Column("auteur_libelle", sa.String(length=200), nullable=False),
        sa.Column("objet_type", sa.String(length=60), nullable=False),
        sa.Column("objet_id", sa.String(length=60), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("donnees", sa.Text(), nullable=False),
        sa.Column("precedent", sa.String(length=64), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["auteur_id"], ["utilisateur.id"], name=op.f("fk_evenement_auteur_id")),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_evenement")),
    )
    with op.batch_alter_table("evenement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evenement_auteur_id"), ["auteur_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evenement_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_evenement_objet_id"), ["objet_id"], unique=False)

    op.create_table(
        "jeton",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("usage", sa.String(length=20), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.Column("expire_at", UtcDateTime(), nullable=False),
        sa.Column("utilise_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_jeton_utilisateur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jeton")),
        sa.UniqueConstraint("empreinte", name=op.f("uq_jeton_empreinte")),
    )
    with op.batch_alter_table("jeton", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jeton_utilisateur_id"), ["utilisateur_id"], unique=False)

    op.create_table(
        "piece_demandee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("libelle", sa.String(length=150), nullable=False),
        sa.Column("aide", sa.Text(), nullable=False),
        sa.Column("obligatoire", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_piece_demandee_appel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece_demandee")),
        sa.UniqueConstraint("appel_id", "code", name=op.f("uq_piece_demandee_appel_id_code")),
    )
    with op.batch_alter_table("piece_demandee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_piece_demandee_appel_id"), ["appel_id"], unique=False)

    op.create_table(
        "plan_seances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(length=3), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("probleme", sa.JSON(), nullable=False),
        sa.Column("solution", sa.JSON(), nullable=True),
        sa.Column("erreur", sa.Text(), nullable=False),
        sa.Column("demande_at", UtcDateTime(), nullable=False),
        sa.Column("demande_par_id", sa.Uuid(), nullable=False),
        sa.Column("publie_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "etat IN ('en_calcul', 'propose', 'publie', 'echec', 'remplace')", name=op.f("ck_plan_seances_etat_connu")
        ),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_plan_seances_appel_id")),
        sa.ForeignKeyConstraint(["demande_par_id"], ["utilisateur.id"], name=op.f("fk_plan_seances_demande_par_id")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_plan_seances_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_seances")),
        sa.UniqueConstraint("appel_id", "region_code", "rang", name=op.f("uq_plan_seances_appel_id_region_code_rang")),
    )
    with op.batch_alter_table("plan_seances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_seances_appel_id"), ["appel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_seances_region_code"), ["region_code"], unique=False)

    op.create_table(
        "session_connexion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("ouverte_at", UtcDateTime(), nullable=False),
        sa.Column("vue_at", UtcDateTime(), nullable=False),
        sa.Column("expire_at", UtcDateTime(), nullable=False),
        sa.Column("terminee_at", UtcDateTime(), nullable=True),
        sa.Column("appareil", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_session_connexion_utilisateur_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_connexion")),
        sa.UniqueConstraint("empreinte", name=op.f("uq_session_connexion_empreinte")),
    )
    with op.batch_alter_table("session_connexion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_connexion_utilisateur_id"), ["utilisateur_id"], unique=False)

    op.create_table(
        "territoire",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_territoire_region_code")),
        sa.ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_territoire_utilisateur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territoire")),
        sa.UniqueConstraint("utilisateur_id", "region_code", name=op.f("uq_territoire_utilisateur_id_region_code")),
    )
    with op.batch_alter_table("territoire", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_territoire_region_code"), ["region_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_territoire_utilisateur_id"), ["utilisateur_id"], unique=False)

    op.create_table(
        "appel_departement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("departement_code", sa.String(length=3), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint("places >= 0", name=op.f("ck_appel_departement_places_positives")),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_appel_departement_appel_id")),
        sa.ForeignKeyConstraint(
            ["departement_code"], ["departement.code"], name=op.f("fk_appel_departement_departement_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appel_departement")),
        sa.UniqueConstraint(
            "appel_id", "departement_code", name=op.f("uq_appel_departement_appel_id_departement_code")
        ),
    )
    with op.batch_alter_table("appel_departement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appel_departement_appel_id"), ["appel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appel_departement_departement_code"), ["departement_code"], unique=False)

    op.create_table(
        "candidature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.String(length=30), nullable=True),
        sa.Column("numero_finess", sa.String(length=9), nullable=False),
        sa.Column("departement_code", sa.String(length=3), nullable=False),
        sa.Column("region_code", sa.String(length=3), nullable=False),
        sa.Column("etat", sa.String(length=20), nullable=False),
        sa.Column("identite", sa.JSON(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.Column("modifiee_at", UtcDateTime(), nullable=False),
        sa.Column("deposee_at", UtcDateTime(), nullable=True),
        sa.Column("retiree_at", UtcDateTime(), nullable=True),
        sa.Column("motif_retrait", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "etat <> 'retiree' OR retiree_at IS NOT NULL", name=op.f("ck_candidature_retiree_a_une_date")
        ),
        sa.CheckConstraint(
            "etat IN ('brouillon', 'deposee', 'en_instruction', 'close', 'retiree', 'remplacee')",
            name=op.f("ck_candidature_etat_connu"),
        ),
        sa.CheckConstraint(
            "etat IN ('brouillon', 'retiree') OR (deposee_at IS NOT NULL AND numero IS NOT NULL)",
            name=op.f("ck_candidature_deposee_a_numero_et_date"),
        ),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_candidature_appel_id")),
        sa.ForeignKeyConstraint(
            ["departement_code"], ["departement.code"], name=op.f("fk_candidature_departement_code")
        ),
        sa.ForeignKeyConstraint(
            ["numero_finess"], ["etablissement.numero_finess"], name=op.f("fk_candidature_numero_finess")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_candidature_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidature")),
        sa.UniqueConstraint("numero", name=op.f("uq_candidature_numero")),
    )
    with op.batch_alter_table("candidature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidature_appel_id"), ["appel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidature_departement_code"), ["departement_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidature_etat"), ["etat"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidature_numero_finess"), ["numero_finess"], unique=False)
        batch_op.create_index(batch_op.f("ix_candidature_region_code"), ["region_code"], unique=False)
        batch_op.create_index(
            "uq_candidature_une_vivante_par_appel",
            ["appel_id", "numero_finess"],
            unique=True,
            sqlite_where=sa.text("etat NOT IN ('retiree', 'remplacee')"),
            postgresql_where=sa.text("etat NOT IN ('retiree', 'remplacee')"),
        )

    op.create_table(
        "courriel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cle", sa.String(length=150), nullable=False),
        sa.Column("modele", sa.String(length=60), nullable=False),
        sa.Column("destinataire", sa.String(length=254), nullable=False),
        sa.Column("nom", sa.String(length=160), nullable=False),
        sa.Column("sujet", sa.String(length=250), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("calendrier", sa.Text(), nullable=False),
        sa.Column("calendrier_methode", sa.String(length=10), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("objet_type", sa.String(length=60), nullable=False),
        sa.Column("objet_id", sa.String(length=60), nullable=False),
        sa.Column("etat", sa.String(length=12), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("prochain_essai_at", UtcDateTime(), nullable=False),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.Column("envoye_at", UtcDateTime(), nullable=True),
        sa.Column("erreur", sa.Text(), nullable=False),
        sa.CheckConstraint("etat IN ('prepare', 'en_attente', 'envoye', 'echec')", name=op.f("ck_courriel_etat_connu")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_courriel_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courriel")),
        sa.UniqueConstraint("cle", name=op.f("uq_courriel_cle")),
    )
    with op.batch_alter_table("courriel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_courriel_destinataire"), ["destinataire"], unique=False)
        batch_op.create_index(batch_op.f("ix_courriel_etat"), ["etat"], unique=False)
        batch_op.create_index(batch_op.f("ix_courriel_objet_id"), ["objet_id"], unique=False)

    op.create_table(
        "membre_commission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commission_id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("qualite", sa.String(length=12), nullable=False),
        sa.Column("declaration_at", UtcDateTime(), nullable=True),
        sa.Column("declaration", sa.Text(), nullable=False),
        sa.Column("presence", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "qualite IN ('president', 'secretaire', 'membre')", name=op.f("ck_membre_commission_qualite_connue")
        ),
        sa.ForeignKeyConstraint(["commission_id"], ["commission.id"], name=op.f("fk_membre_commission_commission_id")),
        sa.ForeignKeyConstraint(
            ["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_membre_commission_utilisateur_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membre_commission")),
        sa.UniqueConstraint(
            "commission_id", "utilisateur_id", name=op.f("uq_membre_commission_commission_id_utilisateur_id")
        ),
    )
    with op.batch_alter_table("membre_commission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membre_commission_commission_id"), ["commission_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membre_commission_utilisateur_id"), ["utilisateur_id"], unique=False)

    op.create_table(
        "proces_verbal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commission_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("contenu", sa.JSON(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("clos_at", UtcDateTime(), nullable=False),
        sa.Column("clos_par_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clos_par_id"], ["utilisateur.id"], name=op.f("fk_proces_verbal_clos_par_id")),
        sa.ForeignKeyConstraint(["commission_id"], ["commission.id"], name=op.f("fk_proces_verbal_commission_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_proces_verbal_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proces_verbal")),
        sa.UniqueConstraint("commission_id", "rang", name=op.f("uq_proces_verbal_commission_id_rang")),
    )
    with op.batch_alter_table("proces_verbal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proces_verbal_commission_id"), ["commission_id"], unique=False)

    op.create_table(
        "proposition_cohortes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("departement_code", sa.String(length=3), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("probleme", sa.JSON(), nullable=False),
        sa.Column("solution", sa.JSON(), nullable=False),
        sa.Column("statut", sa.String(length=12), nullable=False),
        sa.Column("calculee_at", UtcDateTime(), nullable=False),
        sa.Column("demandee_par_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_proposition_cohortes_appel_id")),
        sa.ForeignKeyConstraint(
            ["demandee_par_id"], ["utilisateur.id"], name=op.f("fk_proposition_cohortes_demandee_par_id")
        ),
        sa.ForeignKeyConstraint(
            ["departement_code"], ["departement.code"], name=op.f("fk_proposition_cohortes_departement_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposition_cohortes")),
        sa.UniqueConstraint(
            "appel_id", "departement_code", "rang", name=op.f("uq_proposition_cohortes_appel_id_departement_code_rang")
        ),
    )
    with op.batch_alter_table("proposition_cohortes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposition_cohortes_appel_id"), ["appel_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_proposition_cohortes_departement_code"), ["departement_code"], unique=False
        )

    op.create_table(
        "acces_candidature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("utilisateur_id", sa.Uuid(), nullable=False),
        sa.Column("droit", sa.String(length=10), nullable=False),
        sa.Column("donne_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("droit IN ('ecrit', 'signe', 'lit')", name=op.f("ck_acces_candidature_droit_connu")),
        sa.ForeignKeyConstraint(
            ["candidature_id"], ["candidature.id"], name=op.f("fk_acces_candidature_candidature_id")
        ),
        sa.ForeignKeyConstraint(
            ["utilisateur_id"], ["utilisateur.id"], name=op.f("fk_acces_candidature_utilisateur_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acces_candidature")),
        sa.UniqueConstraint(
            "candidature_id", "utilisateur_id", name=op.f("uq_acces_candidature_candidature_id_utilisateur_id")
        ),
    )
    with op.batch_alter_table("acces_candidature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acces_candidature_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_acces_candidature_utilisateur_id"), ["utilisateur_id"], unique=False)

    op.create_table(
        "accuse",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("numero", sa.String(length=30), nullable=False),
        sa.Column("depose_at", UtcDateTime(), nullable=False),
        sa.Column("depose_par_id", sa.Uuid(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("contenu", sa.JSON(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_accuse_candidature_id")),
        sa.ForeignKeyConstraint(["depose_par_id"], ["utilisateur.id"], name=op.f("fk_accuse_depose_par_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_accuse_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accuse")),
        sa.UniqueConstraint("candidature_id", name="uq_accuse_un_par_depot"),
        sa.UniqueConstraint("numero", name=op.f("uq_accuse_numero")),
    )
    with op.batch_alter_table("accuse", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accuse_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accuse_depose_par_id"), ["depose_par_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accuse_document_id"), ["document_id"], unique=False)

    op.create_table(
        "cohorte",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appel_id", sa.Uuid(), nullable=False),
        sa.Column("departement_code", sa.String(length=3), nullable=False),
        sa.Column("proposition_id", sa.Uuid(), nullable=True),
        sa.Column("nom", sa.String(length=120), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("intervenant_id", sa.Uuid(), nullable=True),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.Column("validee_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("etat IN ('brouillon', 'validee', 'close')", name=op.f("ck_cohorte_etat_connu")),
        sa.ForeignKeyConstraint(["appel_id"], ["appel.id"], name=op.f("fk_cohorte_appel_id")),
        sa.ForeignKeyConstraint(["departement_code"], ["departement.code"], name=op.f("fk_cohorte_departement_code")),
        sa.ForeignKeyConstraint(["intervenant_id"], ["utilisateur.id"], name=op.f("fk_cohorte_intervenant_id")),
        sa.ForeignKeyConstraint(
            ["proposition_id"], ["proposition_cohortes.id"], name=op.f("fk_cohorte_proposition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorte")),
    )
    with op.batch_alter_table("cohorte", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohorte_appel_id"), ["appel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cohorte_departement_code"), ["departement_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_cohorte_intervenant_id"), ["intervenant_id"], unique=False)

    op.create_table(
        "deport",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("conflit", sa.Boolean(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("declare_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("conflit = false OR motif <> ''", name=op.f("ck_deport_un_deport_a_un_motif")),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_deport_candidature_id")),
        sa.ForeignKeyConstraint(["membre_id"], ["membre_commission.id"], name=op.f("fk_deport_membre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deport")),
        sa.UniqueConstraint("membre_id", "candidature_id", name=op.f("uq_deport_membre_id_candidature_id")),
    )
    with op.batch_alter_table("deport", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deport_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deport_membre_id"), ["membre_id"], unique=False)

    op.create_table(
        "engagement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("ouvert_at", UtcDateTime(), nullable=False),
        sa.Column("lettre_id", sa.Uuid(), nullable=True),
        sa.Column("lettre_signee_id", sa.Uuid(), nullable=True),
        sa.Column("date_signature", sa.Date(), nullable=True),
        sa.Column("representant_legal", sa.String(length=160), nullable=False),
        sa.Column("qualite_representant", sa.String(length=160), nullable=False),
        sa.Column("peut_accueillir", sa.Boolean(), nullable=False),
        sa.Column("lieu_accueil", sa.String(length=300), nullable=False),
        sa.Column("disponibilites_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "etat <> 'signe' OR (date_signature IS NOT NULL AND lettre_signee_id IS NOT NULL)",
            name=op.f("ck_engagement_signe_a_sa_date_et_sa_lettre"),
        ),
        sa.CheckConstraint("etat IN ('ouvert', 'signe', 'retire')", name=op.f("ck_engagement_etat_connu")),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_engagement_candidature_id")),
        sa.ForeignKeyConstraint(["lettre_id"], ["document.id"], name=op.f("fk_engagement_lettre_id")),
        sa.ForeignKeyConstraint(["lettre_signee_id"], ["document.id"], name=op.f("fk_engagement_lettre_signee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("candidature_id", name=op.f("uq_engagement_candidature_id")),
    )
    op.create_table(
        "notation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("membre_id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("modifiee_at", UtcDateTime(), nullable=False),
        sa.Column("rendue_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("etat <> 'rendue' OR rendue_at IS NOT NULL", name=op.f("ck_notation_rendue_a_une_date")),
        sa.CheckConstraint("etat IN ('brouillon', 'rendue')", name=op.f("ck_notation_etat_connu")),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_notation_candidature_id")),
        sa.ForeignKeyConstraint(["membre_id"], ["membre_commission.id"], name=op.f("fk_notation_membre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notation")),
        sa.UniqueConstraint("membre_id", "candidature_id", name=op.f("uq_notation_membre_id_candidature_id")),
    )
    with op.batch_alter_table("notation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notation_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notation_membre_id"), ["membre_id"], unique=False)

    op.create_table(
        "piece_jointe",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("ajoutee_at", UtcDateTime(), nullable=False),
        sa.Column("retiree_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_piece_jointe_candidature_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_piece_jointe_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece_jointe")),
    )
    with op.batch_alter_table("piece_jointe", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_piece_jointe_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_piece_jointe_document_id"), ["document_id"], unique=False)

    op.create_table(
        "representant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("prenom", sa.String(length=80), nullable=False),
        sa.Column("nom", sa.String(length=80), nullable=False),
        sa.Column("fonction", sa.String(length=120), nullable=False),
        sa.Column("courriel", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=30), nullable=False),
        sa.CheckConstraint("role IN ('direction', 'personnel', 'metier')", name=op.f("ck_representant_role_connu")),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_representant_candidature_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representant")),
        sa.UniqueConstraint("candidature_id", "role", name=op.f("uq_representant_candidature_id_role")),
    )
    with op.batch_alter_table("representant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_representant_candidature_id"), ["candidature_id"], unique=False)

    op.create_table(
        "selection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commission_id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=True),
        sa.Column("note_numerateur", sa.Integer(), nullable=True),
        sa.Column("note_denominateur", sa.Integer(), nullable=True),
        sa.Column("notes_comptees", sa.Integer(), nullable=False),
        sa.Column("proposition", sa.String(length=15), nullable=False),
        sa.Column("issue", sa.String(length=15), nullable=True),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("motif_decision", sa.Text(), nullable=False),
        sa.Column("decidee_at", UtcDateTime(), nullable=True),
        sa.Column("decidee_par_id", sa.Uuid(), nullable=True),
        sa.Column("courriel_id", sa.Uuid(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("notifiee_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "issue IS NULL OR issue = proposition OR motif_decision <> ''",
            name=op.f("ck_selection_un_ecart_de_decision_a_un_motif"),
        ),
        sa.CheckConstraint("issue IS NULL OR decidee_at IS NOT NULL", name=op.f("ck_selection_une_issue_a_une_date")),
        sa.CheckConstraint(
            "notifiee_at IS NULL OR issue IS NOT NULL", name=op.f("ck_selection_rien_de_notifie_sans_decision")
        ),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_selection_candidature_id")),
        sa.ForeignKeyConstraint(["commission_id"], ["commission.id"], name=op.f("fk_selection_commission_id")),
        sa.ForeignKeyConstraint(["courriel_id"], ["courriel.id"], name=op.f("fk_selection_courriel_id")),
        sa.ForeignKeyConstraint(["decidee_par_id"], ["utilisateur.id"], name=op.f("fk_selection_decidee_par_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_selection_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection")),
        sa.UniqueConstraint("candidature_id", name=op.f("uq_selection_candidature_id")),
    )
    with op.batch_alter_table("selection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_selection_commission_id"), ["commission_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_selection_issue"), ["issue"], unique=False)

    op.create_table(
        "verdict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("version_regles", sa.String(length=20), nullable=False),
        sa.Column("faits", sa.JSON(), nullable=False),
        sa.Column("instantane_id", sa.Uuid(), nullable=False),
        sa.Column("synthese", sa.String(length=20), nullable=False),
        sa.Column("rendu_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["candidature_id"], ["candidature.id"], name=op.f("fk_verdict_candidature_id")),
        sa.ForeignKeyConstraint(["instantane_id"], ["instantane.id"], name=op.f("fk_verdict_instantane_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint("candidature_id", "rang", name=op.f("uq_verdict_candidature_id_rang")),
    )
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdict_candidature_id"), ["candidature_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_verdict_instantane_id"), ["instantane_id"], unique=False)

    op.create_table(
        "action_qvct",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("titre", sa.String(length=150), nullable=False),
        sa.Column("theme", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("perimetre", sa.Text(), nullable=False),
        sa.Column("moyens", sa.Text(), nullable=False),
        sa.Column("debut", sa.Date(), nullable=True),
        sa.Column("fin_prevue", sa.Date(), nullable=True),
        sa.Column("etat", sa.String(length=12), nullable=False),
        sa.Column("motif_etat", sa.Text(), nullable=False),
        sa.Column("cree_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "etat IN ('envisagee', 'en_test', 'terminee', 'differee', 'non_aboutie')",
            name=op.f("ck_action_qvct_etat_connu"),
        ),
        sa.CheckConstraint("theme BETWEEN 1 AND 8", name=op.f("ck_action_qvct_theme_de_1_a_8")),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_action_qvct_engagement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_qvct")),
    )
    with op.batch_alter_table("action_qvct", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_qvct_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "bilan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("reussites", sa.Text(), nullable=False),
        sa.Column("freins", sa.Text(), nullable=False),
        sa.Column("je_retiens", sa.Text(), nullable=False),
        sa.Column("je_laisse", sa.Text(), nullable=False),
        sa.Column("a_retravailler", sa.Text(), nullable=False),
        sa.Column("restitution_le", sa.Date(), nullable=True),
        sa.Column("rendu_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_bilan_engagement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bilan")),
        sa.UniqueConstraint("engagement_id", name=op.f("uq_bilan_engagement_id")),
    )
    op.create_table(
        "constat_eligibilite",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("verdict_id", sa.Uuid(), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("regle", sa.String(length=5), nullable=False),
        sa.Column("libelle", sa.String(length=200), nullable=False),
        sa.Column("niveau", sa.String(length=12), nullable=False),
        sa.Column("resultat", sa.String(length=15), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("valeur", sa.Text(), nullable=False),
        sa.Column("limite", sa.Text(), nullable=False),
        sa.Column("origine", sa.String(length=200), nullable=False),
        sa.Column("date_origine", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("jugement", sa.String(length=15), nullable=True),
        sa.Column("motif_jugement", sa.Text(), nullable=False),
        sa.Column("juge_par_id", sa.Uuid(), nullable=True),
        sa.Column("juge_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["juge_par_id"], ["utilisateur.id"], name=op.f("fk_constat_eligibilite_juge_par_id")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_constat_eligibilite_verdict_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_constat_eligibilite")),
        sa.UniqueConstraint("verdict_id", "regle", name=op.f("uq_constat_eligibilite_verdict_id_regle")),
    )
    with op.batch_alter_table("constat_eligibilite", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_constat_eligibilite_verdict_id"), ["verdict_id"], unique=False)

    op.create_table(
        "decision_eligibilite",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidature_id", sa.Uuid(), nullable=False),
        sa.Column("verdict_id", sa.Uuid(), nullable=False),
        sa.Column("issue", sa.String(length=12), nullable=False),
        sa.Column("ecart", sa.Boolean(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("decide_par_id", sa.Uuid(), nullable=False),
        sa.Column("decide_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("ecart = false OR motif <> ''", name=op.f("ck_decision_eligibilite_un_ecart_a_un_motif")),
        sa.CheckConstraint("issue IN ('eligible', 'ineligible')", name=op.f("ck_decision_eligibilite_issue_connue")),
        sa.ForeignKeyConstraint(
            ["candidature_id"], ["candidature.id"], name=op.f("fk_decision_eligibilite_candidature_id")
        ),
        sa.ForeignKeyConstraint(
            ["decide_par_id"], ["utilisateur.id"], name=op.f("fk_decision_eligibilite_decide_par_id")
        ),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_decision_eligibilite_verdict_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_eligibilite")),
        sa.UniqueConstraint("candidature_id", name=op.f("uq_decision_eligibilite_candidature_id")),
    )
    with op.batch_alter_table("decision_eligibilite", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_eligibilite_issue"), ["issue"], unique=False)

    op.create_table(
        "etat_des_lieux",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("moment", sa.String(length=6), nullable=False),
        sa.Column("fait_le", sa.Date(), nullable=False),
        sa.Column("repondants", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("moment IN ('depart', 'final')", name=op.f("ck_etat_des_lieux_moment_connu")),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_etat_des_lieux_engagement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_etat_des_lieux")),
        sa.UniqueConstraint("engagement_id", "moment", name=op.f("uq_etat_des_lieux_engagement_id_moment")),
    )
    with op.batch_alter_table("etat_des_lieux", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etat_des_lieux_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "indisponibilite",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("creneau", sa.String(length=10), nullable=False),
        sa.Column("niveau", sa.String(length=12), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "creneau IN ('matin', 'apres_midi', 'journee')", name=op.f("ck_indisponibilite_creneau_connu")
        ),
        sa.CheckConstraint("niveau IN ('impossible', 'si_besoin')", name=op.f("ck_indisponibilite_niveau_connu")),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_indisponibilite_engagement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indisponibilite")),
        sa.UniqueConstraint(
            "engagement_id", "jour", "creneau", name=op.f("uq_indisponibilite_engagement_id_jour_creneau")
        ),
    )
    with op.batch_alter_table("indisponibilite", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indisponibilite_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "membre_cohorte",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohorte_id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("hote", sa.Boolean(), nullable=False),
        sa.Column("actif", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["cohorte_id"], ["cohorte.id"], name=op.f("fk_membre_cohorte_cohorte_id")),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_membre_cohorte_engagement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membre_cohorte")),
    )
    with op.batch_alter_table("membre_cohorte", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membre_cohorte_cohorte_id"), ["cohorte_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membre_cohorte_engagement_id"), ["engagement_id"], unique=False)
        batch_op.create_index(
            "uq_membre_cohorte_une_cohorte_active",
            ["engagement_id"],
            unique=True,
            sqlite_where=sa.text("actif"),
            postgresql_where=sa.text("actif"),
        )

    op.create_table(
        "note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notation_id", sa.Uuid(), nullable=False),
        sa.Column("critere_id", sa.Uuid(), nullable=False),
        sa.Column("valeur", sa.Integer(), nullable=True),
        sa.Column("justification", sa.Text(), nullable=False),
        sa.CheckConstraint("valeur IS NULL OR valeur BETWEEN 0 AND 5", name=op.f("ck_note_valeur_de_0_a_5")),
        sa.ForeignKeyConstraint(["critere_id"], ["critere.id"], name=op.f("fk_note_critere_id")),
        sa.ForeignKeyConstraint(["notation_id"], ["notation.id"], name=op.f("fk_note_notation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("notation_id", "critere_id", name=op.f("uq_note_notation_id_critere_id")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_critere_id"), ["critere_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_notation_id"), ["notation_id"], unique=False)

    op.create_table(
        "seance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohorte_id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=True),
        sa.Column("cle", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("titre", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("modalite", sa.String(length=10), nullable=False),
        sa.Column("duree", sa.String(length=14), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("creneau", sa.String(length=10), nullable=False),
        sa.Column("debut_at", UtcDateTime(), nullable=False),
        sa.Column("fin_at", UtcDateTime(), nullable=False),
        sa.Column("fuseau", sa.String(length=40), nullable=False),
        sa.Column("lieu", sa.String(length=300), nullable=False),
        sa.Column("etat", sa.String(length=10), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("publiee_at", UtcDateTime(), nullable=False),
        sa.Column("presences_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(type = 'individuelle') = (engagement_id IS NOT NULL)",
            name=op.f("ck_seance_individuelle_a_un_etablissement"),
        ),
        sa.CheckConstraint("etat IN ('publiee', 'tenue', 'annulee')", name=op.f("ck_seance_etat_connu")),
        sa.CheckConstraint("debut_at < fin_at", name=op.f("ck_seance_debut_avant_fin")),
        sa.ForeignKeyConstraint(["cohorte_id"], ["cohorte.id"], name=op.f("fk_seance_cohorte_id")),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_seance_engagement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seance")),
        sa.UniqueConstraint("cohorte_id", "cle", name=op.f("uq_seance_cohorte_id_cle")),
        sa.UniqueConstraint("uid", name=op.f("uq_seance_uid")),
    )
    with op.batch_alter_table("seance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seance_cohorte_id"), ["cohorte_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seance_engagement_id"), ["engagement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seance_jour"), ["jour"], unique=False)

    op.create_table(
        "compte_rendu",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seance_id", sa.Uuid(), nullable=False),
        sa.Column("contenu", sa.Text(), nullable=False),
        sa.Column("suites", sa.Text(), nullable=False),
        sa.Column("redige_par_id", sa.Uuid(), nullable=False),
        sa.Column("redige_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["redige_par_id"], ["utilisateur.id"], name=op.f("fk_compte_rendu_redige_par_id")),
        sa.ForeignKeyConstraint(["seance_id"], ["seance.id"], name=op.f("fk_compte_rendu_seance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compte_rendu")),
        sa.UniqueConstraint("seance_id", name=op.f("uq_compte_rendu_seance_id")),
    )
    op.create_table(
        "indicateur",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("libelle", sa.String(length=200), nullable=False),
        sa.Column("cible", sa.String(length=120), nullable=False),
        sa.Column("observe", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action_qvct.id"], name=op.f("fk_indicateur_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicateur")),
    )
    with op.batch_alter_table("indicateur", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicateur_action_id"), ["action_id"], unique=False)

    op.create_table(
        "presence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seance_id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("nom", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_presence_engagement_id")),
        sa.ForeignKeyConstraint(["seance_id"], ["seance.id"], name=op.f("fk_presence_seance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint(
            "seance_id", "engagement_id", "role", name=op.f("uq_presence_seance_id_engagement_id_role")
        ),
    )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_engagement_id"), ["engagement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_seance_id"), ["seance_id"], unique=False)

    op.create_table(
        "responsable_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("nom", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action_qvct.id"], name=op.f("fk_responsable_action_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsable_action")),
    )
    with op.batch_alter_table("responsable_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_responsable_action_action_id"), ["action_id"], unique=False)

    op.create_table(
        "suite_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bilan_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("suite", sa.String(length=12), nullable=False),
        sa.Column("raisons", sa.Text(), nullable=False),
        sa.CheckConstraint("suite <> 'arret' OR raisons <> ''", name=op.f("ck_suite_action_un_arret_a_ses_raisons")),
        sa.CheckConstraint(
            "suite IN ('meme_format', 'autre_format', 'arret')", name=op.f("ck_suite_action_suite_connue")
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action_qvct.id"], name=op.f("fk_suite_action_action_id")),
        sa.ForeignKeyConstraint(["bilan_id"], ["bilan.id"], name=op.f("fk_suite_action_bilan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suite_action")),
        sa.UniqueConstraint("action_id", name=op.f("uq_suite_action_action_id")),
    )
    with op.batch_alter_table("suite_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suite_action_bilan_id"), ["bilan_id"], unique=False)

    op.create_table(
        "theme_etat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("etat_des_lieux_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.Integer(), nullable=False),
        sa.Column("niveau", sa.Integer(), nullable=False),
        sa.Column("commentaire", sa.Text(), nullable=False),
        sa.CheckConstraint("niveau BETWEEN 0 AND 4", name=op.f("ck_theme_etat_niveau_de_0_a_4")),
        sa.CheckConstraint("theme BETWEEN 1 AND 8", name=op.f("ck_theme_etat_theme_de_1_a_8")),
        sa.ForeignKeyConstraint(
            ["etat_des_lieux_id"], ["etat_des_lieux.id"], name=op.f("fk_theme_etat_etat_des_lieux_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_etat")),
        sa.UniqueConstraint("etat_des_lieux_id", "theme", name=op.f("uq_theme_etat_etat_des_lieux_id_theme")),
    )
    with op.batch_alter_table("theme_etat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_etat_etat_des_lieux_id"), ["etat_des_lieux_id"], unique=False)
    _protect_journal()


def downgrade() -> None:
    with op.batch_alter_table("theme_etat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_etat_etat_des_lieux_id"))

    op.drop_table("theme_etat")
    with op.batch_alter_table("suite_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suite_action_bilan_id"))

    op.drop_table("suite_action")
    with op.batch_alter_table("responsable_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_responsable_action_action_id"))

    op.drop_table("responsable_action")
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_presence_seance_id"))
        batch_op.drop_index(batch_op.f("ix_presence_engagement_id"))

    op.drop_table("presence")
    with op.batch_alter_table("indicateur", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_indicateur_action_id"))

    op.drop_table("indicateur")
    op.drop_table("compte_rendu")
    with op.batch_alter_table("seance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seance_jour"))
        batch_op.drop_index(batch_op.f("ix_seance_engagement_id"))
        batch_op.drop_index(batch_op.f("ix_seance_cohorte_id"))

    op.drop_table("seance")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_notation_id"))
        batch_op.drop_index(batch_op.f("ix_note_critere_id"))

    op.drop_table("note")
    with op.batch_alter_table("membre_cohorte", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membre_cohorte_une_cohorte_active", sqlite_where=sa.text("actif"), postgresql_where=sa.text("actif")
        )
        batch_op.drop_index(batch_op.f("ix_membre_cohorte_engagement_id"))
        batch_op.drop_index(batch_op.f("ix_membre_cohorte_cohorte_id"))

    op.drop_table("membre_cohorte")
    with op.batch_alter_table("indisponibilite", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_indisponibilite_engagement_id"))

    op.drop_table("indisponibilite")
    with op.batch_alter_table("etat_des_lieux", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_etat_des_lieux_engagement_id"))

    op.drop_table("etat_des_lieux")
    with op.batch_alter_table("decision_eligibilite", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_eligibilite_issue"))

    op.drop_table("decision_eligibilite")
    with op.batch_alter_table("constat_eligibilite", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_constat_eligibilite_verdict_id"))

    op.drop_table("constat_eligibilite")
    op.drop_table("bilan")
    with op.batch_alter_table("action_qvct", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_qvct_engagement_id"))

    op.drop_table("action_qvct")
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verdict_instantane_id"))
        batch_op.drop_index(batch_op.f("ix_verdict_candidature_id"))

    op.drop_table("verdict")
    with op.batch_alter_table("selection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_selection_issue"))
        batch_op.drop_index(batch_op.f("ix_selection_commission_id"))

    op.drop_table("selection")
    with op.batch_alter_table("representant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_representant_candidature_id"))

    op.drop_table("representant")
    with op.batch_alter_table("piece_jointe", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_piece_jointe_document_id"))
        batch_op.drop_index(batch_op.f("ix_piece_jointe_candidature_id"))

    op.drop_table("piece_jointe")
    with op.batch_alter_table("notation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notation_membre_id"))
        batch_op.drop_index(batch_op.f("ix_notation_candidature_id"))

    op.drop_table("notation")
    op.drop_table("engagement")
    with op.batch_alter_table("deport", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deport_membre_id"))
        batch_op.drop_index(batch_op.f("ix_deport_candidature_id"))

    op.drop_table("deport")
    with op.batch_alter_table("cohorte", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohorte_intervenant_id"))
        batch_op.drop_index(batch_op.f("ix_cohorte_departement_code"))
        batch_op.drop_index(batch_op.f("ix_cohorte_appel_id"))

    op.drop_table("cohorte")
    with op.batch_alter_table("accuse", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accuse_document_id"))
        batch_op.drop_index(batch_op.f("ix_accuse_depose_par_id"))
        batch_op.drop_index(batch_op.f("ix_accuse_candidature_id"))

    op.drop_table("accuse")
    with op.batch_alter_table("acces_candidature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acces_candidature_utilisateur_id"))
        batch_op.drop_index(batch_op.f("ix_acces_candidature_candidature_id"))

    op.drop_table("acces_candidature")
    with op.batch_alter_table("proposition_cohortes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposition_cohortes_departement_code"))
        batch_op.drop_index(batch_op.f("ix_proposition_cohortes_appel_id"))

    op.drop_table("proposition_cohortes")
    with op.batch_alter_table("proces_verbal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proces_verbal_commission_id"))

    op.drop_table("proces_verbal")
    with op.batch_alter_table("membre_commission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membre_commission_utilisateur_id"))
        batch_op.drop_index(batch_op.f("ix_membre_commission_commission_id"))

    op.drop_table("membre_commission")
    with op.batch_alter_table("courriel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_courriel_objet_id"))
        batch_op.drop_index(batch_op.f("ix_courriel_etat"))
        batch_op.drop_index(batch_op.f("ix_courriel_destinataire"))

    op.drop_table("courriel")
    with op.batch_alter_table("candidature", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_candidature_une_vivante_par_appel",
            sqlite_where=sa.text("etat NOT IN ('retiree', 'remplacee')"),
            postgresql_where=sa.text("etat NOT IN ('retiree', 'remplacee')"),
        )
        batch_op.drop_index(batch_op.f("ix_candidature_region_code"))
        batch_op.drop_index(batch_op.f("ix_candidature_numero_finess"))
        batch_op.drop_index(batch_op.f("ix_candidature_etat"))
        batch_op.drop_index(batch_op.f("ix_candidature_departement_code"))
        batch_op.drop_index(batch_op.f("ix_candidature_appel_id"))

    op.drop_table("candidature")
    with op.batch_alter_table("appel_departement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appel_departement_departement_code"))
        batch_op.drop_index(batch_op.f("ix_appel_departement_appel_id"))

    op.drop_table("appel_departement")
    with op.batch_alter_table("territoire", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_territoire_utilisateur_id"))
        batch_op.drop_index(batch_op.f("ix_territoire_region_code"))

    op.drop_table("territoire")
    with op.batch_alter_table("session_connexion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_connexion_utilisateur_id"))

    op.drop_table("session_connexion")
    with op.batch_alter_table("plan_seances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_seances_region_code"))
        batch_op.drop_index(batch_op.f("ix_plan_seances_appel_id"))

    op.drop_table("plan_seances")
    with op.batch_alter_table("piece_demandee", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_piece_demandee_appel_id"))

    op.drop_table("piece_demandee")
    with op.batch_alter_table("jeton", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jeton_utilisateur_id"))

    op.drop_table("jeton")
    with op.batch_alter_table("evenement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evenement_objet_id"))
        batch_op.drop_index(batch_op.f("ix_evenement_code"))
        batch_op.drop_index(batch_op.f("ix_evenement_auteur_id"))

    op.drop_table("evenement")
    with op.batch_alter_table("etape_parcours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_etape_parcours_appel_id"))

    op.drop_table("etape_parcours")
    with op.batch_alter_table("etablissement", schema=None) as batch_op:
        batch_op.drop_index("ix_etablissement_territoire")
        batch_op.drop_index(batch_op.f("ix_etablissement_numero_ej"))
        batch_op.drop_index(batch_op.f("ix_etablissement_instantane_id"))
        batch_op.drop_index(batch_op.f("ix_etablissement_departement_code"))
        batch_op.drop_index(batch_op.f("ix_etablissement_categorie"))

    op.drop_table("etablissement")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_auteur_id"))

    op.drop_table("document")
    with op.batch_alter_table("departement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_departement_region_code"))

    op.drop_table("departement")
    with op.batch_alter_table("critere", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_critere_appel_id"))

    op.drop_table("critere")
    with op.batch_alter_table("commission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commission_region_code"))
        batch_op.drop_index(batch_op.f("ix_commission_appel_id"))

    op.drop_table("commission")
    op.drop_table("utilisateur")
    with op.batch_alter_table("tentative_connexion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tentative_connexion_tentee_at"))
        batch_op.drop_index(batch_op.f("ix_tentative_connexion_compte"))

    op.drop_table("tentative_connexion")
    with op.batch_alter_table("tache", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tache_etat"))

    op.drop_table("tache")
    op.drop_table("region")
    op.drop_table("propriete")
    with op.batch_alter_table("periode_scolaire", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_periode_scolaire_zone"))

    op.drop_table("periode_scolaire")
    op.drop_table("instantane")
    op.drop_table("categorie_finess")
    op.drop_table("appel")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_journal() CASCADE")
