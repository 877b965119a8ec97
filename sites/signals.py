"""What the agencies tell the apps above them.

``membership_changed`` is sent inside the transaction whenever somebody has become, ceased to be
or changed what they are in an agency, or was suspended or restored; argument: ``agency``.

``agency_provisioned`` is sent inside the transaction of ``provision_agency`` after everything
in this app stands; arguments: ``agency``, ``changes`` (a Changes to record in).
"""

from django.dispatch import Signal

agency_provisioned = Signal()
membership_changed = Signal()
