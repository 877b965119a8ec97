"""Programs that tests run for real: found, or installed from the distribution where we may."""

import os
import shutil
import subprocess
import sys

# Servers are installed where only root looks for programs.
SEARCH_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/sbin"])


class MissingProgramError(Exception):
    """A program cannot be had; the message says in one sentence what to do."""


def find_or_install(program: str, package: str = "") -> str:
    """Return the path of ``program``, after installing ``package`` (by default of the same name)
    where it is missing.

    Raises MissingProgramError where it is still missing then.
    """
    path = shutil.which(program, path=SEARCH_PATH)
    if path is None:
        install(package or program)
        path = shutil.which(program, path=SEARCH_PATH)
    if path is None:
        raise MissingProgramError(f"install {package or program}, which has the program {program}")
    return path


def install(package: str) -> None:
    """Install a package of the distribution; do nothing where there is no apt or no right to."""
    if not shutil.which("apt-get"):
        return
    # sudo -n fails at once where it would have to ask for a password.
    root = ["env"] if os.geteuid() == 0 else ["sudo", "-n", "env"]
    apt = [*root, "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    # Test processes run side by side, and apt lets in one of them.
    patient = ["-o", "DPkg::Lock::Timeout=600"]
    if run_command(*root, "echo", "allowed"):
        sys.stderr.write(f"Installing the package {package} for the tests.\n")
        run_command(*apt, *patient, "update", seconds=300)
        run_command(*apt, *patient, "install", "--no-install-recommends", package, seconds=900)


def run_command(*command: str, seconds: int = 60) -> str:
    """Return what the command prints; nothing where it fails or hangs."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
