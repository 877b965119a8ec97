"""Edit form of news articles."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from home.forms import AgencyPageForm
from home.news.topics import SEPARATOR, check, joined, topics_in, topics_of

TOPICS_SUGGESTED = 12


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
            known = [spellings[0] for spellings in topics_of(texts).values()]
            if known:
                used = SEPARATOR.join(known[:TOPICS_SUGGESTED])
                used = _("Used so far: %(topics)s.") % {"topics": used}
                field.help_text = f"{field.help_text} {used}"

    def clean_topics(self) -> str:
        topics = topics_in(self.cleaned_data["topics"])
        check(topics)
        return joined(topics)

    def clean_related(self) -> StreamValue:
        related: StreamValue = self.cleaned_data["related"]
        if not all(child.value.is_child_of(self.parent_page) for child in related if child.value):
            raise ValidationError(_("Choose articles of this website."))
        return related
