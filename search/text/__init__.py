"""Vietnamese text as words that both databases compare alike. Nothing here uses a database."""
