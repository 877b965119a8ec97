"""Configuration of the app ``members``, and of Wagtail's app for users with our views in it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class MembersConfig(AppConfig):
    """Users who work for agencies: roles, approval, notifications, the journal."""

    name = "members"
    verbose_name = _("Members")
    default = True

    def ready(self) -> None:
        # Importing permissions, receivers and tasks declares and connects them.
        from accounts.dashboard import register_dashboard_source
        from accounts.models import User
        from accounts.permissions import is_administrator
        from accounts.services.second_factor import require_second_factor
        from content.files.doors import examine_nothing, register_upload_views
        from members import dashboard, permissions, receivers, tasks  # noqa: F401
        from members.admin.users import unregister_bulk_actions
        from members.admin.website_details import KIND, WebsiteDetailsForm
        from members.roles import AUDITORS, register_central_role, sync_auditors
        from members.selectors.person_kinds import find_person_kind, get_role_label
        from members.services.approval import sync_page_workflow
        from members.services.field_changes import record_changes_of
        from members.services.waiting_words import register_record_kind
        from ops.after_migrate import run_after_migrate
        from ops.errors.people import PersonKinds, register_person_kinds
        from sites.models import Agency, AgencySettings
        from sites.permissions.ownership import get_moderated_agency_ids

        for source in (
            dashboard.list_pages_to_approve,
            dashboard.list_pages_to_change,
            dashboard.list_waiting_words,
            dashboard.list_overdue_submissions,
            dashboard.list_inactive_rules,
        ):
            register_dashboard_source(source, order=100)
        for source in (
            dashboard.list_bounced_members,
            dashboard.list_unseen_events,
            dashboard.list_undecided_changes,
            dashboard.list_audit_faults,
        ):
            register_dashboard_source(source, order=200)
        # The form imports the model, so the model cannot name the form itself.
        AgencySettings.base_form_class = WebsiteDetailsForm
        register_record_kind(KIND)
        require_second_factor(is_administrator)
        require_second_factor(get_moderated_agency_ids)
        register_central_role(AUDITORS, _("Auditor"))
        register_upload_views("people:invite_many", examine=examine_nothing)
        run_after_migrate("members.AgencyApprovalTask", sync_page_workflow)
        run_after_migrate("members.AuditEntry", sync_auditors)
        unregister_bulk_actions()
        register_person_kinds(PersonKinds(find_person_kind, get_role_label))
        record_changes_of(User, "username", "first_name", "last_name", "email")
        record_changes_of(
            Agency,
            *("code", "kind", "parent", "name_vi", "name_en", "short_name", "geocode", "status"),
            *("ended_on", "two_person_rule"),
        )
        record_changes_of(
            AgencySettings,
            *("address", "telephone", "email", "hours", "responsible", "licence"),
            *("accent", "monogram", "emblem"),
        )


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's app for users, with our views in place of its own."""

    user_viewset = "members.admin.users.AccountViewSet"
    group_viewset = "members.admin.groups.NamedGroupViewSet"
