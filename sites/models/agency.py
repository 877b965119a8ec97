"""Models of the agencies, the provinces among them, and of who succeeded whom."""

from collections.abc import Collection as Several
from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Collection, Page, Site

from content.languages import get_interface_language
from content.text.collation import get_sort_key
from content.text.folding import fold_query, get_words_key, split_terms
from content.text.places import find_province
from content.text.slugs import get_initials, list_abbreviations
from sites.models.audience_code import BELOW, EVERYONE, parse_code

validate_code = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Lower-case letters, digits and hyphens only.")
)


# Digits of the code of an administrative unit, by the kind of its agency. The General Statistics
# Office keeps the list (Quyết định 124/2004/QĐ-TTg; since the reform of 2025 19/2025/QĐ-TTg, where
# districts have none any more).
GEOCODE_DIGITS = {"province": 2, "city": 3, "district": 3, "commune": 5}


class Kind(models.TextChoices):
    """The kind of an agency. A closed list, because bulletins are addressed to kinds."""

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
    """Whether an agency is active or archived; an archived one keeps its website, read-only."""

    ACTIVE = "active", _("Active")
    ARCHIVED = "archived", _("Archived")


class AgencyQuerySet(models.QuerySet["Agency"]):
    """QuerySet of agencies."""

    def active(self) -> "AgencyQuerySet":
        """Return the agencies that are not archived."""
        return self.filter(status=Status.ACTIVE)

    def archived(self) -> "AgencyQuerySet":
        """Return the archived agencies."""
        return self.filter(status=Status.ARCHIVED)

    def addressed_by(self, codes: Several[str]) -> "AgencyQuerySet":
        """Return the agencies that have any of these audience codes; see ``Agency.codes``.

        An invalid code, which a draft not written by a form may contain, matches no agency.
        """
        if EVERYONE in codes:
            return self
        named: dict[str, list[Any]] = {"kind": [], "below": [], "group": [], "agency": []}
        for code in codes:
            sort, key = parse_code(code)
            named.get(sort, []).append(key)
        memberships = Agency.groups.through.objects.filter(agencygroup__in=named["group"])
        return self.filter(
            Q(kind__in=named["kind"])
            | Q(code__in=named["below"])
            | Q(parent__in=Agency.objects.filter(code__in=named["below"]).values("pk"))
            | Q(pk__in=named["agency"])
            | Q(pk__in=memberships.values("agency"))
        )

    def matching(self, query: str) -> "AgencyQuerySet":
        """Return the agencies whose names, code or host have every word of ``query``.

        Words match from their beginning, with or without accents; the host matches
        from its beginning only. Returns all agencies for a query without terms.
        """
        found = self
        for term in split_terms(query):
            in_host = Q(site__hostname__istartswith=term)
            in_name = _terms_q("search_key", fold_query(term))
            found = found.filter(in_host | in_name if in_name else in_host)
        return found

    def findable(self, query: str) -> "AgencyQuerySet":
        """Return the agencies that a citizen may mean by ``query``, for the directory.

        Every word has to match the beginning of a word in the current or former names, their
        abbreviations, the code or the postal address, with or without accents. Annotated with
        ``is_called_so``: whether the current names and code alone match, so that callers can list
        these agencies first. Returns none for a query without words.
        """
        terms = fold_query(query)
        if not terms:
            return self.none().annotate(is_called_so=Value(False))
        found = self.filter(_terms_q("directory_key", terms))
        return found.annotate(is_called_so=_terms_q("search_key", terms))

    def get_only_province(self) -> "Agency | None":
        """Return the active province if there is exactly one, else None."""
        provinces = list(self.active().with_site().filter(kind=Kind.PROVINCE)[:2])
        return provinces[0] if len(provinces) == 1 else None

    def provinces_of(self, agencies: Several[int]) -> "AgencyQuerySet":
        """Return the provinces that these agencies (primary keys) are or belong to."""
        own = Q(pk__in=agencies) | Q(pk__in=Agency.objects.filter(pk__in=agencies).values("parent"))
        return self.filter(own, kind=Kind.PROVINCE)

    def of_province(self, agency: "Agency") -> "AgencyQuerySet":
        """Return the province that ``agency`` is or belongs to, and all that belong to it.

        Archived agencies included, also those of provinces that it succeeded. For an agency without
        a province: all that have none either.
        """
        province = agency.pk if agency.kind == Kind.PROVINCE else agency.parent_id
        if province is None:
            return self.filter(parent=None)
        followed = Agency.objects.filter(successors=province).order_by().values("pk")
        provinces = Q(pk=province) | Q(pk__in=followed)
        own = Q(parent=province) | Q(parent__in=followed)
        return self.filter(provinces | own)

    def with_site(self) -> "AgencyQuerySet":
        """Fetch the Wagtail site in the same query; every URL of the agency needs it."""
        return self.select_related("site")


