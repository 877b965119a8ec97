from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.blocks import StreamValue

from bulletins.pasting import TidyTextMixin
from home.addresses import HOME_DEPTH, RESERVED_SLUGS
from home.desk.page_form import DeskPageForm
from home.models.parts import DEFAULT_PARTS, is_default
from sites.isolation.references import OwnReferencesForm


class AgencyPageForm(TidyTextMixin, OwnReferencesForm, DeskPageForm):
    """Refuses a slug that would never be reached, and what points at other agencies."""

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        parent = self.parent_page
        if parent and parent.depth == HOME_DEPTH and slug in RESERVED_SLUGS:
            raise ValidationError(_("This address is taken. Please choose another one."))
        return slug


class AgencyCopyForm(CopyForm):
    """Without aliases: one would show on one website what is approved on another."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)


class HomePageForm(AgencyPageForm):
    """Shows the usual parts where nobody has arranged them, and keeps nothing where nobody does:
    such a home page gets whatever parts are usual later on.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parts" in self.fields and not self.instance.parts:
            stream = self.instance.parts.stream_block
            usual = [(kind, {"heading": ""}) for kind in DEFAULT_PARTS]
            self.initial["parts"] = stream.normalize(usual)

    def clean_parts(self) -> StreamValue:
        parts: StreamValue = self.cleaned_data["parts"]
        return parts.stream_block.empty_value() if is_default(parts) else parts
