"""Settings that gunicorn reads in the folder where it starts.

Its logs hold no secrets and have the format of ``LOG_FORMAT``; its processes count together
(``ops.system.counter_folder``), and answer health checks while they are busy
(``ops.http.health_server``).
"""

import gc
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

# The command gunicorn does not look for modules here before it loads the application.
sys.path.insert(0, str(Path(__file__).parent))

from accounts.services.secret_urls import SecretsFilter  # noqa: E402
from ops.logs import JSONFormatter  # noqa: E402
from ops.system.counter_folder import SETTING, prepare_folder  # noqa: E402

metrics_folder = prepare_folder()

# Only now, when it knows the folder.
from ops.system.counter_files import add_up_ended  # noqa: E402

add_up_ended(metrics_folder)


class DiscreetLogger(Logger):
    """gunicorn's own logs, the one of requests and the one of errors, without secrets."""

    def setup(self, cfg: Any) -> None:
        """As inherited; called once in each process."""
        super().setup(cfg)
        for log in (self.access_log, self.error_log):
            log.addFilter(SecretsFilter())
            if os.environ.get("LOG_FORMAT") == "json":
                for handler in log.handlers:
                    handler.setFormatter(JSONFormatter())


def on_exit(server: Any) -> None:
    """Remove the counts where nobody else shares the folder; gunicorn calls it at its end."""
    if not os.environ.get(SETTING):
        shutil.rmtree(metrics_folder, ignore_errors=True)


def post_worker_init(worker: Any) -> None:
    """Get a worker ready that has loaded the application; gunicorn calls it.

    It answers health checks beside its requests.
    """
    # What is loaded by now stays. To look all of it through for garbage would hold up a reader for
    # a tenth of a second, again and again.
    gc.collect()
    gc.freeze()
    if not os.environ.get("HEALTH_ADDRESS"):
        return
    from ops.http.health_server import start_health_server  # noqa: PLC0415, it needs the settings

    start_health_server()


def child_exit(server: Any, worker: Any) -> None:
    """Keep what a worker that has ended counted; gunicorn calls it."""
    add_up_ended(metrics_folder, worker.pid)


logger_class = DiscreetLogger
