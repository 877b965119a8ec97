"""Signals by which this app notifies the apps above it.

``agency_provisioned``, ``agency_archived`` and ``agency_restored`` are sent inside the transaction
of the service, after this app has made all its changes. Arguments: ``agency``, and for
``agency_provisioned`` also ``changes``, a ``Changes`` in which receivers record theirs.

``file_discarded`` is sent before a picture or document is moved to the trash; argument:
``instance``.

``document_read`` is sent when the extracted text of a document has changed: it was extracted, or
deleted because the document has another file; argument: ``instance``, an AgencyDocument.

``membership_changed`` is sent when a user joined or left an agency, changed role in it, or was
suspended or restored; argument: ``agency``.
"""

from django.dispatch import Signal

agency_provisioned = Signal()
agency_archived = Signal()
agency_restored = Signal()
file_discarded = Signal()
document_read = Signal()
membership_changed = Signal()
