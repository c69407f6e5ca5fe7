"""The letter that refuses a paper file posted too late: composed, read on screen, then sent or printed, once."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acia.candidatures.documents import MODELE_LETTRE, refusal_content
from acia.candidatures.mails import mail_paper_refused
from acia.candidatures.models import DepotPapier, LettreRefus
from acia.candidatures.queries import get_refused
from acia.candidatures.rules.recours import Lettre, missing_in_letter, remedy_months
from acia.candidatures.rules.refus_papier import FAITS_AU_MOINS, MOTIFS_RETARD
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.documents import produce_document
from acia.core.errors import ActionRefusee

declare_events(
    {"papier_refus_notifie": "Lettre de refus du dossier papier {voie}."},
    keys={"papier_refus_notifie": ("voie",)},
)


@dataclass(frozen=True)
class LettreRefusRedigee:
    """The facts in the officer's words, one paragraph a line; `vu` is the print of the letter she has read."""

    faits: str
    vu: str = ""


def compose_refusal(depot: DepotPapier, faits: str, *, now: datetime) -> dict[str, Any]:
    """Return the whole letter as data; nothing is written.

    Raises:
        ActionRefusee: no facts, or the call lacks what R44 asks for.
    """
    paragraphs = tuple(line.strip() for line in faits.splitlines() if line.strip())
    if sum(map(len, paragraphs)) < FAITS_AU_MOINS:
        raise ActionRefusee("Écrivez les faits, en une phrase au moins : l’établissement doit comprendre.", "faits")
    appel = depot.appel
    months = remedy_months(
        depot.etablissement.departement_code, appel.tribunal, int(appel.cadre.get("recours_mois", 2))
    )
    lettre = Lettre(
        motifs=MOTIFS_RETARD,
        faits=paragraphs,
        signataire=appel.signataire_nom,
        qualite=appel.signataire_qualite,
        service=appel.signataire_service,
        tribunal=appel.tribunal,
        delai_mois=months,
    )
    missing = missing_in_letter(lettre)
    if missing:
        raise ActionRefusee(f"La lettre ne peut pas être préparée : il manque {', '.join(missing)} dans l’appel.")
    return refusal_content(depot, lettre, now)


def print_of(content: dict[str, Any]) -> str:
    """The fingerprint of a letter: what leaves is what was read."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def issue_refusal(
    depot_id: uuid.UUID, command: LettreRefusRedigee, *, auteur: Utilisateur, now: datetime
) -> LettreRefus:
    """Compose the PDF and send it where an address is known; done twice, or by two officers, it is one letter.

    Raises:
        Introuvable: not a refused envelope of her territory.
        ActionRefusee: it lacks something, or is not the one read on screen.
    """
    depot = get_refused(depot_id, auteur, hold=True)
    if depot.lettre is not None:
        return depot.lettre
    content = compose_refusal(depot, command.faits, now=now)
    if print_of(content) != command.vu:
        raise ActionRefusee("La lettre a changé depuis que vous l’avez lue : relisez-la avant qu’elle parte.")
    name = f"refus-dossier-papier-{depot.numero_finess.lower()}.pdf"
    row = LettreRefus(
        id=uuid.uuid4(),
        depot=depot,
        faits=command.faits,
        document=produce_document(MODELE_LETTRE, name, content, now=now, auteur_id=auteur.id),
        redigee_par_id=auteur.id,
        redigee_at=now,
    )
    db.session.add(row)
    voie = f"envoyée à {depot.courriel}" if depot.courriel else "imprimée, à poster"
    record("papier_refus_notifie", depot, auteur=auteur, now=now, voie=voie)
    if depot.courriel:
        row.courriel = mail_paper_refused(depot, row, content, now)
    db.session.flush()
    return row
