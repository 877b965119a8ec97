"""Routes of these screens that others than ICT administrators may use.

The list is for auditors, who hold the permission to view it; the chooser names only what every
directory names.
"""

from sites.isolation.rules import allow

allow("agencies:index", "agencies:index_results")
allow("agency_chooser:choose", "agency_chooser:choose_results", "agency_chooser:chosen_multiple")
allow("agency_chooser:chosen", path={"pk": ""})
