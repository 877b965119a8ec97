"""Which of these screens members of agencies may reach; the others are the ICT department's."""

from sites.isolation.rules import allow


def declare() -> None:
    """Called once, when the app is ready."""
    allow("approval:review", path={"page_id": "wagtailcore.Page"})
