"""The audience of a bulletin: codes of agencies, added or excluded."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from sites.models import BELOW, EVERYONE, Agency, AgencyGroup, AgencyQuerySet, Kind

validate_code = RegexValidator(
    rf"^({EVERYONE}|kind:({'|'.join(Kind.values)})|{BELOW}[a-z0-9]+(-[a-z0-9]+)*"
    r"|(group|agency):[1-9][0-9]{0,17})\Z",
    _("An audience is all, kind:…, below:…, group:… or agency:…."),
)
# The model and the field whose value follows this prefix, and the error message for an unknown one.
NAMED: dict[str, tuple[type[models.Model], str, str | Promise]] = {
    "below": (Agency, "code", _("There is no such agency.")),
    "group": (AgencyGroup, "pk", _("There is no such group.")),
    "agency": (Agency, "pk", _("There is no such agency.")),
}


class BulletinAudience(models.Model):
    """A row of a bulletin's audience: a code that is included or excluded.

    ``code``: as in ``Agency.codes``, for example ``all``, ``kind:district``, ``group:3``,
    ``agency:12``, ``below:tinh-bac-kan`` (a province and its units). An exclusion wins over every
    inclusion. Only the audience of the row in the default language counts. See
    docs/features/audience.md.
    """

    bulletin = ParentalKey("bulletins.Bulletin", related_name="audience", on_delete=models.CASCADE)
    code = models.CharField(_("audience"), max_length=100, validators=[validate_code])
    excluded = models.BooleanField(_("except these"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "code"], name="audience_code_once"),
        ]
        indexes = [models.Index(fields=["code", "bulletin"], name="audience_by_code")]

    def __str__(self) -> str:
        return f"-{self.code}" if self.excluded else self.code

    def clean(self) -> None:
        kind, _separator, key = self.code.partition(":")
        if kind not in NAMED:
            return
        model, field, unknown = NAMED[kind]
        is_key = field == "code" or key.isdecimal()
        if not (is_key and model._default_manager.filter(**{field: key}).exists()):
            raise ValidationError({"code": unknown})


def addressed_q(agency: str, prefix: str = "") -> models.Q:
    """Return the condition that an audience's row names an agency; the rule of ``Agency.codes``.

    For a subquery on ``BulletinAudience`` inside a query of rows that have or are an agency.
    ``agency``: the lookup of that query for the agency's primary key; ``prefix``: what stands
    before its fields, such as ``source__``.
    """
    own, above = f"{prefix}code", f"{prefix}parent__code"
    groups = list_group_codes(agency=OuterRef(OuterRef(agency)))
    return (
        models.Q(code=EVERYONE)
        | models.Q(code=Concat(Value("kind:"), OuterRef(f"{prefix}kind")))
        | models.Q(code=Concat(Value(BELOW), OuterRef(own), output_field=models.CharField()))
        | models.Q(code=Concat(Value(BELOW), OuterRef(above), output_field=models.CharField()))
        | models.Q(code=Concat(Value("agency:"), Cast(OuterRef(agency), models.CharField())))
        | models.Q(code__in=groups)
    )


def list_group_codes(**members: object) -> models.QuerySet:
    """Return a query for the codes of the groups that have certain ``members``."""
    memberships = AgencyGroup.agencies.through.objects.filter(**members)
    return memberships.values_list(Concat(Value("group:"), Cast("agencygroup", models.CharField())))


def list_audience_agencies(lines: Iterable[BulletinAudience]) -> AgencyQuerySet:
    """Return the active agencies that an audience reaches today; the same rule as ``for_codes``.

    ``lines``: saved or unsaved rows. Agencies that are created or join a group later are reached
    from then on.
    """
    lines = list(lines)
    reached = Agency.objects.active().addressed_by(
        [line.code for line in lines if not line.excluded]
    )
    excluded = [line.code for line in lines if line.excluded]
    if excluded:
        reached = reached.exclude(pk__in=Agency.objects.addressed_by(excluded).values("pk"))
    return reached
