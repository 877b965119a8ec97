"""Who exists: the agencies of the province, and the host names they answer to."""

import re
from collections.abc import Collection as Several
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, Value
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, Page, Site

from sites.abbreviations import abbreviations, initials
from sites.collation import sort_key
from sites.finding import split_terms, typed_words
from sites.host_names import validate_host_name
from sites.slugs import vietnamese_slug

SEARCH_KEY_LENGTH = 600
# Of the directory's key: more than all names and places of one unit need.
KEY_LENGTH = 10_000
# The code that every agency is addressed by.
EVERYONE = "all"
_NAMING = re.compile(r"(kind):([a-z_]+)|(group|agency):([1-9][0-9]{0,17})")


validate_code = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Lower-case letters, digits and hyphens only.")
)


class Kind(models.TextChoices):
    """What an agency is. A closed list: bulletins are addressed by it."""

    PROVINCE = "province", _("Province")
    OFFICE = "office", _("Office of the people's committee")
    DEPARTMENT = "department", _("Department")
    INSPECTORATE = "inspectorate", _("Inspectorate")
    COMMITTEE = "committee", _("Committee")
    BOARD = "board", _("Management board")
    BROADCASTER = "broadcaster", _("Radio and television")
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    COMMUNE = "commune", _("Commune or ward")


class Status(models.TextChoices):
    """Whether a unit still works. What an ended one published stays where it is."""

    ACTIVE = "active", _("Active")
    ARCHIVED = "archived", _("Archived")


def read_code(code: str) -> tuple[str, str]:
    """Return what a code of ``Agency.codes`` names: ``kind``, ``group`` or ``agency``, and which.

    Two empty texts for what is no such code, and for that of everybody.
    """
    match = _NAMING.fullmatch(code)
    if match is None:
        return "", ""
    sort, key = filter(None, match.groups())
    return sort, key


class AgencyQuerySet(models.QuerySet["Agency"]):
    def active(self) -> "AgencyQuerySet":
        """The units that still work."""
        return self.filter(status=Status.ACTIVE)

    def archived(self) -> "AgencyQuerySet":
        """The units that have ended."""
        return self.filter(status=Status.ARCHIVED)

    def addressed_by(self, codes: Several[str]) -> "AgencyQuerySet":
        """The units that have any of these codes; see ``Agency.codes``. A code that is none, from
        a draft that was written by no form, addresses nobody.
        """
        if EVERYONE in codes:
            return self
        named: dict[str, list[Any]] = {"kind": [], "group": [], "agency": []}
        for code in codes:
            sort, key = read_code(code)
            named.get(sort, []).append(key)
        memberships = Agency.groups.through.objects.filter(agencygroup__in=named["group"])
        return self.filter(
            Q(kind__in=named["kind"])
            | Q(pk__in=named["agency"])
            | Q(pk__in=memberships.values("agency"))
        )

    def matching(self, query: str) -> "AgencyQuerySet":
        """The units whose names, code or host have every word of ``query``, accents or not.

        Words match from their beginning.
        """
        found = self
        for word in split_terms(query):
            folded = vietnamese_slug(word, SEARCH_KEY_LENGTH)
            in_host = Q(site__hostname__istartswith=word)
            found = found.filter(
                in_host | Q(search_key__contains=f"-{folded}") if folded else in_host
            )
        return found

    def to_be_found(self, query: str) -> "AgencyQuerySet":
        """The units that a citizen may mean by ``query``: by their names of today and before,
        by abbreviations of them, or by place, accents or not.

        Units that are called so today come first, then those that were or are elsewhere.
        """
        words = typed_words(query)
        if not words:
            return self.none().annotate(is_called_so=Value(False))
        found = self
        called_so = Q()
        for word in words:
            joined = word.replace("-", "")
            found = found.filter(
                Q(directory_key__contains=f"-{word}") | Q(directory_key__contains=f"-{joined}")
            )
            called_so &= Q(search_key__contains=f"-{word}")
        return found.annotate(is_called_so=called_so)

    def with_site(self) -> "AgencyQuerySet":
        """Fetch the Wagtail site in the same query; every address needs it."""
        return self.select_related("site")


