"""Finding people by their names, with or without accents."""

from django.db.models import QuerySet

from accounts.models import User
from sites.slugs import vietnamese_slug

FIELDS = ("last_name", "first_name", "username", "email")
LONGEST = 400


def matching(people: QuerySet[User], query: str) -> QuerySet[User]:
    """Return those of ``people`` whose name or address has every word of ``query``.

    Words match from their beginning. A name has no stored key: a province has some thousand
    people, whose names are read in less time than a page takes.
    """
    wanted = [word for word in map(vietnamese_slug, query.split()) if word]
    found = [
        key
        for key, *names in User.objects.values_list("pk", *FIELDS)
        if all(f"-{word}" in _key(names) for word in wanted)
    ]
    return people.filter(pk__in=found)


def _key(names: list[str]) -> str:
    return f"-{vietnamese_slug(' '.join(names), LONGEST)}"
