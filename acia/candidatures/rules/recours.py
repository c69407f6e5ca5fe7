"""What every notice must say of its reasons, its signatory and its remedies (R44). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from acia import cadre

_NOMBRES: Final = {2: "deux", 3: "trois", 4: "quatre"}
_OUTRE_MER: Final = ("97", "98")
_TRIBUNAUX_OUTRE_MER: Final = (
    "guadeloupe",
    "martinique",
    "guyane",
    "réunion",
    "mayotte",
    "saint-pierre",
    "saint-martin",
    "saint-barthélemy",
    "polynésie",
    "nouvelle-calédonie",
    "wallis",
)


def remedy_months(departement: str, tribunal: str, base: int = cadre.RECOURS_MOIS.valeur) -> int:
    """Months to appeal: one more when the sea lies between the applicant and the court (CJA art. R. 421-7)."""
    court_overseas = any(name in tribunal.lower() for name in _TRIBUNAUX_OUTRE_MER)
    return base + (departement.startswith(_OUTRE_MER) != court_overseas)


@dataclass(frozen=True)
class Lettre:
    """What a notice says (R44), before it is laid out."""

    motifs: tuple[str, ...]
    faits: tuple[str, ...]
    signataire: str
    qualite: str
    service: str
    tribunal: str
    delai_mois: int


def missing_in_letter(lettre: Lettre) -> tuple[str, ...]:
    """What R44 asks for and the letter lacks; a letter that lacks anything is not prepared."""
    expected = (
        (bool(lettre.motifs) and all(m.strip() for m in lettre.motifs), "les motifs"),
        (bool(lettre.faits), "les faits de la décision"),
        (bool(lettre.signataire.strip()), "le nom du signataire"),
        (bool(lettre.qualite.strip()), "la qualité du signataire"),
        (bool(lettre.service.strip()), "le service du signataire"),
        (bool(lettre.tribunal.strip()), "le tribunal compétent"),
        (lettre.delai_mois > 0, "le délai de recours"),
    )
    return tuple(word for present, word in expected if not present)


def remedies_in_words(lettre: Lettre) -> list[str]:
    """The two ways to contest a decision, with their court and delay."""
    months = _NOMBRES.get(lettre.delai_mois, str(lettre.delai_mois))
    court = lettre.tribunal[:1].lower() + lettre.tribunal[1:]
    return [
        f"un recours gracieux adressé à {lettre.signataire}, {lettre.qualite}, {lettre.service} ;",
        f"un recours contentieux devant le {court}, dans un délai de {months} mois à "
        "compter de la réception de cette lettre. Un recours gracieux exercé dans ce délai l’interrompt.",
    ]
