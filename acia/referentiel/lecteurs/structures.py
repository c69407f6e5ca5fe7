"""JSON layout of FINESS+ (`finess-structures`): legal entities and their establishments, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

import ijson

from acia.referentiel.coordonnees import within_territory
from acia.referentiel.lecteurs import enregistrement as lu
from acia.referentiel.lecteurs.enregistrement import (
    EnTete,
    EtablissementLu,
    FichierRefuse,
    LigneInvalide,
    LigneRejetee,
)
from acia.referentiel.lecteurs.lecture import Lecture
from acia.referentiel.lecteurs.lot import Lot
from acia.referentiel.lecteurs.ouverture import open_bytes
from acia.referentiel.lecteurs.texte import clean_text
from acia.referentiel.rules import (
    CATEGORIES_PROTECTION_ENFANCE,
    ENGAGEMENT_JUSTICE,
    departement_of_commune,
    has_valid_key,
)

_DEGRES: Final = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?", re.ASCII)
_LOT: Final = 1000
_ADRESSE_ETABLISSEMENT: Final = "03"
Objet = dict[str, Any]


class LectureStructures(Lecture):
    """Establishments (`ege`) under their legal entity (`pmej`); closed ones are there too, and marked."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        version, jour = self._scalar("schemaVersion"), self._scalar("generatedAt")[:10]
        if not (version.startswith("v1.") and lu.is_date(jour)):
            raise FichierRefuse("Ce fichier JSON n’est pas un flux finess-structures v1 : rien n’a été importé.")
        self.entete = EnTete("finess-structures", date.fromisoformat(jour), version, "utf-8")

    def _scalar(self, cle: str) -> str:
        with open_bytes(self.path) as contenu:
            try:
                return str(next(ijson.items(contenu, cle), ""))
            except (ijson.JSONError, UnicodeDecodeError) as erreur:
                raise _broken(0) from erreur

    def _lots(self) -> Iterator[Lot]:
        lus = self._rows()
        while lignes := list(islice(lus, _LOT)):
            yield from self._sort_out(lignes)

    def _rows(self) -> Iterator[EtablissementLu | LigneRejetee]:
        rang = 0
        with open_bytes(self.path) as contenu:
            try:
                for rang, entite in enumerate(ijson.items(contenu, "pmej.item"), start=1):
                    yield from self._entity(_objet(entite, rang), rang)
            except (ijson.JSONError, UnicodeDecodeError) as erreur:
                raise _broken(rang) from erreur

    def _entity(self, entite: Objet, rang: int) -> Iterator[EtablissementLu | LigneRejetee]:
        etablissements = entite.get("ege", [])
        if not isinstance(etablissements, list):
            raise FichierRefuse(f"L’entité juridique n° {rang} n’a pas la forme attendue : rien n’a été importé.")
        generales = _objet(entite.get("informationsGeneralesPMEJ"), rang)
        for ege in etablissements:
            numero = str(
                _objet(_objet(ege, rang).get("informationsGeneralesEGE"), rang).get("numFinessEge", "")
            ).strip()
            self._first_time(numero, None)
            try:
                yield self._establishment(ege, generales, numero)
            except LigneInvalide as defaut:
                yield LigneRejetee(f"entité juridique n° {rang}", numero[:20], str(defaut))

    def _establishment(self, ege: Objet, entite: Objet, numero: str) -> EtablissementLu:
        generales: Objet = ege["informationsGeneralesEGE"]
        numero_ej = _text(entite, "numFinessPm")
        if not (has_valid_key(numero) and has_valid_key(numero_ej)):
            raise LigneInvalide(f"« {numero[:20]} » ou « {numero_ej[:20]} » n’est pas un numéro FINESS")
        adresse = _address(ege)
        code_commune = _text(adresse, "cogCommune")
        departement = departement_of_commune(code_commune)
        if departement is None:
            raise LigneInvalide(f"la commune « {code_commune[:20]} » est inconnue")
        categorie = lu.require(_text(ege, "categorieentiteGeographiqueExercice"), "la catégorie")
        position = self._position(adresse, departement, numero)
        court, long = _text(generales, "nomEgeCourt"), _text(generales, "nomEgeLong")
        return EtablissementLu(
            numero_finess=numero,
            numero_ej=numero_ej,
            raison_sociale=lu.require(court or long, "le nom"),
            nom_long=long,
            complement=_text(generales, "complementDenominationEg"),
            adresse=_street(adresse),
            code_postal=lu.check_code(_text(adresse, "codePostal"), lu.CODE_POSTAL, "le code postal"),
            commune=_text(adresse, "ligneAcheminement"),
            code_commune=code_commune,
            departement=departement,
            telephone=_telephone(ege),
            categorie=lu.check_code(categorie, lu.CODE_CATEGORIE, "la catégorie"),
            libelle_categorie="",
            agregat=CATEGORIES_PROTECTION_ENFANCE.get(categorie, ""),
            siret=lu.check_code(_text(generales, "siret"), lu.CODE_SIRET, "le SIRET"),
            mft=lu.check_code(_text(ege, "modefixationtarifaire"), lu.CODE_MFT, "le mode de fixation des tarifs"),
            libelle_mft="",
            date_ouverture=_day(generales, "dateOuverture"),
            date_autorisation=_day(generales, "datePremiereAutorisation"),
            date_maj=_day(ege, "dateDerniereMaj"),
            date_fermeture=_day(generales, "dateFermeture"),
            lat=position and position[0],
            lon=position and position[1],
            habilitation_justice=_has_justice_engagement(ege),
            ouvert=_is_open(ege),
        )

    def _position(self, adresse: Objet, departement: str, numero: str) -> tuple[float, float] | None:
        # Only the degrees are read: the projected pair is inverted, or already degrees, in part of the flow.
        point = adresse.get("coordonneesGeographique")
        if not isinstance(point, dict):
            return None
        textes = _text(point, "directionLatitude"), _text(point, "directionLongitude")
        if not any(textes):
            return None
        if all(_DEGRES.fullmatch(texte) for texte in textes):
            latitude, longitude = (round(float(texte), 7) for texte in textes)
            if within_territory(latitude, longitude, departement):
                return latitude, longitude
        self._set_aside("coordonnées", numero, "coordonnées hors du territoire : écartées")
        return None


