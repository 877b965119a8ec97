"""A unit's answer to a repetition."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from bulletins.channels.views import EditionMixin
from bulletins.repeats.retelling import mark_retold


class RetoldView(EditionMixin):
    """The unit has told it again; for its own people."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_own:
            raise PermissionDenied
        mark_retold(bulletin=self.bulletin, agency=self.edition.agency, by=self.user)
        messages.success(request, _("Noted: your unit has told it again."))
        return self.back()
