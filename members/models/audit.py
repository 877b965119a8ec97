"""Model of the audit log (the journal): who did what, to what, for which agency, and when."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.models import Agency

# Actions by which a version becomes public.
PUBLICATIONS = ("wagtail.publish", "wagtail.publish.scheduled")
# Kinds of objects whose titles are names of units, people and websites, which auditors read anyway.
NAMED_IN_DIRECTORIES = frozenset(
    (
        *("accounts.invitation", "accounts.user", "auth.group", "wagtailcore.locale"),
        *("agencies.agency", "agencies.agencygroup", "agencies.agencysettings"),
        *("bulletins.confirmationperiods", "bulletins.eventtype", "bulletins.issuersettings"),
        *("channels.recordinglanguage", "wagtailcore.site", "wagtailcore.workflow"),
    )
)


class AuditEntry(models.Model):
    """An action, as recorded for one agency; central actions have no agency.

    Names are stored besides the foreign keys, so that an entry keeps the names of its time when
    the user or the object is renamed, moved or deleted. An action that concerns several agencies
    has one entry for each.
    """

    at = models.DateTimeField(_("time"), default=timezone.now)
    agency = models.ForeignKey(
        Agency, models.SET_NULL, null=True, related_name="+", verbose_name=_("unit")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    person_name = models.CharField(_("person"), max_length=310, blank=True)
    action = models.CharField(_("action"), max_length=255)
    content_type = models.ForeignKey(
        ContentType, models.SET_NULL, null=True, related_name="+", verbose_name=_("kind of thing")
    )
    object_id = models.CharField(max_length=255, blank=True)
    title = models.TextField(_("what"), blank=True)
    detail = models.CharField(_("detail"), max_length=255, blank=True)
    # From here on with defaults in the database, for processes that an update has yet to end.
    # What changed: rows of label, old and new value, in words of the default language.
    changes = models.JSONField(
        _("changes"), default=list, db_default=models.Value([], models.JSONField())
    )
    # The revision that was made or published. An entry of a draft gets the names of the changed
    # fields when it is chained.
    revision_id = models.BigIntegerField(null=True)
    # The decision about what became public (``content.models.Decision``), and its digest.
    decision_id = models.BigIntegerField(null=True)
    decision_digest = models.CharField(max_length=64, default="", db_default="")
    # Search key of names, title and changes (``content.text.folding``).
    search_key = models.TextField(default="", db_default="")
    # Search key of a title that was not public. Only the unit reads that title; empty for others.
    unpublished_key = models.TextField(default="", db_default="")
    # Whether both keys are as above. The database says no for an entry of a former release, whose
    # search key has unpublished words too (``members.services.former_entries``).
    is_separated = models.BooleanField(default=True, db_default=False)
    # Set when the entry is chained (``members.services.audit_chain``): its place, code of the
    # agency, label of the model, and the digest of all that with the digest of the entry before.
    number = models.PositiveBigIntegerField(_("place in the chain"), null=True, unique=True)
    unit_code = models.CharField(max_length=80, default="", db_default="")
    model_label = models.CharField(max_length=200, default="", db_default="")
    digest = models.CharField(max_length=64, default="", db_default="")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        # Entries are never changed in the admin.
        default_permissions = ["view"]
        indexes = [
            models.Index(models.F("at").desc(), models.F("id").desc(), name="audit_all"),
            models.Index(
                "agency", models.F("at").desc(), models.F("id").desc(), name="audit_of_agency"
            ),
            # Also serves the filter by user, which searches the distinct names.
            models.Index(
                "person_name", models.F("at").desc(), models.F("id").desc(), name="audit_of_person"
            ),
            models.Index("content_type", "object_id", name="audit_of_object"),
            models.Index("id", condition=models.Q(number=None), name="audit_unchained"),
            models.Index("id", condition=models.Q(is_separated=False), name="audit_unseparated"),
            # The savings of one form (``members.selectors.audit_saves``).
            models.Index(
                fields=["revision_id", "id"],
                condition=models.Q(revision_id__isnull=False),
                name="audit_of_revision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.person_name} {self.action} {self.title}"

    @property
    def is_of_draft(self) -> bool:
        """Whether the entry is about a version that did not become public by it."""
        return self.revision_id is not None and self.action not in PUBLICATIONS

    @property
    def may_be_unpublished(self) -> bool:
        """Whether the title may be one that citizens never read.

        So is each title of a page, a file or a text, until something proves it public.
        """
        kind = self.content_type
        if kind is None or self.action in PUBLICATIONS:
            return False
        return f"{kind.app_label}.{kind.model}" not in NAMED_IN_DIRECTORIES

    @property
    def readable_changes(self) -> list[list[str]]:
        """The changes as readers get them: of a draft the names of the fields alone.

        Former releases wrote words of drafts too. The chain covers these words, so they stay.
        """
        if self.is_of_draft:
            return [[label, "", ""] for label, _old, _new in self.changes]
        return self.changes


class AuditChain(models.Model):
    """The end of the journal's chain, and what the last verification found; a single row.

    ``number`` and ``digest`` are those of the last chained entry, 0 and empty for none;
    ``signature`` is over both (``members.audit_digests``), empty if no key was set. ``faults``:
    pairs of kind and number of an entry.
    """

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    signature = models.CharField(max_length=64, default="")
    verified_at = models.DateTimeField(null=True)
    verified_number = models.PositiveBigIntegerField(default=0)
    faults = models.JSONField(default=list)

    class Meta:
        verbose_name = _("chain of the journal")
        verbose_name_plural = _("chains of the journal")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"


class AuditAnchor(models.Model):
    """A signed point of the journal's chain: number and digest of an entry.

    One is made after each nightly verification that found nothing. ``is_start``: the entries up to
    and with it were removed when their time was over, so the chain begins after it.
    """

    number = models.PositiveBigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=64, default="")
    at = models.DateTimeField(default=timezone.now)
    is_start = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("anchor of the journal")
        verbose_name_plural = _("anchors of the journal")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"