class Agency(models.Model):
    """One unit of government with a website of its own.

    Everything that belongs to the agency in Wagtail hangs on this row, and none of it can be
    deleted from under it: deleting a home page would otherwise take the site along.
    Agencies are made by ``sites.provisioning.provision_agency`` and nowhere else.
    """

    code = models.SlugField(
        _("code"),
        unique=True,
        max_length=80,
        validators=[validate_code],
        help_text=_("A short name that never changes, for example so-y-te."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    short_name = models.CharField(
        _("short name"),
        max_length=100,
        blank=True,
        help_text=_("For headings and lists; the full name is used where this is empty."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE, db_index=True
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    # What the website showed up to this moment, it goes on showing.
    archived_at = models.DateTimeField(null=True, editable=False)
    successors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="predecessors"
    )
    two_person_rule = models.BooleanField(
        _("two-person rule"),
        default=False,
        help_text=_("Nobody publishes what they wrote themselves."),
    )
    sort_key = models.CharField(max_length=700, editable=False, db_index=True)
    search_key = models.CharField(max_length=SEARCH_KEY_LENGTH, editable=False)
    directory_key = models.TextField(editable=False, default="")
    site = models.OneToOneField(Site, models.PROTECT, related_name="agency")
    root_page = models.OneToOneField(Page, models.PROTECT, related_name="agency")
    collection = models.OneToOneField(Collection, models.PROTECT, related_name="agency")
    editors = models.OneToOneField(Group, models.PROTECT, related_name="agency_as_editors")
    moderators = models.OneToOneField(Group, models.PROTECT, related_name="agency_as_moderators")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    @admin.display(description=_("agency"), ordering="sort_key")
    def __str__(self) -> str:
        return self.name_vi

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Work out what agencies are sorted and searched by; ``save`` does."""
        self.sort_key = sort_key(self.name_vi)
        words = f"{self.name_vi} {self.name_en} {self.short_name} {self.code}"
        # A hyphen before each word lets a search match from the beginning of words.
        self.search_key = f"-{vietnamese_slug(words, SEARCH_KEY_LENGTH - 1)}"
        self.directory_key = f"-{vietnamese_slug(' '.join(self._findable_words()), KEY_LENGTH)}"

    def _findable_words(self) -> Iterator[str]:
        former = [former.name for former in self.former_names.all()] if self.pk else []
        for name in (self.name_vi, self.name_en, self.short_name, *former):
            yield name
            yield from abbreviations(name)
        yield self.code
        details = getattr(self.site, "agencysettings", None)
        if details:
            yield details.address

    @property
    def name(self) -> str:
        """The full name in the language of the moment, Vietnamese where there is no other."""
        return (self.name_en if get_language() == "en" else "") or self.name_vi

    @property
    def heading(self) -> str:
        """The name to print where room is scarce."""
        if get_language() == "en" and self.name_en:
            return self.name_en
        return self.short_name or self.name_vi

    @property
    def initials(self) -> str:
        """Up to three capitals that stand in for a monogram."""
        return initials(self.heading)

    @property
    def is_archived(self) -> bool:
        """Whether the unit has ended; its website can be read, and nothing else."""
        return self.status == Status.ARCHIVED

    @property
    def root_url(self) -> str:
        """Scheme, host and port of the agency's website, without a closing slash."""
        return self.site.root_url

    @property
    def own_code(self) -> str:
        """The code that this agency alone is addressed by."""
        return f"agency:{self.pk}"

    @property
    def codes(self) -> list[str]:
        """Every code that this agency is addressed by: everyone's, its kind's, groups', its own."""
        groups = [f"group:{pk}" for pk in self.group_ids]
        return [EVERYONE, f"kind:{self.kind}", *groups, self.own_code]

    @cached_property
    def group_ids(self) -> list[int]:
        """The keys of the groups this agency is in."""
        return sorted(group.pk for group in self.groups.all())

    @cached_property
    def parent(self) -> "Agency | None":
        """The province, everyone's parent; None for the province itself or where there is none."""
        if self.kind == Kind.PROVINCE:
            return None
        return Agency.objects.active().with_site().filter(kind=Kind.PROVINCE).first()


class FormerName(models.Model):
    """What a unit was called before. People look for it by that name for years."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="former_names")
    name = models.CharField(_("former name"), max_length=200)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="former_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class HostAlias(models.Model):
    """A former or additional host name of an agency. It answers with a permanent redirect."""

    hostname = models.CharField(
        _("host name"), max_length=253, unique=True, validators=[validate_host_name]
    )
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = _("host alias")
        verbose_name_plural = _("host aliases")

    def __str__(self) -> str:
        return self.hostname

    def clean(self) -> None:
        self.hostname = self.hostname.lower()
        if Site.objects.filter(hostname=self.hostname).exists():
            raise ValidationError({"hostname": _("This is the address of a website.")})
