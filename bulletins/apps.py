from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    name = "bulletins"
    verbose_name = _("Bulletins")

    def ready(self) -> None:
        from accounts.second_factor import require_second_factor
        from bulletins import isolation, reach, roles
        from bulletins.channels.spoken.defaults import put_defaults
        from bulletins.recordings import changing
        from sites.migrated import after_migrating

        isolation.declare()
        reach.connect()
        changing.connect()
        roles.register_roles()
        require_second_factor(roles.writes_bulletins)
        after_migrating("wagtailcore.GroupCollectionPermission", roles.sync_roles)
        after_migrating("bulletins.SpokenForm", put_defaults)
