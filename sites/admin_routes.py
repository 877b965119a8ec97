"""The admin routes of this app that members of agencies may use."""

from sites.isolation.rules import allow

allow("audit:index", "audit:results", "people:index")
allow("people:unit", "people:invite", path={"agency": "agencies.Agency"})
allow(
    "people:resend",
    "people:revoke",
    path={"invitation": "accounts.Invitation"},
)
allow(
    "people:role",
    "people:remove",
    "people:suspend",
    "people:restore",
    path={"agency": "agencies.Agency", "member": "accounts.User"},
)
