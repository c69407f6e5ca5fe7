"""S100: whatever is wrong with a file, nothing of it is applied and the refusal says where."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from acia.core.audit import Evenement
from acia.core.db import db, transaction
from acia.referentiel.lecteurs import FichierRefuse
from acia.referentiel.models import Etablissement, Instantane
from acia.referentiel.service import import_register
from tests.conftest import START
from tests.factories.registre_finess import Ligne, file_507, finess_plus, several

LIGNES = several(12)
TEXTE = file_507(LIGNES)


def lines(texte: str = TEXTE) -> list[str]:
    return texte.splitlines(keepends=True)


def with_line(rang: int, change: Callable[[str], str]) -> str:
    copie = lines()
    copie[rang] = change(copie[rang])
    return "".join(copie)


def with_row(**modifs: Any) -> str:
    return file_507([*LIGNES[:5], replace(LIGNES[5], **modifs), *LIGNES[6:]])


def without_column(rang: int) -> str:
    entete, *reste = lines()
    corps = [
        ";".join(champs[:rang] + champs[rang + 1 :]) if champs[0] == "structureet" else ";".join(champs)
        for champs in (ligne.split(";") for ligne in reste)
    ]
    return entete + "".join(corps)


def swapped(a: int, b: int, section: str = "structureet") -> str:
    corps = []
    for ligne in lines():
        champs = ligne.rstrip("\n").split(";")
        if champs[0] == section:
            champs[a], champs[b] = champs[b], champs[a]
        corps.append(";".join(champs) + "\n")
    return "".join(corps)


def flow(change: Callable[[dict[str, Any]], None]) -> str:
    contenu = finess_plus([{}, {}, {}])
    change(contenu)
    return json.dumps(contenu)


JSON_VALIDE = json.dumps(finess_plus([{}, {}, {}]))
MUTILES: dict[str, str | bytes] = {
    "vide": b"",
    "une ligne vide": "\n",
    "premiere ligne absente": "".join(lines()[1:]),
    "premiere ligne inconnue": with_line(0, lambda _: "finess;autre;1;2026-05-12\n"),
    "premiere ligne sans date": with_line(0, lambda _: "finess;etalab;111\n"),
    "date impossible en tete": with_line(0, lambda _: "finess;etalab;111;2026-02-30\n"),
    "en-tete de colonnes": with_line(0, lambda _: "nofinesset;nofinessej;rs\n"),
    "aucun etablissement": lines()[0],
    "ligne tronquee au milieu": with_line(5, lambda ligne: ligne[:60] + "\n"),
    "fichier coupe dans un etablissement": TEXTE[:1500],
    "fichier coupe dans les coordonnees": TEXTE[:-20],
    "date de coordonnees coupee": TEXTE[:-2],
    "champ en trop": with_line(5, lambda ligne: ligne.rstrip("\n") + ";x\n"),
    "champ en moins": with_line(5, lambda ligne: ligne.replace(";", "", 1)),
    "31 et 32 champs": with_line(5, lambda ligne: ligne.rstrip("\n")[:-1] + "\n"),
    "guillemet ouvert": with_line(5, lambda ligne: ligne.replace(";MECS", ';"MECS', 1)),
    "guillemet ouvert a la fin": with_line(12, lambda ligne: ligne.replace(";MECS", ';"MECS', 1)),
    "retour chariot dans un nom": with_line(5, lambda ligne: ligne.replace("MECS N", '"MECS\nN"', 1)),
    "section inconnue": with_line(5, lambda ligne: ligne.replace("structureet", "structureej")),
    "etablissement en double": "".join([*lines()[:6], lines()[5], *lines()[6:]]),
    "coordonnees en double": TEXTE + lines()[-1],
    "coordonnees sans etablissement": "".join([*lines()[:3], *lines()[4:]]),
    "coordonnees a cinq champs": with_line(20, lambda ligne: ligne.replace(";", "", 1)),
    "coordonnees non numeriques": with_row(x="cent"),
    "coordonnees infinies": with_row(x="inf", y="nan"),
    "x et y inverses": swapped(2, 3, "geolocalisation"),
    "projection fausse": file_507([replace(ligne, source="UTM_N20") for ligne in LIGNES]),
    "cle fausse": with_row(numero="290900019"),
    "entite juridique fausse": with_row(numero_ej="290980009"),
    "numero sans zero": with_row(numero="10000024"),
    "numero vide": with_row(numero=""),
    "departement inconnu": with_row(departement="99"),
    "departement vide": with_row(departement=""),
    "categorie vide": with_row(categorie=""),
    "categorie en lettres": with_row(categorie="MECS"),
    "date francaise": with_row(ouverture="13/02/1979"),
    "date impossible": with_row(autorisation="2019-02-30"),
    "siret de tableur": with_row(siret="2,601E+13"),
    "mode de tarif sans zero": with_row(mft="8"),
    "nom vide": with_row(nom="", nom_long=""),
    "colonne telecopie retiree": without_column(17),
    "colonne code APE retiree": without_column(23),
    "colonne rs retiree": without_column(3),
    "numeros ET et EJ inverses": swapped(1, 2),
    "categorie et libelle inverses": swapped(18, 19),
    "commune et departement inverses": swapped(12, 13),
    "virgules": TEXTE.replace(";", ","),
    "tabulations": TEXTE.replace(";", "\t"),
    "octet nul": with_line(5, lambda ligne: ligne.replace("MECS", "ME\0CS", 1)),
    "ligne sans fin": "finess;etalab;111;2026-05-12\n" + "x" * 100_000,
    "binaire": bytes(hashlib.sha512(b"bruit").digest() * 80),
    "utf-16": TEXTE.encode("utf-16"),
    "archive tronquee": gzip.compress(TEXTE.encode())[:-30],
    "archive abimee": gzip.compress(TEXTE.encode())[:40] + b"\0" * 300,
    "page web": "<!doctype html><title>503</title>",
    "json coupe": JSON_VALIDE[:-50],
    "json coupe dans un etablissement": JSON_VALIDE[: len(JSON_VALIDE) // 2],
    "json suivi d’autre chose": JSON_VALIDE + "]",
    "json liste": json.dumps([finess_plus([{}])]),
    "json vide": "{}",
    "json d’une autre version": flow(lambda f: f.update(schemaVersion="v2.0.0")),
    "json sans date": flow(lambda f: f.pop("generatedAt")),
    "json date impossible": flow(lambda f: f.update(generatedAt="2026-13-45T00:00:00Z")),
    "json sans entites": flow(lambda f: f.pop("pmej")),
    "json entite nulle": flow(lambda f: f["pmej"].append(None)),
    "json etablissements en objet": flow(lambda f: f["pmej"][0].update(ege={})),
    "json etablissement en texte": flow(lambda f: f["pmej"][0]["ege"].append("x")),
    "json numero en double": flow(lambda f: f["pmej"][0]["ege"].append(f["pmej"][0]["ege"][0])),
    "json numero en nombre": flow(
        lambda f: f["pmej"][0]["ege"][0]["informationsGeneralesEGE"].update(numFinessEge=290900018.5)
    ),
    "json adresse en texte": flow(lambda f: f["pmej"][0]["ege"][0].update(adresse="rue")),
    "json etat inconnu": flow(lambda f: f["pmej"][0]["ege"][0].update(etatObjet="Z")),
    "json nom en objet": flow(
        lambda f: f["pmej"][0]["ege"][0]["informationsGeneralesEGE"].update(nomEgeCourt={"a": 1})
    ),
    "json adresse imbriquee": flow(lambda f: f["pmej"][0]["ege"][0].update(adresse=[{"cogCommune": ["29019"]}])),
}


def counts() -> tuple[int | None, ...]:
    db.session.rollback()
    return tuple(
        db.session.execute(select(func.count()).select_from(table)).scalar()
        for table in (Etablissement, Instantane, Evenement)
    )


def test_there_are_at_least_forty_kinds_of_damage() -> None:
    assert len(MUTILES) >= 40


@pytest.mark.parametrize("moteur", ["sqlite"], indirect=True)
@pytest.mark.parametrize("defaut", MUTILES)
def test_s100_a_mutilated_file_changes_nothing(app: Flask, tmp_path: Path, defaut: str) -> None:
    valide, mutile = tmp_path / "valide.csv", tmp_path / "mutile.csv"
    valide.write_text(file_507([Ligne()]), encoding="utf-8")
    with transaction():
        import_register(valide, auteur=None, now=START)
    avant = counts()
    contenu = MUTILES[defaut]
    mutile.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    with pytest.raises(FichierRefuse) as refus, transaction():
        import_register(mutile, auteur=None, now=START)
    assert refus.value.motif.endswith((".", ").", "!"))
    assert counts() == avant == (1, 1, 1)


def test_s100_a_refusal_late_in_the_file_undoes_the_batches_before_it(app: Flask, tmp_path: Path) -> None:
    lignes = several(5000)
    fichier = tmp_path / "registre.csv"
    fichier.write_text(file_507(lignes).replace("MECS N 4999", '"MECS', 1), encoding="utf-8")
    with pytest.raises(FichierRefuse, match="Ligne "), transaction():
        import_register(fichier, auteur=None, now=START)
    assert counts() == (0, 0, 0)


@pytest.mark.parametrize("moteur", ["sqlite"], indirect=True)
def test_s100_random_damage_never_breaks_and_never_applies_in_part(app: Flask, tmp_path: Path) -> None:
    hasard = random.Random(20260512)  # noqa: S311 - damage must be the same each time
    octets, fichier = TEXTE.encode(), tmp_path / "registre.csv"
    for _ in range(500):
        copie = bytearray(octets)
        debut = hasard.randrange(len(copie))
        acte = hasard.choice(("couper", "retirer", "remplacer", "doubler"))
        longueur = hasard.randrange(1, 200)
        if acte == "couper":
            del copie[debut:]
        elif acte == "retirer":
            del copie[debut : debut + longueur]
        elif acte == "remplacer":
            copie[debut] = hasard.randrange(256)
        else:
            copie[debut:debut] = copie[debut : debut + longueur]
        fichier.write_bytes(bytes(copie))
        avant = counts()
        try:
            with transaction():
                bilan = import_register(fichier, auteur=None, now=START)
        except FichierRefuse:
            assert counts() == avant
        else:
            assert bilan.total.lus == len(LIGNES)
            assert bilan.total.rejetes == 0
