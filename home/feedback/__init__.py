"""Messages of citizens to an agency: sent on its website, answered in the admin."""
