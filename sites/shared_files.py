"""The collection of pictures and documents that every unit may choose from."""

from wagtail.models import Collection

SHARED_COLLECTION = "Dùng chung"


def collection_named(name: str) -> Collection:
    """Return a collection directly below the root, made where it is missing."""
    existing = Collection.objects.filter(depth=2, name=name).first()
    return existing or Collection.get_first_root_node().add_child(name=name)


def shared_collection() -> Collection:
    """Return the shared collection: all units choose from it, the ICT department fills it."""
    return collection_named(SHARED_COLLECTION)
