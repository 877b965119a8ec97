"""The journal of the admin (audit log): who did what for which agency, and when."""
