"""Work that is done at the same moment: in threads, and in processes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def call_in_thread(function, *arguments):
    """Call a function as another reader does, with a connection of its own."""
    try:
        return function(*arguments)
    finally:
        connection.close()


def run_in_threads(*works: Callable[[], object]) -> list:
    """Do all at the same moment; each thread has a connection of its own and really commits."""
    start = Barrier(len(works))

    def run(work):
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(call_in_thread, [run] * len(works), works))


class Process:
    """Does what it is told, line by line: ``sites.tests.web_process``, or another such module."""

    def __init__(self, environment, module, stderr=None):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        pipes["stderr"] = stderr
        command = [sys.executable, "-m", module]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, **pipes)

    def begin(self, *words):
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()

    def answer(self):
        return self.process.stdout.readline().strip()

    def do(self, *words):
        self.begin(*words)
        return json.loads(self.answer())
