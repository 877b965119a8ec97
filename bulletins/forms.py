"""The admin form of a bulletin."""

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
    """The form of a bulletin. Drafts may be incomplete, so that no input is lost.

    Unless a draft is saved, an empty summary is made from the other fields and
    ``Bulletin.check_publishable`` must pass (docs/decisions/0016).
    """

    addressees = AudienceField(label=gettext_lazy("For whom"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "summary" in self.fields:
            self.fields["summary"].required = False
        if "addressees" in self.fields:
            self._prepare_addressees()

    def clean_slug(self) -> str:
        """Return the slug, or "" if it was only derived from the title and may get a number.

        An empty slug is replaced by a free one in ``Bulletin.clean``. After the first publication
        the slug stays as it is.
        """
        slug: str = self.cleaned_data["slug"]
        unchosen = slug == vietnamese_slug(self.cleaned_data.get("title", ""))
        return "" if unchosen and not self.instance.first_published_at else slug

    def _prepare_addressees(self) -> None:
        """Remove the field in translations; keep the audience if the field was not submitted."""
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
