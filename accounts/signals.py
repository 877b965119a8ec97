"""Signals that accounts sends to higher apps.

``invitation_accepted`` is sent inside the transaction of
``accounts.services.invitations.accept``; arguments: ``invitation``, ``user``. Only the app that
owns the invitation's group responds, by adding the user to it.
"""

from django.dispatch import Signal

invitation_accepted = Signal()
