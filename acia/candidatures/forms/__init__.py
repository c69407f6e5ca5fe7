"""Forms of a file."""

from acia.candidatures.forms.depot import DepotForm, OuvertureForm, RetraitForm
from acia.candidatures.forms.echanges import LectureForm, MessageForm
from acia.candidatures.forms.sections import SectionForm, open_section_form

__all__ = [
    "DepotForm",
    "LectureForm",
    "MessageForm",
    "OuvertureForm",
    "RetraitForm",
    "SectionForm",
    "open_section_form",
]
