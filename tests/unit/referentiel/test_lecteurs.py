"""S99, S104: every layout of the register is read into the same record; encodings are recognised or refused."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acia.referentiel.lecteurs import EtablissementLu, FichierRefuse, Lecture, read_register
from acia.referentiel.lecteurs.texte import clean_text, repair_mojibake
from tests.factories.registre_finess import Ligne, file_507, finess_plus, several


def read(tmp_path: Path, contenu: str | bytes, nom: str = "registre.csv") -> tuple[Lecture, list[EtablissementLu]]:
    chemin = tmp_path / nom
    chemin.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    lecture = read_register(chemin)
    return lecture, list(lecture)


def test_etalab_507_row_is_read_whole(tmp_path: Path) -> None:
    lecture, (lu,) = read(tmp_path, file_507([Ligne()]))
    assert (lecture.entete.disposition, lecture.entete.date_donnees) == ("etalab", date(2026, 5, 12))
    assert lu == EtablissementLu(
        numero_finess="290900018",
        numero_ej="290980002",
        raison_sociale="MECS KER AVEL",
        categorie="177",
        departement="29",
        nom_long="MAISON D'ENFANTS KER AVEL",
        adresse="12 R DES EMBRUNS",
        code_postal="29200",
        commune="BREST",
        code_commune="29019",
        telephone="0200000001",
        libelle_categorie="Maison d'Enfants à Caractère Social",
        agregat="4501",
        mft="08",
        complement="",
        siret="",
        libelle_mft="",
        date_ouverture="1998-05-13",
        date_autorisation="2019-03-18",
        date_maj="2025-05-07",
        date_fermeture=None,
        habilitation_justice=False,
        ouvert=True,
        lat=lu.lat,
        lon=lu.lon,
    )
    assert (lu.lat, lu.lon) == pytest.approx((48.39, -4.49), abs=0.05)
    assert lu.protection_enfance


@pytest.mark.parametrize("largeur", [31, 32])
@pytest.mark.parametrize("fin_de_ligne", ["\n", "\r\n"])
@pytest.mark.parametrize("entete", ["finess;etalab;96;2026-03-11", "finess;finess-plus;v1.0.0;2026-09-03"])
def test_31_or_32_columns_any_line_end_both_flat_headers(
    tmp_path: Path, largeur: int, fin_de_ligne: str, entete: str
) -> None:
    texte = file_507(several(3), entete=entete, largeur=largeur, fin_de_ligne=fin_de_ligne)
    lecture, lus = read(tmp_path, texte)
    assert [len(lus), lecture.nb_rejets, lecture.lues] == [3, 0, 3]


def test_coordinates_may_stand_anywhere_and_be_missing(tmp_path: Path) -> None:
    lignes = several(3)
    texte = file_507(lignes)
    entete, *corps = texte.splitlines(keepends=True)
    _, lus = read(tmp_path, entete + "".join(reversed(corps)))
    assert all(lu.lat is not None for lu in lus)
    _, lus = read(tmp_path, file_507(several(3, Ligne(x=None))))
    assert [lu.lat for lu in lus] == [None, None, None]


def test_gzip_is_recognised_by_content(tmp_path: Path) -> None:
    _, lus = read(tmp_path, gzip.compress(file_507(several(2)).encode()), "registre.csv")
    assert len(lus) == 2


def test_quotes_and_double_spaces(tmp_path: Path) -> None:
    _, (lu,) = read(tmp_path, file_507([Ligne(nom='LIEU DE VIE "LES  GENÊTS"')]))
    assert lu.raison_sociale == 'LIEU DE VIE "LES GENÊTS"'


def test_conventional_dates_are_unknown(tmp_path: Path) -> None:
    lignes = [Ligne(ouverture=jour, autorisation="") for jour in ("1904-04-04",)]
    _, (lu,) = read(tmp_path, file_507(lignes))
    assert (lu.date_ouverture, lu.date_autorisation) == (None, None)


@pytest.mark.parametrize(
    ("code", "acheminement", "departement", "commune", "code_commune"),
    [
        ("9A", "97110 POINTE A PITRE", "971", "POINTE A PITRE", "97120"),
        ("9A", "97133 ST BARTHELEMY", "977", "ST BARTHELEMY", "97123"),
        ("9A", "97150 ST MARTIN CEDEX", "978", "ST MARTIN", "97127"),
        ("9J", "98600 UVEA", "986", "UVEA", "98613"),
        ("2A", "20303 AJACCIO CEDEX 1", "2A", "AJACCIO", "2A004"),
    ],
)
def test_overseas_and_corsica(
    tmp_path: Path, code: str, acheminement: str, departement: str, commune: str, code_commune: str
) -> None:
    ligne = Ligne(departement=code, acheminement=acheminement, commune=code_commune[2:], x=None)
    _, (lu,) = read(tmp_path, file_507([ligne]))
    assert (lu.departement, lu.commune, lu.code_commune) == (departement, commune, code_commune)
    assert lu.code_postal == acheminement[:5]


ENCODAGES = ["utf-8", "utf-8-sig", "cp1252", "latin-1"]


@pytest.mark.parametrize("encodage", ENCODAGES)
def test_s99_encodings_give_the_same_letters(tmp_path: Path, encodage: str) -> None:
    ligne = Ligne(nom="FOYER DE L'ÎLE À VÊTIR ÉTÉ ÇÀ ËÏÔÙÜ", libelle="Maison d'enfants à caractère social")
    _, (lu,) = read(tmp_path, file_507([ligne]).encode(encodage))
    assert (lu.raison_sociale, lu.libelle_categorie) == (ligne.nom, ligne.libelle)


@pytest.mark.parametrize("encodage", ["utf-16", "utf-16-le", "utf-32", "cp850", "mac_roman", "cp500"])
def test_s99_other_encodings_are_refused(tmp_path: Path, encodage: str) -> None:
    texte = file_507([Ligne(nom="FOYER DE L'ÉTÉ À VÊTIR", libelle="Maison d'enfants à caractère social")])
    with pytest.raises(FichierRefuse):
        read(tmp_path, texte.encode(encodage, "replace"))


@pytest.mark.parametrize("fois", [1, 2, 3])
@pytest.mark.parametrize("encodage", ["cp1252", "latin-1"])
def test_s99_mojibake_is_repaired_even_when_done_again(tmp_path: Path, fois: int, encodage: str) -> None:
    texte = abime = (
        "Maison d’enfants à caractère social, hébergement, œuvre" if encodage == "latin-1" else "être à l'été"
    )
    for _ in range(fois):
        abime = abime.encode().decode(encodage)
    assert repair_mojibake(abime) == texte
    _, (lu,) = read(tmp_path, file_507([Ligne(libelle=abime)]))
    assert lu.libelle_categorie == texte


@pytest.mark.parametrize("texte", ["CHÂTEAU", "BÂTIMENT C", "SÃO JOÃO", "PÂQUES À LA PLÂTRIÈRE", "NAÏADE"])
def test_s99_sound_letters_are_left_alone(texte: str) -> None:
    assert clean_text(texte) == texte


def test_s99_a_lost_letter_rejects_the_row(tmp_path: Path) -> None:
    lignes = several(150)
    lignes[3] = Ligne(numero=lignes[3].numero, nom="FOYER DE L'\ufffdTE")
    lecture, lus = read(tmp_path, file_507(lignes))
    assert (len(lus), lecture.rejets[0].numero) == (149, lignes[3].numero)
    assert "illisible" in lecture.rejets[0].motif


def test_control_characters_never_get_in(tmp_path: Path) -> None:
    _, (lu,) = read(tmp_path, file_507([Ligne(nom="FOYER\u200b\x0b DES\u202e EMBRUNS\ufeff")]))
    assert lu.raison_sociale == "FOYER DES EMBRUNS"


# FINESS+ JSON


def test_finess_plus_json_is_read_as_the_same_record(tmp_path: Path) -> None:
    lecture, (lu,) = read(tmp_path, json.dumps(finess_plus([{}])))
    assert (lecture.entete.disposition, lecture.entete.date_donnees) == ("finess-structures", date(2026, 9, 3))
    assert (lu.numero_finess, lu.numero_ej, lu.raison_sociale, lu.nom_long) == (
        "290900018",
        "290980002",
        "MECS KER AVEL",
        "MAISON D'ENFANTS KER AVEL",
    )
    assert (lu.lat, lu.lon, lu.departement, lu.code_commune) == (48.3904, -4.4861, "29", "29019")
    assert (lu.mft, lu.agregat, lu.telephone, lu.adresse) == ("10", "4501", "0200000001", "12 R DES EMBRUNS")
    assert (lu.date_ouverture, lu.date_maj) == ("2021-10-18", "2026-09-01")
    assert lu.habilitation_justice
    assert lu.ouvert


def test_finess_plus_closed_ones_are_marked(tmp_path: Path) -> None:
    _, (lu,) = read(tmp_path, json.dumps(finess_plus([{"etatObjet": "I"}])))
    assert not lu.ouvert


def test_finess_plus_engagement_of_state_social_aid_is_not_child_welfare(tmp_path: Path) -> None:
    engagement = [{"typeEngagement": "CONV", "sousTypeEngagement": "ASE"}]
    _, (lu,) = read(tmp_path, json.dumps(finess_plus([{"engagement": engagement}])))
    assert not lu.habilitation_justice


@pytest.mark.parametrize(
    "point",
    [
        {"directionLatitude": "-4.4861", "directionLongitude": "48.3904"},
        {"directionLatitude": "6840000.12", "directionLongitude": "145000.50"},
        {"directionLatitude": "NaN", "directionLongitude": "Infinity"},
        {"directionLatitude": "48.3904", "directionLongitude": ""},
        {"coordonneeX": "-4.4861", "coordonneeY": "48.3904"},
        None,
    ],
)
def test_finess_plus_inverted_or_odd_coordinates_are_set_aside(tmp_path: Path, point: Any) -> None:
    flux = finess_plus([{}])
    flux["pmej"][0]["ege"][0]["adresse"][0]["coordonneesGeographique"] = point
    _, (lu,) = read(tmp_path, json.dumps(flux))
    assert (lu.lat, lu.lon) == (None, None)


def test_finess_plus_gzip(tmp_path: Path) -> None:
    contenu = gzip.compress(json.dumps(finess_plus([{}])).encode())
    assert len(read(tmp_path, contenu, "finess-structures-journalier-20260903.json.gz")[1]) == 1


def test_unknown_projection_keeps_the_establishment_without_its_point(tmp_path: Path) -> None:
    lignes = several(200)
    lignes[7] = Ligne(numero=lignes[7].numero, source="LAMBERT_II")
    lecture, lus = read(tmp_path, file_507(lignes))
    assert (lus[7].lat, lecture.observations[0].numero) == (None, lignes[7].numero)
    assert lus[8].lat is not None


def test_s97_long_fields_stay_linear(tmp_path: Path) -> None:
    with pytest.raises(FichierRefuse):
        read(tmp_path, "finess;etalab;1;2026-05-12\n" + "structureet;" + "Ã" * 200_000 + "\n")
    assert clean_text("Ã©" * 50_000) == "é" * 50_000
