"""Signals by which this app notifies the apps above it.

``agency_provisioned``, ``agency_archived`` and ``agency_restored`` are sent inside the transaction
of the service, after this app has made all its changes. Arguments: ``agency``, and for
``agency_provisioned`` also ``changes``, a ``ProvisioningResult`` in which receivers record theirs.

``log_entries_created`` is sent after entries of Wagtail's log were written together, for which
Django sends no ``post_save``. Arguments: ``entries``, all about pages of the website of ``agency``,
which is None for pages that belong to none yet.

``membership_changed`` is sent when a user joined or left an agency, changed role in it, or was
suspended or restored; argument: ``agency``.
"""

from django.dispatch import Signal

agency_provisioned = Signal()
agency_archived = Signal()
agency_restored = Signal()
log_entries_created = Signal()
membership_changed = Signal()
