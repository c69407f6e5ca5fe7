"""What a file has in common with the others: hints for the officer, who alone says what they mean. Pure.

None of them blocks, none enters a verdict: they are read afresh each time the page is opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from acia.core.clock import date_in_words
from acia.core.rules import Constat, Niveau, Regle, Resultat
from acia.eligibilite.rules.catalogue import R28, R29
from acia.eligibilite.rules.faits import DOSSIERS, REGISTRE
from acia.eligibilite.rules.parcours import LIBELLES_DISPOSITIF, Dispositif
from acia.referentiel.rules import search_words

CHOIX: Final = "Choix du programme"
LISTES: Final = "Listes des établissements déjà accompagnés"
AUTRES_DISPOSITIFS: Final = tuple(LIBELLES_DISPOSITIF[d] for d in Dispositif if d is not Dispositif.ACIA)
PARCOURS: Final = "Choix du programme, d’après la présentation d’Acia, Areso et Pas-à-pas par l’Anact"
R87: Final = Regle("R87", "L’établissement n’a pas déjà été accompagné par Acia", PARCOURS, Niveau.ALERTE)
RC1: Final = Regle("RC1", "L’établissement n’est suivi ni par Areso ni par Pas-à-pas", PARCOURS, Niveau.INFORMATION)
RC2: Final = Regle("RC2", "Personne ne représente deux établissements", CHOIX, Niveau.ALERTE)
RC3: Final = Regle("RC3", "Les messageries des trios sont celles de leur gestionnaire", CHOIX, Niveau.ALERTE)
RC4: Final = Regle("RC4", "Le SIRET et le gestionnaire n’ont pas changé depuis le dépôt", CHOIX, Niveau.ALERTE)
MESSAGERIES_PUBLIQUES: Final = frozenset(
    f"{name}.{end}"
    for end in ("com", "fr", "net")
    for name in (
        *("aol", "bbox", "cegetel", "free", "gmail", "gmx", "googlemail", "hotmail", "icloud", "laposte", "live", "me"),
        *("msn", "neuf", "numericable", "orange", "outlook", "protonmail", "sfr", "wanadoo", "yahoo", "ymail"),
    )
)
"""Domains that anybody may have: sharing one says nothing."""

GESTIONNAIRES_LIES: Final = 3
"""A domain that more other managers share is that of a provider: it says nothing either."""


@dataclass(frozen=True)
class Personne:
    """A representative, as a file declares her."""

    prenom: str
    nom: str
    courriel: str

    @property
    def mots(self) -> frozenset[str]:
        """Words of the name without accents, case or order."""
        return frozenset(search_words(f"{self.prenom} {self.nom}"))

    @property
    def domaine(self) -> str:
        """Domain of the address; empty when anybody may have it."""
        domain = self.courriel.rpartition("@")[2].casefold()
        return "" if domain in MESSAGERIES_PUBLIQUES else domain


@dataclass(frozen=True)
class DossierLu:
    """A living file of the call, with what the register says today of its establishment."""

    numero: str
    numero_finess: str
    numero_ej: str
    siret: str
    trio: tuple[Personne, ...] = ()


@dataclass(frozen=True)
class FaitsRecoupement:
    """All that the cross-checks read."""

    jour: date
    dossier: DossierLu
    autres: tuple[DossierLu, ...]
    """The other living files of the call."""
    siret_depot: str = ""
    ej_depot: str = ""
    date_donnees: date | None = None
    """Day of the register's data."""
    parcours: tuple[str, ...] = ()
    """What the same establishment has lived in Acia besides this call, in words."""
    ailleurs: tuple[str, ...] = ()
    """What the list kept here says of Areso and Pas-à-pas for it, in words."""
    listes: tuple[tuple[str, date], ...] = ()
    """Those of the two schemes of which a list is kept here, with the day of its last entry."""


def cross_check(faits: FaitsRecoupement) -> list[Constat]:
    """Every cross-check of a file, in the order of the panel."""
    return [
        _same_place(faits),
        _same_manager(faits),
        _accompanied(faits),
        _other_schemes(faits),
        _same_person(faits),
        _same_domain(faits),
        _moved(faits),
    ]


def _found(
    faits: FaitsRecoupement, regle: Regle, phrase: str, seen: Iterable[str], otherwise: str, origin: str = DOSSIERS
) -> Constat:
    """A hint when something is seen, and what is said when nothing is."""
    value = " ; ".join(seen)
    outcome = Resultat.NON_SATISFAIT if value else Resultat.SATISFAIT
    return Constat(regle, outcome, phrase if value else otherwise, value, "", origin, date_in_words(faits.jour))


def _is_same_place(a: DossierLu, b: DossierLu) -> bool:
    return a.numero_finess == b.numero_finess or bool(a.siret and a.siret == b.siret)


def _is_same_manager(a: DossierLu, b: DossierLu) -> bool:
    return bool(a.numero_ej) and a.numero_ej == b.numero_ej


def _same_place(faits: FaitsRecoupement) -> Constat:
    """R28, E17: one file an establishment."""
    seen = [other.numero for other in faits.autres if _is_same_place(faits.dossier, other)]
    phrase = "Un autre dossier de l’appel porte le même numéro FINESS ou le même SIRET : un seul sera examiné."
    return _found(faits, R28, phrase, seen, "C’est le seul dossier de l’établissement dans l’appel.")


