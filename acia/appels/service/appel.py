"""Use cases: create a call from the model, edit it by sections, publish it once."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from acia import cadre
from acia.appels.models import Appel, AppelDepartement, Critere, EtapeParcours, EtatAppel, PieceDemandee
from acia.appels.policy import may_edit, may_manage
from acia.appels.queries import facts_of, places_of
from acia.appels.rules import LIBELLES_SECTION, SectionAppel, check_appel, dates_disorder
from acia.appels.service.copie import copy_call
from acia.appels.service.versions import freeze_pieces, freeze_questions
from acia.comptes.models import Utilisateur
from acia.config import ROOT
from acia.core.audit import declare_events, record
from acia.core.clock import deadline_after
from acia.core.db import db
from acia.core.errors import AccesRefuse, ActionRefusee, Introuvable
from acia.core.permissions import Decision

MODELE: Final = ROOT / "seeds" / "referentiel" / "modele_appel.json"
_UN_JOUR: Final = timedelta(days=1)
_CODES_RESERVES: Final = frozenset({"gestion"})

declare_events(
    {
        "appel_cree": "Appel « {titre} » créé sous le code {appel}.",
        "appel_modifie": "Partie « {section} » de l’appel {appel} enregistrée.",
        "appel_publie": "Appel {appel} publié ; cadre et grille gelés, empreinte {empreinte}.",
    },
    keys={
        "appel_cree": ("titre", "appel"),
        "appel_modifie": ("section", "appel"),
        "appel_publie": ("appel", "empreinte"),
    },
)


@dataclass(frozen=True)
class CreationAppel:
    """A new call."""

    code: str
    titre: str
    modele: str = ""
    """Code of the call it is copied from; none means the model of the house."""


@dataclass(frozen=True)
class PresentationAppel:
    """What the call says of itself."""

    titre: str
    presentation: str
    conditions: str


@dataclass(frozen=True)
class CalendrierAppel:
    """Days of the call, in its own zone; the deadline day is wholly in time."""

    fuseau: str
    ouverture: date | None = None
    date_limite: date | None = None
    commission: date | None = None
    notification: date | None = None
    debut: date | None = None
    fin: date | None = None
    derogation_jours: int | None = None
    """Days after the deadline until which a derogation may go; none: the call allows none."""


@dataclass(frozen=True)
class WebinaireAppel:
    """When the webinar is held, how long, and where; no day means no webinar."""

    jour: date | None = None
    heure: time | None = None
    minutes: int | None = None
    lien: str = ""


@dataclass(frozen=True)
class CritereSaisi:
    """A criterion as typed; `niveaux` holds six (word, sentence) pairs."""

    libelle: str
    description: str
    poids: int
    niveaux: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class GrilleAppel:
    """The scoring grid."""

    seuil: int
    notes_minimum: int
    criteres: tuple[CritereSaisi, ...]
    plafond_gestionnaire: int | None = None
    """Files of one managing body retained at most in a département; none: no cap."""


@dataclass(frozen=True)
class PieceSaisie:
    """A document as typed; `code` is empty for a new one."""

    code: str
    section: str
    libelle: str
    aide: str
    obligatoire: bool
    formats: tuple[str, ...] = ()
    """Families of files accepted; none means the usual ones."""


@dataclass(frozen=True)
class PiecesAppel:
    """The documents asked for, and whether the opinion may follow the deposit."""

    pieces: tuple[PieceSaisie, ...]
    avis_differe_admis: bool = False
    avis_differe_limite: date | None = None
    consultation_admise: bool = True
    preavis_piece_jours: int | None = None
    """Days left to gather one more required document, once published; none means the figure of the scheme."""


@dataclass(frozen=True)
class ContactAppel:
    """Who answers, who signs, which court."""

    contact_nom: str
    contact_courriel: str
    contact_telephone: str
    contact_adresse: str
    signataire_nom: str
    signataire_qualite: str
    signataire_service: str
    tribunal: str


def create_appel(command: CreationAppel, *, auteur: Utilisateur, now: datetime) -> Appel:
    """Create a draft call filled with the model.

    Raises:
        AccesRefuse: the author prepares no call.
        ActionRefusee: the code is taken.
    """
    check_policy(may_manage(auteur, ()))
    taken = db.session.execute(select(Appel.id).where(Appel.code == command.code)).first()
    if taken or command.code in _CODES_RESERVES:
        raise ActionRefusee(f"Le code « {command.code} » est déjà pris : choisissez-en un autre.", "code")
    appel = Appel(code=command.code, titre=command.titre)
    if command.modele:
        copy_call(_source(command.modele, auteur), appel, auteur=auteur, now=now)
    else:
        fill_defaults(appel)
    db.session.add(appel)
    db.session.flush()
    record("appel_cree", appel, auteur=auteur, now=now, titre=appel.titre, appel=appel.code)
    return appel


def fill_defaults(appel: Appel) -> None:
    """Give a new call the model's grid, documents, session template and settings."""
    modele = json.loads(MODELE.read_text(encoding="utf-8"))
    for champ in ("fuseau", "seuil", "notes_minimum", "tribunal", "presentation", "conditions"):
        setattr(appel, champ, modele[champ])
    appel.criteres = [Critere(ordre=rang, **c) for rang, c in enumerate(modele["criteres"], start=1)]
    appel.pieces = [PieceDemandee(ordre=rang, **p) for rang, p in enumerate(modele["pieces"], start=1)]
    appel.etapes = [EtapeParcours(ordre=rang, **e) for rang, e in enumerate(modele["etapes"], start=1)]


