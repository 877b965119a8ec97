"""Settings of operation: waiting, memory, logs, metrics, retention periods, backups.

A part of ``config.settings.base``.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.environment import env

# Seconds to wait for the database, for each statement and of a website's request for all of them;
# 0: without end. Of a check whether this process is ready likewise. See ops.database.limits.
DATABASE_SECONDS = {
    "website": environment.get_amount("DATABASE_WEBSITE_SECONDS", 2),
    "admin": environment.get_amount("DATABASE_ADMIN_SECONDS", 20),
    "command": environment.get_amount("DATABASE_COMMAND_SECONDS", 900),
    "health": 0.8,
}
# Hours that a page is served after its time while the database is away.
STALE_PAGE_HOURS = environment.get_amount("STALE_PAGE_HOURS", 24)
# How long a process believes what PostgreSQL has said of what changed, and whoever changes
# something waits after the commit; the same in all processes. See sites.caching.leases.
VERSION_LEASE_SECONDS = 0.01

# Where workers of gunicorn answer health checks besides, however busy they are.
HEALTH_ADDRESS = environment.get_ip_address_and_port("HEALTH_ADDRESS")

# Whose hosts these processes serve; the unit of each pool says it.
SERVES = environment.get_choice("SERVES", ("all", "websites", "admin"))

# Where the edges are told what has changed, and the secret that they ask for; see
# docs/features/edge.md.
EDGE_URLS = environment.get_edge_urls("EDGE_URLS")
EDGE_SECRET = environment.get_secret("EDGE_SECRET")
if EDGE_URLS and not EDGE_SECRET:
    raise ImproperlyConfigured(
        "EDGE_URLS is set, so EDGE_SECRET must be: edges purge for nobody else."
    )

# A process of run_jobs that takes more megabytes after a task begins anew; 0: never.
JOB_MEMORY_MB = env.int("JOB_MEMORY_MB", default=220)

# All logs go to standard error, server errors with their traceback: lines for people, or one JSON
# object for each. See docs/features/watching.md.
LOG_FORMAT = environment.get_choice("LOG_FORMAT", ("text", "json"))
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "ops.logs.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "ops.logs.JSONFormatter"},
    },
    "filters": {
        "secrets": {"()": "accounts.services.secret_urls.SecretsFilter"},
        "outages": {"()": "ops.database.outage_log.OutageFilter"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["outages", "secrets"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # These log a line or two for every page saved, which would bury the output of commands; who did
    # what is recorded in the database.
    "loggers": {
        name: {"level": "WARNING"} for name in ("django_tasks", "django_tasks_db", "wagtail")
    }
    # A line for each request: for programs; in lines for people the web server has them.
    | {"ops.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"}},
}
# Whether the number of a request is the one that the proxy sends in X-Request-Id; anybody may send
# one where there is no proxy that replaces it.
REQUEST_ID_FROM_PROXY = environment.get_choice("REQUEST_ID_FROM_PROXY", ("off", "on")) == "on"
# Folder in which a node keeps the errors that people met while the database cannot be written;
# empty: the memory of each process. See docs/features/errors.md.
ERRORS_FOLDER = env.str("ERRORS_FOLDER", default="")
# Where Sentry's SDK sends errors besides, a key and an address; empty: the SDK is not loaded.
SENTRY_DSN = environment.get_sentry_dsn("SENTRY_DSN")
# Who may read /metrics beside this machine itself: who knows the token, and these networks.
METRICS_TOKEN = environment.get_secret("METRICS_TOKEN")
METRICS_NETWORKS = environment.get_networks("METRICS_NETWORKS")

# Days after which what is kept goes; docs/features/retention.md says what. The least of some is
# what a screen looks back.
BIN_DAYS = environment.get_days("BIN_DAYS", 30)
FEEDBACK_DAYS = environment.get_days("FEEDBACK_DAYS", 180)
SPAM_DAYS = environment.get_days("SPAM_DAYS", 30)
VISIT_DAYS = environment.get_days("VISIT_DAYS", 90, minimum=90)
QUERY_COUNT_DAYS = environment.get_days("QUERY_COUNT_DAYS", 366, minimum=92)
QUERY_HASH_DAYS = environment.get_days("QUERY_HASH_DAYS", 92, minimum=3)
NOTIFICATION_DAYS = environment.get_days("NOTIFICATION_DAYS", 180, minimum=7)
SECURITY_EVENT_DAYS = environment.get_days("SECURITY_EVENT_DAYS", 365, minimum=30)
SIGN_IN_DAYS = environment.get_days("SIGN_IN_DAYS", 90)
DRAFT_LINK_DAYS = environment.get_days("DRAFT_LINK_DAYS", 30)
WORD_FILE_DAYS = environment.get_days("WORD_FILE_DAYS", 1)
TASK_DAYS = environment.get_days("TASK_DAYS", 14)
DEAD_TASK_DAYS = environment.get_days("DEAD_TASK_DAYS", 90)
INCIDENT_DAYS = environment.get_days("INCIDENT_DAYS", 1095, minimum=90)
ERROR_DAYS = environment.get_days("ERROR_DAYS", 30)
BACKUP_RECORD_DAYS = environment.get_days("BACKUP_RECORD_DAYS", 400, minimum=40)
# 0: never.
JOURNAL_DAYS = environment.get_days("JOURNAL_DAYS", 0, minimum=0)
# Public key that backups are encrypted for by age; empty: they are not encrypted.
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", default="")
# Public keys of senders, in the form of ssh-keygen; import_agency takes their archives.
ARCHIVE_SENDERS = [key for key in env.list("ARCHIVE_SENDERS", default=[]) if key]
