"""Whom a bulletin is for."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from sites.models import Agency, Kind

EVERYONE = "all"
validate_code = RegexValidator(
    rf"^({EVERYONE}|kind:({'|'.join(Kind.values)})|agency:[1-9][0-9]*)$",
    _("An audience is all, kind:… or agency:…."),
)


def audience_codes(agency: Agency) -> list[str]:
    """Return every audience code that an agency answers to."""
    return [EVERYONE, f"kind:{agency.kind}", f"agency:{agency.pk}"]


class BulletinAudience(models.Model):
    """One line of a bulletin's audience: a code, added or taken away.

    An exclusion wins over every inclusion. Only the row in the source language counts.
    """

    bulletin = ParentalKey("bulletins.Bulletin", related_name="audience", on_delete=models.CASCADE)
    code = models.CharField(_("audience"), max_length=40, validators=[validate_code])
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
        known = kind != "agency" or (key.isdecimal() and Agency.objects.filter(pk=key).exists())
        if not known:
            raise ValidationError({"code": _("There is no such agency.")})
