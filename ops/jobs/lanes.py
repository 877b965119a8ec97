"""Lanes of the queue: in which order tasks are done."""

from enum import IntEnum


class Lane(IntEnum):
    """Lane of a task, as its priority; workers take the higher one first.

    ``URGENT``: mail that somebody waits for, and telling people of bulletins. ``PROMPT``: what
    follows a publication on the websites. ``NORMAL``: what is right within the hour. ``LONG``: what
    goes on through a night, piece by piece.
    """

    URGENT = 20
    PROMPT = 10
    NORMAL = 0
    LONG = -20
