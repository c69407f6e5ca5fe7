"""The page of one section, whoever writes it: the establishment in its file, the officer who types a paper file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import jsonify, render_template, request
from werkzeug.wrappers import Response

from acia.appels.rules import Piece
from acia.candidatures.forms import SectionForm, open_section_form, word_form
from acia.candidatures.models import Candidature, Ecrit, PieceJointe, PieceReprise
from acia.candidatures.queries import living_pieces, pieces_read, questionnaire_read, reponses_of, reworded_since
from acia.candidatures.routes.blueprint import Page
from acia.candidatures.routes.corrections import asked_of
from acia.candidatures.rules import LIBELLES_SECTION, TITRES_LECTEUR, TITRES_ROLES, Section, in_words
from acia.candidatures.service import EnregistrementSection
from acia.core.clock import local_day
from acia.core.documents.kinds import accepted_words, extensions_of
from acia.core.errors import ActionRefusee, ConflitVersion
from acia.core.filters import heure, jour_sans_annee
from acia.core.renvoi import is_autosave
from acia.core.web import apply_refusal, done, now, version_of

PHRASES = {
    Section.ETABLISSEMENT: "Vérifiez ce que le registre FINESS dit de vous.",
    Section.AUTORISATION: "L’arrêté qui vous autorise à accueillir ou à suivre des enfants.",
    Section.AVIS_CSE: "L’avis de l’instance représentative du personnel sur ce projet.",
    Section.PROJET: "Ce que vous voulez améliorer, et comment. Quelques phrases par question suffisent.",
    Section.REPRESENTANTS: "Trois personnes différentes, qui participeront à toutes les étapes.",
    Section.ENGAGEMENTS: "Ce à quoi votre établissement s’engage s’il est retenu.",
}
_CHAMPS = {
    Section.ETABLISSEMENT: "candidatures/parties/etablissement.html",
    Section.AUTORISATION: "candidatures/parties/autorisation.html",
    Section.AVIS_CSE: "candidatures/parties/avis_cse.html",
    Section.PROJET: "candidatures/parties/projet.html",
    Section.REPRESENTANTS: "candidatures/parties/representants.html",
    Section.ENGAGEMENTS: "candidatures/parties/engagements.html",
}


Lu = tuple[Candidature, Ecrit]
"""A file, and what of it is being written: itself, or its working copy."""


@dataclass(frozen=True)
class Ecriture:
    """Who writes, and where: the file as read, how to read it again, how a section is kept, the addresses around."""

    lu: Lu
    lire: Callable[[], Lu]
    garder: Callable[[EnregistrementSection, int | None], ActionRefusee | None]
    adresse: str
    """Endpoint of the section."""
    retour: str
    """Endpoint of the list of sections."""
    piece: str
    """Endpoint of a document joined."""
    papier: bool = False
    """Typed by an officer from a paper file."""


def write_page(ecriture: Ecriture, section: Section) -> Page:
    """Show a section, or keep it: by the button, or saved by the page itself."""
    row, ecrit = ecriture.lu
    asked, joined, _ = _documents(ecrit, section)
    codes = sorted(p.code for p in asked)
    form = open_section_form(
        section, reponses_of(ecrit), ecrit.version, asked, joined, avis_differe=row.appel.avis_differe_admis
    )
    word_form(form, section, questionnaire_read(ecrit), consultation=row.appel.consultation_admise is not False)
    if is_autosave():
        return _autosave(ecriture, row, ecrit, section, form)
    if form.validate_on_submit():
        candidature_id = row.id
        refusal = ecriture.garder(form.to_command(section, codes, automatique=False), version_of(form))
        if refusal is None:
            return _saved(ecriture, candidature_id, section)
        apply_refusal(form, refusal)
        if isinstance(refusal, ConflitVersion):
            return _conflict_page(ecriture, section, form)
        return _section_page(ecriture, section, form, ecriture.lire()), 422
    html = _section_page(ecriture, section, form, ecriture.lu)
    return (html, 422) if form.errors else html


def _documents(ecrit: Ecrit, section: Section) -> tuple[list[Piece], list[PieceJointe | PieceReprise], list[Piece]]:
    """What the call asks for in a section, what is joined, and what it no longer asks for under which something is."""
    liste = pieces_read(ecrit, now())
    joined = [p for p in living_pieces(ecrit) if (known := liste.find(p.code)) and known.section == section]
    codes = {p.code for p in joined}
    return liste.of_section(section), joined, [p for p in liste.anciennes if p.section == section and p.code in codes]


def _conflict_page(ecriture: Ecriture, section: Section, form: SectionForm) -> Page:
    """Show what is now stored beside what was typed; sending again is then done knowingly (S56)."""
    row, ecrit = lu = ecriture.lire()
    form.version.data = str(ecrit.version)
    stored = in_words(reponses_of(ecrit), row.identite, questionnaire_read(ecrit))[section]
    return _section_page(ecriture, section, form, lu, stored), 409


def _saved(ecriture: Ecriture, candidature_id: Any, section: Section) -> Response:
    """Stay on the page to go on with documents, or go back to the list."""
    message = f"Partie « {LIBELLES_SECTION[section]} » enregistrée."
    if request.form.get("rester"):
        return done(message, ecriture.adresse, candidature_id=candidature_id, section=section.value)
    return done(message, ecriture.retour, candidature_id=candidature_id)


def _autosave(ecriture: Ecriture, row: Candidature, ecrit: Ecrit, section: Section, form: SectionForm) -> Page:
    zone = row.appel.fuseau
    incomplets = [] if form.validate() else form.keep_valid(form.values_of(reponses_of(ecrit)))
    version = version_of(form)
    if version is None:
        return jsonify(message="Rechargez la page, puis reprenez votre saisie."), 409
    refusal = ecriture.garder(form.to_command(section, (), automatique=True), version)
    if refusal is not None:
        return jsonify(message=refusal.motif), refusal.code
    message = f"enregistré à {heure(now(), zone)}"
    if incomplets:
        message += f", sauf ce qui reste à corriger : {', '.join(incomplets)}"
    return jsonify(message=message, version=ecriture.lire()[1].version), 200


def saved_words(instant: str | None, zone: str) -> str:
    """« enregistré à 14 h 32 », or the day when it is not today's."""
    if not instant:
        return ""
    at = datetime.fromisoformat(instant)
    if local_day(at, zone) == local_day(now(), zone):
        return f"enregistré à {heure(at, zone)}"
    return f"enregistré le {jour_sans_annee(at, zone)}"


