"""The admin routes of this app, and of accounts, which lies below the declarations."""

from sites.isolation.rules import allow

allow("manual", "session_state", "session_returned")
allow("manual_page", "manual_picture", path={"name": ""})
