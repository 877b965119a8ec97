"""Make the renditions that websites need of all pictures, after an upgrade or a restore."""

import sys

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from content.files.rendition_filters import RenditionNotStoredError
from content.models import CustomImage
from content.renditions import create_missing_renditions, delete_lost_renditions
from sites.permissions.file_visibility import get_visibility


class Command(BaseCommand):
    """Command that makes missing renditions and prints how many.

    Fails at the end if the files of some pictures are missing or damaged, and lists them.
    """

    help = (
        "Make the sizes that websites show of all public pictures, where they or their files are "
        "missing: after an upgrade, or a restore without these files. New pictures are seen to by "
        "run_jobs; this can be run again."
    )

    def handle(self, **options: object) -> None:
        keys = list(CustomImage.objects.order_by("pk").values_list("pk", flat=True))
        images = made = lost = 0
        unreadable = []
        for key in tqdm(keys, unit="picture", disable=not sys.stderr.isatty()):
            image = CustomImage.objects.filter(pk=key).first()
            if image is None:
                continue
            try:
                lost += delete_lost_renditions(image)
                if not get_visibility(image).is_public:
                    continue
                images += 1
                made += create_missing_renditions(image)
            except RenditionNotStoredError as error:
                raise CommandError(f"The storage has no room: {error}") from error
            except OSError as error:
                raise CommandError(f"The storage does not answer: {error}") from error
            if not image.renditions.exists():
                unreadable.append(image)
        self.stdout.write(
            f"{images} pictures are public. {made} sizes were made, {lost} files were missing."
        )
        if unreadable:
            lines = [f"{image.pk}: {image.file.name}" for image in unreadable]
            raise CommandError("These pictures cannot be read:\n" + "\n".join(lines))
