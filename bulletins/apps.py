"""Configuration of the app ``bulletins``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    """Bulletins: writing, audience, publishing, lifecycle, display on websites."""

    name = "bulletins"
    verbose_name = _("Bulletins")

    def ready(self) -> None:
        # Importing these connects receivers and declares permissions and tasks.
        from accounts.dashboard import register_dashboard_source
        from accounts.services.second_factor import require_second_factor
        from bulletins import (  # noqa: F401
            dashboard,
            permissions,
            protected_acts,
            receivers,
            roles,
            tasks,
        )
        from bulletins.admin.panels import BULLETIN_FORM, PROPOSAL_FORM, TEMPLATE_FORM
        from bulletins.models import (
            Bulletin,
            BulletinAudience,
            BulletinProposal,
            BulletinTemplate,
            Placement,
        )
        from bulletins.selectors.audience import describe_audience_rows
        from bulletins.selectors.banners import get_cache_expiry, get_stale_limit
        from bulletins.selectors.emergencies import measure_emergencies
        from bulletins.selectors.issuers import find_issuer_names
        from bulletins.services import (  # noqa: F401
            announcements,
            placements,
            publishing,
            site_cache,
        )
        from bulletins.services.setup import (
            create_default_event_types,
            create_default_templates,
            sync_workflow,
        )
        from bulletins.views.list import QUERY_PARAMETERS
        from content.field_words import describe_rows_with
        from content.files.doors import examine_nothing, register_upload_views
        from members.selectors.audit_agencies import name_agencies_with
        from members.services.field_changes import record_changes_of
        from members.services.waiting_words import RecordKind, register_record_kind
        from ops.after_migrate import run_after_migrate
        from ops.system.measures import register_measure
        from sites.middleware.cache import (
            register_expiry,
            register_query_parameters,
            register_stale_limit,
        )

        # The forms import the models, so the models cannot name them.
        Bulletin.edit_handler = BULLETIN_FORM
        BulletinProposal.edit_handler = PROPOSAL_FORM
        BulletinTemplate.edit_handler = TEMPLATE_FORM
        register_record_kind(
            RecordKind(
                placements.PLACEMENT,
                _("Note under a bulletin"),
                placements.list_public_words,
                placements.name_word_field,
                placements.publish_words,
                placements.get_form_url,
            )
        )
        register_measure(
            "bantin_emergencies_on_air", "Emergency bulletins in force.", measure_emergencies
        )
        register_query_parameters(QUERY_PARAMETERS)
        register_expiry(get_cache_expiry)
        register_stale_limit(get_stale_limit)
        register_upload_views("upload_pofile", examine=examine_nothing)
        record_changes_of(
            Placement, "pinned", "hidden", "local_note", "contact_name", "contact_telephone"
        )
        describe_rows_with(BulletinAudience, _("audience"), describe_audience_rows)
        name_agencies_with(Bulletin, find_issuer_names)
        roles.register_roles()
        register_dashboard_source(dashboard.list_bulletins_to_approve, order=400)
        register_dashboard_source(dashboard.list_bulletins_to_change, order=400)
        register_dashboard_source(dashboard.list_proposals_to_answer, order=600)
        register_dashboard_source(dashboard.list_bulletins_to_confirm, order=650)
        register_dashboard_source(dashboard.list_bulletins_without_issuer, order=660)
        require_second_factor(roles.can_write_bulletins)
        run_after_migrate("bulletins.BulletinApprovalTask", sync_workflow)
        run_after_migrate("wagtailcore.GroupCollectionPermission", roles.sync_roles)
        # Before the templates, which name some of them.
        run_after_migrate("bulletins.EventType", create_default_event_types)
        run_after_migrate("bulletins.BulletinTemplate", create_default_templates)
