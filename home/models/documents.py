"""Page types of legal and administrative documents and of their list."""

import re
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.models import CustomDocument
from content.widgets import DatalistInput
from home.filters import DocumentFilters
from home.legal_status import LegalStatus, filter_in_force, get_legal_status, with_is_replaced
from home.models.base import (
    LISTED,
    MAX_ROWS,
    SCHEDULE_PANEL,
    FeedMixin,
    FilteredIndexPage,
    TextPage,
    WordSearchMixin,
)
from home.page_forms import DocumentForm, TitlePanel
from home.paths import TreePlace
from ops.database.prepared_query import prepared_query
from sites.localization.display import mark_untranslated_rows
from sites.permissions.ownership import descendants_q
from sites.requests import AgencyRequest

# Columns of a document that a list shows.
_SHOWN = (*LISTED, "number", "issued_on", "effective_on", "expires_on")
# Types of Decree 30/2020 and of the law on legal documents.
TYPES = (
    "Nghị quyết", "Quyết định", "Chỉ thị", "Thông báo", "Kế hoạch", "Hướng dẫn", "Công văn",
    "Báo cáo", "Chương trình", "Đề án", "Quy chế", "Quy định", "Tờ trình", "Giấy mời",
)  # fmt: skip
_NUMBER = re.compile(r"\d+")


class DocumentIndexPage(FeedMixin, FilteredIndexPage):
    """List of an agency's documents, newest first, with filters and a feed."""

    filter_class = DocumentFilters
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.DocumentPage"]
    page_description = gettext_lazy("Lists the unit's documents, newest first.")

    class Meta:
        verbose_name = gettext_lazy("document index")
        verbose_name_plural = gettext_lazy("document indexes")

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        entries = context["entries"]
        # The documents of a page whose list is cached are not read.
        context["has_files"] = SimpleLazyObject(lambda: any(one.files.all() for one in entries))
        mark_untranslated_rows(entries, self.frame)
        return context

    def paginate(self, number: str | None) -> PaginatorPage:
        private = self.__dict__.get("private_paths")
        if private is None or self.filters.chosen or self.frame != settings.LANGUAGE_CODE:
            return super().paginate(number)
        everything: Any = _AllDocuments(self, private)
        return Paginator(everything, self.page_size).get_page(number)

    def get_listable_pages(self) -> models.QuerySet["DocumentPage"]:
        """Return the public documents below this page."""
        return self.list_children(DocumentPage.objects.all())

    def get_listed_pages(self) -> models.QuerySet["DocumentPage"]:
        """Return the documents that match the filters, with their files prefetched."""
        return _prefetch_files(super().get_listed_pages().only(*_SHOWN))

    def list_feed_pages(self) -> models.QuerySet["DocumentPage"]:
        """Return the documents for the feed, newest first, with their files prefetched."""
        return _prefetch_files(self.get_listable_pages()).order_by("-issued_on", "-pk")


