from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bulletins.summaries import summary_of
from sites.isolation.references import OwnReferencesForm
from sites.slugs import vietnamese_slug


class BulletinForm(OwnReferencesForm):
    """A draft may lack what a published bulletin must have, so that nothing typed is lost.

    An empty summary is made from the other words when the bulletin is published.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "summary" in self.fields:
            self.fields["summary"].required = False

    def clean_slug(self) -> str:
        """Until it is published, an address that nobody chose may be numbered."""
        slug: str = self.cleaned_data["slug"]
        unchosen = slug == vietnamese_slug(self.cleaned_data.get("title", ""))
        return "" if unchosen and not self.instance.first_published_at else slug

    def _post_clean(self) -> None:
        super()._post_clean()
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
