"""The calls of the story, from the first promotion, now accompanied, to the one still being written."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Final

from sqlalchemy import select

from acia.appels import service
from acia.appels.models import Appel
from acia.appels.queries import pieces_of, questionnaire_of
from acia.appels.rules import ChangementPiece
from acia.candidatures.service import change_pieces_for_all
from acia.core.db import db
from acia.core.web import absolute_url
from seeds.demo.people import BREIZH, KARUKERA, PILOTE
from seeds.demo.scene import ANTILLES, PARIS, Stage


@dataclass(frozen=True)
class Promotion:
    """A call: its départements and places, and its days counted from the anchor."""

    code: str
    titre: str
    places: Mapping[str, int]
    publication: int
    ouverture: int
    limite: int
    commission: int
    notification: int
    debut: int
    fin: int
    avis_differe: bool = False
    webinaire: int = 10
    """Days from the opening."""
    derogation_jours: int | None = None
    """Days after the deadline until which one establishment may be let in."""
    ecart_a_deux: bool = False
    """A departure from the rules of eligibility takes two people."""


PREMIERE: Final = Promotion(
    "acia-p1",
    "Acia en protection de l’enfance, première promotion",
    {"29": 4, "971": 4},
    publication=-461,
    ouverture=-456,
    limite=-391,
    commission=-356,
    notification=-348,
    debut=-321,
    fin=94,
)
DEUXIEME: Final = Promotion(
    "acia-p2",
    "Acia en protection de l’enfance, deuxième promotion",
    {"22": 4, "29": 5, "35": 4, "56": 4, "971": 4},
    publication=-165,
    ouverture=-160,
    limite=-96,
    commission=-62,
    notification=-52,
    debut=10,
    fin=400,
)
TROISIEME: Final = Promotion(
    "acia-p3",
    "Acia en protection de l’enfance, troisième promotion",
    {"29": 4, "35": 4, "971": 4},
    publication=-80,
    ouverture=-75,
    limite=-26,
    commission=6,
    notification=12,
    debut=60,
    fin=430,
    derogation_jours=8,
)
QUATRIEME: Final = Promotion(
    "acia-p4",
    "Acia en protection de l’enfance, quatrième promotion",
    {"22": 4, "29": 5, "35": 5, "56": 4, "971": 5},
    publication=-45,
    ouverture=-42,
    limite=18,
    commission=50,
    notification=58,
    debut=90,
    fin=460,
    avis_differe=True,
    webinaire=47,
    derogation_jours=8,
    ecart_a_deux=True,
)
PROMOTIONS: Final = (PREMIERE, DEUXIEME, TROISIEME, QUATRIEME)
ESQUISSE: Final = "acia-p5-antilles"
CONTACT: Final = service.ContactAppel(
    contact_nom="Service des appels, délégation de Bretagne",
    contact_courriel="appels@demo.invalid",
    contact_telephone="02 00 00 00 00",
    contact_adresse="1 rue de l’Exemple, 35000 Rennes",
    signataire_nom="Camille Roudaut-Lefort",
    signataire_qualite="Directrice régionale",
    signataire_service="Délégation de Bretagne",
    tribunal="Tribunal administratif de Lyon",
)


def appel_of(code: str) -> Appel:
    """A call by its code."""
    return db.session.execute(select(Appel).where(Appel.code == code)).scalar_one()


def plan_calls(stage: Stage) -> None:
    """Put in the agenda the writing and the publication of each call."""
    for promotion in PROMOTIONS:
        stage.plan(promotion.publication - 6, write_call, stage, promotion, at=(9, 0))
        stage.plan(promotion.publication, publish_call, stage, promotion, at=(11, 0))
    stage.plan(-14, reword, stage, QUATRIEME, at=(11, 30))
    stage.plan(-12, relax_documents, stage, QUATRIEME, at=(11, 30))
    stage.plan(-9, sketch_call, stage, at=(9, 0), zone=ANTILLES)


def write_call(stage: Stage, promotion: Promotion) -> None:
    """Fill the call section by section."""
    by = PILOTE.courriel
    command = service.CreationAppel(promotion.code, promotion.titre)
    appel_id = stage.act(service.create_appel, command, by=by).id
    _write_calendar(stage, promotion, appel_id)
    stage.act(service.edit_territoire, appel_id, promotion.places, version=None, by=by)
    stage.act(service.edit_contact, appel_id, CONTACT, version=None, by=by)
    stage.act(service.edit_examen, appel_id, service.ExamenAppel(promotion.ecart_a_deux), version=None, by=by)
    if promotion.avis_differe:
        _allow_late_opinion(stage, promotion, appel_id)


def _write_calendar(stage: Stage, promotion: Promotion, appel_id: uuid.UUID) -> None:
    day = stage.working_day
    command = service.CalendrierAppel(
        fuseau=PARIS,
        ouverture=day(promotion.ouverture),
        date_limite=day(promotion.limite),
        commission=day(promotion.commission),
        notification=day(promotion.notification),
        debut=day(promotion.debut),
        fin=day(promotion.fin),
        derogation_jours=promotion.derogation_jours,
    )
    stage.act(service.edit_calendrier, appel_id, command, version=None, by=PILOTE.courriel)
    webinaire = service.WebinaireAppel(
        day(promotion.ouverture + promotion.webinaire), time(14, 0), 60, "https://visio.demo.invalid/acia"
    )
    stage.act(service.edit_webinaire, appel_id, webinaire, lien=cancel_link, version=None, by=PILOTE.courriel)


def cancel_link(inscription_id: uuid.UUID) -> str:
    """Where a sign-up is cancelled, as the mails of the story say it."""
    return f"https://acia.demo.invalid/appels/webinaire/{inscription_id}"


def _allow_late_opinion(stage: Stage, promotion: Promotion, appel_id: uuid.UUID) -> None:
    pieces = tuple(
        service.PieceSaisie(p.code, p.section, p.libelle, p.aide, p.obligatoire)
        for p in appel_of(promotion.code).pieces
    )
    command = service.PiecesAppel(pieces, True, stage.working_day(promotion.limite + 14))
    stage.act(service.edit_pieces, appel_id, command, version=None, by=PILOTE.courriel)


def publish_call(stage: Stage, promotion: Promotion) -> None:
    """Publish a complete call."""
    stage.act(service.publish_appel, appel_of(promotion.code).id, version=None, by=PILOTE.courriel)


def reword(stage: Stage, promotion: Promotion) -> None:
    """Establishments had understood a question otherwise: it is worded again while the call is open."""
    appel = appel_of(promotion.code)
    asked = questionnaire_of(appel.id).questions["projet.evaluation"]
    said = replace(asked, aide="Dites d’où vous partez : sans point de départ, un effet ne se mesure pas.")
    motif = "Plusieurs dossiers citaient des indicateurs sans point de départ."
    stage.act(
        service.edit_questions, appel.id, service.QuestionsSaisies((said,), motif), version=None, by=PILOTE.courriel
    )


def relax_documents(stage: Stage, promotion: Promotion) -> None:
    """Establishments had no scanner at hand: a document is accepted in other types while the call is open."""
    appel = appel_of(promotion.code)
    asked = pieces_of(appel).find("diagnostic")
    if asked is None:
        raise LookupError("diagnostic")
    said = replace(asked, aide="Une page suffit, même ancienne.", formats=("bureautique", "image", "pdf"))
    motif = "Plusieurs établissements n’ont leur état des lieux qu’en traitement de texte."
    lien = absolute_url("appels.page", code=appel.code)
    stage.act(
        change_pieces_for_all,
        appel.id,
        ChangementPiece(asked.code, said, motif),
        version=None,
        lien=lien,
        by=PILOTE.courriel,
    )


def sketch_call(stage: Stage) -> None:
    """A call for Guadeloupe alone, in its own time zone, with parts still to write."""
    by = KARUKERA.courriel
    command = service.CreationAppel(ESQUISSE, "Acia en protection de l’enfance, promotion des Antilles")
    appel_id = stage.act(service.create_appel, command, by=by).id
    calendar = service.CalendrierAppel(
        fuseau=ANTILLES,
        ouverture=stage.working_day(75),
        date_limite=stage.working_day(140),
        commission=stage.working_day(170),
    )
    stage.act(service.edit_calendrier, appel_id, calendar, version=None, by=by)
    stage.act(service.edit_territoire, appel_id, {"971": 5}, version=None, by=by)


OFFICERS: Final = {"53": BREIZH, "01": KARUKERA}
"""Who follows each région."""
