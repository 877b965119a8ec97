from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    name = "bulletins"
    verbose_name = _("Bulletins")

    def ready(self) -> None:
        from accounts.second_factor import require_second_factor
        from bulletins import isolation
        from bulletins.roles import register_roles, sync_after_migrating, writes_bulletins

        isolation.declare()
        register_roles()

        # Django makes each app's permissions when that app is done; auth comes after ours.
        post_migrate.connect(sync_after_migrating, sender=apps.get_app_config("auth"))
        require_second_factor(writes_bulletins)
