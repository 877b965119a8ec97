"""App configuration of bulletins: connects receivers and fills the registries of other apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    """Configuration of the app ``bulletins``."""

    name = "bulletins"
    verbose_name = _("Bulletins")

    def ready(self) -> None:
        from wagtail_localize import strings

        from accounts.second_factor import require_second_factor
        from bulletins import (
            announcing,
            comparison,
            files,
            isolation,
            protected_acts,
            reach,
            roles,
        )
        from bulletins.acknowledgement import handlers as acknowledgement
        from bulletins.acknowledgement import needs, reminding  # noqa: F401
        from bulletins.acknowledgement.trouble import register_trouble
        from bulletins.addressing import handlers as addressing
        from bulletins.approval import handlers as approval
        from bulletins.channels.spoken.defaults import put_defaults
        from bulletins.first_templates import put_first_templates
        from bulletins.proposals.needs import to_answer
        from bulletins.recordings import changing
        from bulletins.repeats import duty  # noqa: F401
        from bulletins.repeats import handlers as repeats
        from bulletins.repeats.needs import to_tell_again
        from bulletins.verification import asking as verification
        from bulletins.verification.troubles import troubles_of
        from sites.dashboard import register_needs
        from sites.migrated import after_migrating
        from sites.uploads.doors import examine_nothing, examine_paper, register_doors

        # Without these, texts with superscripts or subscripts (m², CO₂) cannot be translated.
        strings.INLINE_TAGS += ["sub", "sup"]
        comparison.connect()
        isolation.declare()
        register_doors("confirm", examine=examine_paper)
        register_doors("channels", "upload_pofile", examine=examine_nothing)
        # First, because it locks the bulletin. Bulletins are always locked before cache versions.
        repeats.connect()
        reach.connect()
        announcing.connect()
        addressing.connect()
        files.declare()
        approval.connect()
        changing.connect()
        verification.connect()
        protected_acts.connect()
        roles.register_roles()
        acknowledgement.connect()
        register_trouble(troubles_of)
        for source in (to_answer, needs.to_confirm, needs.to_follow_up, to_tell_again):
            register_needs(source)
        require_second_factor(roles.writes_bulletins)
        after_migrating("wagtailcore.GroupCollectionPermission", roles.sync_roles)
        after_migrating("bulletins.BulletinTemplate", put_first_templates)
        after_migrating("bulletins.SpokenForm", put_defaults)
