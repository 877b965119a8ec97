"""Redirects: former URLs of pages, bulletins and files of a website."""

from django.db import models
from wagtail.models import Page

from bulletins.models import Bulletin
from content.models import CustomDocument
from sites.permissions.ownership import HOME_PATH_LENGTH


class FormerURL(models.Model):
    """Former path below a home page, and the page or bulletin that it leads to.

    ``path``: made by ``get_redirect_key``, with the query if an old portal had one; a bulletin
    replaces a page of such a portal. The row refers to the object and not to its next URL, so that
    it leads to the present URL however often the page moves. ``leads_elsewhere``: the page went to
    the website of another agency, which carries on the work of this one.
    """

    home = models.ForeignKey(Page, models.CASCADE, related_name="+")
    path = models.CharField(max_length=2000)
    page = models.ForeignKey(Page, models.CASCADE, null=True, related_name="former_addresses")
    bulletin = models.ForeignKey(Bulletin, models.CASCADE, null=True, related_name="+")
    # Also in the database: the release before this one writes rows during an upgrade.
    leads_elsewhere = models.BooleanField(default=False, db_default=False)

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
        """Return whether the page is still below this home page or one of its translations.

        No redirect leads to another website, but for ``leads_elsewhere``.
        """
        path = self.page.path[:HOME_PATH_LENGTH] if self.page else ""
        return path == self.home.path or self.home.get_translations().filter(path=path).exists()


class FormerFileName(models.Model):
    """Former name of a document's file; the name is part of the document's URL."""

    document = models.ForeignKey(
        CustomDocument, models.CASCADE, related_name="former_names", db_index=False
    )
    name = models.CharField(max_length=255)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "name"], name="unique_former_file_name")
        ]

    def __str__(self) -> str:
        return self.name
