"""Flat layouts, 31 or 32 columns: `etalab` (502, and 507 with coordinates) and the CSV of FINESS+."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Final

from acia.referentiel.coordonnees import within_territory
from acia.referentiel.lecteurs import enregistrement as lu
from acia.referentiel.lecteurs.blocs import Bloc, blocks_of_lines
from acia.referentiel.lecteurs.colonnes import LotDouteux, check_nomenclature, read_together, split_acheminement
from acia.referentiel.lecteurs.enregistrement import (
    EnTete,
    EtablissementLu,
    FichierRefuse,
    LigneInvalide,
    LigneRejetee,
)
from acia.referentiel.lecteurs.lecture import PART_REJETS_MAX, Lecture
from acia.referentiel.lecteurs.lot import Lot
from acia.referentiel.lecteurs.ouverture import open_bytes
from acia.referentiel.lecteurs.points import Points, ProjectionInconnue
from acia.referentiel.lecteurs.texte import clean_text, without_returns
from acia.referentiel.rules import departement_of_register, has_valid_key, insee_commune

_GEOLOCALISATION: Final = b"geolocalisation;"
_LETTRES_FRANCAISES: Final = "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ°ºª²³«»–—’‘“”…€ñÑáíóúß\u00a0·×Ã©".encode("cp1252")
_ASCII: Final = bytes(range(128))


class LecturePlate(Lecture):
    """Two passes: one decides the encoding and gathers coordinates, one streams the establishments."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._points = Points()
        self._largeur = 0
        self._melanges = {1}
        """First lines of the blocks where establishments are not alone."""
        self._dernier = 1
        """First line of the last block that holds something else than coordinates."""
        self.entete = self._read_header(self._survey())

    def _survey(self) -> str:
        utf8 = True
        with open_bytes(self.path) as contenu:
            for bloc in blocks_of_lines(contenu):
                utf8 = utf8 and _is_utf8(bloc.lignes)
                points = bloc.lignes.count(_GEOLOCALISATION)
                if points:
                    self._melanges.add(bloc.premiere)
                    self._points.add(*_section(bloc, points=True))
                if points != bloc.nombre:
                    self._dernier = bloc.premiere
        self._points.project()
        if utf8:
            return "utf-8-sig"
        self._ensure_french()
        return "cp1252"

    def _ensure_french(self) -> None:
        """Beyond ASCII, nine letters in ten are French in cp1252; in other encodings they would not be."""
        suspects = etrangers = 0
        with open_bytes(self.path) as contenu:
            for bloc in blocks_of_lines(contenu):
                restes = bloc.lignes.translate(None, _ASCII)
                suspects += len(restes)
                etrangers += len(restes.translate(None, _LETTRES_FRANCAISES))
        if etrangers * 10 > suspects:
            raise FichierRefuse("L’encodage du fichier n’est ni UTF-8 ni Windows-1252 : rien n’a été importé.")

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
                "(« finess;etalab;… », « finess;finess-plus;… » ou un objet JSON finess-structures).",
                1,
            )
        return EnTete(champs[1], date.fromisoformat(champs[3]), champs[2], encodage.removesuffix("-sig"))

    def _lots(self) -> Iterator[Lot]:
        with open_bytes(self.path) as contenu:
            for bloc in takewhile(lambda bloc: bloc.premiere <= self._dernier, blocks_of_lines(contenu)):
                melange = bloc.premiere in self._melanges
                yield from self._block(*(_section(bloc, points=False) if melange else (bloc.numeros, bloc.lignes)))
        self._points.check_all_described(self._numeros)
        if self.nb_ecartes > PART_REJETS_MAX * self.lues:
            raise FichierRefuse(
                f"{self.nb_ecartes} établissements sur {self.lues} seraient hors de leur territoire : "
                "les colonnes de coordonnées ou leur projection ne sont pas les bonnes. Rien n’a été importé."
            )

    def _block(self, numeros: Sequence[int], lignes: bytes) -> Iterator[Lot]:
        """Rows together when nothing is wrong with any of them, else one by one; apart, those with quotes."""
        if numeros and not self._largeur:
            self._largeur = len(self._fields(lignes.partition(b"\n")[0], numeros[0]))
        if b'"' in lignes:
            couples = list(zip(numeros, lignes.split(b"\n"), strict=True))
            yield from self._alone([couple for couple in couples if b'"' in couple[1]])
            couples = [couple for couple in couples if b'"' not in couple[1]]
            numeros, lignes = [numero for numero, _ in couples], b"\n".join(ligne for _, ligne in couples)
        if not numeros:
            return
        try:
            lot = self._together(lignes, len(numeros))
        except LotDouteux:
            yield from self._alone(zip(numeros, lignes.split(b"\n"), strict=True))
        else:
            self.lues += len(lot)
            yield lot

    def _together(self, lignes: bytes, nombre: int) -> Lot:
        lignes = without_returns(lignes)
        if self.entete.encodage != "utf-8":
            try:
                lignes = lignes.decode(self.entete.encodage).encode()
            except UnicodeDecodeError as erreur:
                raise LotDouteux from erreur
        lot = read_together(lignes, nombre, self._largeur, self._points)
        numeros = set(lot["numero_finess"])
        if not self._numeros.isdisjoint(numeros):
            raise LotDouteux
        self._numeros.update(numeros)
        return lot

    def _alone(self, lignes: Iterable[tuple[int, bytes]]) -> Iterator[Lot]:
        return self._sort_out(
            self._read_row(self._fields(ligne, numero), numero) for numero, ligne in lignes if ligne.strip()
        )

    def _fields(self, ligne: bytes, numero: int) -> list[str]:
        ligne = ligne.removesuffix(b"\r")
        try:
            champs = next(csv.reader([ligne.decode(self.entete.encodage)], delimiter=";"))
        except (csv.Error, UnicodeDecodeError) as erreur:
            raise FichierRefuse("la ligne n’est pas lisible.", numero) from erreur
        if self._largeur not in {0, len(champs)} and b'"' in ligne:
            raise FichierRefuse("un guillemet n’est pas refermé.", numero)
        return champs

    def _read_row(self, champs: list[str], ligne: int) -> EtablissementLu | LigneRejetee:
        if champs[0] != "structureet":
            raise FichierRefuse(f"section « {champs[0][:30]} » inconnue.", ligne)
        if len(champs) not in {31, 32} or len(champs) != self._largeur:
            raise FichierRefuse(
                f"{len(champs)} champs au lieu de {max(self._largeur, 31)} : la ligne est tronquée.", ligne
            )
        numero = champs[1].strip()
        self._first_time(numero, ligne)
        try:
            return self._establishment([clean_text(champ) for champ in champs], numero, ligne)
        except LigneInvalide as defaut:
            return LigneRejetee(f"ligne {ligne}", numero[:20], str(defaut))

    def _establishment(self, c: list[str], numero: str, ligne: int) -> EtablissementLu:
        _check_numeros(numero, c[2])
        code_postal, commune = split_acheminement(c[15])
        code_commune = insee_commune(c[13], c[12])
        departement = departement_of_register(c[13], code_postal, code_commune)
        if departement is None:
            raise LigneInvalide(f"le département « {c[13][:20]} » est inconnu")
        check_nomenclature(c[18], c[20], c[24])
        latitude, longitude = self._position(numero, departement, ligne)
        return EtablissementLu(
            numero,
            c[2],
            lu.require(c[3] or c[4], "la raison sociale"),
            c[4],
            f"{c[5]} {c[6]}" if c[5] and c[6] else c[5] or c[6],
            " ".join([champ for champ in (c[7] + c[10], c[8], c[9], c[11]) if champ]),
            code_postal,
            commune,
            code_commune,
            departement,
            c[16],
            c[18],
            c[19],
            c[20],
            lu.check_code(c[22], lu.CODE_SIRET, "le SIRET"),
            c[24],
            c[25],
            lu.read_date(c[28], "l’ouverture"),
            lu.read_date(c[29], "l’autorisation"),
            lu.read_date(lu.require(c[30], "la date de mise à jour"), "la mise à jour"),
            None,
            latitude,
            longitude,
            False,
            True,
        )

    def _position(self, numero: str, departement: str, ligne: int) -> tuple[float, float] | tuple[None, None]:
        try:
            point = self._points.position(numero)
        except ProjectionInconnue as inconnue:
            self._set_aside(f"ligne {ligne}", numero, f"projection « {inconnue} » inconnue : coordonnées écartées")
            return None, None
        if point is None:
            return None, None
        if not within_territory(*point, departement):
            self._set_aside(f"ligne {ligne}", numero, "coordonnées hors du territoire : écartées")
            return None, None
        return point


