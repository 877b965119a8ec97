import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0005_issuer_and_template_audience"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bulletinaudience",
            name="code",
            field=models.CharField(
                max_length=100,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(all|kind:(province|office|department|inspectorate|committee|board|broadcaster|city|district|commune)|below:[a-z0-9]+(-[a-z0-9]+)*|(group|agency):[1-9][0-9]{0,17})\\Z",
                        "An audience is all, kind:…, below:…, group:… or agency:….",
                    )
                ],
                verbose_name="audience",
            ),
        ),
    ]
