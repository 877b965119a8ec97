"""Privacy forms of pages and collections that offer a password and nothing else."""

from typing import Any

from wagtail.admin.forms.collections import CollectionViewRestrictionForm
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.models import BaseViewRestriction


class WithoutGroups:
    """Mixin that offers only "public" and "with a password".

    Citizens have no accounts, so restrictions by sign-in or group would lock everybody out.
    """

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["groups"]
        kept = {BaseViewRestriction.NONE, BaseViewRestriction.PASSWORD}
        field = self.fields["restriction_type"]
        field.choices = [choice for choice in field.choices if choice[0] in kept]


class PagePrivacyForm(WithoutGroups, PageViewRestrictionForm):
    """Privacy form of a page."""


class CollectionPrivacyForm(WithoutGroups, CollectionViewRestrictionForm):
    """Privacy form of a collection."""
