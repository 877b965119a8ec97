"""The shared notice: written once, shown by every website it is for."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from bulletins.blocks import BodyBlock
from bulletins.forms import BulletinForm
from bulletins.models.audience import BulletinAudience
from bulletins.models.choices import Category, Urgency
from bulletins.models.preview import AgencyPreviewMixin
from bulletins.models.queryset import CLOSING, BulletinQuerySet
from sites.models import EVERYONE, Agency, AgencyDocument
from sites.models.settings import validate_telephone
from sites.slugs import vietnamese_slug
from sites.widgets import VietnameseSlugInput

# The archive's own address stands where a bulletin's would.
RESERVED_SLUGS = {"luu-tru"}
# The columns that say what became of a bulletin. No revision changes them.
STATE = ("ended_at", "withdrawn_at", "closing_words", "successor")


class Bulletin(
    AgencyPreviewMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """One notice, one row in each language; the row in the default language is the source.

    Publishing makes the row live at once; ``valid_from`` and ``valid_until`` decide in the
    query, so no notice is ever early or late because a job was. Wagtail's own scheduling is not
    offered for that reason.
    """

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        blank=True,
        help_text=_("The last part of the address; made from the title where it is empty."),
    )
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
    summary = models.TextField(
        _("summary"), max_length=400, help_text=_("Two or three lines, shown in lists.")
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))
    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.ROUTINE
    )
    category = models.CharField(
        _("category"), max_length=12, choices=Category.choices, default=Category.ADMINISTRATION
    )
    valid_from = models.DateTimeField(
        _("valid from"), null=True, blank=True, help_text=_("Empty: as soon as published.")
    )
    valid_until = models.DateTimeField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("Required for important and emergency bulletins. Empty: until withdrawn."),
    )
    source = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    author_name = models.CharField(_("author"), max_length=120, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    issued_on = models.DateField(_("date of issue"), default=timezone.localdate)
    # What became of the bulletin; see bulletins.lifecycle. Publishing leaves it as it is.
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    closing_words = models.CharField(max_length=300, editable=False)
    successor = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="predecessors"
    )

    revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="bulletin",
        for_concrete_model=False,
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="bulletin",
        for_concrete_model=False,
    )

    objects = BulletinQuerySet.as_manager()

    base_form_class = BulletinForm
    panels = [
        TitleFieldPanel("title", targets=["slug"]),
        FieldPanel("instruction"),
        MultiFieldPanel(["contact_name", "contact_telephone"], heading=_("Whom to call")),
        FieldPanel("summary"),
        FieldPanel("body"),
        InlinePanel("attachments", heading=_("Files to download"), label=_("File")),
        MultiFieldPanel(
            ["urgency", "category", "valid_from", "valid_until"], heading=_("Urgency and time")
        ),
        MultiFieldPanel(
            [
                "source",
                "author_name",
                "document_number",
                "issued_on",
                FieldPanel("slug", widget=VietnameseSlugInput),
            ],
            heading=_("Origin and address"),
            classname="collapsed",
        ),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("locale_id"),
        index.FilterField("live"),
    ]
    # Only words are translated. What decides where and when a notice is shown has one value.
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            "slug",
            "contact_telephone",
            "urgency",
            "category",
            "valid_from",
            "valid_until",
            "source",
            "author_name",
            "document_number",
            "issued_on",
            "first_published_at",
            "go_live_at",
            "expire_at",
            *STATE,
        )
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        unique_together = [("translation_key", "locale"), ("slug", "locale")]
        indexes = [
            models.Index(
                "locale",
                "urgency",
                models.F("issued_on").desc(),
                models.F("id").desc(),
                condition=Q(live=True),
                name="bulletin_feed",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or vietnamese_slug(self.title)
        if self._state.adding and not self.audience.exists():
            self.audience.add(BulletinAudience(code=EVERYONE))
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "Bulletin":
        """Return the bulletin as a revision has it, with what has become of it since."""
        bulletin = super().with_content_json(content)
        for name in STATE:
            setattr(bulletin, name, getattr(self, name))
        return bulletin

    def clean(self) -> None:
        super().clean()
        self.slug = self.slug or vietnamese_slug(self.title)
        if not self.slug:
            raise ValidationError({"slug": _("Please give an address of letters and digits.")})
        others = Bulletin.objects.filter(slug=self.slug, locale_id=self.locale_id)
        if self.slug in RESERVED_SLUGS or others.exclude(pk=self.pk).exists():
            raise ValidationError({"slug": _("This address is taken. Please choose another one.")})
        if self.valid_from and self.valid_until and self.valid_from >= self.valid_until:
            raise ValidationError({"valid_until": _("The end must come after the beginning.")})

    def check_publishable(self) -> None:
        """Raise ValidationError, keyed by field, where the bulletin is not fit to be published."""
        errors = {}
        if self.urgency != Urgency.ROUTINE and not self.valid_until:
            errors["valid_until"] = _("Say until when; a bulletin this urgent must end by itself.")
        if self.urgency == Urgency.EMERGENCY and not self.instruction:
            errors["instruction"] = _("Say what people should do; an emergency needs it.")
        if errors:
            raise ValidationError(errors)
        if self.withdrawn_at:
            raise ValidationError(_("This bulletin is withdrawn. Bring it back first."))

    @property
    def language(self) -> str:
        """The code of the language this row is written in."""
        return self.locale.language_code if self.locale_id else settings.LANGUAGE_CODE

    @property
    def is_source(self) -> bool:
        """Whether this row is in the default language and decides what is shown where."""
        return self.language == settings.LANGUAGE_CODE

    @property
    def in_force_until(self) -> datetime | None:
        """When the bulletin ceases, or ceased, to be in force; None: not before it is withdrawn."""
        return min(filter(None, (self.valid_until, self.ended_at)), default=None)

    def is_expired(self, at: datetime | None = None) -> bool:
        """Whether the bulletin has ceased to be in force at a moment (default: now)."""
        end = self.in_force_until
        return end is not None and end <= (at or timezone.now())

    def is_closing(self, at: datetime | None = None) -> bool:
        """Whether websites say at a moment (default: now) that the bulletin has ended."""
        if self.urgency == Urgency.ROUTINE or self.ended_at is None:
            return False
        return self.ended_at <= (at or timezone.now()) < self.ended_at + CLOSING

    def is_for(self, agency: Agency) -> bool:
        """Whether an agency belongs to the audience; the same rule as ``for_codes``."""
        if agency.archived_at and not self.was_shown_before(agency.archived_at):
            return False
        codes = set(agency.codes)
        lines = [line for line in self.audience.all() if line.code in codes]
        return bool(lines) and not any(line.excluded for line in lines)

    def was_shown_before(self, moment: datetime) -> bool:
        """Whether the bulletin had been published and had begun by a moment."""
        published, begin = self.first_published_at, self.valid_from
        return bool(published and published <= moment) and not (begin and begin > moment)

    @property
    def path(self) -> str:
        """The address on any website, in the language of the moment."""
        return reverse("bulletin", args=[self.slug])

    def canonical_url(self, agency: Agency) -> str:
        """The one address search engines should keep: on the issuer's website.

        ``agency`` is whose website is being shown; it is its own canon where the issuer is
        unknown or does not show the bulletin itself.
        """
        owner = self.source
        if owner is None or not self.is_for(owner) or self.is_hidden_on(owner):
            owner = agency
        return owner.root_url + self.path

    def is_hidden_on(self, agency: Agency) -> bool:
        """Whether a unit keeps the bulletin off its website; the same rule as ``published_to``."""
        if self.urgency != Urgency.ROUTINE or self.pk is None:
            return False
        return self.placements.filter(agency=agency, hidden=True).exists()


class BulletinAttachment(Orderable):
    """A file that comes with a bulletin. It cannot be deleted while the bulletin has it."""

    bulletin = ParentalKey(Bulletin, related_name="attachments", on_delete=models.CASCADE)
    document = models.ForeignKey(
        AgencyDocument, models.PROTECT, related_name="+", verbose_name=_("file")
    )
    caption = models.CharField(_("name to show"), max_length=160, blank=True)

    panels = ["document", "caption"]
