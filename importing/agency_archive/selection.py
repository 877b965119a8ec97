"""Which rows belong to one agency and go with it into another installation.

What stays behind is the memory of the former installation: journal, notifications, what waits for
approval, comments, bulletins and what was answered to them, the trash, and accounts. ``tables.py``
says which columns of the rows travel.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from modelcluster.fields import ParentalKey
from taggit.models import Tag, TaggedItem
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Revision,
    Site,
    get_page_models,
)
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    Template,
    TemplateSegment,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationSource,
)

from accounts.models import User
from content.models import CustomDocument, CustomImage
from home.models import (
    AnswerTemplate,
    FeedbackMessage,
    FormerFileName,
    FormerURL,
    OpeningException,
    OpeningHours,
    OpeningSession,
    PageRating,
    PageReview,
    ProcedureVisits,
    RatingComment,
    TrashPage,
)
from sites.models import (
    Agency,
    AgencySettings,
    FormerHost,
    FormerName,
    HostAlias,
    Succession,
    TranslationState,
    TranslatorLanguage,
    VersionRecord,
)
from sites.permissions.ownership import descendants_q, list_agency_pages

Selection = dict[type[Model], set[Any]]


def select_rows(agency: Agency) -> Selection:
    """Return the primary keys of all rows that go with an agency, by model."""
    found: Selection = {}

    def take(rows: QuerySet[Any]) -> None:
        keys = set(rows.order_by().values_list("pk", flat=True))
        found[rows.model] = found.get(rows.model, set()) | keys

    _take_agency(agency, take)
    _take_people(agency, take)
    _take_files(agency, take)
    pages = _list_pages(agency)
    _take_pages(pages, found, take)
    _take_translations(pages, found, take)
    return {model: keys for model, keys in found.items() if keys}


def list_outside(rows: Iterable[Model]) -> dict[str, str]:
    """Return the texts by primary key by which rows are known in every installation."""
    return {str(row.pk): _get_text_key(row) for row in rows}


def _get_text_key(row: Any) -> str:
    match row:
        case ContentType():
            return f"{row.app_label}.{row.model}"
        case Agency():
            return row.code
    return str(row.language_code)


def _take_agency(agency: Agency, take: Any) -> None:
    take(Agency.objects.filter(pk=agency.pk))
    take(Site.objects.filter(pk=agency.site_id))
    take(Group.objects.filter(pk__in=[agency.editors_id, agency.moderators_id]))
    take(AgencySettings.objects.filter(site=agency.site_id))
    # Of two agencies the one that arrives later brings it.
    take(Succession.objects.filter(Q(from_agency=agency) | Q(to_agency=agency)))
    for model in (
        FormerName, FormerHost, HostAlias, OpeningHours, AnswerTemplate, FeedbackMessage,
        TranslatorLanguage,
    ):  # fmt: skip
        take(model.objects.filter(agency=agency))
    take(OpeningSession.objects.filter(hours__agency=agency))
    take(OpeningException.objects.filter(hours__agency=agency))


def _take_people(agency: Agency, take: Any) -> None:
    groups = [agency.editors_id, agency.moderators_id]
    people = User.objects.filter(groups__in=groups, is_superuser=False, is_active=True)
    keys = set(people.values_list("pk", flat=True))
    take(people)
    take(User.groups.through.objects.filter(user__in=keys, group__in=groups))


def _take_files(agency: Agency, take: Any) -> None:
    collections = Collection.objects.filter(path__startswith=agency.collection.path)
    take(collections)
    take(CollectionViewRestriction.objects.filter(collection__in=collections))
    for model in (CustomImage, CustomDocument):
        files = model._base_manager.filter(collection__in=collections, binned_at=None)
        take(files)
        tagged = TaggedItem.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            object_id__in=files.values("pk"),
        )
        take(tagged)
        take(Tag.objects.filter(pk__in=tagged.values("tag")))
        if model is CustomDocument:
            take(FormerFileName.objects.filter(document__in=files.values("pk")))


def _list_pages(agency: Agency) -> Any:
    pages: Any = list_agency_pages([agency.pk])
    trash = pages.type(TrashPage).values_list("path", flat=True)
    return pages.exclude(descendants_q("path", trash)) if trash else pages


def _take_pages(pages: QuerySet[Any], found: Selection, take: Any) -> None:
    take(pages)
    keys = found[Page]
    for model in get_page_models():
        if model is Page:
            continue
        rows = model._base_manager.filter(pk__in=keys)
        take(rows)
        for relation in model._meta.related_objects:
            if isinstance(relation.field, ParentalKey):
                take(
                    relation.related_model._base_manager.filter(
                        **{f"{relation.field.name}__in": keys}
                    )
                )
    take(Revision.page_revisions.filter(object_id__in=[str(key) for key in keys]))
    take(VersionRecord.objects.filter(pk__in=found.get(Revision, set())))
    take(PageViewRestriction.objects.filter(page__in=keys))
    take(FormerURL.objects.filter(home__in=keys, page__in=keys))
    take(PageReview.objects.filter(page__in=keys))
    take(PageRating.objects.filter(page__in=keys))
    take(RatingComment.objects.filter(rating__page__in=keys))
    take(ProcedureVisits.objects.filter(page__in=keys))


def _take_translations(pages: QuerySet[Any], found: Selection, take: Any) -> None:
    keys = set(pages.values_list("translation_key", flat=True))
    take(TranslationState.objects.filter(translation_key__in=keys))
    objects = TranslatableObject.objects.filter(pk__in=keys)
    sources = TranslationSource.objects.filter(object__in=objects)
    contexts = TranslationContext.objects.filter(object__in=objects)
    segments = StringSegment.objects.filter(source__in=sources)
    translations = StringTranslation.objects.filter(context__in=contexts)
    templates = TemplateSegment.objects.filter(source__in=sources)
    for rows in (objects, sources, contexts, segments, translations, templates):
        take(rows)
    take(Translation.objects.filter(source__in=sources))
    take(Template.objects.filter(pk__in=templates.values("template")))
    take(
        String.objects.filter(
            Q(pk__in=segments.values("string")) | Q(pk__in=translations.values("translation_of"))
        )
    )
