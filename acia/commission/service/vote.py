"""The commission's word on the open file: a vote by show of hands or a consensus, its reason, its end."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from acia.commission.models import ActeSeance, Commission, Passage, Qualite, Suffrage
from acia.commission.queries import (
    Salle,
    get_passage,
    quorum_with,
    ranking_of,
    read_room,
    reglement_of,
)
from acia.commission.rules import (
    CONSENSUS,
    PlaceTenue,
    VoixExprimee,
    count_votes,
    needs_reason,
    votes_expected,
)
from acia.commission.service.deliberation import reason_expected
from acia.commission.service.gestes import Geste, held_commission, perform
from acia.commission.service.tenue import bring_back, next_of, say
from acia.commission.workflow import CLORE_DOSSIER, IssueSelection, SensSuffrage
from acia.comptes.models import Utilisateur
from acia.core.audit import declare_events
from acia.core.errors import ActionRefusee
from acia.core.rules import Constat

declare_events(
    {"commission_dossier_clos": "Dossier {numero} délibéré : {proposition}. {resultat}"},
    keys={"commission_dossier_clos": ("numero", "proposition", "resultat", "a")},
)
SANS_VOTANT = "Aucun membre ne peut voter sur ce dossier : la présidence en décide, avec son motif."


@dataclass(frozen=True)
class Deliberation:
    """What the commission says of a file: `voix` by voting place, `desaccords` by member who asks for it."""

    proposition: str
    motif: str = ""
    consensus: bool = False
    voix: Mapping[str, SensSuffrage] = field(default_factory=dict)
    desaccords: Mapping[uuid.UUID, str] = field(default_factory=dict)


def close_file(
    commission_id: uuid.UUID,
    candidature_id: uuid.UUID,
    deliberation: Deliberation,
    geste: Geste,
    *,
    version: int,
    auteur: Utilisateur,
    now: datetime,
) -> ActeSeance:
    """Close the open file with the commission's proposal; those who went out for it come back.

    Raises:
        ActionRefusee: marks not revealed, quorum lost (E43), reason missing, proposal not adopted, or other voices than
            those of the members present.
    """
    commission = held_commission(commission_id, auteur, candidature_id)

    def change(at: datetime) -> Passage:
        passage = get_passage(commission, candidature_id)
        state = next_of(passage, version, CLORE_DOSSIER)
        room = read_room(commission, at)
        held = room.held(candidature_id)
        quorum = _quorum(room, held)
        _check_proposal(commission, passage, deliberation, quorum)
        rows, result = _voices(commission, held, deliberation)
        recused = room.recuses.get(candidature_id, frozenset())
        _write_dissents(rows, deliberation.desaccords, room.presents() - recused)
        passage.suffrages = rows
        passage.etat, passage.clos_at, passage.consensus = state, at, deliberation.consensus
        passage.proposition, passage.motif = deliberation.proposition, deliberation.motif.strip()
        passage.constat = _frozen(commission, held, recused, quorum, result)
        bring_back(commission, passage, at, auteur, now)
        words = {"proposition": deliberation.proposition, "resultat": result, "motif": passage.motif}
        say("commission_dossier_clos", passage, auteur, now, a=at.isoformat(), **words)
        return passage

    return perform(commission, CLORE_DOSSIER, geste, change, auteur=auteur, now=now)


def _quorum(room: Salle, held: Sequence[PlaceTenue]) -> Constat:
    """The quorum of the file; lost by departures it stops the vote, lost by recusals it asks for a reason (E43)."""
    whole = quorum_with(room.commission, room.held())
    if whole.bloque:
        raise ActionRefusee(f"{whole.phrase} Attendez un retour, ou reportez ce dossier.")
    return quorum_with(room.commission, held)


def _check_proposal(commission: Commission, passage: Passage, said: Deliberation, quorum: Constat) -> None:
    if said.proposition not in set(IssueSelection):
        raise ActionRefusee("Choisissez ce que la commission propose pour ce dossier.", "proposition")
    key = str(passage.candidature_id)
    line = next((line for line in ranking_of(commission).lignes if line.id == key), None)
    if line is None:
        raise ActionRefusee("Ce dossier n’est plus soumis à la commission : reportez-le.")
    if needs_reason(line, said.proposition, not quorum.bloque) and not said.motif.strip():
        raise ActionRefusee(reason_expected(line, not quorum.bloque), "motif")


def _voices(commission: Commission, held: Sequence[PlaceTenue], said: Deliberation) -> tuple[list[Suffrage], str]:
    expected = votes_expected(held)
    if not expected:
        return [], SANS_VOTANT
    if said.consensus:
        return [], CONSENSUS
    if set(said.voix) != set(expected):
        raise ActionRefusee("Les présents ont changé depuis l’ouverture de cette page : relisez les voix, puis closez.")
    cast = [VoixExprimee(membre, said.voix[place], proxy) for place, (membre, proxy) in expected.items()]
    chair = next((str(m.id) for m in commission.membres if m.qualite == Qualite.PRESIDENT), None)
    result = count_votes(cast, chair, reglement_of(commission))
    if not result.adoptee:
        raise ActionRefusee(f"{result.phrase} Changez la proposition ou les voix.", "proposition")
    return [_row(voice.membre, voice.sens, voice.par_procuration_de) for voice in cast], result.phrase


def _row(membre: str, sens: SensSuffrage | None, proxy: str | None = None, desaccord: str = "") -> Suffrage:
    return Suffrage(
        membre_id=uuid.UUID(membre),
        sens=sens,
        par_procuration_de_id=uuid.UUID(proxy) if proxy else None,
        desaccord=desaccord,
    )


def _write_dissents(rows: list[Suffrage], desaccords: Mapping[uuid.UUID, str], allowed: Collection[str]) -> None:
    """Put each dissent beside the voice of its member, or on a row of its own."""
    for membre_id, words in desaccords.items():
        if not words.strip():
            continue
        if str(membre_id) not in allowed:
            raise ActionRefusee("Un désaccord s’inscrit pour un membre présent, qui ne se déporte pas de ce dossier.")
        own = next((r for r in rows if r.membre_id == membre_id and r.par_procuration_de_id is None), None)
        if own is None:
            rows.append(_row(str(membre_id), None, desaccord=words.strip()))
        else:
            own.desaccord = words.strip()


def _frozen(
    commission: Commission, held: Sequence[PlaceTenue], recused: Collection[str], quorum: Constat, result: str
) -> dict[str, Any]:
    names = {str(m.id): m.utilisateur.nom_complet for m in commission.membres}
    return {
        "quorum": quorum.phrase,
        "atteint": not quorum.bloque,
        "presents": quorum.valeur,
        "membres": quorum.limite,
        "resultat": result,
        "deports": [name for key, name in names.items() if key in recused],
        "places": [
            {
                "titulaire": names[(row.place.titulaire or row.place.titulaires[0]).id],
                "tenue": row.tenue.value,
                "par": names.get(row.par or "", ""),
            }
            for row in held
        ],
    }
