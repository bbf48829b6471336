"""Writes how payment channels stand: stopped, slow, short of balance, well again."""

from datetime import datetime, timedelta

from django.db.models import F

from weikameng.records.models import ChannelStanding

# A stopped channel is tried with one payout after this, then ever more rarely.
FIRST_PROBE, LONGEST_PROBE = timedelta(minutes=5), timedelta(hours=1)
SLOW_FOR = timedelta(seconds=60)


def stop(route: str, why: tuple[str, str], at: datetime) -> None:
    """Stop a channel for its keys or rights (``why``: code and message); or put the probe off."""
    row, _ = ChannelStanding.objects.get_or_create(route=route, defaults={"changed_at": at})
    wait = min(FIRST_PROBE * 2 ** min(row.probes, 10), LONGEST_PROBE)
    code, message = why
    ChannelStanding.objects.filter(pk=route).update(
        stopped_at=row.stopped_at or at,
        probe_at=at + wait,
        probes=F("probes") + 1,
        code=code[:60],
        message=message[:200],
        changed_at=at,
    )


def slow_down(route: str, at: datetime) -> None:
    """Leave a channel alone for a moment: it asked for it."""
    ChannelStanding.objects.update_or_create(
        route=route, defaults={"slow_until": at + SLOW_FOR, "changed_at": at}
    )


def run_short(route: str, at: datetime) -> None:
    """Note since when the merchant's balance does not suffice."""
    row, _ = ChannelStanding.objects.get_or_create(route=route, defaults={"changed_at": at})
    if row.short_since is None:
        ChannelStanding.objects.filter(pk=route).update(short_since=at, changed_at=at)


def recover(route: str, at: datetime, *, solvent: bool = False) -> None:
    """The channel works: it is stopped no more, and (``solvent``) it had the money to pay."""
    working = {"stopped_at": None, "probe_at": None, "probes": 0, "code": "", "message": ""}
    paying = {"short_since": None} if solvent else {}
    ChannelStanding.objects.filter(pk=route).update(**working, **paying, changed_at=at)


def take_probe(route: str, at: datetime) -> bool:
    """Take the one try a stopped channel is given; False when somebody else has it."""
    due = ChannelStanding.objects.filter(pk=route, stopped_at__isnull=False, probe_at__lte=at)
    return bool(due.update(probe_at=at + FIRST_PROBE))


def forget() -> None:
    """Forget how every channel stands: a rehearsal begins with channels that work."""
    ChannelStanding.objects.all().delete()
