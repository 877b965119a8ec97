"""Signals by which this app notifies the apps above it.

``agency_provisioned``, ``agency_archived`` and ``agency_restored`` are sent inside the transaction
of the service, after this app has made all its changes. Arguments: ``agency``, and for
``agency_provisioned`` also ``changes``, a ``ProvisioningResult`` in which receivers record theirs.

``membership_changed`` is sent when a user joined or left an agency, changed role in it, or was
suspended or restored; argument: ``agency``.
"""

from django.dispatch import Signal

agency_provisioned = Signal()
agency_archived = Signal()
agency_restored = Signal()
membership_changed = Signal()
