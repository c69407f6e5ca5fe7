"""The checklist of a call (R1 to R4, E14) and its status."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from acia.appels.rules import (
    FaitsAppel,
    FaitsCritere,
    SectionAppel,
    StatutAppel,
    check_appel,
    closed_day_name,
    is_publishable,
    local_instant,
    status_of,
)
from acia.core.errors import ActionRefusee
from acia.core.rules import Niveau, Resultat

NIVEAUX = tuple((f"mot {n}", f"phrase {n}") for n in range(6))
FAITS = FaitsAppel(
    titre="Acia 2027",
    presentation="Objectifs",
    conditions="Conditions",
    ouverture=date(2027, 1, 4),
    date_limite=date(2027, 2, 19),
    commission=date(2027, 3, 18),
    notification=date(2027, 3, 22),
    debut=date(2027, 4, 1),
    fin=date(2028, 3, 31),
    contact={"le nom du service": "Service", "son courriel": "a@exemple.test"},
    signataire={"le nom du signataire": "C. Roux"},
    places={"29": 10},
    criteres=tuple(FaitsCritere(f"Critère {n}", poids, NIVEAUX) for n, poids in enumerate((35, 30, 20, 15))),
    pieces=("arrete", "avis_cse"),
    etapes=7,
)


def _blocked(faits: FaitsAppel) -> list[tuple[SectionAppel, str]]:
    return [(c.section, c.constat.regle.code) for c in check_appel(faits) if c.constat.bloque]


def test_a_complete_call_is_publishable() -> None:
    assert _blocked(FAITS) == []
    assert is_publishable(check_appel(FAITS))
    assert {c.section for c in check_appel(FAITS)} == set(SectionAppel)


@pytest.mark.parametrize(
    ("changes", "section", "regle"),
    [
        ({"titre": " "}, SectionAppel.PRESENTATION, "R1"),
        ({"conditions": ""}, SectionAppel.PRESENTATION, "R1"),
        ({"date_limite": None}, SectionAppel.CALENDRIER, "R1"),
        ({"places": {}}, SectionAppel.TERRITOIRE, "R2"),
        ({"places": {"29": 0}}, SectionAppel.TERRITOIRE, "R2"),
        ({"criteres": FAITS.criteres[:3]}, SectionAppel.GRILLE, "R4"),
        ({"criteres": ()}, SectionAppel.GRILLE, "R4"),
        (
            {"criteres": (*FAITS.criteres[:3], FaitsCritere("Sans phrase", 15, NIVEAUX[:5]))},
            SectionAppel.GRILLE,
            "R4",
        ),
        ({"pieces": ("arrete",)}, SectionAppel.PIECES, "R4"),
        ({"avis_differe_admis": True}, SectionAppel.PIECES, "R4"),
        ({"signataire": {"le nom du signataire": ""}}, SectionAppel.CONTACT, "R1"),
    ],
)
def test_r1_r2_r4_each_thing_missing_blocks_at_its_section(
    changes: dict[str, object], section: SectionAppel, regle: str
) -> None:
    assert _blocked(replace(FAITS, **changes)) == [(section, regle)]


@pytest.mark.parametrize(
    "changes",
    [
        {"date_limite": date(2027, 1, 3)},
        {"commission": date(2027, 2, 19)},
        {"debut": date(2027, 3, 18)},
        {"fin": date(2027, 4, 1)},
        {"notification": date(2027, 3, 17)},
    ],
)
def test_r3_dates_out_of_order_block(changes: dict[str, date]) -> None:
    assert _blocked(replace(FAITS, **changes)) == [(SectionAppel.CALENDRIER, "R3")]


def test_r3_opening_and_deadline_may_be_the_same_day() -> None:
    assert _blocked(replace(FAITS, ouverture=FAITS.date_limite)) == []


@pytest.mark.parametrize(
    ("jour", "departements", "nom"),
    [
        (date(2027, 2, 19), ("29",), ""),
        (date(2027, 2, 20), ("29",), ""),
        (date(2027, 2, 21), ("29",), "un dimanche"),
        (date(2027, 5, 1), ("29",), "un jour férié (fête du Travail)"),
        (date(2027, 5, 27), ("29",), ""),
        (date(2027, 5, 27), ("29", "971"), "un jour férié (abolition de l’esclavage)"),
    ],
)
def test_e14_a_deadline_on_a_sunday_or_a_holiday_warns(jour: date, departements: tuple[str, ...], nom: str) -> None:
    assert closed_day_name(jour, departements) == nom
    faits = replace(FAITS, date_limite=jour, places=dict.fromkeys(departements, 3), commission=date(2027, 6, 1))
    faits = replace(faits, notification=None, debut=date(2027, 7, 1))
    controles = check_appel(faits)
    alertes = [c.constat for c in controles if c.constat.regle.niveau is Niveau.ALERTE]
    assert [a.resultat for a in alertes] == ([Resultat.A_VERIFIER] if nom else [])
    assert is_publishable(controles)


def test_the_status_follows_the_dates_to_the_microsecond() -> None:
    ouverture, cloture = datetime(2027, 1, 3, 23, tzinfo=UTC), datetime(2027, 2, 20, 23, tzinfo=UTC)
    instant = timedelta(microseconds=1)
    expected = [
        (ouverture - instant, StatutAppel.PROGRAMME),
        (ouverture, StatutAppel.OUVERT),
        (cloture - instant, StatutAppel.OUVERT),
        (cloture, StatutAppel.CLOS),
    ]
    for now, statut in expected:
        assert status_of(True, ouverture, cloture, now) is statut
    assert status_of(False, ouverture, cloture, ouverture) is StatutAppel.BROUILLON


@pytest.mark.parametrize("jour", [date(2027, 3, 28), date(2027, 10, 31)])
def test_s41_an_hour_that_does_not_exist_or_exists_twice_is_refused(jour: date) -> None:
    with pytest.raises(ActionRefusee) as refusal:
        local_instant(jour, time(2, 30), "Europe/Paris", "webinaire_heure")
    assert refusal.value.champ == "webinaire_heure"
    assert local_instant(jour, time(2, 30), "America/Guadeloupe", "x").utcoffset() == timedelta(hours=-4)


@pytest.mark.parametrize(
    ("limite", "phrase"),
    [
        (date(2027, 3, 17), ""),
        (date(2027, 2, 19), ""),
        (date(2027, 3, 18), "L’avis attendu doit arriver avant la commission."),
        (date(2027, 2, 18), "La limite de l’avis attendu est avant la date limite de dépôt."),
        (None, "Indiquez jusqu’à quand l’avis de l’instance peut être produit après le dépôt."),
    ],
)
def test_e5_an_awaited_opinion_has_its_end_date_before_the_commission(limite: date | None, phrase: str) -> None:
    faits = replace(FAITS, avis_differe_admis=True, avis_differe_limite=limite)
    blocking = [c.constat.phrase for c in check_appel(faits) if c.constat.bloque]
    assert blocking == ([phrase] if phrase else [])
