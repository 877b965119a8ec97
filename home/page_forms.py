"""Forms of the page editor: base form, copy form, and those of single page types.

Members of an agency get no technical fields. These are removed from the form, so that nothing sent
can change or empty them; see docs/decisions/0028-fields-members-do-not-see-are-not-in-the-form.md.
"""

from datetime import date
from itertools import chain, count
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import TitleFieldPanel
from wagtail.admin.widgets import AdminDateInput
from wagtail.blocks import StreamValue
from wagtail.models import Page

from accounts.permissions import is_administrator
from content.blocks import list_readable
from content.forms import CleanPastedTextMixin
from content.text.slugs import make_slug
from content.widgets import TitleInput
from home.blocks.home_sections import DEFAULT_SECTIONS, is_default
from home.frames import filter_rivals, is_unreachable
from home.paths import HOME_DEPTH, RESERVED_SLUGS
from home.topics import SEPARATOR, check_topics, join_topics, list_topics, parse_topics
from sites.localization.declarations import DeclarationFormMixin
from sites.permissions.ownership import HOME_PATH_LENGTH
from sites.permissions.references import TenantReferencesForm

TECHNICAL_FIELDS = ("slug", "seo_title", "search_description", "show_in_menus")

MAX_SUGGESTED_TOPICS = 12
# Name of the field with the day of review, which is no field of the page.
REVIEW_BY = "review_by"
TIMES = ("go_live_at", "expire_at")


class DeskPageForm(WagtailAdminPageForm):
    """A page form without technical fields for everybody but ICT administrators.

    The slug is then made from the title, and follows it until the page is first published.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user and not is_administrator(self.for_user):
            for name in TECHNICAL_FIELDS:
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        follows = "slug" not in self.fields and not self.instance.first_published_at
        if follows and self.parent_page and "title" in cleaned and "title" in self.changed_data:
            self.instance.slug = make_free_slug(cleaned["title"], self.parent_page, self.instance)
        return cleaned


def make_free_slug(title: str, parent: Page, page: Page) -> str:
    """Return a free slug for ``page`` below ``parent``, made from its title.

    A number is appended if it is taken, in another language too, or reserved below a home page. A
    title without Latin letters gives ``trang``.
    """
    base = make_slug(title) or "trang"
    others = parent.get_children().exclude(pk=page.pk), filter_rivals(parent, page)
    taken = {
        slug
        for pages in others
        for slug in pages.filter(slug__startswith=base).values_list("slug", flat=True)
    }
    if parent.depth == HOME_DEPTH:
        taken |= RESERVED_SLUGS
    candidates = chain([base], (f"{base}-{number}" for number in count(2)))
    return next(slug for slug in candidates if slug not in taken)


class TitlePanel(TitleFieldPanel):
    """A title panel that is read whole, and fills in the slug only if the form has that field.

    Wagtail's script fails if the field is missing.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"widget": TitleInput} | kwargs)

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_placeholder(self) -> Any:
            # The label of a title is hidden, so the empty field shows it. Wagtail's placeholder
            # would be "Page title", for documents and procedures too.
            return format_lazy("{}*", self.heading)

        def get_attrs(self) -> dict[str, Any]:
            attrs = super().get_attrs()
            if "slug" in self.form.fields:
                return attrs
            return {"placeholder": attrs["placeholder"]}


