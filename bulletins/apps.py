from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    name = "bulletins"
    verbose_name = _("Bulletins")

    def ready(self) -> None:
        from bulletins import isolation
        from bulletins.roles import sync_after_migrating

        isolation.declare()

        # Django makes each app's permissions when that app is done; auth comes after ours.
        post_migrate.connect(sync_after_migrating, sender=apps.get_app_config("auth"))
