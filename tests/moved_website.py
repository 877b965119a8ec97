"""The website that the drill moves: ``python -m tests.moved_website``.

``prepare`` adds to the health department's what the demo lacks: an English version, a draft, links
to what belongs to others. ``tell`` prints, as JSON, what the tables hold of the website, with the
codes of units and the titles of pages instead of keys.
"""

import json
import re
import sys

import django

django.setup()

from wagtail.models import Locale, Page, Revision  # noqa: E402
from wagtail_localize.models import StringSegment  # noqa: E402
from wagtail_localize.operations import translate_object  # noqa: E402

from accounts.models import Invitation, User  # noqa: E402
from content.models import CustomDocument  # noqa: E402
from home.models import NewsPage, ProcedurePage  # noqa: E402
from sites.decided_versions import find_public_version  # noqa: E402
from sites.models import Agency, AgencySettings, HostAlias  # noqa: E402
from sites.permissions.ownership import list_agency_pages  # noqa: E402

CODE = "so-y-te"


def prepare() -> None:
    """Write a text with links to the unit's own things and to those of others."""
    agency = Agency.objects.get(code=CODE)
    other = Agency.objects.get(code="so-xay-dung")
    own = NewsPage.objects.descendant_of(agency.root_page).live().order_by("pk")
    article, draft = own[0], own[1]
    theirs = NewsPage.objects.descendant_of(other.root_page).live().first()
    document = CustomDocument.objects.filter(collection=agency.collection).first()
    links = (
        f'<p><a linktype="page" id="{draft.pk}">của mình</a> '
        f'<a linktype="page" id="{theirs.pk}">của người khác</a> '
        f'<a linktype="document" id="{document.pk}">tệp</a></p>'
    )
    editor = User.objects.filter(groups=agency.editors_id).order_by("pk").first()
    article.body.append(("text", links))
    article.save_revision(user=editor).publish()
    draft.title = "Bản nháp mới"
    draft.body.append(("text", links))
    draft.save_revision()
    HostAlias.objects.create(agency=agency, hostname="yte-cu.backan.localhost")
    english = Locale.objects.get(language_code="en")
    translate_object(agency.root_page.specific, [english])
    translate_object(article.get_parent().specific, [english])
    translate_object(article, [english])
    # The demo has made public pages without versions.
    for page in list_agency_pages([agency.pk]).live().specific():
        find_public_version(page)


def tell() -> dict[str, object]:
    """Return what is to be the same in every installation that holds the website."""
    agency = Agency.objects.with_site().get(code=CODE)
    pages = list_agency_pages([agency.pk]).order_by("path")
    titles = dict(Page.objects.values_list("pk", "title"))
    groups = {agency.editors_id: "editor", agency.moderators_id: "moderator"}
    people = [
        *User.objects.filter(groups__in=groups).values_list("email", "groups"),
        *Invitation.objects.waiting().filter(group__in=groups).values_list("email", "group"),
    ]
    return {
        "pages": [
            [page.depth, page.url_path, page.numchild, page.locale.language_code, page.live]
            for page in pages
        ],
        "drafts": [
            page.get_latest_revision().content["title"] for page in pages if page.latest_revision_id
        ],
        "texts": [
            _name_links(page.body.raw_data, titles)
            for page in NewsPage.objects.descendant_of(agency.root_page).order_by("path")
        ],
        "draft texts": [
            _name_links(json.loads(revision.content["body"]), titles)
            for page in NewsPage.objects.descendant_of(agency.root_page).order_by("path")
            if (revision := page.get_latest_revision())
        ],
        "versions": [
            [one.content["title"], one.content["pk"] == page.pk, one.created_at.isoformat()]
            for page in pages
            for one in Revision.page_revisions.filter(object_id=str(page.pk)).order_by("created_at")
        ],
        "forms": [
            [form.file.title, form.file.collection.name]
            for page in ProcedurePage.objects.descendant_of(agency.root_page).order_by("path")
            for form in page.forms.all()
        ],
        "translated": StringSegment.objects.filter(
            source__object__in=pages.values("translation_key")
        ).count(),
        "people": sorted([email, groups[group]] for email, group in people if group in groups),
        "settings": AgencySettings.objects.filter(site=agency.site)
        .values("address", "telephone", "email")
        .get(),
        "former hosts": [*agency.aliases.values_list("hostname", flat=True)],
        "feedback": [*agency.feedback.order_by("receipt").values_list("receipt", "state")],
    }


def _name_links(stream: object, titles: dict[int, str]) -> list[str]:
    """Return the texts of a stream, with titles instead of keys in its links."""

    def name(match: re.Match[str]) -> str:
        key = int(match[2])
        document = match[1] == "document"
        return f"[{CustomDocument.objects.get(pk=key).title if document else titles[key]}]"

    return [
        re.sub(r'<a linktype="(\w+)" id="(\d+)">', name, block["value"])
        for block in stream
        if isinstance(block["value"], str)
    ]


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare()
    else:
        json.dump(tell(), sys.stdout, ensure_ascii=False)
