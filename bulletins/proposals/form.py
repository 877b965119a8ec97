"""The form in which an agency writes a proposal."""

from typing import Any

from sites.isolation.access import agencies_of
from sites.isolation.references import OwnReferencesForm
from sites.models import Agency


class ProposalForm(OwnReferencesForm):
    """The form of a proposal.

    The agency is a field only if the user is a member of several active agencies, and never
    after the first save.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Agency.objects.active().filter(pk__in=agencies_of(self.for_user))
        if self.instance.pk is None and units.count() == 1:
            self.instance.agency = units.get()
        if self.instance.agency_id:
            del self.fields["agency"]
        else:
            self.fields["agency"].queryset = units
