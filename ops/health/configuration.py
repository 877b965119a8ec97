"""Check of the configuration for contradictions and missing things."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks

from ops.health.registry import CheckResult, Inquiry, Level, fail, health_check, passed, warn

# The folder of the source.
SOURCE = Path(__file__).resolve().parents[2]
# What OpenSSL reads by itself: a file of certificate authorities, and folders of them.
TRUST_VARIABLES = {"SSL_CERT_FILE": Path.is_file, "SSL_CERT_DIR": Path.is_dir}


@health_check("settings", "Settings", order=100, in_thread=True)
def check_configuration(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield what is wrong with the settings, taken for themselves; at least one result."""
    found = [*_list_contradictions(), *_list_missing_programs(), *_check_account()]
    found += _run_checks()
    yield from found
    if not any(result.level == Level.PROBLEM for result in found):
        yield passed("The settings go together.")


def _list_contradictions() -> Iterator[CheckResult]:
    if settings.DEBUG or settings.SETTINGS_MODULE != "config.settings.production":
        yield fail(
            f"The settings are {settings.SETTINGS_MODULE}, which are not those of production.",
            "Set DJANGO_SETTINGS_MODULE=config.settings.production, as in the environment file.",
        )
    if settings.SERVE_MEDIA:
        yield fail("Uploaded files are sent without nginx.", "Use the settings of production.")
    if not settings.REQUIRE_SECOND_FACTOR:
        yield warn("Nobody needs a second factor.", "Leave REQUIRE_SECOND_FACTOR out.")
    if not getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0):
        yield fail(
            "No proxy is counted (TRUSTED_PROXY_COUNT=0), so everybody has nginx's address.",
            "Leave it out behind nginx alone.",
        )
    if settings.ADMIN_HOST == settings.BASE_DOMAIN:
        yield warn(
            "ADMIN_HOST is BASE_DOMAIN itself, the parent of all websites.",
            "Give the admin a name of its own, such as quan-tri.backan.example.",
        )
    if settings.SECRET_KEY in getattr(settings, "SECRET_KEY_FALLBACKS", []):
        yield warn("SECRET_KEY stands in SECRET_KEY_FALLBACKS too.", "Take it out there.")
    media, static = Path(settings.MEDIA_ROOT), Path(settings.STATIC_ROOT)
    if media.is_relative_to(static) or static.is_relative_to(media):
        yield fail(
            f"Uploaded files ({media}) and static files ({static}) lie in each other, so that "
            "nginx hands out what nobody may see.",
            "Choose two folders, in MEDIA_ROOT and STATIC_ROOT.",
        )
    for variable, is_there in TRUST_VARIABLES.items():
        path = os.environ.get(variable)
        if path and not is_there(Path(path)):
            yield fail(
                f"{variable} names {path}, which is not there, so no certificate is trusted.",
                "Let it name your certificate authorities, or leave it out.",
            )


def _list_missing_programs() -> Iterator[CheckResult]:
    if settings.FFMPEG and not shutil.which(settings.FFMPEG):
        yield warn(
            f"{settings.FFMPEG} is not installed, so recordings are not levelled.",
            "Install ffmpeg, or set FFMPEG= (empty).",
        )


def _check_account() -> Iterator[CheckResult]:
    if os.geteuid() == 0:
        yield warn(
            "The doctor was called by root, whom no permission stops.",
            "Call it as the account that Bantin runs as.",
        )
        return
    if os.access(SOURCE / "manage.py", os.W_OK):
        yield warn(
            f"This account can change its own program in {SOURCE}.",
            "Let the source belong to another account, such as root.",
        )
    if (SOURCE / "manage.py").stat().st_mode & stat.S_IWOTH:
        yield fail("Every account can change the program.", f"chmod -R o-w {SOURCE}")


def _run_checks() -> Iterator[CheckResult]:
    """Yield what ``check --deploy`` warns of."""
    for message in checks.run_checks(include_deployment_checks=True):
        if message.level >= checks.WARNING and not message.is_silenced():
            advice = " ".join(str(message.hint or "See the runbook.").split())
            report = fail if message.level >= checks.ERROR else warn
            text = " ".join(str(message.msg).split()).rstrip(".")
            yield report(f"{text} ({message.id}).", advice)
