"""What the agencies tell the apps above them.

All are sent inside the transaction of the function that makes the change, after everything in
this app stands. ``agency_provisioned`` has the arguments ``agency`` and ``changes`` (a Changes to
record in); ``agency_archived`` and ``agency_restored`` have ``agency``.
"""

from django.dispatch import Signal

agency_provisioned = Signal()
agency_archived = Signal()
agency_restored = Signal()
