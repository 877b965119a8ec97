"""Content fields that bulletins, templates and proposals share, and their placeholders.

The models are abstract. A placeholder is lower-case text in square brackets, for example ``[giờ]``.
Capitals and digits in brackets are ordinary text: ``[CẢNH BÁO]``, ``[1]``.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from bulletins.models.choices import Category, Urgency
from content.blocks import BodyBlock, CleanStreamField
from content.fields import BoundedTextField
from content.text.numbers import validate_telephone

CONTACT = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("contact_name", heading=_("Name")), "contact_telephone"])],
    heading=_("Whom to call"),
)

_BRACKETS = re.compile(r"\[([^\[\]\n]{1,80})\]")
# Fields that are searched for placeholders.
_FIELDS = ("title", "instruction", "contact_name", "summary")
_DOTS = {"…", "..."}
# What may stand at the end of the same words or not.
_ENDS = " .,;:!?…"


class ContentFields(ClusterableModel):
    """The content fields that bulletins, templates and proposals have in common."""

    title = models.CharField(_("title"), max_length=200)
    instruction = models.CharField(
        _("what to do"),
        max_length=200,
        blank=True,
        help_text=_("One sentence a person can act on. Required for emergencies."),
    )
    contact_name = models.CharField(_("whom to call"), max_length=120, blank=True)
    contact_telephone = models.CharField(
        _("telephone"), max_length=25, blank=True, validators=[validate_telephone]
    )
    body = CleanStreamField(BodyBlock(), blank=True, verbose_name=_("text"))
    summary = BoundedTextField(
        _("summary"),
        max_length=400,
        help_text=_(
            "Two or three lines, shown in lists. Empty: taken from what to do or the text."
        ),
    )
    # Names of the fields that a new bulletin copies from a template, proposal or earlier bulletin,
    # in the order of the fields above.
    TEXT_FIELDS: tuple[str, ...] = (
        "title",
        "instruction",
        "contact_name",
        "contact_telephone",
        "body",
        "summary",
    )

    class Meta:
        abstract = True

    @property
    def teaser(self) -> str:
        """The summary for lists, where the title stands beside it; empty if it only repeats it."""
        return "" if _repeats(self.summary, self.title) else self.summary

    @property
    def lead(self) -> str:
        """The summary beside title and instruction; empty where it only repeats one of them."""
        return "" if _repeats(self.summary, self.instruction) else self.teaser

    @property
    def lead_before_body(self) -> str:
        """The same where the whole text follows; empty also where it is the beginning of that.

        The beginning of any paragraph of blocks counts, because imported texts have headings first.
        """
        lead = self.lead
        if not lead:
            return ""
        parts = list(map(str, self.body.stream_block.get_searchable_content(self.body)))
        is_repeated = any(_repeats(lead, part) for part in (" ".join(parts), *parts))
        return "" if is_repeated else lead


class BulletinContent(ContentFields):
    """Content fields of a bulletin or template: ``ContentFields``, urgency, category, event."""

    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.ROUTINE
    )
    category = models.CharField(
        _("category"), max_length=12, choices=Category.choices, default=Category.ADMINISTRATION
    )
    # Versions name it too, so what is used is not deleted (``bulletins.receivers``).
    event_type = models.ForeignKey(
        "bulletins.EventType",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kind of event"),
        help_text=_("What warning systems are told that happens, if this is an emergency."),
    )

    TEXT_FIELDS = (*ContentFields.TEXT_FIELDS, "urgency", "category", "event_type")

    class Meta:
        abstract = True


def _repeats(words: str, other: str) -> bool:
    """Return whether ``words`` are the beginning of ``other``, or all of it.

    Case, spaces, and the marks at the end make no difference: a summary is cut with an ellipsis.
    """
    beginning, whole = _fold(words), _fold(other)
    rest = whole[len(beginning) :]
    return bool(beginning) and whole.startswith(beginning) and not rest[:1].isalnum()


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split()).rstrip(_ENDS)


def list_placeholders(texts: Iterable[str]) -> list[str]:
    """Return the distinct placeholders in order, including their brackets."""
    found = (match for text in texts for match in _BRACKETS.finditer(text))
    return list(dict.fromkeys(match[0] for match in found if _is_open(match[1].strip())))


def get_placeholders_by_field(content: BulletinContent) -> dict[str, list[str]]:
    """Return the placeholders by field name; fields without placeholders are left out."""
    texts = {name: [getattr(content, name)] for name in _FIELDS}
    texts["body"] = content.body.stream_block.get_searchable_content(content.body)
    found = {name: list_placeholders(values) for name, values in texts.items()}
    return {name: places for name, places in found.items() if places}


def _is_open(placeholder: str) -> bool:
    return placeholder[:1].islower() or placeholder in _DOTS
