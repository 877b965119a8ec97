"""The bulletin model: written once centrally, shown on every website of its audience."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from bulletins.models.audience import BulletinAudience
from bulletins.models.choices import AcknowledgementKind, Urgency
from bulletins.models.confirmation import CONFIRMATION, ConfirmationMixin
from bulletins.models.content import BulletinContent, get_placeholders_by_field
from bulletins.models.note import BulletinNote, NoteKind
from bulletins.models.preview import AgencyPreviewMixin
from bulletins.models.queryset import CLOSING_PERIOD, RESERVED_SLUGS, BulletinQuerySet
from bulletins.models.visibility import REPEATING, REPETITION, RepetitionMixin, VisibilityMixin
from content.text.slugs import make_slug
from sites.localization.translated_versions import TranslatedVersionsMixin
from sites.models import EVERYONE, Agency

# Columns that record what happened to a published bulletin: ended, withdrawn, replaced, repeated,
# confirmed. Publishing or reverting to a revision leaves them as they are in the row.
STATE = ("ended_at", "withdrawn_at", "closing_words", "successor", *REPETITION, *CONFIRMATION)


class Bulletin(
    TranslatedVersionsMixin,
    AgencyPreviewMixin,
    RepetitionMixin,
    ConfirmationMixin,
    VisibilityMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    index.Indexed,
    BulletinContent,
):
    """A bulletin: one row in each language; the row in the default language is the source.

    The source alone decides whether, where and when the bulletin is shown; translations only
    supply text. Publishing makes the row live at once. ``valid_from`` and ``valid_until`` are
    compared in the query, so no bulletin appears or disappears late because a periodic task did.
    Wagtail's scheduled publishing is therefore not offered. See docs/features/bulletins.md.
    """

    slug = models.SlugField(
        pgettext_lazy("bulletin", "address"),
        max_length=80,
        blank=True,
        help_text=_("The last part of the address; made from the title where it is empty."),
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
    confirm_by = models.DateTimeField(
        _("units confirm by"),
        null=True,
        blank=True,
        help_text=_("Each unit confirms that it has done what the bulletin asks. Empty: no need."),
    )
    confirm_with = models.CharField(
        _("they confirm with"),
        max_length=8,
        choices=AcknowledgementKind.choices,
        default=AcknowledgementKind.WORD,
        blank=True,
    )
    repeat_days = models.PositiveSmallIntegerField(
        _("announce again every … days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=REPEATING,
    )
    # Written by bulletins.services.repetition. ``repeated_on`` is the local date of
    # ``repeated_at``: the generated column below could not compute it.
    repeat_count = models.PositiveSmallIntegerField(default=0, editable=False)
    repeated_at = models.DateTimeField(null=True, editable=False)
    repeated_on = models.DateField(null=True, editable=False)
    next_repeat_at = models.DateTimeField(null=True, editable=False)
    # The date by which lists are ordered: of the last repetition or of the issue, the later one.
    announced_on = models.GeneratedField(
        expression=Greatest("issued_on", Coalesce("repeated_on", "issued_on")),
        output_field=models.DateField(),
        db_persist=True,
    )
    # Written by bulletins.services.confirmation; see ConfirmationMixin.
    last_confirmed_at = models.DateTimeField(_("last confirmed"), null=True, editable=False)
    confirmation_due_at = models.DateTimeField(null=True, editable=False)
    confirmation_asked_at = models.DateTimeField(null=True, editable=False)
    # Written by bulletins.services.lifecycle; listed in STATE. Publishing leaves them unchanged.
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

    # Few bulletins have such rows. False where a query has told that there are none, so that nobody
    # needs to ask for them (``bulletins.selectors.shown``).
    has_attachments: bool = True
    has_notes: bool = True
    has_recordings: bool = True

    # Publishing is never scheduled (see above). Without this Wagtail queries the revision for each
    # row of its lists.
    scheduled_revision = None

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("document_number"),
        index.SearchField("summary"),
        index.SearchField("instruction"),
        index.SearchField("body"),
        index.SearchField("note_texts"),
        index.FilterField("locale_id"),
        index.FilterField("live"),
    ]
    # What Wagtail keeps of a row itself.
    own_fields = ("first_published_at", "go_live_at", "expire_at")
    # Readers get those of the source.
    copies_rows = False
    # Only text is translated. What decides where and when a bulletin is shown has a single value.
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            "slug",
            "contact_telephone",
            "urgency",
            "category",
            "event_type",
            "valid_from",
            "valid_until",
            "source",
            "author_name",
            "document_number",
            "issued_on",
            "confirm_by",
            "confirm_with",
            "repeat_days",
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
                models.F("announced_on").desc(),
                models.F("id").desc(),
                condition=Q(live=True),
                name="bulletin_feed",
            ),
            models.Index(
                "locale",
                models.F("announced_on").desc(),
                models.F("id").desc(),
                condition=Q(live=True),
                name="bulletin_newest",
            ),
            # Among many that are over: what is in force.
            models.Index(fields=["valid_until"], condition=Q(live=True), name="bulletin_in_force"),
        ]

    def __str__(self) -> str:
        return self.title

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row and its child rows in one transaction, so that websites see both at once.

        An empty slug is made from the title, a new bulletin without an audience gets everyone,
        and a withdrawn bulletin is never saved as live.
        """
        self.slug = self.slug or make_slug(self.title)
        if self._is_unaddressed:
            self.audience.add(BulletinAudience(code=EVERYONE))
        # Publishing a revision must not undo a withdrawal.
        if self.withdrawn_at:
            self.live = False
        super().save(*args, **kwargs)

    def with_stored_content(self, content: dict[str, Any]) -> "Bulletin":
        """Return the bulletin with the content of a revision and the ``STATE`` of this row."""
        bulletin: Bulletin = super().with_stored_content(content)
        for name in STATE:
            setattr(bulletin, name, getattr(self, name))
        return bulletin

    def clean(self) -> None:
        super().clean()
        self.slug = self.slug or Bulletin.objects.exclude(pk=self.pk).free_slug(self.title)
        if not self.slug:
            raise ValidationError({"slug": _("Please give an address of letters and digits.")})
        others = Bulletin.objects.filter(slug=self.slug, locale_id=self.locale_id)
        if self.slug in RESERVED_SLUGS or others.exclude(pk=self.pk).exists():
            raise ValidationError({"slug": _("This address is taken. Please choose another one.")})
        if self.valid_from and self.valid_until and self.valid_from >= self.valid_until:
            raise ValidationError({"valid_until": _("The end must come after the beginning.")})

    def check_publishable(self) -> None:
        """Raise ValidationError if the bulletin may not be published, keyed by field if possible.

        A bulletin needs an issuer, whom posters and scripts name. Important and emergency bulletins
        need ``valid_until``, emergencies an instruction; a new ``confirm_by`` must be in the
        future; no placeholder may be left; a withdrawn bulletin must be restored first.
        """
        errors: dict[str, Any] = {}
        # Translations have that of their source.
        if self.source_id is None and self.is_source:
            errors["source"] = _("Say who issues it; posters and scripts name this unit.")
        if self.urgency != Urgency.ROUTINE and not self.valid_until:
            errors["valid_until"] = _("Say until when; a bulletin this urgent must end by itself.")
        if self.urgency == Urgency.EMERGENCY and not self.instruction:
            errors["instruction"] = _("Say what people should do; an emergency needs it.")
        if self._asks_too_late:
            errors["confirm_by"] = _("This time is over; units could not confirm by then.")
        for name, places in get_placeholders_by_field(self).items():
            # A summary that repeats other fields is made from them, and filled in with them.
            if name != "summary" or self.lead_before_body:
                errors.setdefault(name, _("Fill in: %(places)s") % {"places": ", ".join(places)})
        if errors:
            raise ValidationError(errors)
        if self.withdrawn_at:
            raise ValidationError(_("This bulletin is withdrawn. Bring it back first."))

    @property
    def _asks_too_late(self) -> bool:
        """Whether agencies would be given a deadline that has already passed.

        A deadline that is already published may have passed: the bulletin can still be corrected.
        Translations have no deadline of their own.
        """
        if self.confirm_by is None or self.confirm_by > timezone.now() or not self.is_source:
            return False
        public = Bulletin.objects.filter(pk=self.pk, first_published_at__isnull=False)
        return not public.filter(confirm_by=self.confirm_by).exists()

    @property
    def addressees(self) -> list[BulletinAudience]:
        """The rows of the audience; a new bulletin has one row, for everyone.

        An audience that was set to no rows stays empty: such a draft is not for everyone.
        """
        everybody = [BulletinAudience(code=EVERYONE)]
        return everybody if self._is_unaddressed else list(self.audience.all())

    @property
    def _is_unaddressed(self) -> bool:
        chosen: dict[str, Any] = getattr(self, "_cluster_related_objects", {})
        return self._state.adding and "audience" not in chosen

    @property
    def is_source(self) -> bool:
        """Whether this row is in the default language and so decides what is shown where."""
        return self.language == settings.LANGUAGE_CODE

    @property
    def language(self) -> str:
        """The language code of this row; the default language if no locale is set yet."""
        return self.locale.language_code if self.locale_id else settings.LANGUAGE_CODE

    @property
    def issue_time(self) -> datetime:
        """The beginning of the day of issue."""
        return timezone.make_aware(datetime.combine(self.issued_on, time.min))

    @property
    def in_force_until(self) -> datetime | None:
        """When the bulletin expires or was ended, the earlier one; None for no such time."""
        return min(filter(None, (self.valid_until, self.ended_at)), default=None)

    def is_expired(self, at: datetime | None = None) -> bool:
        """Return whether the bulletin has expired or been ended by ``at`` (default: now)."""
        end = self.in_force_until
        return end is not None and end <= (at or timezone.now())

    def is_recently_ended(self, at: datetime | None = None) -> bool:
        """Return whether websites announce at ``at`` (default: now) that the bulletin has ended.

        Important and emergency bulletins only, for ``CLOSING_PERIOD`` (24 hours) after they were
        ended.
        """
        if self.urgency == Urgency.ROUTINE or self.ended_at is None:
            return False
        return self.ended_at <= (at or timezone.now()) < self.ended_at + CLOSING_PERIOD

    def list_notes(self, *kinds: NoteKind) -> list[BulletinNote]:
        """Return the notes of these kinds, newest first."""
        notes = [note for note in self.notes.all() if note.kind in kinds]
        return sorted(notes, key=lambda note: note.at, reverse=True)

    @property
    def note_texts(self) -> list[str]:
        """The texts of all updates and corrections, for the search index."""
        return [note.text for note in self.list_notes(*NoteKind)]

    @property
    def changed_at(self) -> datetime | None:
        """The latest of publication, repetition, end and notes; None if there is none yet."""
        notes = [note.at for note in self.list_notes(*NoteKind)]
        moments = (*notes, self.last_published_at, self.repeated_at, self.ended_at)
        return max(filter(None, moments), default=None)
