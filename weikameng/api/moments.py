"""Moments as callers name them, in UTC: a database knows no zone seventeen hours from Greenwich."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:  # the first and the last day of the calendar
        raise ValueError("no such moment") from error


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
