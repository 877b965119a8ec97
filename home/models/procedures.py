"""Procedures that citizens can apply for, with forms and legal basis."""

import unicodedata
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.blocks import LINE_FEATURES, CleanRichTextBlock, CleanStreamField
from content.fields import BoundedTextField, CleanURLField
from content.languages import get_language_entry
from content.models import CustomDocument
from content.text.collation import get_sort_key
from content.text.numbers import format_amount
from home.filters import ProcedureFilters
from home.models.base import MAX_ROWS, SCHEDULE_PANEL, FilteredIndexPage, WordSearchMixin
from home.models.documents import DocumentPage
from home.page_forms import TitlePanel
from sites.requests import AgencyRequest

# Sort key of procedures without a field: after all fields.
LAST = "zzz"
# Header with the primary key of a page whose visits are counted (``home.middleware``).
VISITED = "Bantin-Visited"


class PaperBlock(blocks.StructBlock):
    """Paper to bring, with the numbers of originals and copies."""

    name = blocks.CharBlock(label=gettext_lazy("paper"), max_length=300)
    originals = blocks.IntegerBlock(
        label=gettext_lazy("originals"), min_value=0, max_value=99, default=1
    )
    copies = blocks.IntegerBlock(label=gettext_lazy("copies"), min_value=0, max_value=99, default=0)

    class Meta:
        icon = "doc-full"
        label = gettext_lazy("Paper")
        template = "content/blocks/paper.html"
        preview_value = {"name": "Đơn đề nghị cấp giấy phép", "originals": 1, "copies": 0}


class StepBlock(CleanRichTextBlock):
    """Step to take; the template numbers the steps."""

    class Meta:
        icon = "list-ol"
        label = gettext_lazy("Step")
        preview_value = "<p>Nộp hồ sơ ở bộ phận một cửa.</p>"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": LINE_FEATURES} | kwargs)


