"""What officers keep beside a file: labels, internal notes, the person in charge, saved views."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select

from acia.candidatures.mails import mail_confiee
from acia.candidatures.models import (
    Candidature,
    Etiquette,
    EtiquettePosee,
    NoteInterne,
    PriseEnCharge,
    VersionNote,
    VueEnregistree,
)
from acia.candidatures.policy import may_change_note, may_examine, require
from acia.candidatures.queries import charge_of, get_etiquette, get_note, get_vue, posed_on
from acia.comptes.models import Utilisateur
from acia.comptes.rules import fingerprint
from acia.core.audit import declare_events, record
from acia.core.db import db
from acia.core.errors import ActionRefusee, ConflitVersion, Introuvable
from acia.core.permissions import Permission, may
from acia.referentiel.models import Region

VUES_MAX: Final = 50
ETIQUETTES_MAX: Final = 60

declare_events(
    {
        "candidature_confiee": "Dossier confié à {personne}{avant}.",
        "candidature_etiquetee": "Étiquette « {etiquette} » posée.",
        "candidature_desetiquetee": "Étiquette « {etiquette} » retirée.",
        "candidature_note_interne": "Note interne ajoutée.",
        "candidature_note_modifiee": "Note interne modifiée.",
        "candidature_note_retiree": "Note interne retirée.",
        "etiquette_creee": "Étiquette « {nom} » créée.",
        "etiquette_supprimee": "Étiquette « {nom} » supprimée.",
        "recherche_enregistree": "Recherche « {nom} » enregistrée{partage}.",
        "recherche_supprimee": "Recherche « {nom} » supprimée.",
    },
    keys={
        "candidature_confiee": ("personne", "avant"),
        "candidature_etiquetee": ("etiquette",),
        "candidature_desetiquetee": ("etiquette",),
        "etiquette_creee": ("nom",),
        "etiquette_supprimee": ("nom",),
        "recherche_enregistree": ("nom", "partage"),
        "recherche_supprimee": ("nom",),
    },
)


@dataclass(frozen=True)
class Attribution:
    """A file to hand over: to whom, why, and who had it when the form was opened."""

    personne_id: uuid.UUID
    motif: str
    avant: str
    """Id of the person in charge the form was opened on, empty when nobody."""


def lock_examined(candidature_id: uuid.UUID, person: Utilisateur) -> Candidature:
    """Hold a deposited file of the officer's territory.

    Raises:
        Introuvable: unknown, a draft, or out of her territory.
    """
    row = db.session.execute(
        select(Candidature).where(Candidature.id == candidature_id).with_for_update(of=Candidature)
    ).scalar_one_or_none()
    if row is None or not may_examine(person, row):
        raise Introuvable()
    return row


def is_officer_there(person: Utilisateur | None, region_code: str) -> bool:
    """True when the person examines files of this région."""
    return (
        person is not None
        and person.actif
        and may(person.role_enum, Permission.CANDIDATURE_INSTRUIRE)
        and person.covers_region(region_code)
    )


def assign_candidature(
    candidature_id: uuid.UUID, command: Attribution, *, auteur: Utilisateur, now: datetime, lien: str
) -> None:
    """Hand a file over, with a reason when somebody had it; the new person is told, unless she does it herself.

    Raises:
        ConflitVersion: somebody else handed it over meanwhile.
        ActionRefusee: not an officer of the région, or no reason for taking it from somebody.
    """
    row = lock_examined(candidature_id, auteur)
    present = charge_of(row.id)
    if present is not None and present.utilisateur_id == command.personne_id:
        return
    if command.avant != (str(present.utilisateur_id) if present else ""):
        raise ConflitVersion()
    person = db.session.get(Utilisateur, command.personne_id)
    if person is None or not is_officer_there(person, row.region_code):
        raise ActionRefusee("Choisissez une personne qui travaille dans cette région.", "personne")
    if present is not None and not command.motif:
        raise ActionRefusee("Dites pourquoi le dossier change de mains : la personne suivante le lira.", "motif")
    put_in_charge(row, present, person, command.motif, auteur=auteur, now=now)
    if person.id != auteur.id:
        mail_confiee(person, auteur, [row.nom], command.motif, cle=f"{row.id}:{now.isoformat()}", lien=lien, now=now)


def put_in_charge(
    row: Candidature,
    present: PriseEnCharge | None,
    person: Utilisateur,
    motif: str,
    *,
    auteur: Utilisateur,
    now: datetime,
) -> None:
    """Write who is in charge, and the journal."""
    avant = f", suivi jusque-là par {present.titulaire.nom_complet}" if present else ""
    if present is None:
        present = PriseEnCharge(candidature_id=row.id)
        db.session.add(present)
    present.utilisateur_id, present.motif = person.id, motif
    present.confiee_at, present.confiee_par_id = now, auteur.id
    record(
        "candidature_confiee",
        row,
        auteur=auteur,
        now=now,
        motif=motif,
        personne=person.nom_complet,
        avant=avant,
    )


def add_note(candidature_id: uuid.UUID, texte: str, *, auteur: Utilisateur, now: datetime) -> NoteInterne:
    """Keep an internal note. The journal says that there is one, never what it says."""
    row = lock_examined(candidature_id, auteur)
    if not texte:
        raise ActionRefusee("Écrivez votre note.", "texte")
    note = NoteInterne(candidature_id=row.id, auteur_id=auteur.id, ecrite_at=now, texte=texte)
    db.session.add(note)
    record("candidature_note_interne", row, auteur=auteur, now=now)
    return note


def change_note(
    candidature_id: uuid.UUID, note_id: uuid.UUID, texte: str, *, avant: str, auteur: Utilisateur, now: datetime
) -> NoteInterne:
    """Write one's own note again; what it said is kept. `avant`: the text that the page showed.

    Raises:
        AccesRefuse: somebody else's.
        ConflitVersion: it was changed from another page meanwhile.
    """
    note = _own_note(candidature_id, note_id, auteur)
    if note.texte == texte:
        return note
    if fingerprint(note.texte) != avant:
        raise ConflitVersion()
    if not texte:
        raise ActionRefusee("Écrivez votre note, ou retirez-la.", "texte")
    note.versions.append(VersionNote(texte=note.texte, remplacee_at=now))
    note.texte, note.modifiee_at = texte, now
    record("candidature_note_modifiee", db.session.get_one(Candidature, candidature_id), auteur=auteur, now=now)
    return note


def remove_note(candidature_id: uuid.UUID, note_id: uuid.UUID, *, auteur: Utilisateur, now: datetime) -> None:
    """Take one's own note away from everybody's eyes; its row and its text stay.

    Raises:
        AccesRefuse: somebody else's.
    """
    note = _own_note(candidature_id, note_id, auteur)
    note.retiree_at = now
    record("candidature_note_retiree", db.session.get_one(Candidature, candidature_id), auteur=auteur, now=now)


def _own_note(candidature_id: uuid.UUID, note_id: uuid.UUID, auteur: Utilisateur) -> NoteInterne:
    lock_examined(candidature_id, auteur)
    note = get_note(candidature_id, note_id)
    db.session.refresh(note)
    require(may_change_note(auteur, note))
    return note


def set_labels(candidature_id: uuid.UUID, voulues: frozenset[uuid.UUID], *, auteur: Utilisateur, now: datetime) -> None:
    """Put on a file exactly these labels of its région; each change is one event.

    Raises:
        Introuvable: a label is unknown or of another région.
    """
    row = lock_examined(candidature_id, auteur)
    posees = {posee.etiquette_id: posee for posee in posed_on(row.id)}
    for key in sorted(voulues - posees.keys()):
        etiquette = get_etiquette(key, auteur)
        if etiquette.region_code != row.region_code:
            raise Introuvable()
        put_label(row, etiquette, auteur=auteur, now=now)
    for key in sorted(posees.keys() - voulues):
        take_label(row, posees[key], auteur=auteur, now=now)


def put_label(row: Candidature, etiquette: Etiquette, *, auteur: Utilisateur, now: datetime) -> None:
    """Put a label on a file."""
    db.session.add(
        EtiquettePosee(candidature_id=row.id, etiquette_id=etiquette.id, posee_at=now, posee_par_id=auteur.id)
    )
    record("candidature_etiquetee", row, auteur=auteur, now=now, etiquette=etiquette.nom)


def take_label(row: Candidature, posee: EtiquettePosee, *, auteur: Utilisateur, now: datetime) -> None:
    """Take a label off a file."""
    nom = posee.etiquette.nom
    db.session.delete(posee)
    record("candidature_desetiquetee", row, auteur=auteur, now=now, etiquette=nom)


def create_etiquette(region_code: str, nom: str, ton: str, *, auteur: Utilisateur, now: datetime) -> Etiquette:
    """Create a label for a région.

    Raises:
        ActionRefusee: not her région, already there, or too many.
    """
    if not auteur.covers_region(region_code):
        raise ActionRefusee("Choisissez une de vos régions.", "region")
    there = select(Etiquette).where(Etiquette.region_code == region_code)
    known = list(db.session.execute(there).scalars())
    if any(e.nom.casefold() == nom.casefold() for e in known):
        raise ActionRefusee("Cette étiquette existe déjà dans cette région.", "nom")
    if len(known) >= ETIQUETTES_MAX:
        raise ActionRefusee(f"Une région a {ETIQUETTES_MAX} étiquettes au plus : supprimez-en une d’abord.")
    row = Etiquette(region_code=region_code, nom=nom, ton=ton, cree_at=now, cree_par_id=auteur.id)
    db.session.add(row)
    record("etiquette_creee", row, auteur=auteur, now=now, nom=nom)
    return row


def delete_etiquette(etiquette_id: uuid.UUID, *, auteur: Utilisateur, now: datetime) -> None:
    """Delete a label that no file bears.

    Raises:
        ActionRefusee: files bear it.
    """
    row = get_etiquette(etiquette_id, auteur)
    nom = row.nom
    borne = select(func.count()).select_from(EtiquettePosee).where(EtiquettePosee.etiquette_id == row.id)
    if db.session.execute(borne).scalar_one():
        raise ActionRefusee("Des dossiers portent cette étiquette : retirez-la d’abord de ces dossiers.")
    _remove(Etiquette, row.id)
    record("etiquette_supprimee", row, auteur=auteur, now=now, nom=nom)


def save_vue(nom: str, requete: str, region_code: str, *, auteur: Utilisateur, now: datetime) -> VueEnregistree:
    """Keep a search under a name; the same name again replaces it. Shared with a région when one is given.

    Raises:
        ActionRefusee: not her région, or too many views.
    """
    if region_code and not auteur.covers_region(region_code):
        raise ActionRefusee("Choisissez une de vos régions.", "partage")
    mine = select(VueEnregistree).where(VueEnregistree.utilisateur_id == auteur.id)
    vues = list(db.session.execute(mine).scalars())
    row = next((vue for vue in vues if vue.nom == nom), None)
    if row is None:
        if len(vues) >= VUES_MAX:
            raise ActionRefusee(f"Vous avez déjà {VUES_MAX} recherches enregistrées : supprimez-en une d’abord.")
        row = VueEnregistree(nom=nom, utilisateur_id=auteur.id, cree_at=now)
        db.session.add(row)
    row.requete, row.region_code = requete, region_code or None
    partage = f" et partagée avec la région {db.session.get_one(Region, region_code).nom}" if region_code else ""
    record("recherche_enregistree", row, auteur=auteur, now=now, nom=nom, partage=partage)
    return row


def delete_vue(vue_id: uuid.UUID, *, auteur: Utilisateur, now: datetime) -> None:
    """Forget a saved search of one's own."""
    row = get_vue(vue_id, auteur)
    nom = row.nom
    _remove(VueEnregistree, row.id)
    record("recherche_supprimee", row, auteur=auteur, now=now, nom=nom)


def _remove(table: type[Etiquette | VueEnregistree], key: uuid.UUID) -> None:
    """Delete one row; when another person was quicker, it is not there any more."""
    gone = db.session.execute(delete(table).where(table.id == key))
    if not gone.rowcount:  # type: ignore[attr-defined]  # rowcount exists on the cursor result of a DELETE
        raise Introuvable()
