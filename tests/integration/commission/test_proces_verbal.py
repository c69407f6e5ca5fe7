"""Minutes: what each file needs, equal to the database, sealed, tagged, corrected by a new version (S116, S117)."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from random import Random
from typing import Any

import pikepdf
import pytest
from flask import Flask

from acia.commission import service
from acia.commission.documents.points import LecteurDePoints
from acia.commission.models import Deport, EtatCommission, Note, ProcesVerbal, Suffrage
from acia.commission.rules.extrait import files_in
from acia.commission.service import Deliberation, Proposition
from acia.commission.workflow import SensMouvement
from acia.comptes.models import Utilisateur
from acia.core.audit import verify_chain
from acia.core.clock import SettableClock
from acia.core.db import db, transaction
from acia.core.documents import compose_pdf, read_document
from acia.core.errors import ActionRefusee
from acia.core.permissions import Role
from tests.factories.comptes import make_utilisateur
from tests.factories.seance_aleatoire import DEBUT, SeanceAleatoire
from tests.integration.commission.conftest import make_scene
from tests.integration.commission.rapprochement import differences
from tests.integration.commission.test_seance_en_direct import CONTRE, POUR, Tenue, at

SEANCES = 6
"""Random sittings on each run; the campaign conducts a hundred."""


def conducted(graine: int) -> tuple[SeanceAleatoire, ProcesVerbal]:
    """A random sitting and its closed minutes."""
    seance = SeanceAleatoire(Random(graine), make_utilisateur(Role.CHARGE, regions=("53",)))  # noqa: S311
    seance.conduct()
    return seance, seance.close()


class SeanceRiche:
    """Three files: a recusal and a casting vote on the first, a consensus, a member gone before the third."""

    def __init__(self, app: Flask, clock: SettableClock) -> None:
        scene = make_scene(app, clock, etat=EtatCommission.DELIBERATION)
        scene.noter_tout((5, 5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3))
        self.scene, self.tenue = scene, Tenue(scene)
        with transaction():
            said = db.session.query(Deport).filter_by(membre_id=scene.siege(2).id, candidature_id=scene.dossiers[0])
            row = said.one()
            row.conflit, row.motif = True, "Ancien salarié, dit en confidence."
        tenue = self.tenue
        tenue.arrive(0, 1)
        tenue.arrive(2, a_distance=True)
        tenue.do(service.begin_sitting)
        dissent = {scene.siege(1).id: "Le budget n’est pas tenu."}
        tenue.open(0)
        tenue.on(service.close_file, 0, Deliberation("retenue", "Vote.", False, tenue.hands(POUR, CONTRE), dissent))
        tenue.open(1)
        tenue.on(service.close_file, 1, Deliberation("liste_attente", "Faute de place.", True))
        tenue.step(1, SensMouvement.DEPART)
        tenue.open(2)
        hands = {str(scene.siege(rang).id): POUR for rang in (0, 2)}
        tenue.on(service.close_file, 2, Deliberation("non_retenue", "Projet à reprendre.", False, hands))
        rows = [tenue.passage(rang) for rang in range(3)]
        proposals = {row.candidature_id: Proposition(str(row.proposition), row.motif) for row in rows}
        self.act(service.settle_proposals, proposals)

    def act(self, use_case: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """One act of the officer, a minute later."""
        self.tenue.minute += 1
        who = {"auteur": db.session.get_one(Utilisateur, self.scene.officer.id), "now": at(self.tenue.minute)}
        with transaction():
            return use_case(self.scene.commission, *args, version=None, **who, **values)

    def close(self, observations: str = "", motif: str = "") -> ProcesVerbal:
        """Close the minutes, or correct them."""
        found = self.act(service.close_minutes, observations=observations, motif=motif)
        assert isinstance(found, ProcesVerbal)
        return found

    def nom(self, rang: int) -> str:
        """A member's name."""
        return self.scene.membres[rang].nom_complet


@pytest.fixture
def riche(app: Flask, clock: SettableClock) -> SeanceRiche:
    return SeanceRiche(app, clock)


@pytest.fixture
def day(app: Flask, clock: SettableClock) -> None:
    clock.set(DEBUT)


@pytest.mark.usefixtures("day")
def test_s117_minutes_of_random_sittings_say_what_the_database_says() -> None:
    faults = {graine: found for graine in range(SEANCES) if (found := differences(conducted(graine)[1]))}
    assert faults == {}
    assert verify_chain()[1] is None


