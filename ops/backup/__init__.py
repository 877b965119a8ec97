"""Backups: one file with the rows and files of an installation, for PostgreSQL and SQLite alike."""