def _broken(rang: int) -> FichierRefuse:
    ou = f" après l’entité juridique n° {rang}" if rang else ""
    return FichierRefuse(f"Le fichier JSON est tronqué ou abîmé{ou} : rien n’a été importé.")


def _objet(valeur: object, rang: int) -> Objet:
    if not isinstance(valeur, dict):
        raise FichierRefuse(f"L’entité juridique n° {rang} n’a pas la forme attendue : rien n’a été importé.")
    return valeur


def _text(objet: Objet, cle: str) -> str:
    valeur = objet.get(cle)
    if valeur is None:
        return ""
    if not isinstance(valeur, str):
        raise LigneInvalide(f"« {cle} » n’est pas un texte")
    return clean_text(valeur)


def _day(objet: Objet, cle: str) -> str | None:
    """Dates come as a day, or as an instant written with a space or a T: the day alone is kept."""
    texte = _text(objet, cle)
    return lu.read_date(texte[:10] if texte[10:11] in {"", " ", "T"} else texte, cle)


def _items(objet: Objet, cle: str) -> list[Objet]:
    valeur = objet.get(cle) or []
    if not isinstance(valeur, list) or not all(isinstance(element, dict) for element in valeur):
        raise LigneInvalide(f"« {cle} » n’a pas la forme attendue")
    return valeur


def _address(ege: Objet) -> Objet:
    adresses = _items(ege, "adresse")
    if not adresses:
        raise LigneInvalide("l’adresse manque")
    return next((a for a in adresses if a.get("usageAdresse") == _ADRESSE_ETABLISSEMENT), adresses[0])


def _street(adresse: Objet) -> str:
    numero = _text(adresse, "numeroVoie") + _text(adresse, "complementVoie")
    return " ".join(filter(None, (numero, *(_text(adresse, cle) for cle in ("typeVoie", "libelleVoie", "lieuDit")))))


def _telephone(ege: Objet) -> str:
    for contact in _items(ege, "contact"):
        telecom = contact.get("telecom")
        if isinstance(telecom, dict) and _text(telecom, "telephone"):
            return _text(telecom, "telephone")
    return ""


def _has_justice_engagement(ege: Objet) -> bool:
    paires = [(_text(e, "typeEngagement"), _text(e, "sousTypeEngagement")) for e in _items(ege, "engagement")]
    return ENGAGEMENT_JUSTICE in paires


def _is_open(ege: Objet) -> bool:
    etat = _text(ege, "etatObjet")
    if etat not in {"A", "I"}:
        raise LigneInvalide(f"l’état « {etat[:10]} » est inconnu")
    return etat == "A"
