"""S100–S104: an import is whole or nothing, says what it changed, and writes nothing when nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from acia.core.audit import Evenement
from acia.core.db import db, transaction
from acia.referentiel import commands, queries
from acia.referentiel.coordonnees import within_territory
from acia.referentiel.lecteurs import FichierRefuse
from acia.referentiel.models import Departement, Etablissement, Instantane, PeriodeScolaire
from acia.referentiel.rules import Refus, has_valid_key
from acia.referentiel.service import Bilan, import_register, load_reference_data
from tests.conftest import START
from tests.factories.registre_finess import DONNEES_REELLES, Ligne, file_507, finess_plus, several, with_key

Importer = Callable[..., Bilan]


@pytest.fixture
def importer(app: Flask, tmp_path: Path) -> Importer:
    """`importer(text)` imports a register file that holds this text."""

    def run(contenu: str, **options: object) -> Bilan:
        chemin = tmp_path / "registre.csv"
        chemin.write_text(contenu, encoding="utf-8")
        with transaction():
            return import_register(chemin, auteur=None, now=START, **options)  # type: ignore[arg-type]

    return run


def register_rows() -> list[tuple[object, ...]]:
    """Everything the register tables hold."""
    db.session.rollback()
    tables = (Etablissement.__table__, Instantane.__table__)
    return [tuple(row) for table in tables for row in db.session.execute(select(table).order_by(*table.primary_key))]


def test_first_import_adds_everything_and_leaves_one_event(importer: Importer) -> None:
    bilan = importer(file_507(several(5)), source="essai")
    assert (bilan.total.lus, bilan.total.ajoutes, bilan.protection_enfance.ajoutes) == (5, 5, 5)
    instantane = queries.latest_snapshot()
    assert instantane is not None
    assert (instantane.date_donnees, instantane.source, len(instantane.sha256)) == (date(2026, 5, 12), "essai", 64)
    assert instantane.compteurs["ajoutes"] == 5
    evenements = list(db.session.execute(select(Evenement)).scalars())
    assert [e.code for e in evenements] == ["registre_importe"]
    assert "5 ajouts" in evenements[0].phrase


def test_unchanged_import_writes_no_register_row(importer: Importer) -> None:
    texte = file_507(several(50))
    importer(texte)
    avant = [row for row in register_rows() if len(row) > 12]
    ecrits: list[str] = []

    def watch(_c: object, _cur: object, requete: str, *_rest: object) -> None:
        if "etablissement" in requete and not requete.lstrip().upper().startswith("SELECT"):
            ecrits.append(requete)

    event.listen(db.engine, "before_cursor_execute", watch)
    bilan = importer(texte)
    event.remove(db.engine, "before_cursor_execute", watch)
    assert (bilan.total.inchanges, bilan.total.ajoutes, bilan.total.modifies) == (50, 0, 0)
    assert ecrits == []
    assert [row for row in register_rows() if len(row) > 12] == avant


def test_partial_file_adds_and_updates_but_closes_nothing(importer: Importer) -> None:
    lignes = several(6)
    importer(file_507(lignes[:5]))
    lignes[0] = replace(lignes[0], nom="MECS RENOMMÉE")
    bilan = importer(file_507([lignes[0], lignes[5]]))
    assert (bilan.total.modifies, bilan.total.ajoutes, bilan.total.fermes, bilan.national) == (1, 1, 0, False)
    renomme = queries.get_etablissement(lignes[0].numero)
    assert renomme is not None
    assert (renomme.raison_sociale, renomme.ouvert, renomme.instantane_id) == (
        "MECS RENOMMÉE",
        True,
        bilan.instantane_id,
    )


def test_national_file_closes_what_it_no_longer_lists_and_reopens_it(importer: Importer) -> None:
    lignes = several(20)
    importer(file_507(lignes), national=True)
    bilan = importer(file_507(lignes[:19], entete="finess;etalab;112;2026-07-01"), national=True)
    assert (bilan.total.fermes, bilan.protection_enfance.fermes) == (1, 1)
    ferme = queries.get_etablissement(lignes[19].numero)
    assert ferme is not None
    assert (ferme.ouvert, ferme.date_fermeture) == (False, date(2026, 7, 1))
    assert queries.verify_numero(lignes[19].numero).refus is Refus.FERME
    bilan = importer(file_507(lignes, entete="finess;etalab;113;2026-08-01"), national=True)
    assert (bilan.total.modifies, bilan.total.inchanges) == (1, 19)
    assert queries.verify_numero(lignes[19].numero).refus is None


def test_ninety_departements_make_a_file_national(importer: Importer) -> None:
    codes = [f"{n:02d}" for n in range(1, 96) if n != 20][:90]
    lignes = [replace(ligne, departement=code, x=None) for ligne, code in zip(several(90), codes, strict=True)]
    assert importer(file_507(lignes)).national
    assert not importer(file_507(lignes[:89])).national


def test_national_collapse_of_child_protection_is_refused(importer: Importer) -> None:
    lignes = several(100)
    importer(file_507(lignes), national=True)
    avant = register_rows()
    with pytest.raises(FichierRefuse, match="baisse de plus de 10"):
        importer(file_507(lignes[:89]), national=True)
    assert register_rows() == avant
    assert importer(file_507(lignes[:90]), national=True).total.fermes == 10


def test_dry_run_counts_and_writes_nothing(importer: Importer) -> None:
    lignes = several(10)
    importer(file_507(lignes[:8]), national=True)
    avant = register_rows()
    bilan = importer(file_507(lignes[1:]), national=True, dry_run=True)
    assert (bilan.total.ajoutes, bilan.total.fermes, bilan.total.inchanges) == (2, 1, 7)
    assert register_rows() == avant


def test_row_defects_are_listed_up_to_one_in_a_hundred(importer: Importer) -> None:
    lignes = several(200)
    lignes[4] = replace(lignes[4], ouverture="13/02/1979")
    lignes[9] = replace(lignes[9], siret="2,601E+13")
    bilan = importer(file_507(lignes))
    assert (bilan.total.ajoutes, bilan.total.rejetes) == (198, 2)
    assert [rejet.repere for rejet in bilan.rejets] == ["ligne 6", "ligne 11"]
    lignes[14] = replace(lignes[14], ouverture="0")
    with pytest.raises(FichierRefuse, match="3 lignes sur 200"):
        importer(file_507(lignes))


def test_a_rejected_row_of_a_national_file_does_not_close_the_establishment(importer: Importer) -> None:
    lignes = several(200)
    importer(file_507(lignes), national=True)
    lignes[4] = replace(lignes[4], ouverture="13/02/1979")
    assert importer(file_507(lignes), national=True).total.fermes == 0


def test_json_flow_closes_what_it_says_inactive(importer: Importer) -> None:
    import json

    importer(json.dumps(finess_plus([{}, {}])))
    bilan = importer(json.dumps(finess_plus([{}, {"etatObjet": "I"}])))
    assert (bilan.total.inchanges, bilan.total.fermes) == (1, 1)


def test_overlong_names_are_cut_the_same_on_both_engines(importer: Importer) -> None:
    importer(file_507([Ligne(nom="É" * 500)]))
    etablissement = queries.get_etablissement("290900018")
    assert etablissement is not None
    assert etablissement.raison_sociale == "É" * 200


def test_older_file_is_said_to_be_older(importer: Importer) -> None:
    importer(file_507(several(2)))
    assert importer(file_507(several(2), entete="finess;etalab;1;2020-01-01")).plus_ancien


def test_s104_verification_says_one_reason(importer: Importer) -> None:
    autre = Ligne(numero=with_key("29099900"), categorie="355", agregat="1102")
    importer(file_507([*several(2), autre]))
    numero = several(1)[0].numero
    assert queries.verify_numero(f" {numero[:3]} {numero[3:]} ").refus is None
    assert queries.verify_numero(numero[:8] + str((int(numero[8]) + 1) % 10)).refus is Refus.CLE
    assert queries.verify_numero("2909").refus is Refus.FORMAT
    assert queries.verify_numero(with_key("29111100")).refus is Refus.INCONNU
    assert queries.verify_numero(autre.numero).refus is Refus.CATEGORIE
    entite = queries.verify_numero("290980002")
    assert entite.refus is Refus.ENTITE_JURIDIQUE
    assert {e.numero_finess for e in entite.candidats} == {ligne.numero for ligne in [*several(2), autre]}


def test_search_ignores_accents_case_and_saint(importer: Importer) -> None:
    lignes = several(3)
    lignes[0] = replace(lignes[0], nom="MAISON DE L'ÉTÉ", acheminement="35400 ST MALO", departement="35", x=None)
    lignes[1] = replace(lignes[1], nom="FOYER LE CŒUR 100% D'OR")
    lignes[2] = replace(lignes[2], categorie="355", agregat="1102", nom="CLINIQUE DE L'ÉTÉ")
    importer(file_507(lignes))

    def found(texte: str, **options: object) -> list[str]:
        recherche = queries.Recherche(texte, **options)  # type: ignore[arg-type]
        return [ligne[0] for ligne in queries.search(recherche).lignes]

    assert found("maison ete Saint-Malo") == [lignes[0].numero]
    assert found("ETE", toutes_categories=True) == [lignes[2].numero, lignes[0].numero]
    assert found("ete", departement="29") == []
    assert found("coeur") == [lignes[1].numero]
    assert found("100%") == [lignes[1].numero]
    assert set(found("%")) == set(found("")) == {lignes[0].numero, lignes[1].numero}
    assert found(lignes[1].numero) == [lignes[1].numero]
    assert set(found("29 0980 00")) == {lignes[0].numero, lignes[1].numero}, "the number of their legal entity"


def test_commands_print_french_and_return_codes(app: Flask, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chemin = tmp_path / "registre.csv"
    chemin.write_text(file_507(several(3)), encoding="utf-8")
    options = {"source": "", "national": False, "now": START}
    assert commands.importer(chemin, essai=True, **options) == 0  # type: ignore[arg-type]
    assert "rien n’a été écrit" in capsys.readouterr().out
    assert db.session.execute(select(func.count()).select_from(Etablissement)).scalar() == 0
    assert commands.importer(chemin, essai=False, **options) == 0  # type: ignore[arg-type]
    assert "Registre FINESS du 12 mai 2026" in capsys.readouterr().out
    chemin.write_text("n’importe quoi", encoding="utf-8")
    assert commands.importer(chemin, essai=False, **options) == 1  # type: ignore[arg-type]
    assert "Ligne 1 : la première ligne" in capsys.readouterr().out
    numero = several(1)[0].numero
    assert commands.verifier([numero]) == 0
    assert commands.verifier([numero, "10000024", "290980002"]) == 1
    lignes = capsys.readouterr().out.splitlines()
    assert [ligne.split(" ")[1] for ligne in lignes] == ["OK", "OK", "format", "entite_juridique"]
    assert "Vouliez-vous dire 010000024" in lignes[2]


def test_reference_data_load_again_changes_nothing_and_keep_hand_made_breaks(app: Flask) -> None:
    with transaction():
        assert load_reference_data() == 0
        db.session.add(
            PeriodeScolaire(zone="971", nom="Carnaval", debut=date(2027, 2, 6), fin=date(2027, 2, 21), source="arrêté")
        )
        db.session.get_one(Departement, "29").nom = "Finistere"
    with transaction():
        assert load_reference_data() == 1
    assert db.session.get_one(Departement, "29").nom == "Finistère"
    calendrier = queries.departement_calendar("971", date(2027, 2, 1), date(2027, 5, 31))
    assert calendrier.evites[date(2027, 2, 9)] == ("Mardi gras", "Carnaval")
    assert calendrier.fermes[date(2027, 5, 27)] == "abolition de l’esclavage"
    assert calendrier.vacances_connues_jusqu_au == date(2027, 2, 21)
    with transaction():
        db.session.query(PeriodeScolaire).filter_by(zone="971").delete()


@pytest.mark.donnees_reelles
def test_real_extract_imports_whole_within_territories(app: Flask) -> None:
    chemin = DONNEES_REELLES / "etalab-cs1100507-20210108-extrait.csv"
    if not chemin.exists():
        pytest.skip("l’extrait réel du registre n’est pas fourni ici")
    with transaction():
        bilan = import_register(chemin, auteur=None, now=START)
    assert (bilan.total.ajoutes, bilan.protection_enfance.ajoutes, bilan.total.rejetes) == (2718, 844, 0)
    etablissements = list(db.session.execute(select(Etablissement)).scalars())
    assert len(etablissements) == 2718
    assert all(e.lat and e.lon and within_territory(e.lat, e.lon, e.departement_code) for e in etablissements)
    assert all(has_valid_key(e.numero_finess) and has_valid_key(e.numero_ej) for e in etablissements)
    assert sum(e.departement_code in {"977", "978"} for e in etablissements) == 47
    avant = register_rows()
    with transaction():
        bilan = import_register(chemin, auteur=None, now=START)
    assert (bilan.total.inchanges, bilan.total.ajoutes, bilan.total.modifies, bilan.total.fermes) == (2718, 0, 0, 0)
    assert [row for row in register_rows() if len(row) > 12] == [row for row in avant if len(row) > 12]


@pytest.mark.donnees_reelles
@pytest.mark.parametrize(
    ("fichier", "attendus"),
    [("etalab-cs1100502-extrait-verbatim-20260512.csv", 7), ("finess-plus-structures-exemple.json", 2)],
)
def test_real_samples_of_2026_import(app: Flask, fichier: str, attendus: int) -> None:
    if not (DONNEES_REELLES / fichier).exists():
        pytest.skip("l’extrait réel du registre n’est pas fourni ici")
    with transaction():
        bilan = import_register(DONNEES_REELLES / fichier, auteur=None, now=START)
    assert (bilan.total.ajoutes, bilan.total.rejetes, bilan.observations) == (attendus, 0, [])
