"""Forms of a file."""

from acia.candidatures.forms.accuses import (
    VerificationForm,
)
from acia.candidatures.forms.corrections import (
    PRECISION_MAX,
    DemandeForm,
    ReponseForm,
    RetraitDemandeForm,
)
from acia.candidatures.forms.depot import (
    DepotForm,
    OuvertureForm,
    RetraitForm,
)
from acia.candidatures.forms.derogations import (
    DerogationForm,
    ProlongationDerogationForm,
    RetraitDerogationForm,
)
from acia.candidatures.forms.echanges import (
    LectureForm,
    MessageForm,
)
from acia.candidatures.forms.importation import (
    OptionsForm,
    TableauForm,
    columns_form,
)
from acia.candidatures.forms.interne import (
    ActeGroupeForm,
    AttributionForm,
    EtiquetteForm,
    EtiquettesForm,
    GroupeForm,
    NoteInterneForm,
    NoteRepriseForm,
    VueForm,
    keys_of,
)
from acia.candidatures.forms.lettre_papier import (
    LettreRefusForm,
)
from acia.candidatures.forms.libelles import (
    word_form,
)
from acia.candidatures.forms.papier import (
    OUVRIR,
    REFUSER,
    AbandonPapierForm,
    EnveloppeForm,
    OuverturePapierForm,
    RecherchePapierForm,
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
from acia.candidatures.forms.pieces import (
    NouvellePieceForm,
    PieceDemandeeForm,
    RetraitPieceForm,
)
from acia.candidatures.forms.prolongation import ProlongationForm
from acia.candidatures.forms.relais import (
    DepartForm,
    SuccesseurForm,
)
from acia.candidatures.forms.reprise import (
    AbandonForm,
)
from acia.candidatures.forms.sections import (
    SectionForm,
    open_section_form,
)

__all__ = [
    "OUVRIR",
    "PRECISION_MAX",
    "QUITTE",
    "REFUSER",
    "TRANSMET",
    "AbandonForm",
    "AbandonPapierForm",
    "ActeForm",
    "ActeGroupeForm",
    "AttributionForm",
    "DemandeForm",
    "DepartForm",
    "DepotForm",
    "DerogationForm",
    "DroitForm",
    "EnveloppeForm",
    "EtiquetteForm",
    "EtiquettesForm",
    "GroupeForm",
    "InviterForm",
    "LectureForm",
    "LettreRefusForm",
    "MessageForm",
    "NoteInterneForm",
    "NoteRepriseForm",
    "NouvellePieceForm",
    "OptionsForm",
    "OuvertureForm",
    "OuverturePapierForm",
    "PieceDemandeeForm",
    "ProlongationDerogationForm",
    "ProlongationForm",
    "RecherchePapierForm",
    "RejoindreForm",
    "RenvoiForm",
    "ReponseForm",
    "RetraitDemandeForm",
    "RetraitDerogationForm",
    "RetraitForm",
    "RetraitPieceForm",
    "SectionForm",
    "SuccesseurForm",
    "TableauForm",
    "TransfertForm",
    "VerificationForm",
    "VueForm",
    "columns_form",
    "keys_of",
    "open_section_form",
    "word_form",
]
