import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

MODELS = ("plandraft", "reorganisationplan", "reorganisationstep", "stepchange")


def rename_content_types(apps, former, label):
    """Give the content types of plans another label; their keys, to which others point, stay.

    A new installation has none yet. Where both are there, what points at the former one is seen to
    after every ``migrate`` (``reorganisation.services.former_entries``).
    """
    types = apps.get_model("contenttypes", "ContentType").objects.filter(model__in=MODELS)
    present = list(types.filter(app_label=label).values_list("model", flat=True))
    types.filter(app_label=former).exclude(model__in=present).update(app_label=label)


def rename_forwards(apps, schema_editor):
    rename_content_types(apps, "importing", "reorganisation")


def rename_backwards(apps, schema_editor):
    rename_content_types(apps, "reorganisation", "importing")


class Migration(migrations.Migration):
    """The models of plans come from ``importing``, with their tables."""

    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("importing", "0004_what_stayed_when_undone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="ReorganisationPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("runs_at", models.DateTimeField(null=True)),
                        ("refusal", models.TextField(db_default="", default="")),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "plan of a reorganisation",
                        "db_table": "importing_reorganisationplan",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="PlanDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("domain", models.CharField(max_length=253)),
                        ("rows", models.JSONField(default=list)),
                        ("tables", models.JSONField(default=list)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "rehearsal",
                            models.CharField(
                                choices=[
                                    ("none", "None"),
                                    ("waiting", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                ],
                                default="none",
                                max_length=8,
                            ),
                        ),
                        ("rehearsed", models.CharField(default="", max_length=64)),
                        ("rehearsed_at", models.DateTimeField(null=True)),
                        ("report", models.JSONField(default=dict)),
                        (
                            "plan",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="draft",
                                to="reorganisation.reorganisationplan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "plan of a reorganisation",
                        "db_table": "importing_plandraft",
                        "ordering": ["-created_at"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="ReorganisationStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("position", models.PositiveIntegerField()),
                        ("due_on", models.DateField()),
                        ("line", models.PositiveIntegerField()),
                        (
                            "action",
                            models.CharField(
                                choices=[
                                    ("release_host", "Release Host"),
                                    ("provision", "Provision"),
                                    ("move_pages", "Move Pages"),
                                    ("move_files", "Move Files"),
                                    ("move_members", "Move Members"),
                                    ("move_feedback", "Move Feedback"),
                                    ("move_bulletins", "Move Bulletins"),
                                    ("join_groups", "Join Groups"),
                                    ("archive", "Archive"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("code", models.CharField(max_length=80)),
                        ("values", models.JSONField(default=dict)),
                        ("count", models.PositiveIntegerField(default=0)),
                        ("done_at", models.DateTimeField(null=True)),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "left",
                            models.JSONField(
                                db_default=models.Value([], models.JSONField()), default=list
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="reorganisation.reorganisationplan",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "importing_reorganisationstep",
                        "ordering": ["plan", "position"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "position"), name="reorganisation_step_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StepChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("values", models.JSONField(default=dict)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "step",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="changes",
                                to="reorganisation.reorganisationstep",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "importing_stepchange",
                        "ordering": ["pk"],
                        "default_permissions": (),
                    },
                ),
            ],
        ),
        migrations.RunPython(rename_forwards, rename_backwards),
    ]
