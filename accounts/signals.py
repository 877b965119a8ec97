"""What the accounts tell the apps above them.

``invitation_accepted`` is sent inside the transaction of ``accounts.invitations.accept``;
arguments: ``invitation``, ``user``. Who owns the invitation's group answers by letting the
person in; nobody else does.
"""

from django.dispatch import Signal

invitation_accepted = Signal()
