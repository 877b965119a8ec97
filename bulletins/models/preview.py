"""Previews of a bulletin: one for each agency, through that agency's own address."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from wagtail.models import PreviewableMixin

from bulletins.models.audience import BulletinAudience
from sites.http import AgencyRequest
from sites.models import EVERYONE, Agency

OFFERED_AGENCIES = 30
# Which agencies the codes of an audience name.
_NAMED_BY = {"kind": "kind", "group": "groups", "agency": "pk"}


class AgencyPreviewMixin(PreviewableMixin):
    """For a model with ``source``, ``audience``, ``slug`` and ``language``; Bulletin is the one.

    The issuer and the first of the audience are offered; any other unit can be searched for, so
    the code of every working unit is a mode.
    """

    @cached_property
    def preview_modes(self) -> list[tuple[str, str]]:
        # Wagtail reads this once for every option it draws, hence the cache; and a select box
        # of thousands helps nobody.
        chosen = Agency.objects.active().filter(_addressed_by([*self.audience.all()]))
        modes = [
            (agency.code, agency.name_vi)
            for agency in chosen.order_by("sort_key").distinct()[:OFFERED_AGENCIES]
        ]
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


def _addressed_by(lines: list[BulletinAudience]) -> Q:
    """The agencies that the lines of an audience name; all of them where there is no line yet."""
    included = [line.code for line in lines if not line.excluded]
    if not included or EVERYONE in included:
        return Q()
    named = Q()
    for code in included:
        kind, _, key = code.partition(":")
        named |= Q(**{_NAMED_BY[kind]: key})
    return named
