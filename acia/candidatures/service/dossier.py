"""Open a file, write it section by section, withdraw it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from acia.appels.models import Appel
from acia.appels.queries import get_published, status
from acia.appels.rules import Piece, StatutAppel
from acia.candidatures.models import (
    AccesCandidature,
    Candidature,
    Droit,
    Ecrit,
    EtatCandidature,
    PieceJointe,
    PieceReprise,
    Representant,
    Reprise,
    RoleRepresentant,
)
from acia.candidatures.policy import may_withdraw, may_write_section, require
from acia.candidatures.queries import (
    get_own,
    get_piece,
    live_candidature,
    living_pieces,
    may_open_late,
    pieces_read,
    reopened_sections,
    written_of,
)
from acia.candidatures.rules import LIBELLES_SECTION, Personne, Reponse, Representants, Section, as_stored
from acia.candidatures.workflow import CANDIDATURE
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.documents import store_document
from acia.core.errors import ActionRefusee
from acia.core.filters import finess
from acia.core.pages import pages_after, wrote_since
from acia.referentiel.models import Departement, Etablissement, Instantane
from acia.referentiel.noms import readable_town
from acia.referentiel.queries import Verification, verify_numero
from acia.referentiel.rules import PHRASES_REFUS, Refus, normalise_numero

PIECES_MAX: Final = 10
"""Documents joined under one heading, at most (S79)."""
OCTETS_MAX: Final = 100 * 1024 * 1024
"""Bytes of all the documents of one file, at most (S79)."""
_REFUS_BLOQUANTS: Final = frozenset(Refus) - {Refus.CATEGORIE}
"""An unexpected category is the officer's to judge: it never stops a draft."""

declare_events(
    {
        "candidature_ouverte": "Candidature ouverte pour {nom} (FINESS {finess}).",
        "candidature_enregistree": "Partie « {section} » enregistrée{pieces}.",
        "candidature_retiree": "Candidature retirée.",
    },
    keys={
        "candidature_ouverte": ("nom", "finess"),
        "candidature_enregistree": ("section", "pieces"),
    },
)


@dataclass(frozen=True)
class OuvertureCandidature:
    """A file to open: the call, and the number the person typed and confirmed."""

    appel_code: str
    numero_finess: str


@dataclass(frozen=True)
class Fichier:
    """A document received: the heading it answers, its name and its bytes."""

    code: str
    nom: str
    contenu: bytes


@dataclass(frozen=True)
class EnregistrementSection:
    """One section as written: its answers, documents to add, documents to remove."""

    section: Section
    reponse: Reponse
    fichiers: tuple[Fichier, ...] = ()
    retraits: tuple[uuid.UUID, ...] = ()
    automatique: bool = False
    """Saved by the page itself while the person types: kept, but not an act of the journal."""
    page: str = ""
    """The open page it comes from, drawn by its script; nothing without one."""


def check_ouverture(command: OuvertureCandidature, *, now: datetime) -> tuple[Appel, Etablissement]:
    """Check that a file may be opened, and return its call and establishment; writes nothing.

    Raises:
        ActionRefusee: the call is not open, nor to this establishment by derogation, the number does not hold (R12),
            the département is not of the call (R2), or the establishment already has its file (R28).
    """
    appel = get_published(command.appel_code)
    late = status(appel, now) is StatutAppel.CLOS and may_open_late(appel, normalise_numero(command.numero_finess), now)
    if status(appel, now) is not StatutAppel.OUVERT and not late:
        raise ActionRefusee("Cet appel n’est pas ouvert aux candidatures en ce moment.")
    etablissement = recognise_etablissement(appel, command.numero_finess)
    if live_candidature(appel.id, etablissement.numero_finess) is not None:
        raise _already_open(appel)
    return appel, etablissement


def recognise_etablissement(appel: Appel, numero: str) -> Etablissement:
    """Return the establishment that bears this number, in a département of the call.

    Raises:
        ActionRefusee: the number does not hold (R12), or its département is not of the call (R2).
    """
    lu = verify_numero(numero)
    if lu.refus in _REFUS_BLOQUANTS or lu.etablissement is None:
        raise ActionRefusee(_refusal_sentence(lu), "numero")
    etablissement = lu.etablissement
    if etablissement.departement_code not in {d.departement_code for d in appel.departements}:
        departement = db.session.get(Departement, etablissement.departement_code)
        nom = f"{departement.nom} ({departement.code})" if departement else etablissement.departement_code
        raise ActionRefusee(
            f"Cet établissement est situé dans un département où l’appel n’est pas ouvert : {nom}.", "numero"
        )
    return etablissement


