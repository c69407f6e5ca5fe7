"""Pages of the examination: the work list, and one page a file with its findings, judgements and decision."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from acia.candidatures.models import Candidature
from acia.candidatures.queries import late_deposit_words, open_demande
from acia.core.db import transaction
from acia.core.errors import ActionRefusee
from acia.core.permissions import Permission
from acia.core.rules import LIBELLES_RESULTAT, Niveau, Resultat
from acia.core.web import absolute_url, apply_refusal, done, now, require
from acia.eligibilite import queries, service
from acia.eligibilite.adapter import constat_of, judgements_of
from acia.eligibilite.forms import DecisionForm, JugementForm, LectureForm, ReponseEcartForm
from acia.eligibilite.models import ConstatEligibilite, PropositionEcart, Verdict
from acia.eligibilite.policy import may_change, may_judge, may_write_letter
from acia.eligibilite.routes.avis_montres import opinions_shown
from acia.eligibilite.routes.blueprint import FILE, Page, bp
from acia.eligibilite.routes.cote_a_cote import next_file, sides_of
from acia.eligibilite.routes.propositions import proposals_shown
from acia.eligibilite.routes.recoupements import crossings_of
from acia.eligibilite.rules import LIBELLES_SYNTHESE, Synthese, suggest, to_judge
from acia.eligibilite.rules.catalogue import EN_UN_MOT

ECART_PROPOSE = "Votre écart est proposé : une autre personne doit le confirmer. Rien n’est décidé d’ici là."
TONS_SYNTHESE = {
    Synthese.ELIGIBLE: "vert",
    Synthese.INELIGIBLE: "rouge",
    Synthese.A_VERIFIER: "ambre",
    Synthese.PIECES_ATTENDUES: "bleu",
}
_TONS_RESULTAT = {
    Resultat.SATISFAIT: "vert",
    Resultat.NON_SATISFAIT: "rouge",
    Resultat.A_VERIFIER: "ambre",
    Resultat.INCONNU: "bleu",
}


def tag_of(constat: ConstatEligibilite) -> tuple[str, str]:
    """Word and tone of a finding: the person's judgement when there is one. An alert is pointed out, never red."""
    resultat = Resultat(constat.jugement or constat.resultat)
    if resultat is Resultat.NON_SATISFAIT and constat.niveau != Niveau.BLOQUANT:
        return "À signaler", "ambre"
    return LIBELLES_RESULTAT[resultat], _TONS_RESULTAT[resultat]


@bp.get("/eligibilite/")
@require(Permission.ELIGIBILITE_TRANCHER)
def a_decider() -> Page:
    """The files of the officer's territory that wait for a decision, or those already decided."""
    decided, departement = request.args.get("vue") == "decidees", request.args.get("departement", "")
    return render_template(
        "eligibilite/a_decider.html",
        lignes=queries.list_work(current_user, decided=decided, departement=departement),
        decidees=decided,
        departement=departement,
        departements=[("", "Tous"), *((d.code, d.nom) for d in queries.departements_of(current_user))],
        syntheses=LIBELLES_SYNTHESE,
        tons=TONS_SYNTHESE,
    )


@bp.get(FILE)
@require(Permission.ELIGIBILITE_TRANCHER)
def dossier(candidature_id: uuid.UUID) -> Page:
    """The findings on a file, what is left to judge, the decision."""
    return file_page(queries.get_deposited(candidature_id, current_user))


@bp.post(f"{FILE}/verdict")
@require(Permission.ELIGIBILITE_TRANCHER)
def verdict(candidature_id: uuid.UUID) -> Page:
    """Run the rules."""
    candidature = queries.get_deposited(candidature_id, current_user)
    form = LectureForm()
    seen = form.last_seen()
    try:
        with transaction():
            service.render_verdict(candidature, auteur=current_user, now=now(), lien=_link(candidature_id), seen=seen)
    except ActionRefusee as refusal:
        return refused(refusal, candidature_id)
    return done(
        "Les règles sont appliquées. Jugez ce qui reste à vérifier.",
        "eligibilite.dossier",
        candidature_id=candidature_id,
    )


