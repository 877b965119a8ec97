from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from sites.models import Agency
from sites.provisioning import check_agency, full_host


class AgencyForm(WagtailAdminModelForm):
    """The arguments of ``provision_agency``, checked before it is called."""

    host = forms.CharField(
        label=_("host name"),
        max_length=253,
        help_text=_("A full host name, or only its first part under %(domain)s.")
        % {"domain": settings.BASE_DOMAIN},
    )

    class Meta:
        model = Agency
        fields = ["code", "kind", "name_vi", "name_en", "short_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True
            self.fields["host"].initial = self.instance.site.hostname

    def clean_host(self) -> str:
        return full_host(self.cleaned_data["host"], settings.BASE_DOMAIN)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                check_agency(**cleaned)
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned
