"""The collection of shared pictures and documents that every agency may choose from."""

from wagtail.models import Collection

SHARED_COLLECTION = "Dùng chung"


def collection_named(name: str) -> Collection:
    """Return the collection ``name`` directly below the root; create it if it is missing."""
    existing = Collection.objects.filter(depth=2, name=name).first()
    return existing or Collection.get_first_root_node().add_child(name=name)


def shared_collection() -> Collection:
    """Return the shared collection: the ICT department fills it, all agencies choose from it.

    Creates it if it is missing.
    """
    return collection_named(SHARED_COLLECTION)
