"""Hands a command over to a process of its own, which starts neither Django nor a database."""

import os
import sys
from typing import NoReturn


def hand_over(desk: str, *arguments: str) -> NoReturn:
    """Become ``weikameng.config.<desk>``: it needs neither rows nor pages."""
    command = [sys.executable, "-m", f"weikameng.config.{desk}", *arguments]
    os.execv(command[0], command)  # noqa: S606 - no shell is the point