class ProcedurePage(WordSearchMixin):
    """Procedure, in the order in which people ask: papers, steps, fee, time, office."""

    everyday_name = models.CharField(
        gettext_lazy("what people call it"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=gettext_lazy(
            "In their own words, for example Xin phép xây nhà. The home page names it so."
        ),
    )
    lead = BoundedTextField(
        gettext_lazy("in short"),
        max_length=400,
        blank=True,
        help_text=gettext_lazy("One or two sentences in plain words: what one gets with it."),
    )
    code = models.CharField(
        gettext_lazy("code"),
        max_length=40,
        blank=True,
        help_text=gettext_lazy("The number in the national database, for example 1.009994."),
    )
    field = models.CharField(
        gettext_lazy("field of work"),
        max_length=80,
        blank=True,
        help_text=gettext_lazy("For example Xây dựng. The list is grouped by it."),
    )
    # Field and title as a text in Vietnamese alphabetical order.
    sort_key = models.TextField(editable=False)
    for_whom = BoundedTextField(
        gettext_lazy("who it is for"),
        max_length=600,
        blank=True,
        help_text=gettext_lazy("Who can apply, and when one has to."),
    )
    papers = CleanStreamField(
        [("paper", PaperBlock())],
        blank=True,
        max_num=100,
        verbose_name=gettext_lazy("papers to bring"),
    )
    steps = CleanStreamField(
        [("step", StepBlock())], blank=True, max_num=100, verbose_name=gettext_lazy("steps to take")
    )
    fee = models.CharField(
        gettext_lazy("fee"),
        max_length=255,
        blank=True,
        help_text=gettext_lazy("For example 75.000 đồng, or Không mất phí."),
    )
    time = models.CharField(
        gettext_lazy("time it takes"),
        max_length=255,
        blank=True,
        help_text=gettext_lazy("For example 15 ngày làm việc."),
    )
    office = BoundedTextField(
        gettext_lazy("where"),
        max_length=400,
        blank=True,
        help_text=gettext_lazy("Room and hours. Empty: address and hours of your unit are shown."),
    )
    result = models.CharField(
        gettext_lazy("what one gets"),
        max_length=255,
        blank=True,
        help_text=gettext_lazy("For example Giấy phép xây dựng."),
    )
    online_url = CleanURLField(
        gettext_lazy("online service"),
        max_length=500,
        blank=True,
        validators=[URLValidator(["https"], message=gettext_lazy("Begin with https://."))],
        help_text=gettext_lazy("The address where one can apply online. It begins with https://."),
    )

    content_panels = [
        TitlePanel(
            "title",
            heading=gettext_lazy("Name of the procedure"),
            help_text=gettext_lazy("As people call it, for example Cấp giấy phép xây dựng."),
        ),
        "everyday_name",
        MultiFieldPanel(
            ["lead", FieldRowPanel(["field", "code"]), "for_whom", "result"],
            heading=gettext_lazy("What it is"),
        ),
        MultiFieldPanel(["papers"], heading=gettext_lazy("What to bring")),
        MultiFieldPanel(["steps"], heading=gettext_lazy("Steps to take")),
        MultiFieldPanel(
            [FieldRowPanel(["fee", "time"]), "office", "online_url"],
            heading=gettext_lazy("Fee, time and place"),
        ),
        InlinePanel(
            "forms",
            heading=gettext_lazy("Forms to download"),
            label=gettext_lazy("form"),
            max_num=MAX_ROWS,
        ),
        InlinePanel(
            "grounds",
            heading=gettext_lazy("Legal basis"),
            label=gettext_lazy("document page"),
            max_num=MAX_ROWS,
        ),
        SCHEDULE_PANEL,
    ]
    copied_rows = ("forms", "grounds")
    # In every language the same, as in the national database.
    override_translatable_fields = [SynchronizedField("code", overridable=False)]
    search_fields = [
        *Page.search_fields,
        index.SearchField("everyday_name"),
        index.SearchField("lead"),
        index.SearchField("code"),
        index.SearchField("field"),
        index.SearchField("for_whom"),
        index.SearchField("papers"),
        index.SearchField("steps"),
        index.SearchField("fee"),
        index.SearchField("time"),
        index.SearchField("office"),
        index.SearchField("result"),
        index.SearchField("form_names"),
    ]
    parent_page_types = ["home.ProcedureIndexPage"]
    subpage_types: list[str] = []
    page_description = gettext_lazy("One thing people apply for: papers, steps, fee, forms.")

    class Meta:
        verbose_name = gettext_lazy("procedure")
        verbose_name_plural = gettext_lazy("procedures")

    def set_keys(self) -> None:
        self.field = " ".join(self.field.split())
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        if self.locale.language_code == settings.LANGUAGE_CODE:
            self.fee = format_amount(self.fee)
        get_key = partial(
            get_sort_key, sorting=get_language_entry(self.locale.language_code).sorting
        )
        self.sort_key = (get_key(self.field) if self.field else LAST) + get_key(self.title)
        super().set_keys()

    def list_search_texts(self) -> list[str]:
        """Return the searchable texts: its names, code, lead and who it is for."""
        return [self.title, self.everyday_name, self.code, self.lead, self.for_whom]

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["grounds"] = self.list_public_grounds()
        return context

    def serve(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Serve the page, named in a header for ``home.middleware.VisitMiddleware``."""
        response = super().serve(request, *args, **kwargs)
        response[VISITED] = str(self.pk)
        return response

    def list_public_grounds(self) -> list[tuple["ProcedureGround", DocumentPage | None]]:
        """Return the rows of the legal basis with the document, if that is public, else None.

        A row is left out if it has no citation and its document is not public.
        """
        rows = list(self.grounds.all())
        public = DocumentPage.objects.live().public().defer_streamfields()
        public = public.select_related("locale")
        documents = public.in_bulk([row.document_id for row in rows if row.document_id])
        grounds = [(row, documents.get(row.document_id)) for row in rows]
        return [(row, document) for row, document in grounds if row.citation or document]

    def form_names(self) -> list[str]:
        """Return the names of the forms as shown to readers, for the search.

        Names that are marked to be in another language are left out.
        """
        rows = [row for row in self.forms.all() if not hasattr(row, "language")]
        return [row.caption or row.file.title for row in rows]

    def list_advice(self) -> list[str]:
        """Return what is missing: papers, steps, fee, time, a form or link; and scanned forms."""
        wanted = [
            (self.papers, _("It is not said which papers to bring.")),
            (self.steps, _("It is not said what to do, step by step.")),
            (self.fee, _("The fee is missing. Where it is free, write so.")),
            (self.time, _("It is not said how long it takes.")),
            (
                self.online_url or self.forms.all(),
                _("There is neither a form to download nor a way to apply online."),
            ),
        ]
        scans = [row.file for row in self.forms.all() if row.file.is_scan]
        return [text for value, text in wanted if not value] + [
            _("The form “%(title)s” is a scan: nobody can fill it in on a screen.")
            % {"title": file.title}
            for file in scans
        ]


class ProcedureForm(Orderable):
    """Form to download; while it is used here, the file cannot be deleted."""

    procedure = ParentalKey(ProcedurePage, on_delete=models.CASCADE, related_name="forms")
    file = models.ForeignKey(
        CustomDocument, models.PROTECT, related_name="+", verbose_name=gettext_lazy("file")
    )
    caption = models.CharField(
        gettext_lazy("name to show"),
        max_length=160,
        blank=True,
        help_text=gettext_lazy("For example Đơn đề nghị cấp giấy phép (mẫu số 01)."),
    )

    panels = ["file", "caption"]

    class Meta(Orderable.Meta):
        verbose_name = gettext_lazy("form to download")
        verbose_name_plural = gettext_lazy("forms to download")


class ProcedureGround(Orderable):
    """Legal basis of a procedure: a document of the website, or a citation."""

    procedure = ParentalKey(ProcedurePage, on_delete=models.CASCADE, related_name="grounds")
    document = models.ForeignKey(
        DocumentPage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("document of your website"),
    )
    citation = models.CharField(
        gettext_lazy("or in words"),
        max_length=255,
        blank=True,
        help_text=gettext_lazy("For example Luật Xây dựng số 50/2014/QH13, Điều 95."),
    )

    panels = ["document", "citation"]

    class Meta(Orderable.Meta):
        verbose_name = gettext_lazy("legal basis")
        verbose_name_plural = gettext_lazy("legal bases")

    def clean(self) -> None:
        super().clean()
        if not (self.document or self.citation):
            raise ValidationError({"citation": _("Choose a document, or name it in words.")})


_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


class ProcedureIndexPage(FilteredIndexPage):
    """List of an agency's procedures, grouped by field, or by letter if none has a field."""

    filter_class = ProcedureFilters
    # Large, so that groups are not split over pages; few agencies have more procedures.
    page_size = 200
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.ProcedurePage"]
    page_description = gettext_lazy("Lists what people can apply for at the unit.")

    class Meta:
        verbose_name = gettext_lazy("procedure index")
        verbose_name_plural = gettext_lazy("procedure indexes")

    def get_context(self, request: AgencyRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["groups"] = list(self.group_procedures(context["entries"]))
        return context

    def group_procedures(self, procedures: Any) -> Iterator[tuple[str, list[ProcedurePage]]]:
        """Yield the heading and the procedures of each group, in the order given."""
        has_fields = self.filters.has_choices("muc")

        def heading(procedure: ProcedurePage) -> str:
            if has_fields:
                return procedure.field or _("Other procedures")
            return _get_first_letter(procedure.title)

        for name, members in groupby(procedures, heading):
            yield name, list(members)

    def get_listable_pages(self) -> models.QuerySet[ProcedurePage]:
        """Return the public procedures below this page."""
        procedures = self.list_children(ProcedurePage.objects.all())
        return procedures.defer_streamfields().select_related("locale")


def _get_first_letter(title: str) -> str:
    """Return the letter of a Vietnamese index: Ấ belongs to Â, Đ is not D."""
    letters = unicodedata.normalize("NFD", title.strip()).translate(_TONES)
    return unicodedata.normalize("NFC", letters)[:1].upper()
