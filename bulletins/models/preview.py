"""Previews of a bulletin: one for each agency, through that agency's own address."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from wagtail.models import PreviewableMixin

from bulletins.models.audience import agencies_for
from sites.http import AgencyRequest
from sites.models import Agency

OFFERED_AGENCIES = 30


class AgencyPreviewMixin(PreviewableMixin):
    """For a model with ``source``, ``audience``, ``slug`` and ``language``; Bulletin is the one.

    The issuer and the first of the audience are offered; any other unit can be searched for, so
    the code of every working unit is a mode.
    """

    @cached_property
    def preview_modes(self) -> list[tuple[str, str]]:
        # Wagtail reads this once for every option it draws, hence the cache; and a select box
        # of thousands helps nobody.
        lines = self.audience.all()
        chosen = agencies_for(lines) if lines else Agency.objects.active()
        offered = chosen.order_by("sort_key")[:OFFERED_AGENCIES]
        modes = [(agency.code, agency.name_vi) for agency in offered]
        issuer = [(self.source.code, self.source.name_vi)] if self.source else []
        return list(dict.fromkeys(issuer + modes))

    @property
    def default_preview_mode(self) -> str:
        return self.source.code if self.source else super().default_preview_mode

    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: dict[str, object] | None = None,
    ) -> HttpResponse:
        agencies = Agency.objects.with_site()
        # PostgreSQL takes no NUL in a text.
        code = (preview_mode or "").replace("\0", "")
        agency = agencies.active().filter(code=code).first()
        agency = agency or agencies.filter(code=self.default_preview_mode).first()
        self._preview_agency = agency
        mode = agency.code if agency else self.default_preview_mode
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

        request.previewed = self
        return render_bulletin(request, source=self, text=self)
