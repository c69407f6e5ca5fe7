"""Possible conflicts: what is compared, what is never taken for a tie (R37, E42)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.commission.rules import Attaches, DossierJuge, Lien, conflict_grounds, domain_of, same_name
from acia.commission.workflow import NatureLien

DOSSIER = DossierJuge(
    "d1",
    "MECS Les Hirondelles du Port",
    "290000017",
    "290000900",
    ("Foyer La Grande Ourse", "SESSAD du Port"),
    ("direction@hirondelles-port.fr", "delegue@gmail.com"),
)


@pytest.mark.parametrize(
    ("attaches", "ground"),
    [
        (Attaches(dossiers_ecrits=frozenset({"d1"})), "A contribué à ce dossier"),
        (Attaches("Association Les Hirondelles du Port"), "porte le nom de cet établissement"),
        (Attaches("La Grande Ourse"), "établissement du même gestionnaire (Foyer La Grande Ourse)"),
        (Attaches(courriel="jeanne@Hirondelles-Port.FR"), "Même domaine de courriel"),
        (Attaches(liens=(Lien(NatureLien.MISSION, "x", "290000017"),)), "avec cet établissement"),
        (Attaches(liens=(Lien(NatureLien.FAMILLE, "x", "290000900"),)), "même gestionnaire"),
        (Attaches(liens=(Lien(NatureLien.MANDAT, "x", "290000033", "290000900"),)), "même gestionnaire"),
        (Attaches(liens=(Lien(NatureLien.MANDAT, "Les hirondelles du port", ""),)), "porte le nom"),
        (Attaches(liens=(Lien(NatureLien.ECRITURE, "FINESS 29 000 0017", ""),)), "avec cet établissement"),
    ],
)
def test_r37_a_tie_is_proposed_with_its_ground(attaches: Attaches, ground: str) -> None:
    (said,) = conflict_grounds(attaches, DOSSIER)
    assert ground in said
    assert said.endswith(".")


@pytest.mark.parametrize(
    "attaches",
    [
        Attaches(),
        Attaches("Département du Finistère", "agent@departement.fr"),
        Attaches("Association", "quelqu-un@gmail.com"),
        Attaches("Le Port"),
        Attaches("Maison d’enfants", "a@reseau.test"),
        Attaches(liens=(Lien(NatureLien.EMPLOYEUR, "Foyer", ""),)),
        Attaches(dossiers_ecrits=frozenset({"d2"})),
    ],
)
def test_e42_nothing_is_proposed_without_ground(attaches: Attaches) -> None:
    assert conflict_grounds(attaches, DOSSIER) == ()


def test_a_file_without_managing_body_is_tied_by_nothing_empty() -> None:
    alone = DossierJuge("d2", "", "290000017")
    assert conflict_grounds(Attaches("", "", (Lien(NatureLien.MANDAT, "", ""),)), alone) == ()


@pytest.mark.parametrize("address", ["a@gmail.com", "a@orange.fr", "a@acia.test", "a@x.invalid", "", "a@local"])
def test_an_address_of_anybody_tells_no_employer(address: str) -> None:
    assert domain_of(address) == ""


@given(st.text(max_size=30), st.text(max_size=30))
def test_names_are_compared_both_ways_alike(one: str, other: str) -> None:
    assert same_name(one, other) == same_name(other, one)
