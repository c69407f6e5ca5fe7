"""The pure vocabulary: clock, permissions, labelled rules, workflows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.core.clock import SettableClock, SystemClock, deadline_after, local_day
from acia.core.errors import AccesRefuse, ActionRefusee, ConflitVersion, Introuvable, TransitionRefusee
from acia.core.permissions import LIBELLES_ROLE, OUI, PERMISSIONS, Permission, Role, may, non
from acia.core.rules import LIBELLES_RESULTAT, Constat, Niveau, Regle, Resultat
from acia.core.workflow import Workflow

ZONES = [
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Cayenne",
    "Indian/Reunion",
    "Indian/Mayotte",
    "America/Miquelon",
]


class Etat(StrEnum):
    """States of the tests."""

    BROUILLON = "brouillon"
    PUBLIE = "publie"


CYCLE = Workflow(
    "l’appel",
    {Etat.BROUILLON: "Brouillon", Etat.PUBLIE: "Publié"},
    {(Etat.BROUILLON, "publier"): Etat.PUBLIE},
)


def test_a_transition_is_read_in_the_table() -> None:
    assert CYCLE.next_state(Etat.BROUILLON, "publier") is Etat.PUBLIE
    assert CYCLE.allows(Etat.BROUILLON, "publier")
    assert not CYCLE.allows(Etat.PUBLIE, "publier")


def test_a_transition_that_does_not_exist_is_refused_in_words() -> None:
    with pytest.raises(TransitionRefusee) as caught:
        CYCLE.next_state(Etat.PUBLIE, "publier")
    assert caught.value.motif == "Ce n’est plus possible\u00a0: l’appel est maintenant «\u00a0publié\u00a0»."


@given(st.sampled_from(list(Etat)), st.text(max_size=10))
def test_an_unknown_act_never_moves_anything(etat: Etat, acte: str) -> None:
    assert CYCLE.allows(etat, acte) is ((etat, acte) in CYCLE.transitions)


@pytest.mark.parametrize("resultat", list(Resultat))
@pytest.mark.parametrize("niveau", list(Niveau))
def test_only_a_blocking_rule_that_is_not_satisfied_blocks(resultat: Resultat, niveau: Niveau) -> None:
    constat = Constat(Regle("R99", "Essai", "texte", niveau), resultat, "Une phrase.")
    assert constat.bloque is (niveau is Niveau.BLOQUANT and resultat is Resultat.NON_SATISFAIT)


def test_a_finding_is_kept_with_the_wording_of_its_rule() -> None:
    constat = Constat(Regle("R57", "Première séance", "AMI 2024"), Resultat.A_VERIFIER, "À relire.", valeur="2")
    kept = constat.as_dict()
    assert kept["regle"] == {"code": "R57", "libelle": "Première séance", "source": "AMI 2024", "niveau": "bloquant"}
    assert (kept["resultat"], kept["valeur"], kept["limite"]) == ("a_verifier", "2", "")
    assert set(LIBELLES_RESULTAT) == set(Resultat)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ActionRefusee("non"), 409),
        (AccesRefuse("non"), 403),
        (Introuvable(), 404),
        (ConflitVersion(), 409),
        (TransitionRefusee("non"), 409),
    ],
)
def test_a_refusal_has_a_code_and_a_sentence(error: ActionRefusee, code: int) -> None:
    assert error.code == code
    assert str(error) == error.motif
    assert error.champ is None


def test_a_decision_is_true_or_says_why_not() -> None:
    assert OUI
    assert not non("Ce dossier est clos.")
    assert non("Ce dossier est clos.").motif == "Ce dossier est clos."


def test_every_role_has_a_name_and_its_own_account() -> None:
    for role in Role:
        assert LIBELLES_ROLE[role]
        assert may(role, Permission.COMPTE_PROPRE)


def test_every_permission_belongs_to_somebody_and_is_named_by_stage() -> None:
    given_ = frozenset().union(*PERMISSIONS.values())
    assert given_ == set(Permission)
    assert all(len(p.value.split(":")) == 3 for p in Permission)


@pytest.mark.parametrize("permission", [p for p in Permission if p.value.rsplit(":", 1)[1] not in ("lire", "propre")])
def test_s15_a_funder_only_reads(permission: Permission) -> None:
    assert not may(Role.FINANCEUR, permission)


def test_s9_an_establishment_never_holds_what_the_commission_holds() -> None:
    for permission in (Permission.COMMISSION_NOTER, Permission.COMMISSION_GERER, Permission.CANDIDATURE_INSTRUIRE):
        assert not may(Role.REPRESENTANT, permission)


@given(st.dates(date(2025, 1, 1), date(2035, 12, 30)), st.sampled_from(ZONES))
def test_s41_a_deadline_ends_its_own_local_day(day: date, zone: str) -> None:
    end = deadline_after(day, zone)
    assert end.tzinfo is UTC
    assert local_day(end - timedelta(microseconds=1), zone) == day
    assert local_day(end, zone) == day + timedelta(days=1)


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29), date(2027, 12, 31)])
def test_s41_a_deadline_holds_on_the_days_that_surprise(day: date) -> None:
    local = deadline_after(day, "Europe/Paris").astimezone(ZoneInfo("Europe/Paris"))
    assert (local.date(), local.hour, local.minute) == (day + timedelta(days=1), 0, 0)


def test_midnight_in_guadeloupe_is_the_morning_after_in_paris() -> None:
    assert deadline_after(date(2027, 2, 20), "America/Guadeloupe") == datetime(2027, 2, 21, 4, 0, tzinfo=UTC)
    assert deadline_after(date(2027, 2, 20), "Europe/Paris") == datetime(2027, 2, 20, 23, 0, tzinfo=UTC)
    assert local_day(datetime(2027, 2, 21, 2, 0, tzinfo=UTC), "America/Guadeloupe") == date(2027, 2, 20)


def test_a_settable_clock_stands_still_until_moved() -> None:
    clock = SettableClock()
    assert clock.now() == clock.now()
    clock.set(datetime(2027, 3, 1, 1, 0, tzinfo=ZoneInfo("Europe/Paris")))
    assert clock.now() == datetime(2027, 3, 1, 0, 0, tzinfo=UTC)


def test_the_system_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC
