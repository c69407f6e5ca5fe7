"""Flat layouts, 31 or 32 columns: `etalab` (502, and 507 with coordinates) and the CSV of FINESS+."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from acia.referentiel.coordonnees import recognise_projection, to_wgs84, within_territory
from acia.referentiel.lecteurs import enregistrement as lu
from acia.referentiel.lecteurs.enregistrement import (
    EnTete,
    EtablissementLu,
    FichierRefuse,
    LigneInvalide,
    LigneRejetee,
)
from acia.referentiel.lecteurs.lecture import PART_REJETS_MAX, Lecture
from acia.referentiel.lecteurs.ouverture import numbered_lines, open_bytes
from acia.referentiel.lecteurs.texte import clean_text
from acia.referentiel.rules import departement_of_register, has_valid_key, insee_commune

_NOMBRE: Final = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,12})?", re.ASCII)
_ACHEMINEMENT: Final = re.compile(r"([0-9]{5})\s+(\S.*)", re.ASCII)
_CEDEX: Final = re.compile(r"\s+CEDEX(?:\s+[0-9]{1,2})?$", re.ASCII)
_GEOLOCALISATION: Final = b"geolocalisation;"
_LETTRES_FRANCAISES: Final = "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ°ºª²³«»–—’‘“”…€ñÑáíóúß\u00a0·×Ã©".encode("cp1252")
_ASCII: Final = bytes(range(128))


@dataclass(frozen=True, slots=True)
class _Point:
    x: str
    y: str
    source: str
    ligne: int


class LecturePlate(Lecture):
    """Two passes: one decides the encoding and gathers coordinates, one streams the establishments."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._points: dict[str, _Point] = {}
        self._largeur = 0
        encodage = self._survey()
        self.entete = self._read_header(encodage)

    def _survey(self) -> str:
        utf8, suspects, etrangers = True, 0, 0
        with open_bytes(self.path) as contenu:
            for numero, ligne in numbered_lines(contenu):
                if b"\0" in ligne:
                    raise FichierRefuse("le fichier n’est pas un texte.", numero)
                if not ligne.isascii():
                    utf8 = utf8 and _is_utf8(ligne)
                    suspects += len(ligne.translate(None, _ASCII))
                    etrangers += len(ligne.translate(None, _ASCII + _LETTRES_FRANCAISES))
                if ligne.startswith(_GEOLOCALISATION):
                    self._keep_point(ligne, numero)
        if utf8:
            return "utf-8-sig"
        if etrangers * 10 > suspects:
            raise FichierRefuse("L’encodage du fichier n’est ni UTF-8 ni Windows-1252 : rien n’a été importé.")
        return "cp1252"

    def _keep_point(self, ligne: bytes, numero: int) -> None:
        champs = next(csv.reader([ligne.decode("latin-1")], delimiter=";"))
        if len(champs) != 6:
            raise FichierRefuse(f"une ligne de coordonnées compte {len(champs)} champs au lieu de 6.", numero)
        finess = champs[1].strip()
        if finess in self._points:
            raise FichierRefuse(f"les coordonnées de {finess} sont données deux fois.", numero)
        if not lu.is_date(champs[5].strip()):
            raise FichierRefuse("la ligne de coordonnées est tronquée : sa date manque.", numero)
        self._points[finess] = _Point(champs[2].strip(), champs[3].strip(), champs[4], numero)

    def _read_header(self, encodage: str) -> EnTete:
        with open_bytes(self.path) as contenu:
            premiere = contenu.readline(200).decode(encodage, "replace").strip()
        champs = [champ.strip() for champ in premiere.split(";")]
        if (
            len(champs) != 4
            or champs[0] != "finess"
            or champs[1] not in {"etalab", "finess-plus"}
            or not lu.is_date(champs[3])
        ):
            raise FichierRefuse(
                "la première ligne n’est pas celle d’un registre FINESS "
                "(« finess;etalab;… », « finess;finess-plus;… » ou un objet JSON finess-structures).",
                1,
            )
        return EnTete(champs[1], date.fromisoformat(champs[3]), champs[2], encodage.removesuffix("-sig"))

    def _rows(self) -> Iterator[EtablissementLu | LigneRejetee]:
        with open_bytes(self.path) as contenu:
            encodage = "utf-8-sig" if self.entete.encodage == "utf-8" else self.entete.encodage
            texte = io.TextIOWrapper(contenu, encoding=encodage, newline="")
            lecteur, lignes = csv.reader(texte, delimiter=";"), 1
            try:
                next(lecteur)
                for champs in lecteur:
                    lignes += 1
                    if lecteur.line_num != lignes:
                        raise FichierRefuse("un guillemet n’est pas refermé.", lignes)
                    if champs and champs[0] != "geolocalisation":
                        yield self._read_row(champs, lignes)
            except (csv.Error, UnicodeDecodeError) as erreur:
                raise FichierRefuse("la ligne n’est pas lisible.", lecteur.line_num) from erreur
        self._check_points()

    def _read_row(self, champs: list[str], ligne: int) -> EtablissementLu | LigneRejetee:
        self._check_structure(champs, ligne)
        numero = champs[1].strip()
        self._first_time(numero, ligne)
        try:
            return self._establishment(champs, numero, ligne)
        except LigneInvalide as defaut:
            return LigneRejetee(f"ligne {ligne}", numero[:20], str(defaut))

    def _check_structure(self, champs: list[str], ligne: int) -> None:
        if champs[0] != "structureet":
            raise FichierRefuse(f"section « {champs[0][:30]} » inconnue.", ligne)
        self._largeur = self._largeur or len(champs)
        if len(champs) not in {31, 32} or len(champs) != self._largeur:
            raise FichierRefuse(
                f"{len(champs)} champs au lieu de {max(self._largeur, 31)} : la ligne est tronquée.", ligne
            )

    def _establishment(self, champs: list[str], numero: str, ligne: int) -> EtablissementLu:
        c = [clean_text(champ) for champ in champs]
        _check_numeros(numero, c[2])
        code_postal, commune = _split_acheminement(c[15])
        code_commune = insee_commune(c[13], c[12])
        departement = departement_of_register(c[13], code_postal, code_commune)
        if departement is None:
            raise LigneInvalide(f"le département « {c[13][:20]} » est inconnu")
        position = self._position(numero, departement, ligne)
        return EtablissementLu(
            numero_finess=numero,
            numero_ej=c[2],
            raison_sociale=lu.require(c[3] or c[4], "la raison sociale"),
            categorie=lu.check_code(lu.require(c[18], "la catégorie"), lu.CODE_CATEGORIE, "la catégorie"),
            departement=departement,
            nom_long=c[4],
            complement=" ".join(filter(None, (c[5], c[6]))),
            adresse=" ".join(filter(None, (c[7] + c[10], c[8], c[9], c[11]))),
            code_postal=code_postal,
            commune=commune,
            code_commune=code_commune,
            telephone=c[16],
            libelle_categorie=c[19],
            agregat=lu.check_code(c[20], lu.CODE_AGREGAT, "l’agrégat"),
            siret=lu.check_code(c[22], lu.CODE_SIRET, "le SIRET"),
            mft=lu.check_code(c[24], lu.CODE_MFT, "le mode de fixation des tarifs"),
            libelle_mft=c[25],
            date_ouverture=lu.read_date(c[28], "l’ouverture"),
            date_autorisation=lu.read_date(c[29], "l’autorisation"),
            date_maj=lu.read_date(lu.require(c[30], "la date de mise à jour"), "la mise à jour"),
            lat=position and position[0],
            lon=position and position[1],
        )

    def _position(self, numero: str, departement: str, ligne: int) -> tuple[float, float] | None:
        point = self._points.get(numero)
        if point is None or not (point.x or point.y):
            return None
        if not (_NOMBRE.fullmatch(point.x) and _NOMBRE.fullmatch(point.y)):
            raise LigneInvalide(f"les coordonnées de la ligne {point.ligne} ne sont pas des nombres")
        projection = _projection(point.source)
        if projection is None:
            motif = f"projection « {point.source[:60]} » inconnue : coordonnées écartées"
            self._set_aside(f"ligne {ligne}", numero, motif)
            return None
        latitude, longitude = to_wgs84(float(point.x), float(point.y), projection)
        if not within_territory(latitude, longitude, departement):
            self._set_aside(f"ligne {ligne}", numero, "coordonnées hors du territoire : écartées")
            return None
        return round(latitude, 7), round(longitude, 7)

    def _check_points(self) -> None:
        for numero, point in self._points.items():
            if numero not in self._numeros:
                raise FichierRefuse(
                    f"des coordonnées sont données pour {numero}, que le fichier ne décrit pas.", point.ligne
                )
        if self.nb_ecartes > PART_REJETS_MAX * self.lues:
            raise FichierRefuse(
                f"{self.nb_ecartes} établissements sur {self.lues} seraient hors de leur territoire : "
                "les colonnes de coordonnées ou leur projection ne sont pas les bonnes. Rien n’a été importé."
            )


def _is_utf8(ligne: bytes) -> bool:
    try:
        ligne.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=4096)
def _projection(source: str) -> str | None:
    return recognise_projection(source)


def _check_numeros(numero: str, numero_ej: str) -> None:
    if not has_valid_key(numero):
        raise LigneInvalide(f"le numéro « {numero[:20]} » n’est pas un numéro FINESS")
    if not has_valid_key(numero_ej):
        raise LigneInvalide(f"le numéro d’entité juridique « {numero_ej[:20]} » n’est pas un numéro FINESS")
    if numero == numero_ej:
        raise LigneInvalide("l’établissement porte le numéro de son entité juridique")


def _split_acheminement(ligne: str) -> tuple[str, str]:
    trouve = _ACHEMINEMENT.fullmatch(ligne)
    if not trouve:
        return "", _CEDEX.sub("", ligne)
    return trouve[1], _CEDEX.sub("", trouve[2])
