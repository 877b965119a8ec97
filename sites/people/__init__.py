"""Members of agencies and the ICT department: memberships, roles, invitations, and views."""
