"""Actions on several pictures or documents of a list; each is guarded as if alone.

The bin is in ``desk.admin.trash_actions``.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.documents.views.bulk_actions.document_bulk_action import DocumentBulkAction
from wagtail.images.views.bulk_actions.image_bulk_action import ImageBulkAction
from wagtail.log_actions import log
from wagtail.models import Collection
from wagtail.permissions import policy_registry

from accounts.models import User
from accounts.permissions import is_administrator
from content.models import CustomDocument, CustomImage
from desk.admin.bulk_action_links import BulkActionLink, make_bulk_action_link
from desk.admin.trash_actions import TrashDocumentsAction, TrashImagesAction
from sites.permissions.file_changes import find_approved_use
from sites.permissions.file_visibility import File
from sites.permissions.ownership import OWNER_DEPTH, OWNER_PATH


def list_collections(user: User, model: type[Model]) -> QuerySet[Collection]:
    """Return the collections into which a user may put files of a model, in tree order."""
    policy = policy_registry.get_by_type(model)
    collections: QuerySet[Collection] = policy.collections_user_has_permission_for(user, "add")
    return collections.order_by("path")


class CollectionChoiceField(forms.ModelChoiceField):
    """Choice of a collection; the names of those below another one are indented."""

    def label_from_instance(self, obj: Collection) -> str:
        return "— " * max(obj.depth - OWNER_DEPTH, 0) + str(obj.name)


class MoveFilesForm(forms.Form):
    """The collection into which files are moved."""

    def __init__(self, *args: Any, collections: QuerySet[Collection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["collection"] = CollectionChoiceField(collections, label=_("Collection"))


class MoveFilesAction(BulkAction):
    """Base of the bulk actions that move files into another collection of the same unit.

    Those of Wagtail write past ``save``, so that neither journal nor search learns of it, and put
    the files of all units of a person into the collection of one.
    """

    display_name = _("Move to another folder")
    action_type = "add_to_collection"
    template_name = "desk/bulk/collection.html"
    action_priority = 30
    form_class = MoveFilesForm
    permission_policy: Any

    @cached_property
    def unit_path(self) -> str:
        """Return the tree path of the collection of the unit whose files are moved.

        The unit is that of the first chosen file. Empty for ICT administrators, who may put files
        of one unit among those of another.
        """
        if is_administrator(self.request.user):
            return ""
        keys = self.request.GET.getlist("id")
        if "all" in keys:
            keys = list(self.get_all_objects_in_listing_query(self.request.GET.get("childOf")))
        first = self.get_queryset(self.model, keys)[0]
        return str(first.collection.path[:OWNER_PATH])

    def check_perm(self, file: File) -> bool:
        """Return whether the file is of that unit, and may be moved as if by its own form."""
        user = self.request.user
        return (
            file.collection.path.startswith(self.unit_path)
            and self.permission_policy.user_has_permission_for_instance(user, "change", file)
            and find_approved_use(user, file) is None
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        collections = list_collections(self.request.user, self.model)
        own = collections.filter(path__startswith=self.unit_path)
        return super().get_form_kwargs() | {"collections": own}

    def get_execution_context(self) -> dict[str, Any]:
        collection = self.cleaned_form.cleaned_data["collection"]
        return {"collection": collection, "user": self.request.user}

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[File],
        collection: Collection | None = None,
        user: User | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        """Move the files that are elsewhere; return the number of all, and 0."""
        if collection is None or user is None:
            raise PermissionDenied
        files = list(objects)
        for file in files:
            if file.collection_id != collection.pk:
                file.collection = collection
                file.save(update_fields=["collection"])
                type(file).binned.follow([file.pk], collection)
                log(file, "wagtail.edit", user=user)
        return len(files), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Return the message with the number of files and the name of their collection."""
        message = ngettext(
            "%(count)s file is in “%(folder)s” now.",
            "%(count)s files are in “%(folder)s” now.",
            num_parent_objects,
        )
        folder = self.cleaned_form.cleaned_data["collection"].name
        return message % {"count": num_parent_objects, "folder": folder}


class MoveImagesAction(MoveFilesAction, ImageBulkAction):
    """Bulk action that moves pictures into another collection."""

    aria_label = _("Move the chosen pictures to another folder")


class MoveDocumentsAction(MoveFilesAction, DocumentBulkAction):
    """Bulk action that moves documents into another collection."""

    aria_label = _("Move the chosen documents to another folder")


_ACTIONS: dict[type[File], list[type[BulkAction]]] = {
    CustomImage: [MoveImagesAction, TrashImagesAction],
    CustomDocument: [MoveDocumentsAction, TrashDocumentsAction],
}


def list_file_bulk_actions(user: User, model: type[File]) -> list[BulkActionLink]:
    """Return the buttons below a list of pictures or documents.

    Moving is offered where a unit, or what is shared, has several collections.
    """
    paths = list_collections(user, model).values_list("path", flat=True)
    units = Counter(path[:OWNER_PATH] for path in paths)
    can_move = any(number > 1 for number in units.values()) or is_administrator(user)
    move, trash = _ACTIONS[model]
    return [make_bulk_action_link(each, model) for each in ([move] if can_move else []) + [trash]]
