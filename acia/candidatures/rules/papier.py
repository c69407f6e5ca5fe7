"""Paper files: in time by their postmark (R9), on which day they count as deposited, from when silence runs. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from acia.core.clock import date_in_words, deadline_after, local_day
from acia.core.rules import Constat, Regle, Resultat

ACHEMINEMENT_JOURS: Final = 15
"""How long a letter posted on the last day may take to arrive when its postmark proves nothing."""
REGLE_CACHET: Final = Regle(
    "R9",
    "Un dossier posté au plus tard le dernier jour du délai est dans les délais, même reçu après : "
    "le cachet de la poste fait foi",
    "CRPA art. L. 112-1",
)
REGLE_DOUTE: Final = Regle(
    "R9",
    f"Cachet illisible ou absent : le doute profite à l’expéditeur. Un dossier reçu au plus tard {ACHEMINEMENT_JOURS} "
    "jours après le dernier jour du délai est réputé posté ce jour-là",
    "CRPA art. L. 112-1 ; choix du programme pour le doute",
)


@dataclass(frozen=True)
class Envoi:
    """An envelope: the day of its postmark (or the day retained when it cannot be read), the day it arrived."""

    poste_le: date
    recu_le: date
    lisible: bool = True


@dataclass(frozen=True)
class DelaiPapier:
    """The day the file counts as deposited, and what the rule found."""

    depot: date
    constat: Constat

    @property
    def a_temps(self) -> bool:
        """Whether the file was posted in time."""
        return self.constat.resultat is Resultat.SATISFAIT


def last_day(cloture_at: datetime, zone: str) -> date:
    """The last day of the delay in the zone of the call: a postmark has a day, never an hour."""
    return local_day(cloture_at - timedelta(microseconds=1), zone)


def judge_posting(envoi: Envoi, cloture_at: datetime, zone: str) -> DelaiPapier:
    """R9: in time when posted on the last day of the delay at the latest, whenever it arrived.

    Without a postmark that can be read, a later day is not held against the sender as long as the mail may explain it.
    """
    dernier = last_day(cloture_at, zone)
    doubt = not envoi.lisible and envoi.recu_le <= dernier + timedelta(days=ACHEMINEMENT_JOURS)
    depot = min(envoi.poste_le, dernier) if doubt else envoi.poste_le
    en_temps = depot <= dernier
    constat = Constat(
        REGLE_CACHET if envoi.lisible else REGLE_DOUTE,
        Resultat.SATISFAIT if en_temps else Resultat.NON_SATISFAIT,
        _sentence(envoi, depot, dernier, en_temps),
        valeur=date_in_words(depot),
        limite=date_in_words(dernier),
        origine="Cachet de la poste" if envoi.lisible else "Date retenue par le service",
    )
    return DelaiPapier(depot, constat)


def _sentence(envoi: Envoi, depot: date, dernier: date, en_temps: bool) -> str:
    poste, limite = date_in_words(envoi.poste_le), date_in_words(dernier)
    if envoi.lisible:
        suite = "il est dans les délais" if en_temps else "il est hors délai"
        return f"Le cachet est du {poste}, le dernier jour du délai était le {limite} : {suite}."
    if depot != envoi.poste_le:
        return (
            f"Le cachet ne se lit pas et le dossier est arrivé le {date_in_words(envoi.recu_le)} : le doute profite à "
            f"l’expéditeur, le dossier est réputé posté le {limite}, dernier jour du délai."
        )
    if en_temps:
        return (
            f"Le cachet ne se lit pas ; la date retenue, le {poste}, est dans les délais (dernier jour : le {limite})."
        )
    return (
        f"Le cachet ne se lit pas et le dossier est arrivé le {date_in_words(envoi.recu_le)}, plus de "
        f"{ACHEMINEMENT_JOURS} jours après le dernier jour du délai, le {limite} : il est hors délai."
    )


def envelope_refusal(envoi: Envoi, ouverture: date | None, aujourd_hui: date) -> tuple[str, str] | None:
    """What cannot be in the dates typed, as (field, sentence): a letter is posted, then received, then registered."""
    if envoi.recu_le > aujourd_hui:
        return "recue_le", "Cette date est à venir : indiquez le jour où l’enveloppe est arrivée."
    if envoi.poste_le > envoi.recu_le:
        return "cachet_le", "Le dossier ne peut pas avoir été posté après son arrivée : vérifiez les deux dates."
    if ouverture is not None and envoi.poste_le < ouverture:
        return "cachet_le", f"L’appel n’a ouvert que le {date_in_words(ouverture)} : vérifiez l’année et le jour."
    return None


def deposit_instant(day: date, zone: str) -> datetime:
    """The instant kept for a deposit known by its day: the first of that day in the zone of the call."""
    return deadline_after(day - timedelta(days=1), zone)


def silence_start(deposee_at: datetime, zone: str, recue_le: date | None) -> date:
    """The day from which silence is counted (R31): that of the reception by the administration.

    CRPA art. L. 231-4: two months from the receipt, but for the days suspended (L. 114-5). Online, that is the day of
    the deposit; a paper file is deposited by its postmark, but received later.
    """
    return recue_le if recue_le is not None else local_day(deposee_at, zone)
