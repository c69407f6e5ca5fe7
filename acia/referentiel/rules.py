"""Numbers, territories and nomenclature of the register. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_FORMAT: Final = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{7}", re.ASCII)
_SEPARATEURS: Final = re.compile(r"[\s.\-]+")
_DOUBLE: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""Luhn: twice the digit, its own digits added."""
_CLE_IMPAIRE: Final = {f"{a}{b}{c}": a + _DOUBLE[b] + c for a in range(10) for b in range(10) for c in range(10)}
_CLE_PAIRE: Final = {f"{a}{b}{c}": _DOUBLE[a] + b + _DOUBLE[c] for a in range(10) for b in range(10) for c in range(10)}
_CLE_DEBUT: Final = _CLE_IMPAIRE | {
    f"2{lettre}{c}": 2 + _DOUBLE[rang] + c for rang, lettre in ((1, "A"), (2, "B")) for c in range(10)
}
"""Sums of the Luhn key over three characters: a register has hundreds of thousands of numbers to check."""
LONGUEUR_SAISIE_MAX: Final = 40
"""Beyond this, what was typed is not a number: it is refused before any further reading."""

CATEGORIES_PROTECTION_ENFANCE: Final[dict[str, str]] = {
    "159": "4501", "166": "4501", "172": "4501", "175": "4501",
    "176": "4501", "177": "4501", "236": "4501", "411": "4501",
    "241": "4502", "427": "4502", "440": "4502", "441": "4502",
    "286": "4504", "295": "4504", "344": "4504", "418": "4504", "453": "4504", "643": "4504", "644": "4504",
    "378": "4505",
    "462": "4605",
}  # fmt: skip
"""Category code → aggregate; labels were reworded since. 418, 427 and 453 are closed but still carried."""

AGREGATS_PROTECTION_ENFANCE: Final = frozenset({"4501", "4502", "4504", "4505"})
CATEGORIE_LVA: Final = "462"
AGREGAT_PJJ: Final = "4502"
MFT_CONJOINT: Final = "10"
MFT_DEPARTEMENT: Final = frozenset({"08", "31"})
ENGAGEMENT_JUSTICE: Final = ("CONV", "JUS")
"""The engagement coded ASE, beside it, is a convention of « aide sociale État », not of child welfare."""


class Refus(StrEnum):
    """Why a number is not accepted; the words of `acia referentiel verifier`."""

    FORMAT = "format"
    CLE = "cle"
    ENTITE_JURIDIQUE = "entite_juridique"
    INCONNU = "inconnu"
    FERME = "ferme"
    CATEGORIE = "categorie"


PHRASES_REFUS: Final[dict[Refus, str]] = {
    Refus.FORMAT: ("Un numéro FINESS compte neuf caractères : neuf chiffres, ou 2A ou 2B puis sept chiffres en Corse."),
    Refus.CLE: ("Ce numéro comporte une erreur de frappe : son dernier chiffre ne correspond pas aux huit premiers."),
    Refus.ENTITE_JURIDIQUE: "C’est le numéro d’une entité juridique : indiquez celui de l’établissement.",
    Refus.INCONNU: "Ce numéro ne figure pas dans le registre FINESS que nous avons.",
    Refus.FERME: "Le registre FINESS indique que cet établissement est fermé.",
    Refus.CATEGORIE: ("D’après le registre FINESS, cet établissement ne relève pas de la protection de l’enfance."),
}


@dataclass(frozen=True)
class NumeroLu:
    """What was typed, read as a number: `refus` is None when the number holds."""

    numero: str
    refus: Refus | None = None
    proposition: str | None = None
    """A number that would hold, to be accepted by the person: never taken in her place."""


def normalise_numero(saisie: str) -> str:
    """Return the number without spaces, dots or dashes, in upper case and plain digits."""
    if len(saisie) > LONGUEUR_SAISIE_MAX:
        return saisie[:LONGUEUR_SAISIE_MAX]
    return _SEPARATEURS.sub("", unicodedata.normalize("NFKC", saisie)).upper()


def has_valid_key(numero: str) -> bool:
    """Tell whether the last digit is the Luhn key of the others, with A read as 1 and B as 2 (Corsica)."""
    try:
        somme = _CLE_DEBUT[numero[:3]] + _CLE_PAIRE[numero[3:6]] + _CLE_IMPAIRE[numero[6:]]
    except KeyError:
        return False
    return somme % 10 == 0


def read_numero(saisie: str) -> NumeroLu:
    """Read a typed number: its format, its key, and the leading zero that spreadsheets lose.

    Whether it is an establishment or a legal entity cannot be told from the number: the register decides.
    """
    numero = normalise_numero(saisie)
    if re.fullmatch(r"[0-9]{8}", numero, re.ASCII):
        complete = "0" + numero
        return NumeroLu(numero, Refus.FORMAT, complete if has_valid_key(complete) else None)
    if not _FORMAT.fullmatch(numero):
        return NumeroLu(numero, Refus.FORMAT)
    if not has_valid_key(numero):
        return NumeroLu(numero, Refus.CLE)
    return NumeroLu(numero)


