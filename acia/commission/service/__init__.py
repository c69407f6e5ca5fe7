"""Use cases of the stage: compose, mark, deliberate, decide and notify."""

from acia.commission.service.composition import (
    CommandeSeance,
    add_member,
    convene,
    create_commission,
    edit_seance,
    open_scoring,
    remove_member,
)
from acia.commission.service.decisions import (
    DecisionDossier,
    DecisionsIncompletes,
    decide_selections,
    living,
    prepare_notices,
    send_notices,
)
from acia.commission.service.deliberation import (
    Proposition,
    PropositionsIncompletes,
    close_minutes,
    reason_expected,
    record_attendance,
    settle_proposals,
)
from acia.commission.service.notation import (
    CommandeFeuille,
    FeuilleIncomplete,
    clear_conflict,
    close_scoring,
    declare_interests,
    proposals_settled,
    recuse,
    save_draft,
    submit_sheet,
)

__all__ = [
    "CommandeFeuille",
    "CommandeSeance",
    "DecisionDossier",
    "DecisionsIncompletes",
    "FeuilleIncomplete",
    "Proposition",
    "PropositionsIncompletes",
    "add_member",
    "clear_conflict",
    "close_minutes",
    "close_scoring",
    "convene",
    "create_commission",
    "decide_selections",
    "declare_interests",
    "edit_seance",
    "living",
    "open_scoring",
    "prepare_notices",
    "proposals_settled",
    "reason_expected",
    "record_attendance",
    "recuse",
    "remove_member",
    "save_draft",
    "send_notices",
    "settle_proposals",
    "submit_sheet",
]
