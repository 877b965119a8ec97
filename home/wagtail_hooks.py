"""Wagtail hooks that refuse to move and copy pages to paths at which nobody would reach them."""

from wagtail import hooks

from home.admin.reserved_slugs import refuse_unreachable_copy, refuse_unreachable_move

hooks.register("before_move_page", refuse_unreachable_move)
hooks.register("before_copy_page", refuse_unreachable_copy)
