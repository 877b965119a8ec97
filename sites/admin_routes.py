"""The admin routes of this app that members of agencies may use."""

from sites.isolation.rules import allow

# The list of agencies is the auditors' to read; its view turns the others away.
allow("agencies:index", "agencies:index_results")
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
    path={"agency": "agencies.Agency", "member": "accounts.User"},
)
# Who is suspended works nowhere as long as it lasts; the view asks for the membership.
allow("people:restore", path={"agency": "agencies.Agency", "member": ""})