_PREFIXES_OUTRE_MER: Final[dict[str, str]] = {
    "9701": "971", "9702": "972", "9703": "973", "9704": "974", "9805": "976", "9806": "986",
}  # fmt: skip
_DEPARTEMENTS_REGISTRE: Final[dict[str, str]] = {
    "9A": "971", "9B": "972", "9C": "973", "9D": "974", "9E": "975", "9F": "976", "9J": "986",
}  # fmt: skip
_ILES_DU_NORD_POSTAL: Final[dict[str, str]] = {"97133": "977", "97150": "978"}
_ILES_DU_NORD_INSEE: Final[dict[str, str]] = {"97123": "977", "97127": "978"}
"""Saint-Barthélemy and Saint-Martin, filed under Guadeloupe with their commune codes of before 2007. The two
tables must not be mixed: 97123 is also the postal code of Baillif, and 97127 that of La Désirade."""
DEPARTEMENTS_METROPOLE: Final = frozenset({f"{n:02d}" for n in range(1, 96)} - {"20"} | {"2A", "2B"})
DEPARTEMENTS_OUTRE_MER: Final = frozenset({"971", "972", "973", "974", "975", "976", "977", "978", "986"})


def departement_of_numero(numero: str) -> str | None:
    """Return the département that registered the number, None when its prefix says nothing.

    It differs from the establishment's own for one number in ten thousand: it warns, it never decides.
    """
    if numero[:2] in DEPARTEMENTS_METROPOLE:
        return numero[:2]
    return _PREFIXES_OUTRE_MER.get(numero[:4])


def departement_of_register(code: str, code_postal: str = "", code_commune: str = "") -> str | None:
    """Return the département of a register row: `9A`… are the overseas codes of the historical file."""
    code = code.strip().upper()
    if code in {"9A", "971"}:
        return _ILES_DU_NORD_INSEE.get(code_commune) or _ILES_DU_NORD_POSTAL.get(code_postal) or "971"
    if code in DEPARTEMENTS_METROPOLE or code in DEPARTEMENTS_OUTRE_MER:
        return code
    return _DEPARTEMENTS_REGISTRE.get(code)


def departement_of_commune(code_commune: str) -> str | None:
    """Return the département of an INSEE commune code of five characters."""
    if not re.fullmatch(r"[0-9][0-9AB][0-9]{3}", code_commune, re.ASCII):
        return None
    prefixe = code_commune[:3] if code_commune.startswith(("97", "98")) else code_commune[:2]
    return departement_of_register(prefixe, code_commune=code_commune)


def insee_commune(departement_registre: str, commune: str) -> str:
    """Return the INSEE code from the two columns of the historical file, empty when one is missing."""
    if not re.fullmatch(r"[0-9]{3}", commune, re.ASCII):
        return ""
    if departement_registre in _DEPARTEMENTS_REGISTRE:
        return ("98" if departement_registre == "9J" else "97") + commune
    return departement_registre + commune if departement_registre in DEPARTEMENTS_METROPOLE else ""


def is_protection_enfance(categorie: str, agregat: str = "") -> bool:
    """Tell whether an establishment belongs to child protection: aggregates 45xx, and the LVA (462)."""
    return categorie in CATEGORIES_PROTECTION_ENFANCE or agregat in AGREGATS_PROTECTION_ENFANCE


class Nature(StrEnum):
    """Authorisation that a clue points to."""

    ASE = "ase"
    ASE_PJJ = "ase_pjj"
    PJJ = "pjj"
    INDETERMINEE = "indeterminee"


LIBELLES_NATURE: Final[dict[Nature, str]] = {
    Nature.ASE: "Aide sociale à l’enfance",
    Nature.ASE_PJJ: "Double habilitation aide sociale à l’enfance et justice",
    Nature.PJJ: "Protection judiciaire de la jeunesse seule",
    Nature.INDETERMINEE: "Le registre ne le dit pas",
}


class Force(StrEnum):
    """How much a clue is worth. None of them decides: the officer does, with the arrêté in hand."""

    FORTE = "forte"
    MOYENNE = "moyenne"
    FAIBLE = "faible"


@dataclass(frozen=True)
class Indice:
    """One clue of the register on the authorisation of an establishment."""

    nature: Nature
    force: Force
    phrase: str


_SANS_INDICE: Final = Indice(
    Nature.INDETERMINEE,
    Force.FAIBLE,
    "Ni le tarif ni les engagements du registre n’indiquent l’autorisation.",
)


