"""What the agencies tell the apps above them.

All are sent inside the transaction of the function that makes the change, after everything in
this app stands. ``agency_provisioned`` has the arguments ``agency`` and ``changes`` (a Changes to
record in); ``agency_archived`` and ``agency_restored`` have ``agency``.

``file_discarded`` is sent before a picture or document goes to the bin; argument: ``instance``.

``document_read`` is sent when what is known of the text of a document's file has changed: it was
read, or forgotten because there is another file; argument: ``instance``, an AgencyDocument.

``membership_changed`` is sent whenever somebody has become, ceased to be or changed what they
are in an agency, or was suspended or restored; argument: ``agency``.
"""

from django.dispatch import Signal

agency_provisioned = Signal()
agency_archived = Signal()
agency_restored = Signal()
file_discarded = Signal()
document_read = Signal()
membership_changed = Signal()
