from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    name = "bulletins"
    verbose_name = _("Bulletins")

    def ready(self) -> None:
        from accounts.second_factor import require_second_factor
        from bulletins import announcing, files, isolation, reach, roles
        from bulletins.addressing import handlers as addressing
        from bulletins.approval import handlers as approval
        from bulletins.channels.spoken.defaults import put_defaults
        from bulletins.first_templates import put_first_templates
        from bulletins.proposals.needs import to_answer
        from bulletins.recordings import changing
        from sites.dashboard import register_needs
        from sites.migrated import after_migrating
        from sites.serving import handed_out_where

        isolation.declare()
        reach.connect()
        announcing.connect()
        addressing.connect()
        handed_out_where(files.is_in_a_bulletin_on)
        approval.connect()
        changing.connect()
        roles.register_roles()
        register_needs(to_answer)
        require_second_factor(roles.writes_bulletins)
        after_migrating("wagtailcore.GroupCollectionPermission", roles.sync_roles)
        after_migrating("bulletins.BulletinTemplate", put_first_templates)
        after_migrating("bulletins.SpokenForm", put_defaults)
