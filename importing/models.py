"""Records of imported content, and of plans that reorganise the agencies."""

from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.models import Page

from bulletins.models import Bulletin
from sites.models import Agency


class ImportedForm(models.TextChoices):
    """What a line was imported as; later imports do not change it."""

    ARTICLE = "article"
    DOCUMENT = "document"
    BULLETIN = "bulletin"


class ImportedContent(models.Model):
    """Imported line of an old portal, and the page or bulletin that it became.

    ``key``: its id in the file; ``digest``: hash of the line at the last import, so that an
    unchanged line is skipped. The row is deleted with its page or bulletin.
    """

    key = models.CharField(max_length=200, unique=True)
    form = models.CharField(max_length=8, choices=ImportedForm.choices)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    language = models.CharField(max_length=5)
    digest = models.CharField(max_length=64)
    page = models.OneToOneField(Page, models.CASCADE, null=True, related_name="+")
    bulletin = models.OneToOneField(Bulletin, models.CASCADE, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page=None) ^ models.Q(bulletin=None),
                name="imported_as_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def identity(self) -> tuple[Any, ...]:
        """Return what a later line with the same key must not change."""
        return self.form, self.agency_id, self.language


class ReorganisationPlan(models.Model):
    """Plan that reorganises agencies: the table that was read.

    ``digest``: SHA-256 of the files it was read from, so that the same files go on with the same
    plan. ``name``: of the file, for reports.
    """

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class StepAction(models.TextChoices):
    """What a step does; see ``importing.services.reorganisation``."""

    RELEASE_HOST = "release_host"
    PROVISION = "provision"
    MOVE_PAGES = "move_pages"
    MOVE_FILES = "move_files"
    MOVE_MEMBERS = "move_members"
    MOVE_FEEDBACK = "move_feedback"
    MOVE_BULLETINS = "move_bulletins"
    JOIN_GROUPS = "join_groups"
    ARCHIVE = "archive"


class ReorganisationStep(models.Model):
    """Step of a plan: one act on one agency (``code``), waiting until ``due_on``.

    Steps are done in the order of ``position``. ``line``: the row of the table that asks for it.
    ``values``: what the act needs; codes instead of keys, because the agency may not exist yet.
    ``count``: how many pages, files, people … were done; for the report.
    """

    plan = models.ForeignKey(ReorganisationPlan, models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField()
    due_on = models.DateField()
    line = models.PositiveIntegerField()
    action = models.CharField(max_length=16, choices=StepAction.choices)
    code = models.CharField(max_length=80)
    values = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="reorganisation_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.code}"
