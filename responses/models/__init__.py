"""The models of what agencies answer: acknowledgements, reminders and display checks."""

from responses.models.acknowledgement import (
    Acknowledgement,
    ConfirmationReminder,
)
from responses.models.display_check import (
    FORGOTTEN,
    DisplayCheck,
    DisplayCheckQuerySet,
    DisplayRun,
    Expected,
    Mistake,
)

__all__ = [
    "Acknowledgement",
    "ConfirmationReminder",
    "DisplayCheck",
    "DisplayCheckQuerySet",
    "DisplayRun",
    "Expected",
    "FORGOTTEN",
    "Mistake",
]
