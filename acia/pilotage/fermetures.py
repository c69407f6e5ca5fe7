"""The national pilot's page of the closed spaces: close at once, open again, and what was closed before (S21)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import aliased
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from acia.appels.models import Appel, EtatAppel
from acia.commission.queries.fermetures import ESPACE
from acia.commission.service import close_space, reopen_space
from acia.comptes.models import Utilisateur
from acia.core.db import db
from acia.core.fermetures import Fermeture
from acia.core.forms import HouseForm, as_choices, expected, strip
from acia.core.web import now

__all__ = ["FermetureForm", "LigneFermeture", "ReouvertureForm", "list_closings"]


def _motif(label: str) -> TextAreaField:
    return TextAreaField(label, filters=[strip], validators=[Length(max=500)], render_kw={"rows": 2})


class ReouvertureForm(HouseForm):
    """Why the space opens again."""

    motif = TextAreaField(
        "Motif de la réouverture", filters=[strip], validators=[Length(max=500)], render_kw={"rows": 2}
    )

    def validate_motif(self, field: TextAreaField) -> None:
        """The journal keeps the reason."""
        expected(field, "Dites pourquoi, en une phrase : le journal la garde.")

    def open_again(self, fermeture_id: uuid.UUID) -> Fermeture:
        """Do it."""
        return reopen_space(fermeture_id, self.motif.data, auteur=current_user, now=now())


class FermetureForm(ReouvertureForm):
    """What to close, and why."""

    portee = SelectField("Espace à fermer")
    motif = _motif("Motif de la fermeture")

    def offer(self) -> None:
        """All the commissions, or those of one published call."""
        calls = select(Appel.id, Appel.titre).where(Appel.etat == EtatAppel.PUBLIE).order_by(Appel.cloture_at.desc())
        found = [(str(key), titre) for key, titre in db.session.execute(calls)]
        self.portee.choices = as_choices([("", "Toutes les commissions, tous appels confondus"), *found])

    def close(self) -> Fermeture:
        """Do it."""
        scope = uuid.UUID(self.portee.data) if self.portee.data else None
        return close_space(scope, self.motif.data, auteur=current_user, now=now())


@dataclass(frozen=True)
class LigneFermeture:
    """One closing, in words."""

    fermeture: Fermeture
    portee: str
    par: str
    rouverte_par: str


def list_closings() -> list[LigneFermeture]:
    """Return the closings, the latest first."""
    who, again = aliased(Utilisateur), aliased(Utilisateur)
    rows = (
        select(Fermeture, Appel.titre, who, again)
        .outerjoin(Appel, Appel.id == Fermeture.portee_id)
        .outerjoin(who, who.id == Fermeture.fermee_par_id)
        .outerjoin(again, again.id == Fermeture.rouverte_par_id)
        .where(Fermeture.espace == ESPACE)
        .order_by(Fermeture.fermee_at.desc(), Fermeture.id)
    )
    return [
        LigneFermeture(row, titre or "Toutes les commissions", _name(one), _name(other))
        for row, titre, one, other in db.session.execute(rows)
    ]


def _name(person: Utilisateur | None) -> str:
    return person.nom_complet if person else "la ligne de commande"
