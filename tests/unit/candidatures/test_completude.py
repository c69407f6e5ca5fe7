"""What each section lacks: R14 to R16, R19 to R25, E5 to E10, E25."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from acia.candidatures.rules import (
    LIBELLES_INSTANCE,
    AutorisationDeclaree,
    Avancement,
    AvisCse,
    EngagementsPris,
    EtablissementDeclare,
    Exigences,
    InstanceAvis,
    Personne,
    PieceExigee,
    Projet,
    Reponses,
    Representants,
    Section,
    in_words,
    is_complete,
    read_reponses,
    states_of,
    summary_of,
    warnings_of,
)
from acia.candidatures.rules.reponses import as_stored

JOUR = date(2027, 2, 1)
PIECES = (
    PieceExigee("arrete", Section.AUTORISATION, "Arrêté d’autorisation"),
    PieceExigee("avis_cse", Section.AVIS_CSE, "Avis de l’instance"),
    PieceExigee("diagnostic", Section.PROJET, "Diagnostic", obligatoire=False),
)
EXIGENCES = Exigences(JOUR, PIECES)
JOINTES = ("arrete", "avis_cse")
COMPLET = Reponses(
    etablissement=EtablissementDeclare(identite_confirmee=True),
    autorisation=AutorisationDeclaree(nature="ase", autorite="Département", date_arrete=date(2019, 5, 12)),
    avis_cse=AvisCse(instance="cse", resultat="favorable", date_avis=date(2027, 1, 11), pour=5, contre=0, abstention=1),
    projet=Projet("Titre", (2, 5), "o", "a", "c", "m", "e", "p"),
    representants=Representants(
        direction=Personne("Anne", "Le Bihan", "Directrice", "anne@exemple.test"),
        personnel=Personne("Yann", "Morvan", "Élu", "yann@exemple.test"),
        metier=Personne("Soizic", "Guéguen", "Éducatrice", "soizic@exemple.test"),
    ),
    engagements=EngagementsPris(True, True, True, True),
)


def _missing(
    reponses: Reponses, section: Section, pieces: tuple[str, ...] = JOINTES, exigences: Exigences = EXIGENCES
) -> list[str]:
    etat = next(e for e in states_of(reponses, pieces, exigences) if e.section is section)
    return [manque.champ for manque in etat.manques]


def test_a_complete_file_lacks_nothing() -> None:
    etats = states_of(COMPLET, JOINTES, EXIGENCES)
    assert [e.section for e in etats] == list(Section)
    assert is_complete(etats)
    assert warnings_of(COMPLET, JOINTES, EXIGENCES) == []


def test_an_empty_file_is_to_complete_everywhere() -> None:
    etats = states_of(Reponses(), (), EXIGENCES)
    assert {e.avancement for e in etats} == {Avancement.A_COMPLETER}
    assert not is_complete(etats)


def test_a_document_alone_starts_its_section() -> None:
    etat = states_of(Reponses(), ("arrete",), EXIGENCES)[1]
    assert etat.avancement == Avancement.EN_COURS


def test_an_optional_document_never_lacks() -> None:
    assert _missing(COMPLET, Section.PROJET) == []
    assert _missing(COMPLET, Section.AUTORISATION, ("avis_cse",)) == ["fichier_arrete"]


@pytest.mark.parametrize(
    ("changes", "champs"),
    [
        ({"nature": ""}, ["nature"]),
        ({"nature": "lva_autre"}, ["precision"]),
        ({"autorite": ""}, ["autorite"]),
        ({"date_arrete": None}, ["date_arrete"]),
        ({"date_arrete": date(2027, 2, 2)}, ["date_arrete"]),
        ({"date_arrete": JOUR}, []),
        ({"nature": "pjj"}, []),
    ],
)
def test_r15_the_authorisation_has_a_nature_an_authority_and_a_past_date(
    changes: dict[str, object], champs: list[str]
) -> None:
    reponses = replace(COMPLET, autorisation=replace(COMPLET.autorisation, **changes))
    assert _missing(reponses, Section.AUTORISATION) == champs


@pytest.mark.parametrize(
    ("jour", "tacite", "pieces", "averti"),
    [
        (date(2012, 2, 1), False, (), False),
        (date(2012, 1, 31), False, (), True),
        (date(2003, 1, 1), True, (), False),
        (date(2003, 1, 1), False, ("renouvellement",), False),
    ],
)
def test_r16_an_arrete_older_than_fifteen_years_warns_and_never_blocks(
    jour: date, tacite: bool, pieces: tuple[str, ...], averti: bool
) -> None:
    reponses = replace(
        COMPLET, autorisation=replace(COMPLET.autorisation, date_arrete=jour, renouvellement_tacite=tacite)
    )
    assert _missing(reponses, Section.AUTORISATION) == []
    assert any("quinze" in w or "15 ans" in w for w in warnings_of(reponses, pieces, EXIGENCES)) is averti


def test_e23_a_pjj_authorisation_alone_warns_and_never_blocks() -> None:
    reponses = replace(COMPLET, autorisation=replace(COMPLET.autorisation, nature="pjj"))
    assert is_complete(states_of(reponses, JOINTES, EXIGENCES))
    assert any("PJJ seule" in w for w in warnings_of(reponses, JOINTES, EXIGENCES))


def _with_avis(**changes: object) -> Reponses:
    return replace(COMPLET, avis_cse=replace(COMPLET.avis_cse, **changes))


@pytest.mark.parametrize(
    ("changes", "champs"),
    [
        ({"instance": ""}, ["instance"]),
        ({"resultat": ""}, ["resultat"]),
        ({"date_avis": None}, ["date_avis"]),
        ({"date_avis": date(2027, 2, 2)}, ["date_avis"]),
        ({"contre": None}, ["pour"]),
        ({"pour": 0, "contre": 0, "abstention": 0}, []),
        ({"resultat": "favorable_reserves"}, ["reserves"]),
        ({"resultat": "favorable_reserves", "reserves": "Sous réserve de moyens."}, []),
        ({"instance": "cse_central"}, []),
        ({"instance": "comite_social_etablissement"}, []),
    ],
)
def test_r19_the_opinion_has_a_body_a_result_a_date_and_a_vote(changes: dict[str, object], champs: list[str]) -> None:
    assert _missing(_with_avis(**changes), Section.AVIS_CSE) == champs


@pytest.mark.parametrize("resultat", ["defavorable", "sans_avis"])
def test_r20_refusal_and_silence_warn_and_do_not_stop_the_deposit(resultat: str) -> None:
    reponses = _with_avis(resultat=resultat)
    assert _missing(reponses, Section.AVIS_CSE) == []
    assert any("avis favorable" in w for w in warnings_of(reponses, JOINTES, EXIGENCES))


@pytest.mark.parametrize("instance", ["cse_etablissement", "cse_central"])
def test_e10_central_or_of_the_establishment_both_may_speak_and_the_file_says_which(instance: str) -> None:
    reponses = _with_avis(instance=instance)
    assert _missing(reponses, Section.AVIS_CSE) == []
    lignes = dict(in_words(reponses, {})[Section.AVIS_CSE])
    assert LIBELLES_INSTANCE[InstanceAvis(instance)] in lignes.values()


def test_e7_a_body_that_gave_no_opinion_has_no_document_to_join() -> None:
    assert _missing(_with_avis(resultat="sans_avis"), Section.AVIS_CSE, ("arrete",)) == []
    assert _missing(_with_avis(), Section.AVIS_CSE, ("arrete",)) == ["fichier_avis_cse"]


@pytest.mark.parametrize(
    ("admis", "attendu", "champs"),
    [
        (False, date(2027, 3, 1), ["resultat"]),
        (True, None, ["date_attendue"]),
        (True, date(2027, 3, 10), []),
        (True, date(2027, 3, 11), ["date_attendue"]),
    ],
)
def test_e5_an_awaited_opinion_is_admitted_only_where_the_call_says_so(
    admis: bool, attendu: date | None, champs: list[str]
) -> None:
    exigences = replace(EXIGENCES, avis_differe_admis=admis, avis_differe_limite=date(2027, 3, 10) if admis else None)
    reponses = _with_avis(resultat="attendu", date_avis=None, date_attendue=attendu)
    assert _missing(reponses, Section.AVIS_CSE, ("arrete",), exigences) == champs


@pytest.mark.parametrize(
    ("role", "personne", "champs"),
    [
        ("metier", Personne(), ["metier-prenom"]),
        ("metier", Personne("Soizic", "Guéguen", "", "s@exemple.test"), ["metier-fonction"]),
        ("personnel", Personne("ANNE", "le bihan", "Élue", "autre@exemple.test"), ["personnel-prenom"]),
        ("metier", Personne("Autre", "Nom", "Métier", "YANN@exemple.test"), ["metier-prenom"]),
    ],
)
def test_r22_e25_three_roles_three_different_people(role: str, personne: Personne, champs: list[str]) -> None:
    reponses = replace(COMPLET, representants=replace(COMPLET.representants, **{role: personne}))
    assert _missing(reponses, Section.REPRESENTANTS) == champs


@pytest.mark.parametrize("engagement", ["participation", "premiere_seance", "partage", "exactitude"])
def test_r23_r24_r25_each_commitment_is_taken(engagement: str) -> None:
    reponses = replace(COMPLET, engagements=replace(COMPLET.engagements, **{engagement: False}))
    assert _missing(reponses, Section.ENGAGEMENTS) == [engagement]


def test_answers_survive_their_storage() -> None:
    stored = {
        section.value: as_stored(getattr(COMPLET, section.value))
        for section in Section
        if section is not Section.REPRESENTANTS
    }
    people = {role: getattr(COMPLET.representants, role) for role in ("direction", "personnel", "metier")}
    assert read_reponses(stored, people) == COMPLET
    assert read_reponses({}, {}) == Reponses()


def test_the_task_list_says_what_is_known_or_what_comes_next() -> None:
    identite = {"numero_finess": "290001239"}
    debut = replace(COMPLET, projet=Projet("Titre", (1,), "o"), representants=Representants())
    lignes = {
        e.section: summary_of(e, debut, identite, "enregistré à 14 h 32")
        for e in states_of(debut, ("arrete",), EXIGENCES)
    }
    assert lignes[Section.ETABLISSEMENT] == "Reconnu au FINESS : 290\u00a0001\u00a0239"
    assert lignes[Section.AUTORISATION] == "Arrêté du 12 mai 2019 joint"
    assert lignes[Section.AVIS_CSE] == "Joignez : avis de l’instance"
    assert lignes[Section.PROJET] == "3 questions sur 8 · enregistré à 14 h 32"
    assert lignes[Section.REPRESENTANTS] == "Il manque le membre de la direction"


def test_every_answer_is_read_in_words() -> None:
    words = dict(in_words(COMPLET, {"nom": "MECS Ker Avel"})[Section.AVIS_CSE])
    assert words["Vote"] == "5 pour, 0 contre, 1 abstention"
    assert words["Date de l’avis"] == "11 janvier 2027"
    assert all(valeur for lignes in in_words(Reponses(), {}).values() for _, valeur in lignes[5:])
