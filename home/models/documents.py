"""Legal and administrative documents, and the list of them."""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from home.desk.panels import TitlePanel
from home.desk.suggesting import SuggestingInput
from home.document_form import DocumentForm
from home.models.base import TextPage
from home.models.fed import FedIndexPage
from home.models.filtered import FilteredIndexPage, FoundByWords
from home.reader_filters import DocumentFilters
from home.schema_org import legislation
from home.standing import Standing, in_force, standing_of
from sites.http import AgencyRequest
from sites.models import AgencyDocument

# As Decree 30/2020 and the law on legal documents name them.
TYPES = (
    "Nghị quyết", "Quyết định", "Chỉ thị", "Thông báo", "Kế hoạch", "Hướng dẫn", "Công văn",
    "Báo cáo", "Chương trình", "Đề án", "Quy chế", "Quy định", "Tờ trình", "Giấy mời",
)  # fmt: skip
_NUMBER = re.compile(r"\d+")


class DocumentIndexPage(FedIndexPage, FilteredIndexPage):
    """The list of a unit's documents, newest first."""

    filter_class = DocumentFilters
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.DocumentPage"]
    page_description = gettext_lazy("Lists the unit's documents, newest first.")

    class Meta:
        verbose_name = gettext_lazy("document index")
        verbose_name_plural = gettext_lazy("document indexes")

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["has_files"] = any(document.files.all() for document in context["entries"])
        return context

    def children(self) -> models.QuerySet["DocumentPage"]:
        return DocumentPage.objects.child_of(self).live().public()

    def listed(self) -> models.QuerySet["DocumentPage"]:
        return _with_files(super().listed())

    def told(self) -> models.QuerySet["DocumentPage"]:
        return _with_files(self.children()).order_by("-issued_on", "-pk")


