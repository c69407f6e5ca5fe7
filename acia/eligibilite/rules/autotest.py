"""« Suis-je éligible ? »: what the register alone says to a visitor, rule by rule, and what remains to prove. Pure.

Nothing is decided here: the same rules as those of a deposited file are run on an empty one, and what they find is
sorted by what the visitor may do about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from acia.candidatures.rules import AutorisationDeclaree, AvisCse, NatureAutorisation, Reponses
from acia.core.clock import date_in_words
from acia.core.rules import Constat, Regle, Resultat
from acia.eligibilite.rules import catalogue
from acia.eligibilite.rules.dossier import (
    PIECE_ARRETE,
    PIECE_AVIS,
    PIECE_RENOUVELLEMENT,
    check_avis,
    check_validite,
)
from acia.eligibilite.rules.faits import Faits, FaitsAppel, FaitsRegistre, departement_in_words
from acia.eligibilite.rules.registre import (
    CATEGORIES_ASE,
    check_autorisation,
    check_departement,
    check_numero,
    check_territoire,
)
from acia.referentiel.rules import (
    AGREGAT_PJJ,
    CATEGORIE_LVA,
    PHRASES_REFUS,
    Refus,
    departement_of_numero,
    is_protection_enfance,
)


class Situation(StrEnum):
    """What a visitor may do about a rule."""

    ACQUIS = "acquis"
    A_PROUVER = "a_prouver"
    A_SIGNALER = "a_signaler"
    ARBITRAGE = "arbitrage"
    OBSTACLE = "obstacle"


LIBELLES_SITUATION: Final[dict[Situation, tuple[str, str]]] = {
    Situation.ACQUIS: ("Rempli", "vert"),
    Situation.A_PROUVER: ("À prouver", "bleu"),
    Situation.A_SIGNALER: ("À savoir", "gris"),
    Situation.ARBITRAGE: ("À arbitrer", "ambre"),
    Situation.OBSTACLE: ("Fait obstacle", "rouge"),
}


@dataclass(frozen=True)
class Declaration:
    """What the visitor may say besides her number; everything is optional."""

    nature: str = ""
    resultat: str = ""
    instance: str = ""


@dataclass(frozen=True)
class LigneAutotest:
    """One rule: where the visitor stands, with which document she will prove it, what would exclude her."""

    regle: Regle
    situation: Situation
    phrase: str
    trouve: str = ""
    preuve: str = ""
    """Code of the document asked for, or a sentence when the form itself is the proof."""
    exclusion: str = ""


_FORMULAIRE: Final = "Vos réponses au formulaire."
_EN_REPONDANT: Final[tuple[tuple[Regle, str, str, str], ...]] = (
    (
        catalogue.R17,
        "Décrivez un projet qui améliore les conditions de travail par des actions concrètes. Tous les thèmes sont "
        "admis.",
        _FORMULAIRE,
        "Un projet sans lien avec les conditions de travail.",
    ),
    (
        catalogue.R18,
        "La direction, le personnel et les métiers s’associent au projet de leur plein gré.",
        _FORMULAIRE,
        "Un projet mené sans les professionnels.",
    ),
    (
        catalogue.R22,
        "Nommez trois personnes différentes : direction, représentant du personnel, représentant métier.",
        "Leur nom, leur fonction et leur courriel professionnel.",
        "La même personne pour deux rôles.",
    ),
    (
        catalogue.R23,
        "Engagez-vous à ce que les trois participent aux quatre temps collectifs.",
        "Un engagement à cocher.",
        "L’absence d’engagement.",
    ),
    (
        catalogue.R24,
        "Engagez-vous à venir à la première séance, dans les deux mois de la lettre d’engagement.",
        "Un engagement à cocher.",
        "L’absence d’engagement.",
    ),
    (
        catalogue.R25,
        "Engagez-vous à partager ce que vous aurez appris : témoignage, récit ou vidéo.",
        "Un engagement à cocher.",
        "L’absence d’engagement.",
    ),
)


def facts_of_visitor(
    registre: FaitsRegistre,
    appel: FaitsAppel,
    declaration: Declaration,
    *,
    jour: date,
    autorisation: date | None,
    noms: tuple[tuple[str, str], ...],
) -> Faits:
    """The facts of a file that does not exist yet: the register, the call, and what the visitor adds."""
    nature = declaration.nature or likely_nature(registre)
    return Faits(
        jour=jour,
        depot=jour,
        departement=registre.departement,
        registre=registre,
        appel=appel,
        reponses=Reponses(
            autorisation=AutorisationDeclaree(nature=nature, date_arrete=autorisation),
            avis_cse=AvisCse(instance=declaration.instance, resultat=declaration.resultat),
        ),
        noms=noms,
    )


def likely_nature(registre: FaitsRegistre) -> str:
    """What the category of the register points to; empty when it says nothing. It never decides alone (R14)."""
    if registre.categorie == CATEGORIE_LVA:
        return NatureAutorisation.LVA_AUTRE
    if registre.agregat == AGREGAT_PJJ:
        return NatureAutorisation.PJJ
    return NatureAutorisation.ASE if registre.categorie in CATEGORIES_ASE else ""


def reading_of_category(categorie: str, agregat: str) -> Situation:
    """Where an establishment stands on R14 by its category alone: what a visitor would read before saying anything."""
    registre = FaitsRegistre(numero="", categorie=categorie, agregat=agregat)
    declaration, day = Declaration(), date.min
    faits = facts_of_visitor(registre, FaitsAppel(()), declaration, jour=day, autorisation=None, noms=())
    return _check_nature(faits, declaration).situation


def self_check(faits: Faits, declaration: Declaration) -> list[LigneAutotest]:
    """Return where a visitor stands, rule by rule."""
    lines = [_check_identity(faits), _check_territory(faits), *_check_move(faits), _check_nature(faits, declaration)]
    lines += [_check_decree(faits), _check_age(faits), _check_opinion(faits, declaration)]
    answers = [
        LigneAutotest(regle, Situation.A_PROUVER, phrase, preuve=preuve, exclusion=exclusion)
        for regle, phrase, preuve, exclusion in _EN_REPONDANT
    ]
    return lines + answers


def _check_identity(faits: Faits) -> LigneAutotest:
    """R12, E20: a closed establishment has another number, or opens no file."""
    registre, constat = faits.registre, check_numero(faits)
    if not registre.ouvert:
        since = f" depuis le {date_in_words(registre.date_fermeture)}" if registre.date_fermeture else ""
        phrase = (
            f"Le registre indique que cet établissement est fermé{since}. S’il a changé de numéro, après une fusion "
            "ou un déménagement, cherchez le nouveau."
        )
        return LigneAutotest(catalogue.R12, Situation.OBSTACLE, phrase, registre.numero, "", "Un établissement fermé.")
    situation = Situation.ACQUIS if constat.resultat is Resultat.SATISFAIT else Situation.ARBITRAGE
    phrase = "Votre numéro est celui d’un établissement connu du registre, et ouvert."
    return LigneAutotest(
        catalogue.R12, situation, phrase if situation is Situation.ACQUIS else constat.phrase, registre.numero
    )


def _check_territory(faits: Faits) -> LigneAutotest:
    """R2, E21: the département of the establishment counts, whatever that of its head office."""
    constat, registre = check_territoire(faits), faits.registre
    phrase = constat.phrase
    head = departement_of_numero(registre.numero_ej) if registre.numero_ej else None
    if head and head != faits.departement:
        phrase += (
            " Votre organisme gestionnaire est immatriculé dans un autre département, "
            f"{departement_in_words(faits, head)} : c’est celui de l’établissement qui compte."
        )
    situation = Situation.ACQUIS if constat.resultat is Resultat.SATISFAIT else Situation.OBSTACLE
    return LigneAutotest(
        catalogue.R2, situation, phrase, constat.valeur, exclusion=f"Un autre département que : {constat.limite}."
    )


def _check_move(faits: Faits) -> list[LigneAutotest]:
    """R13: said only when there is something to say."""
    constat = check_departement(faits)
    if constat.resultat is not Resultat.NON_SATISFAIT:
        return []
    return [LigneAutotest(catalogue.R13, Situation.A_SIGNALER, constat.phrase, constat.valeur)]


def _check_nature(faits: Faits, declaration: Declaration) -> LigneAutotest:
    """R14, E23, E24: what the visitor says, or else what the category points to."""
    constat, registre = check_autorisation(faits), faits.registre
    category = registre.libelle_categorie or registre.categorie
    exclusion = "Une autorisation de la seule protection judiciaire de la jeunesse."
    if not is_protection_enfance(registre.categorie, registre.agregat):
        phrase = f"{PHRASES_REFUS[Refus.CATEGORIE]} Votre arrêté peut dire le contraire : une personne le lira."
        return LigneAutotest(catalogue.R14, Situation.ARBITRAGE, phrase, category, PIECE_ARRETE, exclusion)
    situation = {
        Resultat.NON_SATISFAIT: Situation.OBSTACLE,
        Resultat.A_VERIFIER: Situation.ARBITRAGE,
    }.get(constat.resultat, Situation.A_PROUVER)
    phrase = constat.phrase
    if situation is Situation.A_PROUVER:
        known = likely_nature(registre) and not declaration.nature
        phrase = (
            "D’après le registre, votre catégorie relève de l’aide sociale à l’enfance. L’arrêté le prouvera."
            if known
            else "Votre autorisation doit relever de l’aide sociale à l’enfance, seule ou avec la PJJ."
        )
    elif situation is Situation.OBSTACLE and not declaration.nature:
        phrase += " Si votre arrêté est aussi signé du président du conseil départemental, dites-le ci-dessous."
    return LigneAutotest(catalogue.R14, situation, phrase, category, PIECE_ARRETE, exclusion)


def _check_decree(faits: Faits) -> LigneAutotest:
    double = faits.reponses.autorisation.nature == NatureAutorisation.ASE_PJJ
    phrase = "Joignez l’arrêté du président du conseil départemental, avec sa date et son fondement."
    if double:
        phrase = "Joignez l’arrêté conjoint du président du conseil départemental et du préfet, ou les deux arrêtés."
    exclusion = "Un arrêté absent, ou qui ne fonde pas l’autorisation sur l’aide sociale à l’enfance."
    return LigneAutotest(catalogue.R15, Situation.A_PROUVER, phrase, "", PIECE_ARRETE, exclusion)


def _check_age(faits: Faits) -> LigneAutotest:
    """R16, E22: an old arrêté never excludes; its renewal is to be shown."""
    constat: Constat = check_validite(faits)
    phrase, piece, situation = constat.phrase, "", Situation.ACQUIS
    if constat.resultat is Resultat.A_VERIFIER:
        situation, piece = Situation.A_PROUVER, PIECE_RENOUVELLEMENT
        phrase = (
            "L’arrêté connu du registre a plus de quinze ans. L’autorisation s’est sans doute renouvelée tacitement : "
            "joignez la preuve du renouvellement, ou déclarez-le. Cela n’exclut jamais."
        )
    elif constat.resultat is Resultat.INCONNU:
        situation = Situation.A_SIGNALER
        phrase = "Le registre ne date pas votre arrêté. S’il a plus de quinze ans, vous direz son renouvellement."
    return LigneAutotest(catalogue.R16, situation, phrase, constat.valeur, piece)


def _check_opinion(faits: Faits, declaration: Declaration) -> LigneAutotest:
    """R19, R20, E5 to E10: a favourable opinion, really given; until then it is to be proved."""
    exclusion = "Un avis défavorable, ou l’absence d’avis : un mois de silence vaut avis négatif."
    limite = faits.appel.avis_differe_limite
    phrase = "L’instance représentative du personnel doit rendre un avis favorable sur le projet avant le dépôt."
    if faits.appel.avis_differe_admis and limite:
        phrase = f"L’instance doit rendre un avis favorable, au plus tard le {date_in_words(limite)}."
    situation = Situation.A_PROUVER
    if declaration.resultat:
        constat = check_avis(faits)
        phrase = constat.phrase
        if constat.resultat is Resultat.NON_SATISFAIT:
            situation = Situation.OBSTACLE
        elif constat.resultat is Resultat.A_VERIFIER:
            situation = Situation.ARBITRAGE
    return LigneAutotest(catalogue.R19, situation, phrase, "", PIECE_AVIS, exclusion)


def outcome_of(lines: Iterable[LigneAutotest]) -> Situation:
    """The whole in a word: an obstacle wins, then what must be weighed, then what remains to prove."""
    found = {line.situation for line in lines}
    return next(s for s in (Situation.OBSTACLE, Situation.ARBITRAGE, Situation.A_PROUVER) if s in found)


def name_proof(line: LigneAutotest, pieces: dict[str, str]) -> LigneAutotest:
    """The same line with the document named as the call names it."""
    return replace(line, preuve=pieces.get(line.preuve, "" if line.preuve in _CODES else line.preuve))


_CODES: Final = frozenset({PIECE_ARRETE, PIECE_AVIS, PIECE_RENOUVELLEMENT})
