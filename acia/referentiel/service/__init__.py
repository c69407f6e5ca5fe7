"""Use cases of the register: load the reference tables, import a file. The caller opens the transaction."""

from __future__ import annotations

from acia.referentiel.service.graines import GRAINES, load_reference_data
from acia.referentiel.service.importation import Bilan, Comptes, import_register
from acia.referentiel.service.retour import Retour, revert_import

__all__ = ["GRAINES", "Bilan", "Comptes", "Retour", "import_register", "load_reference_data", "revert_import"]
