"""Documents of the stage: minutes, letters of decision, files communicated to their applicants."""

from acia.commission.documents.extraits import (
    member_extract_content,
    produce_applicant_extract,
    produce_member_extract,
)
from acia.commission.documents.marks import mark_of, mark_words
from acia.commission.documents.minutes import minutes_content, produce_minutes
from acia.commission.documents.notices import communication_content, produce_communication, produce_letter

__all__ = [
    "communication_content",
    "mark_of",
    "mark_words",
    "member_extract_content",
    "minutes_content",
    "produce_applicant_extract",
    "produce_communication",
    "produce_letter",
    "produce_member_extract",
    "produce_minutes",
]
