"""What `acia referentiel …` prints. Each function returns the exit code: 0 done, 1 refused."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from acia.core.db import transaction
from acia.core.errors import ActionRefusee
from acia.core.filters import NBSP, jour_court, nombre, pluriel
from acia.referentiel.lecteurs import FichierRefuse
from acia.referentiel.models import Etablissement, Portee
from acia.referentiel.queries import Verification, category_label, latest_snapshot, verify_numero
from acia.referentiel.rules import PHRASES_REFUS
from acia.referentiel.service import Bilan, RegistreChange, prepare_import, revert_import, write_import

_LIGNES: Final = (
    ("lus", "Lus"),
    ("ajoutes", "Ajoutés"),
    ("modifies", "Modifiés"),
    ("inchanges", "Inchangés"),
    ("fermes", "Fermés"),
    ("rejetes", "Rejetés"),
)
_MONTRES: Final = 20
_PERIME: Final = timedelta(days=90)


def importer(fichier: Path, *, source: str, essai: bool, national: bool, now: datetime) -> int:
    """Import a register file, or say what importing it would do, and print the account of it."""
    depart = time.perf_counter()
    try:
        preparation = prepare_import(fichier, source=source, portee=Portee.NATIONAL if national else Portee.AUTO)
        if not essai:
            with transaction():
                write_import(preparation, auteur=None, now=now)
    except FichierRefuse as refus:
        print(f"Le fichier {fichier.name} est refusé. {refus.motif}")
        return 1
    except RegistreChange as refus:
        print(refus.motif)
        return 1
    bilan = preparation.bilan
    _print_account(bilan, essai, time.perf_counter() - depart)
    _print_warnings(bilan, now)
    return 0


def revenir(motif: str, *, now: datetime) -> int:
    """Undo the last import, and print what came back."""
    try:
        with transaction():
            dernier = latest_snapshot()
            if dernier is None:
                print("Le registre est vide : il n’y a rien à annuler.")
                return 1
            jour = jour_court(dernier.date_donnees)
            retour = revert_import(dernier.id, motif=motif, auteur=None, now=now)
    except ActionRefusee as refus:
        print(refus.motif)
        return 1
    print(f"L’import des données du {jour} est annulé.")
    for combien, phrase in (
        (retour.remis, "remis comme avant"),
        (retour.retires, "retirés"),
        (retour.gardes, "gardés : un dossier les cite"),
    ):
        print(f"{nombre(combien):>8}  {phrase}")
    return 0


def _print_account(bilan: Bilan, essai: bool, duree: float) -> None:
    portee = "national" if bilan.national else "partiel : les établissements absents du fichier ne sont pas fermés"
    print(f"Registre FINESS du {jour_court(bilan.date_donnees)}, format {bilan.disposition} ({portee}).")
    print(f"{'':<12}{'établissements':>16}   dont protection de l’enfance")
    for cle, libelle in _LIGNES:
        protege = "" if cle == "rejetes" else nombre(getattr(bilan.protection_enfance, cle))
        print(f"{libelle:<12}{nombre(getattr(bilan.total, cle)):>16}   {protege:>28}")
    fin = "Essai : rien n’a été écrit." if essai else "L’import est enregistré."
    print(f"{fin} Durée{NBSP}: {nombre(duree, 1)}{NBSP}s.")


def _print_warnings(bilan: Bilan, now: datetime) -> None:
    if bilan.plus_ancien:
        print("Attention : ce fichier est plus ancien que le registre déjà importé.")
    elif now.date() - bilan.date_donnees > _PERIME:
        print(f"Attention : les données ont {pluriel((now.date() - bilan.date_donnees).days, 'jour')}.")
    for titre, lignes in (("Lignes rejetées", bilan.rejets), ("Valeurs écartées", bilan.observations)):
        if lignes:
            print(f"{titre}{NBSP}:")
        for ligne in lignes[:_MONTRES]:
            print(f"  – {ligne.repere}, {ligne.numero}{NBSP}: {ligne.motif}")
        if len(lignes) > _MONTRES:
            print(f"  – et {nombre(len(lignes) - _MONTRES)} de plus")


def verifier(numeros: list[str]) -> int:
    """Print one line a number; return 1 as soon as one of them is refused."""
    verifications = [verify_numero(numero) for numero in numeros]
    for verification in verifications:
        print(_verification_line(verification))
    return int(any(verification.refus for verification in verifications))


def _verification_line(verification: Verification) -> str:
    suites = []
    if verification.etablissement is not None:
        suites.append(_described(verification.etablissement))
    if verification.refus:
        suites.append(PHRASES_REFUS[verification.refus])
    if verification.proposition:
        suites.append(f"Vouliez-vous dire {verification.proposition}{NBSP}?")
    if verification.candidats:
        suites.append("Ses établissements" + NBSP + ": " + ", ".join(e.numero_finess for e in verification.candidats))
    return f"{verification.numero} {verification.refus or 'OK'} – " + " – ".join(suites)


def _described(etablissement: Etablissement) -> str:
    categorie = f"{etablissement.categorie} {category_label(etablissement)}"
    return f"{etablissement.nom}, {categorie}, département {etablissement.departement_code}"