def _terms_q(key: str, terms: list[tuple[str, ...]]) -> Q:
    """Match agencies whose ``key`` (a field) has each of ``terms``; see ``fold_query``."""
    found = Q()
    for matches in terms:
        found &= reduce(or_, (Q(**{f"{key}__contains": match}) for match in matches))
    return found


class Agency(models.Model):
    """An agency of government with a website of its own.

    The row refers to everything that Wagtail needs for the agency, and protects it from deletion:
    deleting a home page would otherwise delete the site as well. Agencies are created only by
    ``sites.services.provisioning.provision_agency``. See
    docs/decisions/0006-non-null-relations-with-protect.md.
    """

    code = models.SlugField(
        _("code"),
        unique=True,
        max_length=80,
        validators=[validate_code],
        help_text=_("A short name that never changes, for example so-y-te."),
    )
    kind = models.CharField(pgettext_lazy("agency", "kind"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("province"),
        help_text=_("The province that the unit belongs to."),
    )
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    short_name = models.CharField(
        _("short name"),
        max_length=100,
        blank=True,
        help_text=_("For headings and lists; the full name is used where this is empty."),
    )
    geocode = models.CharField(
        _("code of the administrative unit"),
        max_length=5,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(r"^[0-9]+\Z", _("Digits only, zeros in front included."))],
        help_text=_(
            "Of the General Statistics Office: 2 digits for a province, 3 for a district or city, "
            "5 for a commune or ward. Warning systems find the place by it. Empty for what is no "
            "territory."
        ),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE, db_index=True
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    # Announced while the agency is active; citizens are told beforehand who will serve then.
    ends_on = models.DateField(_("will end on"), null=True, blank=True, editable=False)
    # The website goes on showing the bulletins that it showed at this moment.
    archived_at = models.DateTimeField(null=True, editable=False)
    successors = models.ManyToManyField(
        "self",
        through="Succession",
        through_fields=("from_agency", "to_agency"),
        symmetrical=False,
        blank=True,
        related_name="predecessors",
    )
    two_person_rule = models.BooleanField(
        _("two-person rule"),
        default=False,
        help_text=_("Nobody publishes what they wrote themselves."),
    )
    # What tells the agency apart from others of the same name, such as its province. Empty where
    # nobody else is called so; written by ``sites.services.namesakes``.
    qualifier = models.CharField(
        max_length=253, blank=True, default="", db_default="", editable=False
    )
    # The same for the English name, which several may have whose Vietnamese names differ.
    qualifier_en = models.CharField(
        max_length=253, blank=True, default="", db_default="", editable=False
    )
    sort_key = models.CharField(max_length=700, editable=False, db_index=True)
    search_key = models.TextField(editable=False, default="")
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
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=Kind.PROVINCE) | Q(parent=None),
                name="province_has_no_parent",
                violation_error_message=_("A province belongs to no other."),
            )
        ]

    @admin.display(description=_("agency"), ordering="sort_key")
    def __str__(self) -> str:
        return _add_qualifier(self.name_vi, self.qualifier)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raise ValidationError unless the code of the administrative unit fits the kind."""
        digits = GEOCODE_DIGITS.get(self.kind)
        if self.geocode and digits is None:
            raise ValidationError({"geocode": _("Such a unit is no territory and has no code.")})
        if self.geocode and len(self.geocode) != digits:
            message = _("The code of such a unit has %(digits)s digits, zeros in front included.")
            raise ValidationError({"geocode": message % {"digits": digits}})

    def set_keys(self) -> None:
        """Set the keys that agencies are sorted and searched by; ``save`` calls this.

        ``QuerySet.update`` does not, so it must not be used on names.
        """
        self.sort_key = get_sort_key(self.name_vi)
        names = [self.name_vi, self.name_en, self.short_name]
        names += [self.qualifier, self.qualifier_en, self.code]
        self.search_key = get_words_key(names)
        self.directory_key = get_words_key(self._iter_directory_texts())

    def _iter_directory_texts(self) -> Iterator[str]:
        former = [former.name for former in self.former_names.all()] if self.pk else []
        for name in (self.name_vi, self.name_en, self.short_name, *former):
            yield name
            yield from list_abbreviations(name)
        yield from (self.qualifier, self.qualifier_en, self.code)
        details = getattr(self.site, "agencysettings", None)
        if details:
            yield details.address

    @property
    def name(self) -> str:
        """The full name in the interface language, or in Vietnamese if it has none there.

        Followed by what tells it apart where several agencies are called so in that language.
        """
        return _add_qualifier(self.own_name, self._own_qualifier)

    @property
    def heading(self) -> str:
        """The name for headings and lists, told apart as ``name`` is.

        In English the full name, else the short name if set.
        """
        return _add_qualifier(self._own_heading, self._own_qualifier)

    @property
    def own_name(self) -> str:
        """The full name alone, for places that name the province beside it."""
        return self.get_name_in(get_interface_language()) or self.name_vi

    @property
    def _own_heading(self) -> str:
        translated = self.get_name_in(get_interface_language())
        return translated or self.short_name or self.name_vi

    @property
    def province_name(self) -> str:
        """What a province is called within a sentence: "tỉnh Thái Nguyên", not its portal's name.

        In the interface language. Its ``heading`` where its names have no such place.
        """
        found = find_province(self.name_vi)
        if found is None:
            return self.heading
        forms = {"tỉnh": _("%(name)s Province"), "thành phố": _("%(name)s City")}
        return str(forms[found.level]) % {"name": found.name}

    @property
    def _own_qualifier(self) -> str:
        language = get_interface_language()
        if self.get_name_in(language):
            return str(getattr(self, f"qualifier_{language}", ""))
        return self.qualifier

    def get_name_in(self, language: str) -> str:
        """Return the name in another language (a code) than Vietnamese; empty if it has none."""
        if language == settings.LANGUAGE_CODE:
            return ""
        return str(getattr(self, f"name_{language}", ""))

    @property
    def initials(self) -> str:
        """Up to three capitals, shown if no monogram is set."""
        return get_initials(self._own_heading)

    @property
    def is_archived(self) -> bool:
        """Whether the agency is archived, so that its website is read-only."""
        return self.status == Status.ARCHIVED

    @property
    def root_url(self) -> str:
        """Scheme, host and port of the agency's website, without a trailing slash."""
        return self.site.root_url

    @property
    def own_code(self) -> str:
        """The audience code of this agency alone, for example ``agency:12``."""
        return f"agency:{self.pk}"

    @property
    def below_code(self) -> str:
        """The audience code of this agency and all that belong to it: ``below:tinh-bac-kan``."""
        return f"{BELOW}{self.code}"

    @property
    def codes(self) -> list[str]:
        """All audience codes of this agency, as in docs/features/audience.md.

        ``all``, ``kind:…``, ``below:…`` of itself and of its province, ``group:…`` of each of its
        groups, and its own. Fetch ``parent`` with the agency, else it needs a query.
        """
        above = [self.parent.below_code] if self.parent else []
        groups = [f"group:{pk}" for pk in self.group_ids]
        return [EVERYONE, f"kind:{self.kind}", self.below_code, *above, *groups, self.own_code]

    @cached_property
    def group_ids(self) -> list[int]:
        """Return the sorted primary keys of the groups this agency is in; cached."""
        return sorted(group.pk for group in self.groups.all())

    @cached_property
    def predecessor_ends(self) -> list[date]:
        """Return the days on which the archived predecessors ended, the latest last; cached."""
        archived = self.predecessors.archived().order_by("ended_on")
        return [day for day in archived.values_list("ended_on", flat=True) if day]

    @property
    def active_parent(self) -> "Agency | None":
        """The province that this agency's website names; None if it has none or it is archived."""
        return None if self.parent is None or self.parent.is_archived else self.parent


def _add_qualifier(name: str, qualifier: str) -> str:
    return f"{name} ({qualifier})" if qualifier else name
