"""Rules on what the file declares and proves: R15 to R25. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from acia import cadre
from acia.candidatures.rules import (
    AVIS_FAVORABLES,
    LIBELLES_INSTANCE,
    LIBELLES_RESULTAT_AVIS,
    InstanceAvis,
    NatureAutorisation,
    Personne,
    ResultatAvis,
)
from acia.core.clock import add_months, date_in_words
from acia.core.rules import Constat, Regle, Resultat
from acia.eligibilite.rules.catalogue import R15, R16, R17, R18, R19, R20, R21, R22, R23, R24, R25
from acia.eligibilite.rules.faits import Faits, FaitsAppel, found_declared, found_joined
from acia.eligibilite.rules.phrases import Phrase
from acia.referentiel.rules import search_words

PIECE_ARRETE: Final = "arrete"
PIECE_RENOUVELLEMENT: Final = "renouvellement"
PIECE_AVIS: Final = "avis_cse"


def check_arrete(faits: Faits) -> Constat:
    """R15: a person reads the arrêté; without it, it is awaited."""
    answer = faits.reponses.autorisation
    expected = "date, autorité et fondement"
    if answer.nature == NatureAutorisation.ASE_PJJ:
        expected += " ; arrêté conjoint, ou les deux arrêtés"
    if PIECE_ARRETE not in faits.pieces:
        return found_joined(faits, R15, Resultat.INCONNU, Phrase.R15_ABSENT, "", expected)
    dated = f"arrêté du {date_in_words(answer.date_arrete)}" if answer.date_arrete else "date non indiquée"
    found = " ; ".join(t for t in (dated, answer.reference, answer.autorite) if t)
    phrase = Phrase.R15_JOINT
    return found_joined(faits, R15, Resultat.A_VERIFIER, phrase, found, expected)


def check_validite(faits: Faits) -> Constat:
    """R16: fifteen years since the arrêté ask for a proof of renewal and never reject; PJJ has no such term (E22)."""
    answer = faits.reponses.autorisation
    years, justice_years = cadre.DUREE_AUTORISATION_ANS.valeur, cadre.DUREE_HABILITATION_ANS.valeur
    limit = f"{years} ans, sauf renouvellement ; habilitation justice : {justice_years} ans"
    if answer.nature == NatureAutorisation.PJJ:
        phrase = Phrase.R16_PJJ
        return found_declared(faits, R16, Resultat.SATISFAIT, phrase, "", limit)
    if answer.date_arrete is None:
        return found_declared(faits, R16, Resultat.INCONNU, Phrase.R16_SANS_DATE, "", limit)
    found = f"arrêté du {date_in_words(answer.date_arrete)}"
    if _older(answer.date_arrete, years, faits.depot):
        proof = PIECE_RENOUVELLEMENT in faits.pieces or answer.renouvellement_tacite
        phrase = Phrase.R16_ANCIEN_PROUVE if proof else Phrase.R16_ANCIEN
        return found_declared(faits, R16, Resultat.A_VERIFIER, phrase, found, limit)
    habilitation = answer.date_habilitation
    if habilitation and _older(habilitation, justice_years, faits.depot):
        phrase = Phrase.R16_HABILITATION
        found += f" ; habilitation du {date_in_words(habilitation)}"
        return found_declared(faits, R16, Resultat.A_VERIFIER, phrase, found, limit)
    return found_declared(faits, R16, Resultat.SATISFAIT, Phrase.R16_RECENT, found, limit)


def check_projet(faits: Faits) -> Constat:
    """R17: a judgement. No theme is ever a ground of refusal."""
    projet = faits.reponses.projet
    if not (projet.objectifs.strip() and projet.actions.strip()):
        return found_declared(faits, R17, Resultat.INCONNU, Phrase.R17_ABSENT, projet.titre, "")
    themes = f"{len(projet.themes)} thème{'s' if len(projet.themes) > 1 else ''} sur {len(cadre.THEMES)}"
    phrase = Phrase.R17_A_LIRE
    return found_declared(
        faits, R17, Resultat.A_VERIFIER, phrase, f"« {projet.titre} » ; {themes}", "des actions concrètes"
    )


def check_volontariat(faits: Faits) -> Constat:
    """R18: a judgement on how people are associated."""
    people = faits.reponses.representants
    named = sum(bool(p.nom_complet) for p in (people.direction, people.personnel, people.metier))
    phrase = Phrase.R18_A_LIRE
    found = f"{named} représentant{'s' if named > 1 else ''} sur {cadre.REPRESENTANTS.valeur}"
    return found_declared(faits, R18, Resultat.A_VERIFIER, phrase, found, "trois parties, volontaires")


def check_avis(faits: Faits) -> Constat:
    """R19: the result counts, not the acronym of the body (E5 to E10)."""
    outcome, phrase = _avis(faits)
    found = found_joined if PIECE_AVIS in faits.pieces else found_declared
    return found(faits, R19, outcome, phrase, _avis_words(faits), "un avis favorable, daté et joint")


def _avis(faits: Faits) -> tuple[Resultat, str]:
    avis = faits.reponses.avis_cse
    if avis.resultat not in AVIS_FAVORABLES:
        return _avis_non_favorable(faits)
    if avis.instance == InstanceAvis.AUCUNE:
        if not faits.appel.consultation_admise:
            return Resultat.NON_SATISFAIT, (Phrase.R19_INSTANCE_EXIGEE)
        return (
            Resultat.A_VERIFIER,
            Phrase.R19_SANS_INSTANCE,
        )
    missing = [
        word
        for word, there in (
            ("l’instance", avis.instance), ("la date", avis.date_avis), ("le document", PIECE_AVIS in faits.pieces)
        )
        if not there
    ]  # fmt: skip
    if missing:
        return Resultat.INCONNU, Phrase.R19_INCOMPLET.format(manque=" et ".join(missing))
    if avis.pour is not None and avis.contre is not None and avis.contre > avis.pour:
        return (
            Resultat.A_VERIFIER,
            Phrase.R19_VOIX_CONTRE,
        )
    if avis.resultat == ResultatAvis.FAVORABLE_RESERVES:
        return Resultat.SATISFAIT, Phrase.R19_RESERVES
    return Resultat.SATISFAIT, Phrase.R19_FAVORABLE


def _avis_non_favorable(faits: Faits) -> tuple[Resultat, str]:
    resultat = faits.reponses.avis_cse.resultat
    if resultat == ResultatAvis.ATTENDU:
        return _avis_attendu(faits.appel, faits.jour)
    if resultat == ResultatAvis.DEFAVORABLE:
        return Resultat.NON_SATISFAIT, Phrase.R19_DEFAVORABLE
    if resultat == ResultatAvis.SANS_AVIS:
        return Resultat.NON_SATISFAIT, Phrase.R19_SANS_AVIS
    return Resultat.INCONNU, Phrase.R19_SANS_RESULTAT


def _avis_attendu(appel: FaitsAppel, jour: date) -> tuple[Resultat, str]:
    limite = appel.avis_differe_limite
    if not appel.avis_differe_admis:
        return (
            Resultat.NON_SATISFAIT,
            Phrase.R19_TROP_TOT,
        )
    if limite and jour > limite:
        return Resultat.NON_SATISFAIT, Phrase.R19_TROP_TARD.format(limite=date_in_words(limite))
    if limite:
        return Resultat.INCONNU, Phrase.R19_ATTENDU_JUSQU_AU.format(limite=date_in_words(limite))
    return Resultat.INCONNU, Phrase.R19_ATTENDU


def _avis_words(faits: Faits) -> str:
    avis = faits.reponses.avis_cse
    votes = (("pour", avis.pour), ("contre", avis.contre), ("abstention", avis.abstention))
    parts = [
        LIBELLES_RESULTAT_AVIS[ResultatAvis(avis.resultat)] if avis.resultat else "",
        LIBELLES_INSTANCE[InstanceAvis(avis.instance)] if avis.instance else "",
        ", ".join(f"{word} : {count}" for word, count in votes if count is not None),
        f"attendu le {date_in_words(avis.date_attendue)}" if avis.date_attendue else "",
        f"réserves : {avis.reserves}" if avis.reserves else "",
    ]
    return " ; ".join(p for p in parts if p)


def check_silence(faits: Faits) -> Constat:
    """R20: after a month of silence the opinion is deemed negative, so absence never counts as agreement (E7)."""
    avis = faits.reponses.avis_cse
    limit = f"un avis exprimé ; {cadre.SILENCE_CSE_MOIS.valeur} mois de silence vaut avis négatif"
    found = LIBELLES_RESULTAT_AVIS[ResultatAvis(avis.resultat)] if avis.resultat else ""
    if avis.resultat == ResultatAvis.SANS_AVIS:
        outcome, phrase = Resultat.NON_SATISFAIT, str(Phrase.R20_SILENCE)
    elif avis.resultat == ResultatAvis.ATTENDU:
        outcome, phrase = _avis_attendu(faits.appel, faits.jour)
    elif not avis.resultat:
        outcome, phrase = Resultat.INCONNU, Phrase.R19_SANS_RESULTAT
    else:
        outcome, phrase = Resultat.SATISFAIT, Phrase.R20_EXPRIME
    return found_declared(faits, R20, outcome, phrase, found, limit)


def check_actualite_avis(faits: Faits) -> Constat:
    """R21: satisfied when the project was not touched since the opinion; otherwise a person asks if it matters."""
    quand, modifie = faits.reponses.avis_cse.date_avis, faits.projet_modifie
    if quand is None:
        return found_declared(faits, R21, Resultat.INCONNU, Phrase.R21_SANS_DATE, "", "")
    found, limit = f"avis du {date_in_words(quand)}", "le projet n’a pas changé depuis"
    if modifie is None:
        phrase = Phrase.R21_A_LIRE
        return found_declared(faits, R21, Resultat.A_VERIFIER, phrase, found, limit)
    found += f" ; projet modifié le {date_in_words(modifie)}"
    if modifie < quand:
        phrase = Phrase.R21_INCHANGE
        return found_declared(faits, R21, Resultat.SATISFAIT, phrase, found, limit)
    phrase = Phrase.R21_REPRIS
    return found_declared(faits, R21, Resultat.A_VERIFIER, phrase, found, limit)


def check_trio(faits: Faits) -> Constat:
    """R22: one holder a role, three different people (E25). A shared mailbox is only a doubt."""
    people = faits.reponses.representants
    roles = {"la direction": people.direction, "le personnel": people.personnel, "les métiers": people.metier}
    limit = f"{cadre.REPRESENTANTS.valeur} personnes différentes"
    missing = [role for role, person in roles.items() if not person.nom_complet]
    found = f"{len(roles) - len(missing)} personne{'s' if len(roles) - len(missing) > 1 else ''}"
    if missing:
        phrase = Phrase.R22_MANQUE.format(roles=" et pour ".join(missing))
        return found_declared(faits, R22, Resultat.NON_SATISFAIT, phrase, found, limit)
    if len({_same_name(p) for p in roles.values()}) < len(roles):
        phrase = Phrase.R22_MEME_PERSONNE
        return found_declared(faits, R22, Resultat.NON_SATISFAIT, phrase, found, limit)
    mailboxes = [p.courriel.casefold() for p in roles.values() if p.courriel]
    if len(set(mailboxes)) < len(mailboxes):
        phrase = Phrase.R22_MEME_ADRESSE
        return found_declared(faits, R22, Resultat.A_VERIFIER, phrase, found, limit)
    return found_declared(faits, R22, Resultat.SATISFAIT, Phrase.R22_COMPLET, found, limit)


def check_participation(faits: Faits) -> Constat:
    """R23: the three take part in every step."""
    return _commitment(faits, R23, faits.reponses.engagements.participation, "participer à toutes les étapes")


def check_premiere_seance(faits: Faits) -> Constat:
    """R24: the first collective session is attended."""
    return _commitment(faits, R24, faits.reponses.engagements.premiere_seance, "venir à la première séance")


def check_partage(faits: Faits) -> Constat:
    """R25: lessons are shared. Consent to one's image is another matter and never a condition."""
    return _commitment(faits, R25, faits.reponses.engagements.partage, "partager les enseignements")


def _commitment(faits: Faits, regle: Regle, taken: bool, what: str) -> Constat:
    if taken:
        return found_declared(faits, regle, Resultat.SATISFAIT, Phrase.ENGAGEMENT_PRIS.format(quoi=what), "oui", "oui")
    phrase = Phrase.ENGAGEMENT_ABSENT.format(quoi=what)
    return found_declared(faits, regle, Resultat.NON_SATISFAIT, phrase, "non", "oui")


def _older(day: date, years: int, on: date) -> bool:
    return on > add_months(day, 12 * years)


def _same_name(person: Personne) -> frozenset[str]:
    """Words of a name without accents, case or order: « LE GOFF Maëlle » is « Maelle Le Goff »."""
    return frozenset(search_words(person.nom_complet))
