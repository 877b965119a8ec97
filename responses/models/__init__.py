"""The models of what agencies answer: acknowledgements, reminders and display checks."""

from responses.models.acknowledgement import Acknowledgement, AcknowledgementReminder
from responses.models.certificate import (
    NUMBER_LENGTH,
    Certificate,
    make_number,
    normalize_number,
)
from responses.models.verification import (
    ABANDONED_AFTER,
    DisplayCheck,
    DisplayError,
    DisplayRun,
    Expected,
    VerificationQuerySet,
)

__all__ = [
    "Acknowledgement",
    "AcknowledgementReminder",
    "Certificate",
    "NUMBER_LENGTH",
    "make_number",
    "normalize_number",
    "DisplayCheck",
    "VerificationQuerySet",
    "DisplayRun",
    "Expected",
    "ABANDONED_AFTER",
    "DisplayError",
]
