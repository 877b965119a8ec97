"""Signals about words that wait and about appointments, each sent in the transaction of the act.

Those about words have ``waiting`` (``WaitingWords``), ``people`` (whom it concerns) and ``by`` (who
acts). ``appointment_missed`` has ``page``, ``at`` (when it was to be published) and ``reason``.
"""

from django.dispatch import Signal

words_sent = Signal()
words_approved = Signal()
words_returned = Signal()
appointment_missed = Signal()
