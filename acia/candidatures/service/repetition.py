"""A synthetic deposit: the whole way of an establishment through the real use cases, undone by the caller (S46)."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select

from acia.appels.models import Appel, AppelDepartement, EtatAppel
from acia.appels.service import fill_defaults, freeze_framework
from acia.candidatures.rules import (
    AutorisationDeclaree,
    AvisCse,
    EngagementsPris,
    EtablissementDeclare,
    InstanceAvis,
    NatureAutorisation,
    Personne,
    Projet,
    Reponse,
    Representants,
    ResultatAvis,
    Section,
)
from acia.candidatures.service.depot import deposit_candidature
from acia.candidatures.service.dossier import (
    EnregistrementSection,
    Fichier,
    OuvertureCandidature,
    open_candidature,
    save_section,
)
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.documents import read_document
from acia.core.permissions import Role
from acia.referentiel.models import Departement, Etablissement, Instantane
from acia.referentiel.rules import has_valid_key

FICHIER: Final = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
_ESSAI: Final = "Dépôt d’essai"
_ANCIEN: Final = timedelta(days=400)


class ReceiptLost(Exception):
    """The receipt that was just made cannot be read again, or is not a PDF."""


def rehearse_deposit(*, now: datetime, lien: str) -> None:
    """Open, write, join two files, deposit, and read the receipt again, in the current transaction.

    Nothing of it may be committed: call it inside `rehearsal()`.

    Raises:
        Exception: whatever would have stopped an establishment.
    """
    auteur, appel, numero = _world(now)
    row = open_candidature(OuvertureCandidature(appel.code, numero), auteur=auteur, now=now)
    joined = {
        Section(piece.section): (Fichier(piece.code, "essai.pdf", FICHIER),)
        for piece in appel.pieces
        if piece.obligatoire
    }
    for section, reponse in _answers(now.date()).items():
        command = EnregistrementSection(section, reponse, joined.get(section, ()), automatique=True)
        save_section(row.id, command, version=row.version, auteur=auteur, now=now)
    accuse = deposit_candidature(row.id, auteur=auteur, now=now, lien=lien)
    if accuse.document is None or not read_document(accuse.document).startswith(b"%PDF"):
        raise ReceiptLost


def _world(now: datetime) -> tuple[Utilisateur, Appel, str]:
    """A person, a call and an establishment that exist for this transaction alone."""
    departement = db.session.execute(select(Departement).order_by(Departement.code).limit(1)).scalar_one()
    person = Utilisateur(
        courriel=f"essai-{uuid.uuid4().hex}@essai.invalid",
        prenom="Dépôt",
        nom="d’essai",
        role=Role.REPRESENTANT,
        cree_at=now,
    )
    appel = Appel(
        code=f"essai-{uuid.uuid4().hex[:12]}",
        titre=_ESSAI,
        ouverture_at=now - timedelta(days=1),
        cloture_at=now + timedelta(days=1),
        contact_nom=_ESSAI,
        contact_courriel="essai@essai.invalid",
    )
    fill_defaults(appel)
    appel.departements = [AppelDepartement(departement_code=departement.code, places=1)]
    freeze_framework(appel)
    appel.etat, appel.publie_at = EtatAppel.PUBLIE, now
    snapshot = Instantane(
        date_donnees=now.date(),
        source=_ESSAI,
        nom_fichier="",
        format="",
        sha256=hashlib.sha256(b"").hexdigest(),
        importe_at=now,
        compteurs={},
    )
    db.session.add_all([person, appel, snapshot])
    db.session.flush()
    numero = _free_number(departement.code)
    db.session.add(
        Etablissement(
            numero_finess=numero,
            numero_ej=numero,
            raison_sociale=_ESSAI,
            departement_code=departement.code,
            categorie="177",
            agregat="4501",
            protection_enfance=True,
            mft="08",
            empreinte="",
            instantane_id=snapshot.id,
        )
    )
    db.session.flush()
    return person, appel, numero


def _free_number(departement: str) -> str:
    """A number with a right key that the register does not hold, counted down from the highest."""
    rang = 10**6 - 1
    while True:
        begin = f"{departement}{rang:06d}"
        numero = next(f"{begin}{key}" for key in range(10) if has_valid_key(f"{begin}{key}"))
        if db.session.get(Etablissement, numero) is None:
            return numero
        rang -= 1


def _answers(today: date) -> dict[Section, Reponse]:
    person = {
        role: Personne("Dépôt", f"d’essai {role}", "Essai", f"{role}@essai.invalid")
        for role in ("direction", "personnel", "metier")
    }
    return {
        Section.ETABLISSEMENT: EtablissementDeclare(identite_confirmee=True),
        Section.AUTORISATION: AutorisationDeclaree(NatureAutorisation.ASE, _ESSAI, _ESSAI, today - _ANCIEN),
        Section.AVIS_CSE: AvisCse(
            InstanceAvis.CSE, ResultatAvis.FAVORABLE, today - timedelta(days=7), pour=5, contre=0, abstention=0
        ),
        Section.PROJET: Projet(_ESSAI, (1, 2), *(_ESSAI,) * 6),
        Section.REPRESENTANTS: Representants(**person),
        Section.ENGAGEMENTS: EngagementsPris(True, True, True, True),
    }
