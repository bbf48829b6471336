"""Links to pictures, signed for whoever looks at the page: ``{% load pictures %}``."""

from django import template
from django.template import RequestContext

from weikameng.web.links import picture_url, signed

register = template.Library()


@register.simple_tag(takes_context=True)
def picture_link(context: RequestContext, case_number: str, position: int) -> str:
    """Return the address of a picture of a case, for ten minutes."""
    return picture_url(_viewer_id(context), case_number, position)


@register.simple_tag(takes_context=True)
def signed_link(context: RequestContext, path: str) -> str:
    """Return an address of ours that is shown by a signed link only."""
    return signed(path, _viewer_id(context))


def _viewer_id(context: RequestContext) -> int:
    viewer_id = context.request.user.pk
    assert viewer_id is not None, "pictures are on pages for people who are signed in"
    return int(viewer_id)
