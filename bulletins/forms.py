from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bulletins.addressing.field import AudienceField
from bulletins.pasting import TidyTextMixin
from bulletins.summaries import summary_of
from sites.isolation.references import OwnReferencesForm
from sites.slugs import vietnamese_slug


class BulletinForm(TidyTextMixin, OwnReferencesForm):
    """A draft may lack what a published bulletin must have, so that nothing typed is lost.

    An empty summary is made from the other words when the bulletin is published.
    """

    addressees = AudienceField(label=gettext_lazy("For whom"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "summary" in self.fields:
            self.fields["summary"].required = False
        if "addressees" in self.fields:
            self._prepare_addressees()

    def clean_slug(self) -> str:
        """Until it is published, an address that nobody chose may be numbered."""
        slug: str = self.cleaned_data["slug"]
        unchosen = slug == vietnamese_slug(self.cleaned_data.get("title", ""))
        return "" if unchosen and not self.instance.first_published_at else slug

    def _prepare_addressees(self) -> None:
        """A translation is for whom its source is for; and what is not sent stays as it was."""
        if not self.instance.is_source:
            del self.fields["addressees"]
            return
        self.initial["addressees"] = self.instance.addressees
        field = self.fields["addressees"]
        name = self.add_prefix("addressees")
        omitted = field.widget.value_omitted_from_data(self.data, self.files, name)
        field.disabled = self.is_bound and omitted

    def _post_clean(self) -> None:
        super()._post_clean()
        if "addressees" in self.cleaned_data and "addressees" in self.changed_data:
            self.instance.audience = self.cleaned_data["addressees"]
        if not self.is_deferred_validation:
            self._complete_summary()
            try:
                self.instance.check_publishable()
            except ValidationError as error:
                self.add_error(None, error)

    def _complete_summary(self) -> None:
        self.instance.summary = self.instance.summary or summary_of(self.instance)
        if not self.instance.summary and "summary" not in self.errors:
            self.add_error("summary", _("Say in two or three lines what this is about."))
