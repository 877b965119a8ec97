"""Service that gives a page another category without its form."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from home.models import DocumentPage, NewsPage, ProcedurePage

# The field that tells pages of one type apart.
CATEGORY_FIELDS: dict[type[Page], str] = {
    NewsPage: "category",
    DocumentPage: "document_type",
    ProcedurePage: "field",
}


@transaction.atomic
def change_category(*, page: Page, category: str, user: User) -> bool:
    """Store another category with the latest version of ``page``; return whether it is public.

    ``page``: the specific object, of a type in ``CATEGORY_FIELDS``. What was public without a later
    version is published, if ``user`` may publish; all else stays a draft, which somebody approves.
    Raises PermissionDenied for a page that ``user`` may not edit now, ValidationError for a
    category that the field does not accept, PublicationRefusedError as publishing does.
    """
    permissions = page.permissions_for_user(user)
    if not permissions.can_edit() or permissions.page_locked():
        raise PermissionDenied
    name = CATEGORY_FIELDS[type(page)]
    field = page._meta.get_field(name)
    version = page.get_latest_revision_as_object()
    try:
        setattr(version, name, field.clean(category, version))
    except ValidationError as error:
        raise ValidationError(_("This category cannot be chosen.")) from error
    is_public = page.live and not page.has_unpublished_changes and permissions.can_publish()
    revision = version.save_revision(user=user, log_action=True, clean=False)
    if is_public:
        revision.publish(user=user)
    elif not page.live:
        # Lists read the row, which forms of drafts write too.
        type(page).objects.filter(pk=page.pk).update(**{name: getattr(version, name)})
    return bool(is_public)
