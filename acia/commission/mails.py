"""Mails of the stage: convocation to the members, notice to the applicants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from acia.candidatures.models import Candidature
from acia.commission.models import (
    Commission,
    Convocation,
    Deport,
    LeveeDeport,
    MembreCommission,
    PlaceProposee,
    Recours,
    ReouvertureNotation,
    Selection,
)
from acia.commission.queries import DecisionDite, departements_of, mandate_words, months_of, places_of, zone_of
from acia.commission.rules.recours import GenreRecours, silence_on
from acia.commission.workflow import LIBELLES_ISSUE, IssueSelection
from acia.comptes.models import Utilisateur
from acia.core.agenda import calendar_text, new_calendar
from acia.core.clock import local_day
from acia.core.documents import Document
from acia.core.errors import ActionRefusee
from acia.core.mail import Courriel, prepare_mail
from acia.eligibilite.queries import recipient_of

SUJETS = {
    IssueSelection.RETENUE: "est retenue",
    IssueSelection.LISTE_ATTENTE: "est sur la liste d’attente",
    IssueSelection.NON_RETENUE: "n’est pas retenue",
}


def sitting_calendar(commission: Commission, *, sequence: int, lien: str, now: datetime) -> str:
    """The sitting as a calendar file: where and when, and nothing of the files (S10)."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"commission-{commission.id}")
    event.add("sequence", sequence)
    event.add("dtstamp", now)
    event.add("dtstart", commission.seance_at.astimezone(ZoneInfo(zone_of(commission))))
    event.add("summary", f"Séance : {commission.nom}")
    event.add("location", commission.lieu)
    event.add("description", lien)
    calendar = new_calendar("PUBLISH")
    calendar.add_component(event)
    return calendar_text(calendar)


def send_convocation_mails(
    convocation: Convocation,
    membres: Sequence[MembreCommission],
    *,
    avant: Convocation | None,
    lien: str,
    now: datetime,
) -> list[tuple[MembreCommission, Courriel]]:
    """Write to each member, with the calendar file; the agenda names no file, which each reads in her own space.

    `avant` is the convocation whose day or place has changed since.
    """
    commission = convocation.commission
    context = {
        "commission": commission,
        "appel": commission.appel,
        "fuseau": zone_of(commission),
        "seconde": convocation.seconde,
        "points": convocation.points,
        "avant": avant,
        "departements": [departements_of(commission)[code].nom for code in sorted(places_of(commission))],
        "lien": lien,
    }
    calendar = sitting_calendar(commission, sequence=convocation.rang, lien=lien, now=now)
    return [
        (
            membre,
            prepare_mail(
                "convocation",
                cle=f"convocation:{convocation.id}:{membre.id}",
                destinataire=membre.utilisateur.courriel,
                nom=membre.utilisateur.nom_complet,
                now=now,
                objet=commission,
                contexte={**context, "qualite": mandate_words(membre)},
                calendrier=calendar,
                calendrier_methode="PUBLISH",
            ),
        )
        for membre in membres
    ]


def send_invitation(membre: MembreCommission, *, lien: str, now: datetime) -> Courriel:
    """Ask a person to sit, with the day until which she may answer."""
    commission = membre.commission
    return prepare_mail(
        "commission_invitation",
        cle=f"commission-invitation:{membre.id}:{now.isoformat()}",
        destinataire=membre.utilisateur.courriel,
        nom=membre.utilisateur.nom_complet,
        now=now,
        objet=membre,
        contexte={
            "commission": commission,
            "appel": commission.appel,
            "fuseau": zone_of(commission),
            "mandat": mandate_words(membre),
            "limite": membre.invitation_expire_at,
            "lien": lien,
        },
    )


def remind_member(membre: MembreCommission, reste: int, *, cle: str, lien: str, now: datetime) -> Courriel:
    """Remind a member of the sheets she has not handed in: how many, by when, never which marks."""
    person = membre.utilisateur
    return prepare_mail(
        "relance_notation",
        cle=cle,
        destinataire=person.courriel,
        nom=person.nom_complet,
        now=now,
        objet=membre.commission,
        contexte={
            "commission": membre.commission,
            "fuseau": zone_of(membre.commission),
            "reste": reste,
            "lien": lien,
        },
    )


def tell_reopened(
    row: ReouvertureNotation, membre: MembreCommission, candidature: Candidature, *, lien: str, now: datetime
) -> Courriel:
    """Tell the member that her sheet is hers to write again, and why; no mark is repeated."""
    person = membre.utilisateur
    return prepare_mail(
        "notation_rouverte",
        cle=f"notation_rouverte:{row.notation_id}:{row.rang}",
        destinataire=person.courriel,
        nom=person.nom_complet,
        now=now,
        objet=row.notation,
        contexte={
            "commission": membre.commission,
            "etablissement": f"{candidature.nom}, {candidature.commune}",
            "motif": row.motif,
            "lien": lien,
        },
    )


def tell_recused(
    row: Deport, membre: MembreCommission, candidature: Candidature, *, lien: str, now: datetime
) -> Courriel:
    """Tell a member that the chair takes her off a file, and why."""
    return _tell_of_recusal("deport_office", row, membre, candidature, lien=lien, now=now)


