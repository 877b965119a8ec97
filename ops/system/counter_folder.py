"""Folder of the counts of web server processes.

prometheus-client decides when it is imported whether it keeps counts in files. So this module
imports nothing of it, and ``gunicorn.conf.py`` calls it before anything else.
"""

import os
import tempfile
from pathlib import Path

# prometheus-client's own variable.
FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
# Ours, which the runbook explains.
SETTING = "METRICS_FOLDER"


def prepare_folder() -> Path:
    """Name the folder to prometheus-client, make it and return it.

    ``METRICS_FOLDER``, or one of this gunicorn alone. Raises OSError if it cannot be made.
    """
    chosen = os.environ.get(SETTING) or tempfile.mkdtemp(prefix="bantin-metrics-")
    folder = Path(chosen)
    # Whoever may write there may make up counts.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ[FOLDER_VARIABLE] = str(folder)
    return folder
