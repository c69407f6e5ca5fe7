"""Names as one writes them: the register has them in capitals, most often without accents or apostrophes. Pure.

Only names wholly in capitals are rewritten; what the register holds is never changed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_COMMUNS: Final = {
    word.translate(str.maketrans("ÀÂÉÈÊËÎÏÔÛÙÇ", "AAEEEEIIOUUC")): word.lower()
    for word in re.findall(
        r"\w+",
        "ACCOMPAGNEMENT ACCUEIL ACTION ACTIONS ADOLESCENT ADOLESCENTS AIDE ANNEXE ANTENNE APPARTEMENT APPARTEMENTS "
        "ASSISTANCE ATELIER ATELIERS AUTONOMIE CARACTÈRE CENTRE COLLECTIF DÉPARTEMENTAL DÉPARTEMENTALE DISPOSITIF "
        "DIVERSIFIÉ DOMICILE ÉDUCATIF ÉDUCATIFS ÉDUCATIVE ÉDUCATIVES ENFANCE ENFANT ENFANTS ENFANTINE ÉQUIPE "
        "ESPACE ÉTABLISSEMENT EXPÉRIMENTAL FAMILIAL FAMILIALE FAMILIAUX FAMILLE FAMILLES FILLES FONDATION "
        "FORMATION FOYER GARÇONS GROUPE HÉBERGEMENT INSERTION INSTITUT INTERNAT JEUNES JEUNESSE JOUR LIEU LIEUX "
        "LOGEMENT LOGEMENTS MAISON MAISONS MAJEURS MATERNEL MATERNELLE MATERNITÉ MÉDIATION MÈRE MÈRES MILIEU "
        "MINEURS NUIT OUVERT PARENTAL PARENTALE PARENTALITÉ PARENTS PLACEMENT PÔLE POUPONNIÈRE PRÉVENTION "
        "PROTECTION PROXIMITÉ RENCONTRE RENFORCÉ RENFORCÉE RÉSIDENCE SEMI SERVICE SERVICES SOCIAL SOCIALE SOCIALES "
        "SOCIAUX SOUTIEN SPÉCIALISÉ SPÉCIALISÉE SUIVI TEMPORAIRE UNITÉ URGENCE VIE VILLAGE VISITE VISITES",
    )
}
"""Common nouns of the field, with the accents that capitals have lost: they start with a small letter."""
_SIGLES: Final = frozenset(
    re.findall(
        r"\w+",
        "AAJB ACSEA ADEPAPE ADSEA ADSEAM AED AEMO AGEP ALEFPA APAJH APASE APF ASE CADA CAMSP CCAS CDE CDEF CEF CER "
        "CHRS CIAS CMP CMPP CPH CRIP DITEP DMNA DTPJJ EANM EAM EPE ESAT FAM FDE FJT GCSMS HAD IDEF IDEFHI IME "
        "IMPRO ITEP LVA MAS MDE MDEF MECS MJIE MNA PEAD PFS PJJ RQTH SAAD SAEMO SAMNA SAMSAH SAPMN SAU SAVS SEMO SERAD "
        "SESSAD SIE SIEMO SOS SPF SSIAD STEMO UDAF UEAJ UEAT UEHC UEHD UEMO",
    )
)
"""Acronyms of the field that could be read as a word."""
_PREPOSITIONS: Final = frozenset({"de", "à", "en", "sur", "sous", "pour", "par", "chez", "et", "aux", "au"})
_LIAISONS: Final = {"A": "à"} | {
    word: word.lower()
    for word in ("DE", "DU", "DES", "EN", "SUR", "SOUS", "POUR", "PAR", "CHEZ", "ET", "AU", "AUX", "OU")
}
_ARTICLES: Final = frozenset({"LE", "LA", "LES"})
_ROMAIN: Final = re.compile(r"[IVX]{2,4}")
_ELIDE: Final = re.compile(r"\b([DLSJN]|QU) ?[ '’](?=[AEIOUYHÀÂÉÈÊÎÔÛ]\w)")
_ELISIONS: Final = frozenset({"D", "L", "S", "J", "N", "QU"})
_SEPARES: Final = re.compile(r"([ \-’/(&«»\"]+)")
_VOYELLES: Final = re.compile(r"[AEIOUYÀÂÉÈÊËÎÏÔÛÙ]")
_ABREGES: Final = frozenset({"ST", "STE", "DR", "MR", "MME", "MGR", "CTRE", "DPT"})


@lru_cache(maxsize=8192)
def readable_name(name: str, *, commune: bool = False) -> str:
    """« MAISON D ENFANTS LE GRANIT » → « Maison d’enfants Le Granit »; a name with small letters is left as it is.

    An article opens the name of a house (« Le Granit ») and lies within that of a commune (« Morne à l’Eau »).
    """
    if not name.isupper():
        return name
    parts = _SEPARES.split(_ELIDE.sub(r"\1’", " ".join(name.split())).replace("'", "’"))
    words = [*parts]
    for i in range(0, len(parts), 2):
        following = next((part for part in parts[i + 2 :: 2] if part), "")
        within = commune or following in _COMMUNS or (i > 0 and words[i - 2] in _PREPOSITIONS)
        words[i] = _word(parts[i], following=following, elided=parts[i + 1 : i + 2] == ["’"], within=within)
    text = "".join(words)
    return text[:1].upper() + text[1:]


def readable_town(town: str) -> str:
    """« MORNE A L EAU » → « Morne à l’Eau »; « CEDEX » stays in capitals, as the post wants it."""
    return readable_name(town, commune=True).replace("Cedex", "CEDEX")


def _word(word: str, *, following: str, elided: bool, within: bool) -> str:
    if elided and word in _ELISIONS:
        return word if word == "L" and not within else word.lower()
    if word in _ARTICLES:
        return word.lower() if within else word.capitalize()
    if word in _LIAISONS and following:
        return _LIAISONS[word]
    return _COMMUNS.get(word) or (word if _stays(word) else word.capitalize())


def _stays(word: str) -> bool:
    """Acronyms, numerals and what holds a digit or a point within."""
    if word in _SIGLES or _ROMAIN.fullmatch(word) or not word.rstrip(".,").isalpha():
        return True
    return len(word) > 1 and word not in _ABREGES and not _VOYELLES.search(word)