def _refusal_sentence(lu: Verification) -> str:
    """Why the number does not hold, with what to type instead when it can be guessed (E19, E54)."""
    phrase = PHRASES_REFUS[lu.refus or Refus.INCONNU]
    if lu.proposition:
        return f"{phrase} Vouliez-vous dire {finess(lu.proposition)} ?"
    if lu.candidats:
        noms = " ; ".join(f"{e.nom}, {finess(e.numero_finess)}" for e in lu.candidats[:5])
        return f"{phrase} Ses établissements : {noms}."
    return phrase


def _already_open(appel: Appel) -> ActionRefusee:
    return ActionRefusee(
        "Une candidature existe déjà pour cet établissement. Si vous ne la voyez pas dans vos candidatures, "
        f"une autre personne l’a commencée : écrivez à {appel.contact_courriel}.",
        "numero",
    )


def open_candidature(command: OuvertureCandidature, *, auteur: Utilisateur, now: datetime) -> Candidature:
    """Open the establishment's file for a call; the author signs it.

    Raises:
        ActionRefusee: see `check_ouverture`; two people opening it at once get one file, the second is told.
    """
    appel, etablissement = check_ouverture(command, now=now)
    row = begin_candidature(appel, etablissement, now)
    db.session.add(AccesCandidature(candidature_id=row.id, utilisateur_id=auteur.id, droit=Droit.SIGNE, donne_at=now))
    record("candidature_ouverte", row, auteur=auteur, now=now, nom=row.nom, finess=finess(row.numero_finess))
    return row


