"""Names of what Wagtail and wagtail-localize call by the names in their code, in any language.

Their fields, columns, filters and models without a label of their own get one that is translated.
So does what the translation editor says of a translated text, and the name of a PO file.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers, workflows
from wagtail.admin.views import workflows as workflow_views
from wagtail.models import Comment, CommentReply, Locale
from wagtail.sites.views import IndexView as SiteIndexView
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.views import edit_translation
from wagtail_localize.views.report import TranslationsReportFilterSet

from content.text.slugs import make_slug

# By form and name of the field.
FORM_FIELDS: dict[type[Any], Mapping[str, str | Promise]] = {
    choosers.ExternalLinkChooserForm: {"link_text": _("Words of the link")},
    choosers.AnchorLinkChooserForm: {"link_text": _("Words of the link")},
    choosers.EmailLinkChooserForm: {
        "email_address": _("E-mail"),
        "link_text": _("Words of the link"),
        "subject": _("Subject"),
        "body": _("Text of the mail"),
    },
    choosers.PhoneLinkChooserForm: {
        "phone_number": _("Telephone"),
        "link_text": _("Words of the link"),
    },
    workflows.WorkflowPageForm: {"page": _("Page")},
    workflows.WorkflowContentTypeForm: {"content_types": _("Kinds of content")},
}
FILTERS: Mapping[str, str | Promise] = {
    "source_locale": _("Language of the original"),
    "target_locale": _("Language of the translation"),
}
SITE_COLUMNS: Mapping[str, str | Promise] = {
    "port": _("Port"),
    "site_name": _("Name"),
    "root_page": _("Home page"),
}
# What one is called, and several.
MODELS: dict[type[Model], tuple[Any, Any]] = {
    Locale: (_("language"), _("languages")),
    Translation: (_("translation"), _("translations")),
}
# The field for the author of each.
AUTHORED = (Comment, CommentReply)


class TaskSearchForm(workflows.TaskChooserSearchForm):
    """Wagtail's search among tasks of workflows, the filter of which has a label."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "task_type" in self.fields:
            self.fields["task_type"].label = _("Kind of task")


# What wagtail-localize writes into the column for the tool when a PO file is read.
PO_FILE = "PO File"


def apply_names() -> None:
    """Set the labels and the other names. Call once, when all models are loaded."""
    for form, labels in FORM_FIELDS.items():
        _set_labels(form.base_fields, labels)
    _set_labels(TranslationsReportFilterSet.base_filters, FILTERS)
    for column in SiteIndexView.columns:
        column.label = SITE_COLUMNS.get(column.name, column.label)
    for model, (one, several) in MODELS.items():
        model._meta.verbose_name, model._meta.verbose_name_plural = one, several
    for model in AUTHORED:
        model._meta.get_field("user").verbose_name = _("person")
    workflow_views.TaskChooserSearchForm = TaskSearchForm
    StringTranslation.get_comment = describe_origin
    edit_translation.slugify = make_slug


def describe_origin(translation: StringTranslation) -> str:
    """Return how and on which day a text was translated, as the editor shows it beside the text.

    Wagtail-localize's own writes the month in English in every language, and the day in UTC.
    """
    day = date_format(timezone.localtime(translation.updated_at), "SHORT_DATE_FORMAT")
    if translation.tool_name == PO_FILE:
        return gettext("From a PO file, on %(day)s") % {"day": day}
    if translation.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE:
        return gettext("Translated by a machine, on %(day)s") % {"day": day}
    return gettext("Translated by a person, on %(day)s") % {"day": day}


def _set_labels(fields: Mapping[str, Any], labels: Mapping[str, str | Promise]) -> None:
    for name, label in labels.items():
        fields[name].label = label
