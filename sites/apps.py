"""Configuration of the app ``sites``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SitesConfig(AppConfig):
    """Agencies and their websites. The app label is not ``sites``, which is Django's own."""

    name = "sites"
    label = "agencies"
    verbose_name = _("Agencies")

    def ready(self) -> None:
        # Importing receivers, health checks, routes, protected actions and tasks declares them.
        from wagtail.models import ReferenceIndex

        from accounts.dashboard import register_dashboard_source
        from content.files.doors import register_upload_views
        from content.versions import trigger
        from ops.after_migrate import run_after_migrate, run_before_migrate
        from ops.after_restore import run_after_restore
        from ops.system.measures import register_measure
        from sites import health, protected_acts, receivers  # noqa: F401
        from sites.admin import file_edit, file_lists, wagtail_overrides
        from sites.admin.exports import protect_exports
        from sites.caching.versions import bump_all_versions
        from sites.dashboard import list_archived_agency_tasks
        from sites.localization import guards
        from sites.localization.adopted_translations import adopt_translations
        from sites.localization.locales import create_locales
        from sites.localization.propagation import follow_all_sources
        from sites.models import AgencySettings
        from sites.permissions import own_routes  # noqa: F401
        from sites.selectors.host_state import measure_certificates, measure_failing_hosts
        from sites.services import bulk_provisioning  # noqa: F401
        from sites.services.file_versions import examine_replacement
        from sites.services.namesakes import refresh_qualifiers
        from sites.services.provisioning import refresh_search_keys
        from sites.services.renditions import index_emblems

        # Wagtail indexes references from settings models only if they are registered.
        ReferenceIndex.register_model(AgencySettings)
        run_after_migrate("wagtailcore.ReferenceIndex", index_emblems)
        run_before_migrate(trigger.drop_for_sqlite)
        run_after_migrate("wagtailcore.Revision", trigger.install)
        run_after_migrate("agencies.Agency", refresh_qualifiers)
        run_after_migrate("agencies.Agency", refresh_search_keys)
        run_after_migrate("wagtailcore.Locale", create_locales)
        run_after_migrate("agencies.WaitingTranslation", follow_all_sources)
        run_after_migrate("agencies.TranslationState", adopt_translations)
        run_after_restore(bump_all_versions)
        register_measure(
            "bantin_certificate_days",
            "Days until the certificate of a host ends, of those that end first.",
            measure_certificates,
        )
        register_measure(
            "bantin_hosts_failing",
            "Hosts that did not lead to their website at the last check.",
            measure_failing_hosts,
        )
        register_dashboard_source(list_archived_agency_tasks, order=300)
        from sites import tasks  # noqa: F401

        guards.apply_patches()
        wagtail_overrides.apply_wagtail_overrides()
        file_edit.apply_patches()
        file_lists.apply_patches()
        register_upload_views("wagtaildocs:edit", examine=examine_replacement)
        protect_exports()
