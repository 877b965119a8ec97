"""Models for translators (glossary, memory), links to drafts, and the results of link checks."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from bulletins.models import Bulletin
from content.text.folding import fold_text
from sites.models import Agency

# Hexadecimal digits of a SHA-256 digest.
DIGEST_LENGTH = 64
# Characters; two folded words of at most 40 characters and a space.
PHRASE_LENGTH = 81


def get_target_locales() -> Q:
    """Return the condition for the languages that texts are translated into."""
    return ~Q(language_code=settings.LANGUAGE_CODE)


class GlossaryTerm(models.Model):
    """A Vietnamese term and what it is called in another language, kept by the ICT department."""

    term = models.CharField(_("Vietnamese term"), max_length=120)
    locale = models.ForeignKey(
        Locale,
        models.CASCADE,
        related_name="+",
        verbose_name=_("language"),
        limit_choices_to=get_target_locales,
    )
    translation = models.CharField(_("translation"), max_length=200)
    note = models.CharField(
        _("note"),
        max_length=300,
        blank=True,
        help_text=_("For translators: when to use it, and what not to write."),
    )

    class Meta:
        ordering = ["term", "pk"]
        verbose_name = _("term of the glossary")
        verbose_name_plural = _("terms of the glossary")
        constraints = [
            models.UniqueConstraint(fields=["term", "locale"], name="glossary_term_once"),
        ]

    def __str__(self) -> str:
        return self.term

    def clean(self) -> None:
        """Raise ValidationError for a term without letters and digits."""
        super().clean()
        if not fold_text(self.term):
            raise ValidationError({"term": _("The term needs a letter or a digit.")})


class MemoryEntry(models.Model):
    """A passage of a published text with its published translation.

    ``page`` or ``bulletin``: the translated object that it stands in; whether that is public is
    asked whenever the passage is offered. ``digest``: SHA-256 of the source text, for exact
    matches; ``folded``: its words without accents, for near ones.
    """

    locale = models.ForeignKey(Locale, models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, models.CASCADE, null=True, related_name="+")
    bulletin = models.ForeignKey(Bulletin, models.CASCADE, null=True, related_name="+")
    source_text = models.TextField()
    target_text = models.TextField()
    digest = models.CharField(max_length=DIGEST_LENGTH)
    folded = models.TextField()
    published_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(page=None, bulletin__isnull=False)
                | Q(page__isnull=False, bulletin=None),
                name="memory_of_one_object",
            ),
        ]
        indexes = [models.Index(fields=["locale", "digest"], name="memory_exact")]

    def __str__(self) -> str:
        return self.source_text[:80]


class MemoryPhrase(models.Model):
    """Two neighbouring words of a remembered passage, without accents; finds near matches."""

    entry = models.ForeignKey(MemoryEntry, models.CASCADE, related_name="phrases")
    phrase = models.CharField(max_length=PHRASE_LENGTH, db_index=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.phrase


class DraftLinkQuerySet(models.QuerySet["DraftLink"]):
    """Links to drafts by state."""

    def active(self) -> "DraftLinkQuerySet":
        """Return links that are neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class DraftLink(models.Model):
    """Secret address at which somebody without an account reads a draft.

    Only a digest of the secret is stored: reading the database is not enough to open the draft.
    Written by ``desk.services.draft_links``. See docs/features/draft-links.md.
    """

    # Whose website the address is on.
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, models.CASCADE, null=True, related_name="+")
    bulletin = models.ForeignKey(Bulletin, models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    recipient = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True)

    objects = DraftLinkQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link to a draft")
        verbose_name_plural = _("links to drafts")
        # Access follows from the draft, not from Django permissions.
        default_permissions = ()
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page=None) ^ Q(bulletin=None), name="link_to_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def subject(self) -> Page | Bulletin:
        """The page or bulletin whose draft the link shows."""
        return self.page or self.bulletin


class LinkProblem(models.TextChoices):
    """What is wrong with a link, as its editor reads it."""

    NONE = "", _("Works")
    DELETED_PAGE = "deleted-page", _("The page it leads to has been deleted.")
    UNPUBLISHED_PAGE = "unpublished-page", _("The page it leads to is not on the website.")
    DELETED_FILE = "deleted-file", _("The file it leads to has been deleted.")
    PRIVATE_FILE = "private-file", _("Readers do not get the file it leads to.")
    NO_PAGE = "no-page", _("There is nothing at this address of our websites.")
    WITHDRAWN = "withdrawn", _("The bulletin it leads to has been withdrawn.")
    BAD_ADDRESS = "bad-address", _("This is no address that a browser can open.")
    CREDENTIALS = "credentials", _("The address holds a user name or a password.")
    INTERNAL = "internal", _("The address leads into an internal network: readers cannot open it.")
    GONE = "gone", _("The other website says that there is nothing at this address.")
    REFUSED = "refused", _("The other website refuses this address.")
    SERVER_ERROR = "server-error", _("The other website answers with an error.")
    NO_NAME = "no-name", _("There is no website of this name any more.")
    NO_SERVER = "no-server", _("No web server answers there.")
    TIMEOUT = "timeout", _("The other website does not answer in time.")
    CERTIFICATE = "certificate", _("Browsers warn of this website: its certificate is not valid.")
    REDIRECTS = "redirects", _("The address leads in a circle.")


class CheckedLinkQuerySet(models.QuerySet["CheckedLink"]):
    """Links by state."""

    def broken(self) -> "CheckedLinkQuerySet":
        """Return the links to be mended: an external one has to fail on two nights first."""
        return self.filter(is_reported=True)


class CheckedLink(models.Model):
    """A link of a published page or bulletin: each external one, and internal ones that are broken.

    ``key`` identifies the target within the text: an address, or ``page:12``. ``address``: what
    readers would open, empty for what has been deleted. ``failed_on``: the night on which an
    external link failed first. ``asked_at``: when somebody asked for another check that is still to
    be done. Written by ``desk.services.link_check``. See docs/features/link-check.md.
    """

    page = models.ForeignKey(Page, models.CASCADE, null=True, related_name="+")
    bulletin = models.ForeignKey(Bulletin, models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=DIGEST_LENGTH)
    address = models.CharField(max_length=2000, blank=True)
    text = models.CharField(max_length=200, blank=True)
    is_external = models.BooleanField()
    problem = models.CharField(max_length=20, choices=LinkProblem.choices, blank=True)
    is_reported = models.BooleanField(default=False, db_index=True)
    failed_on = models.DateField(null=True)
    checked_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    objects = CheckedLinkQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page=None) ^ Q(bulletin=None), name="link_in_one_text"
            ),
            models.UniqueConstraint(fields=["page", "key"], name="link_of_page_once"),
            models.UniqueConstraint(fields=["bulletin", "key"], name="link_of_bulletin_once"),
        ]
        indexes = [models.Index(fields=["is_external", "checked_at"], name="link_check_order")]

    def __str__(self) -> str:
        return self.address or self.text

    @property
    def subject(self) -> Page | Bulletin:
        """The page or bulletin that the link stands in."""
        return self.page or self.bulletin


def get_specific_subject(link: DraftLink | CheckedLink) -> Any:
    """Return the bulletin, or the page as its own type, that a link shows or stands in."""
    subject = link.subject
    return subject if isinstance(subject, Bulletin) else subject.specific
