"""Screens that make a draft of a Word document: the file, then a look at what it becomes."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, UploadedFile

from bulletins.models import Bulletin
from bulletins.roles import can_add_bulletins
from content.files.images import EncodedImage
from content.text.sanitizer import clean_rich_text
from home.models import InformationPage, NewsIndexPage, NewsPage, SectionPage, TextPage, is_in_trash
from importing.admin.word_forms import WordDraftForm, WordFileForm
from importing.html.losses import describe_losses
from importing.selectors.word import find_waiting, read_waiting
from importing.services.word import DraftText, create_bulletin, create_page, keep_document
from importing.word.article import WordArticle, build_article
from importing.word.reader import WordDocument
from sites.models import Status
from sites.permissions.ownership import get_page_agency
from sites.requests import AdminRequest

# What is written below which page.
MODELS: dict[type[Page], type[TextPage]] = {NewsIndexPage: NewsPage, SectionPage: InformationPage}


@dataclass(frozen=True)
class PreviewPart:
    """A block of the draft as the preview shows it.

    ``kind``: ``text``, ``heading``, ``table`` or ``picture``. ``fields``: of a picture, whether it
    is kept and its words; the second picture of the same number has none.
    """

    kind: str
    html: SafeString | str = ""
    table: dict[str, Any] | None = None
    thumbnail: str = ""
    fields: tuple[Any, ...] = ()


class WordStepView(WagtailAdminTemplateMixin, TemplateView):
    """Base of both steps: for whom they are, and where the draft goes.

    The draft is a page below the page ``parent``, or a bulletin without it.
    """

    page_title = gettext_lazy("Import from a Word file")
    header_icon = "upload"
    request: AdminRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._is_allowed(request):
            raise PermissionDenied
        return cast(HttpResponse, super().dispatch(request, *args, **kwargs))

    @cached_property
    def parent(self) -> Page | None:
        """Return the page below which the draft is made; None for a bulletin."""
        key = self.kwargs.get("parent_page_id")
        return get_object_or_404(Page, pk=key).specific if key else None

    @property
    def model(self) -> type[Model]:
        return MODELS[type(self.parent)] if self.parent else Bulletin

    @property
    def listing(self) -> tuple[str, str]:
        """The address and name of the list that the way back leads to."""
        if self.model is NewsPage:
            return reverse("desk:news"), _("News")
        if self.model is InformationPage:
            return reverse("desk:information"), _("About us")
        return reverse("wagtailsnippets_bulletins_bulletin:list"), _("Bulletins")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        url, label = self.listing
        here = {"url": "", "label": self.get_page_title()}
        return [*super().get_breadcrumbs_items(), {"url": url, "label": label}, here]

    def get_step_url(self, waiting: UploadedFile | None = None) -> str:
        """Return the address of the first step, or of the second for a waiting document."""
        target = [self.parent.pk] if self.parent else []
        name = "word:page" if self.parent else "word:bulletin"
        if waiting:
            return reverse(f"{name}_draft", args=[*target, waiting.pk])
        return reverse(name, args=target)

    def _is_allowed(self, request: HttpRequest) -> bool:
        if self.parent is None:
            return can_add_bulletins(request.user)
        agency = get_page_agency(self.parent)
        return (
            type(self.parent) in MODELS
            and agency is not None
            and agency.status == Status.ACTIVE
            and not is_in_trash(self.parent)
            and self.parent.permissions_for_user(request.user).can_add_subpage()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"list_url": self.listing[0], "upload_url": self.get_step_url()}


class WordUploadView(WordStepView):
    """First step: reads the file, and keeps what is in it for the second."""

    template_name = "importing/word_upload.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"form": WordFileForm()} | kwargs))

    def post(self, request: AdminRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = WordFileForm(request.POST, request.FILES)
        if form.is_valid():
            document = form.cleaned_data["file"].document
            return redirect(self.get_step_url(keep_document(document=document, by=request.user)))
        return self.render_to_response(self.get_context_data(form=form))


class WordDraftView(WordStepView):
    """Second step: shows what the document becomes, and makes the draft."""

    template_name = "importing/word_draft.html"

    @property
    def lead_name(self) -> str:
        """The field of the draft that holds its lead."""
        return "lead" if self.parent else "summary"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show_missing() if self.waiting is None else super().get(request)

    def post(self, request: AdminRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.waiting is None:
            return self._show_missing()
        form = self._make_form(request.POST)
        if form.is_valid():
            try:
                return redirect(self._create(form))
            except ValidationError as error:
                # It may name fields that this form does not have.
                form.add_error(None, error.messages)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self._make_form()
        return super().get_context_data(**kwargs) | {
            "form": form,
            "parts": list(self._iter_parts(form)),
            "losses": describe_losses(self.article.losses),
            "file_name": self.document.name,
        }

    @cached_property
    def waiting(self) -> UploadedFile | None:
        """Return the person's waiting document; None if it became a draft or waited too long."""
        key, is_post = self.kwargs["uploaded_file_id"], self.request.method == "POST"
        return find_waiting(key, by=self.request.user, for_update=is_post)

    @cached_property
    def document(self) -> WordDocument:
        """Return what was read of the document."""
        return read_waiting(cast(UploadedFile, self.waiting))

    @cached_property
    def article(self) -> WordArticle:
        """Return the article in the document; tables get words in the language of the website."""
        language = self.parent.locale.language_code if self.parent else settings.LANGUAGE_CODE
        with translation.override(language):
            labels = (_("Table"), _("Column"))
        return build_article(self.document, table_labels=labels)

    def _make_form(self, data: Any = None) -> WordDraftForm:
        title, lead = (self._get_field(name) for name in ("title", self.lead_name))
        shown = {block["value"] for block in self.article.blocks if block["type"] == "picture"}
        initial = {"title": self.article.title, "lead": self.article.lead}
        return WordDraftForm(
            data,
            initial=initial,
            document=self.document,
            shown=shown,
            limits=(title.max_length, lead.max_length),
            lead_label=lead.verbose_name.capitalize(),
        )

    def _get_field(self, name: str) -> Any:
        return self.model._meta.get_field(name)

    def _create(self, form: WordDraftForm) -> str:
        """Make the draft and return the address of its form. Raises ValidationError."""
        text = DraftText(
            title=form.cleaned_data["title"],
            lead=form.cleaned_data["lead"],
            blocks=self.article.blocks,
            images=form.list_images(),
        )
        by, waiting = self.request.user, cast(UploadedFile, self.waiting)
        if self.parent:
            model = MODELS[type(self.parent)]
            made = create_page(model=model, parent=self.parent, text=text, by=by, waiting=waiting)
            url = reverse("wagtailadmin_pages:edit", args=[made.pk])
        else:
            made = create_bulletin(text=text, by=by, waiting=waiting)
            url = reverse("wagtailsnippets_bulletins_bulletin:edit", args=[made.pk])
        messages.success(
            self.request, _("This is the draft of your Word file. Nobody sees it yet.")
        )
        return url

    def _show_missing(self) -> HttpResponse:
        messages.error(
            self.request,
            _("This file has become a draft already, or waited too long. Choose it once more."),
        )
        return redirect(self.get_step_url())

    def _iter_parts(self, form: WordDraftForm) -> Any:
        asked: set[int] = set()
        for block in self.article.blocks:
            kind, value = block["type"], block["value"]
            if kind == "text":
                # Cleaned, as everywhere before it is shown.
                yield PreviewPart(kind, html=mark_safe(clean_rich_text(value)))  # noqa: S308
            elif kind == "table":
                yield PreviewPart(kind, table=value)
            elif kind == "picture":
                names = () if value in asked else (f"keep-{value}", f"description-{value}")
                asked.add(value)
                thumbnail = _make_data_url(self.document.images[value].thumbnail)
                fields = tuple(form[name] for name in names)
                yield PreviewPart(kind, thumbnail=thumbnail, fields=fields)
            else:
                yield PreviewPart(kind, html=value)


def _make_data_url(image: EncodedImage) -> str:
    content = b64encode(image.content).decode()
    return f"data:image/{image.format.lower()};base64,{content}"
