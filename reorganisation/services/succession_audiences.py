"""Whom bulletins and templates are for, after an agency has ended."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q

from bulletins.models import BulletinAudience, BulletinTemplate, IssuerSettings
from reorganisation.selectors.following_codes import FollowingCodes
from sites.models import Agency


def missing_q(following: FollowingCodes) -> Q:
    """Return the condition that a bulletin includes a dying code without all that follow it."""
    found = Q(pk__in=[])
    for code, codes in following.items():
        lines = BulletinAudience.objects.filter(code=code, excluded=False)
        known = Q()
        for each in codes:
            known &= Q(pk__in=BulletinAudience.objects.filter(code=each).values("bulletin"))
        found |= Q(pk__in=lines.values("bulletin")) & ~known
    return found


def change_templates(
    agency: Agency, successor: Agency, following: FollowingCodes
) -> list[dict[str, Any]]:
    """Have templates say the successors in the place of an agency.

    A template is for bulletins to come, which the agency cannot show any more. What a template
    excludes stays: the successors are more than the agency was. Returns of each that was changed
    its key, and its values ``before`` and ``after``.
    """
    changed = []
    for template in BulletinTemplate.objects.order_by("pk"):
        before = {"audience_codes": template.audience_codes, "source_id": template.source_id}
        codes = _replace_codes(template.audience_codes, following)
        source = successor.pk if template.source_id == agency.pk else template.source_id
        after = {"audience_codes": codes, "source_id": source}
        if after != before:
            BulletinTemplate.objects.filter(pk=template.pk).update(**after)
            changed.append({"pk": template.pk, "before": before, "after": after})
    return changed


def change_usual_issuer(agency: Agency, successor: Agency) -> int:
    """Let the successor be the usual issuer of bulletins if the agency is; return 1 if so, or 0."""
    return IssuerSettings.objects.filter(issuer=agency).update(issuer=successor)


def return_templates(changed: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Take back what ``change_templates`` has returned; yield the names of those changed since."""
    for change in changed:
        own = BulletinTemplate.objects.filter(pk=change["pk"])
        if not own.filter(**change["after"]).update(**change["before"]):
            yield from own.values_list("name", flat=True)


def _replace_codes(codes: Iterable[str], following: FollowingCodes) -> list[str]:
    found = [each for code in codes for each in following.get(code, [code])]
    return list(dict.fromkeys(found))
