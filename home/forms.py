from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

# Addresses directly below a website's root that are not pages.
RESERVED_SLUGS = {
    "ban-tin",
    "tim-kiem",
    "hien-thi",
    "co-quan",
    "admin",
    "documents",
    "media",
    "static",
    "-",
} | {code for code, _name in settings.LANGUAGES}
HOME_DEPTH = 2


class AgencyPageForm(WagtailAdminPageForm):
    """Refuses a slug that would never be reached."""

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        parent = self.parent_page
        if parent and parent.depth == HOME_DEPTH and slug in RESERVED_SLUGS:
            raise ValidationError(_("This address is taken. Please choose another one."))
        return slug
