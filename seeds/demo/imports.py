"""A file gathered outside, in the table of a partner, that the officer of Bretagne takes into the open call."""

from __future__ import annotations

from typing import Final

from acia.appels.models import Appel
from acia.candidatures import service
from acia.core.db import db
from acia.core.tableurs import read_tableau
from acia.core.web import absolute_url
from seeds.demo.calls import QUATRIEME
from seeds.demo.people import BREIZH
from seeds.demo.scene import Stage

FINESS: Final = "350900114"


def plan_import(stage: Stage) -> None:
    """Sent, tried and imported in one afternoon."""
    stage.plan(-2, _import, stage, at=(16, 0))


def _import(stage: Stage) -> None:
    deposit = stage.day(-9)
    titles = "ID;Email;Numéro FINESS;Déposé le;État du dossier;Titre du projet;Objectifs du projet"
    line = f"18204;etang@demo.invalid;{FINESS};{deposit:%d/%m/%Y} 11:20;En construction;Accueillir;Mieux intégrer"
    content = f"{titles}\n{line}\n".encode()
    appel = db.session.query(Appel).filter_by(code=QUATRIEME.code).one()
    officer = BREIZH.courriel
    table = read_tableau(content)
    row = stage.act(service.open_importation, appel, "dossiers-departement.csv", content, table, by=officer)
    stage.act(service.choose_options, row.id, zeros=False, incomplets="deposes", ecrire=True, by=officer)
    stage.act(
        service.perform_importation,
        row.id,
        lien=absolute_url("comptes.connexion"),
        verification=absolute_url("candidatures.verifier"),
        by=officer,
    )
