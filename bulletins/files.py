"""The files of bulletins: on every website that shows the bulletin, at that website's address.

This is for documents of units that the ICT department has put into a bulletin. What is central or
shared is everybody's, copies made when a proposal was accepted included.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from wagtail.models import ReferenceIndex

from bulletins.models import Bulletin
from sites.models import Agency, AgencyDocument


def is_in_a_bulletin_on(document: AgencyDocument, agency: Agency) -> bool:
    """Whether a bulletin that an agency's website shows has the document, in any language."""
    references = ReferenceIndex.get_references_to(document).filter(
        base_content_type=ContentType.objects.get_for_model(Bulletin)
    )
    keys = references.annotate(key=Cast("object_id", BigIntegerField())).values("key")
    rows = Bulletin.objects.filter(pk__in=keys, live=True)
    shown = Bulletin.objects.published_to(agency)
    return shown.filter(translation_key__in=rows.values("translation_key")).exists()
