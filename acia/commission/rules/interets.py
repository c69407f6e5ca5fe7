"""Possible conflicts of interests, proposed from what is known, each with its ground in one sentence (R37, E42). Pure.

A proposal accuses nobody: the member answers it, or the chair settles it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from acia.commission.workflow import LIBELLES_LIEN, NatureLien

_MESSAGERIES: Final = frozenset({
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.fr", "outlook.com", "outlook.fr", "live.fr", "live.com",
    "msn.com", "yahoo.com", "yahoo.fr", "ymail.com", "icloud.com", "me.com", "orange.fr", "wanadoo.fr", "free.fr",
    "sfr.fr", "neuf.fr", "laposte.net", "bbox.fr", "numericable.fr", "gmx.fr", "gmx.com", "proton.me",
    "protonmail.com", "mailo.com", "aol.com",
})  # fmt: skip
"""Domains that anybody may use say nothing of an employer."""
_RESERVES: Final = frozenset({"test", "invalid", "example", "localhost"})
_MOTS_VIDES: Final = frozenset({
    "au", "aux", "de", "des", "du", "en", "et", "la", "le", "les", "pour", "sur", "association", "fondation", "asso",
    "etablissement", "maison", "enfants", "enfant", "mecs", "foyer", "service", "centre", "social", "sociale",
    "caractere",
})  # fmt: skip
_NUMERO: Final = re.compile(r"\d[\dAB]\d{7}")


@dataclass(frozen=True)
class Lien:
    """A tie that a member declared."""

    nature: NatureLien
    organisme: str
    numero: str = ""
    """FINESS number of the establishment or of its managing body, when she gave one."""
    gestionnaire: str = ""
    """Managing body of that establishment, as the register says."""


@dataclass(frozen=True)
class Attaches:
    """What is known of a member: her account, her declaration, the files she has worked on."""

    employeur: str = ""
    courriel: str = ""
    liens: tuple[Lien, ...] = ()
    dossiers_ecrits: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DossierJuge:
    """What is read of a file to compare: nothing of its content."""

    id: str
    nom: str
    numero_finess: str
    gestionnaire: str = ""
    voisins: tuple[str, ...] = ()
    """Names of the establishments of the same managing body."""
    courriels: tuple[str, ...] = ()
    """Addresses of its representatives."""


def domain_of(courriel: str) -> str:
    """The domain of an address when it tells an employer; nothing for a public service or a reserved name."""
    domain = courriel.rpartition("@")[2].casefold().strip()
    shared = domain in _MESSAGERIES or domain.rpartition(".")[2] in _RESERVES
    return "" if shared or "." not in domain else domain


def _words(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return frozenset(w for w in re.findall(r"[a-z0-9]+", plain) if w not in _MOTS_VIDES and len(w) > 1)


def same_name(one: str, other: str) -> bool:
    """True when the telling words of one name are all in the other, two at least unless the names are equal."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return False
    shorter, longer = sorted((first, second), key=len)
    return shorter == longer or (len(shorter) >= 2 and shorter <= longer)


def conflict_grounds(attaches: Attaches, dossier: DossierJuge) -> tuple[str, ...]:
    """Why this member may be in conflict on this file: one sentence a ground, none when nothing is known."""
    return tuple(dict.fromkeys((*_from_account(attaches, dossier), *_from_declaration(attaches, dossier))))


def _from_account(attaches: Attaches, dossier: DossierJuge) -> Iterator[str]:
    if dossier.id in attaches.dossiers_ecrits:
        yield "A contribué à ce dossier dans Acia : membre de son équipe, ou auteur d’un acte à son journal."
    for name in (dossier.nom, *dossier.voisins):
        if attaches.employeur and same_name(attaches.employeur, name):
            yield f"L’employeur indiqué au compte, « {attaches.employeur} », {_role(name, dossier)}."
            break
    domain = domain_of(attaches.courriel)
    if domain and domain in {domain_of(address) for address in dossier.courriels}:
        yield f"Même domaine de courriel qu’un représentant du dossier : {domain}."


def _role(name: str, dossier: DossierJuge) -> str:
    if name == dossier.nom:
        return "porte le nom de cet établissement"
    return f"porte le nom d’un établissement du même gestionnaire ({name})"


def _from_declaration(attaches: Attaches, dossier: DossierJuge) -> Iterator[str]:
    for lien in attaches.liens:
        said = f"{LIBELLES_LIEN[lien.nature]} : « {lien.organisme or lien.numero} »"
        numbers = set(_NUMERO.findall(lien.organisme.replace(" ", ""))) | ({lien.numero} if lien.numero else set())
        if dossier.numero_finess in numbers:
            yield f"Lien déclaré avec cet établissement ({said})."
        elif dossier.gestionnaire and dossier.gestionnaire in {*numbers, lien.gestionnaire}:
            yield f"Lien déclaré avec un établissement ou un organisme du même gestionnaire ({said})."
        else:
            found = next((n for n in (dossier.nom, *dossier.voisins) if same_name(lien.organisme, n)), None)
            if found is not None:
                yield f"Lien déclaré ({said}), qui {_role(found, dossier)}."
