"""One picture and one file, for tests of a single attack."""

from django.core.files.base import ContentFile
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from content.models import CustomDocument, CustomImage


def create_file(collection: Collection, title: str = "Kế hoạch") -> CustomDocument:
    content = ContentFile(b"ke hoach", name="ke-hoach.txt")
    return CustomDocument.objects.create(title=title, file=content, collection=collection)


def create_picture(collection: Collection, title: str = "Ảnh") -> CustomImage:
    return CustomImage.objects.create(
        title=title, description=title, file=get_test_image_file(), collection=collection
    )
