"""Vietnamese text as words that both databases compare alike. Nothing here knows a database."""
