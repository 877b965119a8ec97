from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from home.addresses import HOME_DEPTH, RESERVED_SLUGS
from home.desk.page_form import DeskPageForm
from sites.isolation.references import OwnReferencesForm


class AgencyPageForm(OwnReferencesForm, DeskPageForm):
    """Refuses a slug that would never be reached, and what points at other agencies."""

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        parent = self.parent_page
        if parent and parent.depth == HOME_DEPTH and slug in RESERVED_SLUGS:
            raise ValidationError(_("This address is taken. Please choose another one."))
        return slug
