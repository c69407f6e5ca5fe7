"""The sentences of the findings: one catalogue, that a director understands when it is read to her."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acia.candidatures.rules import InstanceAvis, ResultatAvis
from acia.eligibilite import rules
from acia.eligibilite.rules import Phrase, evaluate, explain_rules
from acia.eligibilite.rules.lettre import MOTIFS
from acia.eligibilite.rules.preuves import PREUVES
from tests.factories.faits import autorisation, avis, facts

MOTS_PAR_PHRASE = 30
JARGON = re.compile(
    r"\bR\d+\b|\b(ET|EJ|LVA|CSE|CSA|MFT|SIRET|ASE|PJJ|CASF|CRPA)\b|recevable|susvisé|ledit|nonobstant|sous réserve"
)
DOSSIER = Path(rules.__file__).parent
TEXTES = [
    *((phrase.name, str(phrase)) for phrase in Phrase),
    *((f"motif {code}", motif.droit) for code, motif in MOTIFS.items()),
    *((f"demande {code}", preuve.demande) for code, preuve in PREUVES.items()),
]


@pytest.mark.parametrize(("nom", "texte"), TEXTES, ids=[nom for nom, _ in TEXTES])
def test_a_sentence_is_short_complete_and_free_of_jargon(nom: str, texte: str) -> None:
    assert texte[0].isupper()
    assert texte.endswith(".")
    assert not JARGON.search(texte), nom
    spoken = re.sub(r"\([^)]*\)", "", texte)
    for sentence in re.split(r"(?<=[.!?]) ", spoken):
        assert len(sentence.split()) <= MOTS_PAR_PHRASE, sentence


def test_each_sentence_is_said_by_a_rule_and_belongs_to_one() -> None:
    used = set()
    for module in ("registre", "dossier"):
        for node in ast.walk(ast.parse((DOSSIER / f"{module}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Phrase":
                used.add(node.attr)
    assert used == {phrase.name for phrase in Phrase}
    shown = {sentence for rule in explain_rules() for sentence in rule.phrases}
    assert shown == {re.sub(r"\{\w+\}", "…", phrase) for phrase in Phrase}
    assert all(rule.phrases for rule in explain_rules())


_MODELES = [re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(phrase))) for phrase in Phrase]


@given(
    st.sampled_from([*ResultatAvis, ""]),
    st.sampled_from([*InstanceAvis, ""]),
    st.sampled_from(["ase", "ase_pjj", "pjj", "lva_autre", ""]),
    st.sampled_from(["", "177", "462", "236", "241", "999"]),
    st.lists(st.just("ACIA-1"), max_size=1).map(tuple),
    st.sampled_from([(), ("arrete",), ("arrete", "avis_cse", "renouvellement")]),
)
def test_a_finding_says_nothing_that_is_not_in_the_catalogue(
    resultat: str, instance: str, nature: str, categorie: str, autres: tuple[str, ...], pieces: tuple[str, ...]
) -> None:
    faits = facts(
        avis_cse=avis(resultat=resultat, instance=instance),
        autorisation=autorisation(nature=nature),
        registre={"categorie": categorie},
        meme_ej=autres,
        doublons=autres,
        pieces=pieces,
    )
    for constat in evaluate(faits):
        if constat.regle.code != "R12":
            assert any(modele.fullmatch(constat.phrase) for modele in _MODELES), constat.phrase
