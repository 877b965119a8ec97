"""Previews of a bulletin on the website of a chosen agency, requested with that site's host."""

from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.functional import cached_property
from wagtail.models import PreviewableMixin

from bulletins.models.audience import list_audience_agencies
from sites.models import Agency
from sites.requests import AgencyRequest

MAX_OFFERED_AGENCIES = 30


class AgencyPreviewMixin(PreviewableMixin):
    """Preview modes for ``Bulletin``: the mode is the code of an agency.

    The issuer and the first ``MAX_OFFERED_AGENCIES`` of the audience are offered in the select box.
    Editors can search for any other, so the code of every active agency is a valid mode. The
    model needs ``source``, ``audience``, ``slug`` and ``language``.
    """

    @cached_property
    def preview_modes(self) -> list[tuple[str, str]]:
        # Cached, because Wagtail reads this for every option that it renders; limited, because a
        # select box with thousands of agencies is of no use.
        lines = self.audience.all()
        chosen = list_audience_agencies(lines) if lines else Agency.objects.active()
        offered = chosen.order_by("sort_key")[:MAX_OFFERED_AGENCIES]
        modes = [(agency.code, str(agency)) for agency in offered]
        issuer = [(self.source.code, str(self.source))] if self.source else []
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
        """Return the preview on the website of an agency.

        ``preview_mode``: its code. For an unknown or archived agency the default mode is used.
        """
        agencies = Agency.objects.with_site()
        # PostgreSQL rejects NUL characters in text.
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
        request.previewed = self
        # The view imports the models, so it is found by its name.
        slug = self.slug or "xem-truoc"
        view = resolve(reverse("bulletin", args=[slug])).func
        return view(request, slug)
