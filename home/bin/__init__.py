"""The trash: deleted pages and files can be restored for ``BIN_DAYS`` days."""