def _source(code: str, auteur: Utilisateur) -> Appel:
    source = db.session.execute(select(Appel).where(Appel.code == code)).scalar_one_or_none()
    if source is None or not may_manage(auteur, {place.region_code for place in places_of(source.id)}):
        raise ActionRefusee("Cet appel ne peut pas être copié : choisissez-en un autre.", "modele")
    return source


def edit_presentation(
    appel_id: uuid.UUID, command: PresentationAppel, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Change the title, aims and conditions of a draft."""
    appel = open_draft(appel_id, version, auteur)
    appel.titre, appel.presentation, appel.conditions = command.titre, command.presentation, command.conditions
    note_saved(appel, SectionAppel.PRESENTATION, auteur, now)


def edit_calendrier(
    appel_id: uuid.UUID, command: CalendrierAppel, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Change the dates of a draft.

    Raises:
        ActionRefusee: the dates do not follow each other (R3).
    """
    appel = open_draft(appel_id, version, auteur)
    appel.fuseau = command.fuseau
    appel.ouverture_at = deadline_after(command.ouverture - _UN_JOUR, command.fuseau) if command.ouverture else None
    appel.cloture_at = deadline_after(command.date_limite, command.fuseau) if command.date_limite else None
    appel.date_commission, appel.date_notification = command.commission, command.notification
    appel.debut_accompagnement, appel.fin_accompagnement = command.debut, command.fin
    appel.derogation_jours = command.derogation_jours
    desordre = dates_disorder(facts_of(appel, ()))
    if desordre:
        raise ActionRefusee(desordre)
    note_saved(appel, SectionAppel.CALENDRIER, auteur, now)


def edit_territoire(
    appel_id: uuid.UUID, places: Mapping[str, int], *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Change the départements of a draft and their places."""
    appel = open_draft(appel_id, version, auteur)
    kept = {d.departement_code: d for d in appel.departements if d.departement_code in places}
    for code, nombre in places.items():
        if code in kept:
            kept[code].places = nombre
        else:
            kept[code] = AppelDepartement(departement_code=code, places=nombre)
    appel.departements = [kept[code] for code in sorted(kept)]
    note_saved(appel, SectionAppel.TERRITOIRE, auteur, now)


def edit_grille(
    appel_id: uuid.UUID, command: GrilleAppel, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Change the criteria, weights and sentences of a draft's grid."""
    appel = open_draft(appel_id, version, auteur)
    appel.seuil, appel.notes_minimum = command.seuil, command.notes_minimum
    appel.plafond_gestionnaire = command.plafond_gestionnaire
    for critere, saisi in zip(appel.criteres, command.criteres, strict=True):
        critere.libelle, critere.description, critere.poids = saisi.libelle, saisi.description, saisi.poids
        critere.niveaux = [list(niveau) for niveau in saisi.niveaux]
    note_saved(appel, SectionAppel.GRILLE, auteur, now)


def edit_pieces(
    appel_id: uuid.UUID, command: PiecesAppel, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Change the documents a draft asks for; a document without a name is removed."""
    appel = open_draft(appel_id, version, auteur)
    known = {piece.code: piece for piece in appel.pieces}
    kept: list[PieceDemandee] = []
    for saisie in command.pieces:
        if not saisie.libelle:
            continue
        piece = known.get(saisie.code) or PieceDemandee(code=f"piece-{uuid.uuid4().hex[:8]}")
        piece.ordre, piece.section = len(kept) + 1, saisie.section
        piece.libelle, piece.aide, piece.obligatoire = saisie.libelle, saisie.aide, saisie.obligatoire
        piece.formats = " ".join(saisie.formats) or None
        kept.append(piece)
    appel.pieces = kept
    appel.avis_differe_admis = command.avis_differe_admis
    appel.avis_differe_limite = command.avis_differe_limite if command.avis_differe_admis else None
    appel.consultation_admise = command.consultation_admise
    appel.preavis_piece_jours = command.preavis_piece_jours
    note_saved(appel, SectionAppel.PIECES, auteur, now)


def edit_contact(
    appel_id: uuid.UUID, command: ContactAppel, *, version: int | None, auteur: Utilisateur, now: datetime
) -> None:
    """Change the contact and the signatory, even once published: people leave, the call stays."""
    appel = open_appel(appel_id, version, auteur)
    for champ, valeur in vars(command).items():
        setattr(appel, champ, valeur)
    note_saved(appel, SectionAppel.CONTACT, auteur, now)


def publish_appel(appel_id: uuid.UUID, *, version: int | None, auteur: Utilisateur, now: datetime) -> Appel:
    """Publish a complete call: framework and grid are frozen, with their fingerprint, for ever.

    Raises:
        ActionRefusee: a rule of the checklist is broken, or the deadline has passed.
    """
    appel = open_draft(appel_id, version, auteur)
    blocking = [c for c in check_appel(facts_of(appel, places_of(appel.id))) if c.constat.bloque]
    if blocking:
        first = blocking[0]
        raise ActionRefusee(f"L’appel n’est pas prêt. {LIBELLES_SECTION[first.section]} : {first.constat.phrase}")
    if appel.cloture_at is not None and appel.cloture_at <= now:
        raise ActionRefusee("La date limite est déjà passée : choisissez-en une autre avant de publier.")
    freeze_framework(appel)
    freeze_questions(appel, auteur=auteur, now=now)
    freeze_pieces(appel, auteur=auteur, now=now)
    appel.etat, appel.publie_at = EtatAppel.PUBLIE, now
    record("appel_publie", appel, auteur=auteur, now=now, appel=appel.code, empreinte=appel.empreinte)
    return appel


def freeze_framework(appel: Appel) -> None:
    """Copy the figures of the scheme on the call and seal framework and grid with their SHA-256."""
    appel.cadre = {
        nom.lower(): chiffre.valeur for nom, chiffre in vars(cadre).items() if isinstance(chiffre, cadre.Chiffre)
    }
    gele = json.dumps(framework_of(appel), ensure_ascii=False, sort_keys=True)
    appel.empreinte = hashlib.sha256(gele.encode()).hexdigest()


def framework_of(appel: Appel) -> dict[str, Any]:
    """What publication freezes, as plain data: figures, grid, documents, session template."""
    return {
        "cadre": appel.cadre,
        "seuil": appel.seuil,
        "notes_minimum": appel.notes_minimum,
        "plafond_gestionnaire": appel.plafond_gestionnaire,
        "ecart_a_deux": bool(appel.ecart_a_deux),
        "criteres": [[c.libelle, c.description, c.poids, c.niveaux] for c in appel.criteres],
        "pieces": [[p.code, p.section, p.libelle, p.aide, p.obligatoire] for p in appel.pieces],
        "etapes": [[e.code, e.titre, e.type, e.modalite, e.duree] for e in appel.etapes],
    }


def open_appel(appel_id: uuid.UUID, version: int | None, auteur: Utilisateur, *, hold: bool = False) -> Appel:
    """A call that the author may prepare, at the version she has seen; `hold` locks it until the act is done."""
    appel = db.session.get(Appel, appel_id, with_for_update=hold or None, populate_existing=hold)
    if appel is None:
        raise Introuvable()
    check_policy(may_manage(auteur, {place.region_code for place in places_of(appel.id)}))
    appel.expect_version(version)
    return appel


def open_draft(appel_id: uuid.UUID, version: int | None, auteur: Utilisateur) -> Appel:
    """The same, not published yet."""
    appel = open_appel(appel_id, version, auteur)
    check_policy(may_edit(appel))
    return appel


def note_saved(appel: Appel, section: SectionAppel, auteur: Utilisateur, now: datetime) -> None:
    """Note that a section was saved."""
    # Criteria, documents and places are rows of their own: the call's version must move with them.
    flag_modified(appel, "titre")
    record("appel_modifie", appel, auteur=auteur, now=now, section=LIBELLES_SECTION[section], appel=appel.code)


def check_policy(decision: Decision) -> None:
    """Refuse the act with the reason of the policy."""
    if not decision:
        raise AccesRefuse(decision.motif)
