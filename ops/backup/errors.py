"""What is said where a backup cannot be made, read or restored."""


class BackupError(Exception):
    """A backup cannot be made, read or restored; the message says in words why."""