class ScheduledFormMixin(WagtailAdminPageForm):
    """Page form with the day of review, and without times of publication that are past.

    A time that has come is no wish any more: shown again, it would be refused. The day of review
    is no field of the page: the view saves it (``home.services.page_reviews``).
    """

    review_by = forms.DateField(
        label=gettext_lazy("Look at it again by"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("Your unit is reminded on that day that the page may be outdated."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = self.instance
        for name in TIMES:
            moment = getattr(page, name)
            if name in self.fields and moment and moment <= timezone.now():
                self.initial[name] = None
        if REVIEW_BY not in (self._meta.fields or ()):
            # Pages whose form has no place for it.
            del self.fields[REVIEW_BY]
            return
        review = getattr(page, "review", None) if page.pk else None
        self.initial[REVIEW_BY] = review and review.review_by

    def clean_review_by(self) -> date | None:
        """Refuse a new day that is past; the known one may be."""
        day: date | None = self.cleaned_data[REVIEW_BY]
        is_new = day != self.initial[REVIEW_BY]
        if day and is_new and day <= timezone.localdate():
            raise ValidationError(_("Choose a day to come."))
        return day

    def clean_go_live_at(self) -> Any:
        """Refuse a time that is past: nothing would wait for it."""
        moment = self.cleaned_data["go_live_at"]
        if moment and moment <= timezone.now():
            raise ValidationError(_("Choose a time to come, or leave it empty."))
        return moment

    @property
    def show_schedule_publishing_toggle(self) -> bool:
        """Whether Wagtail's panel offers a dialog for the times: never, they are in the form."""
        return False


class AgencyPageForm(
    ScheduledFormMixin,
    DeclarationFormMixin,
    CleanPastedTextMixin,
    TenantReferencesForm,
    DeskPageForm,
):
    """Base of all page forms of an agency's website.

    Cleans pasted text and refuses reserved slugs below the home page, slugs with which two pages
    would have one address in the frame of a language, and references to objects of other agencies.
    """

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        parent = self.parent_page
        if parent is None:
            return slug
        if is_unreachable(slug, parent, self.instance):
            raise ValidationError(gettext_lazy("This address is taken. Please choose another one."))
        return slug


class AgencyCopyForm(CopyForm):
    """Form for copying a page. The copy is a draft, and a page of its own.

    Nobody has decided about a copy. An alias would show on one website what was approved on
    another. The address is made from the title for everybody but ICT administrators.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("alias", "publish_copies"):
            self.fields.pop(name, None)
        if not is_administrator(self.user):
            self.fields.pop("new_slug")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        parent = cleaned.get("new_parent_page") or self.page.get_parent()
        if "new_slug" not in self.fields and "new_title" in cleaned:
            cleaned["new_slug"] = make_free_slug(cleaned["new_title"], parent, Page())
        elif is_unreachable(cleaned.get("new_slug", ""), parent, Page()):
            self.add_error(
                "new_slug", gettext_lazy("This address is taken. Please choose another one.")
            )
        return cleaned


class HomePageForm(AgencyPageForm):
    """Form of a home page, which shows the default sections if none were saved.

    Saves no sections while they equal the defaults, so such a home page follows later changes of
    ``DEFAULT_SECTIONS``.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parts" in self.fields and not self.instance.parts:
            stream = self.instance.parts.stream_block
            usual = [(kind, {"heading": "", "hidden": False}) for kind in DEFAULT_SECTIONS]
            self.initial["parts"] = stream.normalize(usual)

    def clean_parts(self) -> StreamValue:
        parts: StreamValue = self.cleaned_data["parts"]
        return parts.stream_block.empty_value() if is_default(parts) else parts


class DocumentForm(AgencyPageForm):
    """Form that accepts as replaced only other documents of the same website."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        website = self.parent_page.path[:HOME_PATH_LENGTH] if self.parent_page else ""
        for form in self.formsets["replacements"].forms:
            replaced = form.is_valid() and form.cleaned_data.get("replaced")
            if not replaced or form.cleaned_data.get("DELETE"):
                continue
            if replaced.pk == self.instance.pk:
                form.add_error("replaced", _("A document cannot replace itself."))
            elif not replaced.path.startswith(website):
                form.add_error("replaced", _("Choose a document of the same website."))
        return cleaned


class NewsPageForm(AgencyPageForm):
    """Form of an article, which suggests topics of the agency's other articles.

    Refuses too many or too long topics, and related articles from another list.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.parent_page and "topics" in self.fields:
            field = self.fields["topics"]
            siblings = self._meta.model.objects.child_of(self.parent_page).order_by("-date")
            texts = siblings.values_list("topics", flat=True)
            known = [spellings[0] for spellings in list_topics(texts).values()]
            if known:
                used = SEPARATOR.join(known[:MAX_SUGGESTED_TOPICS])
                used = _("Used so far: %(topics)s.") % {"topics": used}
                field.help_text = f"{field.help_text} {used}"

    def clean_topics(self) -> str:
        topics = parse_topics(self.cleaned_data["topics"])
        check_topics(topics)
        return join_topics(topics)

    def clean_related(self) -> StreamValue:
        related: StreamValue = self.cleaned_data["related"]
        articles = [child.value for child in list_readable(related) if child.value]
        # A translation keeps the articles of its source: readers get them in its language.
        lists = self.parent_page.get_translations(inclusive=True) if articles else []
        if not all(any(article.is_child_of(one) for one in lists) for article in articles):
            raise ValidationError(_("Choose articles of this website."))
        return related
