"""Admin view of the certificates of a page, and its button in the header of the page's form."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts.models import User
from accounts.permissions import AnyUser
from content.pdf import TypesettingError
from content.versions.digest import DIGITS
from responses.admin.verification import PDF, make_file_response
from responses.permissions import can_certify
from responses.report.page_certificate import issue_page_certificate
from responses.selectors.public_spans import list_public_spans

LABEL, ICON = gettext_lazy("Certificate"), "doc-full"


class CertificateForm(forms.Form):
    """Which version, None for the last one that was public, and in which language."""

    decision = forms.IntegerField(required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES)


class PageCertificatesView(WagtailAdminTemplateMixin, FormView):
    """The times in which a page was public; POST answers with the certificate of one version.

    Raises Http404 for users who may not take it.
    """

    template_name = "responses/page_certificates.html"
    form_class = CertificateForm
    page_title = LABEL
    header_icon = ICON

    @cached_property
    def subject(self) -> Page:
        """Return the page, as its own type."""
        page = Page.objects.filter(pk=self.kwargs["page_id"]).first()
        specific = page.specific if page and not page.is_root() else None
        if specific is None or not can_certify(self.request.user, specific):
            raise Http404
        return specific

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {
                "url": reverse("wagtailadmin_pages:edit", args=[self.subject.pk]),
                "label": self.subject.get_admin_display_title(),
            },
            {"url": "", "label": str(LABEL)},
        ]

    def form_valid(self, form: CertificateForm) -> HttpResponse:
        by = cast(User, self.request.user)
        try:
            certificate, content = issue_page_certificate(
                page=self.subject, by=by, **form.cleaned_data
            )
        except ValidationError as error:
            return self._go_back(error.messages[0])
        except TypesettingError as error:
            return self._go_back(str(error))
        return make_file_response(content, f"giay-xac-nhan-{certificate.number}.pdf", PDF)

    def form_invalid(self, form: CertificateForm) -> HttpResponse:
        return self._go_back(_("Choose one of the versions and one of the languages below."))

    def _go_back(self, message: str) -> HttpResponse:
        messages.error(self.request, message)
        return redirect("page_certificates", page_id=self.subject.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        spans = [
            {"span": span, "digits": span.decision.digest[:DIGITS] if span.decision else ""}
            for span in reversed(list_public_spans(self.subject))
        ]
        own = {
            "subject": self.subject,
            "spans": spans,
            "languages": settings.LANGUAGES,
        }
        return super().get_context_data(**kwargs) | own


def list_certificate_buttons(
    page: Page, user: AnyUser, view_name: str | None = None, next_url: str | None = None
) -> Iterator[Button]:
    """Yield the button in the header of a page's form; none for a page that never was public."""
    if page.is_root() or not page.first_published_at or not can_certify(user, page.specific):
        return
    url = reverse("page_certificates", args=[page.pk])
    yield Button(LABEL, url=url, icon_name=ICON, priority=60)
