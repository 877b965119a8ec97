from django.db import migrations


class Migration(migrations.Migration):
    """Plans have become models of ``reorganisation``; their tables stay as they are."""

    dependencies = [
        ("importing", "0004_what_stayed_when_undone"),
        ("reorganisation", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="StepChange"),
                migrations.DeleteModel(name="ReorganisationStep"),
                migrations.DeleteModel(name="PlanDraft"),
                migrations.DeleteModel(name="ReorganisationPlan"),
            ],
        ),
    ]