def _same_manager(faits: FaitsRecoupement) -> Constat:
    """R29, E4, E18: allowed, and seen."""
    mine = faits.dossier
    seen = [o.numero for o in faits.autres if _is_same_manager(mine, o) and not _is_same_place(mine, o)]
    phrase = "Le même organisme gestionnaire présente d’autres établissements : c’est permis, la commission le saura."
    return _found(faits, R29, phrase, seen, "C’est le seul dossier de l’organisme gestionnaire.")


def _accompanied(faits: FaitsRecoupement) -> Constat:
    """R87, E52: seen; no source forbids it."""
    phrase = "L’établissement s’est déjà engagé dans Acia. Rien ne l’interdit : la commission doit le savoir."
    return _found(faits, R87, phrase, faits.parcours, "Aucun engagement de l’établissement dans un autre appel Acia.")


def _other_schemes(faits: FaitsRecoupement) -> Constat:
    """R87, E52: the list kept here says it; of a scheme without a list, that nothing is known is what is said."""
    kept = dict(faits.listes)
    missing = [name for name in AUTRES_DISPOSITIFS if name not in kept]
    if missing and not faits.ailleurs:
        names = " ni ".join(_of(name) for name in missing)
        phrase = f"Aucune liste {names} n’est tenue ici : demandez à l’établissement."
        return Constat(RC1, Resultat.INCONNU, phrase)
    read = " et ".join(f"{name} tenue au {date_in_words(day)}" for name, day in sorted(kept.items()))
    phrase = "L’établissement a été suivi par un autre dispositif. Rien ne l’interdit : la commission doit le savoir."
    return _found(faits, RC1, phrase, faits.ailleurs, f"L’établissement n’est dans aucune liste : {read}.", LISTES)


def _of(name: str) -> str:
    """« d’Areso », « de Pas-à-pas »."""
    return f"d’{name}" if name[0] in "AEIOUY" else f"de {name}"


def _same_person(faits: FaitsRecoupement) -> Constat:
    """The same name, or the same address, in the trios of two establishments."""
    pairs = [
        f"{mine.prenom} {mine.nom} : {other.numero} ({words})"
        for other in faits.autres
        for mine in faits.dossier.trio
        if (words := _shared(mine, other.trio))
    ]
    phrase = (
        "La même personne semble représenter un autre établissement. Un homonyme ou une boîte partagée s’expliquent : "
        "vérifiez qu’elle peut suivre les deux."
    )
    return _found(faits, RC2, phrase, pairs, "Aucun représentant ne figure dans un autre dossier de l’appel.")


def _shared(person: Personne, trio: Iterable[Personne]) -> str:
    """What a person shares with the nearest one of another trio, in words; empty when nothing."""
    found = {(_same_name(person, p), _same_mail(person, p)) for p in trio}
    said = {(True, True): "même nom, même courriel", (False, True): "même courriel", (True, False): "même nom"}
    return next((words for shared, words in said.items() if shared in found), "")


def _same_name(a: Personne, b: Personne) -> bool:
    return bool(a.mots) and a.mots == b.mots


def _same_mail(a: Personne, b: Personne) -> bool:
    return bool(a.courriel) and a.courriel.casefold() == b.courriel.casefold()


def _same_domain(faits: FaitsRecoupement) -> Constat:
    """Two managers whose representatives write from the same house: one group, perhaps."""
    others = [other for other in faits.autres if not _is_same_manager(faits.dossier, other)]
    seen = [
        f"{domain} : {other.numero}"
        for domain in sorted({person.domaine for person in faits.dossier.trio} - {""})
        if len({o.numero_ej or o.numero for o in others if _writes_from(o, domain)}) <= GESTIONNAIRES_LIES
        for other in others
        if _writes_from(other, domain)
    ]
    phrase = (
        "Des représentants d’un autre gestionnaire écrivent depuis le même domaine : les deux organismes sont "
        "peut-être liés."
    )
    return _found(faits, RC3, phrase, seen, "Aucun domaine de messagerie n’est partagé avec un autre gestionnaire.")


def _writes_from(dossier: DossierLu, domain: str) -> bool:
    return any(person.domaine == domain for person in dossier.trio)


def _moved(faits: FaitsRecoupement) -> Constat:
    """What the register said at the deposit, and what it says now. The form asks for no SIRET."""
    today = faits.dossier
    seen = [
        f"{word} {before} au dépôt, {now} aujourd’hui"
        for word, before, now in (
            ("SIRET", faits.siret_depot, today.siret),
            ("gestionnaire", faits.ej_depot, today.numero_ej),
        )
        if before and now and before != now
    ]
    phrase = "Le registre a changé depuis le dépôt : reprise par un autre organisme, fusion ou correction."
    day = date_in_words(faits.date_donnees) if faits.date_donnees else ""
    if seen:
        return Constat(RC4, Resultat.NON_SATISFAIT, phrase, " ; ".join(seen), "", REGISTRE, day)
    if not today.siret:
        words = "Le registre ne donne pas le SIRET de l’établissement, et le formulaire ne le demande pas."
        return Constat(RC4, Resultat.INCONNU, words, "", "", REGISTRE, day)
    words = "Le registre dit la même chose qu’au dépôt."
    return Constat(RC4, Resultat.SATISFAIT, words, f"SIRET {today.siret}", "", REGISTRE, day)
