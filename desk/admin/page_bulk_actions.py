"""Actions on several pages of a list; each page is guarded as if alone.

The bin is in ``desk.admin.trash_actions``, taking off the website is Wagtail's.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.models import Page

from accounts.models import User
from content.versions.digest import compute_digest
from content.versions.fixed import lock_row
from desk.admin.bulk_action_links import BulkActionLink, make_bulk_action_link
from desk.admin.trash_actions import TrashPagesAction
from desk.services.categories import CATEGORY_FIELDS, change_category
from members.admin.version_comparison import list_changes
from members.services.approval import submit_page
from sites.localization.validation import PublicationRefusedError

# Prefix of the fields with the digests of the shown versions.
SHOWN = "shown-"


class SubmitPagesAction(PageBulkAction):
    """Bulk action that sends pages for approval."""

    display_name = _("Send for approval")
    action_type = "submit"
    aria_label = _("Send the chosen pages for approval")
    template_name = "desk/bulk/submit.html"
    action_priority = 30
    form_class = forms.Form

    def check_perm(self, page: Page) -> bool:
        """Return whether there is something to send, and the user may send it."""
        page = page.specific
        permissions = page.permissions_for_user(self.request.user)
        has_news = _has_own_content(page) and (page.has_unpublished_changes or not page.live)
        return has_news and permissions.can_edit() and permissions.can_submit_for_moderation()

    @classmethod
    def execute_action(
        cls, objects: Iterable[Page], user: User | None = None, **kwargs: Any
    ) -> tuple[int, int]:
        """Send each page; raises PublicationRefusedError if one is incomplete, and sends none."""
        if user is None:
            raise PermissionDenied
        pages = [page.specific for page in objects]
        for page in pages:
            submit_page(page=page, user=user)
        return len(pages), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Return the message with the number of pages that were sent."""
        return ngettext(
            "%(count)s page waits for approval now.",
            "%(count)s pages wait for approval now.",
            num_parent_objects,
        ) % {"count": num_parent_objects}


class PublishPagesAction(PageBulkAction):
    """Bulk action that publishes the versions that its screen has shown, and no pages below.

    Pages that wait for approval are left out: a moderator reads each and decides.
    """

    display_name = _("Publish")
    action_type = "publish"
    aria_label = _("Publish the chosen pages")
    template_name = "desk/bulk/publish.html"
    action_priority = 40
    form_class = forms.Form

    def check_perm(self, page: Page) -> bool:
        """Return whether the user may publish the page, and it does not wait for approval."""
        may_publish = page.permissions_for_user(self.request.user).can_publish()
        return may_publish and _has_own_content(page) and not page.workflow_in_progress

    def object_context(self, obj: Page) -> dict[str, Any]:
        """Return the page with its differences to the website, and the digest of its version."""
        page = obj.specific
        former = page if page.live else None
        changes = []
        if former:
            changes = list_changes(former, page.get_latest_revision_as_object(), self.request)
        return {"item": page, "changes": changes, "shown": _get_digest(page)}

    def get_execution_context(self) -> dict[str, Any]:
        shown = {name: value for name, value in self.request.POST.items() if name.startswith(SHOWN)}
        return super().get_execution_context() | {"shown": shown}

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Page],
        user: User | None = None,
        shown: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        """Publish each page; raises PublicationRefusedError, and publishes none, if one differs."""
        pages = [page.specific for page in objects]
        for page in pages:
            lock_row(page)
            if (shown or {}).get(f"{SHOWN}{page.pk}") != _get_digest(page):
                raise PublicationRefusedError(page, {"": str(_("It has been changed meanwhile."))})
            version = page.get_latest_revision() or page.save_revision(user=user)
            version.publish(user=user)
        return len(pages), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Return the message with the number of pages that are public now."""
        return ngettext(
            "%(count)s page is published.", "%(count)s pages are published.", num_parent_objects
        ) % {"count": num_parent_objects}


def _get_digest(page: Page) -> str:
    """Return the digest of the latest version, "none" for a page without one."""
    version = page.get_latest_revision()
    return compute_digest(version).value if version else "none"


class ChangeCategoryAction(PageBulkAction):
    """Bulk action that gives pages of one type another category."""

    display_name = _("Change category")
    action_type = "category"
    aria_label = _("Give the chosen pages another category")
    template_name = "desk/bulk/category.html"
    action_priority = 60
    form_class = forms.Form

    @cached_property
    def kind(self) -> type[Page] | None:
        """Return the type of the first chosen page that has a category; None if none has."""
        keys = self.request.GET.getlist("id")
        if "all" in keys:
            keys = self.get_all_objects_in_listing_query(self.request.GET.get("childOf"))
        pages = self.get_queryset(self.model, keys)
        return next((page.specific_class for page in pages if _has_category(page)), None)

    def check_perm(self, page: Page) -> bool:
        """Return whether the page has this kind of category and the user may edit it now."""
        if self.kind is None or page.specific_class is not self.kind or not _has_own_content(page):
            return False
        permissions = page.permissions_for_user(self.request.user)
        return permissions.can_edit() and not permissions.page_locked()

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        """Return a form with the field of the pages that is changed."""
        form = super().get_form(form_class)
        if self.kind:
            field = self.kind._meta.get_field(CATEGORY_FIELDS[self.kind])
            form.fields["category"] = field.formfield(
                required=True, label=capfirst(field.verbose_name), initial=None
            )
        return form

    def get_execution_context(self) -> dict[str, Any]:
        category = self.cleaned_form.cleaned_data.get("category", "")
        return super().get_execution_context() | {"category": category}

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Page],
        user: User | None = None,
        category: str = "",
        **kwargs: Any,
    ) -> tuple[int, int]:
        """Change the pages; return how many are changed, and how many of them stay drafts."""
        if user is None:
            raise PermissionDenied
        public = [
            change_category(page=page.specific, category=category, user=user) for page in objects
        ]
        return len(public), public.count(False)

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Return the message with the number of pages, and of those that are still drafts."""
        changed = ngettext(
            "%(count)s page has the new category.",
            "%(count)s pages have the new category.",
            num_parent_objects,
        ) % {"count": num_parent_objects}
        if not num_child_objects:
            return changed
        drafts = ngettext(
            "%(count)s of them is not published yet.",
            "%(count)s of them are not published yet.",
            num_child_objects,
        ) % {"count": num_child_objects}
        return f"{changed} {drafts}"


def _has_own_content(page: Page) -> bool:
    """Return whether a page has versions: an alias shows those of another page."""
    return page.alias_of_id is None


def _has_category(page: Page) -> bool:
    return page.specific_class in CATEGORY_FIELDS


def list_bulk_actions(pages: Iterable[Page], user: User) -> list[BulkActionLink]:
    """Return the buttons for a list that begins with ``pages``.

    Who may publish some of them is offered that, all others to send for approval. What a button
    may do with each page is asked again when it is pressed.
    """
    pages = list(pages)
    may_publish = any(page.permissions_for_user(user).can_publish() for page in pages)
    first = PublishPagesAction if may_publish else SubmitPagesAction
    actions: list[type[PageBulkAction]] = [first]
    if may_publish:
        actions.append(UnpublishBulkAction)
    if any(type(page) in CATEGORY_FIELDS for page in pages):
        actions.append(ChangeCategoryAction)
    actions.append(TrashPagesAction)
    return [make_bulk_action_link(action, Page) for action in actions]
