"""One list of health checks, for the doctor, the screen and ``/readyz``.

``registry`` has what a check is, ``runner`` runs those of an asker within bounded time; each other
module holds the checks of one subject. Apps above this one have theirs in their ``health.py``.
"""
