"""The questions of a file as data of the call: ours are the fields, hers are the words."""

from __future__ import annotations

from dataclasses import fields, replace

from acia.appels.rules import (
    MINUTES_EN_TOUT,
    PAR_DEFAUT,
    PARTIES,
    QUESTIONS,
    as_stored,
    read_questionnaire,
    reworded,
    time_in_words,
    with_changes,
)
from acia.candidatures.rules import (
    AutorisationDeclaree,
    AvisCse,
    EngagementsPris,
    EtablissementDeclare,
    Personne,
    Projet,
    Section,
)

REPONSES = {
    "etablissement": EtablissementDeclare,
    "autorisation": AutorisationDeclaree,
    "avis_cse": AvisCse,
    "projet": Projet,
    "representants": Personne,
    "engagements": EngagementsPris,
}


def test_the_questions_are_exactly_the_typed_answers_of_a_file() -> None:
    asked = {question.cle for question in QUESTIONS}
    answered = {f"{section}.{f.name}" for section, kind in REPONSES.items() for f in fields(kind)}
    assert asked == answered
    assert [partie.code for partie in PARTIES] == [section.value for section in Section]


def test_a_whole_file_takes_the_sum_of_its_parts() -> None:
    assert MINUTES_EN_TOUT == 100
    assert time_in_words() == "1\u00a0h\u00a040"


def test_a_version_says_everything_by_itself_and_reads_back_the_same() -> None:
    stored = as_stored(PAR_DEFAUT)
    assert set(stored) == {question.cle for question in QUESTIONS}
    assert read_questionnaire(0, stored) == PAR_DEFAUT


def test_words_change_and_what_a_rule_settles_does_not() -> None:
    objectifs = PAR_DEFAUT.questions["projet.objectifs"]
    moyens = PAR_DEFAUT.questions["projet.moyens"]
    after = with_changes(
        PAR_DEFAUT,
        (replace(objectifs, libelle="Quel est votre but ?", obligatoire=False), replace(moyens, obligatoire=False)),
    )
    assert after.label("projet", "objectifs") == "Quel est votre but ?"
    assert after.required("projet", "objectifs"), "R17 asks for it whatever the call says"
    assert not after.required("projet", "moyens")
    assert reworded(PAR_DEFAUT, after) == {"projet.objectifs", "projet.moyens"}


def test_an_unknown_or_empty_wording_keeps_that_of_the_house() -> None:
    read = read_questionnaire(3, {"projet.titre": {"libelle": ""}, "projet.prix": {"libelle": "Combien ?"}})
    assert read.label("projet", "titre") == "Titre du projet"
    assert "projet.prix" not in read.questions
    assert read.numero == 3
