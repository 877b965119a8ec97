"""Rules for the admin routes of the apps home, desk and accounts.

The glossary and the memory of translators are the ICT department's.

Accounts cannot declare its routes itself: it lies below ``sites``, which holds the registry.
"""

from wagtail.models import Page

from bulletins.models import Bulletin
from desk.models import CheckedLink, DraftLink
from sites.permissions.ownership import register_central_app, register_owner
from sites.permissions.routes import allow_route

BULLETIN = "bulletins.Bulletin"
IMAGE, DOCUMENT, PAGE = "content.CustomImage", "content.CustomDocument", "wagtailcore.Page"


@register_owner(CheckedLink, DraftLink)
def get_link_subject(link: CheckedLink | DraftLink) -> Page | Bulletin:
    """Return the page or bulletin that a link stands in, or whose draft it shows."""
    return link.subject


allow_route("bin")
allow_route("bin_restore", body={"page": PAGE, "image": IMAGE, "document": DOCUMENT})
_acts = ("view", "restore", "purge")
allow_route(*(f"bin_{act}_page" for act in (*_acts, "preview")), path={"page_id": PAGE})
for _kind, _model in (("image", IMAGE), ("document", DOCUMENT)):
    allow_route(
        *(f"bin_{act}_{_kind}" for act in (*_acts, "open")), path={"pk": _model, "kind": ""}
    )
allow_route("bin_image", path={"image_id": IMAGE})
allow_route("bin_document", path={"document_id": DOCUMENT})
allow_route(
    "desk:news",
    "desk:news_results",
    "desk:documents",
    "desk:documents_results",
    "desk:procedures",
    "desk:procedures_results",
    "desk:information",
    "desk:information_results",
    "desk:add_news",
    "desk:add_news_from_word",
    "desk:add_document",
    "desk:add_procedure",
    "desk:add_information",
    "desk:add_information_from_word",
    "desk:contact",
    "desk:organisation",
    query={"unit": "agencies.Agency"},
)
allow_route("desk:bulletins")
allow_route(
    "desk:unit_bulletins", "desk:unit_bulletins_results", path={"agency": "agencies.Agency"}
)
# No rule for the bulletin: the view checks whether the agency may place it.
allow_route("desk:placement", path={"agency": "agencies.Agency", "bulletin": ""})
allow_route("desk:opening_hours")
allow_route("desk:agency_opening_hours", path={"agency": "agencies.Agency"})
allow_route("desk:pages", "desk:front_pages", "desk:reviews", "desk:search")
allow_route("desk:agency_pages", path={"agency": "agencies.Agency"})
allow_route(
    *(f"desk:{name}" for name in ("add_below", "shift_page", "move_page", "renew_review")),
    "desk:front_page",
    "desk:preview_front_page",
    path={"page_id": PAGE},
)
allow_route("desk:draft_links", "desk:broken_links")
allow_route("desk:page_draft_links", path={"page_id": PAGE})
allow_route("desk:bulletin_draft_links", path={"bulletin": BULLETIN})
allow_route("desk:revoke_draft_link", path={"pk": "desk.DraftLink"})
allow_route("desk:recheck_link", path={"pk": "desk.CheckedLink"})
allow_route("desk:translations")
allow_route("desk:begin_page_translation", path={"page_id": PAGE, "target_language": ""})
# Central: the view asks the policy of bulletins.
allow_route("desk:begin_bulletin_translation", path={"bulletin": BULLETIN, "target_language": ""})
register_central_app("desk")
allow_route(*(f"glossary:{name}" for name in ("index", "index_results", "add")))
allow_route(
    *(f"glossary:{name}" for name in ("edit", "delete", "usage", "history", "history_results")),
    path={"pk": "desk.GlossaryTerm"},
)
allow_route("feedback:units")
allow_route(
    *(f"feedback:{name}" for name in ("unit", "unit_results", "templates", "ratings")),
    "feedback:add_template",
    path={"agency": "agencies.Agency"},
)
allow_route(
    "feedback:read",
    path={"pk": "home.FeedbackMessage"},
    query={"mau": "home.AnswerTemplate"},
)
allow_route("feedback:edit_template", path={"pk": "home.AnswerTemplate"})
allow_route("manual", "session_state", "session_returned")
allow_route("manual_page", "manual_picture", path={"name": ""})