def accepted_by(asked: Sequence[Piece]) -> dict[str, tuple[str, str]]:
    """For each document, what its field offers to choose and how it is said."""
    return {piece.code: (extensions_of(piece.accepted), accepted_words(piece.accepted)) for piece in asked}


def _section_page(
    ecriture: Ecriture, section: Section, form: SectionForm, lu: Lu, stored: Sequence[tuple[str, str]] = ()
) -> str:
    row, ecrit = lu
    asked, joined, former = _documents(ecrit, section)
    phrase = "Recopiez ce qui est écrit, laissez vide ce qui manque." if ecriture.papier else PHRASES[section]
    return render_template(
        "candidatures/section.html",
        dossier=row,
        ecriture=ecriture,
        section=section.value,
        titre=(TITRES_LECTEUR if ecriture.papier else LIBELLES_SECTION)[section],
        phrase=phrase,
        champs=_CHAMPS[section],
        form=form,
        demandees=asked,
        jointes=joined,
        anciennes=former,
        enregistree=saved_words(ecrit.sections.get("enregistrees", {}).get(section), row.appel.fuseau),
        maintenant=stored,
        correction=asked_of(row, section),
        titres_roles=TITRES_ROLES,
        reecrites=() if ecriture.papier else reworded_since(ecrit, section),
        accepte=accepted_by(asked),
    )
