"""Use cases of the register: load the reference tables, import a file. The caller opens the transaction."""

from __future__ import annotations

from acia.referentiel.service.graines import GRAINES, load_reference_data
from acia.referentiel.service.importation import (
    Bilan,
    Comptes,
    Preparation,
    RegistreChange,
    import_register,
    prepare_import,
    write_import,
)
from acia.referentiel.service.mise_a_jour import (
    abandon_update,
    apply_update,
    confirm_update,
    read_again,
    receive_file,
    refuse_application,
)
from acia.referentiel.service.retour import Retour, revert_import

__all__ = [
    "GRAINES",
    "Bilan",
    "Comptes",
    "Preparation",
    "RegistreChange",
    "Retour",
    "abandon_update",
    "apply_update",
    "confirm_update",
    "import_register",
    "load_reference_data",
    "prepare_import",
    "read_again",
    "receive_file",
    "refuse_application",
    "revert_import",
    "write_import",
]
