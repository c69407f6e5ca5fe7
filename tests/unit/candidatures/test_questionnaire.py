"""What a call makes optional is not missing, what it makes compulsory is; the blank form says the same words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from acia.appels.rules import PAR_DEFAUT, Questionnaire, with_changes
from acia.candidatures.rules import Manque, Section, blank_form, in_words, states_of
from tests.unit.candidatures.test_completude import COMPLET, EXIGENCES, JOINTES


def worded(cle: str, **changes: Any) -> Questionnaire:
    return with_changes(PAR_DEFAUT, [replace(PAR_DEFAUT.questions[cle], **changes)])


def missing(section: Section, questionnaire: Questionnaire, **sections: Any) -> tuple[Manque, ...]:
    exigences = replace(EXIGENCES, questionnaire=questionnaire)
    etats = states_of(replace(COMPLET, **sections), JOINTES, exigences)
    return next(etat.manques for etat in etats if etat.section is section)


def test_what_the_call_makes_optional_is_not_missing() -> None:
    projet = replace(COMPLET.projet, moyens="")
    assert [m.champ for m in missing(Section.PROJET, PAR_DEFAUT, projet=projet)] == ["moyens"]
    assert missing(Section.PROJET, worded("projet.moyens", obligatoire=False), projet=projet) == ()


def test_what_the_call_makes_compulsory_is_missing_in_its_words() -> None:
    questionnaire = worded("autorisation.reference", libelle="Numéro au recueil", obligatoire=True)
    assert missing(Section.AUTORISATION, questionnaire) == (Manque("reference", "Répondez à « Numéro au recueil »."),)
    phones = missing(Section.REPRESENTANTS, worded("representants.telephone", obligatoire=True))
    assert [m.champ for m in phones] == ["direction-telephone", "personnel-telephone", "metier-telephone"]


def test_a_rule_is_never_made_optional() -> None:
    projet = replace(COMPLET.projet, objectifs="")
    questionnaire = worded("projet.objectifs", obligatoire=False)
    assert [m.champ for m in missing(Section.PROJET, questionnaire, projet=projet)] == ["objectifs"]


def test_answers_are_read_in_the_words_of_the_call() -> None:
    words = dict(in_words(COMPLET, {}, worded("projet.actions", libelle="Que ferez-vous ?"))[Section.PROJET])
    assert words["Que ferez-vous ?"] == "a"


def test_the_blank_form_holds_every_question_once_and_its_documents() -> None:
    piece = {"section": "projet", "libelle": "Diagnostic", "aide": "", "obligatoire": False, "formats": "PDF"}
    parts = blank_form(worded("projet.titre", libelle="Son nom"), [piece], avis_differe=True)
    asked = [q["cle"] for part in parts for q in part["questions"]]
    assert asked == list(PAR_DEFAUT.questions)
    assert parts[3]["questions"][0]["libelle"] == "Son nom"
    assert [p["libelle"] for p in parts[3]["pieces"]] == ["Diagnostic"]
    assert parts[4]["groupes"] == ["Membre de la direction", "Représentant du personnel", "Représentant métier"]


def test_e5_an_awaited_opinion_is_offered_only_where_the_call_admits_it() -> None:
    for admitted in (True, False):
        opinion = blank_form(PAR_DEFAUT, [], avis_differe=admitted)[2]["questions"]
        assert any(q["cle"] == "avis_cse.date_attendue" for q in opinion) is admitted
        assert ("L’avis est attendu" in opinion[1]["choix"]) is admitted


def test_e8_a_call_may_refuse_a_consultation_of_the_staff() -> None:
    avis = replace(COMPLET.avis_cse, instance="aucune")
    exigences = replace(EXIGENCES, consultation_admise=False)
    etat = states_of(replace(COMPLET, avis_cse=avis), JOINTES, exigences)[2]
    assert [m.champ for m in etat.manques] == ["instance"]
    assert states_of(replace(COMPLET, avis_cse=avis), JOINTES, EXIGENCES)[2].manques == ()