def test_s116_each_file_says_who_when_how_many_and_why(riche: SeanceRiche) -> None:
    minutes = riche.close("Rien à ajouter.")
    files = {f["numero"]: f for f in files_in(minutes.contenu)}
    first, second, third = (files[numero] for numero in riche.scene.numeros)
    assert (first["presents"], first["absents"], first["representes"]) == ([riche.nom(0), riche.nom(1)], [], [])
    assert first["deports"] == [riche.nom(2)]
    assert first["ouverture"] == "10 h 05".replace(" ", "\u00a0")
    assert first["sorties"] == [f"{riche.nom(2)} : de 10 h 05 à 10 h 07".replace(" h ", "\u00a0h\u00a0")]
    assert first["vote"] == "Adoptée\u00a0: 1 voix contre 1, la voix de la présidence l’emporte."
    assert first["voix"].replace("\u00a0", " ") == "Pour : 1 voix, contre : 1 voix, abstention : 0 voix."
    assert first["desaccords"] == [f"{riche.nom(1)} : Le budget n’est pas tenu."]
    assert first["quorum"].endswith("2 présents pour 3 membres.")
    assert (second["vote"], second["voix"], second["sorties"]) == ("Adoptée par consensus, sans vote.", "", [])
    assert (third["presents"], third["absents"]) == ([riche.nom(0), riche.nom(2)], [riche.nom(1)])
    assert third["motif"] == "Projet à reprendre."
    assert [move.split("\u00a0: ")[1][:6] for move in minutes.contenu["mouvements"]] == [
        "arrivé",
        "arrivé",
        "arrivé",
        "départ",
    ]
    assert "confidence" not in str(minutes.contenu)
    assert differences(minutes) == []
    page = riche.scene.bureau().get(f"{riche.scene.base}/proces-verbal").text
    for words in ("Le budget n’est pas tenu.", "la voix de la présidence l’emporte", "Sorties de la salle"):
        assert words in page


def test_s116_the_minutes_are_a_tagged_document(riche: SeanceRiche) -> None:
    minutes = riche.close()
    assert minutes.document.modele == "proces_verbal/v2"
    with pikepdf.open(io.BytesIO(read_document(minutes.document))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")
        assert "/StructTreeRoot" in pdf.Root


def test_s116_marks_changed_after_sealing_change_no_byte_and_a_correction_reads_none(riche: SeanceRiche) -> None:
    first = riche.close()
    sealed, content = read_document(first.document), copy.deepcopy(first.contenu)
    with transaction():
        db.session.query(Note).update({Note.valeur: 0})
        db.session.query(Suffrage).filter_by(sens="contre").update({Suffrage.desaccord: "Ajouté après coup."})
    second = riche.close(motif="Le lieu était faux.")
    db.session.expire_all()
    assert [v.rang for v in db.session.query(ProcesVerbal).order_by(ProcesVerbal.rang)] == [1, 2]
    assert (read_document(first.document), first.contenu) == (sealed, content)
    assert second.contenu["rectification"] == "Le lieu était faux."
    kept = ("note", "note_exacte", "notes", "rang", "departage", "abstentions", "reouvertures", "deports")
    before, after = ([{k: f[k] for k in kept} for f in files_in(v.contenu)] for v in (first, second))
    assert before == after
    with pytest.raises(ActionRefusee, match="ce que cette version rectifie"):
        riche.close()


def test_minutes_closed_before_the_second_template_still_open(riche: SeanceRiche) -> None:
    minutes = riche.close()
    older = copy.deepcopy(minutes.contenu)
    for file in files_in(older):
        for key in (
            "presents",
            "representes",
            "sorties",
            "vote",
            "voix",
            "desaccords",
            "ouverture",
            "cloture",
            "ordre",
        ):
            del file[key]  # type: ignore[attr-defined]
    del older["horaires"], older["mouvements"]
    with transaction():
        db.session.get_one(ProcesVerbal, minutes.id).contenu = older
    bureau = riche.scene.bureau()
    assert riche.scene.numeros[0] in bureau.get(f"{riche.scene.base}/proces-verbal").text
    compose_pdf("proces_verbal/v1", older)
    corrected = riche.close(motif="Le lieu était faux.")
    assert differences(corrected) == []


def _shuffle_exits(point: dict[str, Any]) -> None:
    point["sorties"] = []


def _forget_recusal(point: dict[str, Any]) -> None:
    point["deports"] = point["deports"][1:]


def _count_twice(point: dict[str, Any]) -> None:
    point["voix"] = point["voix"].replace("pour : 1", "pour : 2").replace("Pour : 2", "Pour : 3")


def _drop_dissent(point: dict[str, Any]) -> None:
    point["desaccords"] = []


def _everybody_there(point: dict[str, Any]) -> None:
    point["presents"], point["absents"] = point["presents"] + point["absents"], []


@pytest.mark.parametrize(
    "faute", [_shuffle_exits, _forget_recusal, _count_twice, _drop_dissent, _everybody_there], ids=lambda f: f.__name__
)
def test_s117_a_fault_in_the_minutes_is_seen(riche: SeanceRiche, faute: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    right = LecteurDePoints.point

    def wrong(reader: LecteurDePoints, *args: Any) -> dict[str, Any]:
        point = right(reader, *args)
        faute(point)
        return point

    monkeypatch.setattr(LecteurDePoints, "point", wrong)
    assert differences(riche.close()) != []
    monkeypatch.setattr(LecteurDePoints, "point", right)
    assert differences(riche.close(motif="Une erreur.")) == []
