"""The form widget for an audience."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from bulletins.addressing.choices import Choice, choices_for
from bulletins.addressing.reach import reach_of
from bulletins.models.audience import BulletinAudience
from sites.models import EVERYONE

# Value of ``<name>-scope`` if agencies are chosen instead of everyone.
SOME = "some"
Lines = list[BulletinAudience]


class AudienceInput(forms.Widget):
    """Checkboxes for an audience: everyone or chosen agencies, and exceptions.

    A form sends ``<name>-scope`` (``all`` or ``some``) and any number of ``<name>-code`` and
    ``<name>-except`` (``kind:district``, ``group:3``, ``agency:7``).
    """

    template_name = "bulletins/audience/input.html"
    use_fieldset = True

    class Media:
        css = {"all": ["css/admin/audience.css"]}
        js = [Script("js/admin/audience.js", type="module")]

    def get_context(self, name: str, value: Lines | None, attrs: Any) -> dict[str, Any]:
        lines = value or []
        included = {line.code for line in lines if not line.excluded}
        excluded = {line.code for line in lines if line.excluded}
        choices = choices_for(included | excluded)
        parts = {"kinds": choices.kinds, "groups": choices.groups, "units": choices.units}
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "scope": EVERYONE if EVERYONE in included else SOME,
            "chosen": {"name": f"{name}-code"} | _ticked(parts, included),
            "exceptions": {"name": f"{name}-except"} | _ticked(parts, excluded),
            "has_exceptions": bool(excluded),
        }
        return context | {"reach": reach_of(lines)}

    def render(
        self, name: str, value: Lines | None, attrs: Any = None, renderer: Any = None
    ) -> SafeString:
        # Django's default form renderer does not find the templates of the project.
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def id_for_label(self, id_: str) -> str:
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Lines | None:
        """Return the submitted rows, or None if the widget was not submitted.

        A code that is both included and excluded is only excluded.
        """
        scope = data.get(f"{name}-scope")
        if scope is None:
            return None
        excluded = dict.fromkeys(data.getlist(f"{name}-except"))
        codes = [EVERYONE] if scope == EVERYONE else dict.fromkeys(data.getlist(f"{name}-code"))
        included = [BulletinAudience(code=code) for code in codes if code not in excluded]
        return [*included, *(BulletinAudience(code=code, excluded=True) for code in excluded)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-scope" not in data


def _ticked(
    parts: Mapping[str, Iterable[Choice]], codes: set[str]
) -> dict[str, list[tuple[Choice, bool]]]:
    """Pair each checkbox with whether it is ticked; leave out single agencies that are not."""
    ticked = {
        part: [(choice, choice.code in codes) for choice in choices]
        for part, choices in parts.items()
    }
    ticked["units"] = [pair for pair in ticked["units"] if pair[1]]
    return ticked
