"""S101, S102: a register file is read without changing anything, then applied once, then undone."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, func, select

from acia.comptes.models import Utilisateur
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.errors import ActionRefusee
from acia.core.jobs import Tache, run_due
from acia.core.permissions import Role
from acia.eligibilite.models import ConstatEligibilite, Verdict
from acia.eligibilite.service import render_verdict
from acia.referentiel import jobs, queries, service
from acia.referentiel.consequences import Apres, Consequences
from acia.referentiel.jobs import apply_file
from acia.referentiel.lecteurs import FichierRefuse
from acia.referentiel.models import Etablissement, EtatMiseAJour, Instantane, MiseAJour, Portee
from acia.referentiel.service import import_register, revert_import
from acia.referentiel.service.fichiers import path_of
from tests.conftest import START
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_brouillon, make_candidature_deposee, make_representant_compte
from tests.factories.comptes import make_utilisateur
from tests.factories.ecart import LIEN
from tests.factories.ensemble import simultaneous
from tests.factories.instantane import fingerprints
from tests.factories.registre_finess import Ligne, file_507, several
from tests.factories.registre_recu import make_mise_a_jour

LIGNES = several(6)
SUITE = "finess;etalab;112;2026-06-12"
PLUS_TARD = START + timedelta(days=1)
_IMPATIENT: dict[str, dict[str, Any]] = {
    "sqlite": {"connect_args": {"timeout": 0}},
    "postgresql": {"connect_args": {"options": "-c lock_timeout=1000"}},
}
SANS_OBJET = {"mise_a_jour_registre", "tache"}


@pytest.fixture
def pilote(app: Flask, tmp_path: Path) -> Utilisateur:
    """The national pilot, on a register of five establishments."""
    _import(tmp_path, LIGNES[:5])
    return make_utilisateur(Role.PILOTE)


def _import(
    folder: Path, lignes: list[Ligne], entete: str = "finess;etalab;111;2026-05-12", now: datetime = START
) -> None:
    chemin = folder / "registre.csv"
    chemin.write_text(file_507(lignes, entete=entete), encoding="utf-8")
    with transaction():
        import_register(chemin, auteur=None, now=now)


def changed() -> str:
    """The first moves, the second is taken over, the third becomes a LVA, a sixth one opens."""
    return file_507(
        [
            replace(LIGNES[0], commune="232", acheminement="29000 QUIMPER"),
            replace(LIGNES[1], numero_ej="290980010"),
            replace(LIGNES[2], categorie="462", agregat="4605"),
            *LIGNES[3:],
        ],
        entete=SUITE,
    )


def _apply(key: object, pilote: Utilisateur) -> str:
    """Confirm, and let the worker apply; return what became of the file."""
    with transaction():
        service.confirm_update(key, auteur=pilote, now=PLUS_TARD)  # type: ignore[arg-type]
    run_due(PLUS_TARD)
    return db.session.get_one(MiseAJour, key).etat


def test_s101_the_differences_are_listed_and_nothing_changes(pilote: Utilisateur) -> None:
    with transaction():
        key = service.receive_file("r.csv", changed().encode(), source="", auteur=pilote, now=PLUS_TARD).id
    before = fingerprints()
    run_due(PLUS_TARD)
    after = fingerprints()
    assert {table for table in after if after[table] != before[table]} == SANS_OBJET
    row = db.session.get_one(MiseAJour, key)
    assert row.etat == EtatMiseAJour.PRETE
    assert {d["numero"]: d["natures"] for d in row.differences} == {
        LIGNES[0].numero: ["deplace"],
        LIGNES[1].numero: ["entite"],
        LIGNES[2].numero: ["categorie"],
        LIGNES[5].numero: ["ouvert"],
    }
    deplace = next(d for d in row.differences if d["natures"] == ["deplace"])
    assert ["Commune", "BREST", "QUIMPER"] in deplace["ecarts"]
    assert (row.bilan["ajoutes"], row.bilan["modifies"], row.bilan["inchanges"]) == (1, 3, 2)


def test_s101_a_file_is_applied_once_and_undone(pilote: Utilisateur) -> None:
    avant = [tuple(row) for row in db.session.execute(select(Etablissement.__table__).order_by("numero_finess"))]
    key = make_mise_a_jour(changed(), auteur=pilote, now=PLUS_TARD).id
    assert _apply(key, pilote) == EtatMiseAJour.APPLIQUEE
    assert _apply(key, pilote) == EtatMiseAJour.APPLIQUEE
    assert db.session.scalar(select(func.count()).select_from(Instantane)) == 2
    row = db.session.get_one(MiseAJour, key)
    assert row.instantane_id is not None
    assert db.session.get_one(Etablissement, LIGNES[0].numero).commune == "QUIMPER"
    with pytest.raises(ActionRefusee, match="déjà appliqué"), transaction():
        service.abandon_update(key, auteur=pilote, now=PLUS_TARD)
    with transaction():
        revert_import(db.session.get_one(MiseAJour, key).instantane_id, motif="Essai", auteur=pilote, now=PLUS_TARD)  # type: ignore[arg-type]
    db.session.rollback()
    apres = [tuple(row) for row in db.session.execute(select(Etablissement.__table__).order_by("numero_finess"))]
    assert apres == avant


def test_s101_another_import_meanwhile_asks_for_a_new_reading(pilote: Utilisateur, tmp_path: Path) -> None:
    key = make_mise_a_jour(changed(), auteur=pilote, now=PLUS_TARD).id
    _import(tmp_path, [replace(LIGNES[0], nom="AUTRE NOM"), *LIGNES[1:5]], SUITE, PLUS_TARD)
    with pytest.raises(ActionRefusee, match="relisez-les"):
        _apply(key, pilote)
    with transaction():
        service.read_again(key, auteur=pilote, now=PLUS_TARD)
    run_due(PLUS_TARD)
    assert _apply(key, pilote) == EtatMiseAJour.APPLIQUEE


def test_s101_two_pilots_at_once_apply_one_file_of_two(app: Flask, pilote: Utilisateur) -> None:
    keys = [make_mise_a_jour(changed(), auteur=pilote, now=PLUS_TARD).id for _ in range(2)]
    for key in keys:
        with transaction():
            service.confirm_update(key, auteur=pilote, now=PLUS_TARD)
    donnees = {"auteur": str(pilote.id), "libelle": pilote.libelle}
    db.session.remove()

    def one(key: uuid.UUID) -> str:
        apply_file({"mise_a_jour": str(key), **donnees}, PLUS_TARD)
        return str(db.session.get_one(MiseAJour, key).etat)

    done = simultaneous(app, [partial(one, key) for key in keys])
    assert sorted(done) == [EtatMiseAJour.APPLIQUEE, EtatMiseAJour.PRETE]
    assert db.session.scalar(select(func.count()).select_from(Instantane)) == 2
    assert "relisez-les" in str(db.session.scalar(select(MiseAJour.refus).where(MiseAJour.refus != "")))


def test_s101_a_double_click_asks_once_and_a_file_given_up_is_not_applied(pilote: Utilisateur) -> None:
    key = make_mise_a_jour(changed(), auteur=pilote, now=PLUS_TARD).id
    for _ in range(2):
        with transaction():
            service.confirm_update(key, auteur=pilote, now=PLUS_TARD)
    demandes = select(func.count()).select_from(Tache).where(Tache.nom == "appliquer_registre")
    assert db.session.scalar(demandes) == 1
    with transaction():
        service.abandon_update(key, auteur=pilote, now=PLUS_TARD)
    run_due(PLUS_TARD)
    assert db.session.get_one(MiseAJour, key).etat == EtatMiseAJour.ABANDONNEE
    assert db.session.scalar(select(func.count()).select_from(Instantane)) == 1


def test_s54_neither_the_reading_nor_the_comparison_keeps_anybody_from_writing(
    app: Flask, pilote: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def write_meanwhile(*_: object) -> None:
        """Another person changes an establishment, and does not wait for it."""
        engine = create_engine(db.engine.url, **_IMPATIENT[db.engine.dialect.name])
        with engine.begin() as connection:
            if db.engine.dialect.name == "sqlite":
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            done = connection.exec_driver_sql("UPDATE etablissement SET telephone = '0298000000'")
            written.append(done.rowcount)
        engine.dispose()

    def watch(now: datetime) -> Apres:
        write_meanwhile()
        return lambda _numeros: write_meanwhile() or Consequences()

    monkeypatch.setattr(jobs, "watch", watch)
    key = make_mise_a_jour(changed(), auteur=pilote, now=PLUS_TARD).id
    assert db.session.get_one(MiseAJour, key).etat == EtatMiseAJour.PRETE
    prepare = jobs.prepare_import

    def slow(*args: Any, **options: Any) -> Any:
        preparation = prepare(*args, **options)
        write_meanwhile()
        return preparation

    monkeypatch.setattr(jobs, "prepare_import", slow)
    assert _apply(key, pilote) == EtatMiseAJour.APPLIQUEE
    assert written == [5, 5, 5]


def test_s101_an_import_made_between_the_comparison_and_the_writing_is_seen(app: Flask, tmp_path: Path) -> None:
    chemin = tmp_path / "suite.csv"
    chemin.write_text(changed(), encoding="utf-8")
    preparation = service.prepare_import(chemin)
    _import(tmp_path, LIGNES[:5])
    with pytest.raises(service.RegistreChange), transaction():
        service.write_import(preparation, auteur=None, now=PLUS_TARD)
    assert db.session.scalar(select(func.count()).select_from(Instantane)) == 1


@pytest.mark.parametrize(
    ("portee", "fermes"),
    [(Portee.AUTO, []), (Portee.EXTRAIT, []), (Portee.DEPARTEMENTS, [1]), (Portee.NATIONAL, [1, 4])],
)
def test_a_file_closes_what_it_leaves_out_where_it_is_whole(
    pilote: Utilisateur, tmp_path: Path, portee: Portee, fermes: list[int]
) -> None:
    ailleurs = replace(LIGNES[4], departement="35", x=None)
    _import(tmp_path, [*LIGNES[:4], ailleurs], SUITE, PLUS_TARD)
    chemin = tmp_path / "extrait.csv"
    chemin.write_text(file_507([LIGNES[0], *LIGNES[2:4]], entete=SUITE), encoding="utf-8")
    if portee == Portee.NATIONAL:
        # A national file is judged on the last one, and there is none.
        assert queries.last_national_snapshot() is None
    with transaction():
        service.write_import(service.prepare_import(chemin, portee=portee), auteur=None, now=PLUS_TARD)
    rows = db.session.execute(select(Etablissement.numero_finess).where(Etablissement.ouvert.is_(False))).scalars()
    assert set(rows) == {LIGNES[rang].numero for rang in fermes}


def test_an_extract_that_would_close_many_is_refused(pilote: Utilisateur, tmp_path: Path) -> None:
    lignes = several(20)
    _import(tmp_path, lignes, SUITE, PLUS_TARD)
    chemin = tmp_path / "extrait.csv"
    chemin.write_text(file_507(lignes[:14], entete=SUITE), encoding="utf-8")
    with pytest.raises(FichierRefuse, match="fermerait 6 établissements"):
        service.prepare_import(chemin, portee=Portee.DEPARTEMENTS)
    chemin.write_text(file_507(lignes[:15], entete=SUITE), encoding="utf-8")
    assert service.prepare_import(chemin, portee=Portee.DEPARTEMENTS).bilan.total.fermes == 5


def test_a_refused_file_says_its_line_and_is_forgotten(pilote: Utilisateur) -> None:
    contenu = changed().replace(LIGNES[3].numero, LIGNES[4].numero)
    row = make_mise_a_jour(contenu, auteur=pilote, now=PLUS_TARD)
    key = row.id
    row = db.session.get_one(MiseAJour, key)
    assert row.etat == EtatMiseAJour.REFUSEE
    assert row.refus.startswith("Ligne ")
    assert not path_of(key).exists()
    assert db.session.scalar(select(Tache.erreur)) == ""
    with pytest.raises(ActionRefusee, match="refusé"):
        _apply(key, pilote)


def test_s102_verdicts_that_would_change_are_listed_and_none_changes(
    app: Flask, pilote: Utilisateur, clock: SettableClock
) -> None:
    appel = make_appel_publie({"29": 8})
    files = [
        make_candidature_deposee(appel, etablissement=db.session.get_one(Etablissement, LIGNES[rang].numero))
        for rang in (0, 2, 4)
    ]
    make_brouillon(
        appel,
        auteur=make_representant_compte(),
        etablissement=db.session.get_one(Etablissement, LIGNES[1].numero),
    )
    now = clock.now() + timedelta(days=60)
    for row in files[:2]:
        with transaction():
            render_verdict(row, auteur=pilote, now=now, lien=LIEN)
    ids = [str(row.id) for row in files]
    pilote_id = pilote.id
    before = fingerprints()
    pilote = db.session.get_one(Utilisateur, pilote_id)
    key = make_mise_a_jour(changed(), auteur=pilote, now=now).id
    dossiers = db.session.get_one(MiseAJour, key).dossiers
    found = {d["id"]: d for d in dossiers["dossiers"]}
    assert set(found) == set(ids[:2])
    assert found[ids[0]]["verdict"] is None
    assert found[ids[0]]["a_un_verdict"]
    assert {regle.split()[0] for regle, _, _ in found[ids[1]]["verdict"]["constats"]} >= {"R14"}
    assert (dossiers["brouillons"], dossiers["relus"]) == (1, 2)
    _apply(key, pilote)
    after = fingerprints()
    for table in (Verdict.__tablename__, ConstatEligibilite.__tablename__):
        assert after[table] == before[table]


def test_the_pilot_goes_from_the_file_to_the_return(
    app: Flask, pilote: Utilisateur, connecte: Callable[[Utilisateur], FlaskClient], clock: SettableClock
) -> None:
    client = connecte(pilote)
    page = client.get("/registre/mises-a-jour").get_data(as_text=True)
    assert "Lire les différences" in page
    envoi = {
        "fichier": (BytesIO(changed().encode()), "registre.csv"),
        "source": "data.gouv.fr",
        "portee": "auto",
    }
    adresse = client.submit("/registre/mises-a-jour", envoi).headers["Location"]  # type: ignore[attr-defined]
    assert "Le fichier est en lecture" in client.get(adresse).get_data(as_text=True)
    run_due(clock.now())
    page = client.get(adresse).get_data(as_text=True)
    for mots in ("Déplacés : 1", "BREST → QUIMPER", "Appliquer cette mise à jour", "Aucun verdict ne changerait"):
        assert mots in page
    clock.set(clock.now() + timedelta(minutes=10))
    client.submit(adresse, {}, action=f"{adresse}/application")  # type: ignore[attr-defined]
    assert "La mise à jour s’applique" in client.get(adresse).get_data(as_text=True)
    run_due(clock.now())
    assert "Voici ce qu’il a changé" in client.get(adresse).get_data(as_text=True)
    page = client.get("/registre/instantanes").get_data(as_text=True).replace("\u00a0", " ")
    assert "En service" in page
    assert "Remplacé" in page
    fiche = client.get(f"/registre/{LIGNES[0].numero}").get_data(as_text=True)
    assert "BREST → QUIMPER" in fiche
    dernier = queries.latest_snapshot()
    assert dernier is not None
    retour = f"/registre/instantanes/{dernier.id}/annulation"
    client.submit("/registre/instantanes", {"motif": "Mauvais fichier"}, action=retour)  # type: ignore[attr-defined]
    assert "Mauvais fichier" in client.get("/registre/instantanes").get_data(as_text=True)


def test_two_numbers_for_one_place_are_shown(
    app: Flask, pilote: Utilisateur, connecte: Callable[[Utilisateur], FlaskClient], tmp_path: Path
) -> None:
    siret = "77557650300015"
    _import(tmp_path, [replace(LIGNES[0], siret=siret), replace(LIGNES[1], siret=siret)], SUITE)
    client = connecte(pilote)
    page = client.get(f"/registre/{LIGNES[0].numero}").get_data(as_text=True)
    assert "Peut-être deux numéros pour un même lieu" in page
    assert LIGNES[1].numero in page
    assert "Peut-être deux numéros" not in client.get(f"/registre/{LIGNES[3].numero}").get_data(as_text=True)
