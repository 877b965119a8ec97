"""Edit form of document pages."""

from typing import Any

from django.utils.translation import gettext as _

from home.forms import AgencyPageForm
from sites.page_owners import HOME_PATH_LENGTH


class DocumentForm(AgencyPageForm):
    """Form that accepts as replaced only other documents of the same website."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        website = self.parent_page.path[:HOME_PATH_LENGTH] if self.parent_page else ""
        for form in self.formsets["replacements"].forms:
            replaced = form.is_valid() and form.cleaned_data.get("replaced")
            if not replaced or form.cleaned_data.get("DELETE"):
                continue
            if replaced.pk == self.instance.pk:
                form.add_error("replaced", _("A document cannot replace itself."))
            elif not replaced.path.startswith(website):
                form.add_error("replaced", _("Choose a document of the same website."))
        return cleaned
