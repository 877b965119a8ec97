"""Wagtail hooks: pages keep paths at which readers reach them, and links lead there."""

from wagtail import hooks

from home.admin.reserved_slugs import refuse_unreachable_move
from home.rich_text import register_link_types

hooks.register("before_move_page", refuse_unreachable_move)
# After Wagtail's own, which it replaces.
hooks.register("register_rich_text_features", register_link_types, order=1)
