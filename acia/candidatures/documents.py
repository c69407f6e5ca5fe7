"""The receipt of a deposit: its content, frozen as data, and its PDF (R30 to R32, S42)."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from acia.appels.models import Appel
from acia.candidatures.models import Accuse, Candidature, DepotPapier
from acia.candidatures.queries import derogation_of, living_pieces, pieces_filed, words_of
from acia.candidatures.rules import date_rejet_implicite, silence_start
from acia.candidatures.rules.recours import Lettre, remedies_in_words
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.documents import Document, produce_document
from acia.core.filters import finess, instant_exact, jour, taille
from acia.referentiel.models import Departement

MODELE: Final = "accuse/v1"
MODELE_LETTRE: Final = "notification/v1"
"""A letter of decision, of this stage or of a later one."""


@dataclass(frozen=True)
class Provenance:
    """What a receipt says of a file that was not deposited online: sentences and dates in words."""

    canal: str
    constat: str
    """Said in place of « est déposée »."""
    depose_le: str
    depose_par: str
    lignes: tuple[tuple[str, str], ...]
    """Said in place of the instant and the author of an online deposit."""
    verifie: str
    """What the public page says of an authentic receipt."""
    recue_le: date | None = None
    manques: tuple[str, ...] = ()
    """What the file still lacks."""


def deposited_data(candidature: Candidature) -> dict[str, Any]:
    """Everything that was deposited, as plain data: what the fingerprint seals."""
    return {
        "numero": candidature.numero,
        "appel": candidature.appel.code,
        "identite": candidature.identite,
        "sections": {nom: valeur for nom, valeur in candidature.sections.items() if nom != "enregistrees"},
        "representants": [
            [r.role, r.prenom, r.nom, r.fonction, r.courriel, r.telephone]
            for r in sorted(candidature.representants, key=lambda r: r.role)
        ],
        "pieces": _listed(_ordered_pieces(candidature)),
    }


def deposited_before(candidature: Candidature, avant: Mapping[str, Any]) -> dict[str, Any]:
    """The same, from what a correction request kept of the file as it was deposited."""
    rows = {(str(p.document_id), p.code): p for p in candidature.pieces}
    pieces = [rows[document_id, code] for document_id, code, _ in avant["pieces"]]
    return {
        **deposited_data(candidature),
        "sections": avant["sections"],
        "representants": [
            [role, *(person[champ] for champ in ("prenom", "nom", "fonction", "courriel", "telephone"))]
            for role, person in sorted(avant["representants"].items())
        ],
        "pieces": [
            [p.code, p.document.nom, p.document.taille, p.document.sha256] for p in _in_order(candidature, pieces)
        ],
    }


def fingerprint_of(candidature: Candidature) -> str:
    """SHA-256 of the content of a file as it is now; once corrected, it is no longer what its receipt seals."""
    return seal(deposited_data(candidature))


def seal(donnees: Mapping[str, Any]) -> str:
    """SHA-256 of the data of a deposit, whatever the order of their keys."""
    text = json.dumps(donnees, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def receipt_content(
    candidature: Candidature,
    auteur: Utilisateur,
    depose_at: datetime,
    *,
    precedent: Accuse | None = None,
    verification: str = "",
    provenance: Provenance | None = None,
) -> dict[str, Any]:
    """Everything the receipt says; the screen, the PDF and the mail are made from it alone.

    `precedent` is the receipt that this one replaces; `verification` the public page where it can be checked;
    `provenance` says how a file came that was not deposited online.
    """
    appel, zone = candidature.appel, candidature.appel.fuseau
    liste = pieces_filed(candidature)
    local = db.session.get_one(Departement, candidature.departement_code).fuseau
    empreinte = fingerprint_of(candidature)
    mois = int(appel.cadre["rejet_implicite_mois"])
    recue_le = provenance.recue_le if provenance else None
    silence = date_rejet_implicite(silence_start(depose_at, zone, recue_le), mois=mois)
    return {
        "numero": candidature.numero,
        "appel": {"code": appel.code, "titre": appel.titre},
        "etablissement": {
            "nom": candidature.nom,
            "finess": finess(candidature.numero_finess),
            "commune": candidature.commune,
        },
        "rang": precedent.rang + 1 if precedent else 1,
        "remplace": instant_exact(precedent.depose_at, zone) if precedent else "",
        "derogation": _derogation_words(candidature, depose_at),
        "depose_par": auteur.nom_complet,
        "depose_at": depose_at.isoformat(),
        "depose_le": instant_exact(depose_at, zone),
        "depose_le_local": instant_exact(depose_at, local) if local != zone else "",
        "service": {
            "nom": appel.contact_nom,
            "courriel": appel.contact_courriel,
            "telephone": appel.contact_telephone,
            "adresse": appel.contact_adresse,
        },
        "pieces": [
            {
                "libelle": liste.label(piece.code),
                "nom": piece.document.nom,
                "taille": taille(piece.document.taille),
                "octets": piece.document.taille,
                "sha256": piece.document.sha256,
            }
            for piece in _ordered_pieces(candidature)
        ],
        "empreinte": empreinte,
        "verification": f"{verification}?{urlencode({'numero': candidature.numero, 'empreinte': empreinte})}"
        if verification
        else "",
        "silence_date": silence.isoformat(),
        "silence": (
            f"Sans réponse le {jour(silence)}, votre demande est considérée comme rejetée "
            "(code des relations entre le public et l’administration, art. L. 231-4)."
        ),
        "recours": (
            f"Un rejet peut être contesté dans un délai de {appel.cadre['recours_mois']} mois devant le "
            f"{appel.tribunal[:1].lower()}{appel.tribunal[1:]}. Ce délai est augmenté d’un mois pour les personnes qui "
            "demeurent outre-mer quand le tribunal siège en métropole (code de justice administrative, "
            "art. R. 421-1 et R. 421-7)."
        ),
        "suite": _next_steps(candidature),
        **(_origin(provenance) if provenance else {}),
    }


def _origin(provenance: Provenance) -> dict[str, Any]:
    return {
        "canal": provenance.canal,
        "constat": provenance.constat,
        "depose_le": provenance.depose_le,
        "depose_le_local": "",
        "depose_par": provenance.depose_par,
        "lignes": [list(ligne) for ligne in provenance.lignes],
        "verifie": provenance.verifie,
        "manques": list(provenance.manques),
    }


def _derogation_words(candidature: Candidature, depose_at: datetime) -> str:
    """What allowed a deposit later than everybody's deadline; nothing when it is in time."""
    appel = candidature.appel
    if appel.cloture_at is None or depose_at < appel.cloture_at:
        return ""
    derogation = derogation_of(appel.id, candidature.numero_finess)
    return words_of(derogation) if derogation is not None else ""