class DocumentPage(FoundByWords, TextPage):
    """One document: its number and symbol, its abstract (the title), its dates, its files."""

    number = models.CharField(
        gettext_lazy("number and symbol"),
        max_length=60,
        help_text=gettext_lazy("For example 45/TB-SYT."),
    )
    # The number as text that sorts by it; filled in by itself.
    number_key = models.CharField(max_length=120, editable=False, db_index=True)
    document_type = models.CharField(
        gettext_lazy("type"),
        max_length=60,
        blank=True,
        help_text=gettext_lazy("For example Thông báo. Readers can list documents of one type."),
    )
    field = models.CharField(
        gettext_lazy("field of work"),
        max_length=80,
        blank=True,
        help_text=gettext_lazy("For example Đất đai. Use the same words for the same field."),
    )
    issuer = models.CharField(
        gettext_lazy("issued by"),
        max_length=160,
        blank=True,
        help_text=gettext_lazy("Leave it empty where your own unit has issued it."),
    )
    signer = models.CharField(
        gettext_lazy("signed by"),
        max_length=120,
        blank=True,
        help_text=gettext_lazy("Name and position, as they stand below the document."),
    )
    issued_on = models.DateField(
        gettext_lazy("date of issue"), default=timezone.localdate, db_index=True
    )
    effective_on = models.DateField(
        gettext_lazy("in force from"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Leave it empty where it is in force from the date of issue."),
    )
    expires_on = models.DateField(
        gettext_lazy("no longer in force from"),
        null=True,
        blank=True,
        help_text=gettext_lazy("The first day it no longer holds. Leave it empty if not known."),
    )

    base_form_class = DocumentForm
    content_panels = [
        TitlePanel(
            "title",
            heading=gettext_lazy("Abstract"),
            help_text=gettext_lazy("What the document is about, as it stands below its number."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    ["number", FieldPanel("document_type", widget=SuggestingInput(TYPES))]
                ),
                FieldRowPanel(["field", "issuer"]),
                "signer",
            ],
            heading=gettext_lazy("Which document it is"),
        ),
        MultiFieldPanel(
            [FieldRowPanel(["issued_on", "effective_on", "expires_on"])],
            heading=gettext_lazy("When it holds"),
        ),
        InlinePanel("files", heading=gettext_lazy("Files"), label=gettext_lazy("file")),
        InlinePanel(
            "replacements",
            heading=gettext_lazy("Replaces these documents"),
            label=gettext_lazy("document page"),
            help_text=gettext_lazy(
                "They are marked as replaced by themselves, from the day this one is in force."
            ),
        ),
        MultiFieldPanel(["lead", "body"], heading=gettext_lazy("Summary and text")),
    ]
    search_fields = [
        *TextPage.search_fields,
        index.SearchField("number"),
        index.SearchField("document_type"),
        index.SearchField("field"),
        index.SearchField("issuer"),
        index.SearchField("signer"),
        index.FilterField("issued_on"),
    ]
    parent_page_types = ["home.DocumentIndexPage"]
    subpage_types: list[str] = []
    page_description = gettext_lazy("One legal or administrative document.")

    class Meta:
        verbose_name = gettext_lazy("document page")
        verbose_name_plural = gettext_lazy("document pages")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.field = " ".join(self.field.split())
        self.document_type = " ".join(self.document_type.split())
        # 9/QĐ before 10/QĐ.
        self.number_key = _NUMBER.sub(lambda digits: digits[0].zfill(9), self.number)[:120]
        super().full_clean(*args, **kwargs)

    def words(self) -> list[str]:
        # As people say it: Nghị định số 15/2024/NĐ-CP.
        return [self.document_type, "số", self.number, self.title, self.lead]

    def clean(self) -> None:
        super().clean()
        if self.expires_on and self.issued_on and self.expires_on <= self.in_force_from:
            words = _("It would end before it begins.")
            raise ValidationError({"expires_on": words})

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["issuer"] = self.issuer or request.agency.name
        context["replaced"] = self.replaced
        context["structured_data"] = legislation(self, request.agency, self.replaced)
        return context

    @property
    def in_force_from(self) -> date:
        return self.effective_on or self.issued_on

    @property
    def standing(self) -> Standing:
        """Whether it is in force today."""
        return standing_of(self, timezone.localdate())

    @cached_property
    def is_replaced(self) -> bool:
        """Whether another one has taken its place; lists know it already."""
        return any(in_force(self._replacements, timezone.localdate()))

    @cached_property
    def replaced(self) -> list["DocumentPage"]:
        """The published documents that this one replaces."""
        keys = [row.replaced_id for row in self.replacements.all()]
        return list(DocumentPage.objects.filter(pk__in=keys).live().public())

    @cached_property
    def successors(self) -> list["DocumentPage"]:
        """The published documents that replace this one, or will."""
        rows = self._replacements.filter(document__live=True).values("document")
        return list(DocumentPage.objects.filter(pk__in=rows).public())

    @property
    def _replacements(self) -> models.QuerySet["DocumentReplacement"]:
        # In whatever language they were written.
        return DocumentReplacement.objects.filter(replaced__translation_key=self.translation_key)

    @property
    def told_title(self) -> str:
        return f"{self.number}: {self.title}"

    @property
    def told_on(self) -> date:
        return self.issued_on

    @property
    def told_author(self) -> str:
        return self.issuer

    @property
    def told_categories(self) -> list[str]:
        return [words for words in (self.document_type, self.field) if words]

    @property
    def told_file(self) -> AgencyDocument | None:
        row = next(iter(self.files.all()), None)
        return row.file if row else None

    def advice(self) -> list[str]:
        rows = [row.file for row in self.files.all() if row.file]
        advice = []
        if not rows and not self.body:
            advice.append(_("There is neither a file nor a text: readers cannot read it."))
        if not self.document_type:
            advice.append(_("The type is missing: readers who list one type do not find it."))
        if not self.field:
            advice.append(_("The field of work is missing: it helps readers to find it."))
        return advice + [
            _(
                "“%(title)s” is a scan: blind people cannot have it read out, and nobody can "
                "copy from it. Add the file it was printed from, or write the text below."
            )
            % {"title": file.title}
            for file in rows
            if file.is_scan
        ]


class DocumentFile(Orderable):
    """A file of a document. It cannot be deleted while the document has it."""

    document = ParentalKey(DocumentPage, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(
        AgencyDocument, models.PROTECT, related_name="+", verbose_name=gettext_lazy("file")
    )
    caption = models.CharField(
        gettext_lazy("name to show"),
        max_length=160,
        blank=True,
        help_text=gettext_lazy("For example Phụ lục 1. Not needed where there is one file."),
    )

    panels = ["file", "caption"]


class DocumentReplacement(Orderable):
    """That one document takes the place of another one of the same website."""

    document = ParentalKey(DocumentPage, on_delete=models.CASCADE, related_name="replacements")
    replaced = models.ForeignKey(
        DocumentPage, models.CASCADE, related_name="+", verbose_name=gettext_lazy("document")
    )

    panels = ["replaced"]


def _with_files(documents: models.QuerySet[DocumentPage]) -> models.QuerySet[DocumentPage]:
    files = Prefetch("files", DocumentFile.objects.select_related("file"))
    return documents.select_related("locale").prefetch_related(files)
