"""Service that tells agencies of the same name apart, by a word behind their names.

Two "Sở Y tế" of different provinces become "Sở Y tế (Bắc Kạn)" and "Sở Y tế (Thái Nguyên)" wherever
a name stands alone; whoever has a name alone keeps it as it is. English names are told apart by
themselves: Văn Lang and Văn Lăng have the same one. The words are stored with the agency
(``Agency.qualifier``, ``qualifier_en``), so that a list of thousands needs no further query.
"""

from collections.abc import Callable, Collection, Iterable

from django.db.models import Q, prefetch_related_objects
from wagtail.models import Collection as FileCollection

from content.text.collation import get_sort_key
from content.text.places import find_province, strip_kind
from sites.caching.versions import DIRECTORY, bump_cache_versions
from sites.models import Agency, AgencyQuerySet, Kind

# The fields whose values stand alone.
NAME_FIELDS = ("name_vi", "short_name", "name_en")
_WRITTEN = ("qualifier", "qualifier_en", "search_key", "directory_key")
# Tells what an agency is called in a language; the names by which others may be called too.
_Names = Callable[[Agency], list[str]]


def refresh_qualifiers(agency: Agency | None = None, *, former_names: Collection[str] = ()) -> None:
    """Write anew what tells agencies of the same name apart.

    Their collections of files are called as they are. ``agency``: one that was created, renamed
    or moved, and ``former_names`` what it was called before; only its namesakes, and those of its
    former names, are read. Of a province that was renamed also the units that are told apart, and
    their namesakes. Without it all agencies are.
    """
    found = Agency.objects.select_related("parent", "site__agencysettings").order_by("pk")
    if agency is None:
        around = targets = list(found)
    else:
        targets = _list_concerned(found, agency, former_names)
        names = {name for each in targets for name in _list_all_names(each)}
        around = list(found.filter(_called_q(names))) if len(targets) > 1 else targets
    qualifiers = dict(_iter_qualifiers(targets, around))
    english = dict(_iter_qualifiers(targets, around, english=True))
    changed = []
    for each in targets:
        values = qualifiers[each.pk], english[each.pk]
        if agency and each.pk == agency.pk:
            agency.qualifier, agency.qualifier_en = values
        if (each.qualifier, each.qualifier_en) != values:
            each.qualifier, each.qualifier_en = values
            changed.append(each)
    _save(changed)


def _save(agencies: list[Agency]) -> None:
    prefetch_related_objects(agencies, "former_names")
    for each in agencies:
        each.set_keys()
    Agency.objects.bulk_update(agencies, _WRITTEN, batch_size=100)
    for each in agencies:
        # Read anew: the one before may have moved it, for collections stand in order of name.
        collection = FileCollection.objects.get(pk=each.collection_id)
        if collection.name != str(each):
            collection.name = str(each)
            collection.save()
    if agencies:
        bump_cache_versions([DIRECTORY])


def _list_concerned(
    found: AgencyQuerySet, agency: Agency, former_names: Collection[str]
) -> list[Agency]:
    """Return the agency, and all whose qualifiers a change of it may change."""
    names = {*_list_all_names(agency), *filter(None, former_names)}
    concerned = list(found.filter(Q(pk=agency.pk) | _called_q(names)))
    if agency.kind != Kind.PROVINCE or not former_names:
        return concerned
    qualified = ~Q(qualifier="") | ~Q(qualifier_en="")
    children = list(found.filter(qualified, parent=agency))
    names = {name for child in children for name in _list_all_names(child)}
    further = [*children, *found.filter(_called_q(names))] if children else []
    return list({each.pk: each for each in (*concerned, *further)}.values())


def _called_q(names: Collection[str]) -> Q:
    keys = {get_sort_key(name) for name in names}
    return Q(sort_key__in=keys) | Q(short_name__in=names) | Q(name_en__in=names)


def _iter_qualifiers(
    targets: Iterable[Agency], around: Iterable[Agency], *, english: bool = False
) -> Iterable[tuple[int, str]]:
    """Yield primary key and qualifier of each target; ``around`` are it and its namesakes."""
    list_names: _Names = _list_english_names if english else _list_names
    by_name: dict[str, dict[int, Agency]] = {}
    for agency in around:
        for name in list_names(agency):
            by_name.setdefault(get_sort_key(name), {})[agency.pk] = agency
    for agency in targets:
        others = {
            pk: other
            for name in list_names(agency)
            for pk, other in by_name[get_sort_key(name)].items()
            if pk != agency.pk
        }
        yield agency.pk, _tell_apart(agency, [*others.values()], english) if others else ""


def _tell_apart(agency: Agency, others: Collection[Agency], english: bool) -> str:
    """Return the name of the agency's province; its host where that tells nothing.

    Before the host an English name is followed by the Vietnamese one, if that is another.
    """
    place = _get_place(agency)
    if place and all(_get_place(other) != place for other in others):
        return place
    own = strip_kind(agency.name_vi)
    key = get_sort_key(own)
    if english and all(get_sort_key(strip_kind(other.name_vi)) != key for other in others):
        return own
    return agency.site.hostname


def _get_place(agency: Agency) -> str:
    if agency.parent is None:
        return ""
    found = find_province(agency.parent.name_vi)
    return found.name if found else agency.parent.short_name or agency.parent.name_vi


def _list_names(agency: Agency) -> list[str]:
    """Return the names that stand alone in Vietnamese."""
    return list(filter(None, [agency.name_vi, agency.short_name]))


def _list_english_names(agency: Agency) -> list[str]:
    """Return the name that stands alone in English; none if it has none, and is called as ever."""
    return list(filter(None, [agency.name_en]))


def _list_all_names(agency: Agency) -> list[str]:
    return [*_list_names(agency), *_list_english_names(agency)]
