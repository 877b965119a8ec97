"""Service that tells agencies of the same name apart, by a word behind their names.

Two "Sở Y tế" of different provinces become "Sở Y tế (Bắc Kạn)" and "Sở Y tế (Thái Nguyên)" wherever
a name stands alone; whoever has a name alone keeps it as it is. The word is stored with the agency
(``Agency.qualifier``), so that a list of thousands needs no further query.
"""

from collections.abc import Iterable

from django.db.models import Q
from wagtail.models import Collection

from content.text.collation import get_sort_key
from content.text.places import find_province
from sites.caching.versions import DIRECTORY, bump_cache_versions
from sites.models import Agency


def refresh_qualifiers(agency: Agency | None = None) -> None:
    """Write anew what tells agencies of the same name apart.

    Their collections of files are called as they are. ``agency``: one that was created, renamed
    or moved; its namesakes are looked at, and whoever is told apart already. Without it all
    agencies are.
    """
    found = Agency.objects.select_related("parent", "site__agencysettings")
    if agency:
        names = _list_names(agency)
        same = Q(name_vi__in=names) | Q(short_name__in=names) | Q(sort_key=agency.sort_key)
        found = found.filter(same | ~Q(qualifier=""))
    agencies = list(found.prefetch_related("former_names").order_by("pk"))
    changed = []
    for each, qualifier in _list_qualifiers(agencies):
        if agency and each.pk == agency.pk:
            agency.qualifier = qualifier
        if each.qualifier != qualifier:
            each.qualifier = qualifier
            each.set_keys()
            changed.append(each)
    fields = ["qualifier", "search_key", "directory_key"]
    Agency.objects.bulk_update(changed, fields, batch_size=100)
    for each in changed:
        # Read anew: the one before may have moved it, for collections stand in order of name.
        collection = Collection.objects.get(pk=each.collection_id)
        collection.name = str(each)
        collection.save()
    if changed:
        bump_cache_versions([DIRECTORY])


def _list_qualifiers(agencies: Iterable[Agency]) -> Iterable[tuple[Agency, str]]:
    by_name: dict[str, dict[int, Agency]] = {}
    for agency in agencies:
        for name in _list_names(agency):
            by_name.setdefault(get_sort_key(name), {})[agency.pk] = agency
    for agency in agencies:
        others = {
            pk: other
            for name in _list_names(agency)
            for pk, other in by_name[get_sort_key(name)].items()
            if pk != agency.pk
        }
        yield agency, _tell_apart(agency, others.values()) if others else ""


def _tell_apart(agency: Agency, others: Iterable[Agency]) -> str:
    """Return the name of the agency's province; its host where that tells nothing."""
    place = _get_place(agency)
    if place and all(_get_place(other) != place for other in others):
        return place
    return agency.site.hostname


def _get_place(agency: Agency) -> str:
    if agency.parent is None:
        return ""
    found = find_province(agency.parent.name_vi)
    return found.name if found else agency.parent.short_name or agency.parent.name_vi


def _list_names(agency: Agency) -> list[str]:
    """Return the names that stand alone; English ones follow the Vietnamese."""
    return list(filter(None, [agency.name_vi, agency.short_name]))
