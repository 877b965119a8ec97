"""The declared list of tables and columns in the file of an agency.

Export and import use this list. A file with another table or column is refused, and so is a file
that lacks a column. ``stays`` names the columns that do not travel, each with the reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models

from ops.backup.rows import Column, list_columns

Model = type[models.Model]

# Of the list, in the header of a file. Release 1.1.0 wrote all columns and no edition.
EDITION = 2

_PERSON = "names an account of the former installation"
_DERIVED = "is worked out here from other values"
_LOCK = "is a lock of an account"
_TRASH = "belongs to the bin, which stays"
_BULLETIN = "names a bulletin, and bulletins stay"
_EXAMINED = "is measured when the file is examined"


@dataclass(frozen=True)
class Table:
    """Columns of a table that travel, and columns that stay by reason.

    ``is_stored``: whether the rows come into the table here. The others are only read.
    """

    columns: frozenset[str]
    stays: dict[str, str] = field(default_factory=dict)
    is_stored: bool = True


def _declare(columns: str, **stays: str) -> Table:
    return Table(frozenset(columns.split()), stays)


def _read_only(columns: str, **stays: str) -> Table:
    return Table(frozenset(columns.split()), stays, is_stored=False)


_FILE = "id collection_id title created_at file"
_FILE_STAYS = {
    "uploaded_by_user_id": _PERSON,
    "binned_at": _TRASH,
    "binned_by_id": _TRASH,
    "version_of_id": _TRASH,
    "file_size": _EXAMINED,
    "file_hash": _EXAMINED,
}

TABLES: dict[str, Table] = {
    # Of an account the name and the address travel, for an invitation.
    "accounts.user": _read_only(
        "id first_name last_name email is_active",
        username="belongs to an account",
        password="belongs to an account",  # noqa: S106, a reason
        last_login="belongs to an account",
        is_superuser="gives rights everywhere",
        is_staff="gives rights everywhere",
        date_joined="belongs to an account",
    ),
    "accounts.user_groups": _read_only("id user_id group_id"),
    "agencies.translatorlanguage": _read_only("id person_id agency_id language"),
    "agencies.agency": _declare(
        "id code kind parent_id name_vi name_en short_name geocode status ended_on ends_on "
        "archived_at two_person_rule site_id root_page_id collection_id editors_id moderators_id",
        qualifier=_DERIVED,
        qualifier_en=_DERIVED,
        sort_key=_DERIVED,
        search_key=_DERIVED,
        directory_key=_DERIVED,
    ),
    "agencies.agencysettings": _declare(
        "id site_id address telephone email hours responsible licence is_demo accent monogram "
        "emblem_id"
    ),
    "agencies.formerhost": _declare("id hostname agency_id"),
    "agencies.formername": _declare("id agency_id name"),
    "agencies.hostalias": _declare("id hostname agency_id"),
    "agencies.succession": _declare("id from_agency_id to_agency_id share"),
    "agencies.translationstate": _declare(
        "id translation_key locale_id rendered untranslated outdated outdated_since is_withheld "
        "rendered_at"
    ),
    "agencies.versionrecord": _declare("revision_id rendered texts untranslated spelling_only"),
    "auth.group": _declare("id", name=_DERIVED),
    "content.customdocument": _declare(
        _FILE, has_macros=_EXAMINED, reading="says whether the text was read here", **_FILE_STAYS
    ),
    "content.customimage": _declare(
        f"{_FILE} description focal_point_x focal_point_y focal_point_width focal_point_height",
        width=_EXAMINED,
        height=_EXAMINED,
        **_FILE_STAYS,
    ),
    "home.answertemplate": _declare("id agency_id title text"),
    "home.contactpage": _declare("page_ptr_id lead body telephones map_url"),
    "home.documentfile": _declare("id sort_order document_id file_id caption"),
    "home.documentindexpage": _declare("page_ptr_id lead"),
    "home.documentpage": _declare(
        "page_ptr_id lead body words_key number number_key document_type field issuer signer "
        "issued_on effective_on expires_on"
    ),
    "home.documentreplacement": _declare("id sort_order document_id replaced_id"),
    "home.feedbackmessage": _declare(
        "id agency_id receipt received_at name telephone email subject message state doubt note "
        "answer language secret_hash started_at answered_at emptied_at",
        answered_by_id=_PERSON,
    ),
    "home.formerfilename": _declare("id document_id name"),
    "home.formerurl": _declare("id home_id path page_id leads_elsewhere", bulletin_id=_BULLETIN),
    "home.homepage": _declare("page_ptr_id tagline tasks parts"),
    "home.informationpage": _declare("page_ptr_id lead body"),
    "home.newsindexpage": _declare("page_ptr_id lead"),
    "home.newspage": _declare(
        "page_ptr_id lead body date category topics image_id image_caption author_name "
        "source_name source_url related"
    ),
    "home.openingexception": _declare(
        "id hours_id first_day last_day reason opens closes opens_again closes_again"
    ),
    "home.openinghours": _declare("id agency_id closed_on_holidays"),
    "home.openingsession": _declare("id hours_id weekday opens closes"),
    "home.organisationpage": _declare("page_ptr_id lead body leaders departments"),
    "home.pagerating": _declare("id agency_id page_id day useful useless", bulletin_id=_BULLETIN),
    "home.pagereview": _declare("id page_id review_by"),
    "home.procedureform": _declare("id sort_order procedure_id file_id caption"),
    "home.procedureground": _declare("id sort_order procedure_id document_id citation"),
    "home.procedureindexpage": _declare("page_ptr_id lead"),
    "home.procedurepage": _declare(
        "page_ptr_id words_key everyday_name lead code field sort_key for_whom papers steps fee "
        "time office result online_url"
    ),
    "home.procedurevisits": _declare("id page_id day count"),
    "home.ratingcomment": _declare("id rating_id is_useful text"),
    "home.sectionpage": _declare("page_ptr_id lead"),
    "taggit.tag": _declare("id name", slug=_DERIVED),
    "taggit.taggeditem": _declare("id tag_id content_type_id object_id"),
    "wagtail_localize.string": _declare("id locale_id data", data_hash=_DERIVED),
    "wagtail_localize.stringsegment": _declare("id source_id context_id order string_id attrs"),
    "wagtail_localize.stringtranslation": _declare(
        "id translation_of_id locale_id context_id data translation_type tool_name created_at "
        "updated_at has_error field_error",
        last_translated_by_id=_PERSON,
    ),
    "wagtail_localize.template": _declare(
        "id template template_format string_count", uuid=_DERIVED
    ),
    "wagtail_localize.templatesegment": _declare("id source_id context_id order template_id"),
    "wagtail_localize.translatableobject": _declare("translation_key content_type_id"),
    "wagtail_localize.translation": _declare(
        "id uuid source_id target_locale_id created_at translations_last_updated_at "
        "destination_last_updated_at enabled"
    ),
    "wagtail_localize.translationcontext": _declare(
        "id object_id path field_path", path_id=_DERIVED
    ),
    "wagtail_localize.translationsource": _declare(
        "id object_id specific_content_type_id locale_id object_repr content_json schema_version "
        "created_at last_updated_at"
    ),
    "wagtailcore.collection": _declare("id path name", depth=_DERIVED, numchild=_DERIVED),
    "wagtailcore.collectionviewrestriction": _declare("id restriction_type password collection_id"),
    "wagtailcore.page": _declare(
        "id path translation_key locale_id latest_revision_id live has_unpublished_changes "
        "first_published_at last_published_at live_revision_id go_live_at expire_at expired title "
        "draft_title slug content_type_id latest_revision_created_at show_in_menus "
        "seo_title search_description",
        depth=_DERIVED,
        numchild=_DERIVED,
        url_path=_DERIVED,
        locked=_LOCK,
        locked_at=_LOCK,
        locked_by_id=_LOCK,
        owner_id=_PERSON,
        alias_of_id="would show words that nobody here decided about",
    ),
    "wagtailcore.pageviewrestriction": _declare("id restriction_type password page_id"),
    "wagtailcore.revision": _declare(
        "id content_type_id base_content_type_id object_id created_at object_str content",
        user_id=_PERSON,
        approved_go_live_at="is an appointment, which somebody here makes anew",
    ),
    "wagtailcore.site": _declare(
        "id hostname site_name root_page_id",
        port="is that of this installation",
        is_default_site="answers for hosts of others",
    ),
}

# Tables that 1.1.0 wrote and that are not read any more, and types of pages that never travel.
LEFT: dict[str, str] = {
    "account.emailaddress": "it belongs to an account",
    "content.customrendition": "it is made of the examined picture",
    "content.documenttext": "it is read from the examined document",
    "home.trashpage": "it holds the bin, which stays",
    "members.notificationpreference": "it belongs to an account",
    "wagtailcore.comment": "it belongs to an account",
    "wagtailcore.commentreply": "it belongs to an account",
    "wagtailusers.userprofile": "it belongs to an account",
}

# All other tables of Bantin, by what they are.
_OTHERS: dict[str, str] = {
    "belongs to an account": """
        accounts.bouncedaddress accounts.invitation accounts.onetimesecrets accounts.securityevent
        accounts.signinorigin accounts.user_user_permissions members.notification""",
    "belongs to the record of the former installation": """
        agencies.tablerun agencies.tableupload members.agencyapprovaltask members.auditanchor
        members.auditchain members.auditentry members.rolechange reorganisation.plandraft
        reorganisation.reorganisationplan reorganisation.reorganisationstep
        reorganisation.stepchange importing.importedcontent responses.acknowledgement
        responses.certificate
        responses.acknowledgementreminder""",
    "is decided about here": """
        content.compareddecision content.decidedfile content.decision content.keptversion""",
    "waits for somebody there": """
        agencies.waitingtranslation members.submissionnote members.waitingwords
        members.waitingwords_authors""",
    "holds the bin, which stays": "home.trashedpage",
    "belongs to bulletins, which stay": """
        bulletins.bulletin bulletins.bulletinapprovaltask bulletins.bulletinattachment
        bulletins.bulletinaudience bulletins.bulletinnote bulletins.bulletinproposal
        bulletins.bulletintemplate bulletins.confirmationperiods bulletins.eventtype
        bulletins.issuersettings bulletins.placement channels.bulletinrecording
        channels.recordinglanguage channels.spokenform""",
    "serves all units of an installation": """
        agencies.agencygroup agencies.agencygroup_agencies desk.glossaryterm search.synonym
        search.synonymgroup""",
    "is worked out or measured here": """
        agencies.cacheversion agencies.edgepurge agencies.hostcheck agencies.mirroredrestriction
        content.filedigest content.publicationcheck desk.checkedlink desk.memoryentry
        desk.memoryphrase ops.backuprecord ops.errorbatch ops.errorkind ops.erroroccurrence
        ops.incident ops.nodeclock ops.periodictaskrun ops.worker responses.displaycheck
        responses.displayrun search.entrywords search.querycount search.searchentry
        search.titlewords search.vocabularyword""",
    "lets others read drafts": "desk.draftlink",
}
STAYS = LEFT | {label: f"it {why}" for why, labels in _OTHERS.items() for label in labels.split()}


def list_travelling(model: Model) -> list[Column]:
    """Return the columns of a declared table that travel, in the order of the model."""
    declared = TABLES[model._meta.label_lower].columns
    return [column for column in list_columns(model) if column.name in declared]


def iter_models() -> Iterator[Model]:
    """Yield the model of each declared table."""
    yield from map(apps.get_model, TABLES)
