"""Extracts of the minutes: for a member without the files that are not hers, for an applicant her own item alone. Pure.

Both are made from the sealed content of one version, never from what the database says later. What is withheld leaves
no trace: no fingerprint of the whole, no rank from which a missing one is read, no free text that names such a file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from acia.commission.rules.communication import NOTATIONS_AU_MOINS

Contenu = Mapping[str, Any]
OMIS: Final = "[passage omis : il cite un dossier qui n’est pas dans cet extrait]"
_ENTETE: Final = ("appel", "region", "version", "seance", "lieu", "clos_le")
_SEANCE: Final = ("membres", "quorum", "procurations", "convocation", "seconde_convocation")
_LISTES: Final = ("presents", "representes", "deports", "absents", "sorties", "desaccords", "abstentions", "levees")
_TEXTES: Final = ("ouverture", "cloture", "quorum", "vote", "voix", "proposition", "note", "notes")


def files_in(contenu: Contenu) -> list[Contenu]:
    """The files of the minutes, in order."""
    return [dossier for departement in contenu["departements"] for dossier in departement["dossiers"]]


def extract_for_member(contenu: Contenu, siens: Collection[str], *, lecteur: str) -> dict[str, Any]:
    """The minutes as a member may have them: `siens` are the numbers of the files on which she said « pas de conflit ».

    A département from which a file is withheld gives no rank and no tie-break: the missing one would show in them. The
    marks of each member, kept where a sheet was reopened, are never in an extract.
    """
    hidden = [d for d in files_in(contenu) if d["numero"] not in siens]
    clean = _cleaner(hidden)
    return {
        "titre": contenu["titre"].replace("Procès-verbal", "Extrait du procès-verbal", 1),
        **{key: contenu.get(key, "") for key in _ENTETE},
        **{key: contenu.get(key, "") for key in _SEANCE},
        "rectification": clean(contenu.get("rectification", "")),
        "mouvements": list(contenu.get("mouvements", ())),
        "observations": clean(contenu.get("observations", "")),
        "lecteur": lecteur,
        "omis": len(hidden),
        "departements": [
            _departement(departement, siens, clean)
            for departement in contenu["departements"]
            if any(d["numero"] in siens for d in departement["dossiers"])
        ],
    }


def _departement(departement: Contenu, siens: Collection[str], clean: _Cleaner) -> dict[str, Any]:
    whole = all(d["numero"] in siens for d in departement["dossiers"])
    kept = [d for d in departement["dossiers"] if d["numero"] in siens]
    if not whole:
        kept.sort(key=lambda d: str(d["numero"]))
    return {
        "nom": departement["nom"],
        "places": departement["places"],
        "entier": whole,
        "dossiers": [_item(d, clean, whole) for d in kept],
    }


def _item(dossier: Contenu, clean: _Cleaner, whole: bool) -> dict[str, Any]:
    return {
        "numero": dossier["numero"],
        "etablissement": dossier["etablissement"],
        **{key: dossier.get(key, "") for key in _TEXTES},
        **{key: [clean(text) for text in dossier.get(key, ())] for key in _LISTES},
        "motif": clean(dossier.get("motif", "")),
        "rang": dossier["rang"] if whole else "",
        "departage": dossier.get("departage", "") if whole else "",
        "plafond": dossier.get("plafond", "") if whole else "",
    }


def extract_for_applicant(contenu: Contenu, numero: str) -> dict[str, Any] | None:
    """The item of one applicant: the sitting, the quorum, whether there was a vote, the proposal and its reason.

    No member is named, no rank is given, no other applicant appears. A mean of one sheet and the count of the voices
    are withheld: they would tell the mark or the voice of a member. Nothing when the minutes are silent on her file.
    """
    own = next((d for d in files_in(contenu) if d["numero"] == numero), None)
    if own is None:
        return None
    others = [d for d in files_in(contenu) if d["numero"] != numero]
    clean = _cleaner(others, spare=own["etablissement"])
    told = _count(own.get("notes", "")) >= NOTATIONS_AU_MOINS
    return {
        "titre": f"Extrait du procès-verbal, dossier {numero}",
        **{key: contenu.get(key, "") for key in _ENTETE},
        "commission": contenu["titre"].removeprefix("Procès-verbal de la ").strip(),
        "numero": numero,
        "etablissement": own["etablissement"],
        "quorum": own.get("quorum", ""),
        "deports": len(own.get("deports", ())),
        "vote": _how(own),
        "note": own["note"] if told else "",
        "notes": own["notes"] if told else "",
        "proposition": own["proposition"],
        "motif": _without_names(clean(own.get("motif", "")), contenu),
    }


def _how(dossier: Contenu) -> str:
    if not dossier.get("vote"):
        return ""
    return "La commission a voté." if dossier.get("voix") else "La commission s’est prononcée sans vote."


def sayable(text: str, tus: Iterable[tuple[str, str]]) -> str:
    """A text as somebody may read it who may not know these files, each given by its number and « name, commune »."""
    return _cleaner({"numero": numero, "etablissement": etablissement} for numero, etablissement in tus)(text)


def _count(notes: str) -> int:
    """« 3 notes » is 3."""
    digits = "".join(c for c in notes if c.isdigit())
    return int(digits) if digits else 0


def _without_names(text: str, contenu: Contenu) -> str:
    """A reason that names a member is withheld from an applicant."""
    return OMIS_MEMBRE if any(_names(text, m["nom"]) for m in contenu.get("membres", ())) else text


OMIS_MEMBRE: Final = "[motif omis : il nomme un membre de la commission]"


class _Cleaner:
    """Withholds a text that names a file it must not name."""

    def __init__(self, mots: Iterable[str]) -> None:
        self.mots = tuple(mots)

    def __call__(self, text: str) -> str:
        return OMIS if any(_names(text, mot) for mot in self.mots) else text


def _names(text: str, word: str) -> bool:
    return bool(word) and word.casefold() in text.casefold()


def _cleaner(hidden: Iterable[Contenu], spare: str = "") -> _Cleaner:
    """From the number, the name and « name, commune » of each file withheld; `spare` is a name that stays sayable."""
    own = _name_alone(spare)
    words = [w for d in hidden for w in (d["numero"], d["etablissement"], _name_alone(d["etablissement"]))]
    return _Cleaner(word for word in words if word and word not in (spare, own))


def _name_alone(etablissement: str) -> str:
    return str(etablissement).rpartition(", ")[0]
