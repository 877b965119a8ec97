"""Signals about words that wait, each sent in the transaction of the act.

All have ``waiting`` (``WaitingWords``), ``people`` (whom it concerns) and ``by`` (who acts).
"""

from django.dispatch import Signal

words_sent = Signal()
words_approved = Signal()
words_returned = Signal()
