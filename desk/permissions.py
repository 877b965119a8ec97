"""Rules for the admin routes of the apps home, desk and accounts.

The glossary and the memory of translators are the ICT department's.

Accounts cannot declare its routes itself: it lies below ``sites``, which holds the registry.
"""

from sites.permissions.ownership import register_central_app
from sites.permissions.routes import allow_route

BULLETIN = "bulletins.Bulletin"
IMAGE, DOCUMENT, PAGE = "content.CustomImage", "content.CustomDocument", "wagtailcore.Page"

allow_route("bin")
allow_route("bin_restore_page", "bin_purge_page", path={"page_id": PAGE})
allow_route("bin_restore_image", "bin_purge_image", path={"pk": IMAGE, "kind": ""})
allow_route("bin_restore_document", "bin_purge_document", path={"pk": DOCUMENT, "kind": ""})
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
    "desk:add_document",
    "desk:add_procedure",
    "desk:add_information",
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
allow_route("feedback:unit", "feedback:unit_results", path={"agency": "agencies.Agency"})
allow_route("feedback:read", path={"pk": "home.FeedbackMessage"})
allow_route("manual", "session_state", "session_returned")
allow_route("manual_page", "manual_picture", path={"name": ""})
