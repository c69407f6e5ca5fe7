"""Mails of the calls, and the webinar as a calendar file."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from acia.appels.models import Appel, InscriptionWebinaire, QuestionAppel
from acia.appels.rules import erasure_of_sign_ups, webinaire_end
from acia.core.agenda import calendar_text, new_calendar
from acia.core.mail import Courriel, prepare_mail


def webinaire_calendar(appel: Appel, debut: datetime, *, now: datetime, lien: str = "") -> str:
    """The webinar as a calendar file. Only those who signed up are given its `lien`."""
    from icalendar import Event

    zone = ZoneInfo(appel.fuseau)
    event = Event()
    event.add("uid", f"webinaire-{appel.id}")
    event.add("sequence", appel.version)
    event.add("dtstamp", now)
    event.add("dtstart", debut.astimezone(zone))
    event.add("dtend", webinaire_end(debut, appel.webinaire_minutes).astimezone(zone))
    event.add("summary", f"Webinaire d’information : {appel.titre}")
    event.add("location", lien or "En ligne, sur inscription")
    calendar = new_calendar("PUBLISH")
    calendar.add_component(event)
    return calendar_text(calendar)


def mail_webinaire(
    inscription: InscriptionWebinaire, debut: datetime, *, cle: str, desinscription: str, change: bool, now: datetime
) -> Courriel:
    """Confirm a sign-up, or say what has changed, with the link and the calendar file."""
    appel = inscription.appel
    return prepare_mail(
        "webinaire",
        cle=cle,
        destinataire=inscription.courriel,
        nom="",
        now=now,
        objet=inscription,
        contexte={
            "appel": appel,
            "fin": webinaire_end(debut, appel.webinaire_minutes),
            "effacement": erasure_of_sign_ups(debut, appel.webinaire_minutes),
            "desinscription": desinscription,
            "change": change,
        },
        calendrier=webinaire_calendar(appel, debut, now=now, lien=appel.webinaire_lien or ""),
        calendrier_methode="PUBLISH",
    )


def mail_webinaire_cancelled(inscription: InscriptionWebinaire, *, now: datetime) -> Courriel:
    """Say that the webinar is not held."""
    return prepare_mail(
        "webinaire_annule",
        cle=f"webinaire-annule:{inscription.id}",
        destinataire=inscription.courriel,
        nom="",
        now=now,
        objet=inscription,
        contexte={"appel": inscription.appel},
    )


def mail_question_asked(question: QuestionAppel, *, lien: str, now: datetime) -> Courriel:
    """Tell the service that a question waits."""
    return prepare_mail(
        "question_posee",
        cle=f"question-posee:{question.id}",
        destinataire=question.appel.contact_courriel,
        nom=question.appel.contact_nom,
        now=now,
        objet=question,
        contexte={"appel": question.appel, "lien": lien},
    )


def mail_question_answered(question: QuestionAppel, *, lien: str, now: datetime) -> Courriel:
    """Bring the answer to the person who asked."""
    return prepare_mail(
        "question_repondue",
        cle=f"question-repondue:{question.id}",
        destinataire=question.courriel,
        nom="",
        now=now,
        objet=question,
        contexte={"question": question, "appel": question.appel, "lien": lien},
    )
