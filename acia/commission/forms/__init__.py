"""Forms of the stage. Those with a part for each criterion, member or file are made for the object they show."""

from acia.commission.forms.attente import (
    DesistementForm,
    DesistementRecuForm,
    ReponsePlaceForm,
)
from acia.commission.forms.calibrage import (
    CalibrageForm,
)
from acia.commission.forms.communication import (
    CommunicationForm,
)
from acia.commission.forms.composition import (
    ActeForm,
    ConvocationForm,
    CreationForm,
    SeanceForm,
    key_of,
)
from acia.commission.forms.deliberation import (
    IssuesForm,
    PresencesForm,
    ProcesVerbalForm,
    attendance_form,
    issues_form,
)
from acia.commission.forms.membres import (
    EmpechementForm,
    InvitationForm,
    MandatForm,
    MembreForm,
    OfficeForm,
    SortieForm,
)
from acia.commission.forms.notation import (
    NOTES,
    ContestationForm,
    DeclarationForm,
    FeuilleForm,
    InteretsForm,
    InteretsSeanceForm,
    MotifForm,
    declaration_form,
    sheet_form,
)
from acia.commission.forms.recours import (
    RecoursEtablissementForm,
    RecoursForm,
    ReponseRecoursForm,
)
from acia.commission.forms.reglement import (
    ProcurationEcriteForm,
    ProcurationForm,
    ReglementForm,
    SuppleanceForm,
)
from acia.commission.forms.repartition import (
    ConfierForm,
    RepartitionForm,
)
from acia.commission.forms.suites import (
    IssueRecommandeForm,
    RecommandeForm,
    RenvoiForm,
    RetourForm,
)
from acia.commission.forms.tenue import (
    DeliberationForm,
    GesteForm,
    MouvementForm,
    RepriseForm,
    deliberation_form,
)

__all__ = [
    "NOTES",
    "ActeForm",
    "CalibrageForm",
    "CommunicationForm",
    "ConfierForm",
    "ContestationForm",
    "ConvocationForm",
    "CreationForm",
    "DeclarationForm",
    "DeliberationForm",
    "DesistementForm",
    "DesistementRecuForm",
    "EmpechementForm",
    "FeuilleForm",
    "GesteForm",
    "InteretsForm",
    "InteretsSeanceForm",
    "InvitationForm",
    "IssueRecommandeForm",
    "IssuesForm",
    "MandatForm",
    "MembreForm",
    "MotifForm",
    "MouvementForm",
    "OfficeForm",
    "PresencesForm",
    "ProcesVerbalForm",
    "ProcurationEcriteForm",
    "ProcurationForm",
    "RecommandeForm",
    "RecoursEtablissementForm",
    "RecoursForm",
    "ReglementForm",
    "RenvoiForm",
    "RepartitionForm",
    "ReponsePlaceForm",
    "ReponseRecoursForm",
    "RepriseForm",
    "RetourForm",
    "SeanceForm",
    "SortieForm",
    "SuppleanceForm",
    "attendance_form",
    "declaration_form",
    "deliberation_form",
    "issues_form",
    "key_of",
    "sheet_form",
]