def tell_lifted(
    row: LeveeDeport, membre: MembreCommission, candidature: Candidature, *, lien: str, now: datetime
) -> Courriel:
    """Tell a member that her recusal is lifted, why, and that the question is hers again."""
    return _tell_of_recusal("deport_leve", row, membre, candidature, lien=lien, now=now)


def _tell_of_recusal(
    modele: str,
    row: Deport | LeveeDeport,
    membre: MembreCommission,
    candidature: Candidature,
    *,
    lien: str,
    now: datetime,
) -> Courriel:
    person = membre.utilisateur
    return prepare_mail(
        modele,
        cle=f"{modele}:{row.id}:{now:%Y%m%d%H%M%S%f}",
        destinataire=person.courriel,
        nom=person.nom_complet,
        now=now,
        objet=row,
        contexte={
            "commission": membre.commission,
            "etablissement": f"{candidature.nom}, {candidature.commune}",
            "motif": row.motif,
            "lien": lien,
        },
    )


def tell_departures(membre: MembreCommission, ecarts: Sequence[DecisionDite], *, lien: str, now: datetime) -> Courriel:
    """Tell a member on which of her files the authority departs from the proposal, and why (E44)."""
    person = membre.utilisateur
    return prepare_mail(
        "decision_ecart",
        cle=f"decision_ecart:{membre.id}",
        destinataire=person.courriel,
        nom=person.nom_complet,
        now=now,
        objet=membre,
        contexte={
            "commission": membre.commission,
            "le": local_day(now, zone_of(membre.commission)),
            "ecarts": ecarts,
            "libelles": LIBELLES_ISSUE,
            "lien": lien,
        },
    )


def prepare_notice(
    selection: Selection, document: Document, *, lien: Callable[[Candidature], str], now: datetime
) -> Courriel:
    """Write the notice of one decision, held until all are released together.

    Raises:
        ActionRefusee: nobody to write to.
    """
    reader = _reader_of(selection.candidature)
    return _notice(selection, reader, document, f"notification:{selection.id}", lien=lien, now=now, retenu=True)


def send_notice_again(
    selection: Selection, person: Utilisateur, *, rang: int, lien: Callable[[Candidature], str], now: datetime
) -> Courriel:
    """Write the notice once more, to a person of the file, with the same letter."""
    document = selection.document
    if document is None:
        raise ActionRefusee("Cette décision n’a pas de lettre : il n’y a rien à renvoyer.")
    return _notice(selection, person, document, f"notification:{selection.id}:{rang}", lien=lien, now=now)


def _notice(
    selection: Selection,
    person: Utilisateur,
    document: Document,
    cle: str,
    *,
    lien: Callable[[Candidature], str],
    now: datetime,
    retenu: bool = False,
) -> Courriel:
    contexte = {"resultat": SUJETS[IssueSelection(str(selection.issue))], "lettre": document.contexte}
    link = lien(selection.candidature)
    return _write(
        selection, person, "notification", cle, contexte, lien=link, now=now, document=document, retenu=retenu
    )


def send_place_offer(place: PlaceProposee, zone: str, *, lien: str, now: datetime) -> Courriel:
    """Say that a place is free, and until when it may be accepted."""
    contexte = {"fuseau": zone, "limite": place.limite_at}
    person = _reader_of(place.selection.candidature)
    return _write(place.selection, person, "place_proposee", f"place-proposee:{place.id}", contexte, lien=lien, now=now)


def send_place_outcome(selection: Selection, quoi: str, *, lien: str, now: datetime) -> Courriel:
    """Say what was recorded: `acceptee`, `declinee`, `expiree` or `desistement`."""
    cle = f"place-suite:{selection.id}:{quoi}:{now.isoformat()}"
    person = _reader_of(selection.candidature)
    return _write(selection, person, "place_suite", cle, {"quoi": quoi}, lien=lien, now=now)


def _write(
    selection: Selection,
    person: Utilisateur,
    modele: str,
    cle: str,
    contexte: dict[str, Any],
    *,
    lien: str,
    now: datetime,
    document: Document | None = None,
    retenu: bool = False,
) -> Courriel:
    candidature = selection.candidature
    return prepare_mail(
        modele,
        cle=cle,
        destinataire=person.courriel,
        nom=person.nom_complet,
        now=now,
        objet=selection,
        contexte={"candidature": candidature, "appel": candidature.appel, "lien": lien, **contexte},
        document=document,
        retenu=retenu,
    )


def _reader_of(candidature: Candidature) -> Utilisateur:
    person = recipient_of(candidature)
    if person is None:
        raise ActionRefusee(f"Personne à qui écrire pour {candidature.nom} ({candidature.numero}).")
    return person


def send_appeal_receipt(recours: Recours, person: Utilisateur, *, lien: str, now: datetime) -> Courriel:
    """Acknowledge an appeal: the day it came, the day when silence rejects it, and what may be done then."""
    candidature = recours.candidature
    return prepare_mail(
        "recours_recu",
        cle=f"recours:{recours.id}",
        destinataire=person.courriel,
        nom=person.nom_complet,
        now=now,
        objet=recours,
        contexte={
            "candidature": candidature,
            "appel": candidature.appel,
            "recu_le": recours.recu_le,
            "rejet_le": silence_on(GenreRecours(recours.genre), recours.recu_le),
            "mois": months_of(candidature),
            "lien": lien,
        },
    )
