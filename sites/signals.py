"""What the agencies tell the apps above them.

``agency_provisioned`` is sent inside the transaction of ``provision_agency`` after everything
in this app stands; arguments: ``agency``, ``changes`` (a Changes to record in).
"""

from django.dispatch import Signal

agency_provisioned = Signal()
