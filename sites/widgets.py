"""Widget to choose a unit's colour by seeing it."""

from typing import Any

from django.forms import RadioSelect
from django.forms.renderers import TemplatesSetting
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

# Contrast with the page by day (white) and by night, as WCAG computes it from static/css/tokens.css
# and cut to one digit; tests/test_contrast.py compares.
CONTRASTS = {
    "lam": (8.4, 9.3),
    "ngoc": (7.8, 10.1),
    "luc": (8.0, 10.6),
    "cham": (9.1, 9.6),
    "man": (9.9, 9.5),
    "nau": (9.0, 10.4),
}


class AccentSelect(RadioSelect):
    """Radio buttons with the colours themselves, by day and by night, and their contrast."""

    template_name = "agencies/agency/swatches.html"

    class Media:
        css = {"all": ["css/admin/swatches.css"]}

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        # Django's own renderer knows no templates of the project.
        return super().render(name, value, attrs, TemplatesSetting())

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        day, night = (number_format(one, 1) for one in CONTRASTS[str(value)])
        option["contrast"] = _("contrast %(day)s : 1, in the dark %(night)s : 1") % {
            "day": day,
            "night": night,
        }
        return option
