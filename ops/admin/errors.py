"""Views of the errors that people met, for ICT administrators: the list, one kind, its marks."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import ListView, TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from ops.errors.texts import make_error_row, make_occurrence_row
from ops.errors.trace import format_code, parse_code
from ops.models import ErrorKind
from ops.selectors.errors import find_kind, list_kinds
from ops.services.errors import mark_handled, reopen

LABEL = gettext_lazy("Errors that people met")
_BREADCRUMBS = [
    *WagtailAdminTemplateMixin.breadcrumbs_items,
    {"url": reverse_lazy("system_state"), "label": gettext_lazy("State of the system")},
]


class ErrorListView(WagtailAdminTemplateMixin, ListView):
    """List of the kinds of errors, the latest first: open ones, or those dealt with (``?xong``).

    A code or the number of a request in ``?ma`` leads to its kind.
    """

    template_name = "ops/errors.html"
    page_title = LABEL
    header_icon = "warning"
    breadcrumbs_items = [*_BREADCRUMBS, {"url": "", "label": LABEL}]
    paginate_by = 30
    page_kwarg = "p"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = request.GET.get("ma", "")
        if kind := find_kind(typed):
            return redirect("error_kind", format_code(kind.code))
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[ErrorKind]:
        kinds = list_kinds()
        return kinds.handled() if "xong" in self.request.GET else kinds.open()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            typed=self.request.GET.get("ma", "").strip(),
            is_handled="xong" in self.request.GET,
            **kwargs,
        )
        context["rows"] = [make_error_row(kind) for kind in context["page_obj"]]
        return context


class ErrorKindView(WagtailAdminTemplateMixin, TemplateView):
    """One kind of error: where, since when and how often it was met, and what is to be done."""

    template_name = "ops/error.html"
    header_icon = "warning"
    page_title = gettext_lazy("Error that people met")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = ErrorKind.objects.filter(pk=parse_code(kwargs["code"])).first()
        if kind is None:
            # The page of an error may lead here before the error is written.
            code = urlencode({"ma": kwargs["code"]})
            return redirect(f"{reverse('errors')}?{code}")
        self.row = make_error_row(kind)
        return super().get(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.row.code

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *_BREADCRUMBS,
            {"url": reverse("errors"), "label": LABEL},
            {"url": "", "label": self.row.code},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        occurrences = self.row.kind.occurrences.all()
        return super().get_context_data(
            row=self.row,
            occurrences=[make_occurrence_row(one) for one in occurrences],
            **kwargs,
        )


@require_POST
def handle_error(request: HttpRequest, code: str) -> HttpResponse:
    """Mark a kind of error as dealt with; 404 if there is none with this code."""
    kind = _get_kind(code)
    mark_handled(kind=kind)
    messages.success(
        request,
        _("%(code)s is marked as dealt with. It comes back by itself if somebody meets it again.")
        % {"code": format_code(kind.code)},
    )
    return redirect("errors")


@require_POST
def reopen_error(request: HttpRequest, code: str) -> HttpResponse:
    """Take back that a kind of error was dealt with; 404 if there is none with this code."""
    kind = _get_kind(code)
    reopen(kind=kind)
    messages.success(request, _("%(code)s is open again.") % {"code": format_code(kind.code)})
    return redirect("error_kind", format_code(kind.code))


def _get_kind(code: str) -> ErrorKind:
    return get_object_or_404(ErrorKind, pk=parse_code(code))
