"""Use cases of a file: open it, write it, deposit it once, withdraw it."""

from __future__ import annotations

from acia.candidatures.service.accuses import (
    Defaut,
    verify_all_receipts,
    verify_receipt,
    verify_receipts,
)
from acia.candidatures.service.corrections import (
    NouvelleDemande,
    PointDemande,
    answer_correction,
    expire_correction,
    remind_correction,
    request_correction,
    snapshot_of,
    withdraw_correction,
)
from acia.candidatures.service.depot import (
    DepotRefuse,
    deposit_candidature,
    record_failed_deposit,
    record_refused_deposit,
)
from acia.candidatures.service.derogations import (
    OctroiDerogation,
    ProlongationDerogation,
    extend_derogation,
    grant_derogation,
    withdraw_derogation,
)
from acia.candidatures.service.dossier import (
    OCTETS_MAX,
    PIECES_MAX,
    EnregistrementSection,
    Fichier,
    OuvertureCandidature,
    check_ouverture,
    identity_of,
    open_candidature,
    save_section,
    withdraw_candidature,
)
from acia.candidatures.service.echanges import (
    PIECES_MESSAGE_MAX,
    EnvoiMessage,
    mark_messages_read,
    send_message,
)
from acia.candidatures.service.groupes import (
    PreparationGroupe,
    perform_acte,
    prepare_acte,
)
from acia.candidatures.service.importation import (
    abandon_importation,
    associate_columns,
    choose_options,
    open_importation,
    perform_importation,
)
from acia.candidatures.service.interne import (
    Attribution,
    add_note,
    assign_candidature,
    create_etiquette,
    delete_etiquette,
    delete_vue,
    save_vue,
    set_labels,
)
from acia.candidatures.service.personnes import (
    NouveauCompte,
    Transfert,
    cancel_invitation,
    change_right,
    hand_over_signature,
    invite_person,
    join_file,
    join_file_with_account,
    transfer_file,
)
from acia.candidatures.service.preuve import Mesure, drop_old_beats, record_beat, verify_beats
from acia.candidatures.service.prolongation import (
    extend_for_all,
)
from acia.candidatures.service.relais import (
    Depart,
    Succession,
    after_naming,
    declare_departure,
    name_successor,
)
from acia.candidatures.service.relances import (
    Relance,
    remind_file,
    remind_unfinished,
    set_reminder_days,
)
from acia.candidatures.service.repetition import rehearse_deposit
from acia.candidatures.service.reprise import (
    give_up_reprise,
    reopen_candidature,
)
from acia.candidatures.service.signature import (
    close_request,
    request_deposit,
    send_back,
)

__all__ = [
    "OCTETS_MAX",
    "PIECES_MAX",
    "PIECES_MESSAGE_MAX",
    "Attribution",
    "Defaut",
    "Depart",
    "DepotRefuse",
    "EnregistrementSection",
    "EnvoiMessage",
    "Fichier",
    "Mesure",
    "NouveauCompte",
    "NouvelleDemande",
    "OctroiDerogation",
    "OuvertureCandidature",
    "PointDemande",
    "PreparationGroupe",
    "ProlongationDerogation",
    "Relance",
    "Succession",
    "Transfert",
    "abandon_importation",
    "add_note",
    "after_naming",
    "answer_correction",
    "assign_candidature",
    "associate_columns",
    "cancel_invitation",
    "change_right",
    "check_ouverture",
    "choose_options",
    "close_request",
    "create_etiquette",
    "declare_departure",
    "delete_etiquette",
    "delete_vue",
    "deposit_candidature",
    "drop_old_beats",
    "expire_correction",
    "extend_derogation",
    "extend_for_all",
    "give_up_reprise",
    "grant_derogation",
    "hand_over_signature",
    "identity_of",
    "invite_person",
    "join_file",
    "join_file_with_account",
    "mark_messages_read",
    "name_successor",
    "open_candidature",
    "open_importation",
    "perform_acte",
    "perform_importation",
    "prepare_acte",
    "record_beat",
    "record_failed_deposit",
    "record_refused_deposit",
    "rehearse_deposit",
    "remind_correction",
    "remind_file",
    "remind_unfinished",
    "reopen_candidature",
    "request_correction",
    "request_deposit",
    "save_section",
    "save_vue",
    "send_back",
    "send_message",
    "set_labels",
    "set_reminder_days",
    "snapshot_of",
    "transfer_file",
    "verify_all_receipts",
    "verify_beats",
    "verify_receipt",
    "verify_receipts",
    "withdraw_candidature",
    "withdraw_correction",
    "withdraw_derogation",
]
