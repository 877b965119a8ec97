"""Room in the tree of collections, which treebeard keeps in the order of their names.

A new collection takes the step of the next one by name, which moves one step on, as do all those
that follow it without a gap: among thousands of agencies thousands of rows, one by one and locked,
for each new agency. Where there are gaps, none moves, or few.
"""

from itertools import pairwise

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from wagtail.models import Collection

# Steps from one child to the next once they are spread.
STRIDE = 16
# Children that may move for a new one.
MAX_MOVES = 20


@transaction.atomic
def add_collection(name: str) -> Collection:
    """Create a collection at its place by name below the root collection."""
    root = Collection.objects.select_for_update().order_by("path")[0]
    step = _find_free_step(root, name)
    if step is None:
        make_room(root, name)
        return root.add_child(name=name)
    depth = root.depth + 1
    path = Collection._get_path(root.path, depth, step)
    collection = Collection.objects.create(name=name, depth=depth, path=path)
    Collection.objects.filter(pk=root.pk).update(numchild=F("numchild") + 1)
    return collection


def _find_free_step(parent: Collection, name: str) -> int | None:
    """Return a step for a new child in the middle of the gap at its place, None without a gap."""
    paths = parent.get_children().values_list("path", flat=True)
    after = paths.filter(name__gt=name).first()
    before = (paths.filter(path__lt=after) if after else paths).last()
    first = _get_step(parent, before) if before else 0
    if after is None:
        return first + 1
    step = (first + _get_step(parent, after)) // 2
    return step if step > first else None


def make_room(parent: Collection, name: str) -> None:
    """Have few collections move when one called ``name`` is put below ``parent``.

    Spreads the children of ``parent``, in their order, if more than ``MAX_MOVES`` of them would
    move. Objects that were loaded before may have former paths then. Call inside a transaction that
    has locked the tree.
    """
    following = parent.get_children().filter(name__gt=name)[: MAX_MOVES + 1]
    steps = [_get_step(parent, child.path) for child in following]
    in_a_row = [after - before == 1 for before, after in pairwise(steps)]
    if len(in_a_row) == MAX_MOVES and all(in_a_row):
        _spread(parent)


def _spread(parent: Collection) -> None:
    """Put the nth child of a collection at n times ``STRIDE``, with all below it."""
    children = parent.get_children().values_list("path", flat=True)
    moves = [
        (path, Collection._get_path(parent.path, parent.depth + 1, STRIDE * place))
        for place, path in enumerate(children, start=1)
    ]
    # Whoever moves on goes after those behind, whoever moves back after those before: no step is
    # taken by two at any time.
    on = [move for move in reversed(moves) if move[1] > move[0]]
    back = [move for move in moves if move[1] < move[0]]
    for path, new_path in on + back:
        Collection.objects.filter(path__startswith=path).update(
            path=Concat(Value(new_path), Substr("path", len(path) + 1))
        )


def _get_step(parent: Collection, path: str) -> int:
    return int(Collection._str2int(path[len(parent.path) :]))
