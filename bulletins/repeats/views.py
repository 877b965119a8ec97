"""View in which an agency says that it has announced a bulletin again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from bulletins.channels.views import EditionMixin
from bulletins.repeats.retelling import mark_retold


class RetoldView(EditionMixin):
    """View that marks the bulletin as announced again (POST only), for members of the agency."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_own:
            raise PermissionDenied
        mark_retold(bulletin=self.bulletin, agency=self.edition.agency, by=self.user)
        messages.success(request, _("Noted: your unit has told it again."))
        return self.back()
