"""R48 to R55: what a plan of cohortes must respect, what it should, and what a number of establishments makes. Pure."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from acia.core.partage import NBSP, Bornes, agree
from acia.core.rules import Constat, Niveau, Regle, Resultat
from acia.referentiel.noms import readable_town

AMI: Final = "AMI Acia 2024"
MAISON: Final = "Règle de la maison, d’après l’AMI Acia 2024"
R48: Final = Regle("R48", "Une cohorte réunit de quatre à cinq établissements.", AMI)
R49: Final = Regle("R49", "Les établissements d’une cohorte sont du même département.", AMI)
R50: Final = Regle("R50", "Le nombre d’établissements doit se partager en cohortes.", AMI, Niveau.INFORMATION)
R51: Final = Regle("R51", "Les places suivent le classement de la commission.", MAISON, Niveau.ALERTE)
R52: Final = Regle("R52", "Une cohorte réunit des gestionnaires différents.", AMI, Niveau.ALERTE)
R53: Final = Regle("R53", "Un établissement est dans une seule cohorte active.", MAISON)
R54: Final = Regle("R54", "Une cohorte réduite continue par dérogation motivée.", MAISON, Niveau.ALERTE)
R55: Final = Regle("R55", "Un intervenant, sans lien avec les dossiers, suit la cohorte.", AMI, Niveau.ALERTE)
R56: Final = Regle("R56", "Chaque établissement a signé sa lettre d’engagement.", AMI)
R62: Final = Regle("R62", "Un membre de la cohorte accueille les journées en présence.", AMI)
LONGUEUR_NOM: Final = 120
_CEDEX: Final = re.compile(r"\s+CEDEX(\s+\d+)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Retenu:
    """A retained establishment as the rules and the solver want it; `id` is its FINESS number."""

    id: str
    engagement_id: uuid.UUID
    nom: str
    commune: str
    departement: str
    rang: int | None
    lat: float | None
    lon: float | None
    gestionnaire: str
    themes: frozenset[str]
    accueille: bool
    signe: bool


@dataclass(frozen=True)
class Groupe:
    """A cohorte as the rules read it; `hote` is the id of a member, `juges` those the intervenant has judged."""

    nom: str
    membres: tuple[Retenu, ...]
    hote: str | None
    intervenant: str = ""
    juges: frozenset[str] = frozenset()
    validee: bool = False


def check_groupe(groupe: Groupe, bornes: Bornes) -> tuple[Constat, ...]:
    """Every rule on one cohorte, satisfied or not, in the order they are shown."""
    return (
        _size(groupe, bornes),
        _one_departement(groupe),
        _letters(groupe),
        _host(groupe),
        _managers(groupe),
        _intervenant(groupe),
    )


def check_plan(groupes: Sequence[Groupe], attente: Sequence[Retenu]) -> tuple[Constat, ...]:
    """The rules that look at the whole département: nobody twice, and places by rank."""
    return (_once(groupes), _by_rank(groupes, attente))


def broken(constats: Iterable[Constat]) -> tuple[Constat, ...]:
    """Keep what must be corrected or weighed, the blocking ones first."""
    kept = [constat for constat in constats if constat.resultat is not Resultat.SATISFAIT]
    return tuple(sorted(kept, key=lambda constat: not constat.bloque))


def _found(regle: Regle, fault: str, kept: str = "", valeur: str = "", limite: str = "") -> Constat:
    """One finding: `fault` is empty when the rule holds."""
    if not fault:
        return Constat(regle, Resultat.SATISFAIT, kept or regle.libelle, valeur, limite)
    resultat = Resultat.NON_SATISFAIT if regle.niveau is Niveau.BLOQUANT else Resultat.A_VERIFIER
    return Constat(regle, resultat, fault, valeur, limite)


def _size(groupe: Groupe, bornes: Bornes) -> Constat:
    nombre = len(groupe.membres)
    valeur, limite = agree(nombre, "établissement"), f"de {bornes.minimum} à {bornes.maximum}"
    inside = bornes.minimum <= nombre <= bornes.maximum
    if groupe.validee:
        fault = (
            f"{groupe.nom} n’a plus que {valeur}{NBSP}: elle continue par dérogation motivée, ou la liste d’attente est"
            " appelée avant la deuxième séance."
        )
        return _found(R54, "" if inside else fault, R48.libelle, valeur, limite)
    fault = f"{groupe.nom} compte {valeur}{NBSP}; il en faut {limite}."
    return _found(R48, "" if inside else fault, "", valeur, limite)


def _one_departement(groupe: Groupe) -> Constat:
    codes = sorted({membre.departement for membre in groupe.membres})
    fault = f"{groupe.nom} réunit plusieurs départements{NBSP}: {', '.join(codes)}."
    return _found(R49, fault if len(codes) > 1 else "", "", ", ".join(codes), "un seul")


def _letters(groupe: Groupe) -> Constat:
    missing = [membre.nom for membre in groupe.membres if not membre.signe]
    fault = f"La lettre d’engagement n’est pas signée, ou elle a été retirée{NBSP}: {', '.join(missing)}."
    return _found(R56, fault if missing else "")


def _host(groupe: Groupe) -> Constat:
    host = next((membre for membre in groupe.membres if membre.id == groupe.hote), None)
    if host is None and not any(membre.accueille for membre in groupe.membres):
        return _found(R62, f"Aucun établissement de {groupe.nom} ne peut accueillir les autres.")
    if host is None:
        return _found(R62, f"{groupe.nom} n’a pas d’hôte{NBSP}: choisissez l’établissement qui accueille.")
    fault = f"{host.nom} a indiqué ne pas pouvoir accueillir{NBSP}: choisissez un autre hôte."
    return _found(R62, "" if host.accueille else fault, f"{host.nom} accueille {groupe.nom}.")


def _managers(groupe: Groupe) -> Constat:
    pairs = [
        f"{a.nom} et {b.nom}"
        for a, b in combinations(groupe.membres, 2)
        if a.gestionnaire and a.gestionnaire == b.gestionnaire
    ]
    fault = f"Même gestionnaire dans {groupe.nom}{NBSP}: {f'{NBSP}; '.join(pairs)}."
    return _found(R52, fault if pairs else "")


def _intervenant(groupe: Groupe) -> Constat:
    if not groupe.intervenant:
        return _found(R55, f"Aucun intervenant n’est encore nommé pour {groupe.nom}.")
    judged = [membre.nom for membre in groupe.membres if membre.id in groupe.juges]
    fault = f"{groupe.intervenant} a siégé en commission sur un dossier de {groupe.nom}{NBSP}: {', '.join(judged)}."
    return _found(R55, fault if judged else "", f"{groupe.intervenant} suit {groupe.nom}.")


def _once(groupes: Sequence[Groupe]) -> Constat:
    times = Counter(membre.id for groupe in groupes for membre in groupe.membres)
    names = {membre.id: membre.nom for groupe in groupes for membre in groupe.membres}
    twice = sorted(names[identifier] for identifier, count in times.items() if count > 1)
    return _found(R53, f"Dans plusieurs cohortes à la fois{NBSP}: {', '.join(twice)}." if twice else "")


def _by_rank(groupes: Sequence[Groupe], attente: Sequence[Retenu]) -> Constat:
    """Someone waits while someone less well ranked, in a cohorte still being formed, has a place."""
    placed = [membre for groupe in groupes if not groupe.validee for membre in groupe.membres]
    passed_over = [
        f"{waiting.nom} attend ({_rank(waiting)}) alors que {last.nom} ({_rank(last)}) a une place"
        for waiting in sorted(attente, key=rank_key)
        if placed and rank_key(last := max(placed, key=rank_key)) > rank_key(waiting)
    ]
    return _found(R51, f"{f'{NBSP}; '.join(passed_over)}." if passed_over else "")


def rank_key(retenu: Retenu) -> tuple[bool, int, str]:
    """Order of the ranking; an establishment without rank comes last."""
    return (retenu.rang is None, retenu.rang or 0, retenu.id)


def _rank(retenu: Retenu) -> str:
    return "sans rang" if retenu.rang is None else f"rang {retenu.rang}"


def commune_name(commune: str) -> str:
    """A commune as one says it: the register writes « BREST CEDEX 2 »."""
    return readable_town(_CEDEX.sub("", commune.strip()))


def propose_name(membres: Sequence[Retenu], hote: str | None, taken: Iterable[str]) -> str:
    """« Landerneau–Brest »: the commune of the host, then the first other one in the ranking."""
    by_rank = sorted(membres, key=lambda membre: (membre.id != hote, rank_key(membre)))
    communes = list(dict.fromkeys(name for membre in by_rank if (name := commune_name(membre.commune))))
    base = "–".join(name[:50] for name in communes[:2]) or "Nouvelle cohorte"
    used = set(taken)
    return next(name for n in range(1, len(used) + 2) if (name := base if n == 1 else f"{base} {n}") not in used)


@dataclass(frozen=True)
class Souhait:
    """What putting two establishments together would change, by name; `difference` is in minutes of cost."""

    premier: str
    second: str
    possible: bool
    difference: float
    deplaces: tuple[str, ...]
    perdent: tuple[str, ...]


def wish_phrases(souhait: Souhait) -> tuple[str, str]:
    """The price, then who moves."""
    if not souhait.possible:
        return "impossible", "aucun plan ne les réunit sans enfreindre une règle ou le classement."
    moves = [_agreeing(souhait.deplaces, "change de cohorte", "changent de cohorte")] if souhait.deplaces else []
    moves += [_agreeing(souhait.perdent, "n’a plus de place", "n’ont plus de place")] if souhait.perdent else []
    if not moves:
        return f"+{NBSP}0{NBSP}minute", "ils sont déjà ensemble dans le meilleur plan."
    sign = "+" if souhait.difference >= 0 else "−"
    minutes = agree(round(abs(souhait.difference)), "minute")
    return f"{sign}{NBSP}{minutes}", f"{f'{NBSP}; '.join(moves)}."


def _agreeing(names: Sequence[str], singular: str, plural: str) -> str:
    said = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
    return f"{said} {singular if len(names) == 1 else plural}"


REGLES: Final = (R48, R49, R50, R51, R52, R53, R54, R55, R56, R62)
_EFFETS: Final = {
    Niveau.BLOQUANT: "refuse la validation",
    Niveau.ALERTE: "à peser",
    Niveau.INFORMATION: "information",
}


def rules_table() -> str:
    """The rules of the stage as a table, for its page."""
    lines = [f"| {r.code} | {r.libelle} | {_EFFETS[r.niveau]} | {r.source} |" for r in REGLES]
    return "\n".join(["| Règle | Énoncé | Effet | Source |", "|---|---|---|---|", *lines])
