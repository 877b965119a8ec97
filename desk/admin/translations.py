"""The translator's queue, and beginning a translation from it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Locale, Page

from accounts.permissions import AnyUser, is_administrator
from bulletins.models import Bulletin
from desk.selectors.translation_work import (
    TranslationWork,
    can_translate_bulletins,
    get_editor_url,
    get_work_url,
    has_translated_website,
    list_translation_work,
)
from home.models import exclude_trash
from sites.localization.rights import can_start_language
from sites.localization.saving import DraftTranslationCreator
from sites.permissions.ownership import get_page_agencies

PER_PAGE = 50


def is_translating(user: AnyUser) -> bool:
    """Return whether ``user`` has a queue: translates bulletins, or the pages of a unit.

    A unit whose website has one language only has no queue.
    """
    return can_translate_bulletins(user) or has_translated_website(user)


class TranslationMenuItem(MenuItem):
    """The menu item of the queue, for users who have one."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_translating(request.user)


class TranslationQueueView(WagtailAdminTemplateMixin, TemplateView):
    """The queue: what is not translated or out of date, the most urgent and oldest first.

    ``?language=en`` narrows it down to one language. Raises PermissionDenied for users who
    translate nothing.
    """

    template_name = "desk/translations.html"
    page_title = gettext_lazy("To be translated")
    header_icon = "wagtail-localize-language"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_translating(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Button to the coverage of all units, for ICT administrators."""
        if not is_administrator(self.request.user):
            return []
        url = reverse("desk:coverage")
        return [HeaderButton(_("Translations by unit"), url=url, icon_name="table")]

    @cached_property
    def work(self) -> list[TranslationWork]:
        """All that the user has to translate, in order."""
        return list_translation_work(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        languages = {item.locale.language_code: item.locale for item in self.work}
        chosen = self.request.GET.get("language", "")
        shown = [item for item in self.work if chosen in {"", item.locale.language_code}]
        page = Paginator(shown, PER_PAGE).get_page(self.request.GET.get("p"))
        own = {
            "rows": _build_rows(list(page.object_list)),
            "page_obj": page,
            "elided_page_range": page.paginator.get_elided_page_range(page.number),
            "languages": languages.values(),
            "chosen": chosen,
            "number": len(shown),
        }
        return super().get_context_data(**kwargs) | own


class BeginTranslationView(View):
    """Create the draft of a translation and open its editor; POST only.

    A translation that exists is opened as it is. 404 for what is not public and for an unknown
    language; PermissionDenied for users who may not translate it into that language.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        source = self.get_source()
        locale = get_object_or_404(Locale, language_code=kwargs["target_language"])
        if locale == source.locale:
            raise Http404
        if not can_start_language(request.user, source, locale.language_code):
            raise PermissionDenied
        if not source.has_translation(locale):
            creator = DraftTranslationCreator(user=request.user, target_locales=[locale])
            creator.create_translations(source)
        return redirect(get_editor_url(source, source.get_translation(locale).pk))

    def get_source(self) -> Page | Bulletin:
        """Return the public source that the URL names; raise Http404 if there is none."""
        raise NotImplementedError


class BeginPageTranslationView(BeginTranslationView):
    """Begin the translation of a page."""

    def get_source(self) -> Page:
        sources = Page.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE)
        return get_object_or_404(exclude_trash(sources), pk=self.kwargs["page_id"]).specific


class BeginBulletinTranslationView(BeginTranslationView):
    """Begin the translation of a bulletin."""

    def get_source(self) -> Bulletin:
        sources = Bulletin.objects.sources().filter(live=True)
        return get_object_or_404(sources, pk=self.kwargs["bulletin"])


def _build_rows(work: list[TranslationWork]) -> list[dict[str, Any]]:
    pages = [item.source for item in work if not item.is_bulletin]
    agencies = get_page_agencies(pages) if pages else {}
    return [
        {
            "work": item,
            "url": get_work_url(item),
            "begin_url": "" if item.translated else _get_begin_url(item),
            "place": _("Bulletin") if item.is_bulletin else agencies.get(item.source.pk),
        }
        for item in work
    ]


def _get_begin_url(work: TranslationWork) -> str:
    name = "begin_bulletin_translation" if work.is_bulletin else "begin_page_translation"
    return reverse(f"desk:{name}", args=[work.source.pk, work.locale.language_code])
