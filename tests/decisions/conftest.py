"""The makers of the world of isolation."""

from tests.isolation import owned_objects, pages, records  # noqa: F401
