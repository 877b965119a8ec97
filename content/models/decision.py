"""Decisions of people about the versions that citizens may read."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.deletion import SET_NULL, Collector, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Revision


class Act(models.TextChoices):
    """Act by which a decision was made."""

    PUBLISH = "publish", pgettext_lazy("decision", "Published")
    SCHEDULE = "schedule", _("Published later")
    # The clock carried out a schedule.
    DUE = "due", _("Published at its time")
    # An administrator's plan, or a program, changed the texts of others.
    AMEND = "amend", _("Changed by a plan")
    # The pictures and documents of a translation follow those of its source.
    FOLLOW = "follow", _("Files of the source taken over")
    # A person changed a file, who may publish each page with the file.
    FILE = "file", _("File changed")
    # Words of a record outside pages: opening hours, a note, details of a website, a recording.
    WORDS = "words", _("Words published")
    # The object was public before the installation kept decisions.
    FOUND = "found", _("Public already")
    # A decided version returned without another reading.
    AGAIN = "again", _("Public again")
    # A person took a website over from another installation.
    IMPORT = "import", pgettext_lazy("decision", "Taken over")


# By these acts a version becomes public.
PUBLISHING = (Act.PUBLISH, Act.DUE, Act.AGAIN, Act.IMPORT)


def keep_decided(collector: Collector, field: Any, rows: Any, using: str) -> None:
    """Let a decided version go together with its page or bulletin alone (an ``on_delete``).

    Raises ProtectedError if somebody deletes the version itself. Wagtail's ``purge_revisions``
    counts such a version and goes on.
    """
    origin: Any = collector.origin
    if isinstance(origin, Revision) or getattr(origin, "model", None) is Revision:
        raise ProtectedError(str(_("A decision names this version.")), set(rows))
    SET_NULL(collector, field, rows, using)


class KeptVersion(models.Model):
    """Copy of a decided version whose page or bulletin was deleted for good.

    The digest of the decision stays provable. The names of the fields are those of a version.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    base_content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    object_str = models.TextField()
    content = models.JSONField(encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.object_str


class Decision(models.Model):
    """Decision that citizens may read a version of a page or bulletin, a file or other words.

    No program changes or deletes a decision. ``object_id``: primary key as text. ``version``: None
    for a file and for words, and once the page is deleted for good; then ``kept`` has its copy.
    ``digest``: see ``content.versions.digest``. ``person``: None for a program. ``at``: for a
    publication the same as ``last_published_at``. ``due_at``: None for a publication at once.
    ``note``: names of the fields in which a founding version differs from the former one.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    version = models.ForeignKey(Revision, keep_decided, null=True, related_name="+")
    kept = models.ForeignKey(KeptVersion, models.SET_NULL, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    act = models.CharField(max_length=10, choices=Act.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["content_type", "object_id"], name="decided_object")]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.digest[:12]}"


class DecidedFile(models.Model):
    """Picture or document that a decided version shows, and its digest at the time."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="files")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["content_type", "object_id"], name="decided_file")]

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id} {self.digest[:12]}"


class FileDigest(models.Model):
    """SHA-256 of a stored file.

    ``path``: in the storage. No program writes another content to the same path.
    """

    path = models.CharField(max_length=255, primary_key=True)
    sha256 = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.path} {self.sha256[:12]}"


class PublicationFault(models.TextChoices):
    """Fault of a public page or bulletin."""

    NONE = "", ""
    ROW = "row", _("differs from its decided version")
    FILE = "file", _("a file in it has changed without a decision")
    OPEN = "open", _("nobody decided about it")


class ComparedDecision(models.Model):
    """First and last daily comparison that found the public object as a decision says."""

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="compared")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.decision_id} {self.first_at} – {self.last_at}"


class PublicationCheck(models.Model):
    """Last comparison of a public page or bulletin with its decided version.

    ``object_id``: primary key as text. ``fields``: names of the fields that differ.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    checked_at = models.DateTimeField()
    fault = models.CharField(max_length=4, choices=PublicationFault.choices, blank=True)
    fields = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], name="publication_check_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id} {self.fault}"