def _section(bloc: Bloc, *, points: bool) -> tuple[Sequence[int], bytes]:
    """The lines of coordinates, or those of establishments, and their numbers; the first one of the file is neither."""
    if bloc.premiere > 1 and bloc.lignes.count(_GEOLOCALISATION) == bloc.nombre:
        return (bloc.numeros, bloc.lignes) if points else ((), b"")
    gardees = [
        (numero, ligne)
        for numero, ligne in zip(bloc.numeros, bloc.lignes.split(b"\n"), strict=True)
        if numero > 1 and ligne.startswith(_GEOLOCALISATION) == points and ligne.strip()
    ]
    return [numero for numero, _ in gardees], b"\n".join(ligne for _, ligne in gardees)


def _is_utf8(octets: bytes) -> bool:
    if octets.isascii():
        return True
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _check_numeros(numero: str, numero_ej: str) -> None:
    if not has_valid_key(numero):
        raise LigneInvalide(f"le numéro « {numero[:20]} » n’est pas un numéro FINESS")
    if not has_valid_key(numero_ej):
        raise LigneInvalide(f"le numéro d’entité juridique « {numero_ej[:20]} » n’est pas un numéro FINESS")
    if numero == numero_ej:
        raise LigneInvalide("l’établissement porte le numéro de son entité juridique")
