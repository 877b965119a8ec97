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
        from accounts.signals import invitation_accepted
        from sites import admin_routes, handlers  # noqa: F401
        from sites.audit.handlers import connect as connect_journal
        from sites.people import auditors, isolation  # noqa: F401
        from sites.people.inviting import let_in
        from sites.people.roles import register_central_role

        handlers.connect()
        connect_journal()
        invitation_accepted.connect(let_in, sender=Invitation)
        register_central_role(auditors.AUDITORS, _("Auditor"))
        # Django makes each app's permissions when that app is done; auth comes after ours.
        post_migrate.connect(auditors.sync_after_migrating, sender=apps.get_app_config("auth"))
