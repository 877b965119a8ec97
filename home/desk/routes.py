"""The desk's routes that members of agencies may use; see ``sites.isolation.rules``."""

from sites.isolation.rules import allow

allow(
    "desk:news",
    "desk:news_results",
    "desk:documents",
    "desk:documents_results",
    "desk:information",
    "desk:information_results",
    "desk:add_news",
    "desk:add_document",
    "desk:add_information",
    "desk:contact",
    query={"unit": "agencies.Agency"},
)
