"""Every address of the admin asks for a recent proof, or is known to do nothing of weight."""

from datetime import timedelta
from fnmatch import fnmatch

from django.urls import URLResolver, get_resolver

from accounts.services.reauthentication import PROTECTED_ACTIONS
from sites.models import Agency
from sites.tests.factories import create_agency_group

LONG_AGO = timedelta(minutes=16)
# What is read, what concerns texts, pictures and files alone, and one's own account. Whatever else
# there is one day is entered here, or in the protected_acts.py of its app.
WITHOUT_WEIGHT = """
    wagtailadmin_login wagtailadmin_logout wagtailadmin_home wagtailadmin_account session_*
    wagtailadmin_sprite wagtailadmin_javascript_catalog wagtailadmin_dismissibles
    wagtailadmin_error_test wagtailadmin_block_preview wagtailadmin_password_reset*
    wagtailadmin_api:* wagtailadmin_editing_sessions:* wagtailadmin_reports:*
    wagtailadmin_explore* wagtailadmin_pages:* wagtailadmin_choose_page* wagtailadmin_tag_*
    wagtailadmin_collections:* wagtail_localize:* update_translations
    upload_pofile
    wagtailimages_* wagtailimages:[!e]* wagtailimages:edit_* wagtaildocs_* wagtaildocs:[!e]*
    wagtaildocs:edit_* collections page_types_usage* workflow_usage*
    wagtailembeds:* wagtailsettings:*
    wagtailadmin_workflows:index* wagtailadmin_workflows:usage* wagtailadmin_workflows:task_index*
    wagtailadmin_workflows:select_task_type wagtailadmin_workflows:task_chooser
    wagtailadmin_workflows:task_chooser_results wagtailadmin_workflows:task_chosen
    wagtaillocales:* wagtailsites:index* wagtailsites:history* wagtailsites:usage
    wagtailusers_users:index* wagtailusers_users:history* wagtailusers_users:usage
    wagtailusers_groups:index* wagtailsnippets:index wagtailsnippetchoosers_*
    people:index people:results people:person people:unit people:person_mail people:mail
    people:invite_many* people:revoke people:security_events* people:object_change
    people:cancel_change audit:* manual*
    approval:overdue approval:remind approval:review approval:preview approval:words
    approval:appointment jobs* bin* desk:* feedback:* word:*
    agencies:index* agencies:history* agencies:usage agencies:upload agencies:former_names
    agencies:table_*
    agencies:alias agency_chooser:* agency_groups:index* agency_groups:add agency_groups:edit
    agency_groups:history*
    emergency_banner bulletin_publish_banner bulletin_steering bulletin_retold bulletin_display
    displays audience:*
    confirm confirmation* bulletin_units* bulletin_remind bulletin_telephone bulletin_report
    bulletin_proof* bulletin_canonical_text bulletin_certificate bulletin_website_certificate
    unit_certificate page_certificates
    bulletin_preview
    channels channels_file recording recordings* recording_languages:*
    proposals:index* proposals:add proposals:edit proposals:delete
    vain_searches incidents:* system_state errors error_kind error_handle error_reopen
    bulletin_templates:* event_types:* spoken_forms:* synonyms:* glossary:*
    wagtailsnippets_bulletins_bulletin:list* wagtailsnippets_bulletins_bulletin:usage
    wagtailsnippets_bulletins_bulletin:history* wagtailsnippets_bulletins_bulletin:inspect
    wagtailsnippets_bulletins_bulletin:preview_* wagtailsnippets_bulletins_bulletin:lock
    wagtailsnippets_bulletins_bulletin:unlock wagtailsnippets_bulletins_bulletin:start
    wagtailsnippets_bulletins_bulletin:revisions_view
    wagtailsnippets_bulletins_bulletin:revisions_compare
    wagtailsnippets_bulletins_bulletin:revisions_unschedule
    wagtailsnippets_bulletins_bulletin:collect_workflow_action_data
    wagtailsnippets_bulletins_bulletin:confirm_workflow_cancellation
    wagtailsnippets_bulletins_bulletin:workflow_history*
    wagtailsnippets_bulletins_bulletin:workflow_preview wagtailsnippets_bulletins_bulletin:add
    files:picture files:document
"""


def admin_routes(patterns, path="", space=""):
    for each in patterns:
        here = path + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from admin_routes(
                each.url_patterns, here, space + (f"{each.namespace}:" if each.namespace else "")
            )
        elif here.startswith("admin/") and each.name:
            yield space + each.name


ROUTES = {*admin_routes(get_resolver("config.admin_urls").url_patterns)}


def test_every_address_of_the_admin_says_whether_it_needs_a_recent_proof():
    open_routes = {
        name for name in ROUTES if any(fnmatch(name, known) for known in WITHOUT_WEIGHT.split())
    }
    assert open_routes & PROTECTED_ACTIONS.keys() == set()
    assert ROUTES - open_routes == PROTECTED_ACTIONS.keys()


def paths_for_administrators(health, member):
    person, unit = f"/admin/people/person/{member.pk}", f"/admin/people/units/{health.pk}"
    group = create_agency_group("Ven sông")
    return [
        f"{unit}/invite/",
        "/admin/people/invite/",
        "/admin/people/invite-into-unit/",
        *(f"{person}/{act}/" for act in ("place", "central", "suspend", "restore", "languages")),
        *(
            f"{unit}/members/{member.pk}/{act}/"
            for act in ("role", "languages", "remove", "suspend", "restore")
        ),
        f"/admin/users/edit/{member.pk}/",
        f"/admin/users/delete/{member.pk}/",
        "/admin/agencies/new/",
        f"/admin/agencies/edit/{health.pk}/",
        f"/admin/agencies/archive/{health.pk}/",
        f"/admin/agencies/restore/{health.pk}/",
        "/admin/sites/new/",
        f"/admin/sites/edit/{health.site_id}/",
        f"/admin/sites/delete/{health.site_id}/",
        f"/admin/agency_groups/{group.pk}/members/",
        f"/admin/agency_groups/{group.pk}/join/",
        "/admin/workflows/add/",
    ]


def test_with_an_old_proof_nothing_gives_rights_or_ends_a_unit(
    sign_in, ict_admin, health, health_editor
):
    client = sign_in(ict_admin, ago=LONG_AGO)
    everything = {"role": "moderators", "is_superuser": "on", "name_vi": "X", "agency": health.pk}
    for path in paths_for_administrators(health, health_editor):
        assert client.get(path)["Location"].startswith("/tai-khoan/xac-nhan/"), path
        answer = client.post(path, everything)
        assert answer.status_code == 403, path
        assert 'name="role" value="moderators"' in answer.content.decode(), path
    health_editor.refresh_from_db()
    assert {*health_editor.groups.all()} == {health.editors}
    assert not health_editor.is_superuser
    assert not Agency.objects.get(pk=health.pk).is_archived


def test_with_a_recent_proof_they_open(sign_in, ict_admin, health, health_editor):
    client = sign_in(ict_admin)
    for path in paths_for_administrators(health, health_editor):
        answer = client.get(path)
        assert not answer.get("Location", "").startswith("/tai-khoan/"), path
