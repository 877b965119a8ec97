"""Forms of the page editor."""

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
    """Base of all page forms of an agency's website.

    Cleans pasted text and refuses reserved slugs below the home page and references to objects of
    other agencies.
    """

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        parent = self.parent_page
        if parent and parent.depth == HOME_DEPTH and slug in RESERVED_SLUGS:
            raise ValidationError(_("This address is taken. Please choose another one."))
        return slug


class AgencyCopyForm(CopyForm):
    """Form for copying a page, without Wagtail's choice of an alias.

    An alias would show on one website what was approved on another.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)


class HomePageForm(AgencyPageForm):
    """Form of a home page, which shows the default sections if none were saved.

    Saves no sections while they equal the defaults, so such a home page follows later changes of
    ``DEFAULT_PARTS``.
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