def begin_candidature(appel: Appel, etablissement: Etablissement, now: datetime) -> Candidature:
    """Take the place of the establishment's file for a call (R28).

    Raises:
        ActionRefusee: somebody else took it at the same moment.
    """
    instantane = db.session.get_one(Instantane, etablissement.instantane_id)
    departement = db.session.get_one(Departement, etablissement.departement_code)
    row = Candidature(
        appel_id=appel.id,
        numero_finess=etablissement.numero_finess,
        departement_code=departement.code,
        region_code=departement.region_code,
        identite=identity_of(etablissement, instantane),
        sections={},
        cree_at=now,
        modifiee_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise _already_open(appel) from error
    return row


def save_section(
    candidature_id: uuid.UUID,
    command: EnregistrementSection,
    *,
    version: int | None,
    auteur: Utilisateur,
    now: datetime,
) -> Candidature:
    """Keep one section as it is, complete or not, with its documents.

    Raises:
        AccesRefuse: deposited already and not reopened, or the author only reads.
        ConflitVersion: somebody else saved meanwhile.
        TypeRefuse: a document is not accepted.
    """
    row, droit = get_own(candidature_id, auteur)
    ecrit = written_of(row, now)
    rouvertes = reopened_sections(row.id, now)
    require(may_write_section(row, droit, command.section, rouvertes, reprise=ecrit is not row))
    expect_page(ecrit, command, version)
    write_section(row, ecrit, command, auteur=auteur, now=now)
    return row


def expect_page(ecrit: Ecrit, command: EnregistrementSection, version: int | None) -> None:
    """Refuse a section written on a former version, unless all that came since was written by the same page.

    Raises:
        ConflitVersion: somebody else, or another page, saved meanwhile.
    """
    if not wrote_since(command.page, version, ecrit.version, _last_page(ecrit)):
        ecrit.expect_version(version)


def _last_page(ecrit: Ecrit) -> dict[str, Any] | None:
    page: dict[str, Any] | None = ecrit.sections.get("enregistrees", {}).get("page")
    return page


def write_section(
    row: Candidature, ecrit: Ecrit, command: EnregistrementSection, *, auteur: Utilisateur, now: datetime
) -> None:
    """Put a section in its place, with its documents: `ecrit` is the file, or its working copy."""
    section, reponse = command.section, command.reponse
    # Read before anything changes: reading later would write the section twice.
    asked = pieces_read(ecrit, now).of_section(section) if command.fichiers else []
    if isinstance(reponse, Representants):
        _set_representants(ecrit, reponse)
    before = {k: v for k, v in ecrit.sections.get("enregistrees", {}).items() if k != "page"}
    page = pages_after(command.page, ecrit.version, _last_page(ecrit))
    saved = {**before, section.value: now.isoformat(), **({"page": page} if page else {})}
    answers = {} if isinstance(reponse, Representants) else {section.value: as_stored(reponse)}
    ecrit.sections = {**ecrit.sections, **answers, "enregistrees": saved}
    # The version moves even when only the people or the documents change, in the same instant (S56).
    flag_modified(ecrit, "sections")
    ecrit.modifiee_at = now
    changes = [*_remove_pieces(ecrit, command.retraits, now), *_add_pieces(ecrit, command, asked, auteur, now)]
    if not command.automatique:
        pieces = "".join(f", {change}" for change in changes)
        libelle = LIBELLES_SECTION[section]
        record("candidature_enregistree", row, auteur=auteur, now=now, section=libelle, pieces=pieces)
    db.session.flush()


def _set_representants(row: Ecrit, reponse: Representants) -> None:
    if isinstance(row, Reprise):
        people = {role.value: getattr(reponse, role.value) for role in RoleRepresentant}
        row.personnes = {role: dict(vars(p)) for role, p in people.items() if p != Personne()}
        return
    known = {r.role: r for r in row.representants}
    for role in RoleRepresentant:
        personne: Personne = getattr(reponse, role.value)
        if personne == Personne():
            if role in known:
                row.representants.remove(known[role])
            continue
        target = known.get(role) or Representant(role=role, prenom="", nom="", courriel="")
        for champ, valeur in vars(personne).items():
            setattr(target, champ, valeur)
        if role not in known:
            row.representants.append(target)


def _remove_pieces(row: Ecrit, retraits: tuple[uuid.UUID, ...], now: datetime) -> list[str]:
    removed = []
    for piece_id in retraits:
        piece = get_piece(row, piece_id)
        piece.retiree_at = now
        removed.append(f"pièce retirée : {piece.document.nom}")
    return removed


def _add_pieces(
    row: Ecrit, command: EnregistrementSection, demandees: Sequence[Piece], auteur: Utilisateur, now: datetime
) -> list[str]:
    asked = {piece.code: piece for piece in demandees}
    added = []
    for fichier in command.fichiers:
        champ = f"fichier_{fichier.code}"
        living = living_pieces(row)
        if fichier.code not in asked:
            raise ActionRefusee("Cette pièce n’est pas demandée dans cette partie.")
        if sum(p.code == fichier.code for p in living) >= PIECES_MAX:
            raise ActionRefusee(f"Vous avez déjà joint {PIECES_MAX} fichiers ici : retirez-en un d’abord.", champ)
        if sum(p.document.taille for p in living) + len(fichier.contenu) > OCTETS_MAX:
            raise ActionRefusee("Vos fichiers dépassent 100 Mo en tout : réduisez-les ou retirez-en un.", champ)
        try:
            document = store_document(
                fichier.nom, fichier.contenu, now=now, auteur_id=auteur.id, formats=asked[fichier.code].accepted
            )
        except ActionRefusee as refusal:
            refusal.champ = champ
            raise
        if isinstance(row, Reprise):
            row.pieces.append(PieceReprise(code=fichier.code, document=document, ajoutee_at=now))
        else:
            row.pieces.append(PieceJointe(code=fichier.code, document=document, ajoutee_at=now))
        added.append(f"pièce jointe : {document.nom}")
    return added


def withdraw_candidature(
    candidature_id: uuid.UUID, motif: str, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Withdraw a file, with its reason (R47)."""
    row, droit = get_own(candidature_id, auteur)
    require(may_withdraw(row, droit))
    row.expect_version(version)
    row.etat = CANDIDATURE.next_state(EtatCandidature(row.etat), "retirer")
    row.retiree_at, row.motif_retrait, row.modifiee_at = now, motif, now
    record("candidature_retiree", row, auteur=auteur, now=now, motif=motif)


def identity_of(etablissement: Etablissement, instantane: Instantane) -> dict[str, Any]:
    """What the register says of an establishment, with the snapshot it was read from."""
    autorisation = etablissement.date_autorisation
    champs = (
        *("numero_finess", "numero_ej", "nom", "code_postal", "departement_code", "telephone"),
        *("categorie", "libelle_categorie", "agregat", "mft", "siret", "habilitation_justice", "lat", "lon", "ouvert"),
    )
    return {
        **{champ: getattr(etablissement, champ) for champ in champs},
        "adresse": readable_town(etablissement.adresse),
        "commune": readable_town(etablissement.commune),
        "date_autorisation": autorisation.isoformat() if autorisation else None,
        "instantane_id": str(instantane.id),
        "date_donnees": instantane.date_donnees.isoformat(),
        "source": instantane.source,
    }
