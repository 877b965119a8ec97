"""Signals by which this app notifies the apps above it.

``file_discarded`` is sent before a picture or document is moved to the trash; argument:
``instance``.

``document_text_extracted`` is sent when the extracted text of a document has changed: it was
extracted, or deleted because the document has another file; argument: ``instance``, a
CustomDocument.

``renditions_created`` is sent when an image has renditions that pages did not offer before;
argument: ``instance``, a CustomImage.

``decided`` is sent in the transaction of each decision about a version; arguments: ``decision``,
``version``, and ``before``, the version that was public before, or None.
"""

from django.dispatch import Signal

file_discarded = Signal()
document_text_extracted = Signal()
renditions_created = Signal()
decided = Signal()
