"""Moments, deadlines and time left, in words of both languages. Shanghai time, never a clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from weikameng.domain.words import Words

SHANGHAI = ZoneInfo("Asia/Shanghai")
_TWO_DAYS = 48
_DAYS_ZH = "一二三四五六日"
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def moment(value: datetime, now: datetime) -> Words:
    """Return ``3月13日(周五)18:00`` / ``Fri 13 Mar, 18:00``; with the year when not this year's."""
    local = value.astimezone(SHANGHAI)
    return _written(local, f"{local:%H:%M}", now)


def deadline(value: datetime, now: datetime) -> Words:
    """Return the moment by which; a midnight is written as 24:00 of the day before."""
    local = value.astimezone(SHANGHAI)
    if (local.hour, local.minute) != (0, 0):
        return moment(value, now)
    return _written(local - timedelta(days=1), "24:00", now)


def left(span: timedelta) -> Words:
    """Return the time left in its two largest units: ``还剩2天3小时`` / ``2 d 3 h left``."""
    minutes = int(span.total_seconds() // 60)
    if span <= timedelta(0):
        return Words("已到时间", "Time is up")
    if minutes < 1:
        return Words("还剩不到1分钟", "Less than a minute left")
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    units = ((days, "天", "d"), (hours, "小时", "h"), (minutes, "分钟", "min"))
    first = next(place for place, (count, _, _) in enumerate(units) if count)
    told = [unit for unit in units[first : first + 2] if unit[0]]
    zh = "".join(f"{count}{unit}" for count, unit, _ in told)
    en = " ".join(f"{count} {unit}" for count, _, unit in told)
    return Words(f"还剩{zh}", f"{en} left")


def span(hours: float) -> Words:
    """Return a span as people say it: minutes, hours or days."""
    if hours < 1:
        minutes = max(1, round(hours * 60))
        return Words(f"{minutes} 分钟", f"{minutes} min")
    if hours < _TWO_DAYS:
        return Words(f"{hours:.1f} 小时", f"{hours:.1f} h")
    return Words(f"{hours / 24:.1f} 天", f"{hours / 24:.1f} days")


def _written(local: datetime, clock: str, now: datetime) -> Words:
    this_year = local.year == now.astimezone(SHANGHAI).year
    year_zh, year_en = ("", "") if this_year else (f"{local.year}年", f" {local.year}")
    weekday = local.weekday()
    return Words(
        f"{year_zh}{local.month}月{local.day}日(周{_DAYS_ZH[weekday]}){clock}",
        f"{_DAYS_EN[weekday]} {local.day} {_MONTHS_EN[local.month - 1]}{year_en}, {clock}",
    )