class DocumentPage(WordSearchMixin, TextPage):
    """Document: number and symbol, abstract (the title), dates and files."""

    number = models.CharField(
        gettext_lazy("number and symbol"),
        max_length=60,
        help_text=gettext_lazy("For example 45/TB-SYT."),
    )
    # The number as a sortable text.
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
    issued_on = models.DateField(gettext_lazy("date of issue"), default=timezone.localdate)
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

    copied_rows = ("files",)
    # In every language the same, as it stands on the document.
    override_translatable_fields = [SynchronizedField("number", overridable=False)]
    base_form_class = DocumentForm
    content_panels = [
        TitlePanel(
            "title",
            heading=gettext_lazy("Abstract"),
            help_text=gettext_lazy("What the document is about, as it stands below its number."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(["number", FieldPanel("document_type", widget=DatalistInput(TYPES))]),
                FieldRowPanel(["field", "issuer"]),
                "signer",
            ],
            heading=gettext_lazy("Which document it is"),
        ),
        MultiFieldPanel(
            [FieldRowPanel(["issued_on", "effective_on", "expires_on"])],
            heading=gettext_lazy("When it holds"),
        ),
        InlinePanel(
            "files",
            heading=gettext_lazy("Files"),
            label=gettext_lazy("file"),
            max_num=MAX_ROWS,
        ),
        InlinePanel(
            "replacements",
            heading=gettext_lazy("Replaces these documents"),
            label=gettext_lazy("document page"),
            max_num=MAX_ROWS,
            help_text=gettext_lazy(
                "They are marked as replaced by themselves, from the day this one is in force."
            ),
        ),
        MultiFieldPanel(["lead", "body"], heading=gettext_lazy("Summary and text")),
        SCHEDULE_PANEL,
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

    def set_keys(self) -> None:
        self.field = " ".join(self.field.split())
        self.document_type = " ".join(self.document_type.split())
        # Zero-padded, so that 9/QĐ sorts before 10/QĐ.
        self.number_key = _NUMBER.sub(lambda digits: digits[0].zfill(9), self.number)[:120]
        super().set_keys()

    def list_search_texts(self) -> list[str]:
        """Return the searchable texts: type, number, title and lead."""
        # In the order in which people write it: Nghị định số 15/2024/NĐ-CP.
        return [self.document_type, "số", self.number, self.title, self.lead]

    def clean(self) -> None:
        super().clean()
        if self.expires_on and self.issued_on and self.expires_on <= self.in_force_from:
            message = _("It would end before it begins.")
            raise ValidationError({"expires_on": message})

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["issuer"] = self.issuer or request.agency.name
        context["replaced"] = self.replaced
        return context

    @property
    def in_force_from(self) -> date:
        """Return the first day in force: ``effective_on``, else the date of issue."""
        return self.effective_on or self.issued_on

    @property
    def legal_status(self) -> LegalStatus:
        """Return the legal status today."""
        return get_legal_status(self, timezone.localdate())

    @cached_property
    def is_replaced(self) -> bool:
        """Return whether a published document that replaces it is in force today.

        Querysets can annotate it (``home.legal_status.with_is_replaced``), which saves the query.
        """
        return any(filter_in_force(self._replacements, timezone.localdate()))

    @cached_property
    def replaced(self) -> list["DocumentPage"]:
        """Return the public documents that this one replaces."""
        keys = [row.replaced_id for row in self.replacements.all()]
        replaced = DocumentPage.objects.filter(pk__in=keys).live().public()
        return list(replaced.select_related("locale"))

    @cached_property
    def successors(self) -> list["DocumentPage"]:
        """Return the public documents that replace this one, now or later."""
        rows = self._replacements.filter(document__live=True).values("document")
        return list(DocumentPage.objects.filter(pk__in=rows).public().select_related("locale"))

    @property
    def _replacements(self) -> models.QuerySet["DocumentReplacement"]:
        # By translation key: replacements count in every language.
        return DocumentReplacement.objects.filter(replaced__translation_key=self.translation_key)

    @property
    def feed_title(self) -> str:
        """Return the title of the feed item: number and title."""
        return f"{self.number}: {self.title}"

    @property
    def feed_date(self) -> date:
        """Return the date of the feed item: the date of issue."""
        return self.issued_on

    @property
    def feed_author(self) -> str:
        """Return the author of the feed item: the issuer, empty for the agency itself."""
        return self.issuer

    @property
    def feed_categories(self) -> list[str]:
        """Return the categories of the feed item: type and field, as far as they are set."""
        return [label for label in (self.document_type, self.field) if label]

    @property
    def feed_file(self) -> CustomDocument | None:
        """Return the enclosure of the feed item: the first file, or None."""
        row = next(iter(self.files.all()), None)
        return row.file if row else None

    def list_advice(self) -> list[str]:
        """Return what is missing: type, field, a file or text; and files that are scans."""
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
    """File of a document; while it is used here, the file cannot be deleted."""

    document = ParentalKey(DocumentPage, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(
        CustomDocument, models.PROTECT, related_name="+", verbose_name=gettext_lazy("file")
    )
    caption = models.CharField(
        gettext_lazy("name to show"),
        max_length=160,
        blank=True,
        help_text=gettext_lazy("For example Phụ lục 1. Not needed where there is one file."),
    )

    panels = ["file", "caption"]

    class Meta(Orderable.Meta):
        verbose_name = gettext_lazy("attached file")
        verbose_name_plural = gettext_lazy("attached files")


class DocumentReplacement(Orderable):
    """Replacement of one document by another of the same website."""

    document = ParentalKey(DocumentPage, on_delete=models.CASCADE, related_name="replacements")
    replaced = models.ForeignKey(
        DocumentPage,
        models.CASCADE,
        related_name="+",
        verbose_name=pgettext_lazy("legal", "document"),
    )

    panels = ["replaced"]

    class Meta(Orderable.Meta):
        verbose_name = gettext_lazy("replaced document")
        verbose_name_plural = gettext_lazy("replaced documents")


class _AllDocuments:
    """What ``DocumentIndexPage.get_listed_pages`` returns for most visitors, for a paginator.

    From prepared queries: neither filtered nor in the frame of another language.
    """

    def __init__(self, index: DocumentIndexPage, private: Sequence[str]) -> None:
        self._values = {name: getattr(index, name) for name in TreePlace._fields}
        self._values["private"] = private

    def count(self) -> int:
        return _list_all.count(**self._values)

    def __getitem__(self, part: slice) -> Sequence[DocumentPage]:
        return cast(Sequence[DocumentPage], SimpleLazyObject(partial(self._read, part)))

    def _read(self, part: slice) -> list[DocumentPage]:
        found = _list_newest(part.start, part.stop, day=timezone.localdate(), **self._values)
        models.prefetch_related_objects(found, _with_files())
        return found


@prepared_query
def _list_all(*, private: Sequence[str], **index: Any) -> models.QuerySet[DocumentPage]:
    below = DocumentPage.objects.child_of(TreePlace(**index)).live()
    return below.exclude(descendants_q("path", private)).only("pk")


@prepared_query
def _list_newest(
    first: int, last: int, *, day: date, private: Sequence[str], **index: Any
) -> models.QuerySet[DocumentPage]:
    below = DocumentPage.objects.child_of(TreePlace(**index)).live()
    public = below.exclude(descendants_q("path", private)).only(*_SHOWN).select_related("locale")
    return with_is_replaced(public, day).order_by(*DocumentFilters.ORDERS[""])[first:last]


def _prefetch_files(documents: models.QuerySet[DocumentPage]) -> models.QuerySet[DocumentPage]:
    return documents.select_related("locale").prefetch_related(_with_files())


def _with_files() -> Prefetch:
    return Prefetch("files", DocumentFile.objects.select_related("file"))
