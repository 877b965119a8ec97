"""The models of what agencies answer: acknowledgements, reminders and display checks."""

from responses.models.acknowledgement import Acknowledgement, AcknowledgementReminder
from responses.models.display_check import (
    ABANDONED_AFTER,
    DisplayCheck,
    DisplayCheckQuerySet,
    DisplayError,
    DisplayRun,
    Expected,
)

__all__ = [
    "Acknowledgement",
    "AcknowledgementReminder",
    "DisplayCheck",
    "DisplayCheckQuerySet",
    "DisplayRun",
    "Expected",
    "ABANDONED_AFTER",
    "DisplayError",
]
