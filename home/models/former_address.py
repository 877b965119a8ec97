"""Where pages, bulletins and files of a website were before."""

from django.db import models
from wagtail.models import Page

from bulletins.models import Bulletin
from sites.models import AgencyDocument
from sites.page_owners import HOME_PATH_LENGTH


class FormerAddress(models.Model):
    """A path below a home page, with the query where there was one, that led to a page once, or
    on an old portal to what is a bulletin now.

    It names the page, not the page's next address, so that however often the page moves, each of
    its former addresses leads to where it is now.
    """

    home = models.ForeignKey(Page, models.CASCADE, related_name="+")
    path = models.CharField(max_length=2000)
    page = models.ForeignKey(Page, models.CASCADE, null=True, related_name="former_addresses")
    bulletin = models.ForeignKey(Bulletin, models.CASCADE, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["home", "path"], name="unique_former_address"),
            models.CheckConstraint(
                condition=models.Q(page=None) ^ models.Q(bulletin=None),
                name="former_address_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def is_of_the_same_website(self) -> bool:
        """Whether the page is still below that home page, in whatever language: no website leads
        to another's.
        """
        path = self.page.path[:HOME_PATH_LENGTH] if self.page else ""
        return path == self.home.path or self.home.get_translations().filter(path=path).exists()


class FormerFileName(models.Model):
    """A name that a document's file had, which is a part of the document's address."""

    document = models.ForeignKey(
        AgencyDocument, models.CASCADE, related_name="former_names", db_index=False
    )
    name = models.CharField(max_length=255)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "name"], name="unique_former_file_name")
        ]

    def __str__(self) -> str:
        return self.name
