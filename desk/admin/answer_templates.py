"""Admin views for an agency's templates of answers to citizens: list, form, deletion."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from desk.admin.base import MemberViewMixin
from home.models import AnswerTemplate
from home.services.answer_templates import delete_template, save_template
from sites.permissions.translators import get_unconfined_agency_ids


class TemplateForm(forms.ModelForm):
    """Form of a template; the service checks it as a whole."""

    class Meta:
        model = AnswerTemplate
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}


class TemplateListView(MemberViewMixin, WagtailAdminTemplateMixin, TemplateView):
    """List of an agency's templates."""

    template_name = "desk/answer_templates.html"
    page_title = gettext_lazy("Answer templates")
    header_icon = "comment"

    def get_page_subtitle(self) -> str:
        return self.agency.heading

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"agency": self.agency, "templates": self.agency.answer_templates.all()}
        return super().get_context_data(**kwargs) | own


class TemplateFormView(WagtailAdminTemplateMixin, FormView):
    """Form of one template; 404 for all but members, and to changes of an archived agency."""

    template_name = "desk/answer_template.html"
    form_class = TemplateForm
    page_title = gettext_lazy("Answer template")
    header_icon = "comment"
    template: AnswerTemplate

    def get_page_subtitle(self) -> str:
        return self.template.agency.heading

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.template}

    def get_success_url(self) -> str:
        return reverse("feedback:templates", args=[self.template.agency_id])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.template.agency.is_archived:
            raise Http404
        if "delete" in request.POST and self.template.pk:
            delete_template(template=self.template, by=cast(User, request.user))
            messages.success(request, _("Deleted."))
            return redirect(self.get_success_url())
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: TemplateForm) -> HttpResponse:
        try:
            save_template(template=form.instance, by=cast(User, self.request.user))
        except ValidationError as refused:
            form.add_error(None, refused.messages)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"template": self.template, "back": self.get_success_url()}
        return super().get_context_data(**kwargs) | own


class AddTemplateView(MemberViewMixin, TemplateFormView):
    """Form of a new template of the agency in the URL."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.template = AnswerTemplate(agency=self.agency)


class EditTemplateView(TemplateFormView):
    """Form of a template that exists, with the button that deletes it."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        own = AnswerTemplate.objects.filter(agency__in=get_unconfined_agency_ids(request.user))
        self.template = get_object_or_404(own.select_related("agency"), pk=self.kwargs["pk"])