@bp.post(f"{FILE}/constats/<uuid:constat_id>")
@require(Permission.ELIGIBILITE_TRANCHER)
def constat(candidature_id: uuid.UUID, constat_id: uuid.UUID) -> Page:
    """Judge a finding."""
    candidature = queries.get_deposited(candidature_id, current_user)
    row = queries.get_constat(candidature, constat_id)
    form = JugementForm(prefix=f"{row.regle}-")
    if form.validate_on_submit():
        command, regle = form.to_command(), row.regle
        try:
            with transaction():
                service.judge_constat(row, command, auteur=current_user, now=now(), lien=_link(candidature_id))
            return done(
                f"Votre jugement sur {regle} est enregistré.", "eligibilite.dossier", candidature_id=candidature_id
            )
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    return file_page(candidature, jugements={row.id: form}), 422


@bp.post(f"{FILE}/decision")
@require(Permission.ELIGIBILITE_TRANCHER)
def decision(candidature_id: uuid.UUID) -> Page:
    """Decide, or propose a departure where the call wants two people."""
    candidature = queries.get_deposited(candidature_id, current_user)
    form = DecisionForm()
    if form.validate_on_submit():
        command = form.to_command()
        lien = _link(candidature_id)
        try:
            with transaction():
                taken = service.decide_or_propose(candidature, command, auteur=current_user, now=now(), lien=lien)
                proposed = isinstance(taken, PropositionEcart)
            message = ECART_PROPOSE if proposed else "L’éligibilité est décidée."
            return done(message, "eligibilite.dossier", candidature_id=candidature_id)
        except ActionRefusee as refusal:
            apply_refusal(form, refusal)
    return file_page(candidature, decision_form=form), 422


def _link(candidature_id: uuid.UUID) -> str:
    return absolute_url("eligibilite.dossier", candidature_id=candidature_id)


def refused(refusal: ActionRefusee, candidature_id: uuid.UUID) -> Response:
    """Say why the act was refused on the page of the file, where nothing typed is lost."""
    flash(refusal.motif, "refus")
    return redirect(url_for("eligibilite.dossier", candidature_id=candidature_id))


def file_page(
    candidature: Candidature,
    *,
    jugements: dict[uuid.UUID, JugementForm] | None = None,
    decision_form: DecisionForm | None = None,
    reponse_form: ReponseEcartForm | None = None,
) -> str:
    """The page of a file; each form given is shown as it was typed."""
    verdicts = queries.list_verdicts(candidature.id)
    current = verdicts[0] if verdicts else None
    decided = queries.get_decision(candidature.id)
    changeable = may_change(candidature, decided)
    context: dict[str, Any] = _verdict_context(current, jugements or {}) if current else {}
    return render_template(
        "eligibilite/dossier.html",
        candidature=candidature,
        tardif=late_deposit_words(candidature),
        verdict=current,
        anciens=verdicts[1:],
        decision=decided,
        modifiable=bool(changeable),
        correction=open_demande(candidature.id),
        raison=changeable.motif,
        noms=queries.names_of(_people(current) | ({decided.decide_par_id} if decided else set())),
        lecture_form=LectureForm(data={"seen": str(current.rang if current else 0)}, formdata=None),
        decision_form=decision_form or DecisionForm(formdata=None),
        suivant=next_file(candidature),
        lettre=queries.letter_of(candidature.id),
        lettre_a_ecrire=bool(may_write_letter(candidature, decided)),
        **opinions_shown(candidature, now()),
        **proposals_shown(candidature, decided, reponse_form),
        recoupements=crossings_of(candidature, current_user, now()),
        tag_of=tag_of,
        en_un_mot=EN_UN_MOT,
        syntheses=LIBELLES_SYNTHESE,
        tons=TONS_SYNTHESE,
        **context,
        **sides_of(candidature, current, waiting=context.get("a_juger", []) if changeable else []),
    )


def _verdict_context(verdict: Verdict, typed: dict[uuid.UUID, JugementForm]) -> dict[str, Any]:
    findings, judgements = [constat_of(row) for row in verdict.constats], judgements_of(verdict.constats)
    forms = {
        row.id: typed.get(row.id) or JugementForm(prefix=f"{row.regle}-", formdata=None)
        for row in verdict.constats
        if may_judge(row)
    }
    return {
        "suggestion": suggest(findings, judgements),
        "a_juger": to_judge(findings, judgements),
        "jugements": forms,
    }


def _people(verdict: Verdict | None) -> set[uuid.UUID]:
    return {row.juge_par_id for row in verdict.constats if row.juge_par_id} if verdict else set()
