"""App configuration of ``sites`` (label ``agencies``)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SitesConfig(AppConfig):
    """The app of the agencies; its label is not ``sites``, which is Django's own."""

    name = "sites"
    label = "agencies"
    verbose_name = _("Agencies")

    def ready(self) -> None:
        # The imports marked F401 register something: admin routes, owners of models, periodic
        # tasks.
        from sites import (
            admin_routes,  # noqa: F401
            ended,
            handlers,
            page_passwords,
            protected_acts,  # noqa: F401
            tasks,  # noqa: F401
            translation_receivers,
        )
        from sites.approval import handlers as approval
        from sites.audit import handlers as audit
        from sites.exports import make_exports_harmless
        from sites.localization import guards
        from sites.notifications import sending  # noqa: F401
        from sites.people import handlers as people
        from sites.people import isolation  # noqa: F401
        from sites.screens import stock
        from sites.uploads import checks, waiting  # noqa: F401

        parts = (
            *(handlers, approval, audit, people, ended),
            *(translation_receivers, guards, waiting, page_passwords),
        )
        for part in parts:
            part.connect()
        stock.keep_small()
        make_exports_harmless()
