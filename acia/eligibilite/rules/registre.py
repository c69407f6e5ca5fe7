"""Rules on what the register and the other files of the call say: R2, R12 to R14, R28, R29. Pure."""

from __future__ import annotations

from typing import Final

from acia.candidatures.rules import LIBELLES_NATURE, NatureAutorisation
from acia.core.clock import date_in_words
from acia.core.rules import Constat, Resultat
from acia.eligibilite.rules.catalogue import R2, R12, R13, R14, R28, R29
from acia.eligibilite.rules.faits import (
    DECLARE,
    REGISTRE,
    Faits,
    FaitsRegistre,
    departement_in_words,
    found_in_call,
    found_in_register,
)
from acia.eligibilite.rules.phrases import Phrase
from acia.referentiel.rules import (
    AGREGAT_PJJ,
    CATEGORIE_LVA,
    CATEGORIES_PROTECTION_ENFANCE,
    PHRASES_REFUS,
    Refus,
    departement_of_numero,
    habilitation_hints,
    read_numero,
)

CATEGORIES_ASE: Final = frozenset({"159", "166", "172", "175", "176", "177", "286", "295", "411"})
"""Categories that work under CASF L. 312-1 I 1°. The other ones of child protection need a person's reading."""
CATEGORIE_PLACEMENT_FAMILIAL: Final = "236"


def check_territoire(faits: Faits) -> Constat:
    """R2: the département of the establishment counts, not that of its head office (E21)."""
    listed = ", ".join(departement_in_words(faits, code) for code in faits.appel.departements)
    found = departement_in_words(faits, faits.departement)
    if faits.departement in faits.appel.departements:
        return found_in_register(faits, R2, Resultat.SATISFAIT, Phrase.R2_DANS_L_APPEL, found, listed)
    phrase = Phrase.R2_HORS_DE_L_APPEL
    return found_in_register(faits, R2, Resultat.NON_SATISFAIT, phrase, found, listed)


def check_numero(faits: Faits) -> Constat:
    """R12: a valid number of an establishment, known and open on the day of the deposit (E19, E20)."""
    registre = faits.registre
    refus = read_numero(registre.numero).refus
    if refus or registre.entite_juridique:
        phrase = PHRASES_REFUS[refus or Refus.ENTITE_JURIDIQUE]
        return found_in_register(faits, R12, Resultat.NON_SATISFAIT, phrase, registre.numero)
    if not registre.connu:
        return found_in_register(faits, R12, Resultat.INCONNU, PHRASES_REFUS[Refus.INCONNU], registre.numero)
    if not registre.numero_ej:
        phrase = Phrase.R12_SANS_GESTIONNAIRE
        return found_in_register(faits, R12, Resultat.A_VERIFIER, phrase, registre.numero)
    if not registre.ouvert and (registre.date_fermeture is None or registre.date_fermeture <= faits.depot):
        phrase = Phrase.R12_FERME
        return found_in_register(faits, R12, Resultat.A_VERIFIER, phrase, registre.numero)
    phrase = Phrase.R12_CONNU_ET_OUVERT
    return found_in_register(faits, R12, Resultat.SATISFAIT, phrase, registre.numero)


def check_departement(faits: Faits) -> Constat:
    """R13: a number registered elsewhere, or a move since the deposit, is only pointed out."""
    prefix, current = departement_of_numero(faits.registre.numero), faits.registre.departement
    expected = departement_in_words(faits, faits.departement)
    if prefix is None or not current:
        phrase = Phrase.R13_SANS_REPONSE
        return found_in_register(faits, R13, Resultat.INCONNU, phrase, current, expected)
    if prefix == faits.departement == current:
        phrase = Phrase.R13_CONCORDE
        return found_in_register(faits, R13, Resultat.SATISFAIT, phrase, expected, expected)
    phrase = Phrase.R13_SE_CONTREDIT
    found = f"numéro : {departement_in_words(faits, prefix)} ; registre : {departement_in_words(faits, current)}"
    return found_in_register(faits, R13, Resultat.NON_SATISFAIT, phrase, found, expected)


def check_autorisation(faits: Faits) -> Constat:
    """R14: ASE, alone or with PJJ. The declared nature is compared with the register, which never decides alone."""
    nature, registre = faits.reponses.autorisation.nature, faits.registre
    outcome, phrase = _autorisation(nature, registre)
    label = LIBELLES_NATURE[NatureAutorisation(nature)] if nature else "nature non indiquée"
    hints = habilitation_hints(
        registre.categorie, registre.agregat, registre.mft, habilitation_justice=registre.habilitation_justice
    )
    category = f"catégorie {registre.categorie} {registre.libelle_categorie}".strip() if registre.categorie else ""
    found = " ; ".join(t for t in (label, category, *(hint.phrase for hint in hints)) if t)
    read = f" du {date_in_words(registre.date_donnees)}" if registre.date_donnees else ""
    origin, day = f"{DECLARE} ; {REGISTRE}{read}", date_in_words(faits.depot)
    return Constat(R14, outcome, phrase, found, "ASE, ou ASE et PJJ ensemble", origin, day)


def _autorisation(nature: str, registre: FaitsRegistre) -> tuple[Resultat, str]:
    clear = registre.categorie in CATEGORIES_ASE
    if not nature:
        return Resultat.INCONNU, Phrase.R14_NATURE_ABSENTE
    if nature == NatureAutorisation.PJJ and not clear:
        return Resultat.NON_SATISFAIT, (Phrase.R14_PJJ_SEULE)
    if nature == NatureAutorisation.LVA_AUTRE or registre.categorie in (CATEGORIE_LVA, CATEGORIE_PLACEMENT_FAMILIAL):
        return Resultat.A_VERIFIER, (Phrase.R14_A_ARBITRER)
    if not registre.categorie:
        return Resultat.INCONNU, Phrase.R14_SANS_CATEGORIE
    if nature == NatureAutorisation.PJJ or CATEGORIES_PROTECTION_ENFANCE.get(registre.categorie) == AGREGAT_PJJ:
        return (
            Resultat.A_VERIFIER,
            Phrase.R14_SE_CONTREDIT,
        )
    if not clear:
        return Resultat.A_VERIFIER, Phrase.R14_CATEGORIE_INSUFFISANTE
    return Resultat.SATISFAIT, Phrase.R14_CONFIRMEE


def check_doublon(faits: Faits) -> Constat:
    """R28: the last file counts, an earlier one is replaced; another living one is pointed out (E17)."""
    if faits.doublons:
        phrase = Phrase.R28_DOUBLON
        return found_in_call(faits, R28, Resultat.NON_SATISFAIT, phrase, ", ".join(faits.doublons), "un dossier")
    phrase = Phrase.R28_REMPLACE if faits.remplaces else Phrase.R28_SEUL
    return found_in_call(faits, R28, Resultat.SATISFAIT, phrase, ", ".join(faits.remplaces), "un dossier")


def check_gestionnaire(faits: Faits) -> Constat:
    """R29: several files of one legal entity are allowed, and seen (E4, E18); a cap bears on what is retained."""
    cap = faits.appel.plafond_gestionnaire
    limit = f"{cap} au plus retenu{'s' if cap > 1 else ''} par département" if cap else ""
    if faits.meme_ej:
        phrase = Phrase.R29_PLAFOND.format(plafond=cap) if cap else str(Phrase.R29_AUTRES)
        return found_in_call(faits, R29, Resultat.NON_SATISFAIT, phrase, ", ".join(faits.meme_ej), limit)
    phrase = Phrase.R29_SEUL
    return found_in_call(faits, R29, Resultat.SATISFAIT, phrase, "", limit)
