"""Files received by post in Bretagne: registered, being typed, opened by mistake, posted a day too late."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from acia.candidatures import service
from acia.candidatures.models import DepotPapier
from acia.candidatures.rules import EtablissementDeclare, Section, propose_facts
from acia.candidatures.service import EnregistrementSection, Enveloppe, OuverturePapier
from acia.core.web import absolute_url
from seeds.demo import files, texts
from seeds.demo.calls import QUATRIEME, TROISIEME
from seeds.demo.cast import Dossier
from seeds.demo.people import BREIZH
from seeds.demo.scene import Stage

ENREGISTRE: Final = Dossier("350900072", QUATRIEME)
"""Begun online, then sent by post: the paper takes the place of the draft."""
EN_SAISIE: Final = "560900037"
PAR_ERREUR: Final = "350900023"
TROP_TARD: Final = "290900091"


def plan_papers(stage: Stage, writer: files.Writer) -> None:
    """Typed and registered in a morning; begun in an afternoon; refused when it arrived."""
    stage.plan(-11, writer.begin, ENREGISTRE, at=(14, 20))
    stage.plan(-3, _register, stage, at=(9, 30))
    stage.plan(-2, _open, stage, EN_SAISIE, "Armelle Kerbrat", at=(15, 0))
    stage.plan(-2, _mistake, stage, at=(15, 30))
    stage.plan(TROISIEME.limite + 6, _refuse, stage, at=(11, 0))


def _open(stage: Stage, numero: str, signataire: str, courriel: str = "", motif: str = "") -> DepotPapier:
    today = stage.now.date()
    envelope = Enveloppe(today - timedelta(days=3), today, signataire, fonction="Directrice", courriel=courriel)
    return stage.act(service.open_papier, OuverturePapier(QUATRIEME.code, numero, envelope, motif), by=BREIZH.courriel)


def _register(stage: Stage) -> None:
    papier = _open(stage, ENREGISTRE.finess, "Mona Quéméneur", "herons@demo.invalid", "La direction l’a posté.")
    for section, reponse in (
        (Section.ETABLISSEMENT, EtablissementDeclare(identite_confirmee=True)),
        (Section.PROJET, texts.PROJETS[2]),
    ):
        command = EnregistrementSection(section, reponse)
        stage.act(service.transcribe_section, papier.candidature_id, command, version=None, by=BREIZH.courriel)
    verification = absolute_url("candidatures.verifier")
    stage.act(service.register_papier, papier.candidature_id, verification=verification, by=BREIZH.courriel)


def _mistake(stage: Stage) -> None:
    """The wrong establishment of an association: the typing is given up."""
    papier = _open(stage, PAR_ERREUR, "Armelle Kerbrat")
    motif = "Enveloppe d’un autre établissement de la même association."
    stage.act(service.abandon_papier, papier.candidature_id, motif, by=BREIZH.courriel)


def _refuse(stage: Stage) -> None:
    limite = stage.day(TROISIEME.limite)
    envelope = Enveloppe(
        limite + timedelta(days=1), limite + timedelta(days=4), "Goulven Abgrall", courriel="genets@demo.invalid"
    )
    command = OuverturePapier(TROISIEME.code, TROP_TARD, envelope)
    refused = stage.act(service.refuse_papier, command, by=BREIZH.courriel)
    facts = propose_facts(refused.motif, refused.recue_le)
    read = service.print_of(service.compose_refusal(refused, facts, now=stage.now))
    letter = service.LettreRefusRedigee(facts, read)
    stage.act(service.issue_refusal, refused.id, letter, by=BREIZH.courriel)
