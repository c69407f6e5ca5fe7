"""The blueprint of the stage, and what its pages share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures.models import Candidature, Droit, Ecrit
from acia.candidatures.queries import (
    exigences_of,
    get_own,
    get_readable,
    living_pieces,
    piece_codes,
    pieces_read,
    questionnaire_read,
    reponses_of,
)
from acia.candidatures.rules import LIBELLES_SECTION, EtatSection, Section, in_words, states_of
from acia.core.web import now, parse_uuid, stage_blueprint

bp = stage_blueprint("candidatures", "/candidatures")
Page = str | Response | tuple[Any, int]


def own(candidature_id: str) -> tuple[Candidature, Droit]:
    """The file of this address, when it is the person's."""
    return get_own(parse_uuid(candidature_id), current_user)


def readable(candidature_id: str) -> tuple[Candidature, Droit | None]:
    """The file of this address, when the person may read it."""
    return get_readable(parse_uuid(candidature_id), current_user)


def states(candidature: Ecrit) -> list[EtatSection]:
    """Where each section of a file, or of its working copy, stands today."""
    exigences = exigences_of(candidature, now())
    return states_of(reponses_of(candidature), piece_codes(candidature), exigences)


def reading(candidature: Ecrit, titres: Mapping[Section, str] = LIBELLES_SECTION) -> list[dict[str, Any]]:
    """The file as it is read: for each section its title, its answers in words and its documents."""
    words = in_words(reponses_of(candidature), candidature.identite, questionnaire_read(candidature))
    liste = pieces_read(candidature, now())
    joined = [(liste.find(p.code), p) for p in living_pieces(candidature)]
    return [
        {
            "section": section,
            "titre": titres[section],
            "lignes": words[section],
            "pieces": [
                (asked.libelle if liste.rank(asked.code) else f"{asked.libelle} (n’est plus demandée)", p)
                for asked, p in joined
                if asked is not None and asked.section == section
            ],
        }
        for section in Section
    ]
