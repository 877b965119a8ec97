"""Previews of a bulletin: one for each agency, through that agency's own address."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from wagtail.models import PreviewableMixin

from sites.http import AgencyRequest
from sites.models import Agency

PREVIEW_AGENCIES = 60


class AgencyPreviewMixin(PreviewableMixin):
    """For a model with ``source``, ``slug`` and ``language``; Bulletin is the one."""

    @cached_property
    def preview_modes(self) -> list[tuple[str, str]]:
        # Wagtail reads this once for every option it draws, hence the cache; and a select box
        # of thousands helps nobody.
        agencies = Agency.objects.active().order_by("sort_key")[:PREVIEW_AGENCIES]
        return [(agency.code, agency.name_vi) for agency in agencies]

    @property
    def default_preview_mode(self) -> str:
        return self.source.code if self.source else super().default_preview_mode

    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: dict[str, object] | None = None,
    ) -> HttpResponse:
        modes = dict(self.preview_modes)
        mode = preview_mode if preview_mode in modes else self.default_preview_mode
        self._preview_agency = Agency.objects.with_site().filter(code=mode).first()
        return super().make_preview_request(original_request, mode, extra_request_attrs)

    def _get_dummy_header_url(self, original_request: HttpRequest | None = None) -> str | None:
        agency = getattr(self, "_preview_agency", None)
        if agency is None:
            return None
        with translation.override(self.language):
            return agency.root_url + reverse("bulletin", args=[self.slug or "xem-truoc"])

    def serve_preview(self, request: AgencyRequest, mode_name: str) -> HttpResponse:
        # The view needs this model.
        from bulletins.views import render_bulletin  # noqa: PLC0415

        return render_bulletin(request, source=self, text=self)
