"""How payment channels stand."""

from collections.abc import Mapping

from weikameng.records.models import ChannelStanding


def standings() -> Mapping[str, ChannelStanding]:
    """Return what is known of every channel that ever had trouble, by route; one statement."""
    return {row.route: row for row in ChannelStanding.objects.all()}
