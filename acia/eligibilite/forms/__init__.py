"""Forms of the stage."""

from acia.eligibilite.forms.autotest import AutotestForm
from acia.eligibilite.forms.avis import (
    ActeAvisForm,
    AnnulationAvisForm,
    AvisForm,
    AvisRecuForm,
    DemandeAvisForm,
    ReportAvisForm,
)
from acia.eligibilite.forms.ecart import ReponseEcartForm, RetraitEcartForm
from acia.eligibilite.forms.examen import DecisionForm, JugementForm, LectureForm
from acia.eligibilite.forms.lettre import LettreForm
from acia.eligibilite.forms.parcours import AccompagnementForm, ListeForm, ListeLueForm, RetraitParcoursForm

__all__ = [
    "AccompagnementForm",
    "ActeAvisForm",
    "AnnulationAvisForm",
    "AutotestForm",
    "AvisForm",
    "AvisRecuForm",
    "DecisionForm",
    "DemandeAvisForm",
    "JugementForm",
    "LectureForm",
    "LettreForm",
    "ListeForm",
    "ListeLueForm",
    "ReponseEcartForm",
    "ReportAvisForm",
    "RetraitEcartForm",
    "RetraitParcoursForm",
]
