from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

from bulletins.front import front_of
from home.models.base import AgencyPage
from home.models.documents import DocumentPage
from home.models.news import NewsPage
from sites.http import AgencyRequest

TASK_ICONS = [
    ("agency", _("Agency")),
    ("news", _("News")),
    ("document", _("Legal document")),
    ("bulletin", _("Bulletin")),
    ("contact", _("Contact")),
    ("search", _("Search")),
    ("people", _("People")),
    ("form", _("Form")),
]


class TaskBlock(blocks.StructBlock):
    """One thing people come for: an icon, a word or two, and where it leads."""

    icon = blocks.ChoiceBlock(choices=TASK_ICONS, default="document", label=_("icon"))
    label = blocks.CharBlock(max_length=40, label=_("words"))
    page = blocks.PageChooserBlock(required=False, label=_("page"))
    address = blocks.CharBlock(
        required=False,
        max_length=300,
        label=_("or an address"),
        validators=[RegexValidator(r"^(/(?!/)|https://)\S*$", _("Begin with https:// or with /."))],
    )

    class Meta:
        icon = "pick"
        label = _("Shortcut")

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            message = ValidationError(_("Choose either a page or an address."))
            raise blocks.StructBlockValidationError(block_errors={"address": message})
        return cleaned


class HomePage(AgencyPage):
    """The front of an agency's website. Its parts come from the rest of the site; those that
    would be empty are left out.
    """

    tagline = models.CharField(
        _("tagline"),
        max_length=200,
        blank=True,
        help_text=_("One sentence: what people come to you for."),
    )
    tasks = StreamField(
        [("task", TaskBlock())],
        blank=True,
        max_num=6,
        verbose_name=_("shortcuts"),
        help_text=_("Up to six things people come to you for."),
    )

    content_panels = [*AgencyPage.content_panels, "tagline", "tasks"]
    # Home pages come with their agency; see sites.provisioning.
    parent_page_types: list[str] = []
    subpage_types = [
        "home.SectionPage",
        "home.InformationPage",
        "home.NewsIndexPage",
        "home.DocumentIndexPage",
        "home.ProcedureIndexPage",
        "home.ContactPage",
    ]
    page_description = _("The front page of a unit's website.")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["tasks"] = [block.value for block in self.tasks if _leads_somewhere(block.value)]
        for task in context["tasks"]:
            # Nearly always the same language; then no page needs to ask for its own.
            if task["page"] and task["page"].locale_id == self.locale_id:
                task["page"].locale = self.locale
        private = Page.objects.all().private_q()
        context["front"] = front_of(request)
        context["news"] = self.latest_news(private)
        context["documents"] = self.latest_documents(private)
        return context

    def latest_news(self, private: models.Q) -> models.QuerySet[NewsPage]:
        """The newest articles of this website, pictures included, but for what is private."""
        news = NewsPage.objects.descendant_of(self).live().exclude(private)
        return news.select_related("image", "locale").order_by("-date", "-pk")[:4]

    def latest_documents(self, private: models.Q) -> models.QuerySet[DocumentPage]:
        """The newest documents of this website but for what is private."""
        documents = DocumentPage.objects.descendant_of(self).live().exclude(private)
        return documents.select_related("locale").order_by("-issued_on", "-pk")[:3]


def _leads_somewhere(task: blocks.StructValue) -> bool:
    """Whether the page of a shortcut is still there for everybody to read."""
    return bool(task["address"]) or bool(task["page"] and task["page"].live)
