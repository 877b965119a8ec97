"""Signal receiver that deletes the file of a deleted acknowledgement."""

from django.db.models.signals import post_delete

from channels.services.recordings import remove_file
from responses.models import Acknowledgement


def connect() -> None:
    """Connect the receiver; called once, when the app is ready."""
    post_delete.connect(remove_file, sender=Acknowledgement)
