"""TCP ports for the servers that tests and benchmarks start."""

import itertools
import os
import socket

# Below those from which Linux takes the ports of connections that go out (from 32768): one that
# is found here is not lost to a connection before its server listens. And above 10080, which
# browsers refuse.
FIRST, LAST = 10_100, 32_000
_numbers = itertools.count(os.getpid() * 997)


def find_free_port(wanted: int = 0) -> int:
    """Return a port of 127.0.0.1 that nothing listens on, and never one a second time.

    The wanted one if it is given; 0 where that is taken. Processes that run beside each other
    begin at different places.
    """
    candidates = [wanted] if wanted else (FIRST + number % (LAST - FIRST) for number in _numbers)
    for port in candidates:
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    return 0
