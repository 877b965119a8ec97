"""Fixed versions, which no program changes.

A foreign key to a version fixes it, and so does an hour of publication. Wagtail saves over an
author's own latest draft alone. The database refuses other changes (``content.versions.trigger``).
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

# These keys do not show that anybody else relies on the version.
NOT_FIXING = frozenset(
    (
        "agencies.VersionRecord.revision",
        "bulletins.Bulletin.latest_revision",
        "wagtailcore.Comment.revision_created",
        "wagtailcore.Page.latest_revision",
    )
)


def list_referring_fields() -> list[models.ForeignKey]:
    """Return the foreign keys to versions. Keys of logs have no constraint and do not count."""
    relations = Revision._meta.get_fields(include_hidden=True)
    fields = [one.field for one in relations if isinstance(one, models.ManyToOneRel)]
    bound = (one for one in fields if one.db_constraint)  # type: ignore[attr-defined]
    return sorted(bound, key=str)


def list_fixing_fields() -> list[models.ForeignKey]:
    """Return the foreign keys that fix a version, always in the same order."""
    return [field for field in list_referring_fields() if str(field) not in NOT_FIXING]


def is_fixed(version: Revision) -> bool:
    """Return whether somebody relies on a version."""
    fixing = Q(approved_go_live_at__isnull=False)
    for field in list_fixing_fields():
        rows = field.model._base_manager.filter(**{field.name: OuterRef("pk")})
        fixing |= Q(Exists(rows))
    return Revision.objects.filter(fixing, pk=version.pk).exists()


def lock_row(obj: Any) -> None:
    """Lock the row of a page or bulletin until the transaction ends (``SELECT … FOR UPDATE``)."""
    model = Page if isinstance(obj, Page) else type(obj)
    list(model._base_manager.select_for_update().filter(pk=obj.pk).values_list("pk"))


class FixedVersionsMixin:
    """Model that saves a new version in the place of a fixed one."""

    def save_revision(
        self,
        user: Any = None,
        *args: Any,
        overwrite_revision: Revision | None = None,
        **kwargs: Any,
    ) -> Revision:
        """Save a version and return it.

        ``overwrite_revision``: the version that the form saved before. Raises PermissionDenied
        unless ``user`` saved it and it is the latest version.
        """
        with transaction.atomic():
            if overwrite_revision is not None:
                # A decision could fix the version between the question and the saving.
                lock_row(self)
                if is_fixed(overwrite_revision):
                    self._check_own(overwrite_revision, user)
                    overwrite_revision = None
            saved: Revision = super().save_revision(  # type: ignore[misc]
                user, *args, overwrite_revision=overwrite_revision, **kwargs
            )
            return saved

    def _check_own(self, version: Revision, user: Any) -> None:
        latest: Revision = self.get_latest_revision()  # type: ignore[attr-defined]
        if version != latest or version.user_id != (user and user.pk):
            raise PermissionDenied(_("Another version has been saved meanwhile."))
