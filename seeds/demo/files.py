"""Files of the applicants: opened, written, deposited, examined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from acia.candidatures import service
from acia.candidatures.models import Candidature
from acia.candidatures.rules import (
    AutorisationDeclaree,
    AvisCse,
    EngagementsPris,
    EtablissementDeclare,
    Personne,
    Reponse,
    Representants,
    ResultatAvis,
    Section,
)
from acia.candidatures.service import EnregistrementSection, Fichier, OuvertureCandidature
from acia.comptes.queries import find_by_courriel
from acia.core.db import db
from acia.core.permissions import Role
from acia.core.rules import Resultat
from acia.core.web import absolute_url
from acia.eligibilite import service as eligibilite
from acia.eligibilite.models import ConstatEligibilite, IssueEligibilite, Verdict
from acia.eligibilite.queries import findings_of_letter, last_verdict, recipient_of
from acia.eligibilite.rules.lettre import propose_facts, propose_reasons
from acia.referentiel.models import Etablissement
from seeds.demo import accounts, documents, texts
from seeds.demo.calls import OFFICERS, appel_of
from seeds.demo.cast import Dossier
from seeds.demo.people import BRETAGNE, DEMO_ACCOUNTS, GUADELOUPE, NOMS, PRENOMS, DemoAccount
from seeds.demo.scene import ANTILLES, PARIS, Stage

CONSEIL: Final = "Le président du conseil départemental"
_SIGNES: Final = {account.courriel for account in DEMO_ACCOUNTS}
VOTES: Final = {
    ResultatAvis.FAVORABLE: (6, 0, 1),
    ResultatAvis.FAVORABLE_RESERVES: (4, 1, 2),
    ResultatAvis.DEFAVORABLE: (2, 5, 0),
}


def file_of(dossier: Dossier) -> Candidature:
    """The file of an establishment in its call, the living one."""
    appel = appel_of(dossier.promotion.code)
    rows = select(Candidature).where(
        Candidature.appel_id == appel.id, Candidature.numero_finess == dossier.finess, Candidature.etat != "retiree"
    )
    return db.session.execute(rows).scalar_one()


def zone_of(dossier: Dossier) -> str:
    """Where the hours of the establishment are counted."""
    return ANTILLES if dossier.outre_mer else PARIS


def region_of(dossier: Dossier) -> str:
    """The région of the establishment."""
    return GUADELOUPE if dossier.outre_mer else BRETAGNE


def signer_of(dossier: Dossier) -> str:
    """The address of who signs for the establishment."""
    person = recipient_of(file_of(dossier))
    if person is None:
        raise LookupError(dossier.finess)
    return person.courriel


def officer_of(dossier: Dossier) -> str:
    """Who follows the establishment."""
    return OFFICERS[region_of(dossier)].courriel


class Writer:
    """Writes files as their signatories would."""

    def __init__(self, stage: Stage, secret: str) -> None:
        self.stage = stage
        self.secret = secret
        self.people: dict[str, DemoAccount] = {}
        self.rank = 0

    def begin(self, dossier: Dossier) -> None:
        """Open the file, confirm the identity, give the authorisation, tell the project."""
        self._sign_up(dossier)
        command = OuvertureCandidature(dossier.promotion.code, dossier.finess)
        self.stage.act(service.open_candidature, command, by=self._by(dossier))
        self.rank += 1
        self.save(dossier, Section.ETABLISSEMENT, EtablissementDeclare(identite_confirmee=True))
        self._authorise(dossier)
        projet = texts.PROJETS[self.rank % len(texts.PROJETS)]
        joined = [Fichier("diagnostic", "diagnostic.pdf", documents.diagnostic(self._name(dossier)))]
        self.save(dossier, Section.PROJET, projet, joined if self.rank % 3 == 0 else [])

    def finish(self, dossier: Dossier) -> None:
        """Give the opinion, the trio and the commitments, then deposit."""
        self.complete(dossier)
        row = file_of(dossier)
        lien = absolute_url("candidatures.dossier", candidature_id=row.id)
        self.stage.act(service.deposit_candidature, row.id, lien=lien, by=self._by(dossier))

    def complete(self, dossier: Dossier) -> None:
        """The sections that come last."""
        self._give_opinion(dossier)
        self.save(dossier, Section.REPRESENTANTS, self._trio(dossier))
        self.save(dossier, Section.ENGAGEMENTS, EngagementsPris(True, True, True, True))

    def withdraw(self, dossier: Dossier, motif: str) -> None:
        """Withdraw a deposited file."""
        row = file_of(dossier)
        self.stage.act(service.withdraw_candidature, row.id, motif, version=None, by=self._by(dossier))

    def save(self, dossier: Dossier, section: Section, reponse: Reponse, joined: Sequence[Fichier] = ()) -> None:
        """Keep one section with its documents."""
        command = EnregistrementSection(section, reponse, tuple(joined))
        row = file_of(dossier)
        self.stage.act(service.save_section, row.id, command, version=None, by=self._by(dossier))

    def _authorise(self, dossier: Dossier) -> None:
        etablissement = db.session.get_one(Etablissement, dossier.finess)
        jour = etablissement.date_autorisation or date(2015, 3, 2)
        autorite = "Le préfet de département" if dossier.nature == "pjj" else CONSEIL
        reponse = AutorisationDeclaree(
            nature=dossier.nature,
            autorite=autorite,
            reference=f"{jour.year}-{100 + self.rank}",
            date_arrete=jour,
            renouvellement_tacite=True,
            precision="Lieu de vie autorisé par le conseil départemental." if dossier.nature == "lva_autre" else "",
        )
        joined = [Fichier("arrete", "arrêté d’autorisation.pdf", documents.arrete(etablissement.nom, autorite, jour))]
        self.save(dossier, Section.AUTORISATION, reponse, joined)

    def _give_opinion(self, dossier: Dossier) -> None:
        jour = self.stage.now.date() - timedelta(days=2)
        if dossier.avis not in VOTES:
            limite = appel_of(dossier.promotion.code).avis_differe_limite
            attendue = limite if dossier.avis is ResultatAvis.ATTENDU else None
            reponse = AvisCse(instance="cse", resultat=dossier.avis.value, date_attendue=attendue)
            self.save(dossier, Section.AVIS_CSE, reponse)
            return
        pour, contre, abstention = VOTES[dossier.avis]
        reserves = texts.AVIS_RESERVES if dossier.avis is ResultatAvis.FAVORABLE_RESERVES else ""
        reponse = AvisCse("cse", dossier.avis.value, jour, pour, contre, abstention, reserves)
        content = documents.avis_cse(self._name(dossier), jour, pour, contre, abstention)
        self.save(dossier, Section.AVIS_CSE, reponse, [Fichier("avis_cse", "avis du CSE.pdf", content)])

    def _trio(self, dossier: Dossier) -> Representants:
        signer = self.people[dossier.finess]
        direction = Personne(signer.prenom, signer.nom, signer.fonction, signer.courriel, "02 00 00 00 01")
        return Representants(
            direction,
            self._draw(dossier, 1, "Membre élu du CSE", "elu"),
            self._draw(dossier, 2, "Éducatrice spécialisée", "metier"),
        )

    def _draw(self, dossier: Dossier, step: int, fonction: str, role: str) -> Personne:
        """Somebody of the crowd whose name is not that of the two others."""
        prenoms, noms = PRENOMS[region_of(dossier)], NOMS[region_of(dossier)]
        signer = self.people[dossier.finess]
        free = [nom for nom in noms if nom != signer.nom]
        seed = int(dossier.finess[4:8])
        return Personne(
            prenoms[(5 * seed + 9 * step) % len(prenoms)],
            free[(3 * seed + step) % len(free)],
            fonction,
            f"{role}.{dossier.finess}@demo.invalid",
        )

    def _sign_up(self, dossier: Dossier) -> None:
        """The signatory: a demo account, or the director of the managing association, one for all its files."""
        account = dossier.signataire or self._association(dossier)
        self.people[dossier.finess] = account
        if find_by_courriel(account.courriel) is not None:
            return
        if account.courriel in _SIGNES:
            accounts.sign_up(self.stage, account)
        else:
            accounts.open_quietly(self.stage, account, self.secret)

    def _association(self, dossier: Dossier) -> DemoAccount:
        manager = db.session.get_one(Etablissement, dossier.finess).numero_ej
        prenoms, noms = PRENOMS[region_of(dossier)], NOMS[region_of(dossier)]
        seed = int(manager[5:8])
        return DemoAccount(
            f"association-{manager}@demo.invalid",
            prenoms[seed % len(prenoms)],
            noms[(7 * seed + 1) % len(noms)],
            Role.REPRESENTANT,
            (),
            "",
            "Directrice" if seed % 2 else "Directeur",
            f"Association gestionnaire {manager}",
        )

    def _by(self, dossier: Dossier) -> str:
        return self.people[dossier.finess].courriel

    def _name(self, dossier: Dossier) -> str:
        return re.sub(r"\s+", " ", file_of(dossier).nom)


def examination_of(dossier: Dossier) -> str:
    """Address of the page where a file is examined."""
    return absolute_url("eligibilite.dossier", candidature_id=file_of(dossier).id)


def read_file(stage: Stage, dossier: Dossier) -> Verdict:
    """Run the rules on a deposited file."""
    return stage.act(eligibilite.render_verdict, file_of(dossier), lien=examination_of(dossier), by=officer_of(dossier))


def judge_file(stage: Stage, dossier: Dossier, *, sauf: Sequence[str] = ()) -> None:
    """Judge what the rules leave to a person, but for the rules named."""
    verdict = last_verdict(file_of(dossier).id)
    for constat in list(verdict.constats) if verdict else []:
        if constat.resultat == Resultat.A_VERIFIER and constat.regle not in sauf and not constat.jugement:
            judge(stage, dossier, constat, Resultat.SATISFAIT, texts.JUGEMENTS.get(constat.regle, "Vérifié."))


def judge(stage: Stage, dossier: Dossier, constat: ConstatEligibilite, resultat: Resultat, motif: str) -> None:
    """One judgement."""
    command = eligibilite.Jugement(resultat, motif)
    stage.act(eligibilite.judge_constat, constat, command, lien=examination_of(dossier), by=officer_of(dossier))


def decide_file(stage: Stage, dossier: Dossier, issue: IssueEligibilite, motif: str = "") -> None:
    """Decide whether the file goes to the commission."""
    command = eligibilite.DecisionPrise(issue, motif)
    lien = examination_of(dossier)
    stage.act(eligibilite.decide_eligibilite, file_of(dossier), command, lien=lien, by=officer_of(dossier))


def tell_ineligible(stage: Stage, dossier: Dossier) -> None:
    """Read the notice that the findings propose, then send it."""
    row = file_of(dossier)
    verdict = last_verdict(row.id)
    found = findings_of_letter(verdict) if verdict else []
    command = eligibilite.LettreRedigee(tuple(propose_reasons(found)), propose_facts(found))
    seen = eligibilite.print_of(eligibilite.compose_letter(row, command, now=stage.now))
    lien = absolute_url("eligibilite.decision_notifiee", candidature_id=row.id)
    stage.act(eligibilite.send_letter, row, command, vu=seen, lien=lien, by=officer_of(dossier))


def examine_fully(stage: Stage, dossier: Dossier) -> None:
    """Read, judge and decide as the rules suggest; one departure is explained."""
    read_file(stage, dossier)
    judge_file(stage, dossier)
    if dossier.nature == "pjj":
        decide_file(stage, dossier, IssueEligibilite.INELIGIBLE)
        tell_ineligible(stage, dossier)
    elif dossier.avis is ResultatAvis.SANS_AVIS:
        motif = "Le CSE a rendu un avis favorable le lendemain du dépôt ; le procès-verbal nous a été remis."
        decide_file(stage, dossier, IssueEligibilite.ELIGIBLE, motif)
    else:
        # Read again, so that the verdict takes the judgements in.
        read_file(stage, dossier)
        decide_file(stage, dossier, IssueEligibilite.ELIGIBLE)
