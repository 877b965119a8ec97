"""Template tag with the number of the request, for error pages."""

from django import template

from ops.logs import get_request_id

register = template.Library()
register.simple_tag(get_request_id, name="request_id")
