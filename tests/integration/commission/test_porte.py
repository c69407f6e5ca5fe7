"""The gate of a save opens when that of the page opens, and never else (S7, S8, S13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from acia.candidatures.models import Candidature, EtatCandidature
from acia.commission.models import Affectation, Deport, EtatCommission, MembreCommission, PlanAffectation
from acia.commission.queries import get_seat, open_cleared_file, open_to_write
from acia.commission.workflow import EtatAffectation, ReponseInvitation, Voix
from acia.comptes.models import Utilisateur
from acia.core.clock import local_day
from acia.core.db import db, transaction
from acia.core.errors import Introuvable
from acia.eligibilite.models import DecisionEligibilite
from tests.factories.commission import make_deport, make_notation
from tests.integration.commission.conftest import CLOS, Scene, commission_of

JOUR = local_day(CLOS, "Europe/Paris")
Cas = Callable[[Scene], object]


def seat(rang: int = 1, **values: Any) -> Cas:
    """Change a seat."""

    def change(scene: Scene) -> None:
        row = scene.siege(rang)
        for name, value in values.items():
            setattr(row, name, value)

    return change


def said(rang: int, conflit: bool) -> Cas:
    """Change what a member said on the file."""

    def change(scene: Scene) -> None:
        row = db.session.query(Deport).filter_by(membre_id=scene.siege(rang).id).one()
        row.conflit, row.motif = conflit, "Un proche."

    return change


def unsaid(scene: Scene) -> None:
    db.session.query(Deport).filter_by(membre_id=scene.siege(1).id).delete()


def shared(*given: tuple[int, EtatAffectation]) -> Cas:
    """Share the files out: what becomes of this one, by seat."""

    def change(scene: Scene) -> None:
        plan = {"lecteurs": 1, "graine": "g", "explication": [], "calcule_at": CLOS}
        db.session.add(PlanAffectation(commission_id=scene.commission, **plan))
        for rang, etat in given:
            refused(etat, rang)(scene)

    return change


def refused(etat: EtatAffectation, rang: int = 1) -> Cas:
    def change(scene: Scene) -> None:
        where = {"membre_id": scene.siege(rang).id, "candidature_id": scene.dossiers[0]}
        db.session.add(Affectation(**where, etat=etat, motif="Trop de dossiers.", decidee_at=CLOS))

    return change


def alternate(*others: Cas) -> Cas:
    """The member stands in for the first one."""

    def change(scene: Scene) -> None:
        scene.siege(1).titulaire_id = scene.siege(0).id
        for other in others:
            other(scene)

    return change


def replacing(scene: Scene) -> None:
    """The member takes the place of the first one, who is gone."""
    seat(0, sortie_at=CLOS, motif_sortie="Mutation.")(scene)
    seat(1, remplace_id=scene.siege(0).id)(scene)


def file(**values: Any) -> Cas:
    def change(scene: Scene) -> None:
        for name, value in values.items():
            setattr(db.session.get_one(Candidature, scene.dossiers[0]), name, value)

    return change


def undecided(scene: Scene) -> None:
    db.session.query(DecisionEligibilite).filter_by(candidature_id=scene.dossiers[0]).delete()


def closed(scene: Scene) -> None:
    commission_of(scene).etat = EtatCommission.CLOSE


def marked(scene: Scene) -> None:
    make_notation(scene.siege(1), db.session.get_one(Candidature, scene.dossiers[0]), (1, 2, 3, 4))


LOIN, RETIREE = timedelta(days=400), {"etat": EtatCandidature.RETIREE, "retiree_at": CLOS}
CAS: dict[str, tuple[bool, Cas]] = {
    "as it is": (True, lambda _scene: None),
    "a sheet is there": (True, marked),
    "consultative": (True, seat(voix=Voix.CONSULTATIVE)),
    "the commission is closed": (True, closed),
    "another one is recused": (True, said(0, True)),
    "interests not declared": (False, seat(declaration_at=None)),
    "interests declared too long ago": (False, seat(declaration_at=CLOS - LOIN)),
    "nothing said on the file": (False, unsaid),
    "recused": (False, said(1, True)),
    "not accepted": (False, seat(reponse=ReponseInvitation.ATTENTE)),
    "gone": (False, seat(sortie_at=CLOS, motif_sortie="Mutation.")),
    "will be gone": (True, seat(sortie_at=CLOS + timedelta(seconds=1), motif_sortie="Mutation.")),
    "mandate to come": (False, seat(mandat_debut=JOUR + timedelta(days=1))),
    "mandate from today": (True, seat(mandat_debut=JOUR)),
    "mandate until today": (True, seat(mandat_fin=JOUR)),
    "mandate over": (False, seat(mandat_fin=JOUR - timedelta(days=1))),
    "cannot sit": (True, seat(empechee_at=CLOS, motif_empechement="Congé.")),
    "alternate of one who acts": (False, alternate()),
    "alternate of one recused": (True, alternate(said(0, True))),
    "alternate of one who cannot sit": (True, alternate(seat(0, empechee_at=CLOS, motif_empechement="Congé."))),
    "alternate of one absent": (True, alternate(seat(0, presence="absent"))),
    "alternate of one gone": (True, alternate(seat(0, sortie_at=CLOS, motif_sortie="Mutation."))),
    "alternate who cannot sit": (False, alternate(said(0, True), seat(empechee_at=CLOS, motif_empechement="Congé."))),
    "in the place of one gone": (True, replacing),
    "shared out to others": (False, shared((0, EtatAffectation.CONFIEE))),
    "shared out to her": (True, shared((1, EtatAffectation.CONFIEE))),
    "shared out, then taken back": (False, shared((1, EtatAffectation.RETIREE))),
    "shared out to her member's place": (
        True,
        alternate(said(0, True), shared((0, EtatAffectation.CONFIEE))),
    ),
    "shared out to nobody of her place": (False, alternate(said(0, True), shared())),
    "consultative, shared out to others": (True, lambda s: (shared()(s), seat(voix=Voix.CONSULTATIVE)(s))),
    "refused": (False, refused(EtatAffectation.REFUSEE)),
    "withdrawn": (False, file(**RETIREE)),
    "of another région": (False, file(region_code="01")),
    "not decided eligible": (False, undecided),
}


def opens(gate: Callable[[], object]) -> bool:
    db.session.rollback()
    try:
        gate()
    except Introuvable:
        return False
    return True


@pytest.mark.parametrize("cas", CAS)
def test_the_gate_of_a_save_is_the_gate_of_the_page(scene: Scene, cas: str) -> None:
    for rang in (0, 1):
        make_deport(scene.siege(rang), db.session.get_one(Candidature, scene.dossiers[0]))
    opened, change = CAS[cas]
    with transaction():
        change(scene)
    key, file_id, who = scene.commission, scene.dossiers[0], scene.membres[1].id

    def page() -> None:
        open_cleared_file(get_seat(key, db.session.get_one(Utilisateur, who)), file_id)

    found = opens(page), opens(lambda: open_to_write(key, file_id, who))
    assert found == (opened, opened)


def test_the_gate_of_a_save_knows_neither_strangers_nor_other_files(scene: Scene) -> None:
    make_deport(scene.siege(1), db.session.get_one(Candidature, scene.dossiers[0]))
    key, who = scene.commission, scene.membres[1].id
    assert opens(lambda: open_to_write(key, scene.dossiers[0], who))
    for commission, file_id, person in (
        (scene.dossiers[0], scene.dossiers[0], who),
        (key, scene.dossiers[1], who),
        (key, key, who),
        (key, scene.dossiers[0], scene.officer.id),
        (key, scene.dossiers[0], scene.candidat.id),
    ):
        assert not opens(lambda c=commission, f=file_id, p=person: open_to_write(c, f, p))


def test_the_gate_says_who_she_is_and_where_her_sheet_stands(scene: Scene) -> None:
    make_notation(scene.siege(1), db.session.get_one(Candidature, scene.dossiers[0]), (1, 2, 3, 4), rendue=False)
    porte = open_to_write(scene.commission, scene.dossiers[0], scene.membres[1].id)
    assert porte.numero == scene.numeros[0]
    assert (porte.siege.id, porte.siege.vote) == (scene.siege(1).id, True)
    assert porte.siege.feuille is not None
    assert (porte.siege.feuille.etat, porte.siege.feuille.version) == ("brouillon", 1)
    assert db.session.query(MembreCommission).count() == len(porte.siege.commission.membres)
