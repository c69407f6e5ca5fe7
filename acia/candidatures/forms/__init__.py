"""Forms of a file."""

from acia.candidatures.forms.depot import (
    DepotForm,
    OuvertureForm,
    RetraitForm,
)
from acia.candidatures.forms.echanges import (
    LectureForm,
    MessageForm,
)
from acia.candidatures.forms.personnes import (
    QUITTE,
    TRANSMET,
    ActeForm,
    DroitForm,
    InviterForm,
    RejoindreForm,
    RenvoiForm,
    TransfertForm,
)
from acia.candidatures.forms.sections import (
    SectionForm,
    open_section_form,
)

__all__ = [
    "QUITTE",
    "TRANSMET",
    "ActeForm",
    "DepotForm",
    "DroitForm",
    "InviterForm",
    "LectureForm",
    "MessageForm",
    "OuvertureForm",
    "RejoindreForm",
    "RenvoiForm",
    "RetraitForm",
    "SectionForm",
    "TransfertForm",
    "open_section_form",
]
