"""The forms of bulletins and proposals: their panels, and the audience among them.

``BulletinsConfig.ready`` sets them at the models, where Wagtail and wagtail-localize look for them.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import TextFieldComparison
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TitleFieldPanel,
)

from bulletins.admin.forms import BulletinForm, ProposalForm, TemplateForm, UrgencySelect
from bulletins.models import CONTACT, BulletinTemplate
from bulletins.selectors.audience import describe_audience
from content.widgets import TitleInput, VietnameseSlugInput


class AudienceComparison(TextFieldComparison):
    """Comparison of two audiences by their descriptions."""

    def __init__(self, old: Any, new: Any) -> None:
        self.val_a = describe_audience(old.audience.all())
        self.val_b = describe_audience(new.audience.all())

    def field_label(self) -> str:
        return str(_("For whom"))


class AudiencePanel(FieldPanel):
    """The panel of ``BulletinForm.addressees``, which is not a field of the model."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"field_name": "addressees", "disable_comments": True} | kwargs)

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self) -> list[type[AudienceComparison]]:
            return [AudienceComparison]


# The fields that an urgent bulletin needs come first and are not collapsed.
BULLETIN_FORM = ObjectList(
    [
        TitleFieldPanel("title", targets=["slug"], widget=TitleInput),
        FieldPanel("instruction", widget=TitleInput),
        CONTACT,
        FieldPanel("body"),
        FieldPanel("summary"),
        FieldPanel("source"),
        MultiFieldPanel(
            [
                FieldPanel("urgency", widget=UrgencySelect),
                "category",
                "event_type",
                "valid_from",
                "valid_until",
            ],
            heading=_("Urgency and time"),
            classname="collapsed",
        ),
        InlinePanel(
            "attachments",
            heading=_("Files to download"),
            label=_("File"),
            max_num=100,
            classname="collapsed",
        ),
        AudiencePanel(),
        MultiFieldPanel(
            [
                "author_name",
                "document_number",
                "issued_on",
                FieldPanel("slug", widget=VietnameseSlugInput),
            ],
            heading=_("Origin and address"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            ["confirm_by", "confirm_with", "repeat_days"],
            heading=_("Confirmation and repetition"),
            classname="collapsed",
        ),
        InlinePanel(
            "notes",
            heading=_("Updates and corrections"),
            label=_("Update or correction"),
            max_num=300,
            classname="collapsed",
        ),
    ],
    base_form_class=BulletinForm,
)

TEMPLATE_FORM = ObjectList(
    [*BulletinTemplate.panels, AudiencePanel()],
    base_form_class=TemplateForm,
)

PROPOSAL_FORM = ObjectList(
    [
        FieldPanel("agency"),
        FieldPanel("title", widget=TitleInput),
        FieldPanel(
            "instruction", widget=TitleInput, help_text=_("One sentence a person can act on.")
        ),
        FieldPanel("summary", help_text=_("Two or three lines, shown in lists.")),
        FieldPanel("body"),
        MultiFieldPanel(["contact_name", "contact_telephone"], heading=_("Whom to call")),
        FieldPanel("audience"),
    ],
    base_form_class=ProposalForm,
)
