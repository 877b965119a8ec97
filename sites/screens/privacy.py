from typing import Any

from wagtail.admin.forms.collections import CollectionViewRestrictionForm
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.models import BaseViewRestriction


class WithoutGroups:
    """Readers have no accounts: a page can be private by a password, not by groups."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["groups"]
        kept = {BaseViewRestriction.NONE, BaseViewRestriction.PASSWORD}
        field = self.fields["restriction_type"]
        field.choices = [choice for choice in field.choices if choice[0] in kept]


class PagePrivacyForm(WithoutGroups, PageViewRestrictionForm):
    pass


class CollectionPrivacyForm(WithoutGroups, CollectionViewRestrictionForm):
    pass
