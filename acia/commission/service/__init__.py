"""Use cases of the stage: compose, mark, deliberate, decide and notify."""

from acia.commission.service.affectations import (
    give_file,
    give_to_all,
    refuse_file,
    share_files,
    take_file,
)
from acia.commission.service.attente import (
    CommandeDesistement,
    after_giving_up,
    answer_place,
    expire_place,
    give_up,
    offer_place,
)
from acia.commission.service.calibrage import (
    mark_calibration,
    propose_calibration,
)
from acia.commission.service.communication import (
    DemandeCommunication,
    communicate_file,
)
from acia.commission.service.composition import (
    CommandeSeance,
    convene,
    create_commission,
    edit_seance,
    open_scoring,
)
from acia.commission.service.decisions import (
    DecisionDossier,
    DecisionsIncompletes,
    ask_release,
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
from acia.commission.service.ecriture import CommandeFeuille, FeuilleEcrite
from acia.commission.service.extraits import (
    give_applicant_extract,
    give_own_extract,
)
from acia.commission.service.fermeture import (
    close_space,
    reopen_space,
)
from acia.commission.service.gestes import (
    Geste,
)
from acia.commission.service.interets import (
    lift_recusal,
    recuse_ex_officio,
)
from acia.commission.service.membres import (
    CommandeMembre,
    add_member,
    answer_invitation,
    end_mandate,
    hinder,
    remove_member,
    resend_invitation,
    set_mandate,
)
from acia.commission.service.mouvements import (
    cancel_movement,
    note_movement,
)
from acia.commission.service.notation import (
    CommandeLien,
    FeuilleIncomplete,
    clear_conflict,
    clear_conflicts,
    close_scoring,
    declare_interests,
    proposals_settled,
    recuse,
    save_draft,
    submit_sheet,
)
from acia.commission.service.papier import (
    answer_entry,
    enter_from_paper,
)
from acia.commission.service.recours import (
    RecoursEcrit,
    RecoursRecu,
    ReponseRecours,
    answer_appeal,
    file_appeal,
    record_appeal,
)
from acia.commission.service.reglement import (
    give_proxy,
    record_proxy,
    set_rules,
    withdraw_proxy,
)
from acia.commission.service.relances import (
    remind_members,
    waiting_members,
)
from acia.commission.service.reprises import (
    abstain,
    reopen_sheet,
    resume_marking,
)
from acia.commission.service.retablissement import (
    restore_marks,
)
from acia.commission.service.suites import (
    Recommande,
    note_letter_issue,
    note_registered_letter,
    note_return,
    send_again,
    take_note,
)
from acia.commission.service.tenue import (
    begin_sitting,
    put_off,
    reveal_marks,
    reveal_marks_from_seat,
    take_up,
    take_up_again,
)
from acia.commission.service.vote import (
    Deliberation,
    close_file,
)

__all__ = [
    "CommandeDesistement",
    "CommandeFeuille",
    "CommandeLien",
    "CommandeMembre",
    "CommandeSeance",
    "DecisionDossier",
    "DecisionsIncompletes",
    "Deliberation",
    "DemandeCommunication",
    "FeuilleEcrite",
    "FeuilleIncomplete",
    "Geste",
    "Proposition",
    "PropositionsIncompletes",
    "Recommande",
    "RecoursEcrit",
    "RecoursRecu",
    "ReponseRecours",
    "abstain",
    "add_member",
    "after_giving_up",
    "answer_appeal",
    "answer_entry",
    "answer_invitation",
    "answer_place",
    "ask_release",
    "begin_sitting",
    "cancel_movement",
    "clear_conflict",
    "clear_conflicts",
    "close_file",
    "close_minutes",
    "close_scoring",
    "close_space",
    "communicate_file",
    "convene",
    "create_commission",
    "decide_selections",
    "declare_interests",
    "edit_seance",
    "end_mandate",
    "enter_from_paper",
    "expire_place",
    "file_appeal",
    "give_applicant_extract",
    "give_file",
    "give_own_extract",
    "give_proxy",
    "give_to_all",
    "give_up",
    "hinder",
    "lift_recusal",
    "living",
    "mark_calibration",
    "note_letter_issue",
    "note_movement",
    "note_registered_letter",
    "note_return",
    "offer_place",
    "open_scoring",
    "prepare_notices",
    "proposals_settled",
    "propose_calibration",
    "put_off",
    "reason_expected",
    "record_appeal",
    "record_attendance",
    "record_proxy",
    "recuse",
    "recuse_ex_officio",
    "refuse_file",
    "remind_members",
    "remove_member",
    "reopen_sheet",
    "reopen_space",
    "resend_invitation",
    "restore_marks",
    "resume_marking",
    "reveal_marks",
    "reveal_marks_from_seat",
    "save_draft",
    "send_again",
    "send_notices",
    "set_mandate",
    "set_rules",
    "settle_proposals",
    "share_files",
    "submit_sheet",
    "take_file",
    "take_note",
    "take_up",
    "take_up_again",
    "waiting_members",
    "withdraw_proxy",
]