def _next_steps(candidature: Candidature) -> list[str]:
    appel = candidature.appel
    etapes = [
        "Le service vérifie que votre dossier remplit les conditions de l’appel et vous écrit s’il manque une pièce."
    ]
    if appel.date_commission:
        etapes.append(f"La commission se réunit le {jour(appel.date_commission)}.")
    if appel.date_notification:
        etapes.append(f"La réponse vous est envoyée à partir du {jour(appel.date_notification)}.")
    return etapes


def _ordered_pieces(candidature: Candidature) -> list[Any]:
    return _in_order(candidature, living_pieces(candidature))


def _listed(pieces: Iterable[Any]) -> list[list[Any]]:
    return [[p.code, p.document.nom, p.document.taille, p.document.sha256] for p in pieces]


def _in_order(candidature: Candidature, pieces: Iterable[Any]) -> list[Any]:
    liste = pieces_filed(candidature)
    return sorted(pieces, key=lambda p: (liste.rank(p.code), p.ajoutee_at, p.document.nom, p.document.sha256))


def letter_heading(appel: Appel, destinataire: Iterable[str], reference: str) -> dict[str, Any]:
    """Who writes, to whom, about what: the head of every letter."""
    return {
        "service": {
            "nom": appel.contact_nom,
            "adresse": appel.contact_adresse,
            "courriel": appel.contact_courriel,
            "telephone": appel.contact_telephone,
        },
        "destinataire": [line for line in destinataire if line],
        "numero": reference,
        "appel": appel.titre,
    }


def letter_body(lettre: Lettre) -> dict[str, Any]:
    """What every letter of decision says after it: facts, reasons, remedies, signatory (R44)."""
    return {
        "faits": list(lettre.faits),
        "motifs": list(lettre.motifs),
        "suite": "Le service dont les coordonnées figurent en tête répond à vos questions sur cette décision.",
        "retenus": [],
        "departement": "",
        "recours": remedies_in_words(lettre),
        "signataire": {"nom": lettre.signataire, "qualite": lettre.qualite, "service": lettre.service},
    }


def refusal_content(depot: DepotPapier, lettre: Lettre, now: datetime) -> dict[str, Any]:
    """The letter that refuses a paper file posted too late, as plain data: previewed, then printed (R9, R44)."""
    reference = f"Dossier papier, FINESS {finess(depot.numero_finess)}"
    return {
        "titre": "Décision sur votre dossier papier",
        **letter_heading(depot.appel, (depot.signataire, depot.nom, depot.destination), reference),
        "date": jour(now, depot.appel.fuseau),
        "decision": "Votre dossier a été posté après la date limite : il n’est pas reçu et ne sera pas examiné.",
        **letter_body(lettre),
    }


def produce_receipt(contenu: dict[str, Any], auteur_id: uuid.UUID, now: datetime) -> Document:
    """Compose and keep the PDF of a receipt."""
    depot = f"-depot-{contenu['rang']}" if contenu["rang"] > 1 else ""
    nom = f"accuse-{contenu['numero'].lower()}{depot}.pdf"
    return produce_document(MODELE, nom, contenu, now=now, auteur_id=auteur_id)
