from typing import Any

from sites.isolation.access import agencies_of
from sites.isolation.references import OwnReferencesForm
from sites.models import Agency


class ProposalForm(OwnReferencesForm):
    """The unit is asked for only where the person works for several, and never changed later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Agency.objects.active().filter(pk__in=agencies_of(self.for_user))
        if self.instance.pk is None and units.count() == 1:
            self.instance.agency = units.get()
        if self.instance.agency_id:
            del self.fields["agency"]
        else:
            self.fields["agency"].queryset = units
