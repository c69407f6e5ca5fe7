"""The notice of ineligibility: composed from the decision, read on screen, sent once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acia.candidatures.documents import MODELE_LETTRE
from acia.candidatures.models import Candidature, EtatCandidature
from acia.candidatures.queries import open_demande
from acia.candidatures.rules.recours import Lettre, missing_in_letter, remedy_months
from acia.candidatures.workflow import CANDIDATURE
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.documents import produce_document
from acia.core.errors import ActionRefusee
from acia.eligibilite.documents import ineligibility_content
from acia.eligibilite.mails import mail_ineligibility
from acia.eligibilite.models import LettreIneligibilite
from acia.eligibilite.policy import may_write_letter
from acia.eligibilite.queries import get_decision, letter_of, recipient_of
from acia.eligibilite.rules.lettre import MOTIFS, reasons_in_law
from acia.eligibilite.service.examen import lock_file

declare_events(
    {"ineligibilite_notifiee": "Lettre d’inéligibilité envoyée à {destinataire}. Motifs : {motifs}."},
    keys={"ineligibilite_notifiee": ("destinataire", "motifs")},
)
_COURT = 40
"""Under so many characters, facts say nothing an applicant could answer."""


@dataclass(frozen=True)
class LettreRedigee:
    """Reasons of the closed list, and the facts in the officer's words, one paragraph a line."""

    motifs: tuple[str, ...]
    faits: str


def compose_letter(candidature: Candidature, command: LettreRedigee, *, now: datetime) -> dict[str, Any]:
    """Return the whole letter as data; nothing is written.

    Raises:
        ActionRefusee: no reason, no facts, or the call lacks what R44 asks for.
    """
    if not command.motifs or not set(command.motifs) <= set(MOTIFS):
        raise ActionRefusee("Choisissez au moins un motif : une lettre sans motif serait annulée.", "motifs")
    facts = tuple(line.strip() for line in command.faits.splitlines() if line.strip())
    if sum(map(len, facts)) < _COURT:
        raise ActionRefusee("Écrivez les faits, en une phrase au moins : l’établissement doit comprendre.", "faits")
    appel = candidature.appel
    lettre = Lettre(
        motifs=reasons_in_law(command.motifs),
        faits=facts,
        signataire=appel.signataire_nom,
        qualite=appel.signataire_qualite,
        service=appel.signataire_service,
        tribunal=appel.tribunal,
        delai_mois=remedy_months(candidature.departement_code, appel.tribunal, int(appel.cadre.get("recours_mois", 2))),
    )
    missing = missing_in_letter(lettre)
    if missing:
        raise ActionRefusee(f"La lettre ne peut pas être préparée : il manque {', '.join(missing)} dans l’appel.")
    return ineligibility_content(candidature, lettre, now)


def print_of(content: dict[str, Any]) -> str:
    """The fingerprint of a letter: what is sent is what was read."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def send_letter(
    candidature: Candidature, command: LettreRedigee, *, vu: str, lien: str, auteur: Utilisateur, now: datetime
) -> LettreIneligibilite:
    """Send the notice, close the file. Sent twice, it is sent once.

    Raises:
        ActionRefusee: not decided ineligible, a correction still open, nobody to write to, a letter that lacks
            something, or that is not the one read on screen (`vu`).
    """
    candidature = lock_file(candidature)
    decision = get_decision(candidature.id)
    known = letter_of(candidature.id)
    if known is not None:
        return known
    allowed = may_write_letter(candidature, decision)
    if not allowed or decision is None:
        raise ActionRefusee(allowed.motif)
    if open_demande(candidature.id) is not None:
        raise ActionRefusee("Une correction est encore demandée : retirez la demande avant d’envoyer la lettre.")
    content = compose_letter(candidature, command, now=now)
    if print_of(content) != vu:
        raise ActionRefusee("La lettre a changé depuis que vous l’avez lue : relisez-la, puis envoyez-la.")
    person = recipient_of(candidature)
    if person is None:
        raise ActionRefusee("Personne n’a accès à ce dossier : il n’y a personne à qui écrire.")
    name = f"decision-{candidature.numero}.pdf"
    document = produce_document(MODELE_LETTRE, name, content, now=now, auteur_id=auteur.id)
    candidature.etat = CANDIDATURE.next_state(EtatCandidature(candidature.etat), "clore")
    record(
        "ineligibilite_notifiee",
        candidature,
        auteur=auteur,
        now=now,
        destinataire=person.nom_complet,
        motifs=", ".join(MOTIFS[code].libelle.lower() for code in MOTIFS if code in command.motifs),
    )
    cle = f"ineligibilite:{decision.id}"
    courriel = mail_ineligibility(candidature, person, document, cle=cle, lien=lien, now=now)
    row = LettreIneligibilite(
        decision_id=decision.id,
        motifs=[code for code in MOTIFS if code in command.motifs],
        faits=command.faits,
        document=document,
        courriel=courriel,
        envoyee_par_id=auteur.id,
        envoyee_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row
