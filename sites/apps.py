from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SitesConfig(AppConfig):
    """The agencies. The label differs from the package: ``sites`` is Django's own."""

    name = "sites"
    label = "agencies"
    verbose_name = _("Agencies")

    def ready(self) -> None:
        from accounts.models import Invitation
        from accounts.second_factor import require_second_factor
        from accounts.signals import invitation_accepted
        from sites import admin_routes, ended, handlers  # noqa: F401
        from sites.approval import handlers as approval_handlers
        from sites.approval import needs
        from sites.audit.handlers import connect as connect_journal
        from sites.dashboard import register_needs
        from sites.isolation.access import is_administrator, moderated_by
        from sites.people import auditors, isolation  # noqa: F401
        from sites.people.inviting import let_in
        from sites.people.roles import register_central_role
        from sites.screens import stock

        handlers.connect()
        approval_handlers.connect()
        needs.register()
        ended.connect()
        stock.keep_small()
        register_needs(ended.needs_of_ended_units)
        connect_journal()
        require_second_factor(is_administrator)
        require_second_factor(moderated_by)
        invitation_accepted.connect(let_in, sender=Invitation)
        register_central_role(auditors.AUDITORS, _("Auditor"))
        # Django makes each app's permissions when that app is done; auth comes after ours.
        post_migrate.connect(auditors.sync_after_migrating, sender=apps.get_app_config("auth"))
