"""What gunicorn reads by itself in the folder it is started in: its logs hold no secrets."""

import sys
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

# The command gunicorn does not look for modules here before it loads the application.
sys.path.insert(0, str(Path(__file__).parent))

from accounts.services.secret_urls import SecretsFilter  # noqa: E402


class DiscreetLogger(Logger):
    """gunicorn's own logs, the one of requests and the one of errors, without secrets."""

    def setup(self, cfg: Any) -> None:
        """As inherited; called once in each process."""
        super().setup(cfg)
        for log in (self.access_log, self.error_log):
            log.addFilter(SecretsFilter())


logger_class = DiscreetLogger
