"""The models of what agencies answer: acknowledgements, reminders and display checks."""

from responses.models.acknowledgement import Acknowledgement, AcknowledgementReminder
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
    "DisplayCheck",
    "VerificationQuerySet",
    "DisplayRun",
    "Expected",
    "ABANDONED_AFTER",
    "DisplayError",
]
