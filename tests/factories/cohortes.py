"""Signed establishments spread over real communes, and the cohortes they form, for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from acia.appels.models import Appel
from acia.candidatures.models import Candidature, EtatCandidature
from acia.cohortes.models import Cohorte, EtatCohorte, MembreCohorte
from acia.comptes.models import Utilisateur
from acia.core.db import db, transaction
from acia.core.permissions import Role
from acia.engagements.models import Engagement
from acia.referentiel.models import Departement
from tests.factories.appels import make_appel_publie
from tests.factories.candidatures import make_candidature_deposee, make_etablissement
from tests.factories.commission import make_selection_notifiee
from tests.factories.comptes import make_utilisateur
from tests.factories.engagements import SIGNATURE, make_engagement_signe

VALIDATION = datetime(2027, 3, 31, 8, 0, tzinfo=UTC)

COMMUNES: dict[str, tuple[tuple[str, float, float], ...]] = {
    "29": (
        ("Brest", 48.3904, -4.4861),
        ("Landerneau", 48.4517, -4.2506),
        ("Plabennec", 48.5019, -4.4261),
        ("Daoulas", 48.3617, -4.2614),
        ("Lesneven", 48.5733, -4.3233),
        ("Quimper", 47.9960, -4.1024),
        ("Pont-l’Abbé", 47.8669, -4.2222),
        ("Concarneau", 47.8736, -3.9180),
        ("Douarnenez", 48.0925, -4.3297),
        ("Quimperlé", 47.8725, -3.5497),
        ("Carhaix-Plouguer", 48.2758, -3.5733),
    ),
    "971": (
        ("Pointe-à-Pitre", 16.2411, -61.5331),
        ("Les Abymes", 16.2700, -61.5022),
        ("Le Moule", 16.3300, -61.3500),
        ("Sainte-Anne", 16.2261, -61.3792),
        ("Petit-Bourg", 16.1914, -61.5914),
        ("Basse-Terre", 15.9985, -61.7256),
    ),
}


def make_engagements_signes(
    nombre: int,
    *,
    appel: Appel | None = None,
    departement: str = "29",
    signature: date = SIGNATURE,
    representants: Sequence[Utilisateur] = (),
    depuis: int = 0,
) -> list[Engagement]:
    """As many signed establishments of a département, ranked in order.

    `representants[i]` may write the i-th file. `depuis` skips communes and ranks, for a second batch.
    """
    appel = appel or make_appel_publie({departement: 12})
    communes = COMMUNES.get(departement, COMMUNES["29"])
    engagements = []
    for rang in range(depuis, depuis + nombre):
        commune, lat, lon = communes[rang % len(communes)]
        etablissement = make_etablissement(
            departement, commune=commune, lat=lat, lon=lon, raison_sociale=f"MECS de {commune}"
        )
        candidature = make_candidature_deposee(
            appel,
            departement=departement,
            etablissement=etablissement,
            etat=EtatCandidature.CLOSE,
            auteur=representants[rang - depuis] if rang - depuis < len(representants) else None,
        )
        make_selection_notifiee(candidature, rang=rang + 1)
        engagements.append(make_engagement_signe(db.session.get_one(Candidature, candidature.id), signature=signature))
    return engagements


def make_intervenant(departement: str = "29") -> Utilisateur:
    """A person who follows cohortes in the région of this département."""
    region = db.session.get_one(Departement, departement).region_code
    return make_utilisateur(Role.INTERVENANT, regions=(region,), nom="Intervenante")


def make_cohorte(
    engagements: Sequence[Engagement],
    *,
    intervenant: Utilisateur | None = None,
    etat: EtatCohorte = EtatCohorte.BROUILLON,
    nom: str = "",
) -> Cohorte:
    """A cohorte of these signed establishments, the first one hosting."""
    with transaction():
        first = db.session.get_one(Engagement, engagements[0].id)
        cohorte = Cohorte(
            appel_id=first.candidature.appel_id,
            departement_code=first.candidature.departement_code,
            nom=nom or f"Cohorte de {first.candidature.commune}",
            etat=etat,
            intervenant_id=intervenant.id if intervenant else None,
            cree_at=VALIDATION,
            validee_at=None if etat == EtatCohorte.BROUILLON else VALIDATION,
        )
        cohorte.membres = [
            MembreCohorte(engagement_id=engagement.id, ordre=ordre, hote=ordre == 1)
            for ordre, engagement in enumerate(engagements, start=1)
        ]
        db.session.add(cohorte)
    return cohorte


def make_cohorte_validee(
    departement: str = "29",
    taille: int = 4,
    intervenant: Utilisateur | None = None,
    *,
    appel: Appel | None = None,
    signature: date = SIGNATURE,
    representants: Sequence[Utilisateur] = (),
    nom: str = "",
) -> Cohorte:
    """A validated cohorte with its intervenant, its letters signed and its representants able to sign in."""
    engagements = make_engagements_signes(
        taille, appel=appel, departement=departement, signature=signature, representants=representants
    )
    intervenant = intervenant or make_intervenant(departement)
    return make_cohorte(engagements, intervenant=intervenant, etat=EtatCohorte.VALIDEE, nom=nom)
