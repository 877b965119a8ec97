"""Drafts that a person has begun and that hold no more than a title.

A form saves itself with the first letter: whoever leaves it then has made a page.
"""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, Field, ForeignKey, Model, OuterRef, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.admin.models import EditingSession
from wagtail.fields import StreamField
from wagtail.models import Page, WorkflowState

from accounts.models import User
from home.models import exclude_trash

# A title of so many syllables is the beginning of one: of an article it has ten.
MAX_SYLLABLES = 3
# Drafts that are looked into.
MAX_DRAFTS = 10
# Somebody whose form was heard of since then has it open in another window.
PRESENCE = timedelta(minutes=2)
# Of the fields that Wagtail gives to every page, those that hold what somebody wrote.
_WRITTEN = {"seo_title", "search_description"}
_TECHNICAL = {field.name for field in Page._meta.get_fields()} - _WRITTEN


def find_started_draft(user: User, parent: Page, model: type[Page]) -> Page | None:
    """Return the person's newest draft of this type below ``parent`` with nothing but a title.

    As its latest revision says. None if there is none. Left out are drafts that were ever public or
    sent for approval, that somebody else has written into, and that are open in a window now.
    """
    mine = exclude_trash(model._default_manager.child_of(parent)).filter(
        owner=user,
        live=False,
        locked=False,
        first_published_at=None,
        alias_of=None,
        latest_revision__user=user,
    )
    waiting = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    present = EditingSession.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_id=Cast(OuterRef("pk"), CharField()),
        last_seen_at__gte=timezone.now() - PRESENCE,
    )
    drafts = mine.exclude(Exists(waiting)).exclude(Exists(present))
    for page in drafts.order_by("-latest_revision_created_at")[:MAX_DRAFTS]:
        draft = page.get_latest_revision_as_object()
        if not has_content(draft):
            return draft
    return None


def is_barely_begun(draft: Page) -> bool:
    """Return whether a draft without content has not even a title yet."""
    return len(draft.title.split()) <= MAX_SYLLABLES


def has_content(page: Page) -> bool:
    """Return whether anything was written or chosen on a page, beside its title.

    What comes with a choice or a date says nothing: forms begin with one.
    """
    model = type(page)
    relations = get_all_child_relations(model)
    if any(getattr(page, relation.get_accessor_name()).exists() for relation in relations):
        return True
    fields = [field for field in model._meta.concrete_fields if field.name not in _TECHNICAL]
    return any(_is_filled(page, field) for field in fields)


def _is_filled(page: Model, field: Field) -> bool:
    if isinstance(field, ForeignKey) and field.remote_field.parent_link:
        return False
    value = getattr(page, field.attname)
    if isinstance(field, StreamField):
        return len(value) > 0
    if isinstance(field, (CharField, TextField)):
        return not field.choices and bool(value) and value != field.get_default()
    return isinstance(field, ForeignKey) and value is not None
