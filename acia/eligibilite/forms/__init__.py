"""Forms of the stage."""

from acia.eligibilite.forms.autotest import AutotestForm
from acia.eligibilite.forms.examen import DecisionForm, JugementForm, LectureForm
from acia.eligibilite.forms.lettre import LettreForm

__all__ = ["AutotestForm", "DecisionForm", "JugementForm", "LectureForm", "LettreForm"]
