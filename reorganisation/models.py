"""Plans that reorganise the agencies: their drafts, their steps, and what steps changed.

The tables have the names that they were made with, when plans were a part of ``importing``: the
processes of earlier releases use them until they are restarted.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ReorganisationPlan(models.Model):
    """Plan that reorganises agencies: the table that was read.

    ``digest``: SHA-256 of the files it was read from, so that the same files go on with the same
    plan. ``name``: of the file, for reports. ``runs_at``: from when the workers carry it out, in
    the name of ``by``; None if only the command does. ``refusal``: why they stopped; empty if they
    did not.
    """

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    runs_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    refusal = models.TextField(default="", db_default="")

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "importing_reorganisationplan"
        default_permissions = ()
        verbose_name = _("plan of a reorganisation")

    def __str__(self) -> str:
        return self.name


class StepAction(models.TextChoices):
    """What a step does; see ``reorganisation.services.plans``."""

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
    ``count``: how many pages, files, people … were done; for the report. ``undone_at``: when it was
    last taken back; it may have been done again since. ``left``: what stayed then, in words.
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
    undone_at = models.DateTimeField(null=True)
    left = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "importing_reorganisationstep"
        default_permissions = ()
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="reorganisation_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.code}"


class StepChange(models.Model):
    """What a piece of a step has changed, so that it can be taken back.

    ``values``: what was before, as the action of the step needs it; see
    ``reorganisation.services.step_undo``. Deleted with what it is about taken back, or when it is
    too old for that.
    """

    step = models.ForeignKey(ReorganisationStep, models.CASCADE, related_name="changes")
    values = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "importing_stepchange"
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.step_id}: {self.pk}"


class RehearsalState(models.TextChoices):
    """How far the rehearsal of a draft is."""

    NONE = "none"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class PlanDraft(models.Model):
    """Plan that ICT administrators write on the screen, until it gets its moment.

    ``rows``: those of the table of a plan, each with texts by column; ``tables``: those of units,
    each with ``name``, ``domain`` and ``data`` (base64). ``domain`` completes hosts without a dot.
    ``plan``: what was made of it; from then on it is not changed any more. ``report``: what the
    last rehearsal says, see ``reorganisation.plans.report``; ``rehearsed``: the digest of what
    was rehearsed.
    """

    name = models.CharField(_("name"), max_length=200)
    domain = models.CharField(max_length=253)
    rows = models.JSONField(default=list)
    tables = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    plan = models.OneToOneField(ReorganisationPlan, models.CASCADE, null=True, related_name="draft")
    rehearsal = models.CharField(
        max_length=8, choices=RehearsalState.choices, default=RehearsalState.NONE
    )
    rehearsed = models.CharField(max_length=64, default="")
    rehearsed_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "importing_plandraft"
        default_permissions = ()
        ordering = ["-created_at"]
        verbose_name = _("plan of a reorganisation")

    def __str__(self) -> str:
        return self.name
