from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from home.models.base import AgencyPage, IndexPage, TextPage
from sites.http import AgencyRequest


class DocumentIndexPage(IndexPage):
    """The list of a unit's documents, newest first."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.DocumentPage"]
    page_description = _("Lists the unit's documents, newest first.")

    class Meta:
        verbose_name = _("document index")
        verbose_name_plural = _("document indexes")

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["has_files"] = any(document.file for document in context["entries"])
        return context

    def listed(self) -> models.QuerySet["DocumentPage"]:
        documents = DocumentPage.objects.child_of(self).live().public()
        return documents.select_related("file", "locale").order_by("-issued_on", "-pk")


class DocumentPage(TextPage):
    """One document: its number and symbol, its date, its abstract (the title), its file."""

    number = models.CharField(
        _("number and symbol"), max_length=60, help_text=_("For example 45/TB-SYT.")
    )
    document_type = models.CharField(
        _("type"), max_length=60, blank=True, help_text=_("For example Thông báo.")
    )
    issued_on = models.DateField(_("date of issue"), default=timezone.localdate, db_index=True)
    file = models.ForeignKey(
        "agencies.AgencyDocument",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )

    content_panels = [
        *AgencyPage.content_panels,
        "number",
        "document_type",
        "issued_on",
        "lead",
        "file",
        "body",
    ]
    search_fields = [
        *TextPage.search_fields,
        index.SearchField("number"),
        index.FilterField("issued_on"),
    ]
    parent_page_types = ["home.DocumentIndexPage"]
    subpage_types: list[str] = []
    page_description = _("One legal or administrative document.")

    class Meta:
        verbose_name = _("document page")
        verbose_name_plural = _("document pages")
