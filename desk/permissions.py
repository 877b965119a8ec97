"""Rules for the admin routes of the apps home and accounts.

Accounts cannot declare its routes itself: it lies below ``sites``, which holds the registry.
"""

from sites.permissions.routes import allow

IMAGE, DOCUMENT, PAGE = "content.AgencyImage", "content.AgencyDocument", "wagtailcore.Page"

allow("bin")
allow("bin_restore_page", "bin_purge_page", path={"page_id": PAGE})
allow("bin_restore_image", "bin_purge_image", path={"pk": IMAGE, "kind": ""})
allow("bin_restore_document", "bin_purge_document", path={"pk": DOCUMENT, "kind": ""})
allow("bin_image", path={"image_id": IMAGE})
allow("bin_document", path={"document_id": DOCUMENT})
allow(
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
allow("desk:bulletins")
allow("desk:unit_bulletins", "desk:unit_bulletins_results", path={"agency": "agencies.Agency"})
# No rule for the bulletin: the view checks whether the agency may place it.
allow("desk:placement", path={"agency": "agencies.Agency", "bulletin": ""})
allow("feedback:units")
allow("feedback:unit", "feedback:unit_results", path={"agency": "agencies.Agency"})
allow("feedback:read", path={"pk": "home.FeedbackMessage"})
allow("manual", "session_state", "session_returned")
allow("manual_page", "manual_picture", path={"name": ""})
