"""E-mail notifications: created in the transaction of the event, sent by periodic tasks."""
