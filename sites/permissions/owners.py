"""Owner relations of models of Wagtail, wagtail-localize and ``sites``.

Each function returns the related object with the same owner; see ``ownership.register_owner``.
"""

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

from content.models import CustomRendition, DocumentText
from sites.models import (
    FormerHost,
    FormerName,
    HostAlias,
    HostCheck,
    Succession,
    TableUpload,
    TranslatorLanguage,
)
from sites.permissions.ownership import register_owner


@register_owner(CollectionMember, CollectionViewRestriction)
def get_collection(member: Any) -> Model:
    """Return the collection of a file or of a collection's view restriction."""
    return member.collection


@register_owner(CustomRendition)
def get_image(rendition: CustomRendition) -> Model:
    """Return the image of a rendition."""
    return rendition.image


@register_owner(DocumentText)
def get_document(text: DocumentText) -> Model:
    """Return the document of an extracted text."""
    return text.document


@register_owner(BaseSiteSetting)
def get_site(setting: Any) -> Model:
    """Return the site of a site setting."""
    return setting.site


@register_owner(FormerHost, FormerName, HostAlias, HostCheck)
def get_agency(of_it: Any) -> Model:
    """Return the agency of a former name or host, host alias or host check."""
    return of_it.agency


@register_owner(Succession)
def get_former_agency(link: Succession) -> Model:
    """Return the agency whose work others carry on."""
    return link.from_agency


@register_owner(Comment, PageLogEntry, PageSubscription, PageViewRestriction)
def get_page(entry: Any) -> Model:
    """Return the page of a comment, log entry, subscription or view restriction."""
    return entry.page


@register_owner(CommentReply)
def get_comment(reply: Any) -> Model:
    """Return the comment of a reply."""
    return reply.comment


@register_owner(Revision, WorkflowState)
def find_content_object(record: Any) -> Model | None:
    """Return the object of a revision or workflow state, None if it is gone."""
    return record.content_object


@register_owner(ModelLogEntry)
def find_logged_object(entry: Any) -> Model | None:
    """Return the object of a log entry, None if the object or its model is gone."""
    model = entry.content_type.model_class()
    # The default manager hides objects in the trash.
    return model._base_manager.filter(pk=entry.object_id).first() if model else None


@register_owner(TaskState)
def get_workflow_state(state: Any) -> Model:
    """Return the workflow state of a task state."""
    return state.workflow_state


@register_owner(UploadedFile)
def find_uploader(upload: Any) -> Model | None:
    """Return the user who uploaded a file that is not yet saved as an image or document."""
    return upload.uploaded_by_user


@register_owner(TranslatorLanguage)
def get_translator(row: TranslatorLanguage) -> Model:
    """Return the user who is confined to a language."""
    return row.person


@register_owner(TableUpload)
def get_table_uploader(upload: TableUpload) -> Model:
    """Return the user who uploaded a table."""
    return upload.uploaded_by


@register_owner(EditingSession)
def get_session_user(session: Any) -> Model:
    """Return the user of an editing session."""
    return session.user


@register_owner(TranslationSource)
def find_translated_object(source: Any) -> Model | None:
    """Return the source object of a translation, else any translation of it, else None."""
    model = source.specific_content_type.model_class()
    rows = model._default_manager.filter(translation_key=source.object_id)
    return rows.filter(locale=source.locale).first() or rows.first()


@register_owner(Translation, StringSegment, OverridableSegment)
def get_translation_source(part: Any) -> Model:
    """Return the translation source of a translation or segment."""
    return part.source


@register_owner(StringTranslation, SegmentOverride)
def find_translation_context(part: Any) -> Model | None:
    """Return a translation source of a translated string or override.

    None if the context, which the columns may lack, or its object's source is gone.
    """
    return part.context.object.sources.first() if part.context else None