def habilitation_hints(
    categorie: str, agregat: str, mft: str, *, habilitation_justice: bool = False
) -> tuple[Indice, ...]:
    """List what the register lets one suppose of ASE and PJJ authorisations, strongest first."""
    if not is_protection_enfance(categorie, agregat):
        return ()
    if CATEGORIES_PROTECTION_ENFANCE.get(categorie, agregat) == AGREGAT_PJJ:
        phrase = f"La catégorie {categorie} relève du ministère de la Justice."
        return (Indice(Nature.PJJ, Force.FORTE, phrase),)
    indices = [*_hints_of_mft(mft), *_hints_of_categorie(categorie)]
    if habilitation_justice:
        phrase = "Le registre porte un engagement « habilitation justice »."
        indices.insert(0, Indice(Nature.ASE_PJJ, Force.FORTE, phrase))
    return tuple(indices) or (_SANS_INDICE,)


def _hints_of_mft(mft: str) -> list[Indice]:
    if mft == MFT_CONJOINT:
        phrase = "Le préfet et le département fixent ensemble le tarif."
        return [Indice(Nature.ASE_PJJ, Force.MOYENNE, phrase)]
    if mft in MFT_DEPARTEMENT:
        phrase = "Le département fixe seul le tarif, ce qui n’exclut pas une habilitation justice."
        return [Indice(Nature.ASE, Force.MOYENNE, phrase)]
    return []


def _hints_of_categorie(categorie: str) -> list[Indice]:
    if categorie != CATEGORIE_LVA:
        return []
    phrase = "Lieu de vie et d’accueil : vérifiez que le président du conseil départemental l’autorise."
    return [Indice(Nature.INDETERMINEE, Force.FAIBLE, phrase)]


_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})
_MOT: Final = re.compile(r"[a-z0-9]+", re.ASCII)
_ABREGES: Final = {"saint": "st", "sainte": "ste", "saints": "sts", "saintes": "stes"}
MOTS_MAX: Final = 8


def search_words(texte: str) -> tuple[str, ...]:
    """Return the distinct words of a text, in order."""
    simple = texte.translate(_SIMPLES)
    mots = simple.split() if simple.isascii() else _MOT.findall(_plain(texte))
    if "saint" in simple:
        mots = [_ABREGES.get(mot, mot) for mot in mots]
    return tuple(dict.fromkeys(mots))


def _plain(texte: str) -> str:
    if texte.isascii():
        return texte.lower()
    decompose = unicodedata.normalize("NFKD", texte.translate(_LIGATURES)).casefold()
    return "".join(c for c in decompose if not unicodedata.combining(c))


_SIMPLES: Final = {rang: re.sub(r"[^a-z0-9]", " ", _plain(chr(rang))) for rang in range(256)}
"""What `_plain` makes of each letter of Western Europe, anything else being a space."""


def search_key(*textes: str) -> str:
    """Return the text stored beside a name so that `search_words` find it, on both engines alike."""
    return " ".join(search_words(" ".join(textes)))


_ACCENTUEES: Final = b"\xc3"
"""First byte of À to ÿ in UTF-8; the second one says which letter it is."""
_OCTETS: Final = {rang: chr(rang) for rang in range(128)} | {rang: chr(rang + 64) for rang in range(128, 192)}
_LIGNES: Final = bytes.maketrans(
    bytes(_OCTETS),
    "".join("\n" if lettre == "\n" else _SIMPLES[ord(lettre)][:1] or " " for lettre in _OCTETS.values()).encode(),
)
_UN_POUR_UN: Final = _ACCENTUEES + bytes(rang for rang, lettre in _OCTETS.items() if len(_SIMPLES[ord(lettre)]) == 1)
_DEUX_LETTRES: Final = tuple((chr(rang).encode(), str(lettres).encode()) for rang, lettres in _LIGATURES.items())
_A_ABREGER: Final = re.compile(rb"saint(?<=\bsaint)(?:e|s|es)?\b")
"""Begins with its letters, and only then looks behind: the search is four times quicker."""


def search_keys(textes: Sequence[bytes]) -> list[bytes]:
    """Return what `search_key` finds in each text, words said twice kept; no text holds a line feed."""
    octets = b"\n".join(textes)
    if octets.translate(None, _UN_POUR_UN):
        for ligature, lettres in _DEUX_LETTRES:
            octets = octets.replace(ligature, lettres)
        if octets.translate(None, _UN_POUR_UN):
            return [search_key(texte.decode()).encode() for texte in textes]
    mots = octets.translate(_LIGNES, _ACCENTUEES)
    return squeezed(_A_ABREGER.sub(lambda trouve: _ABREGES[trouve[0].decode()].encode(), mots))


def squeezed(texte: bytes) -> list[bytes]:
    """Return the lines of a text with single spaces, and none at their ends."""
    import numpy as np  # pages do without

    lignes, octets = texte.split(b"\n"), np.frombuffer(b"\n%b\n" % texte, np.uint8)
    espaces = octets == ord(" ")
    bouts = espaces | (octets == ord("\n"))
    # A space beside another, or beside the end of a line: to see that there is none costs less than to look at each.
    if not ((espaces[1:] & bouts[:-1]) | (bouts[1:] & espaces[:-1])).any():
        return lignes
    return [b" ".join(ligne.split()) if b"  " in ligne else ligne.strip(b" ") for ligne in lignes]
