"""The sitting: notice of the convocation and quorum. Pure."""

from __future__ import annotations

from datetime import date

from acia import cadre
from acia.commission.rules.reglement import DEFAUT, Reglement
from acia.commission.rules.regles import R35, R38
from acia.core.rules import Constat, Resultat


def check_quorum(
    presents: int, membres: int, *, seconde_convocation: bool = False, reglement: Reglement = DEFAUT
) -> Constat:
    """R38: the share of the members that the règlement asks for is present or represented.

    For one file, `presents` leaves out the recused members while `membres` stays the whole commission (E43), unless the
    règlement takes them out of both.
    """
    needed = reglement.needed(membres)
    reached = membres > 0 and presents >= needed
    free = seconde_convocation and reglement.seconde_sans_quorum
    count = f"{presents} présent{'s' if presents > 1 else ''} pour {membres} membre{'s' if membres > 1 else ''}"
    if reached:
        sentence = f"Le quorum est atteint : {count}."
    elif free:
        sentence = f"{count} : seconde convocation, le quorum n’est plus requis."
    else:
        sentence = f"Le quorum n’est pas atteint : {count}, il en faut {needed}."
    ok = reached or (free and presents > 0)
    return Constat(R38, Resultat.SATISFAIT if ok else Resultat.NON_SATISFAIT, sentence, str(presents), str(membres))


def check_notice(convocation: date, seance: date, jours: int = cadre.PREAVIS_CONVOCATION_JOURS.valeur) -> Constat:
    """R35: days between the convocation and the sitting."""
    delay = (seance - convocation).days
    if delay >= jours:
        result, sentence = Resultat.SATISFAIT, f"La convocation part {delay} jours avant la séance."
    else:
        result = Resultat.NON_SATISFAIT
        sentence = (
            f"La convocation part {delay} jour{'s' if delay > 1 else ''} avant la séance, il en faut {jours}. "
            "Reportez la séance, ou mentionnez l’urgence au procès-verbal."
            if delay >= 0
            else "La séance est déjà passée."
        )
    return Constat(R35, result, sentence, str(delay), str(jours))
