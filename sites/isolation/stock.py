"""What the objects of Wagtail's own models, and of ours, belong with."""

from typing import Any

from django.db.models import Model
from wagtail.admin.models import EditingSession
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import (
    CollectionMember,
    CollectionViewRestriction,
    Comment,
    CommentReply,
    ModelLogEntry,
    PageLogEntry,
    PageSubscription,
    PageViewRestriction,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from sites.isolation.ownership import belongs_with
from sites.models import AgencyRendition, DocumentText, FormerName, HostAlias, HostCheck


@belongs_with(CollectionMember, CollectionViewRestriction)
def collection(member: Any) -> Model:
    return member.collection


@belongs_with(AgencyRendition)
def image(rendition: AgencyRendition) -> Model:
    return rendition.image


@belongs_with(DocumentText)
def document(text: DocumentText) -> Model:
    return text.document


@belongs_with(BaseSiteSetting)
def site(setting: Any) -> Model:
    return setting.site


@belongs_with(FormerName, HostAlias, HostCheck)
def agency(of_it: FormerName | HostAlias | HostCheck) -> Model:
    return of_it.agency


@belongs_with(Comment, PageLogEntry, PageSubscription, PageViewRestriction)
def page(entry: Any) -> Model:
    return entry.page


@belongs_with(CommentReply)
def comment(reply: Any) -> Model:
    return reply.comment


@belongs_with(Revision, WorkflowState)
def content_object(record: Any) -> Model | None:
    return record.content_object


@belongs_with(ModelLogEntry)
def logged_object(entry: Any) -> Model | None:
    model = entry.content_type.model_class()
    # What is in the bin is hidden from the default manager.
    return model._base_manager.filter(pk=entry.object_id).first() if model else None


@belongs_with(TaskState)
def workflow_state(state: Any) -> Model:
    return state.workflow_state


@belongs_with(UploadedFile)
def uploader(upload: Any) -> Model | None:
    return upload.uploaded_by_user


@belongs_with(EditingSession)
def editing_person(session: Any) -> Model:
    return session.user


@belongs_with(TranslationSource)
def translated_object(source: Any) -> Model | None:
    model = source.specific_content_type.model_class()
    rows = model._default_manager.filter(translation_key=source.object_id)
    return rows.filter(locale=source.locale).first() or rows.first()


@belongs_with(Translation, StringSegment, OverridableSegment)
def translation_source(part: Any) -> Model:
    return part.source


@belongs_with(StringTranslation, SegmentOverride)
def translation_context(part: Any) -> Model | None:
    return part.context.object and part.context.object.sources.first()
