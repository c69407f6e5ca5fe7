"""Files received on paper: open the envelope, type what is written, register; refuse what was posted too late (R9)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from acia.appels.models import Appel
from acia.appels.queries import get_published
from acia.candidatures.documents import Provenance
from acia.candidatures.mails import mail_paper_receipt, mail_replaced_draft
from acia.candidatures.models import Accuse, Candidature, DepotPapier, Droit, EtatCandidature
from acia.candidatures.queries import (
    accuse_of,
    exigences_of,
    get_papier,
    hold_candidature,
    last_numero,
    limit_for,
    live_candidature,
    people_of,
    piece_codes,
    reponses_of,
)
from acia.candidatures.rules import (
    DelaiPapier,
    Envoi,
    deposit_instant,
    envelope_refusal,
    judge_posting,
    numero_of_depot,
    rank_after,
    states_of,
)
from acia.candidatures.service.depot import DepotFait, issue_receipt
from acia.candidatures.service.derogations import use_derogation
from acia.candidatures.service.dossier import (
    EnregistrementSection,
    begin_candidature,
    expect_page,
    recognise_etablissement,
    write_section,
)
from acia.candidatures.workflow import CANDIDATURE, PAPIER, EtatPapier
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.clock import local_day
from acia.core.db import db
from acia.core.errors import ActionRefusee
from acia.core.filters import finess, instant, jour
from acia.referentiel.models import Departement, Etablissement

declare_events(
    {
        "papier_ouvert": "Dossier papier reçu le {recue}, posté le {poste} : saisie commencée.",
        "papier_modifie": "Enveloppe du dossier papier corrigée : posté le {poste}, reçu le {recue}.",
        "papier_enregistre": "Dossier papier enregistré sous le numéro {numero}, posté le {poste}, reçu le {recue} ; "
        "empreinte {empreinte}.",
        "papier_abandonne": "Saisie du dossier papier abandonnée.",
    },
    keys={
        "papier_ouvert": ("recue", "poste"),
        "papier_modifie": ("recue", "poste"),
        "papier_enregistre": ("numero", "recue", "poste", "empreinte"),
    },
)


@dataclass(frozen=True)
class Enveloppe:
    """What is read on an envelope and its first page."""

    cachet_le: date
    recue_le: date
    signataire: str
    cachet_lisible: bool = True
    cachet_motif: str = ""
    fonction: str = ""
    courriel: str = ""
    telephone: str = ""
    adresse: str = ""

    @property
    def envoi(self) -> Envoi:
        """What the rule reads of it."""
        return Envoi(self.cachet_le, self.recue_le, self.cachet_lisible)


@dataclass(frozen=True)
class OuverturePapier:
    """An envelope to open: the call, the number recognised; why it replaces a draft, when there is one."""

    appel_code: str
    numero_finess: str
    enveloppe: Enveloppe
    motif_remplacement: str = ""


@dataclass(frozen=True)
class Reconnaissance:
    """The call and the establishment of an envelope, and the draft begun online for them."""

    appel: Appel
    etablissement: Etablissement
    region_code: str
    brouillon: Candidature | None


def recognise_papier(appel_code: str, numero: str, *, auteur: Utilisateur) -> Reconnaissance:
    """Say whose envelope it is; writes nothing.

    Raises:
        Introuvable: no such published call.
        ActionRefusee: the number does not hold, is of another territory, or the establishment has its file (R28).
    """
    appel = get_published(appel_code)
    etablissement = recognise_etablissement(appel, numero)
    departement = db.session.get_one(Departement, etablissement.departement_code)
    if not auteur.covers_region(departement.region_code):
        raise ActionRefusee("Cet établissement est dans une région qui ne vous est pas confiée.", "numero")
    known = live_candidature(appel.id, etablissement.numero_finess)
    if known is not None and known.etat != EtatCandidature.BROUILLON:
        quand = f", le {instant(known.deposee_at, appel.fuseau)}" if known.deposee_at else ""
        raise ActionRefusee(
            f"Cet établissement a déjà déposé : candidature {known.numero}{quand}. "
            "Un dossier papier ne la remplace pas ; écrivez-lui dans son dossier si l’enveloppe apporte autre chose.",
            "numero",
        )
    if known is not None:
        _ensure_online(known)
    return Reconnaissance(appel, etablissement, departement.region_code, known)


def _ensure_online(known: Candidature) -> None:
    other = db.session.execute(select(DepotPapier).where(DepotPapier.candidature_id == known.id)).scalar_one_or_none()
    if other is not None:
        raise ActionRefusee(
            "Un dossier papier de cet établissement est déjà en cours de saisie : ouvrez-le dans « Dossiers papier ».",
            "numero",
        )


def judge_envelope(appel: Appel, numero_finess: str, enveloppe: Enveloppe, now: datetime) -> DelaiPapier:
    """Apply R9 to an envelope, with the limit of its establishment.

    Raises:
        ActionRefusee: the dates contradict each other, or no reason is given for a postmark that cannot be read.
    """
    limite = limit_for(appel, numero_finess)
    if limite is None:
        raise ActionRefusee("Cet appel n’a pas de date limite.", "cachet_le")
    ouverture = local_day(appel.ouverture_at, appel.fuseau) if appel.ouverture_at else None
    refusal = envelope_refusal(enveloppe.envoi, ouverture, local_day(now, appel.fuseau))
    if refusal is not None:
        champ, phrase = refusal
        raise ActionRefusee(phrase, champ)
    if not enveloppe.cachet_lisible and not enveloppe.cachet_motif:
        raise ActionRefusee("Dites pourquoi vous retenez cette date : le motif est gardé.", "cachet_motif")
    return judge_posting(enveloppe.envoi, limite, appel.fuseau)


def _ensure_in_time(delai: DelaiPapier) -> None:
    if not delai.a_temps:
        raise ActionRefusee(delai.constat.phrase, "cachet_le")


def open_papier(command: OuverturePapier, *, auteur: Utilisateur, now: datetime) -> DepotPapier:
    """Begin to type a file received on paper; a draft begun online is withdrawn, its people are told.

    Raises:
        ActionRefusee: see `recognise_papier` and `judge_envelope`; posted too late; no reason to replace the draft.
    """
    lu = recognise_papier(command.appel_code, command.numero_finess, auteur=auteur)
    _ensure_in_time(judge_envelope(lu.appel, lu.etablissement.numero_finess, command.enveloppe, now))
    if lu.brouillon is not None:
        _replace_draft(lu.appel, lu.brouillon, command.motif_remplacement, auteur, now)
    row = begin_candidature(lu.appel, lu.etablissement, now)
    papier = _envelope_row(lu, command.enveloppe, EtatPapier.TRANSCRIPTION, auteur, now)
    papier.candidature_id = row.id
    db.session.add(papier)
    record("papier_ouvert", row, auteur=auteur, now=now, **_dates(command.enveloppe))
    db.session.flush()
    return papier


def _replace_draft(appel: Appel, draft: Candidature, motif: str, auteur: Utilisateur, now: datetime) -> None:
    if not motif:
        raise ActionRefusee("Dites pourquoi le dossier papier remplace la candidature commencée en ligne.", "motif")
    row = hold_candidature(draft.id)
    if row.etat != EtatCandidature.BROUILLON:
        raise ActionRefusee("Cet établissement vient de déposer sa candidature en ligne : elle compte seule.", "numero")
    row.etat = CANDIDATURE.next_state(EtatCandidature.BROUILLON, "retirer")
    row.retiree_at, row.motif_retrait, row.modifiee_at = now, f"Remplacée par un dossier papier. {motif}", now
    record("candidature_retiree", row, auteur=auteur, now=now, motif=row.motif_retrait)
    for person in people_of(row.id, droits=(Droit.ECRIT, Droit.SIGNE)):
        mail_replaced_draft(appel, row, person, motif, now)
    db.session.flush()


def _envelope_row(
    lu: Reconnaissance, enveloppe: Enveloppe, etat: EtatPapier, auteur: Utilisateur, now: datetime
) -> DepotPapier:
    return DepotPapier(
        appel_id=lu.appel.id,
        numero_finess=lu.etablissement.numero_finess,
        region_code=lu.region_code,
        etat=etat,
        ouvert_par_id=auteur.id,
        ouvert_at=now,
        clos_at=None if etat is EtatPapier.TRANSCRIPTION else now,
        **vars(enveloppe),
    )


def _dates(enveloppe: Enveloppe | DepotPapier) -> dict[str, str]:
    return {"poste": jour(enveloppe.cachet_le), "recue": jour(enveloppe.recue_le)}


def refuse_papier(command: OuverturePapier, *, auteur: Utilisateur, now: datetime) -> DepotPapier:
    """Keep the trace of an envelope posted too late, as of any refused deposit (R9, S45).

    Raises:
        ActionRefusee: it was posted in time.
    """
    lu = recognise_papier(command.appel_code, command.numero_finess, auteur=auteur)
    delai = judge_envelope(lu.appel, lu.etablissement.numero_finess, command.enveloppe, now)
    if delai.a_temps:
        raise ActionRefusee("Ce dossier a été posté dans les délais : il ne peut pas être refusé pour retard.")
    papier = _envelope_row(lu, command.enveloppe, EtatPapier.REFUSE, auteur, now)
    papier.motif = delai.constat.phrase
    db.session.add(papier)
    db.session.flush()
    cause = f"dossier papier. {delai.constat.phrase}".rstrip(".")
    record("candidature_depot_refuse", papier, auteur=auteur, now=now, motif=delai.constat.regle.libelle, cause=cause)
    return papier


def edit_enveloppe(
    candidature_id: uuid.UUID, enveloppe: Enveloppe, *, version: int | None, auteur: Utilisateur, now: datetime
) -> DepotPapier:
    """Correct what was read on the envelope, before the registration.

    Raises:
        ActionRefusee: registered already, or the dates make it late.
        ConflitVersion: a colleague changed it meanwhile.
    """
    papier, row = get_papier(candidature_id, auteur, hold=True)
    _ensure_open(papier)
    papier.expect_version(version)
    _ensure_in_time(judge_envelope(row.appel, row.numero_finess, enveloppe, now))
    changes = {champ: valeur for champ, valeur in vars(enveloppe).items() if getattr(papier, champ) != valeur}
    if not changes:
        return papier
    for champ, valeur in changes.items():
        setattr(papier, champ, valeur)
    record("papier_modifie", row, auteur=auteur, now=now, **_dates(enveloppe))
    db.session.flush()
    return papier


def _ensure_open(papier: DepotPapier) -> None:
    if papier.etat != EtatPapier.TRANSCRIPTION:
        raise ActionRefusee("Ce dossier papier n’est plus en cours de saisie : rechargez la page.")


def transcribe_section(
    candidature_id: uuid.UUID,
    command: EnregistrementSection,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> Candidature:
    """Keep one section as typed from the paper, complete or not, with its scans.

    Raises:
        ActionRefusee: registered already.
        ConflitVersion: a colleague saved meanwhile.
    """
    papier, row = get_papier(candidature_id, auteur)
    _ensure_open(papier)
    expect_page(row, command, version)
    write_section(row, row, command, auteur=auteur, now=now)
    return row


def abandon_papier(candidature_id: uuid.UUID, motif: str, *, auteur: Utilisateur, now: datetime) -> None:
    """Give the typing up: wrong establishment, envelope opened twice. The place of the file is free again.

    Raises:
        ActionRefusee: registered already.
    """
    hold_candidature(candidature_id)
    papier, row = get_papier(candidature_id, auteur, hold=True)
    _ensure_open(papier)
    papier.etat, papier.clos_at, papier.motif = PAPIER.next_state(EtatPapier.TRANSCRIPTION, "abandonner"), now, motif
    row.etat = CANDIDATURE.next_state(EtatCandidature.BROUILLON, "retirer")
    row.retiree_at, row.motif_retrait, row.modifiee_at = now, motif, now
    record("papier_abandonne", row, auteur=auteur, now=now, motif=motif)


def register_papier(candidature_id: uuid.UUID, *, auteur: Utilisateur, now: datetime, verification: str = "") -> Accuse:
    """Register a paper file: its number, its receipt; what it lacks is written down and never stands in its way.

    It is deposited on the day of its postmark; silence is counted from the day it was received. Sent twice, or by two
    officers at once, it is one registration.

    Raises:
        ActionRefusee: given up meanwhile.
    """
    appel_id = get_papier(candidature_id, auteur)[1].appel_id
    appel = db.session.execute(
        select(Appel).where(Appel.id == appel_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()
    hold_candidature(candidature_id)
    papier, row = get_papier(candidature_id, auteur, hold=True)
    known = accuse_of(candidature_id)
    if known is not None:
        return known
    _ensure_open(papier)
    delai = judge_envelope(appel, row.numero_finess, _read(papier), now)
    _ensure_in_time(delai)
    numero = numero_of_depot(appel.code, rank_after(appel.code, last_numero(appel.id)))
    row.etat, row.numero = CANDIDATURE.next_state(EtatCandidature(row.etat), "deposer"), numero
    row.deposee_at, row.recue_le, row.modifiee_at = deposit_instant(delai.depot, appel.fuseau), papier.recue_le, now
    papier.etat, papier.clos_at = PAPIER.next_state(EtatPapier.TRANSCRIPTION, "enregistrer"), now
    db.session.flush()
    use_derogation(row, appel, auteur=auteur, now=row.deposee_at)
    depot = DepotFait(now, verification=verification, provenance=_provenance(papier, row, delai, now))
    accuse = issue_receipt(row, auteur, now, depot)
    dates = {**_dates(papier), "poste": jour(delai.depot)}
    record("papier_enregistre", row, auteur=auteur, now=now, numero=row.numero, empreinte=accuse.empreinte, **dates)
    if papier.courriel:
        mail_paper_receipt(row, accuse, papier, now)
    return accuse


def _read(papier: DepotPapier) -> Enveloppe:
    return Enveloppe(**{champ: getattr(papier, champ) for champ in Enveloppe.__dataclass_fields__})


def missing_of(row: Candidature, now: datetime) -> tuple[str, ...]:
    """What a paper file still lacks, in words."""
    etats = states_of(reponses_of(row), piece_codes(row), exigences_of(row, now))
    return tuple(manque.phrase for etat in etats for manque in etat.manques)


def _provenance(papier: DepotPapier, row: Candidature, delai: DelaiPapier, now: datetime) -> Provenance:
    zone = row.appel.fuseau
    poste, recu, enregistre = jour(delai.depot), jour(papier.recue_le), instant(now, zone)
    cachet = "cachet de la poste faisant foi" if papier.cachet_lisible else "cachet illisible"
    signe = f"{papier.signataire}, {papier.fonction}" if papier.fonction else papier.signataire
    lignes = [
        ("Posté le", f"{poste}, {cachet}"),
        ("Reçu par le service le", recu),
        ("Enregistré le", enregistre),
        ("Signé par", signe),
    ]
    if not papier.cachet_lisible:
        lignes.insert(1, ("Date retenue", delai.constat.phrase))
    return Provenance(
        canal="papier",
        constat=(
            f"Le dossier papier de {row.nom} ({row.commune}, FINESS {finess(row.numero_finess)}) pour l’appel "
            f"« {row.appel.titre} » est enregistré. Il compte comme déposé le {poste}."
        ),
        depose_le=f"{poste} ({cachet})",
        depose_par=signe,
        lignes=tuple(lignes),
        verifie=(
            f"Le dossier papier {row.numero}, posté le {poste} et reçu le {recu}, a été enregistré le {enregistre}."
        ),
        recue_le=papier.recue_le,
        manques=missing_of(row, now),
    )
