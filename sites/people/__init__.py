"""Who works for which agency: membership, invitations, and the screens for both."""
