"""Template filter for streams whose blocks a template reads by itself."""

from django import template

from content.blocks import list_readable

register = template.Library()
register.filter("readable", list_readable)
