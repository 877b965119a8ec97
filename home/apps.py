"""Configuration of the app ``home``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Page types and public views of websites."""

    name = "home"
    verbose_name = _("Websites")

    def ready(self) -> None:
        # Importing permissions, receivers and tasks declares and connects them.
        from channels.views import register_feeds
        from content.renditions import register_rendition_specs
        from home import permissions, receivers, tasks  # noqa: F401
        from home.filters import QUERY_PARAMETERS
        from home.models import exclude_trash, list_page_feeds
        from home.renditions import list_page_specs
        from home.selectors.changes import QUERY_PARAMETERS as CHANGE_PARAMETERS
        from home.selectors.changes import get_notice_expiry
        from home.selectors.opening_hours import get_opening_expiry
        from home.services import opening_hours
        from members.services.waiting_words import RecordKind, register_record_kind
        from sites.middleware.cache import register_expiry, register_query_parameters
        from sites.permissions.policies import register_list_filter

        register_record_kind(
            RecordKind(
                opening_hours.OPENING_HOURS,
                _("Opening hours"),
                opening_hours.list_public_words,
                opening_hours.name_word_field,
                opening_hours.publish_words,
                opening_hours.get_form_url,
                get_place=opening_hours.get_word_place,
            )
        )
        register_query_parameters((*QUERY_PARAMETERS, *CHANGE_PARAMETERS))
        register_expiry(get_opening_expiry)
        register_expiry(get_notice_expiry)
        register_list_filter(exclude_trash)
        register_feeds(list_page_feeds)
        register_rendition_specs(list_page_specs)
